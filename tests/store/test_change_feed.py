"""What another PC saves is told here once, one's own changes are not, and nothing is lost."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import insert, text

from app.changes import Change
from app.errors import Trouble
from app.models.access import Role
from app.models.base import table_of
from app.models.customers import Customer
from app.models.journal import ChangeRow
from app.services import accounts, customers, entries
from app.services.station import Station
from app.store.change_feed import KEPT_ROWS, ChangeFeed, News
from app.store.engine import open_engines
from tests.builders import Shop, received


@pytest.fixture
def feed(shop: Shop) -> Iterator[ChangeFeed]:
    """Listen at the station's own PC, where one car was received already."""
    received(shop)
    feed = ChangeFeed(shop.station.engines, shop.station.process)
    yield feed
    feed.close()


@pytest.fixture
def other_pc(shop: Shop) -> Iterator[Shop]:
    """Open the same database as another program would."""
    url = shop.station.engines.writer.url.render_as_string(hide_password=False)
    station = Station(open_engines(url), pc="pc-other", clock=shop.clock)
    yield replace(shop, station=station)
    station.engines.dispose()


def rename(shop: Shop, name: str) -> None:
    """Save another name of the only customer."""
    customer = shop.found(Customer)[0]
    entry = entries.CustomerEntry(name=name, phone=customer.phone)
    shop.do(Role.RECEPTION, customers.save_customer, customer.id, entry, seen=customer.version)


def test_what_another_pc_saves_is_told_once(shop: Shop, feed: ChangeFeed, other_pc: Shop) -> None:
    assert feed.poll() is None
    rename(other_pc, "赵六")
    assert feed.wait(60) == News(Change.CUSTOMERS, (("customer", 1, 2),))
    assert feed.poll() is None
    received(other_pc, vehicle=entries.VehicleEntry(plate="京A00001"), order=entries.OrderEntry(1), lines=NO_LINES)
    news = feed.wait(60)
    assert news is not None
    assert Change.VISITS | Change.ORDERS in news.changes
    assert {"visit", "work_order", "vehicle"} <= {kind for kind, _, _ in news.records}
    assert shop.found(Customer)[0].name == "赵六"


NO_LINES = entries.LinesEntry()


def test_ones_own_changes_are_passed_over(shop: Shop, feed: ChangeFeed, other_pc: Shop) -> None:
    rename(shop, "赵六")
    assert feed.poll() is None
    rename(other_pc, "钱七")
    rename(shop, "孙八")
    assert feed.wait(60) == News(Change.CUSTOMERS, (("customer", 1, 3),))
    assert feed.poll() is None


def test_another_program_is_heard(shop: Shop, feed: ChangeFeed) -> None:
    program = f"""
from app.models.access import Role
from app.services import customers, entries
from app.services.station import Station
from app.store.actor import Actor
from app.store.schema import open_database
station = Station(open_database({shop.station.engines.writer.url.render_as_string(hide_password=False)!r}))
boss = Actor.of(1, "boss", "boss", frozenset({{Role.STATION_MANAGER}}))
station.perform(boss, customers.save_customer, 1, entries.CustomerEntry(name="李四"), seen=1)
station.engines.dispose()
"""
    heard: list[News | None] = []
    listener = threading.Thread(target=lambda: heard.append(feed.wait(120)))
    listener.start()
    subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[2], check=True)
    listener.join()
    assert heard == [News(Change.CUSTOMERS, (("customer", 1, 2),))]


def test_a_listener_that_is_stopped_comes_back(feed: ChangeFeed) -> None:
    heard: list[News | None] = []
    listener = threading.Thread(target=lambda: heard.append(feed.wait(10_000)))
    listener.start()
    feed.stop()
    listener.join()
    assert heard == [None]
    assert feed.stopped


def test_nothing_happens_in_the_time_given(feed: ChangeFeed) -> None:
    assert feed.poll() is None
    assert feed.wait(0.2) is None


def test_nothing_is_missed_when_several_save_at_once(shop: Shop, feed: ChangeFeed, other_pc: Shop) -> None:
    def receive(number: int) -> int:
        car = received(
            other_pc,
            vehicle=entries.VehicleEntry(plate=f"京A000{number:02}"),
            order=entries.OrderEntry(1),
            lines=NO_LINES,
        )
        return car.order_id

    with ThreadPoolExecutor(4) as pool:
        answers = pool.map(receive, range(16))
        told: set[int] = set()
        while len(told) < 16:
            news = feed.wait(60)
            assert news is not None, f"only {len(told)} of 16 were told"
            told |= {key for kind, key, _ in news.records if kind == "work_order"}
        assert told == set(answers)
    assert feed.poll() is None
    assert shop.order(max(told)).id in told


def test_after_the_database_was_away_nothing_is_missed(postgresql_shop: Shop) -> None:
    shop = postgresql_shop
    received(shop)
    feed = ChangeFeed(shop.station.engines, "somebody else")
    try:
        assert feed.poll() is None
        with shop.station.engines.writer.begin() as connection:
            ended = connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE pid <> pg_backend_pid() AND query LIKE '%FROM change_log WHERE id%'"
                )
            ).all()
        assert ended
        rename(shop, "赵六")
        with pytest.raises(Trouble, match="暂时收不到别的电脑的变更"):
            feed.wait(60)
        assert feed.wait(60) == News(Change.CUSTOMERS, (("customer", 1, 2),))
    finally:
        feed.close()


def age(shop: Shop, *, rows: int, days: int) -> None:
    """Put change rows into the log, as years of work leave them, and let days pass."""
    with shop.station.engines.writer.begin() as connection:
        connection.execute(
            insert(table_of(ChangeRow)),
            [
                {"process": "old", "flags": Change.CUSTOMERS.value, "records": "[]", "at": shop.clock.now}
                for _ in range(rows)
            ],
        )
    shop.clock.pass_time(days=days)


def kept(shop: Shop) -> int:
    """Return how many change rows there are."""
    return len(shop.found(ChangeRow))


def test_old_change_rows_go_when_somebody_signs_in_and_the_newest_stay(shop: Shop) -> None:
    age(shop, rows=KEPT_ROWS + 30, days=8)
    before = kept(shop)
    accounts.remember_session(shop.station, shop.actors[Role.RECEPTION])
    assert kept(shop) == KEPT_ROWS
    assert before > KEPT_ROWS
    accounts.remember_session(shop.station, shop.actors[Role.RECEPTION])
    assert kept(shop) == KEPT_ROWS


def test_rows_of_this_week_stay_however_many(shop: Shop) -> None:
    before = kept(shop)
    age(shop, rows=KEPT_ROWS + 30, days=6)
    accounts.remember_session(shop.station, shop.actors[Role.RECEPTION])
    assert kept(shop) == before + KEPT_ROWS + 30


def test_who_was_away_while_rows_went_hears_that_everything_may_have_changed(
    shop: Shop, feed: ChangeFeed, other_pc: Shop
) -> None:
    age(other_pc, rows=KEPT_ROWS + 30, days=8)
    accounts.remember_session(other_pc.station, other_pc.actors[Role.RECEPTION])
    rename(other_pc, "赵六")
    news = feed.wait(60)
    assert news is not None
    assert news.changes == Change.EVERYTHING
    assert shop.found(Customer)[0].name == "赵六"
