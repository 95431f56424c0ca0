"""The station that is carried (来源站), read in one snapshot while others may go on working in it."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import Connection, Table, inspect
from sqlalchemy.exc import DBAPIError

from app.errors import Trouble
from app.store import schema
from app.store.carry.rows import BEFORE_ALL, ROWS_A_PAGE, Row, amounts, reading, tables
from app.store.engine import Engines, open_engines, sqlite_path
from app.store.station_file import has_content, inspect_file
from app.store.troubles import opening_trouble, parsed_url
from app.text import QT_TRANSLATE_NOOP

_BESIDES = {"alembic_version", "search_doc"}


class Snapshot:
    """One reading transaction on a station: everything read through it is of the same moment."""

    def __init__(self, connection: Connection) -> None:
        """Read through ``connection``, whose transaction has begun."""
        self.dialect = connection.dialect.name
        self._connection = connection
        self._sign = "?" if self.dialect == "sqlite" else "%s"
        self._counts: dict[str, int] = {}

    @property
    def connection(self) -> Connection:
        """The connection that holds the snapshot."""
        return self._connection

    def pages(self, table: Table, after: int = BEFORE_ALL) -> Iterator[list[Row]]:
        """Yield the rows of ``table`` whose keys are above ``after``, in the order of their keys, page by page."""
        place = list(table.columns.keys()).index("id")
        statement = f"{reading(table, self.dialect)} WHERE id > {self._sign} ORDER BY id LIMIT {ROWS_A_PAGE}"
        while rows := [tuple(row) for row in self._connection.exec_driver_sql(statement, (after,))]:
            after = rows[-1][place]
            yield rows

    def counts(self) -> dict[str, int]:
        """Return how many rows every table has."""
        if not self._counts:
            self._counts = {table.name: self._number(f"SELECT count(*) FROM {table.name}") for table in tables()}  # noqa: S608 - names of the models
        return self._counts

    def sums(self, table: Table) -> dict[str, int]:
        """Return the sums of the amount columns of ``table``."""
        names = amounts(table)
        if not names:
            return {}
        columns = ", ".join(f'coalesce(sum("{name}"), 0)' for name in names)
        found = self._connection.exec_driver_sql(f"SELECT {columns} FROM {table.name}").one()  # noqa: S608 - names of the models
        return {name: int(value) for name, value in zip(names, found, strict=True)}

    def digest(self, table: Table) -> str:
        """Return the SHA-256 over every value of every row of ``table`` as it travels."""
        found = hashlib.sha256()
        for rows in self.pages(table):
            found.update(repr(rows).encode("utf-8", "backslashreplace"))
        return found.hexdigest()

    def head(self) -> tuple[int, str]:
        """Return the end of the audit chain: the key and the hash of its last row."""
        last, hashed = self._connection.exec_driver_sql("SELECT last_id, hash FROM audit_head").first() or (0, "")
        return int(last), str(hashed)

    def identity(self) -> str:
        """Return what tells this station from any other (站的标识): the hash of its first audit row; empty for none."""
        first = "SELECT hash FROM audit WHERE id = (SELECT min(id) FROM audit)"
        return str(self._connection.exec_driver_sql(first).scalar() or "")

    def mark(self) -> str:
        """Return what tells whether anything changed since: the chain's end, the last change, who is signed in."""
        last, hashed = self.head()
        changes = self._number("SELECT coalesce(max(id), 0) FROM change_log")
        sessions = next(table for table in tables() if table.name == "pc_session")
        return json.dumps([schema.HEAD, last, hashed, changes, self.digest(sessions)])

    def _number(self, statement: str) -> int:
        return int(self._connection.exec_driver_sql(statement).scalar_one())


def open_source(url: str) -> Engines:
    """Open the station at ``url`` as it is; ``Trouble`` where there is none, or it is of another program version."""
    path = sqlite_path(url)
    immutable = path is not None and inspect_file(path)
    if path is not None and not has_content(path):
        raise _none_there(path)
    engines = open_engines(url, immutable=immutable)
    try:
        _refuse_other(engines, url)
    except DBAPIError as error:
        engines.dispose()
        raise opening_trouble(error, parsed_url(url)) from error
    except BaseException:
        engines.dispose()
        raise
    return replace(engines, read_only=immutable)


@contextmanager
def read_snapshot(engines: Engines) -> Iterator[Snapshot]:
    """Yield one snapshot of the station; nobody waits for it, and it waits for nobody."""
    connection = engines.reader.connect()
    if engines.dialect == "postgresql":
        connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    with connection, connection.begin():
        snapshot = Snapshot(connection)
        snapshot.head()  # the first thing read is the moment of the snapshot
        yield snapshot


def _refuse_other(engines: Engines, url: str) -> None:
    revision = schema.revision_of(engines)
    if revision is None:
        raise _none_there(sqlite_path(url) or engines.writer.url.database)
    if revision != schema.HEAD:
        raise Trouble(
            QT_TRANSLATE_NOOP("rules", "{place} 的版本是 {revision},本程序的是 {head}。"),
            place=sqlite_path(url) or engines.writer.url.database,
            revision=revision,
            head=schema.HEAD,
            advice=QT_TRANSLATE_NOOP("rules", "请先用本程序打开它一次来升级,或先升级程序;数据没有改动。"),
        )
    with engines.reader.connect() as connection:
        known = {table.name for table in tables()} | _BESIDES
        unknown = {name for name in inspect(connection).get_table_names() if not name.startswith("search_fts")} - known
    if unknown:
        raise Trouble(
            QT_TRANSLATE_NOOP("rules", "这个数据库里有本程序不认识的表:{names}。"),
            names=", ".join(sorted(unknown)),
            advice=QT_TRANSLATE_NOOP("rules", "请把别的程序的表移到别的数据库;数据没有改动。"),
        )


def _none_there(place: object) -> Trouble:
    return Trouble(
        QT_TRANSLATE_NOOP("rules", "{place} 里没有可以搬的站。"),
        place=place,
        advice=QT_TRANSLATE_NOOP("rules", "请检查地址,里面应有站的数据。"),
    )
