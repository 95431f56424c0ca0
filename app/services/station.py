"""The station (服务站): opens transactions for people, runs services and queries, masks what leaves.

It knows two verbs: ``perform`` changes something in one transaction, ``ask`` reads. Neither touches Qt.
"""

import logging
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.changes import Change
from app.clock import DEFAULT_ZONE, Clock, new_uuid, utc_now
from app.errors import Trouble
from app.models.base import table_of
from app.models.journal import Posting
from app.models.station import Station as StationRecord
from app.services import acts, masking
from app.store.actor import Actor
from app.store.engine import Engines
from app.store.unit_of_work import Look, Work
from app.text import QT_TRANSLATE_NOOP

__all__ = ["MAX_RUNS", "Actor", "Done", "Station", "trouble_of"]

P = ParamSpec("P")
R = TypeVar("R")
MAX_RUNS = 8
_RERUN_STATES = frozenset({"40001", "40P01"})
_POSTED = select(Posting.service, Posting.answer).where(Posting.uuid == bindparam("posting"))
_POST = insert(table_of(Posting))
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

    @property
    def zone(self) -> str:
        """The station's time zone, read once."""
        if self._zone is None:
            with Session(self.engines.reader) as session:
                self._zone = session.scalar(select(StationRecord.zone)) or DEFAULT_ZONE
        return self._zone

    def ask(self, actor: Actor, query: Callable[Concatenate[Look, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a query for ``actor`` and return its rows, masked; ``Refusal`` or ``Trouble`` as it raises them."""
        try:
            with Session(self.engines.reader) as session:
                look = Look(session, actor, now=self.clock(), zone=self.zone)
                answer: R = masking.mask(query(look, *args, **kwargs), actor)
                return answer
        except DBAPIError as error:
            raise trouble_of(error) from error

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
        the database cannot be reached or written.
        """
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
                    raise trouble_of(error) from error
                _LOG.info("%s collided, run again: %s", acts.act_name(service), error)

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
                stored = session.connection().execute(_POSTED, {"posting": posting}).one_or_none()
                if stored is not None:
                    if stored.service != name:
                        message = f"posting {posting} of {name} was used by {stored.service}"
                        raise ValueError(message)
                    return Done(acts.answer_from(service, stored.answer), Change.NOTHING)
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
                session.connection().execute(
                    _POST, {"uuid": posting, "service": name, "answer": acts.answer_to_store(answer), "at": work.now}
                )
            return Done(answer, work.commit())


def trouble_of(error: DBAPIError) -> Trouble:
    """Say in a sentence what the database cannot do now and what helps."""
    original = error.orig
    words = str(original).lower()
    if isinstance(original, sqlite3.Error):
        if "readonly" in words:
            return Trouble(
                QT_TRANSLATE_NOOP("rules", "数据文件是只读的,没有保存。"),
                advice=QT_TRANSLATE_NOOP("rules", "请检查文件夹权限;已输入的内容还在,改好后再保存一次。"),
            )
        if "disk is full" in words or "disk i/o" in words:
            return Trouble(
                QT_TRANSLATE_NOOP("rules", "磁盘已满或无法写入,没有保存。"),
                advice=QT_TRANSLATE_NOOP("rules", "请腾出磁盘空间;已输入的内容还在,然后再保存一次。"),
            )
        if "locked" in words or "busy" in words:
            return Trouble(
                QT_TRANSLATE_NOOP("rules", "数据文件正被别的程序占用,没有保存。"),
                advice=QT_TRANSLATE_NOOP("rules", "请稍候再保存一次;若一直如此,请关闭正在复制该文件的程序。"),
            )
        if "malformed" in words or "not a database" in words:
            return Trouble(
                QT_TRANSLATE_NOOP("rules", "数据文件已损坏。"),
                advice=QT_TRANSLATE_NOOP("rules", "请停止使用,复制整个文件夹,然后从最近的备份恢复。"),
            )
    if isinstance(error, OperationalError) or error.connection_invalidated:
        return Trouble(
            QT_TRANSLATE_NOOP("rules", "连不上数据库:{cause}"),
            cause=str(original).strip(),
            advice=QT_TRANSLATE_NOOP("rules", "请检查服务器与网络;已输入的内容还在,恢复后再保存一次。"),
        )
    raise error
