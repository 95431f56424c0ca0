"""A line for the scanner (扫描格): Enter hands over what was scanned and makes room for the next scan."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from app.errors import InvalidEntry
from app.views.fields import PlainEdit

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ScanEdit(PlainEdit):
    """Takes badges and numbers; a scanner types them and presses Enter."""

    scanned = Signal(str)
    """What was scanned, without white space around it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hand over on Enter; an empty line lets Enter walk on."""
        if event.key() not in _ENTER or self.is_blank():
            super().keyPressEvent(event)
            return
        try:
            text = self.need()
        except InvalidEntry:
            return  # need() has marked the line and says why
        self.clear_value()
        self.scanned.emit(text)
