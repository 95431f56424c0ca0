"""Paper sizes and what is said about one printing (纸张、打印记录)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper size in mm, its margins, and the body type size in points (纸张)."""

    name: str
    width: float
    height: float
    margin_x: float = 12.0
    margin_y: float = 9.0
    size: float = 9.5


A4: Final = Sheet("A4", 210, 297)
A4_LANDSCAPE: Final = Sheet("A4 横向", 297, 210)
A5: Final = Sheet("A5", 148, 210, 9, 8, 9)
A5_LANDSCAPE: Final = Sheet("A5 横向", 210, 148, 10, 7, 9)
FULL_CONTINUOUS: Final = Sheet("241×279.4", 241, 279.4, 15.5, 8, 10)
HALF_CONTINUOUS: Final = Sheet("241×139.7", 241, 139.7, 15.5, 5, 10)
THIRD_CONTINUOUS: Final = Sheet("241×93.1", 241, 93.1, 15.5, 4, 10)
SHEETS: Final = (A4, A4_LANDSCAPE, A5, A5_LANDSCAPE, FULL_CONTINUOUS, HALF_CONTINUOUS, THIRD_CONTINUOUS)


@dataclass(frozen=True, slots=True)
class PrintRun:
    """One printing of a paper (一次打印): local time, who, which copies, the how-manieth time.

    ``copies`` and ``sheet`` default to the form's own; offsets are tenths of a millimetre to the right and
    down; ``blank_rows`` are left for handwriting under the lines.
    """

    printed_at: datetime
    printed_by: str
    copies: tuple[str, ...] = ()
    nth: int = 1
    sheet: Sheet | None = None
    offset_x: int = 0
    offset_y: int = 0
    blank_rows: int = 0
