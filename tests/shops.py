"""A small station ready to work in: opened once a run on each kind of database, copied for every test that asks."""

import copy
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.databases import sqlite_url_of
from tests.postgres import PostgresServer

if TYPE_CHECKING:
    from tests.builders import Shop

OpenDesk = Callable[["Shop"], AbstractContextManager["Shop"]]


def founded(url: str) -> "Shop":
    """Open a small station in the empty database at ``url`` and let go of the database."""
    from tests.builders import open_shop

    shop = open_shop(url)
    shop.station.engines.dispose()
    return shop


@contextmanager
def opened(pattern: "Shop", url: str, *, pc: str = "pc-test") -> Iterator["Shop"]:
    """Open the copy of a founded shop at ``url`` with engines and a clock of its own."""
    from app.services.station import Station
    from app.store.engine import open_engines
    from tests.builders import SetClock

    shop = copy.copy(pattern)
    shop.clock = SetClock(pattern.clock.now)
    shop.station = Station(open_engines(url), pc=pc, clock=shop.clock)
    try:
        yield shop
    finally:
        shop.station.engines.dispose()


@pytest.fixture(scope="session")
def sqlite_shop_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, "Shop"]:
    """Found a shop in a SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("shop") / "station.db"
    shutil.copy(sqlite_template, path)
    return path, founded(sqlite_url_of(path))


@pytest.fixture(scope="session")
def postgresql_shop_template(postgres_machine: PostgresServer, postgres_template: str) -> tuple[str, "Shop"]:
    """Found a shop in a database of the PostgreSQL server, to be copied."""
    name = postgres_machine.new_database(postgres_template)
    return name, founded(postgres_machine.url(name))


@pytest.fixture
def sqlite_shop(sqlite_shop_template: tuple[Path, "Shop"], tmp_path: Path) -> Iterator["Shop"]:
    """Open a small station on SQLite: for rules that no database has a say in."""
    template, pattern = sqlite_shop_template
    path = tmp_path / "station" / "station.db"
    path.parent.mkdir()
    shutil.copy(template, path)
    with opened(pattern, sqlite_url_of(path)) as shop:
        yield shop


@pytest.fixture
def postgresql_shop(postgresql_shop_template: tuple[str, "Shop"], postgres_machine: PostgresServer) -> Iterator["Shop"]:
    """Open a small station on PostgreSQL."""
    template, pattern = postgresql_shop_template
    name = postgres_machine.new_database(template)
    with opened(pattern, postgres_machine.url(name)) as shop:
        yield shop
    postgres_machine.drop_database(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def shop(request: pytest.FixtureRequest) -> "Shop":
    """Open a small station; a test that asks for it runs once on each kind of database."""
    found: Shop = request.getfixturevalue(f"{request.param}_shop")
    return found


@pytest.fixture
def another_desk() -> OpenDesk:
    """Return what opens the same station once more, as another PC does, with the first one's clock."""

    @contextmanager
    def open_desk(shop: "Shop") -> Iterator["Shop"]:
        url = shop.station.engines.writer.url.render_as_string(hide_password=False)
        with opened(shop, url, pc="pc-other") as other:
            other.clock = shop.clock
            other.station.clock = shop.clock
            yield other

    return open_desk
