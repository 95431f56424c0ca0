"""One click, one transaction (工作单元): what a service may touch, and what is written besides it.

A ``Work`` leaves an audit row, a change row and a fresh search index in the same transaction as the records it changed.
Leaving without ``commit`` rolls everything back.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from sqlalchemy import CursorResult, Dialect, Select, event, select
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import instance_state
from sqlalchemy.sql.dml import UpdateBase

from app.changes import Change
from app.clock import DEFAULT_ZONE, business_day, to_local
from app.errors import Doubt, NeedsConfirmation, NotPermitted, Refusal, StaleRecord
from app.models.access import Permission, Role, permissions_of
from app.models.base import Base, table_of
from app.models.journal import ChangeRow
from app.store import audit_chain, keys, new_rows, search
from app.store.actor import Actor
from app.store.ready import ReadyInsert
from app.text import QT_TRANSLATE_NOOP

E_ = TypeVar("E_", bound=Base)
_SECRET = "***"
_LOG_CHANGE = ReadyInsert(table_of(ChangeRow), ("process", "flags", "records", "at"))

__all__ = ["Actor", "Look", "Role", "Work", "permissions_of"]


class Look:
    """What a query may use: a reading session, who asks, and the station's time."""

    def __init__(self, session: Session, actor: Actor, *, now: datetime, zone: str = DEFAULT_ZONE) -> None:
        """Bind a reading session to the person who asks."""
        self.session = session
        self.actor = actor
        self._kept: list[Base] = []
        self.now = now
        self.zone = zone
        self._found: dict[tuple[type[Base], int], Base] = {}

    @property
    def today(self) -> date:
        """The station's business day."""
        return business_day(self.now, self.zone)

    @property
    def day_start(self) -> datetime:
        """The moment the station's business day began, in UTC."""
        local = to_local(self.now, self.zone).replace(hour=0, minute=0, second=0, microsecond=0)
        return local.astimezone(UTC)

    def rows(self, statement: Select[*tuple[Any, ...]]) -> Sequence[Row[*tuple[Any, ...]]]:
        """Return every row of ``statement``."""
        return self.session.execute(statement).all()

    def find(self, entity: type[E_], key: int) -> E_:
        """Return the record; ``Refusal`` when it is gone."""
        found = self.session.get(entity, key)
        if found is None:
            raise Refusal(QT_TRANSLATE_NOOP("rules", "这条记录已不存在,请刷新后再试。"))
        self._kept.append(found)  # the session forgets what nobody holds, and would read it again
        return found


