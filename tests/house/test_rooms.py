"""Who may know whom, where the import contracts cannot say it: docks, and rows instead of entities."""

import ast
import dataclasses
import enum
import importlib
import pkgutil
import typing
from types import ModuleType

import pytest

import app.models.everything
import app.services
from app.models.base import Base
from tests.house.sources import Source, dotted, sources

ENTITIES = {mapper.class_.__name__ for mapper in Base.registry.mappers}


def views() -> list[Source]:
    return [source for source in sources() if source.name.startswith("app/views/")]


def module_of(source: Source) -> str:
    return ".".join(source.path.with_suffix("").parts).removesuffix(".__init__")


def imported(source: Source) -> set[str]:
    found = set()
    for node in source.walk():
        if isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{name.name}" for name in node.names} | {str(node.module)}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return found


def is_dock(source: Source) -> bool:
    return any(
        isinstance(node, ast.ClassDef) and any(dotted(base).endswith("StationDock") for base in node.bases)
        for node in source.walk()
    )


def test_docks_do_not_know_each_other() -> None:
    docks = {module_of(source): source for source in views() if is_dock(source)}
    found = [
        f"{name} imports {other}"
        for name, source in docks.items()
        for other in imported(source) & docks.keys()
        if other != name
    ]
    assert not found, "\n".join(found)


def test_views_know_no_entity() -> None:
    found = [
        f"{source.at(node)}: {name.name}"
        for source in views()
        for node in source.walk()
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("app.models")
        for name in node.names
        if name.name in ENTITIES or name.name in {"models", "everything"}
    ]
    assert not found, "\n".join(found)


def service_modules() -> list[ModuleType]:
    names = [found.name for found in pkgutil.walk_packages(app.services.__path__, "app.services.")]
    return [importlib.import_module(name) for name in names]


def acts() -> dict[str, typing.Any]:
    """Every declared service and query by its name."""
    from app.services.acts import QUERIES, SERVICES, act_name

    modules = service_modules()
    declared = {name: what for name, what in {**SERVICES, **QUERIES}.items() if not name.startswith("tests.")}
    found = {}
    for module in modules:
        for thing in vars(module).values():
            if callable(thing) and getattr(thing, "__module__", "") == module.__name__ and act_name(thing) in declared:
                found[act_name(thing)] = thing
    assert found.keys() == declared.keys()
    return found


def kinds_within(kind: object) -> set[type]:
    """Every class that a type is made of: its arguments, and the fields of its dataclasses."""
    found: set[type] = set()
    waiting = [kind]
    while waiting:
        one = waiting.pop()
        waiting.extend(typing.get_args(one))
        if isinstance(one, type) and one not in found:
            found.add(one)
            if dataclasses.is_dataclass(one) and not issubclass(one, Base):
                waiting.extend(typing.get_type_hints(one).values())
    return found


def test_entities_never_leave_the_services() -> None:
    found = [
        f"{name} answers {kind.__name__}"
        for name, act in acts().items()
        for kind in kinds_within(typing.get_type_hints(act).get("return"))
        if issubclass(kind, Base)
    ]
    assert not found, "\n".join(sorted(found))


def test_rows_that_leave_the_services_cannot_be_changed() -> None:
    found = {
        f"{name} answers {kind.__name__}"
        for name, act in acts().items()
        for kind in kinds_within(typing.get_type_hints(act).get("return"))
        if dataclasses.is_dataclass(kind)
        and not issubclass(kind, Base | enum.Enum)
        and not typing.cast("typing.Any", kind).__dataclass_params__.frozen
    }
    assert not found, "\n".join(sorted(found))


@dataclasses.dataclass(frozen=True)
class RowWithAnEntity:
    inner: tuple[Base, ...]


@pytest.mark.parametrize("kind", [list[Base], dict[str, tuple[Base, ...]], Base | None, list[RowWithAnEntity]])
def test_an_entity_would_be_found_wherever_it_hides(kind: object) -> None:
    assert Base in kinds_within(kind)
