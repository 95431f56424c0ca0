"""Head and foot of a page: station, title, QR code, number line; printed when, by whom, how often (页眉页脚)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.printing.blocks import SMALL, Drawn, Room, Text, lay_row
from app.printing.facts import StationHead, when
from app.printing.fonts import ASCENT, printable, text_width
from app.printing.layout import LEADING, MM, PAD_X, Cell, Drawing, Flow, Look, Page, Placed, Row, Section, draw_page
from app.printing.sheets import PrintRun, Sheet
from app.printing.surface import Surface
from app.printing.wrapping import wrap

_AIR: Final = 2.0
_TITLE_SIZE: Final = 20.0
_SMALL_TITLE_SIZE: Final = 17.0
_TITLE_SHARE: Final = 0.42
"""Of the width, at most: a longer title is set smaller rather than broken."""
_SIDE_SHARE: Final = 0.25
"""Of the width, at least, on either side of the title."""
_LEAST_EMS: Final = 8
"""Of type size: how narrow the middle of the number line may become."""
_NAMED: Final = 6
"""How many characters that no face has are named at the foot."""
_TIGHTEST: Final = 0.8
"""How much smaller than usual the station's name may be set to stay on one line."""


@dataclass(frozen=True, slots=True)
class NumberLine:
    """The line above the frame: number, what kind of work; on the right which copy and page.

    ``widest`` is the longest text that will stand on the right.
    """

    number: str
    middle: str
    widest: str


class Frame:
    """Head and usable room of one form on one sheet (版心)."""

    def __init__(self, sheet: Sheet, title: str, station: StationHead, number: str, line: NumberLine) -> None:
        """Lay out the head, which is as high as the station's name and address and the number line need."""
        self._sheet = sheet
        self._x = sheet.margin_x * MM
        self._y = sheet.margin_y * MM
        self._line = line
        width = (sheet.width - 2 * sheet.margin_x) * MM
        self._head = _head_row(Room(width, sheet.size), title, station, number, min(20.0, sheet.height * 0.11) * MM)
        taken = text_width(line.number, sheet.size, bold=True) + text_width(line.widest, sheet.size) + 3 * sheet.size
        free = max(min(width * 0.42, width - taken), _LEAST_EMS * sheet.size)
        one_line = text_width(line.middle, sheet.size) <= free
        self._middle = wrap(line.middle if one_line else line.middle.replace("  ", "\n"), free, sheet.size)
        self._top = self._y + self._head.height + len(self._middle) * sheet.size * LEADING + 4 + _AIR
        foot = sheet.size * SMALL * LEADING + 3
        self.room = Room(width, sheet.size, sheet.height * MM - self._y - foot - self._top)

    def fill(self, sections: Sequence[Section]) -> list[Page]:
        """Fill pages with the sections."""
        flow = Flow(self._x, self._top, self.room.height)
        for section in sections:
            flow.add(section)
        return flow.pages

    def draw_head(self, surface: Surface, right: str) -> None:
        """Draw letterhead, title, code and number line, with ``right`` at its end."""
        draw_page(surface, [Placed(self._x, self._y, self._head)])
        size = self.room.size
        baseline = self._y + self._head.height + ASCENT * size + 1 + _AIR
        number = self._line.number
        surface.write(self._x, baseline, number, size, bold=True)
        surface.write(self._x + self.room.width - text_width(right, size), baseline, right, size)
        left = text_width(number, size, bold=True) + 2 * size
        free = self.room.width - left - text_width(right, size) - size
        widest = max(text_width(line, size) for line in self._middle)
        start = max(left, min((self.room.width - widest) / 2, left + free - widest))
        for line in self._middle:
            surface.write(self._x + start, baseline, line, size)
            baseline += size * LEADING


