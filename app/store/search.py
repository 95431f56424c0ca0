"""The search index (检索索引): one document a record, found by any two characters of it, on both databases.

``search_doc`` holds a record's search text ``s`` and its terms ``t``. On SQLite an FTS5 table indexes the terms, kept
by triggers; on PostgreSQL a GIN index does. A query is the AND of its terms, then compared exactly, so that nothing
is found that does not hold what was typed. The text itself is made in ``app.models.search_text``, imported when first
needed, since it needs a slow library.

A document's id is its kind's number and its record's key in one integer: one kind is one range of ids, and the newest
record has the highest.
"""

import enum
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, NamedTuple

from sqlalchemy import BigInteger, Column, Connection, MetaData, Select, String, Table, Text, delete, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, attributes

from app.models.base import Base
from app.models.customers import Customer, Vehicle
from app.models.orders import WorkOrder
from app.models.station import LabourOperation
from app.models.stock import Part
from app.models.tools import Tool

HITS: Final = 200
"""Most documents of one kind that a query ranks."""
_KIND_BITS: Final = 40
_PAGE: Final = 2000


class Kind(enum.StrEnum):
    """What a document stands for."""

    VEHICLE = "vehicle"
    CUSTOMER = "customer"
    ORDER = "order"
    PART = "part"
    OPERATION = "operation"
    TOOL = "tool"


_NUMBER: Final[Mapping[str, int]] = {kind.value: number for number, kind in enumerate(Kind, start=1)}


@dataclass(frozen=True, slots=True)
class Found:
    """A document that holds what was typed: its kind, its record's key, its search text."""

    kind: str
    ref: int
    s: str


class Entry(NamedTuple):
    """A row of ``search_doc``; ``t`` is one text of tokens on SQLite, a list of terms on PostgreSQL."""

    id: int
    kind: str
    ref: int
    s: str
    t: str | list[str]


