"""The one Qt item model (表格数据): a few roles, strings cached row by row, all rows at hand or loaded page by page."""

from array import array
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.views.columns import Column
from app.views.one_line import plain_tip

PAGE = 200
"""Rows of one page of a long list."""
KEPT_PAGES = 8
"""Pages of a long list kept in memory."""

_Index = QModelIndex | QPersistentModelIndex
_DISPLAY = Qt.ItemDataRole.DisplayRole
_EDIT = Qt.ItemDataRole.EditRole
_TIP = Qt.ItemDataRole.ToolTipRole
_ALIGN = Qt.ItemDataRole.TextAlignmentRole


class Listed:
    """Rows that are all at hand."""

    def __init__(self, rows: Sequence[Any] = ()) -> None:
        """Keep the rows as they came."""
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def row(self, place: int) -> Any:  # noqa: ANN401 - rows of any kind
        """Return the row at ``place``, or ``None``."""
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def place_of(self, row_id: Hashable, key: Callable[[Any], Hashable]) -> int | None:
        """Return where the row of that id stands."""
        return next((place for place, row in enumerate(self._rows) if key(row) == row_id), None)

    def loaded(self) -> Sequence[Any]:
        """Return every row."""
        return self._rows


Loaded = Callable[[Sequence[Any]], None]
LoadPage = Callable[[Sequence[int], Loaded], object]


class PagedRows:
    """A long list: every id in one compact array, rows loaded a page at a time when they come into view.

    ``load(ids, done)`` asks for the rows of these ids (usually by ``desk.ask``) and calls ``done(rows)`` with the rows
    in that order.
    """

    def __init__(self, ids: Sequence[int], load: LoadPage) -> None:
        """Keep the ids and how a page is loaded."""
        self._ids = ids if isinstance(ids, array) else array("q", ids)
        self._load = load
        self._pages: OrderedDict[int, Sequence[Any]] = OrderedDict()
        self._asked: set[int] = set()
        self.arrived: Callable[[int, int], None] | None = None

    def __len__(self) -> int:
        return len(self._ids)

    def row(self, place: int) -> Any:  # noqa: ANN401 - rows of any kind
        """Return the row at ``place``, or ``None`` while its page is on its way."""
        if not 0 <= place < len(self._ids):
            return None
        number, offset = divmod(place, PAGE)
        page = self._pages.get(number)
        if page is None:
            self._ask_for(number)
            page = self._pages.get(number, ())
        return page[offset] if offset < len(page) else None

    def place_of(self, row_id: Hashable, key: Callable[[Any], Hashable]) -> int | None:
        """Return where the row of that id stands."""
        del key
        return self._ids.index(row_id) if isinstance(row_id, int) and row_id in self._ids else None

    def loaded(self) -> Sequence[Any]:
        """Return the rows of the pages that are loaded."""
        return [row for number in sorted(self._pages) for row in self._pages[number]]

    def _ask_for(self, number: int) -> None:
        if number in self._asked:
            return
        self._asked.add(number)
        first = number * PAGE

        def done(rows: Sequence[Any]) -> None:
            self._asked.discard(number)
            self._pages[number] = rows
            while len(self._pages) > KEPT_PAGES:
                self._pages.popitem(last=False)
            if self.arrived is not None:
                self.arrived(first, min(first + PAGE, len(self._ids)) - 1)

        self._load(self._ids[first : first + PAGE], done)


class RowsOfTable(QAbstractTableModel):
    """Hands the cells of the rows shown to Qt."""

    edited = Signal(object, int, str)
    """``(row, column, text)``: what was typed into a cell."""

    def __init__(self, columns: Sequence[Column[Any]], parent: QObject) -> None:
        """Begin without rows."""
        super().__init__(parent)
        self._columns = tuple(columns)
        self.source: Listed | PagedRows = Listed()
        self._cells: dict[int, tuple[str, ...]] = {}

    def show(self, source: Listed | PagedRows) -> None:
        """Show the rows of ``source`` from now on."""
        self.beginResetModel()
        self.source = source
        self._cells = {}
        if isinstance(source, PagedRows):
            source.arrived = self._arrived
        self.endResetModel()

    def cells(self, place: int) -> tuple[str, ...]:
        """Return the texts of one row, made once."""
        cells = self._cells.get(place)
        if cells is None:
            row = self.source.row(place)
            if row is None:
                return ("",) * len(self._columns)
            cells = tuple(column.value(row) for column in self._columns)
            self._cells[place] = cells
            if len(self._cells) > KEPT_PAGES * PAGE:
                del self._cells[next(iter(self._cells))]
        return cells

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many rows are shown."""
        return 0 if parent.isValid() else len(self.source)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:  # noqa: ANN401 - what Qt asks for
        """Return a cell's text or tip; its look belongs to the delegate."""
        if role in (_DISPLAY, _EDIT):
            return self.cells(index.row())[index.column()]
        if role == _TIP:
            tip = self._columns[index.column()].tip
            row = self.source.row(index.row())
            text = tip(row) if tip is not None and row is not None else self.cells(index.row())[index.column()]
            return plain_tip(text)
        return None

    def setData(self, index: _Index, value: Any, role: int = _EDIT) -> bool:  # noqa: ANN401 - what Qt brings
        """Tell what was typed; the row itself changes when the service has taken it."""
        if role != _EDIT or str(value) == self.cells(index.row())[index.column()]:
            return False
        self.edited.emit(self.source.row(index.row()), index.column(), str(value))
        return True

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Return whether a cell can be typed into."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self._columns[index.column()].editable:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:  # noqa: ANN401 - as Qt
        """Return the titles of the columns."""
        if orientation != Qt.Orientation.Horizontal or section >= len(self._columns):
            return None
        if role == _DISPLAY:
            return self._columns[section].title
        if role == _ALIGN:
            return self._columns[section].align.value
        return None

    def _arrived(self, first: int, last: int) -> None:
        for place in range(first, last + 1):
            self._cells.pop(place, None)
        if last < len(self.source):
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self._columns) - 1))
