"""Keeping the search index (检索索引) in step with the records, in the transaction that changes them.

The text a record is found by is made in ``app.models.search_text``, imported when first needed, since it needs a slow
library; the tables are those of ``search_index``; ``search_find`` asks them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, delete, exists, func, or_, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, attributes

from app.models.base import Base
from app.models.customers import Customer, Vehicle
from app.models.orders import WorkOrder
from app.models.station import LabourOperation
from app.models.stock import Part
from app.models.tools import Tool
from app.store.search_find import Found, find
from app.store.search_index import TABLE, Entry, Kind, bulk, create, document_id, load, term_number

__all__ = [
    "SOURCES",
    "Found",
    "Kind",
    "bulk",
    "concerns",
    "create",
    "entries",
    "entry",
    "find",
    "load",
    "out_of_step",
    "rebuild",
    "refresh",
    "stale_in_sample",
]
_PAGE: Final = 2000
_ASKED_TERMS: Final = 5


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
    some: Select[Any]
    owner: bool = False


def _source(entity: Any, fields: tuple[Any, ...], names: tuple[Any, ...], *, owner: bool = False) -> Source:  # noqa: ANN401 - columns of any entity
    read = select(entity.id, *fields, *names)
    watched = frozenset(column.key for column in (*fields, *names))
    if owner:
        read = read.join(Customer, Customer.id == entity.customer_id)
        watched |= {"customer_id"}
    some = read.where(entity.id.in_(bindparam("refs", expanding=True)))
    return Source(entity, tuple(c.key for c in fields), tuple(c.key for c in names), watched, read, some, owner)


SOURCES: Final[Mapping[str, Source]] = {
    "vehicle": _source(
        Vehicle,
        (Vehicle.plate, Customer.phone, Vehicle.vin, Vehicle.engine_no, Vehicle.model),
        (Customer.name, Customer.contact),
        owner=True,
    ),
    "customer": _source(Customer, (Customer.phone, Customer.credit_code), (Customer.name, Customer.contact)),
    "order": _source(WorkOrder, (WorkOrder.number,), ()),
    "part": _source(Part, (Part.number, Part.brand), (Part.name,)),
    "operation": _source(LabourOperation, (LabourOperation.code,), (LabourOperation.name,)),
    "tool": _source(Tool, (Tool.code, Tool.spec), (Tool.name,)),
}
_CARS_OF: Final = select(Vehicle.id).where(Vehicle.customer_id.in_(bindparam("owners", expanding=True)))
_KIND_OF_TABLE: Final[Mapping[str, str]] = {s.entity.__tablename__: kind for kind, s in SOURCES.items()}


def concerns(record: Base) -> Iterable[tuple[str, int]]:
    """Return the documents that the flushed change of ``record`` touches: its own, where a searched field changed."""
    kind = _KIND_OF_TABLE.get(record.__tablename__)
    if kind is None:
        return ()
    state = attributes.instance_state(record)
    changed = {name for name, before in state.committed_state.items() if before != state.dict.get(name)}
    return () if SOURCES[kind].watched.isdisjoint(changed) else ((kind, record.id),)


def refresh(session: Session, touched: Mapping[tuple[str, int], Base | None]) -> None:
    """Make the documents of ``touched`` anew in the transaction of ``session``; an owner's cars follow the owner.

    What stands in the record itself is taken from it where it is given, the rest is read.
    """
    keys: dict[str, dict[int, Base | None]] = defaultdict(dict)
    for (kind, ref), record in touched.items():
        keys[kind][ref] = record
    connection = session.connection()
    if owners := keys.get("customer"):
        cars = connection.scalars(_CARS_OF, {"owners": list(owners)})
        keys["vehicle"] |= dict.fromkeys(cars)
    for kind, records in sorted(keys.items()):
        for page in _pages(sorted(records)):
            _write(connection, kind, {ref: records[ref] for ref in page})


def _write(connection: Connection, kind: str, records: Mapping[int, Base | None]) -> None:
    rows = list(_made(connection, kind, records))
    written = {row.ref for row in rows}
    if gone := [document_id(kind, ref) for ref in records if ref not in written]:
        connection.execute(delete(TABLE).where(TABLE.c.id.in_(gone)))
    if rows:
        connection.execute(_UPSERT[connection.dialect.name], [row._asdict() for row in rows])


def _made(connection: Connection, kind: str, records: Mapping[int, Base | None]) -> Iterator[Entry]:
    source = SOURCES[kind]
    unread = [ref for ref, record in records.items() if record is None or source.owner]
    for ref, record in records.items():
        if ref not in unread:
            values = [getattr(record, name) for name in (*source.fields, *source.names)]
            if any(values):
                stop = len(source.fields)
                yield entry(connection.dialect.name, kind, ref, values[:stop], values[stop:])
    if unread:
        yield from entries(connection, kind, unread)


def entries(connection: Connection, kind: str, refs: Collection[int] | None = None) -> Iterator[Entry]:
    """Stream the documents of a kind as they should be: of the records ``refs``, or all in the order of their keys."""
    source = SOURCES[kind]
    stop = 1 + len(source.fields)
    if refs is None:
        rows = connection.execute(source.read.order_by(source.entity.id), execution_options={"yield_per": _PAGE})
    else:
        rows = connection.execute(source.some, {"refs": list(refs)})
    for row in rows:
        if any(row[1:]):
            yield entry(connection.dialect.name, kind, row[0], row[1:stop], row[stop:])


def entry(dialect: str, kind: str, ref: int, fields: Iterable[str | None], names: Iterable[str] = ()) -> Entry:
    """Return the document of record ``ref`` from its ``fields`` and ``names`` in the order of ``SOURCES[kind]``."""
    from app.models import search_text

    made = search_text.document([field or "" for field in fields], list(names))
    terms = made.tokens if dialect == "sqlite" else [term_number(kind, term) for term in {*made.t, *made.s}]
    return Entry(document_id(kind, ref), str(kind), ref, made.s, terms)


def _upsert(insert: Any) -> Any:  # noqa: ANN401 - either dialect's insert
    new = insert(TABLE)
    return new.on_conflict_do_update(
        index_elements=["id"], set_={"s": new.excluded.s, "t": new.excluded.t}, where=TABLE.c.s != new.excluded.s
    )


_UPSERT: Final = {"sqlite": _upsert(sqlite.insert), "postgresql": _upsert(postgresql.insert)}


def _pages(keys: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(keys)
    while page := list(islice(rest, _PAGE)):
        yield page


def rebuild(connection: Connection) -> int:
    """Make every document anew from its record (``check --repair``) and return how many there are."""
    count = 0
    with bulk(connection):
        connection.execute(delete(TABLE))
        for kind in Kind:
            for page in _pages(entries(connection, kind)):
                count += load(connection, page)
    return count


def out_of_step(connection: Connection, kind: str) -> tuple[int, int]:
    """Return how many records of ``kind`` have no document, and how many documents have no record."""
    records = SOURCES[kind].read.subquery()
    key, *texts = records.c
    spoken = or_(*(func.coalesce(column, "") != "" for column in texts))
    there = exists().where(TABLE.c.id == document_id(kind, 0) - key)
    count = select(func.count()).select_from(records).where(spoken)
    documents = select(func.count()).select_from(TABLE).where(TABLE.c.kind == str(kind))
    missing = connection.execute(count.where(~there)).scalar_one()
    return missing, connection.execute(documents).scalar_one() - connection.execute(count).scalar_one() + missing


def stale_in_sample(connection: Connection, kind: str, size: int) -> list[int]:
    """Return those of about ``size`` records spread over all whose document says something else or is not indexed."""
    key = SOURCES[kind].entity.id
    step = max(1, (connection.execute(select(func.max(key))).scalar() or 0) // size)
    sample = connection.scalars(select(key).where(key % step == 0).order_by(key)).all()
    wanted = {row.id: row for page in _pages(sample) for row in entries(connection, kind, page)}
    stale = []
    for page in _pages(wanted):
        for kept in connection.execute(select(TABLE).where(TABLE.c.id.in_(page))):
            row = wanted[kept.id]
            if (kept.s, _bag(kept[4])) != (row.s, _bag(row.t)) or not _is_indexed(connection, row):
                stale.append(row.ref)
    return sorted(stale)


def _bag(terms: str | list[int]) -> set[str | int]:
    return set(terms.split(" ") if isinstance(terms, str) else terms)


def _is_indexed(connection: Connection, row: Entry) -> bool:
    """Tell whether FTS5 knows the document by its terms; PostgreSQL keeps its index by itself."""
    if not isinstance(row.t, str):
        return True
    match = " AND ".join(f'"{token}"' for token in row.t.split(" ")[:_ASKED_TERMS])
    found = text("SELECT 1 FROM search_fts WHERE search_fts MATCH :match AND rowid = :id")
    return connection.execute(found, {"match": match, "id": row.id}).first() is not None
