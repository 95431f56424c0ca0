"""Loading many rows at once (成批写入): a new station's history, streamed, parents before children.

Only for a database that nobody uses yet: SQLite writes without syncing until the end, and plain indexes are made
afterwards. Rows are tuples in the order of the columns named; moments and days are texts in UTC.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import Connection, text

from app.models.everything import METADATA
from app.store import search
from app.store.engine import BUSY_MS, Engines

Row = tuple[Any, ...]
ROWS_A_ROUND = 60_000


class BulkWriter:
    """Gathers rows per table and writes them out in rounds, parents before children."""

    def __init__(self, connection: Connection) -> None:
        """Write through one connection, inside its transaction."""
        self._connection = connection
        driver = connection.connection.driver_connection
        if driver is None:
            raise RuntimeError("the connection has no driver behind it")
        self._driver: Any = driver
        self._buffers: dict[str, list[Row]] = {}
        self._columns: dict[str, tuple[str, ...]] = {}
        self._order = [table.name for table in METADATA.sorted_tables]

    def table(self, name: str, columns: str) -> Callable[[Row], None]:
        """Return what adds a row to ``name``; ``columns`` names its columns, separated by blanks."""
        self._columns[name] = tuple(columns.split())
        buffer = self._buffers.setdefault(name, [])
        return buffer.append

    def round(self) -> None:
        """Write everything out once enough has gathered."""
        if sum(map(len, self._buffers.values())) >= ROWS_A_ROUND:
            self.flush()

    def flush(self) -> None:
        """Write everything gathered."""
        for name in self._order:
            rows = self._buffers.get(name)
            if rows:
                self._write(name, self._columns[name], rows)
                rows.clear()

    def move_audit_head(self, last_id: int, hashed: str) -> None:
        """Put the head of the audit chain behind the last row written."""
        self._connection.execute(
            text("UPDATE audit_head SET last_id = :last, hash = :hash"), {"last": last_id, "hash": hashed}
        )

    def _write(self, name: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        listed = ", ".join(f'"{column}"' for column in columns)
        if isinstance(self._driver, sqlite3.Connection):
            marks = ", ".join("?" * len(columns))
            self._driver.executemany(f"INSERT INTO {name} ({listed}) VALUES ({marks})", rows)  # noqa: S608 - names of the models
            return
        with self._driver.cursor().copy(f"COPY {name} ({listed}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


@contextmanager
def bulk_load(engines: Engines) -> Iterator[BulkWriter]:
    """Load a new station: yields the writer, then makes indexes, key sequences and the search index."""
    on_sqlite = engines.dialect == "sqlite"
    engines.dispose()
    with engines.writer.connect() as connection:
        if on_sqlite:
            _sqlite_loose(connection)
        else:
            connection.execute(text("SET TIME ZONE 'UTC'"))
        plain = [index for table in METADATA.sorted_tables for index in table.indexes if not index.unique]
        for index in plain:
            index.drop(connection)
        writer = BulkWriter(connection)
        yield writer
        writer.flush()
        for index in plain:
            index.create(connection)
        if not on_sqlite:
            set_sequences(connection)
        search.rebuild(connection)
        connection.commit()
    if on_sqlite:
        _sqlite_strict(engines)
    else:
        with engines.writer.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))


def _sqlite_loose(connection: Connection) -> None:
    """Stop journalling and syncing while a file is filled that nobody uses yet: what breaks off is made anew."""
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA busy_timeout=0")
    with suppress(sqlite3.OperationalError):  # somebody else has the file open: then the journal stays
        driver.execute("PRAGMA journal_mode=OFF")
    driver.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    driver.execute("PRAGMA synchronous=OFF")
    driver.execute("PRAGMA foreign_keys=OFF")
    driver.execute("PRAGMA cache_size=-200000")


def _sqlite_strict(engines: Engines) -> None:
    """Bring everything to the disk and guard the file again."""
    engines.dispose()
    raw = engines.writer.raw_connection()
    try:
        driver: Any = raw.driver_connection
        driver.execute("PRAGMA synchronous=FULL")
        driver.execute("PRAGMA foreign_keys=ON")
        driver.execute("ANALYZE")
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        raw.close()


def set_sequences(connection: Connection) -> None:
    """Let PostgreSQL's new keys follow the highest of each table, after rows came with keys of their own."""
    for table in METADATA.sorted_tables:
        connection.execute(
            text(
                f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), "  # noqa: S608 - names of the models
                f"(SELECT greatest(max(id), 1) FROM {table.name}))"
            )
        )