def _head_row(room: Room, title: str, station: StationHead, number: str, code_side: float) -> Row:
    """Lay letterhead, title and code side by side; the title stands in the middle of the sheet, on one line."""
    needed = text_width(title, 1, bold=True)
    largest = _TITLE_SIZE if code_side > 15 * MM else _SMALL_TITLE_SIZE
    size = min(largest, room.width * _TITLE_SHARE / needed)
    middle = needed * size + 2 * PAD_X + 1
    side = max(_SIDE_SHARE * room.width, (room.width - middle) / 2)
    head = _letterhead(station, room.size, side)
    cells = (
        Drawn(head.draw, side, max(head.height, code_side)),
        Text(title, room.width - 2 * side, size / room.size, bold=True, align="center"),
        Drawn(_code(number, code_side), side, code_side),
    )
    return lay_row(cells, room, framed=False)


@dataclass(frozen=True, slots=True)
class _Letterhead:
    """The station's name and address, broken into lines, beside its logo."""

    cells: tuple[Cell, ...]
    logo: bytes
    logo_side: float

    @property
    def height(self) -> float:
        return sum(_height(cell) for cell in self.cells)

    def draw(self, surface: Surface, x: float, y: float, width: float, height: float) -> None:
        """Draw logo and lines, in the middle of the height."""
        del width
        if self.logo:
            surface.picture(x, y, self.logo_side - 2 * MM, height, self.logo)
        y += (height - self.height) / 2
        for cell in self.cells:
            cell.draw(surface, x, y, _height(cell))
            y += _height(cell)


def _height(cell: Cell) -> float:
    """Return the height of a letterhead's paragraph: its lines and hardly any white between them."""
    return len(cell.lines) * cell.look.leading + 1


def _letterhead(station: StationHead, size: float, width: float) -> _Letterhead:
    logo_side = 16 * MM if station.logo else 0.0
    left = logo_side - PAD_X
    room = width - logo_side - 6
    small = Look(size * SMALL)
    texts = (
        f"地址 {station.address}" if station.address else "",
        f"电话 {station.phone}" if station.phone else "",
        f"统一社会信用代码 {station.credit_code}" if station.credit_code else "",
    )
    cells = [Cell(left, width - left, wrap(text, room, small.size), small) for text in texts if text]
    name, look = _name(station.name, size * 1.2, room)
    return _Letterhead((Cell(left, width - left, name, look), *cells), station.logo, logo_side)


def _name(name: str, size: float, width: float) -> tuple[tuple[str, ...], Look]:
    """Return the station's name on one line or broken at its last blank, a little smaller if need be; else wrapped."""
    plain = printable(name).strip()
    for pieces in ((plain,), tuple(plain.rsplit(" ", 1))):
        fitting = width / max(1.0, *(text_width(piece, 1, bold=True) for piece in pieces))
        if fitting >= size * _TIGHTEST:
            return pieces, Look(min(size, fitting), bold=True)
    return wrap(plain, width, size * _TIGHTEST, bold=True), Look(size * _TIGHTEST, bold=True)


def _code(number: str, side: float) -> Drawing:
    def draw(surface: Surface, x: float, y: float, width: float, height: float) -> None:
        if number:
            surface.code(x + width - side, y + (height - side) / 2, side, number)

    return draw


def draw_foot(surface: Surface, sheet: Sheet, run: PrintRun, *, goes_on: bool) -> None:
    """Draw the last line: printed when, by whom, the how-manieth time; characters no face has; 转下页."""
    size = sheet.size * SMALL
    x = sheet.margin_x * MM
    width = (sheet.width - 2 * sheet.margin_x) * MM
    baseline = (sheet.height - sheet.margin_y) * MM - 2
    right = "转下页" if goes_on else ""
    if surface.missing:
        codes = " ".join(f"U+{ord(char):04X}" for char in list(surface.missing)[:_NAMED])
        more = " …" if len(surface.missing) > _NAMED else ""
        right = f"〓 为字库缺字: {codes}{more}  {right}".rstrip()
    taken = text_width(right, size)
    surface.write(x + width - taken, baseline, right, size)
    time = "首次打印" if run.nth <= 1 else f"补打 第 {run.nth} 次"
    left = printable(f"打印 {when(run.printed_at)}  {time}  {run.printed_by}")
    fitting = (width - taken - size) / text_width(left, 1)
    surface.write(x, baseline, left, min(size, fitting))
