"""A whole station moved between SQLite and PostgreSQL: all of it, once, whatever breaks off on the way."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from app.errors import Refusal, Trouble
from app.models.access import Role
from app.models.journal import AuditHead
from app.models.orders import WorkOrder
from app.services import entries, moving, search
from app.services.check import check
from app.services.station import Station
from app.store import schema
from app.store.engine import open_engines
from tests.builders import Shop, passed, received
from tests.databases import sqlite_url_of

ROOT = Path(__file__).resolve().parents[2]
KILLED_AT_THE_STEP = """
import os, signal, sys
from app.services import moving
left = int(sys.argv[3])
def step(done, whole, what):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
moving.move(sys.argv[1], sys.argv[2], step)
"""


def url_of(shop: Shop) -> str:
    return shop.station.engines.writer.url.render_as_string(hide_password=False)


def reopened(shop: Shop, url: str) -> Shop:
    """Return the people of ``shop`` in the station at ``url``, opened as the program opens it."""
    station = Station(schema.open_database(url), pc="pc-moved", clock=shop.clock)
    return Shop(
        station, shop.clock, shop.actors, shop.technicians, shop.parts, shop.tools, shop.operations, shop.business
    )


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest) -> str:
    """URL of an empty database of each kind."""
    return str(request.getfixturevalue(f"bare_{request.param}_database"))


def test_a_station_is_moved_whole_and_worked_in_there(shop: Shop, target: str) -> None:
    order = passed(shop)
    moved = moving.move(url_of(shop), target)
    assert moved.same
    assert not moved.resumed
    assert not moved.source_went_on
    assert moved.differences == ()
    rows = {table.name: table.rows for table in moved.tables}
    assert rows["work_order"] == (1, 1)
    assert rows["audit"][0] > 10
    there = reopened(shop, target)
    try:
        assert there.order(order.order_id).number == shop.order(order.order_id).number
        found = there.ask(Role.RECEPTION, search.find, "7L820")
        assert found
        again = received(there, vehicle=entries.VehicleEntry(plate="京C00001"))
        assert again.order_id > order.order_id
        assert check(there.station.engines) == []
    finally:
        there.station.engines.dispose()


def test_the_way_back_gives_the_same_station(sqlite_shop: Shop, bare_postgresql_database: str, tmp_path: Path) -> None:
    passed(sqlite_shop)
    back = sqlite_url_of(tmp_path / "back" / "station.db")
    out = moving.move(url_of(sqlite_shop), bare_postgresql_database)
    home = moving.move(bare_postgresql_database, back)
    assert home.same
    assert home.heads[0] == out.heads[0]
    assert [(table.name, table.rows) for table in home.tables] == [(table.name, table.rows) for table in out.tables]


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is a signal of POSIX")
@pytest.mark.parametrize("step", [3, 20, 55])
def test_killed_on_the_way_it_goes_on(shop: Shop, target: str, step: int) -> None:
    passed(shop)
    kill(shop, target, step)
    with pytest.raises(Trouble, match="还没有搬完"):
        schema.open_database(target)
    moved = moving.move(url_of(shop), target)
    assert moved.resumed
    assert moved.same
    assert moved.differences == ()
    schema.open_database(target).dispose()


def kill(shop: Shop, target: str, step: int) -> None:
    """Begin to move in a process that is killed after ``step`` steps."""
    words = [sys.executable, "-c", KILLED_AT_THE_STEP, url_of(shop), target, str(step)]
    assert subprocess.run(words, cwd=ROOT, check=False).returncode == -signal.SIGKILL


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is a signal of POSIX")
def test_where_the_source_changed_meanwhile_it_begins_anew(sqlite_shop: Shop, target: str) -> None:
    passed(sqlite_shop)
    kill(sqlite_shop, target, 30)
    received(sqlite_shop, vehicle=entries.VehicleEntry(plate="京C00001"))
    moved = moving.move(url_of(sqlite_shop), target)
    assert not moved.resumed
    assert moved.same
    assert {table.name: table.rows for table in moved.tables}["work_order"] == (2, 2)


def test_what_is_posted_meanwhile_is_told_and_not_half_carried(shop: Shop, tmp_path: Path) -> None:
    passed(shop)
    target = sqlite_url_of(tmp_path / "moved.db")
    steps = 0

    def post(done: int, whole: int, what: str) -> None:
        nonlocal steps
        steps += 1
        if steps == 10:
            received(shop, vehicle=entries.VehicleEntry(plate="京C00001"))

    moved = moving.move(url_of(shop), target, post)
    assert moved.source_went_on
    assert moved.same
    assert moved.differences == ()
    assert len(shop.found(WorkOrder)) == 2
    engines = open_engines(target)
    with engines.reader.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM work_order")).scalar_one() == 1
    engines.dispose()


def test_a_target_that_is_not_empty_is_refused_and_left_alone(shop: Shop, another_station: Callable[[], Shop]) -> None:
    other = another_station()
    before = other.found(AuditHead)[0].hash
    with pytest.raises(Trouble, match=r"目标数据库不是空的"):
        moving.move(url_of(shop), url_of(other))
    assert other.found(AuditHead)[0].hash == before
    schema.open_database(url_of(other)).dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def another_station(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Shop]:
    """Return what gives the one other station there is: on the other kind of database."""

    def give() -> Shop:
        kind = "postgresql" if request.node.callspec.params["shop"] == "sqlite" else "sqlite"
        found: Shop = request.getfixturevalue(f"{kind}_shop")
        return found

    return give


def test_tables_of_another_program_are_refused(sqlite_shop: Shop, bare_postgresql_database: str) -> None:
    engines = open_engines(bare_postgresql_database)
    with engines.writer.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE recipes (id INT)")
    engines.dispose()
    with pytest.raises(Trouble, match=r"目标数据库不是空的\(recipes\)"):
        moving.move(url_of(sqlite_shop), bare_postgresql_database)


def test_the_same_database_twice_is_refused(shop: Shop) -> None:
    with pytest.raises(Refusal, match="同一个数据库"):
        moving.move(url_of(shop), url_of(shop))


def test_a_source_of_another_version_is_refused_unchanged(shop: Shop, tmp_path: Path) -> None:
    with shop.station.engines.writer.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    with pytest.raises(Trouble, match="的版本是 0000,本程序的是 0001"):
        moving.move(url_of(shop), sqlite_url_of(tmp_path / "moved.db"))
    assert not (tmp_path / "moved.db").exists()


def test_a_source_that_is_not_there_is_told(tmp_path: Path) -> None:
    source = sqlite_url_of(tmp_path / "none.db")
    with pytest.raises(Trouble, match="里没有可以搬的站"):
        moving.move(source, sqlite_url_of(tmp_path / "moved.db"))
    assert list(tmp_path.iterdir()) == []


def test_spoilt_rows_are_carried_as_they_are_and_told(sqlite_shop: Shop, bare_postgresql_database: str) -> None:
    passed(sqlite_shop)
    with sqlite_shop.station.engines.writer.begin() as connection:
        connection.exec_driver_sql("UPDATE audit SET reason = 'changed' WHERE id = 5")
        connection.exec_driver_sql("UPDATE stock_balance SET quantity = quantity + 1000 WHERE id = 1")
    moved = moving.move(url_of(sqlite_shop), bare_postgresql_database)
    assert moved.same
    told = [str(difference) for difference in moved.differences]
    assert any("审计记录 5" in sentence for sentence in told)
    assert any("结存" in sentence for sentence in told)
