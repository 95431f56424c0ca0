"""Rows as plain values and back (草稿里的值): what a form had in hand comes back from JSON as the same row."""

import dataclasses
import enum
import types
import typing
from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

R = TypeVar("R")
_PLAIN = (str, int, float, bool, type(None))


def to_plain(value: object) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """Return a value as JSON can hold it; ``TypeError`` for what has no plain form."""
    if isinstance(value, enum.Enum):
        return to_plain(value.value)
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return [[to_plain(key), to_plain(held)] for key, held in value.items()]
    if isinstance(value, (tuple, list, frozenset, set)):
        return [to_plain(held) for held in value]
    message = f"{type(value).__name__} has no plain form"
    raise TypeError(message)


def from_plain(kind: type[R], plain: object) -> R:
    """Return the row of class ``kind`` that ``to_plain`` wrote; ``ValueError`` for anything else."""
    try:
        row: R = _read(kind, plain)
    except (TypeError, KeyError, AttributeError) as error:
        message = f"this is no {kind.__name__}: {error}"
        raise ValueError(message) from error
    return row


def fields_of(row: object, names: typing.Iterable[str]) -> dict[str, Any]:
    """Return some fields of a row as plain values: what somebody had seen when they began to type."""
    return {name: to_plain(getattr(row, name)) for name in names}


def seen_again(row: R, plain: Mapping[str, object]) -> R:
    """Return ``row`` with the fields as they were seen then; ``ValueError`` for fields that it does not have."""
    hints = typing.get_type_hints(type(row))
    try:
        seen = {name: _read(hints[name], held) for name, held in plain.items()}
        return dataclasses.replace(row, **seen)  # type: ignore[type-var]  # rows are dataclasses
    except (TypeError, KeyError, AttributeError) as error:
        message = f"this is not seen on {type(row).__name__}: {error}"
        raise ValueError(message) from error


def _read(kind: Any, plain: Any) -> Any:  # noqa: ANN401 - types and values of any kind
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        return _read_one_of(typing.get_args(kind), plain)
    if origin is not None:
        return _read_many(origin, typing.get_args(kind), plain)
    if hasattr(kind, "__supertype__"):
        return _read(kind.__supertype__, plain)
    return _read_class(kind, plain)


def _read_class(kind: Any, plain: Any) -> Any:  # noqa: ANN401 - classes and values of any kind
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        kept = {name: _read(hints[name], held) for name, held in plain.items()}
        return typing.cast(type[Any], kind)(**kept)
    if issubclass(kind, enum.Enum):
        return kind(plain)
    if issubclass(kind, date):
        return kind.fromisoformat(plain)
    return _read_scalar(kind, plain)


def _read_scalar(kind: type, plain: object) -> object:
    fits = isinstance(plain, kind) and (kind is bool or not isinstance(plain, bool))
    if not fits:
        message = f"{plain!r} is no {kind.__name__}"
        raise ValueError(message)
    return plain


def _read_one_of(kinds: tuple[Any, ...], plain: object) -> object:
    if plain is None:
        return None
    for kind in kinds:
        try:
            if kind is not types.NoneType:
                return _read(kind, plain)
        except (ValueError, TypeError, KeyError, AttributeError):
            continue
    message = f"{plain!r} is none of {kinds}"
    raise ValueError(message)


def _read_many(origin: Any, kinds: tuple[Any, ...], plain: Any) -> object:  # noqa: ANN401 - types of any kind
    if issubclass(origin, Mapping):
        return {_read(kinds[0], key): _read(kinds[1], held) for key, held in plain}
    if origin is tuple and kinds[-1] is not Ellipsis:
        return tuple(_read(kind, held) for kind, held in zip(kinds, plain, strict=True))
    gathered = (_read(kinds[0], held) for held in plain)
    return origin(gathered) if origin in (tuple, list, set, frozenset) else tuple(gathered)
