"""One page to write and draw on, measured in points from its upper left corner (版面).

Lines and words are gathered and put on reportlab's canvas together, page by page. reportlab itself is
loaded with the first page: papers are made long before one is printed.
"""

from collections import defaultdict
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Final

from app.printing.fonts import REGULAR, runs

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

THIN: Final = 0.5
THICK: Final = 1.0
_QUIET_ZONE: Final = 2
_SNAP: Final = 2


class Surface:
    """A page being filled (一页); ``offset`` in points moves everything right and down, for pre-printed stock."""

    def __init__(self, canvas: "Canvas", height: float, offset: tuple[float, float] = (0.0, 0.0)) -> None:
        """Begin a page of ``height`` points on the canvas."""
        self._canvas = canvas
        self._left, down = offset
        self._top = height - down
        self._words: list[tuple[str, float, float, float, str]] = []
        self._across: dict[tuple[float, float], list[tuple[float, float]]] = defaultdict(list)
        self._down: dict[tuple[float, float], list[tuple[float, float]]] = defaultdict(list)
        self.missing: dict[str, None] = {}

    def write(self, x: float, y: float, text: str, size: float, *, bold: bool = False) -> None:
        """Write one line of printable text with its baseline at ``y``."""
        for run in runs(text, bold=bold):
            if run.face is None:
                self._tick_boxes(x, y, run.text, size)
            else:
                self._words.append((run.face.name, size, x, y, run.text))
                self.missing.update(dict.fromkeys(run.missing))
            x += run.width * size / 1000

    def _tick_boxes(self, x: float, y: float, marks: str, size: float) -> None:
        """Draw ``☐`` as a square and ``☑`` as a square with a tick in it that can be read as text."""
        side = round(0.82 * size, 1)
        for mark in marks:
            left = x + 0.08 * size
            self.frame(left, y - 0.75 * size, side, side, 0.7)
            if mark == "☑":
                self._words.append((REGULAR, size, x - 0.02 * size, y - 0.03 * size, "√"))
            x += 1.08 * size

    def rule(self, x: float, y: float, length: float, weight: float = THIN) -> None:
        """Draw a horizontal line from ``x`` to the right."""
        self._across[weight, round(y, _SNAP)].append((x, x + length))

    def upright(self, x: float, y: float, length: float, weight: float = THIN) -> None:
        """Draw a vertical line from ``y`` downwards."""
        self._down[weight, round(x, _SNAP)].append((y, y + length))

    def frame(self, x: float, y: float, width: float, height: float, weight: float = THIN) -> None:
        """Draw a rectangle."""
        canvas = self._canvas
        canvas.setLineWidth(weight)
        canvas.rect(self._left + x, self._top - y - height, width, height)

    def dashes(self, x: float, y: float, x2: float, y2: float) -> None:
        """Draw a dashed line, along which paper is cut."""
        canvas = self._canvas
        canvas.saveState()
        canvas.setLineWidth(0.6)
        canvas.setDash(4, 3)
        canvas.line(self._left + x, self._top - y, self._left + x2, self._top - y2)
        canvas.restoreState()

    def circle(self, x: float, y: float, radius: float, weight: float = 0.8) -> None:
        """Draw a white disc with a border, its centre at ``x``, ``y``."""
        canvas = self._canvas
        canvas.setLineWidth(weight)
        canvas.setFillGray(1)
        canvas.circle(self._left + x, self._top - y, radius, fill=1)
        canvas.setFillGray(0)

    def curve(self, points: list[tuple[float, ...]], weight: float = 0.7) -> None:
        """Draw a path: a first point, then lines (2 numbers) and Bézier curves (6 numbers)."""
        canvas = self._canvas
        path = canvas.beginPath()
        for at, point in enumerate(points):
            placed = [self._top - value if index % 2 else self._left + value for index, value in enumerate(point)]
            if at == 0:
                path.moveTo(*placed)
            elif len(placed) == 2:
                path.lineTo(*placed)
            else:
                path.curveTo(*placed)
        canvas.setLineWidth(weight)
        canvas.drawPath(path)

    def code(self, x: float, y: float, side: float, text: str) -> None:
        """Draw the QR code of ``text`` in a square, with part of its quiet zone."""
        modules = _modules(text)
        unit = side / (len(modules) + 2 * _QUIET_ZONE)
        path = self._canvas.beginPath()
        for row, starts in enumerate(modules):
            upper = self._top - y - (row + _QUIET_ZONE + 1) * unit
            for column, count in starts:
                path.rect(self._left + x + (column + _QUIET_ZONE) * unit, upper, count * unit, unit)
        self._canvas.drawPath(path, stroke=0, fill=1)

    def picture(self, x: float, y: float, width: float, height: float, image: bytes) -> None:
        """Draw an image (PNG, JPEG) as large as fits, centred; raises ``OSError`` where it is none."""
        from reportlab.lib.utils import ImageReader

        self._canvas.drawImage(
            ImageReader(BytesIO(image)),
            self._left + x,
            self._top - y - height,
            width,
            height,
            mask="auto",
            preserveAspectRatio=True,
        )

    def finish(self) -> None:
        """Put all lines and words on the canvas and turn the page."""
        canvas = self._canvas
        left, top = self._left, self._top
        by_weight: dict[float, list[tuple[float, float, float, float]]] = defaultdict(list)
        for (weight, y), pieces in self._across.items():
            by_weight[weight] += [(left + a, top - y, left + b, top - y) for a, b in _joined(pieces)]
        for (weight, x), pieces in self._down.items():
            by_weight[weight] += [(left + x, top - a, left + x, top - b) for a, b in _joined(pieces)]
        canvas.setLineCap(2)
        for weight, lines in by_weight.items():
            canvas.setLineWidth(weight)
            canvas.lines(lines)
        self._put_words()
        canvas.showPage()

    def _put_words(self) -> None:
        from app.printing.embedding import registered

        words = self._canvas.beginText()
        current: tuple[str, float] | None = None
        for name, size, x, y, text in self._words:
            if (name, size) != current:
                words.setFont(registered(name), size)
                current = (name, size)
            words.setTextOrigin(self._left + x, self._top - y)
            words.textOut(text)
        self._canvas.drawText(words)


def _joined(pieces: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Join pieces of one straight line that touch or overlap."""
    pieces.sort()
    joined = [pieces[0]]
    for start, end in pieces[1:]:
        first, last = joined[-1]
        if start <= last + 0.05:
            joined[-1] = (first, max(last, end))
        else:
            joined.append((start, end))
    return joined


@lru_cache(maxsize=64)
def _modules(text: str) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Return the dark stretches (first column, count) of each row of a QR code, error correction M."""
    from reportlab.graphics.barcode import qrencoder

    code = qrencoder.QRCode(None, qrencoder.QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    size = code.getModuleCount()
    rows = []
    for row in range(size):
        dark = [column for column in range(size) if code.isDark(row, column)]
        starts: list[tuple[int, int]] = []
        for column in dark:
            if starts and sum(starts[-1]) == column:
                starts[-1] = (starts[-1][0], starts[-1][1] + 1)
            else:
                starts.append((column, 1))
        rows.append(tuple(starts))
    return tuple(rows)
