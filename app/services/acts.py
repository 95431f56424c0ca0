"""What makes a function a service or a query (服务、查询): the permission it needs, in one register.

A service changes something and runs in one transaction; it never commits, so services compose. A query only reads and
returns frozen rows. Both are plain functions whose first argument is the ``Work`` or ``Look``.
"""

import dataclasses
import functools
import typing
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from app.models.access import Permission
from app.store.unit_of_work import Look, Work

P = ParamSpec("P")
R = TypeVar("R")

SERVICES: dict[str, Permission] = {}
QUERIES: dict[str, Permission] = {}
OPEN_ACTS: dict[str, str] = {}
"""What runs before anybody is signed in, each with why it needs no right."""
_CHANGING: set[Callable[..., Any]] = set()
_READING: set[Callable[..., Any]] = set()


def act_name(function: Callable[..., object]) -> str:
    """Return the name under which a service or query is registered and audited, e.g. ``reception.receive_car``."""
    return f"{function.__module__.removeprefix('app.services.')}.{function.__name__}"


def service(permission: Permission) -> Callable[[Callable[Concatenate[Work, P], R]], Callable[Concatenate[Work, P], R]]:
    """Declare a service: refused with ``NotPermitted`` unless the person has ``permission``."""

    def declare(function: Callable[Concatenate[Work, P], R]) -> Callable[Concatenate[Work, P], R]:
        SERVICES[act_name(function)] = permission

        @functools.wraps(function)
        def permitted(work: Work, /, *args: P.args, **kwargs: P.kwargs) -> R:
            work.permit(permission)
            return function(work, *args, **kwargs)

        _CHANGING.add(permitted)
        return permitted

    return declare


def query(permission: Permission) -> Callable[[Callable[Concatenate[Look, P], R]], Callable[Concatenate[Look, P], R]]:
    """Declare a query: refused with ``NotPermitted`` unless the person has ``permission``."""

    def declare(function: Callable[Concatenate[Look, P], R]) -> Callable[Concatenate[Look, P], R]:
        QUERIES[act_name(function)] = permission

        @functools.wraps(function)
        def permitted(look: Look, /, *args: P.args, **kwargs: P.kwargs) -> R:
            look_permit(look, permission)
            return function(look, *args, **kwargs)

        _READING.add(permitted)
        return permitted

    return declare


def open_act(why: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare a service or query that needs no right (无需岗位): signing in and founding; ``why`` says so."""

    def declare(function: Callable[P, R]) -> Callable[P, R]:
        OPEN_ACTS[act_name(function)] = why
        _CHANGING.add(function)
        _READING.add(function)
        return function

    return declare


def refuse_unregistered(function: Callable[..., object], *, changes: bool) -> None:
    """Raise ``TypeError`` for a function that no ``@service`` (``changes``) or ``@query`` guards: nothing else runs."""
    if function not in (_CHANGING if changes else _READING):
        message = f"{act_name(function)} is no {'service' if changes else 'query'}: nobody said who may do it"
        raise TypeError(message)


def look_permit(look: Look, permission: Permission) -> None:
    """Refuse with ``NotPermitted`` unless the person who asks may do ``permission``."""
    Work.permit(typing.cast("Work", look), permission)


def answer_from(function: Callable[..., object], stored: Any) -> Any:  # noqa: ANN401 - whatever the service answers
    """Rebuild a service's stored answer (plain value or flat frozen dataclass) from its JSON form."""
    returned = typing.get_type_hints(function).get("return")
    if isinstance(returned, type) and dataclasses.is_dataclass(returned) and isinstance(stored, dict):
        return returned(**stored)
    return stored


def answer_to_store(answer: object) -> object:
    """Return the JSON form of a service's answer."""
    if dataclasses.is_dataclass(answer) and not isinstance(answer, type):
        return dataclasses.asdict(answer)
    return answer
