"""The database that a station is carried into (目标库): empty at first, not to be opened until everything is there."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import psycopg
from sqlalchemy import Connection, Table, inspect, text
from sqlalchemy.exc import DBAPIError

from app.errors import Trouble
from app.store import schema, search
from app.store.bulk import set_sequences
from app.store.carry.rows import BEFORE_ALL, Row, driver_of, tables
from app.store.engine import APPLICATION_ID, Engines, open_engines, sqlite_path
from app.store.schema import CARRYING
from app.store.station_file import inspect_file, prepare_folder
from app.store.troubles import code_of, first_line, opening_trouble, parsed_url
from app.text import QT_TRANSLATE_NOOP

_LOCK: Final = APPLICATION_ID + 1
_WHY: Final = {
    "FULL": QT_TRANSLATE_NOOP("words", "磁盘已满"),
    "IOERR": QT_TRANSLATE_NOOP("words", "磁盘已满或有故障"),
    "READONLY": QT_TRANSLATE_NOOP("words", "磁盘是只读的"),
    "BUSY": QT_TRANSLATE_NOOP("words", "正被别的程序占用"),
    "CANTOPEN": QT_TRANSLATE_NOOP("words", "没有权限"),
}


class Target:
    """The loading connection of a target; each page of rows is a transaction of its own."""

    def __init__(self, connection: Connection) -> None:
        """Load through ``connection``; ``begin`` comes first."""
        self._connection = connection
        self._driver = driver_of(connection)
        self._sqlite = connection.dialect.name == "sqlite"

    def begin(self, mark: str) -> bool:
        """Make the structure and mark the target as unfinished; return whether this goes on with what is there.

        ``Trouble`` for a target that holds a station, or something else, already.
        """
        with self._transaction() as connection:
            self._lock(connection)
            names = set(inspect(connection).get_table_names())
            if CARRYING in names:
                resumed = connection.exec_driver_sql(f"SELECT mark FROM {CARRYING}").scalar() == mark  # noqa: S608 - our own name
            else:
                _refuse_full(connection, names)
                if not names:
                    schema.build(connection)
                connection.exec_driver_sql(f"CREATE TABLE {CARRYING} (mark TEXT NOT NULL)")
                resumed = False
            if not resumed:
                self._empty(connection, mark)
            for index in _plain_indexes():
                index.drop(connection, checkfirst=True)
        if self._sqlite:
            self._driver.execute("PRAGMA locking_mode=EXCLUSIVE")
        return resumed

    def last_key(self, table: Table) -> int:
        """Return the key of the last row carried into ``table``."""
        last = self._driver.execute(f"SELECT max(id) FROM {table.name}").fetchone()[0]  # noqa: S608 - names of the models
        return BEFORE_ALL if last is None else int(last)

    def count(self, table: Table) -> int:
        """Return how many rows were carried into ``table``."""
        return int(self._driver.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0])  # noqa: S608 - names of the models

    def write(self, table: Table, rows: Sequence[Row]) -> None:
        """Add a page of rows, wholly or not at all; ``Trouble`` where the database cannot take it."""
        names = list(table.columns.keys())
        listed = ", ".join(f'"{name}"' for name in names)
        try:
            with self._transaction():
                if self._sqlite:
                    marks = ", ".join("?" * len(names))
                    self._driver.executemany(f"INSERT INTO {table.name} ({listed}) VALUES ({marks})", rows)  # noqa: S608 - names of the models
                    return
                with self._driver.cursor().copy(f"COPY {table.name} ({listed}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
        except (sqlite3.Error, psycopg.Error) as error:
            raise _not_written(table.name, error) from error

    def make_indexes(self) -> None:
        """Make indexes, key sequences and search index; ``Trouble`` as ``write``."""
        try:
            with self._transaction() as connection:
                for index in _plain_indexes():
                    index.create(connection, checkfirst=True)
                if not self._sqlite:
                    set_sequences(connection)
                search.rebuild(connection)
        except DBAPIError as error:
            raise _not_written("search_doc", error.orig) from error
        except (sqlite3.Error, psycopg.Error) as error:
            raise _not_written("search_doc", error) from error

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        self._connection.rollback()  # whatever was only looked at
        with self._connection.begin():
            if not self._sqlite:
                self._connection.exec_driver_sql("SET LOCAL TIME ZONE 'UTC'")
            yield self._connection

    def _lock(self, connection: Connection) -> None:
        """Refuse to load beside somebody else who does; a SQLite file is ours alone by its own lock."""
        if not self._sqlite and not connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({_LOCK})").scalar():
            raise Trouble(
                QT_TRANSLATE_NOOP("rules", "已经有人在往这个数据库里搬。"),
                advice=QT_TRANSLATE_NOOP("rules", "请等他搬完,或换一个空的数据库。"),
            )

    def _empty(self, connection: Connection, mark: str) -> None:
        for table in reversed(tables()):
            connection.exec_driver_sql(f"DELETE FROM {table.name}")  # noqa: S608 - names of the models
        connection.exec_driver_sql(f"DELETE FROM {CARRYING}")  # noqa: S608 - our own name
        connection.execute(text(f"INSERT INTO {CARRYING} VALUES (:mark)"), {"mark": mark})  # noqa: S608 - our own name


@contextmanager
def open_target(url: str) -> Iterator[Target]:
    """Yield what loads the database at ``url``, alone in it; ``Trouble`` where it cannot be opened or written."""
    path = sqlite_path(url)
    if path is not None:
        prepare_folder(path)
        if inspect_file(path):
            raise _not_written("", OSError("read-only"))
    engines = open_engines(url)
    try:
        with engines.writer.connect() as connection:
            if engines.dialect == "sqlite":
                _load_fast(driver_of(connection))
            yield Target(connection)
    except DBAPIError as error:
        raise opening_trouble(error, parsed_url(url)) from error
    finally:
        engines.dispose()


def finish(engines: Engines) -> None:
    """Let a target, in which everything is, be opened as a station from now on."""
    with engines.writer.begin() as connection:
        connection.exec_driver_sql(f"DROP TABLE {CARRYING}")
        connection.exec_driver_sql("ANALYZE")


def _load_fast(driver: Any) -> None:  # noqa: ANN401 - the driver's own connection
    # What is committed stays whole without waiting for the disk at every page; the last ones may have to come again.
    driver.execute("PRAGMA busy_timeout=0")
    driver.execute("PRAGMA synchronous=NORMAL")
    driver.execute("PRAGMA foreign_keys=OFF")
    driver.execute("PRAGMA cache_size=-200000")


def _plain_indexes() -> list[Any]:
    return [index for table in tables() for index in table.indexes if not index.unique]


def _refuse_full(connection: Connection, names: set[str]) -> None:
    """Refuse whatever is not an empty database, or the structure of a station that nobody has founded."""
    ours = {table.name for table in tables()}
    found = [
        name
        for name in sorted(names & ours - {"audit_head"})
        if connection.exec_driver_sql(f"SELECT 1 FROM {name} LIMIT 1").first()  # noqa: S608 - names of the models
    ]
    whole = not names or (ours <= names and schema.revision_on(connection) == schema.HEAD)
    if found or not whole:
        raise Trouble(
            QT_TRANSLATE_NOOP("rules", "目标数据库不是空的({names}),没有搬。"),
            names=", ".join(found or sorted(names)[:5]),
            advice=QT_TRANSLATE_NOOP("rules", "请给一个空的数据库或一个还不存在的文件;原有数据没有改动。"),
        )


def _not_written(table: str, error: object) -> Trouble:
    cause = _WHY.get(code_of(error), first_line(error)) if isinstance(error, sqlite3.Error) else first_line(error)
    return Trouble(
        QT_TRANSLATE_NOOP("rules", "搬到表 {table} 时写不进目标:{cause}"),
        table=table or "-",
        cause=cause,
        advice=QT_TRANSLATE_NOOP("rules", "请检查目标的磁盘、权限和网络,再运行一次,会接着搬;来源没有改动。"),
    )
