"""The tables of the search index (检索索引), on both databases.

``search_doc`` holds a record's search text ``s`` and its terms ``t``. On SQLite an FTS5 table indexes the terms, kept
by triggers; on PostgreSQL a term is a number, and a GIN index holds them.

A document's id is its kind's number and its record's key in one integer: one kind is one range of ids, and the newest
record has the lowest, since FTS5 reads upwards several times faster than downwards.
"""

import enum
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final, NamedTuple

from sqlalchemy import BigInteger, Column, Connection, MetaData, PrimaryKeyConstraint, String, Table, Text
from sqlalchemy.dialects import postgresql, sqlite

from app.models.search_text import tail_place

_KIND_BITS: Final = 40
_SIGN_BITS: Final = 21
_PLAIN_BITS: Final = 7
_CLASS_BITS: Final = 3


class Kind(enum.StrEnum):
    """What a document stands for."""

    VEHICLE = "vehicle"
    CUSTOMER = "customer"
    ORDER = "order"
    PART = "part"
    OPERATION = "operation"
    TOOL = "tool"


_KIND_NUMBER: Final[Mapping[str, int]] = {kind.value: number for number, kind in enumerate(Kind, start=1)}


class Entry(NamedTuple):
    """A row of ``search_doc``; ``t`` is one text of tokens on SQLite, a list of numbered terms on PostgreSQL."""

    id: int
    kind: str
    ref: int
    s: str
    t: str | list[int]


TABLE: Final = Table(
    "search_doc",
    MetaData(),
    Column("id", BigInteger().with_variant(sqlite.INTEGER(), "sqlite"), nullable=False, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("ref", BigInteger(), nullable=False),
    Column("s", Text(collation="C").with_variant(Text(), "sqlite"), nullable=False),
    Column("t", postgresql.ARRAY(BigInteger()).with_variant(Text(), "sqlite"), nullable=False),
    PrimaryKeyConstraint("id", name="pk_search_doc"),
)
_FTS: Final = (
    "CREATE VIRTUAL TABLE search_fts USING fts5("
    "t, content='search_doc', content_rowid='id', tokenize='ascii', detail=none, columnsize=0)"
)
_TRIGGERS: Final[Mapping[str, str]] = {
    "search_doc_added": (
        "CREATE TRIGGER search_doc_added AFTER INSERT ON search_doc BEGIN "
        "INSERT INTO search_fts(rowid, t) VALUES (new.id, new.t); END"
    ),
    "search_doc_gone": (
        "CREATE TRIGGER search_doc_gone AFTER DELETE ON search_doc BEGIN "
        "INSERT INTO search_fts(search_fts, rowid, t) VALUES ('delete', old.id, old.t); END"
    ),
    "search_doc_changed": (
        "CREATE TRIGGER search_doc_changed AFTER UPDATE OF t ON search_doc BEGIN "
        "INSERT INTO search_fts(search_fts, rowid, t) VALUES ('delete', old.id, old.t); "
        "INSERT INTO search_fts(rowid, t) VALUES (new.id, new.t); END"
    ),
}
_BEGINNING: Final = "CREATE INDEX ix_search_doc_order ON search_doc (s) WHERE kind = 'order'"
_GIN: Final = "CREATE INDEX ix_search_doc_t ON search_doc USING gin (t) WITH (fastupdate = off)"


def document_id(kind: str, ref: int) -> int:
    """Return the id of the document of record ``ref``; ``KeyError`` for a kind that is not searched."""
    return (_KIND_NUMBER[kind] << _KIND_BITS) - ref


def id_span(kind: str) -> tuple[int, int]:
    """Return the lowest and the highest id that a document of ``kind`` can have."""
    return document_id(kind, (1 << _KIND_BITS) - 1), document_id(kind, 0)


def term_number(kind: str, term: str) -> int:
    """Return a kind's term as a number: short, fast to compare, safe in a statement; longer ones are ASCII.

    Each kind has terms of its own, so that the planner of PostgreSQL knows how common each is among its like.
    """
    place = tail_place(term)
    signs = term if place is None else term[:-2]
    plain = len(term) > 2  # noqa: PLR2004 - two signs fit whatever they are
    number = 0
    for sign in signs:
        number = number << (_PLAIN_BITS if plain else _SIGN_BITS) | ord(sign)
    kind_of_term = 2 + place if place is not None else int(plain)
    return (_KIND_NUMBER[kind] << _CLASS_BITS | kind_of_term) << 2 * _SIGN_BITS | number


def create(connection: Connection) -> None:
    """Create the empty index in a new database."""
    TABLE.create(connection)
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ALTER TABLE search_doc ALTER COLUMN t SET STATISTICS 1000")
    _create_index(connection)


def _create_index(connection: Connection) -> None:
    connection.exec_driver_sql(_BEGINNING)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(_FTS)
        for trigger in _TRIGGERS.values():
            connection.exec_driver_sql(trigger)
    else:
        connection.exec_driver_sql(_GIN)


@contextmanager
def bulk(connection: Connection) -> Iterator[None]:
    """Fill a new station: no index while many documents are loaded, the whole index at the end."""
    sqlite_dialect = connection.dialect.name == "sqlite"
    connection.exec_driver_sql("DROP INDEX ix_search_doc_order")
    if sqlite_dialect:
        for name in _TRIGGERS:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql("DROP TABLE search_fts")
    else:
        connection.exec_driver_sql("DROP INDEX ix_search_doc_t")
    yield
    _create_index(connection)
    if sqlite_dialect:
        connection.exec_driver_sql("INSERT INTO search_fts(search_fts) VALUES ('rebuild')")
    else:
        connection.exec_driver_sql("ANALYZE search_doc")


def load(connection: Connection, rows: Iterable[Entry]) -> int:
    """Add many new documents, streaming, and return how many; inside ``bulk`` for whole stations."""
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - a checked-out connection has its driver's
    if connection.dialect.name == "sqlite":
        added = driver.executemany("INSERT INTO search_doc (id, kind, ref, s, t) VALUES (?, ?, ?, ?, ?)", rows)
        return int(added.rowcount)
    count = 0
    with driver.cursor().copy("COPY search_doc (id, kind, ref, s, t) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
            count += 1
    return count
