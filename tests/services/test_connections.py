"""The connections under the services: nothing lost at a power cut, nobody waits in vain, nothing half done."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from app.errors import Trouble
from app.models.access import Role
from app.models.customers import Customer
from app.models.stock import StockBalance
from app.services import parts
from app.store.engine import Engines, open_engines, sqlite_path, sqlite_url
from app.values import Cost, Milli
from tests.builders import Shop, received
from tests.services.together import at_once

PRAGMAS = {"synchronous": 2, "foreign_keys": 1, "journal_mode": "wal", "busy_timeout": 15_000}


def pragmas(connection: Connection) -> dict[str, Any]:
    return {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in PRAGMAS}


def test_every_pooled_connection_of_sqlite_has_its_guards(sqlite_shop: Shop) -> None:
    engines = sqlite_shop.station.engines
    with ExitStack() as held:
        readers = [held.enter_context(engines.reader.connect()) for _ in range(6)]  # the pool and beyond it
        assert len({id(one.connection.dbapi_connection) for one in readers}) == 6
        assert [pragmas(one) for one in readers] == [PRAGMAS] * 6
        assert pragmas(held.enter_context(engines.writer.connect())) == PRAGMAS


def test_a_new_file_is_opened_by_many_at_once(tmp_path: Path) -> None:
    for n in range(20):
        several = [open_engines(sqlite_url(tmp_path / f"new{n}.db")) for _ in range(8)]
        opened = at_once(*(lambda one=one: pragmas_of(one) for one in several))
        assert opened == [PRAGMAS] * 8
        for one in several:
            one.dispose()


def pragmas_of(engines: Engines) -> dict[str, Any]:
    with engines.writer.connect() as connection:
        return pragmas(connection)


def test_a_connection_handed_back_keeps_its_guards(sqlite_shop: Shop) -> None:
    engines = sqlite_shop.station.engines
    received(sqlite_shop)
    for _ in range(3):
        with engines.writer.connect() as connection:
            assert pragmas(connection) == PRAGMAS


def test_a_reference_to_nothing_is_not_stored(shop: Shop) -> None:
    with pytest.raises(IntegrityError), shop.station.engines.writer.begin() as connection:
        connection.execute(text("UPDATE part SET id = id + 1000"))


def test_a_writer_of_sqlite_takes_the_lock_when_it_begins(sqlite_shop: Shop) -> None:
    engines = sqlite_shop.station.engines
    path = sqlite_path(engines.writer.url.render_as_string())
    assert path is not None
    other = sqlite3.connect(path, timeout=0, isolation_level=None)
    with closing(other), engines.writer.connect() as writer, engines.reader.connect() as reader:
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
        with writer.begin():  # nothing is read or written yet
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
            assert reader.execute(text("SELECT count(*) FROM part")).scalar() == 3, "readers are never held up"


def test_postgresql_reads_what_is_committed(postgresql_shop: Shop) -> None:
    with postgresql_shop.station.engines.writer.connect() as connection:
        assert connection.exec_driver_sql("SHOW transaction_isolation").scalar() == "read committed"


@pytest.fixture
def reading(shop: Shop) -> Iterator[Connection]:
    """Hold a reader in the middle of its transaction."""
    with shop.station.engines.reader.connect() as connection:
        connection.execute(text("SELECT count(*) FROM customer")).scalar()
        yield connection


def test_a_report_that_goes_on_holds_nobody_up(shop: Shop, reading: Connection) -> None:
    car = received(shop)
    assert shop.found(Customer)[0].name == "周大年"
    assert car.order_id
    assert not reading.closed


def test_a_full_disk_says_what_to_do_and_keeps_what_was_there(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    received(shop)
    with shop.station.engines.reader.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    line = parts.ReceiptEntry(shop.parts["W5-3004"], Milli(1000), Cost(1))
    with shop.station.engines.writer.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(Trouble) as trouble:
        shop.do(Role.PARTS, parts.receive_goods, "保定", (line,) * 1_000)
    assert "磁盘已满" in str(trouble.value)
    assert "再保存一次" in trouble.value.advice
    assert {row.quantity for row in shop.found(StockBalance)} == {5_000}
    with shop.station.engines.writer.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.execute("PRAGMA max_page_count=1000000")
    assert shop.do(Role.PARTS, parts.receive_goods, "保定", (line,) * 1_000) == "RK20261122-0002"
