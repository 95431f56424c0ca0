"""What other processes committed (变更通知), so that every PC of the station shows the same.

A poll of ``PRAGMA data_version`` (SQLite) or a notification (PostgreSQL) only rings the bell; what changed stands in
``change_log``, read after the last row seen, one's own rows passed over. Nothing is missed while the database is away.
"""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.exc import DBAPIError

from app.changes import Change
from app.errors import Away, Trouble
from app.models.base import table_of
from app.models.journal import ChangeRow
from app.store.engine import Engines
from app.store.troubles import CONNECT_S
from app.text import QT_TRANSLATE_NOOP

LOOK_S: Final = 0.5
"""How often the bell is looked at, in seconds; also how soon ``stop`` is noticed."""
ASKED_EVERY_S: Final = 2.0
"""How often a server that says nothing is asked whether it is there; a broken connection is noticed at once."""
SILENT_S: Final = 4.0
"""How long a server may take over the smallest answer before it counts as lost."""
MOST_RECORDS: Final = 2000
"""Beyond so many records only their kinds are told."""
KEPT_FOR: Final = timedelta(days=7)
"""How long a change row is kept: a PC that was away longer is told that everything may have changed."""
KEPT_ROWS: Final = 1000
"""So many of the newest rows stay however old they are, so that their numbers go on."""
TRIMMED_AT_ONCE: Final = 5000
"""How many rows one trim takes away at most; a station writes far fewer in a day."""
_FIRST: Final = "SELECT coalesce(min(id), 0) FROM change_log"
_LAST: Final = "SELECT coalesce(max(id), 0) FROM change_log"
_NEWS: Final = "SELECT id, process, flags, records FROM change_log WHERE id > {last} ORDER BY id"


@dataclass(frozen=True, slots=True)
class News:
    """What others changed: kinds of records, and each record as (table, key, version)."""

    changes: Change
    records: tuple[tuple[str, int, int], ...]


def trim(connection: Connection, now: datetime) -> int:
    """Take the oldest change rows away (变更日志清理), in the transaction of ``connection``; return how many."""
    log = table_of(ChangeRow)
    newest = connection.execute(select(func.max(log.c.id))).scalar() or 0
    oldest = select(log.c.id).where(log.c.id <= newest - KEPT_ROWS).order_by(log.c.id).limit(TRIMMED_AT_ONCE)
    gone = connection.execute(delete(log).where(log.c.id.in_(oldest), log.c.at < now - KEPT_FOR))
    return gone.rowcount


class ChangeFeed:
    """Listens on a connection of its own; ``wait`` belongs to one thread, ``stop`` may come from any."""

    def __init__(self, engines: Engines, process: str) -> None:
        """Begin after what is in the log now; ``process`` is whose own changes are passed over."""
        self._engines = engines
        self._process = process
        self._stopped = threading.Event()
        self._raw: Any = None
        self._version: int | None = None
        self._rung = False
        self._doubted = threading.Event()
        self._asked_at = time.monotonic()
        with self._telling_trouble():
            self._last = self._number(_LAST)

    @property
    def stopped(self) -> bool:
        """Whether ``stop`` was called."""
        return self._stopped.is_set()

    def stop(self) -> None:
        """Let the thread that waits come back soon, for good."""
        self._stopped.set()

    def doubt(self) -> None:
        """Ask soon whether the database still answers, as somebody else found that it does not; from any thread."""
        self._doubted.set()

    def close(self) -> None:
        """Give the connection back; to be called by the thread that waits, when it has come back."""
        if self._raw is not None:
            self._raw.close()
            self._raw = None

    def poll(self) -> News | None:
        """Return what others changed since the last time, ``None`` for nothing; ``Trouble`` as ``wait``."""
        return self._look(0)

    def wait(self, seconds: float) -> News | None:
        """Wait until others change something, at most ``seconds``; ``None`` for nothing, when stopped or doubted.

        ``Trouble`` when the database is away; waiting again connects again and misses nothing.
        """
        left = seconds
        while not self.stopped:
            doubted = self._doubted.is_set()
            news = self._look(0 if doubted else min(LOOK_S, left))
            left -= LOOK_S
            if news is not None or left <= 0 or doubted:
                return news
        return None

    def _look(self, seconds: float) -> News | None:
        with self._telling_trouble():
            news = self._read() if self._rings(seconds) else None
            if news is None and (self._doubted.is_set() or time.monotonic() - self._asked_at > ASKED_EVERY_S):
                self._number(_LAST)
            self._doubted.clear()
            return news

    @contextmanager
    def _telling_trouble(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, self._engines.reader.dialect.loaded_dbapi.Error) as error:
            self.close()
            kind = Trouble if self._engines.dialect == "sqlite" else Away
            raise kind(
                QT_TRANSLATE_NOOP("rules", "暂时收不到别的电脑的变更:{cause}"),
                cause=str(error).strip(),
                advice=QT_TRANSLATE_NOOP("rules", "请检查服务器与网络;恢复后会自动刷新。"),
            ) from error

    def _connection(self) -> Any:  # noqa: ANN401 - the driver's own connection
        """Return the listening connection, opened anew after trouble; a new one rings once."""
        if self._raw is None:
            with self._engines.answering_within(CONNECT_S + SILENT_S):
                self._raw = self._connected()
            self._version = None
            self._rung = True
        return self._raw

    def _connected(self) -> Any:  # noqa: ANN401 - the driver's own connection
        pooled = self._engines.reader.raw_connection()
        raw: Any = pooled.driver_connection
        pooled.detach()
        if self._engines.dialect == "postgresql":
            raw.autocommit = True
            raw.execute("LISTEN gongdan_changes")
        return raw

    def _rings(self, seconds: float) -> bool:
        """Tell whether the bell rang, waiting at most ``seconds`` for it."""
        connection = self._connection()
        if self._rung:
            return True
        if self._engines.dialect == "postgresql":
            return any(True for _ in connection.notifies(timeout=seconds, stop_after=1))
        if seconds:
            self._stopped.wait(seconds)
        before, self._version = self._version, self._number("PRAGMA data_version")
        return before != self._version

    def _read(self) -> News | None:
        changes, records = Change.NOTHING, []
        if self._number(_FIRST) > self._last + 1:  # rows that were not read yet have been trimmed away
            changes = Change.EVERYTHING
        for key, process, flags, touched in self._rows(_NEWS.format(last=self._last)):
            self._last = key
            if process != self._process:
                changes |= Change(flags)
                records += [(str(kind), int(record), int(version)) for kind, record, version in json.loads(touched)]
        self._rung = False
        return News(changes, tuple(records[:MOST_RECORDS])) if changes else None

    def _number(self, statement: str) -> int:
        return int(self._rows(statement)[0][0])

    def _rows(self, statement: str) -> list[Any]:
        """Ask; a server has a few seconds, for where it hangs nobody would hear of it."""
        connection = self._connection()
        with self._engines.answering_within(SILENT_S):
            found: list[Any] = connection.execute(statement).fetchall()
        self._asked_at = time.monotonic()
        return found
