"""The station (服务站): opens transactions for people, runs services and queries, masks what leaves.

It knows two verbs: ``perform`` changes something in one transaction, ``ask`` reads. Neither touches Qt.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import bindparam, select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.changes import Change
from app.clock import DEFAULT_ZONE, Clock, new_uuid, utc_now
from app.errors import Refusal
from app.models.base import table_of
from app.models.journal import Posting
from app.models.station import Station as StationRecord
from app.services import acts, masking
from app.store.actor import Actor
from app.store.engine import Engines, sqlite_path
from app.store.ready import ReadyInsert
from app.store.troubles import trouble_of
from app.store.unit_of_work import Look, Work
from app.text import QT_TRANSLATE_NOOP

__all__ = ["MAX_RUNS", "Actor", "Done", "Station"]

P = ParamSpec("P")
R = TypeVar("R")
MAX_RUNS = 8
_RERUN_STATES = frozenset({"40001", "40P01"})
_POSTED = select(Posting.service, Posting.answer).where(Posting.uuid == bindparam("posting"))
_POST = ReadyInsert(table_of(Posting), ("uuid", "service", "answer", "at"))
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a service: its answer and what changed."""

    answer: Any
    changes: Change


class Station:
    """One open station: engines, clock, this PC and this process."""

    def __init__(self, engines: Engines, *, pc: str = "", clock: Clock = utc_now) -> None:
        """Bind the open database to this PC; ``clock`` gives the station's time."""
        self.engines = engines
        self.clock = clock
        self.pc = pc
        self.process = new_uuid()
        self._zone: str | None = None
        self._path = sqlite_path(engines.reader.url.render_as_string())

    @property
    def zone(self) -> str:
        """The station's time zone, read once."""
        if self._zone is None:
            with Session(self.engines.reader) as session:
                self._zone = session.scalar(select(StationRecord.zone)) or DEFAULT_ZONE
        return self._zone

    def ask(self, actor: Actor, query: Callable[Concatenate[Look, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a query for ``actor`` and return its rows, masked; ``Refusal`` or ``Trouble`` as it raises them.

        ``TypeError`` for a function that is no query.
        """
        acts.refuse_unregistered(query, changes=False)
        try:
            with Session(self.engines.reader) as session:
                look = Look(session, actor, now=self.clock(), zone=self.zone)
                answer: R = masking.mask(query(look, *args, **kwargs), actor)
                return answer
        except DBAPIError as error:
            raise trouble_of(error, self._path) from error

    def perform(
        self,
        actor: Actor,
        service: Callable[..., R],
        *args: object,
        posting: str = "",
        reason: str = "",
        confirmed: frozenset[str] = frozenset(),
        **kwargs: object,
    ) -> Done:
        """Run a service for ``actor`` in one transaction and commit it.

        ``posting`` is the click's idempotency key: the same key again returns the first answer and changes nothing.
        Overlapping transactions that collide are run again unseen. Raises what the service raises, ``Trouble`` when
        the database cannot be reached or written, ``TypeError`` for a function that is no service.
        """
        acts.refuse_unregistered(service, changes=True)
        runs = 0
        while True:
            runs += 1
            try:
                return self._run(actor, service, args, kwargs, posting=posting, reason=reason, confirmed=confirmed)
            except (StaleDataError, IntegrityError) as error:
                if runs >= MAX_RUNS:
                    raise
                _LOG.info("%s collided, run again: %s", acts.act_name(service), error)
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in _RERUN_STATES or runs >= MAX_RUNS:
                    raise trouble_of(error, self._path) from error
                _LOG.info("%s collided, run again: %s", acts.act_name(service), error)

    def find_done(self, service: Callable[..., R], posting: str) -> Done | None:
        """Return what came of a click whose answer got lost, ``None`` when nothing came of it; nothing is changed.

        ``Trouble`` when the database cannot be reached.
        """
        try:
            with Session(self.engines.reader) as session:
                return _stored(session, service, posting)
        except DBAPIError as error:
            raise trouble_of(error, self._path) from error

    def _run(
        self,
        actor: Actor,
        service: Callable[..., R],
        args: tuple[object, ...],
        kwargs: dict[str, object],
        *,
        posting: str,
        reason: str,
        confirmed: frozenset[str],
    ) -> Done:
        with Session(self.engines.writer, expire_on_commit=False) as session:
            name = acts.act_name(service)
            if posting:
                done = _stored(session, service, posting)
                if done is not None:
                    return done
            work = Work(
                session,
                actor,
                now=self.clock(),
                zone=self.zone,
                pc=self.pc,
                process=self.process,
                service=name,
                reason=reason,
                confirmed=confirmed,
            )
            answer = service(work, *args, **kwargs)
            if posting:
                session.flush()
                stored_answer = acts.answer_to_store(answer)
                row = {"uuid": posting, "service": name, "answer": stored_answer, "at": work.now}
                _POST.run(session.connection(), [row])
            return Done(answer, work.commit())


def _stored(session: Session, service: Callable[..., R], posting: str) -> Done | None:
    """Return the stored answer to a click; ``Refusal`` where its key was used by another service."""
    stored = session.connection().execute(_POSTED, {"posting": posting}).one_or_none()
    if stored is None:
        return None
    name = acts.act_name(service)
    if stored.service != name:
        _LOG.info("posting %s of %s was used by %s", posting, name, stored.service)
        raise Refusal(QT_TRANSLATE_NOOP("rules", "这些内容已经用另一个按钮保存过了,请刷新后再看。"))
    return Done(acts.answer_from(service, stored.answer), Change.NOTHING)
