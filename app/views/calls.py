"""Calls on their way to the station and back (调用): what was asked, by which widget, and what came of it."""

import enum
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import shiboken6
from PySide6.QtWidgets import QWidget

from app.changes import Change
from app.errors import NeedsConfirmation, Refusal, StaleRecord, Trouble

if TYPE_CHECKING:
    from app.services.station import Actor, Station

Done = Callable[[Any], object]
Failed = Callable[[BaseException], object]


class Kind(enum.Enum):
    """What a call does: changes something, reads, works with the station itself, makes paper."""

    PERFORM = "perform"
    ASK = "ask"
    CONSULT = "consult"
    MAKE = "make"


@dataclass(slots=True, eq=False)
class Job:
    """What a worker does: plain Python alone, no widget and nothing that holds one.

    ``posting`` is the idempotency key and stays the same when the job is tried again.
    """

    kind: Kind
    function: Callable[..., Any]
    args: tuple[object, ...]
    kwargs: dict[str, object]
    posting: str = ""
    reason: str = ""
    confirmed: frozenset[str] = field(default_factory=frozenset)
    cancelled: bool = False
    tries: int = 0
    station: "Station | None" = None
    actor: "Actor | None" = None

    def same_work(self, other: "Job") -> bool:
        """Tell whether ``other`` would do the very same thing."""
        return (
            self.function is other.function
            and self.args == other.args
            and self.kwargs == other.kwargs
            and self.confirmed == other.confirmed
        )

    def name(self) -> str:
        """Name the function that is called, for the log."""
        return f"{self.function.__module__}.{getattr(self.function, '__name__', repr(self.function))}"


@dataclass(slots=True, eq=False)
class Call:
    """One click or question: the job, and who waits for it; it never leaves the window's thread."""

    job: Job
    by: QWidget
    done: Done | None = None
    failed: Failed | None = None

    def same_click(self, other: "Call") -> bool:
        """Tell whether ``other`` would do the very same thing for the same widget."""
        return self.by is other.by and self.job.same_work(other.job)

    def wanted(self) -> bool:
        """Tell whether somebody still waits for the answer."""
        return not self.job.cancelled and shiboken6.isValid(self.by)


class Asking:
    """A question that can be called off: its answer is then dropped, and it is not asked at all if it still waits."""

    def __init__(self, job: Job) -> None:
        """Hold the job that is on its way."""
        self._job = job

    def cancel(self) -> None:
        """Drop the answer."""
        self._job.cancelled = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job: an answer with what it changed, or an error."""

    job: Job
    answer: Any = None
    changes: Change = Change.NOTHING
    error: BaseException | None = None


def carry_out(job: Job) -> Outcome:
    """Do a job on a worker's thread; whatever was raised is in the outcome, for it would be lost anywhere else."""
    if job.cancelled:
        return Outcome(job)
    try:
        return _done(job)
    except BaseException as error:  # noqa: BLE001 - it travels to the GUI thread, which tells or logs it
        return Outcome(job, error=error)


def _done(job: Job) -> Outcome:
    if job.kind is Kind.MAKE:
        return Outcome(job, job.function(*job.args, **job.kwargs))
    station, actor = job.station, job.actor
    if station is None or actor is None:
        raise RuntimeError("the station is closed")
    if job.kind is Kind.ASK:
        return Outcome(job, station.ask(actor, job.function, *job.args, **job.kwargs))
    if job.kind is Kind.CONSULT:
        return Outcome(job, job.function(station, *job.args, **job.kwargs))
    posted = station.perform(
        actor, job.function, *job.args, posting=job.posting, reason=job.reason, confirmed=job.confirmed, **job.kwargs
    )
    return Outcome(job, posted.answer, posted.changes)


@runtime_checkable
class Teller(Protocol):
    """A widget that can tell somebody what came of a call: a dock, a page, or the window."""

    def show_refusal(self, refusal: Refusal) -> None:
        """Say which rule refused, and lead to where it is mended."""

    def show_doubts(self, needed: NeedsConfirmation, again: Callable[[str], None]) -> None:
        """List the doubts; ``again(reason)`` goes on in spite of them."""

    def ask_reason(self, refusal: Refusal, again: Callable[[str], None]) -> None:
        """Ask for the reason that the service wants; ``again(reason)`` makes the same call with it."""

    def show_stale(self, stale: StaleRecord) -> None:
        """Say that somebody else changed the record, and offer to load it again."""

    def show_trouble(self, trouble: Trouble, again: Callable[[], None]) -> None:
        """Say what the machine cannot do now; ``again()`` repeats the same call."""

    def clear_notices(self) -> None:
        """Take away what was told before."""


def teller_of(widget: QWidget | None) -> Teller | None:
    """Return the nearest widget around ``widget`` that can tell."""
    while widget is not None and shiboken6.isValid(widget):
        if isinstance(widget, Teller):
            return widget
        widget = widget.parentWidget()
    return None
