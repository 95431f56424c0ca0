"""Rows of cells, and how they fill page after page (行、分页).

All measures are points from the upper left corner. A row that is taller than the page is split between
two of its lines: nothing is too long to be printed, and nothing is cut off.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from app.printing.fonts import ASCENT, text_width
from app.printing.surface import THICK, Surface

Align = Literal["left", "center", "right"]
Drawing = Callable[[Surface, float, float, float, float], None]
"""Draws into a rectangle of a surface: left, top, width, height."""

MM: Final = 72 / 25.4
LEADING: Final = 1.32
PAD_X: Final = 4.0
PAD_Y: Final = 2.3


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell's text looks: size in points, weight, place in the cell."""

    size: float
    bold: bool = False
    align: Align = "left"
    top: bool = False

    @property
    def leading(self) -> float:
        """Distance from line to line in points."""
        return self.size * LEADING


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with its lines already broken, or with a drawing; ``x`` from the row's left edge."""

    x: float
    width: float
    lines: tuple[str, ...]
    look: Look
    drawing: Drawing | None = None

    @property
    def natural_height(self) -> float:
        """Height the lines need, with the white above and below."""
        return len(self.lines) * self.look.leading + 2 * PAD_Y

    def draw(self, surface: Surface, x: float, y: float, height: float) -> None:
        """Write the lines, or draw, into a row of ``height``."""
        left = x + self.x
        if self.drawing is not None:
            self.drawing(surface, left, y, self.width, height)
            return
        look = self.look
        free = height - len(self.lines) * look.leading
        baseline = y + (PAD_Y if look.top else free / 2) + (look.leading - look.size) / 2 + ASCENT * look.size
        for line in self.lines:
            if line:
                surface.write(left + self._indent(line), baseline, line, look.size, bold=look.bold)
            baseline += look.leading

    def _indent(self, line: str) -> float:
        if self.look.align == "left":
            return PAD_X
        free = self.width - text_width(line, self.look.size, bold=self.look.bold)
        return free / 2 if self.look.align == "center" else free - PAD_X


@dataclass(frozen=True, slots=True)
class Row:
    """Cells side by side, framed or not (行)."""

    cells: tuple[Cell, ...]
    width: float
    height: float
    framed: bool = True

    def split(self, height: float) -> tuple["Row", "Row"] | None:
        """Cut the row between two lines so that its first part fits into ``height``; ``None`` if it cannot be cut."""
        if any(cell.drawing is not None for cell in self.cells):
            return None
        counts = [int((height - 2 * PAD_Y) / cell.look.leading) for cell in self.cells]
        if min(counts) < 1 or all(len(c.lines) <= n for c, n in zip(self.cells, counts, strict=True)):
            return None
        first = [replace(c, lines=c.lines[:n]) for c, n in zip(self.cells, counts, strict=True)]
        rest = [replace(c, lines=c.lines[n:]) for c, n in zip(self.cells, counts, strict=True)]
        return self._of(first), self._of(rest)

    def _of(self, cells: Sequence[Cell]) -> "Row":
        return Row(tuple(cells), self.width, max(cell.natural_height for cell in cells), self.framed)

    def draw(self, surface: Surface, x: float, y: float) -> None:
        """Draw the cells and, in a frame, the lines between them."""
        for index, cell in enumerate(self.cells):
            cell.draw(surface, x, y, self.height)
            if self.framed and index:
                surface.upright(x + cell.x, y, self.height)


@dataclass(frozen=True, slots=True)
class Section:
    """Rows that belong together; ``head`` stands above them on every page they reach (表头)."""

    rows: tuple[Row, ...]
    head: tuple[Row, ...] = ()
    gap: float = 0.0
    together: bool = False

    @property
    def height(self) -> float:
        """Height of all rows with their head."""
        return sum(row.height for row in (*self.head, *self.rows))


@dataclass(frozen=True, slots=True)
class Placed:
    """A row and the place of its upper left corner on the page."""

    x: float
    y: float
    row: Row


Page = list[Placed]


class Flow:
    """Fills pages of one width and height from top to bottom (排版)."""

    def __init__(self, x: float, top: float, height: float) -> None:
        """Begin with an empty page whose usable part starts at ``x``, ``top`` and is ``height`` tall."""
        self._x = x
        self._top = top
        self._height = height
        self._used = 0.0
        self.pages: list[Page] = [[]]
        self._end: int | None = None
        """From which row on the page only sections without a head stand: the end of the form, its sums and terms."""

    @property
    def _left(self) -> float:
        return self._height - self._used

    def _turn(self) -> None:
        self.pages.append([])
        self._used = 0.0

    def _put(self, row: Row) -> None:
        self.pages[-1].append(Placed(self._x, self._top + self._used, row))
        self._used += row.height

    def add(self, section: Section) -> None:
        """Put a section on the page, and on as many more as it needs."""
        if self._used:
            self._used += section.gap
        if section.together and self._left < section.height <= self._height:
            self._turn_with_end(section.height)
        page, first = len(self.pages), len(self.pages[-1])
        fresh = True
        for row in section.rows:
            fresh = self._add_row(row, section.head, fresh=fresh)
        if section.head or page != len(self.pages):
            self._end = None
        elif self._end is None:
            self._end = first

    def _turn_with_end(self, height: float) -> None:
        """Turn the page and take sums and terms along where they fit: nobody signs on a page that says nothing."""
        page, first = self.pages[-1], self._end
        self._turn()
        self._end = None
        if not first or first >= len(page):
            return
        top = page[first].y
        tall = page[-1].y + page[-1].row.height - top
        if tall + height <= self._height:
            self.pages[-1] = [Placed(x.x, self._top + x.y - top, x.row) for x in page[first:]]
            del page[first:]
            self._used = tall
            self._end = 0

    def _add_row(self, row: Row, head: Sequence[Row], *, fresh: bool) -> bool:
        """Put one row, with the head above it where ``fresh`` or on a new page; return whether a head is due next."""
        rest: Row | None = row
        while rest is not None:
            head_height = sum(r.height for r in head) if fresh else 0.0
            room = self._left - head_height
            torn = rest.height > room and (rest.height > self._height / 3 or not self._used)
            parts = rest.split(room) if torn else None
            if rest.height > room and parts is None and self._used > 0 and self.pages[-1]:
                self._turn()
                fresh = True
                continue
            if fresh:
                for repeated in head:
                    self._put(repeated)
                fresh = False
            first, rest = parts or (rest, None)
            self._put(first)
            if rest is not None:
                self._turn()
                fresh = True
        return fresh


def draw_page(surface: Surface, page: Iterable[Placed]) -> None:
    """Draw the rows of a page; neighbouring framed rows share one strong frame."""
    panel: list[Placed] = []
    for placed in page:
        if panel and not _continues(panel[-1], placed):
            _draw_panel(surface, panel)
            panel = []
        panel.append(placed)
    if panel:
        _draw_panel(surface, panel)


def _continues(above: Placed, below: Placed) -> bool:
    same = above.row.framed == below.row.framed and above.x == below.x and above.row.width == below.row.width
    return same and abs(above.y + above.row.height - below.y) < 0.01


def _draw_panel(surface: Surface, panel: Sequence[Placed]) -> None:
    first, last = panel[0], panel[-1]
    for placed in panel:
        placed.row.draw(surface, placed.x, placed.y)
        if first.row.framed and placed is not first:
            surface.rule(placed.x, placed.y, placed.row.width)
    if first.row.framed:
        height = last.y + last.row.height - first.y
        surface.frame(first.x, first.y, first.row.width, height, THICK)
