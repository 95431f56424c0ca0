"""How a cell looks (单元格): plain text painted straight, state chips as rounded words on colour."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from app.views import theme
from app.views.columns import Align, Column
from app.views.rows import RowsOfTable

_PADDING = 8
_CHIP_HEIGHT = 22
_CHIP_PADDING = 9
_CHIP_EDGE = 4
_MOST_ELIDED = 4096
_LONGEST_SHOWN = 400


def draw_chip(
    painter: QPainter, pill: QRectF, text: str, colours: tuple[QColor, QColor], *, framed: bool = False
) -> None:
    """Paint a state chip: words in ink on a rounded ground, ``framed`` where the ground around has its colour."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colours[1], 1) if framed else QPen(Qt.PenStyle.NoPen))
    painter.setBrush(colours[0])
    painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
    painter.setPen(colours[1])
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


def cell_margin(*, chip: bool) -> int:
    """Return what a cell needs in width beside its text."""
    return 2 * theme.pixels(_CHIP_PADDING) + 2 * theme.pixels(_CHIP_EDGE) if chip else 2 * theme.pixels(_PADDING)


class RowDelegate(QStyledItemDelegate):
    """Paints cells without a detour through the style sheet, so that scrolling stays smooth."""

    def __init__(self, columns: Sequence[Column[Any]], table: QTableView) -> None:
        """Prepare colours and pens once."""
        super().__init__(table)
        self._table = table
        self._columns = tuple(columns)
        self.hovered = -1
        self._selected = theme.colour("selected")
        self._hover = theme.colour("hover")
        self._stripe = theme.colour("stripe")
        self._text = theme.colour("text")
        self._muted = theme.colour("muted")
        self._ring = QPen(theme.colour("accent"), 1)
        self._chips = {kind: (QColor(c.ground), QColor(c.ink)) for kind, c in theme.CHIPS.items()}
        self._padding = theme.pixels(_PADDING)
        self._elided: dict[tuple[str, int, bool], str] = {}

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one cell: ground, then chip or text."""
        rows = self._rows()
        place, at = index.row(), index.column()
        rect: QRect = option.rect
        self._ground(painter, rect, index)
        column = self._columns[at]
        text = rows.cells(place)[at]
        if text:
            row = rows.source.row(place)
            kind = column.chip(row) if column.chip is not None and row is not None else None
            if kind is not None:
                self._chip(painter, index, rect, text, self._chips[kind])
            else:
                strong = column.strong is not None and row is not None and column.strong(row)
                self._words(painter, rect, text, column, strong=strong)
        if column.editable and index == self._table.currentIndex() and self._table.hasFocus():
            painter.setPen(self._ring)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(0, 0, -1, -1))

    def _ground(self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex) -> None:
        # The option's state would say the same, but its type alone takes 10 ms to load before the first paint.
        place = index.row()
        if self._table.selectionModel().isSelected(index):
            painter.fillRect(rect, self._selected)
        elif place == self.hovered:
            painter.fillRect(rect, self._hover)
        elif place % 2:
            painter.fillRect(rect, self._stripe)

    def _rows(self) -> RowsOfTable:
        rows = self._table.model()
        if not isinstance(rows, RowsOfTable):
            raise TypeError("a RowTable shows RowsOfTable")
        return rows

    def _words(self, painter: QPainter, rect: QRect, text: str, column: Column[Any], *, strong: bool) -> None:
        inside = rect.adjusted(self._padding, 0, -self._padding, 0)
        painter.setPen(self._muted if column.muted else self._text)
        if strong:
            painter.setFont(self._font(strong=True))
        painter.drawText(
            inside, column.align.value | Qt.TextFlag.TextSingleLine, self._fitting(text, inside.width(), strong=strong)
        )
        if strong:
            painter.setFont(self._table.font())

    def _font(self, *, strong: bool) -> QFont:
        font = QFont(self._table.font())
        font.setBold(strong)
        return font

    def _fitting(self, text: str, width: int, *, strong: bool) -> str:
        key = (text, width, strong)
        fitting = self._elided.get(key)
        if fitting is None:
            if len(self._elided) > _MOST_ELIDED:
                self._elided.clear()
            line = " ".join(text[:_LONGEST_SHOWN].split())
            fitting = QFontMetrics(self._font(strong=strong)).elidedText(line, Qt.TextElideMode.ElideRight, width)
            self._elided[key] = fitting
        return fitting

    def _chip(
        self,
        painter: QPainter,
        index: QModelIndex | QPersistentModelIndex,
        rect: QRect,
        text: str,
        colours: tuple[QColor, QColor],
    ) -> None:
        align = self._columns[index.column()].align
        padding, edge = theme.pixels(_CHIP_PADDING), theme.pixels(_CHIP_EDGE)
        height = min(theme.pixels(_CHIP_HEIGHT), rect.height() - 4)
        room = rect.width() - 2 * edge
        text = self._fitting(text, room - 2 * padding, strong=False)
        width = min(painter.fontMetrics().horizontalAdvance(text) + 2 * padding, room)
        left = rect.left() + edge
        if align is Align.CENTRE:
            left = rect.left() + (rect.width() - width) // 2
        elif align is Align.RIGHT:
            left = rect.right() - edge - width
        pill = QRectF(left, rect.top() + (rect.height() - height) / 2, width, height)
        draw_chip(painter, pill, text, colours, framed=self._table.selectionModel().isSelected(index))

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the room a cell would like."""
        del option
        text = self._rows().cells(index.row())[index.column()]
        width = QFontMetrics(self._table.font()).horizontalAdvance(text) + 2 * self._padding
        return QSize(width, self._table.verticalHeader().defaultSectionSize())

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        """Return the line in which a cell is typed."""
        del option
        line = QLineEdit(parent)
        line.setObjectName("cell")
        line.setAlignment(self._columns[index.column()].align.value)
        return line

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        """Put the cell's text into the line, all of it marked, so that typing replaces it."""
        if isinstance(editor, QLineEdit):
            editor.setText(self._rows().cells(index.row())[index.column()])
            editor.selectAll()
