"""The line that finds what may become a line (添加项目、材料): by code, name or initials, or any words."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.services import quick_reception
from app.services.quick_reception import LineOffer
from app.values import format_hours, format_money, format_quantity
from app.views.columns import Align, Column
from app.views.desk import Desk
from app.views.fields import Picker
from app.views.reception.line_drafts import KIND_MARKS
from app.views.wording import word

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class LinePicker(Picker):
    """Enter takes the best that was found; words that name nothing (or after Esc) become a line of their own."""

    offered = Signal(object)
    """The ``LineOffer`` that was chosen."""
    worded = Signal(str)
    """Words that are to become a line as they are."""
    passed = Signal()
    """Enter was pressed with nothing typed: the cursor wants to go on."""
    table_wanted = Signal()
    """The arrow down was pressed with nothing typed: the cursor wants into the lines."""

    def __init__(self, desk: Desk, place: str, parent: QWidget | None = None) -> None:
        """Build an empty line."""
        super().__init__(
            desk,
            quick_reception.find_lines,
            (
                Column(self.tr("类"), lambda offer: word(KIND_MARKS[offer.kind]), 30, muted=True),
                Column(self.tr("名称"), lambda offer: offer.name),
                Column(self.tr("品牌"), lambda offer: offer.brand, 60, muted=True, from_width=560),
                Column(self.tr("编码"), lambda offer: offer.code, 110, muted=True),
                Column(self.tr("工时/库存"), self._amount_words, 84, Align.RIGHT),
                Column(self.tr("单价"), _price_words, 76, Align.RIGHT),
            ),
            place,
            parent,
            text_of=lambda offer: offer.name,
            free=True,
            width=640,
        )
        self.setPlaceholderText(self.tr("＋ 项目或材料:名称、拼音首字母、编码,回车添加"))
        self._as_words = False
        self.picked.connect(self._give)
        self.textEdited.connect(self._edited)

    def _amount_words(self, offer: LineOffer) -> str:
        if offer.kind == "labour":
            return format_hours(offer.amount)
        return self.tr("现货 {there}").format(there=format_quantity(offer.on_hand))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter add, or go on where nothing is typed; Esc keeps the words as words."""
        key = event.key()
        if key in _ENTER and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._enter()
        elif key == Qt.Key.Key_Down and self.is_blank():
            self.table_wanted.emit()
        elif key == Qt.Key.Key_Escape and not self.is_blank() and not self._as_words:
            self._as_words = True
        else:
            super().keyPressEvent(event)

    def _edited(self) -> None:
        self._as_words = False
        self.suggestions.hide()

    def _enter(self) -> None:
        text = self.text().strip()
        if not text:
            self.passed.emit()
        elif self._as_words:
            self._give_words(text)
        else:
            self._desk.ask(quick_reception.find_lines, text, by=self, done=lambda found: self._best(text, found))

    def _best(self, text: str, found: tuple[LineOffer, ...]) -> None:
        if self.text().strip() != text:
            return
        if found:
            self._give(found[0])
        else:
            self._give_words(text)

    def _give(self, offer: LineOffer) -> None:
        self.clear_value()
        self.suggestions.hide()
        self.offered.emit(offer)

    def _give_words(self, text: str) -> None:
        self.clear_value()
        self._as_words = False
        self.suggestions.hide()
        self.worded.emit(text)


def _price_words(offer: LineOffer) -> str:
    return "" if offer.price_fen is None else format_money(offer.price_fen)
