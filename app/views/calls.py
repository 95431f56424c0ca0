"""Calls on their way to the station and back (调用): what was asked, by which widget, and what came of it."""

import enum
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

import shiboken6
from PySide6.QtCore import QRunnable
from PySide6.QtWidgets import QWidget

from app.changes import Change
from app.errors import NeedsConfirmation, Refusal, StaleRecord, Trouble

Done = Callable[[Any], object]
Failed = Callable[[BaseException], object]


class Kind(enum.Enum):
    """What a call does: changes something, reads, works with the station itself, makes paper."""

    PERFORM = "perform"
    ASK = "ask"
    CONSULT = "consult"
    MAKE = "make"


@dataclass(slots=True, eq=False)
class Call:
    """One click or question; ``posting`` is its idempotency key and stays the same when it is tried again."""

    kind: Kind
    function: Callable[..., Any]
    args: tuple[object, ...]
    kwargs: dict[str, object]
    by: QWidget
    done: Done | None = None
    failed: Failed | None = None
    posting: str = ""
    reason: str = ""
    confirmed: frozenset[str] = field(default_factory=frozenset)
    cancelled: bool = False

    def same_click(self, other: "Call") -> bool:
        """Tell whether ``other`` would do the very same thing for the same widget."""
        return (
            self.by is other.by
            and self.function is other.function
            and self.args == other.args
            and self.kwargs == other.kwargs
            and self.confirmed == other.confirmed
        )

    def wanted(self) -> bool:
        """Tell whether somebody still waits for the answer."""
        return not self.cancelled and shiboken6.isValid(self.by)

    def name(self) -> str:
        """Name the function that was called, for the log."""
        return f"{self.function.__module__}.{getattr(self.function, '__name__', repr(self.function))}"


class Asking:
    """A question that can be called off: its answer is then dropped, and it is not asked at all if it still waits."""

    def __init__(self, call: Call) -> None:
        """Hold the call that is on its way."""
        self._call = call

    def cancel(self) -> None:
        """Drop the answer."""
        self._call.cancelled = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a call: an answer with what it changed, or an error."""

    call: Call
    answer: Any = None
    changes: Change = Change.NOTHING
    error: BaseException | None = None


class Run(QRunnable):
    """One call on a worker thread; it owns no widget and hands its outcome over by a signal."""

    def __init__(self, call: Call, act: Callable[[Call], Outcome], hand_over: Callable[[Outcome], object]) -> None:
        """Take the call, what is done with it, and the signal that carries the outcome."""
        super().__init__()
        self._call = call
        self._act = act
        self._hand_over = hand_over

    def run(self) -> None:
        """Do it and hand the outcome over, whatever it is: an exception that left here would be lost."""
        if self._call.cancelled:
            outcome = Outcome(self._call)
        else:
            try:
                outcome = self._act(self._call)
            except BaseException as error:  # noqa: BLE001 - it travels to the GUI thread, which tells or logs it
                outcome = Outcome(self._call, error=error)
        self._hand_over(outcome)


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