TABLE: Final = Table(
    "search_doc",
    MetaData(),
    Column("id", BigInteger().with_variant(sqlite.INTEGER(), "sqlite"), primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("ref", BigInteger(), nullable=False),
    Column("s", Text(), nullable=False),
    Column("t", postgresql.ARRAY(Text()).with_variant(Text(), "sqlite"), nullable=False),
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
_GIN: Final = "CREATE INDEX ix_search_doc_t ON search_doc USING gin (t)"


@dataclass(frozen=True, slots=True)
class Source:
    """Where documents of a kind come from: the columns to read, and which changed columns concern them.

    The fields stand in their order of importance, the names (also found by their initials) after them.
    """

    entity: type[Base]
    fields: tuple[str, ...]
    names: tuple[str, ...]
    watched: frozenset[str]
    read: Select[Any]


def _source(entity: Any, fields: tuple[Any, ...], names: tuple[Any, ...], *, owner: bool = False) -> Source:  # noqa: ANN401 - columns of any entity
    read = select(entity.id, *fields, *names)
    watched = frozenset(column.key for column in (*fields, *names))
    if owner:
        read = read.join(Customer, Customer.id == entity.customer_id)
        watched |= {"customer_id"}
    return Source(entity, tuple(c.key for c in fields), tuple(c.key for c in names), watched, read)


SOURCES: Final[Mapping[str, Source]] = {
    "vehicle": _source(
        Vehicle,
        (Vehicle.plate, Vehicle.vin, Customer.phone, Vehicle.engine_no, Vehicle.model),
        (Customer.name, Customer.contact),
        owner=True,
    ),
    "customer": _source(Customer, (Customer.phone, Customer.credit_code), (Customer.name, Customer.contact)),
    "order": _source(WorkOrder, (WorkOrder.number,), ()),
    "part": _source(Part, (Part.number, Part.brand), (Part.name,)),
    "operation": _source(LabourOperation, (LabourOperation.code,), (LabourOperation.name,)),
    "tool": _source(Tool, (Tool.code, Tool.spec), (Tool.name,)),
}
_KIND_OF_TABLE: Final[Mapping[str, str]] = {s.entity.__tablename__: kind for kind, s in SOURCES.items()}


def document_id(kind: str, ref: int) -> int:
    """Return the id of the document of record ``ref``; ``KeyError`` for a kind that is not searched."""
    return (_NUMBER[kind] << _KIND_BITS) + ref


def create(connection: Connection) -> None:
    """Create the empty index in a new database."""
    TABLE.create(connection)
    _create_index(connection)


def _create_index(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(_FTS)
        for trigger in _TRIGGERS.values():
            connection.exec_driver_sql(trigger)
    else:
        connection.exec_driver_sql(_GIN)


def concerns(record: Base) -> Iterable[tuple[str, int]]:
    """Return the documents that the flushed change of ``record`` touches: its own, where a searched field changed."""
    kind = _KIND_OF_TABLE.get(record.__tablename__)
    if kind is None:
        return ()
    changed = attributes.instance_state(record).committed_state
    return () if SOURCES[kind].watched.isdisjoint(changed) else ((kind, record.id),)


def refresh(session: Session, touched: Iterable[tuple[str, int]]) -> None:
    """Make the documents of ``touched`` anew in the transaction of ``session``; an owner's cars follow the owner."""
    keys: dict[str, set[int]] = defaultdict(set)
    for kind, ref in touched:
        keys[kind].add(ref)
    connection = session.connection()
    if owners := keys.get("customer"):
        keys["vehicle"].update(connection.scalars(select(Vehicle.id).where(Vehicle.customer_id.in_(owners))))
    for kind, refs in sorted(keys.items()):
        for page in _pages(sorted(refs)):
            _write(connection, kind, page)


def _write(connection: Connection, kind: str, refs: Collection[int]) -> None:
    rows = list(entries(connection, kind, refs))
    written = {row.ref for row in rows}
    if gone := [document_id(kind, ref) for ref in refs if ref not in written]:
        connection.execute(delete(TABLE).where(TABLE.c.id.in_(gone)))
    if rows:
        connection.execute(_UPSERT[connection.dialect.name], [row._asdict() for row in rows])


def entries(connection: Connection, kind: str, refs: Collection[int] | None = None) -> Iterator[Entry]:
    """Stream the documents of a kind as they should be: of the records ``refs``, or all in the order of their keys."""
    source = SOURCES[kind]
    key = source.entity.id
    read = source.read.order_by(key) if refs is None else source.read.where(key.in_(refs))
    stop = 1 + len(source.fields)
    for row in connection.execute(read, execution_options={"yield_per": _PAGE}):
        if any(row[1:]):
            yield entry(connection.dialect.name, kind, row[0], row[1:stop], row[stop:])


def entry(dialect: str, kind: str, ref: int, fields: Iterable[str | None], names: Iterable[str] = ()) -> Entry:
    """Return the document of record ``ref`` from its ``fields`` and ``names`` in the order of ``SOURCES[kind]``."""
    from app.models import search_text

    made = search_text.document([field or "" for field in fields], list(names))
    return Entry(document_id(kind, ref), kind, ref, made.s, made.tokens if dialect == "sqlite" else list(made.t))


def _upsert(insert: Any) -> Any:  # noqa: ANN401 - either dialect's insert
    new = insert(TABLE)
    return new.on_conflict_do_update(
        index_elements=["id"], set_={"s": new.excluded.s, "t": new.excluded.t}, where=TABLE.c.s != new.excluded.s
    )


_UPSERT: Final = {"sqlite": _upsert(sqlite.insert), "postgresql": _upsert(postgresql.insert)}
_FIND_SQLITE: Final = (
    "SELECT d.ref, d.s FROM search_fts f CROSS JOIN search_doc d ON d.id = f.rowid WHERE search_fts MATCH :match "
    "AND f.rowid BETWEEN :low AND :high {held}ORDER BY f.rowid DESC LIMIT :hits"
)
_FIND_POSTGRESQL: Final = (
    "SELECT d.ref, d.s FROM search_doc d WHERE {narrow}d.id BETWEEN :low AND :high {held}ORDER BY d.id DESC LIMIT :hits"
)


def find(connection: Connection, typed: str, *, kinds: Collection[str] = tuple(Kind), limit: int = 20) -> list[Found]:
    """Return at most ``limit`` documents of ``kinds`` that hold every word of ``typed``, best first.

    At most ``HITS`` documents of a kind are ranked, newest records first. Nothing searchable typed finds nothing.
    """
    from app.models import search_text

    words = search_text.query_words(typed)
    if not words:
        return []
    terms = search_text.query_terms(typed)
    sqlite_dialect = connection.dialect.name == "sqlite"
    statement, values = (_ask_sqlite if sqlite_dialect else _ask_postgresql)(words, terms)
    hits = []
    for kind in kinds:
        span = {"low": document_id(kind, 0), "high": document_id(kind, (1 << _KIND_BITS) - 1), "hits": HITS}
        hits += [Found(str(kind), ref, s) for ref, s in connection.execute(text(statement), values | span)]
    hits.sort(key=lambda hit: search_text.rank(hit.s, typed))
    return hits[:limit]


def _ask_sqlite(words: tuple[str, ...], terms: tuple[str, ...]) -> tuple[str, dict[str, object]]:
    from app.models.search_text import fts_token

    if len(terms[0]) == 1:
        match = f'"{fts_token(terms[0])}"*'
    else:
        match = " AND ".join(f'"{fts_token(term)}"' for term in terms)
    held = "".join(f"AND instr(d.s, :word{number}) > 0 " for number in range(len(words)))
    return _FIND_SQLITE.format(held=held), {"match": match} | _word_values(words)


def _ask_postgresql(words: tuple[str, ...], terms: tuple[str, ...]) -> tuple[str, dict[str, object]]:
    held = "".join(f"AND position(:word{number} IN d.s) > 0 " for number in range(len(words)))
    if len(terms[0]) == 1:
        return _FIND_POSTGRESQL.format(narrow="", held=held), _word_values(words)
    values = {"terms": list(terms)} | _word_values(words)
    return _FIND_POSTGRESQL.format(narrow="d.t @> CAST(:terms AS text[]) AND ", held=held), values


def _word_values(words: tuple[str, ...]) -> dict[str, object]:
    return {f"word{number}": word for number, word in enumerate(words)}


def _pages(keys: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(keys)
    while page := list(islice(rest, _PAGE)):
        yield page


@contextmanager
def bulk(connection: Connection) -> Iterator[None]:
    """Fill a new station: no index while many documents are loaded, the whole index at the end."""
    sqlite_dialect = connection.dialect.name == "sqlite"
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


def rebuild(connection: Connection) -> int:
    """Make every document anew from its record (``check --repair``) and return how many there are."""
    count = 0
    with bulk(connection):
        connection.execute(delete(TABLE))
        for kind in Kind:
            for page in _pages(entries(connection, kind)):
                count += load(connection, page)
    return count
