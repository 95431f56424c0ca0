"""A list that drops down under a line while somebody types (联想列表); the cursor stays in the line."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout

from app.views import theme
from app.views.columns import Column
from app.views.row_table import RowTable

_MOST_SHOWN = 12
_ENTER: Final[tuple[int, ...]] = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STEPS: Final[dict[int, int]] = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: _MOST_SHOWN,
    Qt.Key.Key_PageUp: -_MOST_SHOWN,
}


class Suggestions(QFrame):
    """The rows found so far, laid over the window below ``line``; arrows choose, Enter picks, Esc closes."""

    picked = Signal(object)
    """The row that was chosen."""

    def __init__(self, line: QLineEdit, columns: Sequence[Column[Any]], *, width: int = 0) -> None:
        """Build the list for ``line``, hidden; ``width`` in pixels at 100 %, at least the line's."""
        super().__init__(line)
        self.setObjectName("suggestions")
        self._line = line
        self._columns = tuple(columns)
        self._width = width
        self._table: RowTable | None = None
        self.hide()
        line.installEventFilter(self)

    @property
    def table(self) -> RowTable:
        """The table in the list, built when it is first needed."""
        if self._table is None:
            self._table = RowTable(self._columns, self)
            self._table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._table.horizontalHeader().hide()
            self._table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self._table.clicked.connect(lambda _index: self.pick())
            box = QVBoxLayout(self)
            box.setContentsMargins(2, 2, 2, 2)
            box.addWidget(self._table)
        return self._table

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show what was found with the best one chosen; close where nothing was."""
        if not rows:
            if self._table is not None:
                self._table.show_rows(())
            self.hide()
            return
        self.table.show_rows(rows)
        self.table.selectRow(0)
        self._place(len(rows))
        self.show()
        self.raise_()

    def is_open(self) -> bool:
        """Tell whether the list is down."""
        return self.isVisible()

    def pick(self) -> bool:
        """Take the chosen row; tell whether there was one."""
        row = self.table.selected_row() if self.is_open() else None
        if row is None:
            return False
        self.hide()
        self.picked.emit(row)
        return True

    def _place(self, rows: int) -> None:
        window = self._line.window()
        self.setParent(window)
        shown = min(rows, _MOST_SHOWN)
        height = shown * self.table.verticalHeader().defaultSectionSize() + theme.pixels(8)
        width = min(max(self._line.width(), theme.pixels(self._width)), window.width())
        at = self._line.mapTo(window, QPoint(0, self._line.height() + 2))
        if at.y() + height > window.height():
            at.setY(max(0, at.y() - height - self._line.height() - 4))
        at.setX(max(0, min(at.x(), window.width() - width)))
        self.setGeometry(at.x(), at.y(), width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Lend the line's arrow keys, Enter and Esc to the list while it is down."""
        kind = event.type()
        if kind in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self.hide()
        elif isinstance(event, QKeyEvent) and self.is_open():
            if kind == QEvent.Type.KeyPress:
                return self._key(event)
            if kind == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in _STEPS:
            rows = len(self.table.rows())
            self.table.selectRow(max(0, min(rows - 1, self.table.currentIndex().row() + _STEPS[key])))
            return True
        if key in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return self.pick()
        if key == Qt.Key.Key_Escape:
            self.hide()
            return True
        return False
