"""The vehicles in the shop: one row a car, what it waits for, overdue ones on top."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text, update
from sqlalchemy.engine import make_url

from app.models.access import Role
from app.models.chips import CHIP_LABELS, Chip, advance, chip
from app.models.orders import WAIT_LABELS, WaitKind, WorkOrder
from app.models.stages import STAGE_LABELS, Stage
from app.models.visits import Visit
from app.services import board, entries, order_end, reception
from app.store.board import SQL, first_rows
from tests.builders import Shop, authorised, received


def shown(shop: Shop) -> tuple[board.ShopRow, ...]:
    """Return the board as a dispatcher sees it."""
    rows: tuple[board.ShopRow, ...] = shop.ask(Role.DISPATCH, board.vehicles_in_shop)
    return rows


def another(shop: Shop, plate: str, **promise: float) -> entries.Received:
    """Receive a car with a promise in so many hours, or without one."""
    order = entries.OrderEntry(
        business_type_id=shop.business["service"],
        promised_at=shop.clock.now + timedelta(**promise) if promise else None,
    )
    return received(shop, vehicle=entries.VehicleEntry(plate=plate), order=order)


def test_a_received_car_is_on_the_board_until_it_leaves(shop: Shop) -> None:
    assert shown(shop) == ()
    car = received(shop)
    (row,) = shown(shop)
    assert (row.visit_id, row.order_id, row.plate, row.model) == (
        car.visit_id,
        car.order_id,
        "京N7L820",
        "长城 炮 2023 款",
    )
    assert (row.chip, row.waiting, row.overdue) == (Chip.OPENED, True, False)
    assert row.promised_at == shop.clock.now + timedelta(hours=8)
    with shop.station.engines.writer.begin() as connection:
        connection.execute(update(Visit).values(left_at=shop.clock.now))
    assert shown(shop) == ()


def test_overdue_cars_are_on_top_then_the_nearest_promise_then_those_without(shop: Shop) -> None:
    another(shop, "京A00001")
    another(shop, "京A00002", hours=5)
    another(shop, "京A00003", hours=1)
    another(shop, "京A00004", hours=2)
    shop.clock.pass_time(hours=1.5)
    rows = shown(shop)
    assert [row.plate for row in rows] == ["京A00003", "京A00004", "京A00002", "京A00001"]
    assert [row.overdue for row in rows] == [True, False, False, False]


def test_of_several_orders_the_least_advanced_is_shown(shop: Shop) -> None:
    car = authorised(shop)
    entry = entries.OrderEntry(business_type_id=shop.business["service"])
    second = shop.do(Role.RECEPTION, reception.add_order, car.visit_id, entry, entries.LinesEntry())
    (row,) = shown(shop)
    assert (row.order_id, row.chip) == (second, Chip.OPENED)
    shop.do(Role.RECEPTION, order_end.cancel_order, second, seen=shop.order(second).version, reason="开错了")
    (row,) = shown(shop)
    assert (row.order_id, row.chip, row.number) == (car.order_id, Chip.AUTHORISED, "WX20261122-0001")


def test_a_car_whose_orders_all_ended_stays_on_the_board(shop: Shop) -> None:
    car = received(shop)
    shop.do(
        Role.RECEPTION, order_end.cancel_order, car.order_id, seen=shop.order(car.order_id).version, reason="不修了"
    )
    (row,) = shown(shop)
    assert (row.visit_id, row.order_id, row.promised_at) == (car.visit_id, None, None)


def test_a_wait_is_shown_in_place_of_the_stage(shop: Shop) -> None:
    car = authorised(shop)
    with shop.station.engines.writer.begin() as connection:
        connection.execute(
            text("INSERT INTO order_wait (order_id, kind, started_at, ended_at, note) VALUES (:o, :k, :at, :end, '')"),
            [
                {"o": car.order_id, "k": "parts", "at": "2026-11-22 02:00:00", "end": None},
                {"o": car.order_id, "k": "customer", "at": "2026-11-22 02:00:00", "end": "2026-11-22 03:00:00"},
            ],
        )
    assert shown(shop)[0].chip == Chip.PARTS
    with shop.station.engines.writer.begin() as connection:
        connection.execute(update(WorkOrder).values(rework_open=True))
    assert shown(shop)[0].chip == Chip.REWORK


def test_the_first_paint_shows_what_the_services_show(sqlite_shop: Shop) -> None:
    authorised(sqlite_shop)
    another(sqlite_shop, "京A00001")
    another(sqlite_shop, "京A00002", hours=5)
    plain = first_rows(Path(make_url(str(sqlite_shop.station.engines.writer.url)).database or ""))
    rows = shown(sqlite_shop)
    assert [(p.visit_id, p.order_id, p.plate, p.model, p.chip, p.waiting) for p in plain] == [
        (r.visit_id, r.order_id, r.plate, r.model, r.chip.value, r.waiting) for r in rows
    ]
    assert [p.promised_at is None for p in plain] == [r.promised_at is None for r in rows]
    assert len(plain) == 3


def test_the_first_paint_shows_nothing_of_a_file_it_cannot_read(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.db"
    foreign.write_bytes(b"no database" * 100)
    assert first_rows(foreign) == first_rows(tmp_path / "absent.db") == []


def test_the_first_paint_loads_no_library() -> None:
    program = (
        "import sys\nimport app.store.board\n"
        "sys.exit(any(name.split('.')[0] in {'sqlalchemy', 'PySide6', 'pypinyin', 'alembic'} for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[2], check=False).returncode == 0


def test_the_board_reads_only_what_is_open(sqlite_shop: Shop) -> None:
    received(sqlite_shop)
    with sqlite_shop.station.engines.reader.connect() as connection:
        plan = " ".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {SQL['sqlite']}"))
    for index in ("SCAN v USING INDEX ix_visit_in_shop", "SEARCH o USING INDEX ix_work_order", "ix_order_wait_open"):
        assert index in plan
    for table in ("SCAN o", "SCAN c", "SCAN w "):
        assert table not in plan


def test_every_stage_and_wait_has_its_chip_with_the_same_words() -> None:
    labels = {**{s.value: STAGE_LABELS[s] for s in Stage}, **{w.value: WAIT_LABELS[w] for w in WaitKind}}
    assert {c.value: CHIP_LABELS[c] for c in Chip if c is not Chip.REWORK} == labels
    assert [stage.value for stage in sorted(Stage, key=advance)] == [stage.value for stage in Stage]


@pytest.mark.parametrize("stage", list(Stage))
def test_after_the_work_neither_rework_nor_a_wait_hides_the_stage(stage: Stage) -> None:
    before = stage in {Stage.OPENED, Stage.QUOTED, Stage.AUTHORISED, Stage.DISPATCHED, Stage.IN_WORK}
    assert chip(stage) == stage.value
    assert chip(stage, ("parts", "insurer")) == ("insurer" if before else stage.value)
    assert chip(stage, ("parts",), rework_open=True) == ("rework" if before else stage.value)
