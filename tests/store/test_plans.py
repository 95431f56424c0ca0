"""No desk's question reads a whole table that grows from year to year: it would be slower every year."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import event

from app import services
from app.models.access import Role
from app.models.lines import LabourLine
from app.services import acts, workshop
from tests.builders import Shop, finished, passed

GROWING = {
    "assignment", "audit", "certificate", "change_log", "consent", "customer", "delivery", "estimate_revision",
    "extra_work", "inspection", "inspection_item", "labour_line", "other_line", "part_line", "payment", "posting",
    "printed_paper", "search_doc", "stage_change", "statement", "stock_document", "stock_move", "vehicle", "visit",
    "work_order", "work_span",
}  # fmt: skip
# Indexes that hold only what is open, in the shop or running: these stay small, and may be read whole.
SMALL = ("ix_work_order_open", "ix_visit_in_shop", "uq_assignment_current", "uq_work_span_running")
# What begins at the newest end of a table and stops early.
NEWEST_FIRST = {"services.parts_board.documents_of"}


def queries() -> Iterator[tuple[str, Callable[..., object]]]:
    """Yield every declared query of the services with its name."""
    for found in pkgutil.walk_packages(services.__path__, "app.services."):
        for name, function in vars(importlib.import_module(found.name)).items():
            here = inspect.isfunction(function) and function.__module__ == found.name
            if here and acts.act_name(function) in acts.QUERIES:
                yield f"{found.name.removeprefix('app.')}.{name}", function


def wanted(function: Callable[..., object]) -> list[str] | None:
    """Return which keys a query must be given, ``None`` where it wants more than keys of a car in hand."""
    parameters = list(inspect.signature(function).parameters.values())[1:]
    names = [one.name for one in parameters if one.default is one.empty]
    return names if set(names) <= {"order_id", "visit_id", "vehicle_id"} else None


ASKED = {name: (function, names) for name, function in queries() if (names := wanted(function)) is not None}


def read_whole(shop: Shop, act: Callable[[], object]) -> list[str]:
    """Return the steps of the plans of every statement of ``act`` that read a growing table from end to end."""
    statements: list[tuple[str, Any]] = []
    listener: Callable[..., None] = lambda _c, _u, statement, values, *_: statements.append((statement, values))  # noqa: E731 - one line
    engine = shop.station.engines.reader
    event.listen(engine, "before_cursor_execute", listener)
    try:
        act()
    finally:
        event.remove(engine, "before_cursor_execute", listener)
    found = []
    with engine.connect() as connection:
        for statement, values in statements:
            if statement.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
                found += [step.detail for step in plan if reads_whole(step.detail)]
    return found


def reads_whole(step: str) -> bool:
    """Tell whether a step of SQLite's plan reads a growing table, or a whole index of it that is not a small one."""
    words = step.split()
    return words[0] == "SCAN" and words[1] in GROWING and not any(index in words for index in SMALL)


@pytest.mark.parametrize("name", sorted(ASKED.keys() - NEWEST_FIRST))
def test_a_desk_reads_no_growing_table_from_end_to_end(sqlite_shop: Shop, name: str) -> None:
    car = passed(sqlite_shop)
    keys = {"order_id": car.order_id, "visit_id": car.visit_id, "vehicle_id": car.vehicle_id}
    function, names = ASKED[name]
    given = [keys[one] for one in names]
    assert read_whole(sqlite_shop, lambda: sqlite_shop.ask(Role.STATION_MANAGER, function, *given)) == []


def test_the_way_back_reads_no_growing_table_from_end_to_end(sqlite_shop: Shop) -> None:
    car = finished(sqlite_shop)
    line = sqlite_shop.found(LabourLine, order_id=car.order_id)[0]
    undo = (Role.WORKSHOP_LEAD, workshop.undo_finish, line.id)
    assert read_whole(sqlite_shop, lambda: sqlite_shop.do(*undo, reason="没装好")) == []


def test_reading_a_whole_table_is_noticed(sqlite_shop: Shop) -> None:
    with sqlite_shop.station.engines.reader.connect() as connection:
        plan = connection.exec_driver_sql("EXPLAIN QUERY PLAN SELECT * FROM work_order WHERE request = 'x'").one()
    assert reads_whole(plan.detail)
