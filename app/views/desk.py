"""The desk (前台与业务之间的唯一桥梁): carries every click to the services and every answer back.

A dock knows two verbs, ``perform`` and ``ask``. Neither waits: one writer thread, two reading threads and one for paper
do the work, and the answer comes back on the GUI thread. Whatever cannot be done is told beside the field it concerns.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.changes import Change
from app.clock import new_uuid
from app.errors import NeedsConfirmation, Refusal, StaleRecord, Trouble
from app.views.calls import Asking, Call, Done, Failed, Job, Kind, Outcome, Teller, carry_out, teller_of
from app.views.mailbox import Mailbox
from app.views.outage import Outage
from app.views.places import Places
from app.views.sweeping import Sweeper
from app.views.workers import Workers

if TYPE_CHECKING:
    from app.services.station import Actor, Station
    from app.views.drafting import Drafts

R = TypeVar("R")
REASON = "reason"
"""Place of a refusal that only wants a reason: the strip asks for it."""
_LOG = logging.getLogger(__name__)


class Desk(QObject):
    """The only bridge between widgets and services; calls made before the station is open wait for it."""

    draft_wanted = Signal(object)
    """A ``Draft`` is about to be opened: whoever builds its form late does so now."""
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
        self._in_flight: dict[Job, Call] = {}
        self.sweeper = Sweeper(self)
        self.outage = Outage(self)
        self._mailbox = Mailbox(self._take, self)
        self._drafts: Drafts | None = None
        writer = Workers("writer", 1, carry_out, self._mailbox.post)
        self._workers_for = {
            Kind.PERFORM: writer,
            Kind.CONSULT: writer,
            Kind.ASK: Workers("reader", 2, carry_out, self._mailbox.post),
            Kind.MAKE: Workers("paper", 1, carry_out, self._mailbox.post),
        }

    @property
    def drafts(self) -> "Drafts":
        """What is typed and not saved; loaded with the first form, after the window is painted."""
        if self._drafts is None:
            from app.views.drafting import Drafts

            self._drafts = Drafts(self)
            self._drafts.wanted.connect(self.draft_wanted)
        return self._drafts

    def open(self, station: "Station", nobody: "Actor") -> None:
        """Take the opened station; ``nobody`` acts until somebody signs in."""
        self._station = station
        self._nobody = nobody
        waiting, self._waiting = self._waiting, []
        self.opened.emit()
        for call in waiting:
            self.send(call)

    def is_open(self) -> bool:
        """Tell whether the station can be asked."""
        return self._station is not None

    def sign_in(self, actor: "Actor | None") -> None:
        """Let ``actor`` work from now on; ``None`` signs out."""
        self.outage.forget()
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
        posting: str = "",
        **kwargs: object,
    ) -> None:
        """Change something: run ``service(work, *args, **kwargs)`` in one transaction, then ``done(answer)``.

        A click that does exactly what one still under way does is the same click and is dropped, unless it is
        ``repeatable`` (a scan that counts). ``failed`` hears of an error after it was told in the strip. ``posting``
        is the idempotency key of a form whose draft keeps it; a click without one gets its own.
        """
        call = Call(
            Job(Kind.PERFORM, service, args, kwargs, posting or new_uuid(), reason, confirmed), by, done, failed
        )
        if repeatable or not any(call.same_click(other) for other in self._unanswered()):
            self.send(call)

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
            job.kind is not Kind.MAKE and call.wanted() and (call.by is around or around.isAncestorOf(call.by))
            for job, call in self._in_flight.items()
        )

    def hear(self, changes: Change) -> None:
        """Take word of another process's changes; may be called from any thread."""
        self._mailbox.post([changes])

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
        if self._drafts is not None:
            self._drafts.close()
        for call in self._unanswered():
            call.job.cancelled = call.job.kind is not Kind.PERFORM
        self._waiting.clear()
        for workers in self._workers_for.values():
            workers.finish()
        self._mailbox.close()
        self._in_flight.clear()
        self.sweeper.stop()
        self._station = None

    def _unanswered(self) -> list[Call]:
        return [*self._in_flight.values(), *self._waiting]

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
        job = Job(kind, function, args, kwargs)
        self.send(Call(job, by, done, failed))
        return Asking(job)

    def send(self, call: Call) -> None:
        """Send a call on its way, for whoever is signed in at this moment."""
        job = call.job
        if self._station is None and job.kind is not Kind.MAKE:
            self._waiting.append(call)
            return
        job.station, job.actor = self._station, self.actor or self._nobody
        if self.outage.holds(call):
            return
        self._in_flight[job] = call
        self._mailbox.listen()
        self._workers_for[job.kind].start(job)

    def _take(self, letter: "Outcome | Change") -> None:
        """Take what a worker or another process brought, on the window's thread."""
        if isinstance(letter, Outcome):
            self.bring(self._in_flight.pop(letter.job), letter)
        else:
            self.changed.emit(letter, None)

    def bring(self, call: Call, outcome: Outcome) -> None:
        """Bring an outcome to whoever waits for it; what was changed is broadcast even when nobody does."""
        performed = outcome.job.kind is Kind.PERFORM
        if self.outage.keeps(call, outcome.error):
            _LOG.info("%s waits for the server: %s", outcome.job.name(), outcome.error)
        elif outcome.error is not None:
            if call.wanted() or (performed and self._is_still_here(outcome.job)):
                self._tell(call, outcome.error)
            else:
                _LOG.info("%s: nobody is told of %r", outcome.job.name(), outcome.error)
        elif call.wanted():
            if performed and (teller := teller_of(call.by)):
                teller.clear_notices()
            if call.done is not None:
                call.done(outcome.answer)
        if outcome.changes:
            self.changed.emit(outcome.changes, call.by if shiboken6.isValid(call.by) else None)
        self.delivered.emit()

    def _is_still_here(self, job: Job) -> bool:
        """Tell whether whoever gave the job is at the desk; what is told of one person is not told to the next."""
        here = self.actor or self._nobody
        return here is not None and job.actor is not None and here.account_id == job.actor.account_id

    def _tell(self, call: Call, error: BaseException) -> None:
        teller = (teller_of(call.by) if shiboken6.isValid(call.by) else None) or self.window_teller
        known = isinstance(error, Refusal | NeedsConfirmation | StaleRecord | Trouble)
        if not known or teller is None:
            _LOG.error("%s failed", call.job.name(), exc_info=error)
            self.bug.emit(call.job.name(), error)
        else:
            self._tell_by(teller, call, error)
        if call.failed is not None and call.wanted():
            call.failed(error)

    def _tell_by(self, teller: Teller, call: Call, error: BaseException) -> None:
        if isinstance(error, Refusal) and error.place == REASON and call.job.kind is Kind.PERFORM:
            teller.ask_reason(error, lambda reason: self._go_on(call, call.job.confirmed, reason))
        elif isinstance(error, Refusal):
            teller.show_refusal(error)
        elif isinstance(error, NeedsConfirmation):
            keys = error.keys
            teller.show_doubts(error, lambda reason: self._go_on(call, keys, reason))
        elif isinstance(error, StaleRecord):
            teller.show_stale(error)
        elif isinstance(error, Trouble):
            teller.show_trouble(error, lambda: self.send(call))

    def _go_on(self, call: Call, keys: frozenset[str], reason: str) -> None:
        """Make the same call again with its doubts confirmed."""
        call.job.confirmed |= keys
        call.job.reason = reason
        self.send(call)
