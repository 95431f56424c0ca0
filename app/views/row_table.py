"""The one table (表格): frozen rows in, strings and state chips out; selection and scroll survive by row id."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Final

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QHeaderView, QTableView, QWidget

from app.views import theme
from app.views.column_fit import ColumnFit
from app.views.columns import Align, Column
from app.views.row_delegate import RowDelegate
from app.views.rows import Listed, PagedRows, RowsOfTable

__all__ = ["Align", "Column", "PagedRows", "RowTable"]

_ROW_HEIGHT = 32
_ENTER: Final[tuple[int, ...]] = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def _ground() -> QWidget:
    """Return what the rows are painted on.

    Qt's own viewport is known to Python by its base class alone, and finding out what it really is would load every
    kind of widget there is, before the first paint.
    """
    ground = QWidget()
    ground.setBackgroundRole(QPalette.ColorRole.Base)
    ground.setAutoFillBackground(True)
    return ground


class RowTable(QTableView):
    """A table of rows of one kind; ``row.id`` (or ``key``) tells one row from another."""

    row_selected = Signal(object)
    """The row on which the cursor stands now, or ``None``."""
    row_activated = Signal(object)
    """The row on which Enter or a double click was pressed."""
    row_wanted = Signal()
    """Tab was pressed in the last cell: somebody wants a new row."""
    cell_edited = Signal(object, int, str)
    """``(row, column, text)``: what was typed into an editable cell."""

    def __init__(
        self,
        columns: Sequence[Column[Any]],
        parent: QWidget | None = None,
        *,
        empty: str = "",
        key: Callable[[Any], Hashable] = lambda row: row.id,
    ) -> None:
        """Build an empty table; ``empty`` is what it says, already translated, while it has no rows."""
        super().__init__(parent)
        self.setViewport(_ground())
        self.columns = tuple(columns)
        self._empty = empty
        self._key = key
        self._selected: Hashable | None = None
        self._rows = RowsOfTable(self.columns, self)
        # Told when the editor is gone: whoever hears of it may show other rows, which takes the editor away.
        self._rows.edited.connect(self.cell_edited, Qt.ConnectionType.QueuedConnection)
        self.setModel(self._rows)
        self._delegate = RowDelegate(self.columns, self)
        self.setItemDelegate(self._delegate)
        self._dress()
        self._fit = ColumnFit(self, self.columns, self._rows)
        self.selectionModel().currentRowChanged.connect(self._moved)
        self.doubleClicked.connect(self._activate)
        self.entered.connect(lambda index: self._hover(index.row()))

    def _dress(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(self._is_editable())
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            triggers.AnyKeyPressed | triggers.EditKeyPressed | triggers.DoubleClicked
            if self._is_editable()
            else triggers.NoEditTriggers
        )
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(theme.pixels(20))
        self.verticalHeader().setDefaultSectionSize(theme.pixels(_ROW_HEIGHT))

    def _is_editable(self) -> bool:
        return any(column.editable for column in self.columns)

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these rows; the selected one stays selected and the table stays where it was scrolled to."""
        self._show(Listed(rows))

    def show_paged(self, rows: PagedRows) -> None:
        """Show a long list of which only the pages looked at are loaded."""
        self._show(rows)

    def _show(self, rows: Listed | PagedRows) -> None:
        wanted, scrolled = self._selected, self.verticalScrollBar().value()
        column = max(self.currentIndex().column(), 0)
        selection = self.selectionModel()
        selection.blockSignals(True)
        self._rows.show(rows)
        place = rows.place_of(wanted, self._key) if wanted is not None else None
        if place is not None:
            selection.setCurrentIndex(
                self._rows.index(place, self._first_shown(column)),
                QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows,
            )
        selection.blockSignals(False)
        self.executeDelayedItemsLayout()
        self.verticalScrollBar().setValue(scrolled)
        if place is not None:
            self.row_selected.emit(rows.row(place))
        elif wanted is not None:
            self._selected = None
            self.row_selected.emit(None)
        self.viewport().update()

    def _first_shown(self, column: int) -> int:
        if not self.isColumnHidden(column):
            return column
        return next(place for place in range(len(self.columns)) if not self.isColumnHidden(place))

    def rows(self) -> Sequence[Any]:
        """Return the rows shown; of a paged list those loaded."""
        return self._rows.source.loaded()

    def selected_row(self) -> Any:  # noqa: ANN401 - rows of any kind
        """Return the row on which the cursor stands, or ``None``."""
        index = self.currentIndex()
        return self._rows.source.row(index.row()) if index.isValid() else None

    def select_id(self, row_id: Hashable) -> bool:
        """Put the cursor on the row of that id; tell whether it is there."""
        place = self._rows.source.place_of(row_id, self._key)
        if place is None:
            return False
        self.setCurrentIndex(self._rows.index(place, self._first_shown(0)))
        return True

    def select_first(self) -> None:
        """Put the cursor on the first row where it is on none."""
        if not self.currentIndex().isValid() and self._rows.rowCount():
            self.setCurrentIndex(self._rows.index(0, self._first_shown(0)))

    def edit_cell(self, row: int, column: int) -> None:
        """Put the cursor into an editable cell."""
        index = self._rows.index(row, column)
        self.setCurrentIndex(index)
        self.edit(index)

    def text_at(self, row: int, column: int) -> str:
        """Return the text of a cell as it is shown."""
        return self._rows.cells(row)[column]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter as activation, and Tab past the last cell as the wish for a new row."""
        if event.key() in _ENTER and self.state() is QAbstractItemView.State.EditingState:
            event.accept()  # it ends what is typed into the cell and nothing more
        elif event.key() in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._activate(self.currentIndex())
        elif event.key() == Qt.Key.Key_Tab and self._is_editable() and self._at_last_cell():
            self.row_wanted.emit()
        else:
            if event.text().isprintable() and event.text().strip():
                _go_where_can_be_typed(self)
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Choose no row by merely coming here (Qt would choose the first): that takes a key or a click."""
        chosen, selection = self.currentIndex().isValid() or self._is_editable(), self.selectionModel()
        selection.blockSignals(not chosen)
        super().focusInEvent(event)
        if not chosen:
            selection.clearCurrentIndex()
        selection.blockSignals(False)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Ask for a new row when Tab leaves the last cell's editor."""
        last = hint == QAbstractItemDelegate.EndEditHint.EditNextItem and self._at_last_cell()
        super().closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint if last else hint)
        if last:
            self.row_wanted.emit()

    def _at_last_cell(self) -> bool:
        index = self.currentIndex()
        editable = [place for place, column in enumerate(self.columns) if column.editable]
        return not index.isValid() or (index.row() == self._rows.rowCount() - 1 and index.column() >= editable[-1])

    def _moved(self, current: QModelIndex, _previous: QModelIndex) -> None:
        row = self._rows.source.row(current.row()) if current.isValid() else None
        self._selected = self._key(row) if row is not None else None
        self.row_selected.emit(row)

    def _activate(self, index: QModelIndex | QPersistentModelIndex) -> None:
        if index.isValid() and (row := self._rows.source.row(index.row())) is not None:
            self.row_activated.emit(row)

    def leaveEvent(self, event: QEvent) -> None:
        """Mark no row as under the pointer any more."""
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        if row != self._delegate.hovered:
            self._delegate.hovered = row
            self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the columns into the new width."""
        super().resizeEvent(event)
        self._fit.lay()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows, or what an empty table has to say."""
        super().paintEvent(event)
        if self._empty and not self._rows.rowCount():
            edge = theme.pixels(12)
            top = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
            painter = QPainter(self.viewport())
            painter.setPen(theme.colour("muted"))
            painter.drawText(
                self.viewport().rect().adjusted(edge, edge, -edge, -edge), top | Qt.TextFlag.TextWordWrap, self._empty
            )
            painter.end()

    def room_for(self, rows: int) -> int:
        """Return the height in pixels that shows ``rows`` rows and the header."""
        header = max(self.horizontalHeader().sizeHint().height(), QFontMetrics(self.font()).height())
        return header + rows * self.verticalHeader().defaultSectionSize() + 2 * self.frameWidth()


def _go_where_can_be_typed(table: RowTable) -> None:
    """Move on to the row's first cell that takes what is typed, where the cursor's own cell takes nothing."""
    here = table.currentIndex()
    editable = [place for place, column in enumerate(table.columns) if column.editable]
    if here.isValid() and editable and here.column() not in editable:
        table.setCurrentIndex(here.siblingAtColumn(editable[0]))
