"""The strip on top of a dock (提示条): refusals, doubts, conflicts, troubles are told here, never in a dialog."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import shiboken6
from PySide6.QtCore import Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.errors import NeedsConfirmation, Refusal, StaleRecord, Trouble
from app.views.one_line import PlainLabel
from app.views.places import caption_of
from app.views.wording import sentence, told

if TYPE_CHECKING:
    from app.views.desk import Desk

_GOOD_NEWS_MS = 12_000
"""How long good news stays, unless something else is told before."""


@runtime_checkable
class Typed(Protocol):
    """A field that says when somebody types into it."""

    typed: SignalInstance


class ReasonEdit(QLineEdit):
    """Where a reason is typed (原因); Enter ends here, for the button that has the cursor next would take it too."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep Enter from whoever is around."""
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()


class NoticeStrip(QFrame):
    """One notice at a time; it takes no room while there is none."""

    led = Signal(str)
    """Name of the place that a refusal leads to."""
    reload_wanted = Signal()
    """Somebody wants to see the record as it is now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the strip, hidden."""
        super().__init__(parent)
        self.setObjectName("notice")
        self._again: Callable[[str], None] | None = None
        self._from: QWidget | None = None
        self._about: Typed | None = None
        self._built = False
        self.hide()

    def _build(self) -> None:
        """Build what the strip needs for its first notice: most strips never have one."""
        self._built = True
        self.label = PlainLabel(self)
        self.label.setWordWrap(True)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.reason = ReasonEdit(self)
        self.main_button = QPushButton(self)
        self.main_button.clicked.connect(self._main)
        self.close_button = QPushButton(self)
        self.close_button.clicked.connect(self.clear)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.addWidget(self.reason, 1)
        buttons.addWidget(self.main_button)
        buttons.addWidget(self.close_button)
        buttons.addStretch(0)
        self._buttons = buttons
        self._top = QHBoxLayout()
        self._top.addWidget(self.label, 1)
        box = QVBoxLayout(self)
        box.addLayout(self._top)
        box.addLayout(buttons)
        self._fading = QTimer(self)
        self._fading.setSingleShot(True)
        self._fading.setInterval(_GOOD_NEWS_MS)
        self._fading.timeout.connect(self.clear)
        self.reason.textChanged.connect(self._reason_typed)
        self.reason.returnPressed.connect(self._main)

    def text(self) -> str:
        """Return what the strip says now; nothing while it is away."""
        return "" if self.isHidden() else self.label.text()

    def show_refusal(self, refusal: Refusal, field: str = "", about: object = None) -> None:
        """Say which rule refused, and of which ``field``; the button leads to where it is put right.

        The refusal goes when somebody types into ``about``, the field that is meant.
        """
        place = refusal.place
        text = told(refusal)
        if field and field not in text:
            text = self.tr("{field}:{text}").format(field=field, text=text)
        self._show("refusal", text)
        if place:
            self._offer(self.tr("去填写"), lambda _reason: self.led.emit(place))
        self.close_button.setText(self.tr("知道了"))
        if isinstance(about, Typed):
            self._about = about
            about.typed.connect(self.clear)

    def _forget_field(self) -> None:
        """Hear no more of the field of the refusal before."""
        about, self._about = self._about, None
        if about is not None and shiboken6.isValid(about):
            about.typed.disconnect(self.clear)

    def show_doubts(self, needed: NeedsConfirmation, again: Callable[[str], None]) -> None:
        """List the doubts and ask for a reason; ``again(reason)`` goes on in spite of them."""
        self._show("doubt", "\n".join(f"· {told(doubt)}" for doubt in needed.doubts))
        self._want_reason(self.tr("仍要继续的原因(必填)"))
        self._offer(self.tr("仍然继续"), again)

    def ask_reason(self, refusal: Refusal, again: Callable[[str], None]) -> None:
        """Ask for the reason that a service wants; ``again(reason)`` makes the same call with it."""
        self._show("doubt", told(refusal))
        self._want_reason(self.tr("原因(必填)"))
        self._offer(self.tr("继续"), again)

    def _want_reason(self, hint: str) -> None:
        self.reason.setPlaceholderText(hint)
        self.reason.show()
        self.main_button.setEnabled(False)
        self.close_button.setText(self.tr("返回"))
        here = QApplication.focusWidget()
        if here is not None and not self.isAncestorOf(here):
            self._from = here
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_stale(self, stale: StaleRecord) -> None:
        """Say that somebody else changed the record meanwhile, and what in it; what was typed stays."""
        from app.views.clashes import clash_words

        lines = [self.tr("别人刚改过这条记录,您的修改还没有保存。"), *(clash_words(clash) for clash in stale.clashes)]
        if stale.clashes:
            lines.append(self.tr("再保存一次就用您的;重新载入就用别人的。"))
        text = "\n".join(lines)
        self._show("doubt", text)
        self._offer(self.tr("重新载入"), lambda _reason: self.reload_wanted.emit())
        self.close_button.setText(self.tr("返回"))

    def show_trouble(self, trouble: Trouble, again: Callable[[], None]) -> None:
        """Say what the machine cannot do now and what helps; ``again()`` tries the very same call."""
        advice = sentence(trouble.advice, trouble.values)
        self._show("refusal", told(trouble) + (f"\n{advice}" if advice else ""))
        self._offer(self.tr("再试一次"), lambda _reason: again())
        self.close_button.setText(self.tr("返回"))

    def show_notice(self, text: str, *, good: bool = True) -> None:
        """Say, already translated, what has just been done or what should be known; good news goes by itself."""
        self._show("good" if good else "doubt", text)
        self.close_button.setText(self.tr("知道了"))
        self._top.addWidget(self.close_button)
        if good:
            self._fading.start()

    def clear(self) -> None:
        """Take the notice away."""
        self._again = None
        self._forget_field()
        if self._built:
            self._fading.stop()
            self.reason.clear()
        self._give_back_cursor()
        self.hide()

    def _give_back_cursor(self) -> None:
        """Put the cursor back where it was before a reason was asked for, not on the button that happens to follow."""
        here, before, self._from = QApplication.focusWidget(), self._from, None
        if here is None or not self.isAncestorOf(here) or before is None:
            return
        if shiboken6.isValid(before) and before.isVisible() and before.isEnabled():
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, kind: str, text: str) -> None:
        self._again = None
        self._forget_field()
        if not self._built:
            self._build()
        self._fading.stop()
        self._buttons.insertWidget(2, self.close_button)
        self.setProperty("kind", kind)
        for part in (self, self.label):  # the label's ink follows the strip's kind
            self.style().unpolish(part)
            self.style().polish(part)
        self.label.setText(text)
        self.reason.clear()
        self.reason.hide()
        self.main_button.hide()
        self.main_button.setEnabled(True)
        self.show()

    def _offer(self, text: str, action: Callable[[str], None]) -> None:
        self._again = action
        self.main_button.setText(text)
        self.main_button.show()

    def _reason_typed(self, text: str) -> None:
        if not self.reason.isHidden():
            self.main_button.setEnabled(bool(text.strip()))

    def _main(self) -> None:
        if self._again is None or not self.main_button.isEnabled():
            return
        again, reason = self._again, self.reason.text().strip()
        self.clear()
        again(reason)


