"""The pieces forms are made of: facts in pairs, passages, tables, signatures (表单构件).

A form lists blocks; each lays itself out for the width and type size it is given. Column widths are
shares of the width: millimetres where the paper is A4.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from app.printing.fonts import ASCENT, text_width
from app.printing.layout import LEADING, MM, PAD_X, PAD_Y, Align, Cell, Drawing, Look, Row, Section
from app.printing.surface import Surface
from app.printing.wrapping import wrap

LABEL: Final = 0.94
SMALL: Final = 0.84
_LABEL_EMS: Final = 5
_DATE: Final = "年    月    日"
_DATE_AND_TIME: Final = f"{_DATE}    时    分"
_BLANK_HEIGHT: Final = 6.2 * MM
_THREE_PAIRS: Final = 165 * MM
_NARROW: Final = 0.86
"""How much smaller a table is set where columns are narrow."""
_TWO_PAIRS: Final = 88 * MM


@dataclass(frozen=True, slots=True)
class Room:
    """What a block has to lay itself out in: width, body type size, a whole page's height, in points."""

    width: float
    size: float
    height: float = 0.0


class Block(Protocol):
    """A piece of a form."""

    def lay(self, room: Room) -> Section:
        """Lay the piece out for a width and a type size."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text in a cell: its share of the width, its scale against the body size, weight and place."""

    text: str
    share: float = 1.0
    scale: float = 1.0
    bold: bool = False
    align: Align = "left"
    top: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawing in a cell: its share of the width; the row is at least ``height`` points tall."""

    drawing: Drawing
    share: float = 1.0
    height: float = 0.0


def lay_row(cells: Sequence[Text | Drawn], room: Room, *, min_height: float = 0.0, framed: bool = True) -> Row:
    """Lay texts and drawings side by side, as high as the highest of them."""
    unit = room.width / sum(cell.share for cell in cells)
    laid = []
    x = 0.0
    height = min_height
    for cell in cells:
        width = cell.share * unit
        if isinstance(cell, Drawn):
            laid.append(Cell(x, width, (), Look(room.size), cell.drawing))
            height = max(height, cell.height)
        else:
            look = Look(room.size * cell.scale, cell.bold, cell.align, cell.top)
            lines = wrap(cell.text, width - 2 * PAD_X, look.size, bold=look.bold)
            laid.append(Cell(x, width, lines, look))
            height = max(height, len(lines) * look.leading + 2 * PAD_Y)
        x += width
    return Row(tuple(laid), room.width, height, framed)


@dataclass(frozen=True, slots=True)
class Strip:
    """One framed row of cells (单行格)."""

    cells: tuple[Text | Drawn, ...]
    min_height: float = 0.0
    gap: float = 0.0
    framed: bool = True

    def lay(self, room: Room) -> Section:
        """Lay the row out."""
        row = lay_row(self.cells, room, min_height=self.min_height, framed=self.framed)
        return Section((row,), gap=self.gap)


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value; ``span`` is how many pairs wide it is."""

    label: str
    value: str
    span: int = 1


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels and values in pairs, three to a row on A4, fewer on narrow paper (表头栏)."""

    facts: tuple[Fact, ...]
    gap: float = 0.0
    pairs: int = 0
    min_height: float = 0.0

    def lay(self, room: Room) -> Section:
        """Fill row after row; the last value of a row takes what width is left."""
        most = self.pairs or (3 if room.width >= _THREE_PAIRS else 2 if room.width >= _TWO_PAIRS else 1)
        rows = [self._row(facts, most, room) for facts in _by_span(self.facts, most)]
        return Section(tuple(rows), gap=self.gap)

    def _row(self, facts: Sequence[tuple[Fact, int]], pairs: int, room: Room) -> Row:
        label = _label_width(room)
        value = room.width / pairs - label
        cells = []
        for fact, span in facts:
            cells.append(Text(fact.label, label, LABEL))
            cells.append(Text(fact.value, span * (label + value) - label))
        return lay_row(cells, room, min_height=self.min_height)


def _label_width(room: Room) -> float:
    return _LABEL_EMS * room.size * LABEL + 2 * PAD_X


def _by_span(facts: Iterable[Fact], pairs: int) -> list[list[tuple[Fact, int]]]:
    """Deal facts out to rows of ``pairs``, widening the last of each row to fill it."""
    rows: list[list[tuple[Fact, int]]] = []
    free = 0
    for fact in facts:
        span = min(fact.span, pairs)
        if span > free:
            if rows and free:
                last, width = rows[-1][-1]
                rows[-1][-1] = (last, width + free)
            rows.append([])
            free = pairs
        rows[-1].append((fact, span))
        free -= span
    if rows and free:
        last, width = rows[-1][-1]
        rows[-1][-1] = (last, width + free)
    return rows


@dataclass(frozen=True, slots=True)
class Passage:
    """A label beside a text of any length, with room for at least ``min_lines`` (文字栏)."""

    label: str
    text: str
    min_lines: int = 1
    gap: float = 0.0

    def lay(self, room: Room) -> Section:
        """Lay label and text out; a long text goes on over the page."""
        label = _label_width(room)
        cells = (Text(self.label, label, LABEL), Text(self.text, room.width - label, top=self.min_lines > 1))
        least = self.min_lines * room.size * LEADING + 2 * PAD_Y
        return Section((lay_row(cells, room, min_height=least),), gap=self.gap)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text over the whole width, framed or not (段落)."""

    text: str
    scale: float = 1.0
    framed: bool = True
    bold: bool = False
    align: Align = "left"
    gap: float = 0.0

    def lay(self, room: Room) -> Section:
        """Lay the text out."""
        cell = Text(self.text, 1.0, self.scale, self.bold, self.align)
        return Section((lay_row((cell,), room, framed=self.framed),), gap=self.gap)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its head, share of the width and place of its texts."""

    title: str
    share: float
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose head is repeated on every page, with blank rows for handwriting if wanted (表格)."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    blank_rows: int = 0
    caption: str = ""
    gap: float = 0.0
    row_height: float = 0.0

    def lay(self, room: Room) -> Section:
        """Lay head and rows out, on narrow paper in smaller type."""
        if room.width < _THREE_PAIRS:
            room = replace(room, size=room.size * _NARROW)
        head = []
        if self.caption:
            head.append(lay_row((Text(self.caption, bold=True),), room))
        head.append(lay_row([Text(c.title, c.share, LABEL, align="center") for c in self.columns], room))
        rows = [
            lay_row(
                [Text(text, c.share, align=c.align) for text, c in zip(row, self.columns, strict=True)],
                room,
                min_height=self.row_height,
            )
            for row in self.rows
        ]
        if self.blank_rows:
            blank = lay_row(
                [Text("", c.share) for c in self.columns], room, min_height=max(_BLANK_HEIGHT, self.row_height)
            )
            rows += [blank] * self.blank_rows
        return Section(tuple(rows), tuple(head), self.gap)


@dataclass(frozen=True, slots=True)
class Signature:
    """A place to sign: who signs, a printed name if known, and whether a date, or date and time, is asked for."""

    role: str
    name: str = ""
    dated: bool = True
    share: float = 1.0
    timed: bool = False


@dataclass(frozen=True, slots=True)
class Signatures:
    """A row of places to sign in ink, ``height`` points tall, never torn apart (签字栏)."""

    places: tuple[Signature, ...]
    height: float = 17 * MM
    gap: float = 0.0

    def lay(self, room: Room) -> Section:
        """Lay the places out; on narrow paper in two rows."""
        most = max(2, int(room.width / (36 * MM)))
        count = -(-len(self.places) // most)
        per_row = -(-len(self.places) // count)
        rows = [
            lay_row(
                [Drawn(_signature(place, room.size), place.share, self._tall(place, room)) for place in chunk], room
            )
            for chunk in (self.places[at : at + per_row] for at in range(0, len(self.places), per_row))
        ]
        return Section(tuple(rows), gap=self.gap, together=True)

    def _tall(self, place: Signature, room: Room) -> float:
        """Give a long role the lines it needs above the place to sign."""
        total = sum(p.share for p in self.places)
        width = room.width * place.share / total - 2 * PAD_X
        extra = len(wrap(place.role, width, room.size * LABEL)) - 1
        if place.name:
            extra += len(wrap(place.name, width, room.size)) - 1
        return self.height + extra * room.size * LEADING


def _signature(place: Signature, size: float) -> Drawing:
    """Return what draws a place to sign: the role above, the name below it, the date at the foot."""

    def draw(surface: Surface, x: float, y: float, width: float, height: float) -> None:
        baseline = y + PAD_Y + ASCENT * size
        for line in wrap(place.role, width - 2 * PAD_X, size * LABEL):
            surface.write(x + PAD_X, baseline, line, size * LABEL)
            baseline += size * LEADING
        for line in wrap(place.name, width - 2 * PAD_X, size) if place.name else ():
            surface.write(x + PAD_X, baseline, line, size)
            baseline += size * LEADING
        if place.dated:
            small = size * SMALL
            date = _DATE_AND_TIME if place.timed else _DATE
            surface.write(x + width - PAD_X - text_width(date, small), y + height - PAD_Y - 0.2 * small, date, small)

    return draw


def ticks(*choices: tuple[str, bool]) -> str:
    """Return tick boxes, each with its word (勾选项)."""
    return "  ".join(f"{'☑' if on else '☐'}{word}" for word, on in choices)


def choice(options: Sequence[str], chosen: str) -> str:
    """Return tick boxes of which the chosen one is ticked; another answer is added (单选项)."""
    known = options if chosen in options or not chosen else (*options, chosen)
    return ticks(*((option, option == chosen) for option in known))
