"""One page to write and draw on, measured in points from its upper left corner (版面).

Lines and words are gathered as PDF operators (ISO 32000-1, 8 and 9) and put on reportlab's canvas page by
page: much faster than a call of the canvas for each. reportlab itself is loaded with the first page: papers
are made long before one is printed.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Final

from app.printing.fonts import REGULAR, runs

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

THIN: Final = 0.5
THICK: Final = 1.0
TICK: Final = "✓"
_QUIET_ZONE: Final = 2
_SNAP: Final = 2
_KAPPA: Final = 0.5523
_Path = Sequence[tuple[float, ...]]


class Surface:
    """A page being filled (一页); ``offset`` in points moves everything right and down, for pre-printed stock."""

    def __init__(self, canvas: "Canvas", height: float, offset: tuple[float, float] = (0.0, 0.0)) -> None:
        """Begin a page of ``height`` points on the canvas."""
        self._canvas = canvas
        self._left, down = offset
        self._top = height - down
        self._marks: list[str] = []
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
                if run.missing:
                    self.missing.update(dict.fromkeys(run.missing))
            x += run.width * size / 1000

    def _tick_boxes(self, x: float, y: float, marks: str, size: float) -> None:
        """Draw ``☐`` as a square and ``☑`` as a square with a tick in it that can be read as text."""
        side = round(0.84 * size, 1)
        for mark in marks:
            left = x + 0.06 * size
            self.frame(left, y - 0.75 * size, side, side, 0.6)
            if mark == "☑":
                self._words.append((REGULAR, 0.86 * size, left - 0.01 * size, y - 0.02 * size, TICK))
            x += 1.08 * size

    def rule(self, x: float, y: float, length: float, weight: float = THIN) -> None:
        """Draw a horizontal line from ``x`` to the right."""
        self._across[weight, round(y, _SNAP)].append((x, x + length))

    def upright(self, x: float, y: float, length: float, weight: float = THIN) -> None:
        """Draw a vertical line from ``y`` downwards."""
        self._down[weight, round(x, _SNAP)].append((y, y + length))

    def frame(self, x: float, y: float, width: float, height: float, weight: float = THIN) -> None:
        """Draw a rectangle."""
        left, foot = self._left + x, self._top - y - height
        self._marks.append(f"{weight:.2f} w {left:.2f} {foot:.2f} {width:.2f} {height:.2f} re S")

    def dashes(self, x: float, y: float, x2: float, y2: float) -> None:
        """Draw a dashed line, along which paper is cut."""
        start = f"{self._left + x:.2f} {self._top - y:.2f} m"
        self._marks.append(f"q 0.6 w [4 3] 0 d {start} {self._left + x2:.2f} {self._top - y2:.2f} l S Q")

    def circle(self, x: float, y: float, radius: float, weight: float = 0.8) -> None:
        """Draw a white disc with a border, its centre at ``x``, ``y``."""
        place = f"{radius:.3f} 0 0 {radius:.3f} {self._left + x:.2f} {self._top - y:.2f} cm"
        self._marks.append(f"q 1 g {place} {weight / radius:.3f} w {_DISC} B Q")

    def figure(self, paths: Sequence[_Path], x: float, y: float, scale: float, weight: float) -> None:
        """Draw paths that are given in the unit square (y downwards) with its upper left corner at ``x``, ``y``.

        A path is a first point, then lines (2 numbers) and Bézier curves (6 numbers).
        """
        place = f"{scale:.3f} 0 0 {-scale:.3f} {self._left + x:.2f} {self._top - y:.2f} cm"
        self._marks.append(f"q {place} {weight / scale:.5f} w {_operators(paths)} S Q")

    def code(self, x: float, y: float, side: float, text: str) -> None:
        """Draw the QR code of ``text`` in a square, with part of its quiet zone."""
        count, squares = _modules(text)
        unit = side / (count + 2 * _QUIET_ZONE)
        left, top = self._left + x + _QUIET_ZONE * unit, self._top - y - _QUIET_ZONE * unit
        self._marks.append(f"q {unit:.5f} 0 0 {-unit:.5f} {left:.2f} {top:.2f} cm {squares} f Q")

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
        operators = ["2 J", *self._marks, *self._lines(), *self._text()]
        self._canvas.addLiteral("\n".join(operators))
        self._canvas.showPage()

    def _lines(self) -> Iterable[str]:
        """Write the straight lines, those of one weight together."""
        left, top = self._left, self._top
        by_weight: dict[float, list[str]] = defaultdict(list)
        for (weight, y), pieces in self._across.items():
            level = f"{top - y:.2f}"
            by_weight[weight] += [f"{left + a:.2f} {level} m {left + b:.2f} {level} l" for a, b in _joined(pieces)]
        for (weight, x), pieces in self._down.items():
            across = f"{left + x:.2f}"
            by_weight[weight] += [f"{across} {top - a:.2f} m {across} {top - b:.2f} l" for a, b in _joined(pieces)]
        for weight, lines in by_weight.items():
            yield f"{weight:.2f} w {' '.join(lines)} S"

    def _text(self) -> Iterable[str]:
        """Write the words, each at its place, in the codes of their fonts."""
        from app.printing.embedding import registered

        document = vars(self._canvas)["_doc"]  # reportlab has no public name for the document being written
        left, top = self._left, self._top
        fonts = {name: registered(name) for name in dict.fromkeys(word[0] for word in self._words)}
        names = {name: font.getSubsetInternalName(0, document) for name, font in fonts.items()}
        codes = {name: font.numbers(document) for name, font in fonts.items()}
        current: tuple[str, float] | None = None
        yield "BT"
        for name, size, x, y, text in self._words:
            if (name, size) != current:
                yield f"{names[name]} {size:.2f} Tf"
                current = (name, size)
            code = text.translate(codes[name]).encode("utf-16-be").hex()
            yield f"1 0 0 1 {left + x:.2f} {top - y:.2f} Tm <{code}> Tj"
        yield "ET"


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


_OPERATORS: Final = {2: "l", 6: "c"}


@lru_cache(maxsize=8)
def _operators(paths: tuple[_Path, ...]) -> str:
    """Write paths of the unit square as operators."""
    drawn = []
    for path in paths:
        for at, point in enumerate(path):
            operator = "m" if at == 0 else _OPERATORS[len(point)]
            drawn.append(" ".join([*(f"{value:.4f}" for value in point), operator]))
    return " ".join(drawn)


_K: Final = f"{_KAPPA}"
_DISC: Final = f"1 0 m 1 {_K} {_K} 1 0 1 c -{_K} 1 -1 {_K} -1 0 c -1 -{_K} -{_K} -1 0 -1 c {_K} -1 1 -{_K} 1 0 c h"


@lru_cache(maxsize=64)
def _modules(text: str) -> tuple[int, str]:
    """Return how many modules a side of a QR code has (error correction M), and its dark stretches as operators."""
    from reportlab.graphics.barcode import qrencoder

    code = qrencoder.QRCode(None, qrencoder.QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    size = code.getModuleCount()
    squares = []
    for row in range(size):
        start: int | None = None
        for column in range(size + 1):
            dark = column < size and code.isDark(row, column)
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                squares.append(f"{start} {row} {column - start} 1 re")
                start = None
    return size, " ".join(squares)
