"""The car unfolded, seen from above with its sides laid flat, for the walk-round (环车检查图).

All points lie in the unit square: x from the front bumper (0) to the rear (1), y from the right-hand
wheels (0) over the roof (0.5) to the left-hand wheels (1). Damage marks use the same measures.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.printing.layout import Drawing
from app.printing.surface import Surface

Point = tuple[float, ...]
Path = list[Point]

_LENGTH: Final = 4700
_HEIGHT: Final = 4700
_SIDE_FOOT: Final = 4700
_ROOF_MIDDLE: Final = 2350
_KAPPA: Final = 0.5523


@dataclass(frozen=True, slots=True)
class DamageMark:
    """A mark on the unfolded car (外观损伤): its letter, its place in the unit square, what was seen."""

    label: str
    x: float
    y: float
    note: str = ""


def _circle(x: float, y: float, radius: float) -> Path:
    k = radius * _KAPPA
    return [
        (x + radius, y),
        (x + radius, y + k, x + k, y + radius, x, y + radius),
        (x - k, y + radius, x - radius, y + k, x - radius, y),
        (x - radius, y - k, x - k, y - radius, x, y - radius),
        (x + k, y - radius, x + radius, y - k, x + radius, y),
    ]


# One side, in mm from the front bumper and upwards from the ground.
_SIDE: Final[tuple[Path, ...]] = (
    [
        (470, 250),
        (180, 250, 70, 270, 50, 380),
        (20, 520, 20, 600, 70, 690),
        (170, 800, 700, 880, 1240, 930),
        (1500, 1130, 1760, 1330, 1960, 1380),
        (2300, 1440, 2900, 1430, 3180, 1370),
        (3460, 1300, 3740, 1110, 3960, 1000),
        (4200, 985, 4420, 960, 4560, 920),
        (4640, 820, 4670, 600, 4640, 430),
        (4620, 290, 4560, 260, 4180, 250),
    ],
    [(1210, 250), (3420, 250)],
    [(470, 250), (500, 720, 1190, 720, 1210, 250)],
    [(3420, 250), (3450, 720, 4150, 720, 4180, 250)],
    _circle(840, 290, 290),
    _circle(840, 290, 160),
    _circle(3800, 290, 290),
    _circle(3800, 290, 160),
    [(1430, 935), (1620, 1090, 1850, 1290, 2010, 1310), (2200, 1345, 2350, 1350, 2450, 1350), (2450, 945), (1430, 935)],
    [
        (2560, 1350),
        (2850, 1350, 3020, 1330, 3150, 1295),
        (3360, 1230, 3520, 1120, 3660, 1000),
        (3600, 960),
        (2560, 945),
        (2560, 1350),
    ],
    [(1330, 930), (1290, 700, 1330, 420, 1380, 330), (3330, 330)],
    [(2505, 1380), (2505, 330)],
    [(3660, 1000), (3640, 800, 3600, 740, 3480, 620)],
    [(2250, 830), (2420, 830)],
    [(3330, 850), (3500, 850)],
    [(70, 690), (220, 700, 330, 750, 380, 820)],
    [(4650, 700), (4540, 720, 4440, 780, 4400, 950)],
)

# From above, in mm from the front bumper and from the middle of the car outwards; drawn for both halves.
_ROOF_HALF: Final[tuple[Path, ...]] = (
    [
        (20, 0),
        (20, 420, 60, 640, 210, 760),
        (420, 860, 760, 880, 1100, 880),
        (3700, 880),
        (4180, 880, 4460, 850, 4570, 720),
        (4650, 580, 4680, 300, 4680, 0),
    ],
    [(1260, 0), (1270, 400, 1330, 640, 1400, 740), (1620, 690, 1900, 640, 2010, 620), (1960, 450, 1940, 200, 1940, 0)],
    [(1500, 760), (1750, 730, 1950, 690, 2120, 680), (3060, 680), (3280, 700, 3420, 740, 3560, 770), (1500, 780)],
    [(3200, 0), (3200, 250, 3180, 470, 3140, 620), (3300, 640, 3560, 690, 3680, 730), (3760, 560, 3800, 300, 3800, 0)],
    [(1560, 880), (1520, 960, 1560, 1010, 1640, 1010), (1700, 1000, 1720, 940, 1720, 880)],
    [(150, 640), (330, 640, 420, 700, 470, 800)],
    [(4590, 640), (4480, 650, 4400, 720, 4370, 840)],
    [(300, 0), (330, 330, 420, 500, 560, 560), (800, 620, 1100, 640, 1330, 660)],
    [(4420, 0), (4430, 300, 4380, 520, 4250, 600)],
)


def _placed(path: Path, middle: float, sign: int) -> tuple[Point, ...]:
    """Bring a path's heights to the unit square: ``middle`` plus or minus each of them."""
    return tuple(
        tuple((middle + sign * value) / _HEIGHT if index % 2 else value / _LENGTH for index, value in enumerate(point))
        for point in path
    )


OUTLINE: Final[tuple[tuple[Point, ...], ...]] = (
    *(_placed(path, 0, 1) for path in _SIDE),
    *(_placed(path, _ROOF_MIDDLE, -1) for path in _ROOF_HALF),
    *(_placed(path, _ROOF_MIDDLE, 1) for path in _ROOF_HALF),
    *(_placed(path, _SIDE_FOOT, -1) for path in _SIDE),
)


def walk_round(marks: Sequence[DamageMark], size: float) -> Drawing:
    """Return what draws the unfolded car with its marks, front to the left, as large as fits (环车检查图)."""

    def draw(surface: Surface, x: float, y: float, width: float, height: float) -> None:
        edge = 2.2 * size
        side = min(width - 2 * edge, height - 8)
        left, top = x + (width - side) / 2, y + (height - side) / 2
        surface.figure(OUTLINE, left, top, side, 0.6)
        small = size * 0.84
        middle = y + height / 2 + 0.36 * small
        surface.write(left - 1.3 * small, middle, "前", small)
        surface.write(left + side + 0.3 * small, middle, "后", small)
        surface.write(x + 3, y + 1.2 * small, "右侧", small)
        surface.write(x + 3, y + height - 0.5 * small, "左侧", small)
        for mark in marks:
            _draw_mark(surface, mark, left + mark.x * side, top + mark.y * side, size)

    return draw


def _draw_mark(surface: Surface, mark: DamageMark, x: float, y: float, size: float) -> None:
    """Draw a mark's letter in a circle."""
    surface.circle(x, y, 0.62 * size)
    surface.write(x - 0.3 * size * len(mark.label), y + 0.32 * size, mark.label, 0.9 * size, bold=True)
