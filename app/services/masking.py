"""Guarded fields (受限字段): telephone numbers and cost leave the services only for roles that may see them.

A row marks such a field by its type, ``Phone`` or ``Cost``; masking happens in one place, where rows leave
``Station.ask``. A masked phone reads ``138****6621``; a masked cost is ``None``.
"""

import dataclasses
import enum
import functools
import types
import typing
from datetime import date, time
from typing import Any

from app.models.access import Permission
from app.store.actor import Actor
from app.values import Cost, Phone, mask_phone

_PLAIN = (str, int, float, bytes, date, time, enum.Enum, types.NoneType)


@functools.cache
def _guarded(kind: type) -> tuple[tuple[str, Any], ...]:
    """Return the fields of a row that are guarded, each with its type, and those that may hold rows, with ``None``."""
    guarded: list[tuple[str, Any]] = []
    for name, hint in typing.get_type_hints(kind).items():
        choices = (hint, *typing.get_args(hint))
        if Phone in choices:
            guarded.append((name, Phone))
        elif Cost in choices:
            guarded.append((name, Cost))
        elif not all(_is_plain(choice) for choice in choices):
            guarded.append((name, None))
    return tuple(guarded)


def _is_plain(hint: Any) -> bool:  # noqa: ANN401 - any annotation
    """Tell whether values of this type cannot hold a row."""
    hint = getattr(hint, "__supertype__", hint)
    if isinstance(hint, type):
        return issubclass(hint, _PLAIN)
    return isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union


def mask(answer: Any, actor: Actor) -> Any:  # noqa: ANN401 - rows of any kind
    """Return ``answer`` with the fields masked that ``actor`` may not see; rows are frozen, so changed ones are new."""
    if actor.may(Permission.SEE_PHONES) and actor.may(Permission.SEE_COST):
        return answer
    return _masked(answer, phones=actor.may(Permission.SEE_PHONES), cost=actor.may(Permission.SEE_COST))


def _masked(answer: Any, *, phones: bool, cost: bool) -> Any:  # noqa: ANN401 - rows of any kind
    if isinstance(answer, tuple | list):
        return type(answer)(_masked(row, phones=phones, cost=cost) for row in answer)
    if isinstance(answer, dict):
        return {key: _masked(row, phones=phones, cost=cost) for key, row in answer.items()}
    if not dataclasses.is_dataclass(answer) or isinstance(answer, type):
        return answer
    changed: dict[str, Any] = {}
    for name, guard in _guarded(type(answer)):
        value = getattr(answer, name)
        if guard is Phone and not phones and value:
            changed[name] = mask_phone(value)
        elif guard is Cost and not cost:
            changed[name] = None
        elif guard is None:
            new = _masked(value, phones=phones, cost=cost)
            if new is not value:
                changed[name] = new
    return dataclasses.replace(answer, **changed) if changed else answer
