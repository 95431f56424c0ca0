"""Text of several lines (多行文字): Enter walks on, Shift+Enter begins a new line."""

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.errors import InvalidEntry
from app.text import QT_TRANSLATE_NOOP
from app.values import MAX_TEXT, clean_text
from app.views import theme
from app.views.fields.marking import mark

_ENTER: Final[tuple[int, ...]] = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class LongText(QPlainTextEdit):
    """A request, a finding, a remark; ``lines`` is how many lines are seen at once."""

    typed = Signal()
    """Somebody typed here."""
    left = Signal()
    """The cursor left the field."""

    def __init__(
        self,
        place: str = "",
        parent: QWidget | None = None,
        *,
        hint: str = "",
        required: bool = False,
        lines: int = 3,
        limit: int = MAX_TEXT,
    ) -> None:
        """Build an empty field; ``hint`` (translated) stands in it while it is empty."""
        super().__init__(parent)
        self.place = place
        self.required = required
        self._limit = limit
        self._lines = lines
        self._setting = False
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.sizeHint().height())
        self.textChanged.connect(self._typed)

    def sizeHint(self) -> QSize:
        """Return the room for ``lines`` lines."""
        height = self._lines * QFontMetrics(self.font()).lineSpacing() + theme.pixels(20)
        return QSize(theme.pixels(160), height)

    def is_blank(self) -> bool:
        """Tell whether nothing stands here."""
        return not self.toPlainText().strip()

    def value(self) -> str:
        """Return the text; ``InvalidEntry``, marked here, when it cannot be taken or is missing where it must not."""
        try:
            text = self._read()
        except InvalidEntry as complaint:
            mark(self, complaint)
            raise
        mark(self, None)
        return text

    def _read(self) -> str:
        text = clean_text(self.toPlainText(), self._limit, place=self.place)
        if self.required and not text:
            raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "这一项必须填写"), place=self.place)
        return text

    def set_value(self, value: str | None) -> None:
        """Show a text."""
        self._setting = True
        self.setPlainText(value or "")
        self._setting = False
        mark(self, None)

    def clear_value(self) -> None:
        """Empty the field."""
        self.set_value(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Enter to the dock, which walks on; Shift+Enter begins a new line."""
        if event.key() in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the cursor left."""
        super().focusOutEvent(event)
        self.left.emit()

    def _typed(self) -> None:
        if not self._setting:
            mark(self, None)
            self.typed.emit()