class Work(Look):
    """One transaction of one person: records, warnings, numbers, audit."""

    def __init__(  # noqa: PLR0913 - the circumstances of a transaction, all by name
        self,
        session: Session,
        actor: Actor,
        *,
        now: datetime,
        zone: str = DEFAULT_ZONE,
        pc: str = "",
        process: str = "",
        service: str = "",
        reason: str = "",
        confirmed: frozenset[str] = frozenset(),
    ) -> None:
        """Begin a unit of work for ``actor``; nothing is kept until ``commit``."""
        super().__init__(session, actor, now=now, zone=zone)
        self.pc = pc
        self.process = process
        self.service = service
        self.reason = reason.strip()
        self.confirmed = confirmed
        self.changes = Change.NOTHING
        self._locked: set[tuple[type[Base], int]] = set()
        self._doubts: list[Doubt] = []
        self._audit: list[dict[str, Any]] = []
        self._touched: list[tuple[str, int, int]] = []
        self._searched: dict[tuple[str, int], Base | None] = {}
        event.listen(session, "after_flush", self._note_flush)

    def permit(self, permission: Permission) -> None:
        """Refuse with ``NotPermitted`` unless the person may do ``permission``."""
        if not self.actor.may(permission):
            raise NotPermitted(
                QT_TRANSLATE_NOOP("rules", "您的岗位不能做这件事。"), place="account", permission=permission.value
            )

    def need_reason(self) -> str:
        """Return the reason given; ``Refusal`` when there is none."""
        if not self.reason:
            raise Refusal(QT_TRANSLATE_NOOP("rules", "请写明原因。"), place="reason")
        return self.reason

    def add(self, record: E_) -> E_:
        """Put a new record into the transaction and give it its key."""
        self.session.add(record)
        self.session.flush()
        return record

    def identify(self, *records: Base) -> None:
        """Give new records their keys before they are written, so that they can refer to each other.

        ``write`` them afterwards: with their keys known, the rows of a table are written together.
        """
        new = [record for record in records if instance_state(record).key is None]
        if not new:
            return
        counts = Counter(record.__tablename__ for record in new)
        if self.session.new:
            self.session.flush()
        drawn = {kind: iter(found) for kind, found in keys.reserve(self.session.connection(), counts).items()}
        for record in new:
            record.id = next(drawn[record.__tablename__])

    def write(self, *groups: Sequence[Base]) -> None:
        """Write new records that have their keys, each group after the one it refers to; a group is of one table.

        Records that are known already are left to the flush.
        """
        for group in groups:
            new = [record for record in group if instance_state(record).key is None]
            if new:
                self.append_all(new)
                new_rows.make_known(self.session, new)

    def append_all(self, *groups: Sequence[Base]) -> None:
        """Write new records as ``write`` does; what is changed in them afterwards in this transaction is not kept."""
        if self.session.new:
            self.session.flush()
        for new in groups:
            for record in new:
                new_rows.fill(record)
                self._note(record, "new")
            if new:
                new_rows.insert_rows(self.session, new)

    def append(self, record: Base) -> None:
        """Write a record that is never changed and that nothing refers to (阶段记录、估价版次)."""
        new_rows.fill(record)
        new_rows.append_row(self.session, record)
        self._note(record, "new")

    def get(self, entity: type[E_], key: int, *, seen: int | None = None) -> E_:
        """Lock and return a record; ``StaleRecord`` when its version is no longer the one seen on the screen.

        A record that this transaction has locked already is as it was read then: nobody else can have changed it.
        """
        found = self.find(entity, key) if (entity, key) in self._locked else self._lock(entity, key)
        if seen is not None and found.version != seen:  # type: ignore[attr-defined] # only versioned records are seen
            raise StaleRecord(entity.__tablename__, key)
        return found

    def _lock(self, entity: type[E_], key: int) -> E_:
        if self.session.dirty:
            self.session.flush()
        found = self.session.get(entity, key, with_for_update=True, populate_existing=True)
        if found is None:
            raise Refusal(QT_TRANSLATE_NOOP("rules", "这条记录已不存在,请刷新后再试。"))
        self._found[entity, key] = found
        self._locked.add((entity, key))
        return found

    def get_all(self, entity: type[E_], keys_: Collection[int]) -> list[E_]:
        """Lock and return several records at once, in the order of their keys; ``Refusal`` when one is gone."""
        wanted = sorted(set(keys_))
        if self.session.dirty:
            self.session.flush()
        statement = select(entity).where(entity.id.in_(wanted)).order_by(entity.id).with_for_update()
        found = list(self.session.scalars(statement, execution_options={"populate_existing": True}))
        if len(found) != len(wanted):
            raise Refusal(QT_TRANSLATE_NOOP("rules", "这条记录已不存在,请刷新后再试。"))
        for record in found:
            self._found[entity, record.id] = record
            self._locked.add((entity, record.id))
        return found

    def execute_dml(
        self,
        statement: UpdateBase,
        rows: Sequence[Mapping[str, Any]] | None = None,
        *,
        change: Change,
        audit: Sequence[dict[str, Any]] = (),
    ) -> CursorResult[Any]:
        """Run an insert or update outside the ORM, saying what it changes and what the audit keeps of it."""
        self.changes |= change
        self._audit.extend(audit)
        connection = self.session.connection()
        return connection.execute(statement, rows) if rows is not None else connection.execute(statement)

    def doubt(self, key: str, text: str, *, place: str = "", **values: object) -> None:
        """Note a warning (``should``) unless it was confirmed; ``stop_if_doubted`` asks about all of them at once."""
        if key not in self.confirmed:
            self._doubts.append(Doubt(key, text, values, place))

    def consider(self, doubts: Iterable[Doubt], *, ignoring: frozenset[str] = frozenset()) -> None:
        """Note the warnings of a checked value that were not confirmed, less those ``ignoring``."""
        self._doubts.extend(d for d in doubts if d.key not in self.confirmed and d.key not in ignoring)

    def stop_if_doubted(self) -> None:
        """Ask for confirmation of every open warning; confirming one needs a reason."""
        if self._doubts:
            raise NeedsConfirmation(self._doubts)
        if self.confirmed:
            self.need_reason()

    def touch_search(self, kind: str, key: int) -> None:
        """Have the search entry of a record made anew when the transaction ends."""
        self._searched[kind, key] = None

    def commit(self) -> Change:
        """Write audit, change log and search index, then commit; return what changed."""
        self.session.flush()
        if self._searched:
            search.refresh(self.session, self._searched)
        if self._audit or self.changes:
            connection = self.session.connection()
            audit_chain.append(
                connection,
                at=self.now,
                account_id=self.actor.account_id or None,
                pc=self.pc,
                service=self.service,
                reason=self.reason,
                confirmed=",".join(sorted(self.confirmed)),
                changes=dumps(self._audit),
            )
            # After the chain's lock, so that change rows are numbered in the order in which they are committed.
            noted = json.dumps(self._touched)
            row = {"process": self.process, "flags": self.changes.value, "records": noted, "at": self.now}
            _LOG_CHANGE.run_one(connection, row)
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("NOTIFY gongdan_changes")
        self.session.commit()
        return self.changes

    def _note_flush(self, session: Session, context: object) -> None:
        del context
        for record in session.new:
            self._note(record, "new")
        for record in session.dirty:
            if instance_state(record).committed_state:
                self._note(record, "edit")
        for record in session.deleted:
            self._note(record, "gone")

    def _note(self, record: Any, how: str) -> None:  # noqa: ANN401 - any entity
        kind = record.__tablename__
        key = record.id
        self.changes |= record.CHANGES
        if hasattr(record, "version"):
            self._touched.append((kind, key, record.version))
        if record.AUDITED:
            fields = _edited(record) if how == "edit" else _written(record)
            if fields:
                self._audit.append({how: kind, "id": key, "fields": fields})
        for search_kind, search_key in search.concerns(record):
            self._searched[search_kind, search_key] = record if how != "gone" else None


def _written(record: Any) -> dict[str, Any]:  # noqa: ANN401 - any entity
    """Return what a new or deleted record holds, for the audit."""
    state = instance_state(record)
    columns = state.mapper.columns
    return {
        name: _SECRET if name in record.SECRET else value
        for name, value in state.dict.items()
        if value not in (None, "") and name in columns and name != "id"
    }


def _edited(record: Any) -> dict[str, list[Any]]:  # noqa: ANN401 - any entity
    """Return the fields of a record that changed, each with its value before and after, for the audit."""
    state = instance_state(record)
    columns = state.mapper.columns
    return {
        name: [_SECRET, _SECRET] if name in record.SECRET else [value, state.dict.get(name)]
        for name, value in state.committed_state.items()
        if name in columns and name != "version" and value != state.dict.get(name)
    }


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value)


def dumps(value: object) -> str:
    """Return ``value`` as compact JSON with real characters; moments in UTC, anything else as text."""
    return _ENCODER.encode(value)


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain)


def is_postgresql(dialect: Dialect) -> bool:
    """Tell whether the database is PostgreSQL."""
    return dialect.name == "postgresql"
