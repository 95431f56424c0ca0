"""A small station on either kind of database for the tests of the store, founded once and copied for each test."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.services.station import Station
from app.store.engine import open_engines
from tests.builders import SetClock, Shop, open_shop
from tests.databases import sqlite_url_of
from tests.postgres import PostgresServer


@pytest.fixture(scope="session")
def founded_file(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Shop]:
    """Found a station in a file that is only copied from."""
    path = tmp_path_factory.mktemp("founded") / "station.db"
    shutil.copy(sqlite_template, path)
    shop = open_shop(sqlite_url_of(path))
    shop.station.engines.dispose()
    return path, shop


@pytest.fixture(scope="session")
def founded_database(postgres_machine: PostgresServer, postgres_template: str) -> tuple[str, Shop]:
    """Found a station in a database that is only copied from."""
    name = postgres_machine.new_database(postgres_template)
    shop = open_shop(postgres_machine.url(name))
    shop.station.engines.dispose()
    return name, shop


def opened(shop: Shop, url: str) -> Iterator[Shop]:
    """Open a copy of the station that ``shop`` was founded in, with a clock of its own, as long as a test lasts."""
    clock = SetClock()
    station = Station(open_engines(url), pc="pc-test", clock=clock)
    yield replace(shop, station=station, clock=clock)
    station.engines.dispose()


@pytest.fixture
def sqlite_shop(founded_file: tuple[Path, Shop], tmp_path: Path) -> Iterator[Shop]:
    """Open a station with people, parts and tools in a file."""
    path = tmp_path / "station.db"
    shutil.copy(founded_file[0], path)
    yield from opened(founded_file[1], sqlite_url_of(path))


@pytest.fixture
def postgresql_shop(postgres_machine: PostgresServer, founded_database: tuple[str, Shop]) -> Iterator[Shop]:
    """Open a station with people, parts and tools on the server."""
    name = postgres_machine.new_database(founded_database[0])
    yield from opened(founded_database[1], postgres_machine.url(name))
    postgres_machine.drop_database(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def shop(request: pytest.FixtureRequest) -> Shop:
    """Open the same on each kind of database."""
    shop: Shop = request.getfixturevalue(f"{request.param}_shop")
    return shop
