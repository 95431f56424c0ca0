"""A made-up station is clean, the same every time, and its orders look like those made by the services."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.models.access import Role
from app.models.everything import METADATA
from app.models.money import PaymentMethod, Statement
from app.models.orders import WorkOrder
from app.models.stages import Stage
from app.services import certificates, check, delivery, generate, papers, settlement
from app.services.station import Station
from app.store import schema
from app.store.engine import Engines
from tests.builders import Shop, open_shop, passed

SIZE = generate.Size(days=6, orders=90, vehicles=150, customers=120, parts=60, tools=20, technicians=12, in_shop=20)
NOW = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
OF_AN_ORDER = (
    "labour_line", "part_line", "stage_change", "estimate_revision", "consent", "stock_document", "inspection",
    "certificate", "statement", "printed_paper",
)  # fmt: skip


@pytest.fixture
def made(bare_database_url: str) -> Iterator[Engines]:
    """Generate a small station on either database."""
    generate.build(bare_database_url, SIZE, seed=5, now=NOW)
    engines = schema.open_database(bare_database_url)
    yield engines
    engines.dispose()


def test_a_made_up_station_passes_every_check(made: Engines) -> None:
    assert [str(found) for found in check.check(made)] == []
    with Session(made.reader) as session:
        assert session.scalar(select(func.count()).select_from(WorkOrder)) == SIZE.orders
        stages = set(session.scalars(select(WorkOrder.stage)))
    assert {Stage.OPENED, Stage.QUOTED, Stage.IN_WORK, Stage.PASSED, Stage.SETTLED, Stage.DELIVERED} <= stages


def test_nothing_is_made_up_where_a_station_is(made: Engines, bare_database_url: str) -> None:
    with pytest.raises(Refusal, match="已经有站"):
        generate.build(bare_database_url, SIZE, seed=5, now=NOW)


def digest(url: str) -> str:
    """Return a hash over every order and move of a station."""
    engines = schema.open_database(url)
    try:
        with engines.reader.connect() as connection:
            parts = []
            for name in ("work_order", "labour_line", "part_line", "stock_move", "statement", "vehicle"):
                table = METADATA.tables[name]
                parts.append(str(connection.execute(select(table).order_by(table.c.id)).all()))
    finally:
        engines.dispose()
    return hashlib.sha256("".join(parts).encode()).hexdigest()


def test_the_same_seed_makes_the_same_station(tmp_path: Path) -> None:
    urls = [f"sqlite:///{tmp_path / name}.db" for name in ("one", "two")]
    for url in urls:
        generate.build(url, SIZE, seed=9, now=NOW)
    assert digest(urls[0]) == digest(urls[1])


def lived(shop: Shop) -> int:
    """Take an order through the services to its delivery, its three papers printed."""
    car = passed(shop)
    shop.do(Role.INSPECTION, certificates.issue_certificate, car.order_id)
    shop.do(Role.SETTLEMENT, settlement.settle_order, car.order_id)
    due = shop.found(Statement)[0]
    cash = PaymentMethod.CASH
    shop.do(Role.SETTLEMENT, settlement.pay_statement, due.id, cash, due.total_fen, seen=due.version)
    handed = delivery.DeliveryEntry(receiver="周大年", mileage_out=60186, old_parts_shown=True)
    shop.do(Role.RECEPTION, delivery.deliver_car, car.visit_id, handed)
    for form, key in (("work_order", car.order_id), ("certificate", car.order_id), ("delivery_slip", car.visit_id)):
        papers.issue_paper(shop.station, shop.actors[Role.RECEPTION], form, key)
    return car.order_id


def rows_of(station: Station, order_id: int, table: Table) -> list[dict[str, object]]:
    """Return an order's rows of a table as dictionaries."""
    column = table.c.id if table.name == "work_order" else table.c.order_id
    with station.engines.reader.connect() as connection:
        return [dict(row._mapping) for row in connection.execute(select(table).where(column == order_id))]


def test_made_up_orders_have_the_rows_that_the_services_write(tmp_path: Path, sqlite_database: str) -> None:
    shop = open_shop(sqlite_database)
    mine = lived(shop)
    url = f"sqlite:///{tmp_path / 'made.db'}"
    generate.build(url, SIZE, seed=5, now=NOW)
    made = Station(schema.open_database(url))
    try:
        with Session(made.engines.reader) as session:
            sample = list(session.scalars(select(WorkOrder.id).where(WorkOrder.stage == Stage.DELIVERED).limit(12)))
        for name in ("work_order", *OF_AN_ORDER):
            table = METADATA.tables[name]
            pattern = rows_of(shop.station, mine, table)
            for order_id in sample:
                compare(name, pattern, rows_of(made, order_id, table))
    finally:
        made.engines.dispose()
        shop.station.engines.dispose()


ABSENT_OR_NOT = {"part_line": {"labour_line_id"}, "work_order": {"promised_at"}, "stock_document": {"technician_id"}}


def compare(name: str, pattern: list[dict[str, object]], found: list[dict[str, object]]) -> None:
    """Hold made-up rows against the services': there, the same columns filled, the same kinds of value."""
    assert found, f"a made-up order has no {name}"
    filled = {column for column, value in pattern[0].items() if all(row[column] is not None for row in pattern)}
    for row in found:
        loose = ABSENT_OR_NOT.get(name, set())
        empty = {column for column in filled - loose if row[column] is None}
        assert not empty, f"{name}: {empty} is empty"
        kinds = {
            c: (type(pattern[0][c]), type(row[c])) for c in filled - loose if type(pattern[0][c]) is not type(row[c])
        }
        assert not kinds, f"{name}: {kinds}"
    if name == "stage_change":
        ways = [row["action"] for row in found]
        assert [action for action in ways if action not in {"fail", "finish"}] == [
            row["action"] for row in pattern if row["action"] not in {"fail", "finish"}
        ]
