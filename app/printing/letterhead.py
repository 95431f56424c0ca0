"""Head and foot of a page: station, title, QR code, number line; printed when, by whom, how often (页眉页脚)."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.printing.blocks import SMALL, Drawn, Room, Text, lay_row
from app.printing.facts import StationHead, when
from app.printing.fonts import ASCENT, text_width
from app.printing.layout import LEADING, MM, Cell, Drawing, Flow, Look, Page, Placed, Row, Section, draw_page
from app.printing.sheets import PrintRun, Sheet
from app.printing.surface import Surface
from app.printing.wrapping import wrap

_SIDE: float = 0.36
_MIDDLE: float = 0.28


@dataclass(frozen=True, slots=True)
class NumberLine:
    """The line above the frame: number, what kind of work, which copy and page."""

    number: str
    middle: str
    right: str


class Frame:
    """Head and usable room of one form on one sheet (版心)."""

    def __init__(self, sheet: Sheet, title: str, station: StationHead, number: str) -> None:
        """Lay out the head, which is as high as the station's name and address need."""
        self._sheet = sheet
        self._x = sheet.margin_x * MM
        self._y = sheet.margin_y * MM
        self.room = Room((sheet.width - 2 * sheet.margin_x) * MM, sheet.size)
        self._head = _head_row(self.room, title, station, number, min(20.0, sheet.height * 0.11) * MM)
        self._line_height = sheet.size * LEADING + 4

    def fill(self, sections: Sequence[Section]) -> list[Page]:
        """Fill pages with the sections."""
        top = self._y + self._head.height + self._line_height
        foot = self._sheet.size * SMALL * LEADING + 3
        flow = Flow(self._x, top, self._sheet.height * MM - self._y - foot - top)
        for section in sections:
            flow.add(section)
        return flow.pages

    def draw_head(self, surface: Surface, line: NumberLine) -> None:
        """Draw letterhead, title, code and number line."""
        draw_page(surface, [Placed(self._x, self._y, self._head)])
        size = self.room.size
        baseline = self._y + self._head.height + ASCENT * size + 1
        surface.write(self._x, baseline, line.number, size, bold=True)
        right = text_width(line.right, size)
        surface.write(self._x + self.room.width - right, baseline, line.right, size)
        left = text_width(line.number, size, bold=True) + 2 * size
        free = self.room.width - left - right - size
        middle = wrap(line.middle, free, size)[0]
        centre = (self.room.width - text_width(middle, size)) / 2
        surface.write(self._x + max(left, min(centre, left + free)), baseline, middle, size)


def _head_row(room: Room, title: str, station: StationHead, number: str, code_side: float) -> Row:
    """Lay letterhead, title and code side by side; the title stands in the middle of the sheet."""
    needed = text_width(title, 1, bold=True)
    title_size = min(20.0 if code_side > 15 * MM else 16.0, room.width * _MIDDLE / needed)
    head = _letterhead(station, room.size, room.width * _SIDE)
    cells = (
        Drawn(head.draw, _SIDE, max(head.height, code_side)),
        Text(title, _MIDDLE + 8 / room.width, title_size / room.size, bold=True, align="center"),
        Drawn(_code(number, code_side), _SIDE, code_side),
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
    small = Look(size * SMALL)
    texts = [
        (station.name, Look(size * 1.2, bold=True)),
        (f"地址 {station.address}" if station.address else "", small),
        (f"电话 {station.phone}" if station.phone else "", small),
        (f"统一社会信用代码 {station.credit_code}" if station.credit_code else "", small),
    ]
    left = logo_side - 4
    cells = [
        Cell(left, width - left, wrap(text, width - logo_side - 6, look.size, bold=look.bold), look)
        for text, look in texts
        if text
    ]
    return _Letterhead(tuple(cells), station.logo, logo_side)


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
    time = "首次打印" if run.nth <= 1 else f"补打 第 {run.nth} 次"
    surface.write(x, baseline, wrap(f"打印 {when(run.printed_at)}  {run.printed_by}  {time}", width, size)[0], size)
    right = "转下页" if goes_on else ""
    if surface.missing:
        codes = " ".join(f"U+{ord(char):04X}" for char in list(surface.missing)[:8])
        more = " …" if len(surface.missing) > 8 else ""
        right = f"〓 为字库缺字: {codes}{more}  {right}".rstrip()
    surface.write(x + width - text_width(right, size), baseline, right, size)
