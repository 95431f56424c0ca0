"""A small station on either kind of database for the tests of the store."""

from collections.abc import Iterator

import pytest

from tests.builders import Shop, open_shop


@pytest.fixture
def shop(database_url: str) -> Iterator[Shop]:
    """Open a station with people, parts and tools."""
    shop = open_shop(database_url)
    yield shop
    shop.station.engines.dispose()


@pytest.fixture
def sqlite_shop(sqlite_database: str) -> Iterator[Shop]:
    """Open the same on SQLite only."""
    shop = open_shop(sqlite_database)
    yield shop
    shop.station.engines.dispose()
