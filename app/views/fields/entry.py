"""A line that is read as a value when it is left (单行输入)."""

from typing import Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.errors import InvalidEntry
from app.text import QT_TRANSLATE_NOOP
from app.values import MAX_TEXT, clean_text
from app.views.fields.marking import mark

T = TypeVar("T")


class Entry(QLineEdit, Generic[T]):
    """A line edit with a value: subclasses say how text is read (``parse``) and how a value is written (``shown``)."""

    typed = Signal()
    """Somebody typed here (not: the program set a value)."""
    left = Signal()
    """The cursor left the field and its text was read."""

    def __init__(
        self, place: str = "", parent: QWidget | None = None, *, hint: str = "", required: bool = False
    ) -> None:
        """Build an empty field; ``place`` names it in refusals, ``hint`` (translated) stands in it while empty."""
        super().__init__(parent)
        self.place = place
        self.required = required
        self.setPlaceholderText(hint)
        self.textEdited.connect(self._typed)

    def parse(self, text: str) -> T:
        """Read ``text``, which is not blank; ``InvalidEntry`` when it cannot be taken."""
        raise NotImplementedError

    def shown(self, value: T) -> str:
        """Return how a value is written."""
        return str(value)

    def is_blank(self) -> bool:
        """Tell whether nothing stands here."""
        return not self.text().strip()

    def value(self) -> T | None:
        """Return the value, ``None`` where nothing stands; ``InvalidEntry``, marked here, when it cannot be taken."""
        try:
            taken = self._read()
        except InvalidEntry as complaint:
            mark(self, complaint)
            raise
        mark(self, None)
        return taken

    def _read(self) -> T | None:
        if not self.is_blank():
            return self.parse(self.text())
        if self.required:
            raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "这一项必须填写"), place=self.place)
        return None

    def need(self) -> T:
        """Return the value; ``InvalidEntry`` also when nothing stands here."""
        taken = self.value()
        if taken is None:
            complaint = InvalidEntry(QT_TRANSLATE_NOOP("rules", "这一项必须填写"), place=self.place)
            mark(self, complaint)
            raise complaint
        return taken

    def set_value(self, value: T | None) -> None:
        """Show a value; ``None`` empties the field."""
        self.setText("" if value is None else self.shown(value))
        self.setCursorPosition(0)
        mark(self, None)

    def clear_value(self) -> None:
        """Empty the field."""
        self.set_value(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Read the text when the cursor leaves: write it tidily, or mark it."""
        super().focusOutEvent(event)
        self.tidy()
        self.left.emit()

    def tidy(self) -> None:
        """Write what stands here the usual way, or mark it when it cannot be taken."""
        if self.is_blank():
            mark(self, None)
            return
        try:
            written = self.shown(self.parse(self.text()))
        except InvalidEntry as complaint:
            mark(self, complaint)
        else:
            mark(self, None)
            if written != self.text():
                self.setText(written)

    def _typed(self) -> None:
        mark(self, None)
        self.typed.emit()


class PlainEdit(Entry[str]):
    """One line of free text (文字), kept as typed but for white space around it."""

    def __init__(
        self,
        place: str = "",
        parent: QWidget | None = None,
        *,
        hint: str = "",
        required: bool = False,
        limit: int = MAX_TEXT,
    ) -> None:
        """Build an empty field that takes ``limit`` characters."""
        super().__init__(place, parent, hint=hint, required=required)
        self._limit = limit

    def parse(self, text: str) -> str:
        """Take the text; ``InvalidEntry`` when it is too long or cannot be stored."""
        return clean_text(text, self._limit, place=self.place)

    def words(self) -> str:
        """Return the text, empty where nothing stands; ``InvalidEntry`` when it cannot be taken."""
        return self.value() or ""
