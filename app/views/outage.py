"""While the server is away (断线): questions wait for it, what was to be saved is never done twice.

A click whose answer got lost may have been saved or not. When the server is back it is looked up by its idempotency
key: found done, the dock goes on as if the answer had come; otherwise the strip offers the very same click again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal

from app.changes import Change
from app.errors import Away
from app.text import QT_TRANSLATE_NOOP
from app.views.calls import Call, Kind, Outcome, teller_of
from app.views.notices import Telling

if TYPE_CHECKING:
    from app.services.station import Station
    from app.views.desk import Desk

_MOST_TRIES: Final = 3
"""How often a question is asked again: one that breaks every connection is not asked for ever."""


@dataclass(frozen=True, slots=True)
class Answering:
    """Whether the database answers: how often it was tried in vain, and the seconds until the next try."""

    here: bool
    tries: int = 0
    pause: float = 0.0


class Unsent(Away):
    """What was not even tried, as the server is known to be away."""


class Outage(QObject):
    """What a desk does while its server is away, and when it is back."""

    doubted = Signal()
    """Somebody found the server away, or wants it to be tried now."""
    changed = Signal(object)
    """The ``Answering`` that was heard last."""

    def __init__(self, desk: "Desk") -> None:
        """Begin with a server that answers."""
        super().__init__(desk)
        self._desk = desk
        self.away = False
        self._watched = False
        self._asks: list[Call] = []
        self._lost: dict[str, Call] = {}

    def watch(self, look_now: Callable[[], object]) -> None:
        """Let ``look_now`` be called whenever the server is doubted; whoever watches it tells by ``take``."""
        self.doubted.connect(look_now)
        self._watched = True

    def take(self, answering: Answering) -> None:
        """Take word of whether the server answers; what waited for it goes on when it does."""
        returned, self.away = answering.here, not answering.here
        self.changed.emit(answering)
        if not returned:
            return
        asks, self._asks = self._asks, []
        for call in asks:
            if call.wanted():
                self._desk.send(call)
        for call in list(self._lost.values()):
            self._look_up(call)
        if answering.tries:
            self._desk.hear(Change.EVERYTHING)

    def try_now(self) -> None:
        """Try at once whether the server answers again."""
        self.doubted.emit()

    def forget(self) -> None:
        """Forget what waits: the person who asked has gone."""
        self._asks.clear()
        self._lost.clear()

    def holds(self, call: Call) -> bool:
        """Keep a call from a server that is known to be away: a question waits, anything else is told at once."""
        job = call.job
        self._lost.pop(job.posting, None)  # whoever presses again has seen what was told
        if not self.away or job.kind is Kind.MAKE:
            return False
        if job.kind is Kind.ASK:
            self._asks.append(call)
            return True
        refused = Unsent(
            QT_TRANSLATE_NOOP("rules", "服务器断开了,还没有保存。"),
            advice=QT_TRANSLATE_NOOP("rules", "内容还在,可以继续填写;连上后再保存一次。"),
        )
        QTimer.singleShot(0, self, partial(self._desk.bring, call, Outcome(job, error=refused)))
        return True

    def keeps(self, call: Call, error: BaseException | None) -> bool:
        """Take a call that the server did not answer; return whether it waits here, else somebody is to be told."""
        if not isinstance(error, Away) or isinstance(error, Unsent):
            return False
        job = call.job
        if not self.away:
            self.doubted.emit()
        if job.kind is Kind.PERFORM:
            self._lost[job.posting] = call
        job.tries += 1
        if job.kind is not Kind.ASK or job.tries > _MOST_TRIES or not self._watched:
            return False
        self._asks.append(call)
        return True

    def _look_up(self, call: Call) -> None:
        """Ask what came of a click whose answer got lost."""
        if not shiboken6.isValid(call.by):
            self._lost.pop(call.job.posting)
            return
        self._desk.consult(
            _find_done, call.job.function, call.job.posting, by=call.by, done=partial(self._tell_found, call)
        )

    def _tell_found(self, call: Call, done: Any) -> None:  # noqa: ANN401 - what came of any service
        if self._lost.pop(call.job.posting, None) is None or not call.wanted():
            return
        teller = teller_of(call.by) or self._desk.window_teller
        if done is None:
            if teller is not None:
                teller.show_trouble(_not_saved(), lambda: self._desk.send(call))
            return
        if teller is not None:
            teller.clear_notices()
        if self._desk.drafts.typed_since(call.job.posting):
            if isinstance(teller, Telling):
                teller.show_notice(self.tr("断线前的那次已经保存;之后改的内容还在,请核对后再保存。"), good=False)
        elif call.done is not None:
            call.done(done.answer)


def _find_done(station: "Station", service: Callable[..., Any], posting: str) -> Any:  # noqa: ANN401 - a ``Done`` or nothing
    return station.find_done(service, posting)


def _not_saved() -> Away:
    return Away(
        QT_TRANSLATE_NOOP("rules", "已重新连上;断线时的那次操作没有保存。"),
        advice=QT_TRANSLATE_NOOP("rules", "内容还在,请再试一次。"),
    )
