"""Every act of the services as the program registers it: what the tests of rights and of the register go through."""

import importlib
import inspect
import pkgutil
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import app.services
from app.services.acts import QUERIES, SERVICES


def modules() -> Iterator[ModuleType]:
    """Every module of app.services, imported."""
    for found in pkgutil.walk_packages(app.services.__path__, "app.services."):
        yield importlib.import_module(found.name)


def registered() -> dict[str, Callable[..., Any]]:
    """Every registered service and query by its name."""
    list(modules())
    return {name: act(name) for name in (*SERVICES, *QUERIES) if not name.startswith("tests.")}


def act(name: str) -> Callable[..., Any]:
    """Return the service or query registered as ``name``."""
    module, _, function = name.rpartition(".")
    found: Callable[..., Any] = getattr(sys.modules[f"app.services.{module}"], function)
    return found


def public_functions(module: ModuleType) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Public functions written in ``module``, by the name under which they would be registered."""
    for name, function in vars(module).items():
        if inspect.isfunction(function) and function.__module__ == module.__name__ and not name.startswith("_"):
            yield f"{module.__name__.removeprefix('app.services.')}.{name}", function


def first_argument(function: Callable[..., Any]) -> object:
    """Return what the function says its first argument is."""
    parameters = list(inspect.signature(function).parameters.values())
    return parameters[0].annotation if parameters else None
