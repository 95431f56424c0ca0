"""The desk (前台与业务之间的唯一桥梁): carries every click to the services and every answer back.

A dock knows two verbs, ``perform`` and ``ask``. Neither waits: one writer thread, two reading threads and one for paper
do the work, and the answer comes back on the GUI thread. Whatever cannot be done is told beside the field it concerns.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, QThreadPool, Signal
from PySide6.QtWidgets import QWidget

from app.changes import Change
from app.clock import new_uuid
from app.errors import NeedsConfirmation, Refusal, StaleRecord, Trouble
from app.views.calls import Asking, Call, Done, Failed, Kind, Outcome, Run, Teller, teller_of
from app.views.places import Places

if TYPE_CHECKING:
    from app.services.station import Actor, Station

R = TypeVar("R")
REASON = "reason"
"""Place of a refusal that only wants a reason: the strip asks for it."""
_LOG = logging.getLogger(__name__)


class Desk(QObject):
    """The only bridge between widgets and services; calls made before the station is open wait for it."""

    signed_in = Signal(object)
    """The ``Actor`` who signed in, or ``None`` after signing out."""
    changed = Signal(object, object)
    """``(Change, widget)``: what a transaction changed, and who asked for it (``None``: another process)."""
    order_in_hand = Signal(object, object)
    """``(order_id, visit_id)``: the order that every dock works on now; ``None`` for none."""
    vehicle_found = Signal(object)
    """A search hit without an order: the car that reception may receive."""
    sent_to = Signal(str)
    """Name of a place that is not on the screen yet."""
    bug = Signal(str, object)
    """``(name, exception)``: something no rule and no machine explains."""
    delivered = Signal()
    """An answer was brought to whoever waited for it."""
    opened = Signal()
    """The station is open."""
    _answered = Signal(object)
    _heard = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin without a station and with nobody signed in."""
        super().__init__(parent)
        self.places = Places()
        self.actor: Actor | None = None
        self.current_order: int | None = None
        self.current_visit: int | None = None
        self.window_teller: Teller | None = None
        self.paper_folder: Path | None = None
        self._station: Station | None = None
        self._nobody: Actor | None = None
        self._waiting: list[Call] = []
        self._in_flight: list[Call] = []
        self._pools = {Kind.PERFORM: self._pool(1), Kind.ASK: self._pool(2), Kind.MAKE: self._pool(1)}
        self._pools[Kind.CONSULT] = self._pools[Kind.PERFORM]
        self._answered.connect(self._deliver)
        self._heard.connect(self._broadcast_foreign)

    def _pool(self, threads: int) -> QThreadPool:
        pool = QThreadPool(self)
        pool.setMaxThreadCount(threads)
        return pool

    def open(self, station: "Station", nobody: "Actor") -> None:
        """Take the opened station; ``nobody`` acts until somebody signs in."""
        self._station = station
        self._nobody = nobody
        waiting, self._waiting = self._waiting, []
        self.opened.emit()
        for call in waiting:
            self._start(call)

    def is_open(self) -> bool:
        """Tell whether the station can be asked."""
        return self._station is not None

    def sign_in(self, actor: "Actor | None") -> None:
        """Let ``actor`` work from now on; ``None`` signs out."""
        self.actor = actor
        self.signed_in.emit(actor)

    def perform(
        self,
        service: Callable[..., R],
        *args: object,
        by: QWidget,
        done: Callable[[R], object] | None = None,
        failed: Failed | None = None,
        reason: str = "",
        confirmed: frozenset[str] = frozenset(),
        repeatable: bool = False,
        **kwargs: object,
    ) -> None:
        """Change something: run ``service(work, *args, **kwargs)`` in one transaction, then ``done(answer)``.

        A click that does exactly what one still under way does is the same click and is dropped, unless it is
        ``repeatable`` (a scan that counts). ``failed`` hears of an error after it was told in the strip.
        """
        call = Call(Kind.PERFORM, service, args, kwargs, by, done, failed, new_uuid(), reason, confirmed)
        if repeatable or not any(call.same_click(other) for other in [*self._in_flight, *self._waiting]):
            self._start(call)

    def ask(
        self,
        query: Callable[..., R],
        *args: object,
        by: QWidget,
        done: Callable[[R], object],
        failed: Failed | None = None,
        **kwargs: object,
    ) -> Asking:
        """Read: run ``query(look, *args, **kwargs)``, then ``done(rows)``; the answer is dropped if ``by`` is gone."""
        return self._begin(Kind.ASK, query, args, kwargs, by, done, failed)

    def consult(
        self,
        function: Callable[..., R],
        *args: object,
        by: QWidget,
        done: Done,
        failed: Failed | None = None,
        **kwargs: object,
    ) -> Asking:
        """Run ``function(station, *args, **kwargs)`` on the writer's thread: signing in, backup, what is no service."""
        return self._begin(Kind.CONSULT, function, args, kwargs, by, done, failed)

    def make(
        self,
        function: Callable[..., R],
        *args: object,
        by: QWidget,
        done: Callable[[R], object],
        failed: Failed | None = None,
        **kwargs: object,
    ) -> Asking:
        """Make paper or a table beside everything else: ``function(*args, **kwargs)``, without the database."""
        return self._begin(Kind.MAKE, function, args, kwargs, by, done, failed)

    def busy(self) -> int:
        """Return how many calls have not been answered yet."""
        return len(self._in_flight) + len(self._waiting)

    def awaits(self, around: QWidget) -> bool:
        """Tell whether ``around`` or a widget in it waits for an answer of the open station."""
        return any(
            call.kind is not Kind.MAKE and call.wanted() and (call.by is around or around.isAncestorOf(call.by))
            for call in self._in_flight
        )

    def hear(self, changes: Change) -> None:
        """Take word of another process's changes; may be called from any thread."""
        self._heard.emit(changes)

    def take_in_hand(self, order_id: int | None, visit_id: int | None = None) -> None:
        """Make an order the one that every dock works on; ``None`` puts it down."""
        self.current_order, self.current_visit = order_id, visit_id
        self.order_in_hand.emit(order_id, visit_id)

    def lead_to(self, place: str) -> None:
        """Put the cursor where a refusal can be mended; a desk that is not on the screen is opened first."""
        if not self.places.focus(place):
            self.sent_to.emit(place)
            self.places.focus_near(place)

    def close(self) -> None:
        """Wait for what is under way, then let go of the station; answers still to come are dropped."""
        for call in [*self._in_flight, *self._waiting]:
            call.cancelled = call.kind is not Kind.PERFORM
        self._waiting.clear()
        for pool in self._pools.values():
            pool.waitForDone()
        self._station = None

    def _begin(
        self,
        kind: Kind,
        function: Callable[..., Any],
        args: tuple[object, ...],
        kwargs: dict[str, object],
        by: QWidget,
        done: Done,
        failed: Failed | None,
    ) -> Asking:
        call = Call(kind, function, args, kwargs, by, done, failed)
        self._start(call)
        return Asking(call)

    def _start(self, call: Call) -> None:
        if self._station is None and call.kind is not Kind.MAKE:
            self._waiting.append(call)
            return
        self._in_flight.append(call)
        self._pools[call.kind].start(Run(call, self._actor_acts(), self._answered.emit))

    def _actor_acts(self) -> Callable[[Call], Outcome]:
        """Return what a worker does with a call, bound to who is signed in at this moment."""
        station, actor = self._station, self.actor or self._nobody

        def act(call: Call) -> Outcome:
            if call.kind is Kind.MAKE:
                return Outcome(call, call.function(*call.args, **call.kwargs))
            if station is None or actor is None:
                raise RuntimeError("the station is closed")
            if call.kind is Kind.ASK:
                return Outcome(call, station.ask(actor, call.function, *call.args, **call.kwargs))
            if call.kind is Kind.CONSULT:
                return Outcome(call, call.function(station, *call.args, **call.kwargs))
            done = station.perform(
                actor,
                call.function,
                *call.args,
                posting=call.posting,
                reason=call.reason,
                confirmed=call.confirmed,
                **call.kwargs,
            )
            return Outcome(call, done.answer, done.changes)

        return act

    def _deliver(self, outcome: Outcome) -> None:
        """Bring an outcome to whoever waits for it; what was changed is broadcast even when nobody does."""
        call = outcome.call
        if call in self._in_flight:
            self._in_flight.remove(call)
        if outcome.error is not None:
            if call.wanted() or call.kind is Kind.PERFORM:
                self._tell(call, outcome.error)
        elif call.wanted():
            if call.kind is Kind.PERFORM and (teller := teller_of(call.by)):
                teller.clear_notices()
            if call.done is not None:
                call.done(outcome.answer)
        if outcome.changes:
            self.changed.emit(outcome.changes, call.by if shiboken6.isValid(call.by) else None)
        self.delivered.emit()

    def _tell(self, call: Call, error: BaseException) -> None:
        teller = (teller_of(call.by) if shiboken6.isValid(call.by) else None) or self.window_teller
        known = isinstance(error, Refusal | NeedsConfirmation | StaleRecord | Trouble)
        if not known or teller is None:
            _LOG.error("%s failed", call.name(), exc_info=error)
            self.bug.emit(call.name(), error)
        else:
            self._tell_by(teller, call, error)
        if call.failed is not None and call.wanted():
            call.failed(error)

    def _tell_by(self, teller: Teller, call: Call, error: BaseException) -> None:
        if isinstance(error, Refusal) and error.place == REASON and call.kind is Kind.PERFORM:
            teller.ask_reason(error, lambda reason: self._go_on(call, call.confirmed, reason))
        elif isinstance(error, Refusal):
            teller.show_refusal(error)
        elif isinstance(error, NeedsConfirmation):
            keys = error.keys
            teller.show_doubts(error, lambda reason: self._go_on(call, keys, reason))
        elif isinstance(error, StaleRecord):
            teller.show_stale(error)
        elif isinstance(error, Trouble):
            teller.show_trouble(error, lambda: self._start(call))

    def _go_on(self, call: Call, keys: frozenset[str], reason: str) -> None:
        """Make the same call again with its doubts confirmed."""
        call.confirmed |= keys
        call.reason = reason
        self._start(call)

    def _broadcast_foreign(self, changes: Change) -> None:
        self.changed.emit(changes, None)
