"""Writing new records of one table together (成批新增): what a flush does for each, done once for all of them.

The records' keys are known before, so nothing has to be read back; afterwards the session knows them like any other.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeVar

from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.attributes import instance_dict, manager_of_class

from app.models.base import Base, table_of
from app.store.ready import ReadyInsert

E_ = TypeVar("E_", bound=Base)


class _Shape(NamedTuple):
    """How records of an entity become rows: defaults, plain or made anew; the inserts with their keys and without."""

    plain: dict[str, Any]
    made: dict[str, Callable[[Any], Any]]
    with_key: ReadyInsert
    without_key: ReadyInsert


@cache
def _shape(entity: type[Base]) -> _Shape:
    table = table_of(entity)
    plain: dict[str, Any] = {}
    made: dict[str, Callable[[Any], Any]] = {}
    for column in table.columns:
        default: Any = column.default
        if default is not None and default.is_callable:
            made[column.key] = default.arg
        else:
            plain[column.key] = default.arg if default is not None else None
    names = [*plain, *made]
    without = ReadyInsert(table, [name for name in names if name != "id"])
    return _Shape(plain, made, ReadyInsert(table, names), without)


def build(entity: type[E_], values: dict[str, Any]) -> E_:
    """Return a new record that holds ``values``, at a fraction of what its constructor costs.

    For records of which one click writes many: nobody hears of each value being set, as nobody has the record yet.
    """
    record: E_ = manager_of_class(entity).new_instance()
    instance_dict(record).update(values)
    return record


def fill(record: Base) -> None:
    """Give a new record the values that its table takes where none is set."""
    shape, held = _shape(type(record)), instance_dict(record)
    for name, value in shape.plain.items():
        held.setdefault(name, value)
    for name, make in shape.made.items():
        if name not in held:
            held[name] = make(None)


def append_row(session: Session, record: Base) -> None:
    """Insert one filled record, which gets its key by it; the session does not get to know it."""
    held = instance_dict(record)
    held["id"] = _shape(type(record)).without_key.run_one(session.connection(), held)


def insert_rows(session: Session, records: Sequence[Base]) -> None:
    """Insert filled records of one entity, all with their keys; the session does not get to know them."""
    rows = [instance_dict(record) for record in records]
    _shape(type(records[0])).with_key.run(session.connection(), rows)


def make_known(session: Session, records: Sequence[Base]) -> None:
    """Have the session know records that were inserted, as if it had read them."""
    for record in records:
        make_transient_to_detached(record)
    session.add_all(records)
