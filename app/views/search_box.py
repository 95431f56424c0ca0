"""The one search box (搜索, F2): plate, VIN, phone, name, pinyin initials, order number; results as one types."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from app.text import QT_TRANSLATE_NOOP
from app.views.calls import Asking
from app.views.columns import Column
from app.views.desk import Desk
from app.views.suggestions import Suggestions
from app.views.theme import ChipKind
from app.views.wording import word

if TYPE_CHECKING:
    from app.services.search import Hit

_MOST_HITS = 40
_KINDS = {
    "order": (QT_TRANSLATE_NOOP("words", "施工单"), ChipKind.BLUE),
    "vehicle": (QT_TRANSLATE_NOOP("words", "车辆"), ChipKind.GREEN),
    "customer": (QT_TRANSLATE_NOOP("words", "客户"), ChipKind.AMBER),
    "part": (QT_TRANSLATE_NOOP("words", "配件"), ChipKind.PURPLE),
}


def _kind_word(hit: "Hit") -> str:
    known = _KINDS.get(str(hit.kind))
    return word(known[0]) if known else str(hit.kind)


def _kind_chip(hit: "Hit") -> ChipKind:
    known = _KINDS.get(str(hit.kind))
    return known[1] if known else ChipKind.NEUTRAL


def _detail(hit: "Hit") -> str:
    return "  ·  ".join(part for part in (hit.detail, hit.phone) if part)


class SearchBox(QLineEdit):
    """A line that asks with every key and opens the hit chosen; a question overtaken by the next is dropped."""

    opened = Signal(object)
    """The hit that was opened."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Build the box, empty."""
        super().__init__(parent)
        self.setObjectName("search")
        self.setPlaceholderText(self.tr("F2  车牌、VIN、电话、姓名拼音、单号"))
        self.setClearButtonEnabled(True)
        self._desk = desk
        self._asking: Asking | None = None
        self._before: QWidget | None = None
        self._open_first = False
        columns: tuple[Column[Hit], ...] = (
            Column("", _kind_word, 76, chip=_kind_chip),
            Column("", lambda hit: hit.title, 170, strong=lambda _hit: True),
            Column("", _detail, muted=True),
        )
        self.suggestions = Suggestions(self, columns, width=560)
        self.suggestions.picked.connect(self._open)
        self.textEdited.connect(self._ask)

    def begin(self) -> None:
        """Put the cursor here, everything marked, and remember where it came from."""
        here = QApplication.focusWidget()
        self._before = here if here is not self else self._before
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Drop the question under way when the cursor leaves."""
        super().focusOutEvent(event)
        self._drop_question()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Esc go back to where the cursor was, and Enter wait for an answer that is still on its way."""
        if event.key() == Qt.Key.Key_Escape:
            self._back()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._asking is not None:
            self._open_first = True
        else:
            super().keyPressEvent(event)

    def _back(self) -> None:
        self.clear()
        self._drop_question()
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _drop_question(self) -> None:
        self._open_first = False
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None

    def _ask(self, text: str) -> None:
        self._drop_question()
        if not text.strip():
            self.suggestions.show_rows(())
            return
        from app.services import search

        self._asking = self._desk.ask(search.find, text.strip(), _MOST_HITS, by=self, done=self._found)

    def _found(self, hits: "tuple[Hit, ...]") -> None:
        self._asking = None
        self.suggestions.show_rows(hits)
        if self._open_first:
            self._open_first = False
            self.suggestions.pick()

    def _open(self, hit: "Hit") -> None:
        self.clear()
        self._drop_question()
        self.opened.emit(hit)
