"""How wide the columns of a table stand (列宽): as wide as what they say; only long words give way."""

import heapq
from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QApplication, QHeaderView, QTableView

from app.views import theme
from app.views.columns import Align, Column
from app.views.row_delegate import cell_margin
from app.views.rows import RowsOfTable

_MEASURED_ROWS: Final = 120
_MEASURED_TEXTS: Final = 8
_BROAD: Final = "WM"
_LEAST_ELASTIC: Final = 72
_LONGEST: Final = 160


class ColumnFit:
    """Lays the columns of one table into its width.

    A column with a width stands at least that wide while there is room, never narrower than its longest text; a column
    without one takes what is left and is cut off with dots. Where that is too little, columns that may be hidden go
    first. What somebody dragged stays as it was dragged.
    """

    def __init__(self, table: QTableView, columns: Sequence[Column[Any]], rows: RowsOfTable) -> None:
        """Dress the header; nothing is measured yet."""
        self._table = table
        self._columns = tuple(columns)
        self._rows = rows
        self._texts: list[int] = [0] * len(self._columns)
        self._dragged: set[int] = set()
        self._laying = False
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(theme.pixels(24))
        for place, column in enumerate(self._columns):
            mode = QHeaderView.ResizeMode.Interactive if column.width else QHeaderView.ResizeMode.Stretch
            header.setSectionResizeMode(place, mode)
            if column.width:
                table.setColumnWidth(place, theme.pixels(column.width))
            table.setColumnHidden(place, column.hidden)
        header.sectionResized.connect(self._resized)
        rows.modelReset.connect(self.measure)
        rows.dataChanged.connect(self.measure)

    def measure(self) -> None:
        """Measure the rows that are at hand and lay the columns."""
        count = min(self._rows.rowCount(), _MEASURED_ROWS)
        rows = [self._rows.cells(place) for place in range(count)]
        plain = QFontMetrics(self._table.font())
        for place, column in enumerate(self._columns):
            longest = heapq.nlargest(_MEASURED_TEXTS, {cells[place] for cells in rows}, key=_guess)
            metrics = self._bold() if column.strong is not None else plain
            widest = max((metrics.horizontalAdvance(text) for text in longest if text), default=0)
            self._texts[place] = widest + cell_margin(chip=column.chip is not None) + 1 if widest else 0
        self.lay()

    def _bold(self) -> QFontMetrics:
        font = QFont(self._table.font())
        font.setBold(True)
        return QFontMetrics(font)

    def lay(self) -> None:
        """Hide what has no room, then give every column its width."""
        width = self._table.viewport().width()
        shown = [
            place
            for place, column in enumerate(self._columns)
            if not column.hidden and width >= theme.pixels(column.from_width)
        ]
        while self._needed(shown) > width:
            optional = [place for place in shown if self._columns[place].from_width]
            if not optional:
                break
            shown.remove(max(optional, key=lambda place: self._columns[place].from_width))
        roomy = self._roomy(shown) <= width
        self._laying = True
        for place, column in enumerate(self._columns):
            self._table.setColumnHidden(place, place not in shown)
            if place in shown and column.width and place not in self._dragged:
                self._table.setColumnWidth(place, self._wide(place) if roomy else self._tight(place))
        self._laying = False

    def _tight(self, place: int) -> int:
        """Return the least width of a column: its texts and its title; of an elastic one a few words."""
        column, text = self._columns[place], self._texts[place]
        title = QFontMetrics(self._table.font()).horizontalAdvance(column.title) + cell_margin(chip=False) + 1
        if not column.width:
            return max(title, min(text, theme.pixels(_LEAST_ELASTIC)))
        if column.align is not Align.RIGHT and column.chip is None:
            text = min(text, max(theme.pixels(_LONGEST), 2 * theme.pixels(column.width)))
        return max(title, text)

    def _wide(self, place: int) -> int:
        return max(self._tight(place), theme.pixels(self._columns[place].width))

    def _needed(self, shown: Sequence[int]) -> int:
        return sum(self._tight(place) for place in shown)

    def _roomy(self, shown: Sequence[int]) -> int:
        """Return the width in which nothing at all is cut off."""
        return sum(
            self._wide(place) if self._columns[place].width else max(self._tight(place), self._texts[place])
            for place in shown
        )

    def _resized(self, place: int, _old: int, _new: int) -> None:
        if not self._laying and QApplication.mouseButtons() & Qt.MouseButton.LeftButton:
            self._dragged.add(place)


def _guess(text: str) -> int:
    """Guess how long a text is shown: a Chinese sign takes three bytes and twice the room, a broad letter half more."""
    return 2 * len(text.encode()) + sum(map(text.count, _BROAD))
