"""Databases for tests: each a fresh copy of one made by the program, on SQLite and on a real PostgreSQL."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.postgres import PostgresServer, ServerAbsentError

ABSENT = "PostgreSQL could not be started"


def prepare(url: str) -> None:
    """Make the structure of a station in the empty database at ``url``."""
    from app.store import schema

    schema.create(url)


@pytest.fixture(scope="session")
def postgres_machine() -> Iterator[PostgresServer]:
    """Start the server of this run; it takes under a second, so each worker has its own and nobody waits."""
    try:
        server = PostgresServer()
    except ServerAbsentError as problem:
        if os.environ.get("CI"):
            pytest.fail(f"{ABSENT}: {problem}")
        pytest.skip(f"{ABSENT}: {problem}")
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def postgres_template(postgres_machine: PostgresServer) -> str:
    """Name a database with the structure of a station and nothing in it."""
    name = postgres_machine.new_database()
    prepare(postgres_machine.url(name))
    return name


@pytest.fixture(scope="session")
def postgresql_server(postgres_machine: PostgresServer, postgres_template: str) -> Callable[[], str]:
    """Return a function that makes one more empty station and returns its URL; they last as long as the run."""
    return lambda: postgres_machine.url(postgres_machine.new_database(postgres_template))


@pytest.fixture
def postgresql_database(postgres_machine: PostgresServer, postgres_template: str) -> Iterator[str]:
    """URL of an empty station on PostgreSQL."""
    name = postgres_machine.new_database(postgres_template)
    yield postgres_machine.url(name)
    postgres_machine.drop_database(name)


@pytest.fixture
def bare_postgresql_database(postgres_machine: PostgresServer) -> Iterator[str]:
    """URL of a database on PostgreSQL in which there is no table yet."""
    name = postgres_machine.new_database()
    yield postgres_machine.url(name)
    postgres_machine.drop_database(name)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a file with the structure of a station and nothing in it."""
    path = tmp_path_factory.mktemp("template") / "station.db"
    prepare(sqlite_url_of(path))
    return path


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> str:
    """URL of an empty station in a file of its own."""
    path = tmp_path / "station" / "station.db"
    path.parent.mkdir()
    shutil.copy(sqlite_template, path)
    return sqlite_url_of(path)


@pytest.fixture
def bare_sqlite_database(tmp_path: Path) -> str:
    """URL of a file that does not exist yet."""
    return sqlite_url_of(tmp_path / "bare.db")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """URL of an empty station; a test that asks for it runs once on each kind of database."""
    return str(request.getfixturevalue(f"{request.param}_database"))


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_database_url(request: pytest.FixtureRequest) -> str:
    """URL of a database without any table, on each kind."""
    return str(request.getfixturevalue(f"bare_{request.param}_database"))


def sqlite_url_of(path: Path) -> str:
    """Write the URL of a SQLite file as the program would."""
    from app.store.engine import sqlite_url

    return sqlite_url(path)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly that half of the store was not tested."""
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if ABSENT in str(report.longrepr)]
    if skipped:
        terminalreporter.section("NOT TESTED ON POSTGRESQL", sep="!", red=True, bold=True)
        terminalreporter.write_line(f"{len(skipped)} tests were skipped: {skipped[0].longrepr[-1]}")
