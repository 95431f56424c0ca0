"""Connections that do not wait for ever (不再等待): a hanging network gives no answer at all, not even a no.

The driver waits as long as a statement lasts, and a long one is no fault. So whoever watches the server decides: when
it no longer answers, ``Lines.give_up`` lets every waiting connection fail as if the server had closed it.
"""

import math
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final
from weakref import WeakSet

import psycopg
from psycopg.abc import PQGen

_LOOK_S: Final = 0.1
"""How often a waiting connection looks whether it may still wait, in seconds."""
KEEPALIVE: Final[Mapping[str, int]] = {
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
"""So that the system itself notices a cable pulled out within some 20 s, also on a connection that only listens."""

_LIMIT = threading.local()


class PatientConnection(psycopg.Connection[Any]):
    """A connection whose waiting can be ended: by another thread, or after a time that its own thread was given."""

    given_up = False

    def wait(self, gen: PQGen[Any], interval: float = _LOOK_S, timeout: float | None = None) -> Any:  # noqa: ANN401 - as the driver's
        """Wait as the driver does, unless nobody wants to wait any more."""
        return super().wait(self._while_wanted(gen), interval, timeout)

    def _while_wanted(self, gen: PQGen[Any]) -> PQGen[Any]:
        """Pass on between the driver and what it waits for, looking at every turn whether it is still wanted."""
        self._look()
        try:
            state = next(gen)
            while True:
                ready = yield state
                self._look()
                state = gen.send(ready)
        except StopIteration as end:
            return end.value

    def _look(self) -> None:
        if self.given_up or time.monotonic() > getattr(_LIMIT, "until", math.inf):
            # What the server still sends belongs to a question that nobody asks any more.
            self.pgconn.finish()
            message = "timeout expired: the server does not answer"
            raise psycopg.OperationalError(message)


@contextmanager
def answering_within(seconds: float) -> Iterator[None]:
    """Give the server so many seconds for what this thread asks in here; ``OperationalError`` when it says nothing."""
    _LIMIT.until = time.monotonic() + seconds
    try:
        yield
    finally:
        _LIMIT.until = math.inf


class Lines:
    """Every open connection of this program to its server (全部连接)."""

    def __init__(self) -> None:
        """Begin with none."""
        self._lock = threading.Lock()
        self._open: WeakSet[PatientConnection] = WeakSet()

    def connect(self, _dialect: object, _record: object, args: list[Any], params: dict[str, Any]) -> PatientConnection:
        """Connect as SQLAlchemy's pool wants it (``do_connect``)."""
        connection = PatientConnection.connect(*args, **params)
        with self._lock:
            self._open.add(connection)
        return connection

    def give_up(self) -> None:
        """Let everybody who waits for an answer fail now; the pool replaces these connections when they are wanted."""
        with self._lock:
            for connection in self._open:
                connection.given_up = True
            self._open.clear()