class Telling:
    """What a dock or page adds to tell refusals, doubts, conflicts and troubles in its own ``strip``."""

    strip: NoticeStrip
    desk: "Desk"

    def show_refusal(self, refusal: Refusal) -> None:
        """Say which rule refused and of which field, with a button that leads there."""
        about = self.desk.places.find(refusal.place) if refusal.place else None
        self.strip.show_refusal(refusal, self._field_of(refusal.place), about)

    def _field_of(self, place: str) -> str:
        """Return what stands before the field that is meant, empty where nothing does."""
        field = self.desk.places.find(place) if place else None
        return caption_of(field) if field is not None and field.isVisible() else ""

    def show_doubts(self, needed: NeedsConfirmation, again: Callable[[str], None]) -> None:
        """List the doubts; ``again(reason)`` goes on."""
        self.strip.show_doubts(needed, again)

    def ask_reason(self, refusal: Refusal, again: Callable[[str], None]) -> None:
        """Ask for the reason that the service wants."""
        self.strip.ask_reason(refusal, again)

    def show_stale(self, stale: StaleRecord) -> None:
        """Say that somebody else changed the record."""
        self.strip.show_stale(stale)

    def show_trouble(self, trouble: Trouble, again: Callable[[], None]) -> None:
        """Say what the machine cannot do now."""
        self.strip.show_trouble(trouble, again)

    def show_notice(self, text: str, *, good: bool = True) -> None:
        """Say, already translated, what has just been done or what should be known."""
        self.strip.show_notice(text, good=good)

    def clear_notices(self) -> None:
        """Take away what was told before."""
        self.strip.clear()
