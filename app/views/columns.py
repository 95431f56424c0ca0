"""What a column of a table shows (列)."""

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import Qt

from app.views.theme import ChipKind

R = TypeVar("R")


class Align(enum.Enum):
    """Which edge the words of a column keep to; money, hours and dates keep to the right."""

    LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column: its title (already translated) and the text of its cells.

    ``width`` is in pixels at 100 %, 0 takes what is left; ``chip`` paints the text as a state chip where it returns a
    colour; ``tip`` is said when the pointer rests; ``from_width``: hidden while the table is narrower than that.
    """

    title: str
    value: Callable[[R], str]
    width: int = 0
    align: Align = Align.LEFT
    chip: Callable[[R], ChipKind | None] | None = None
    tip: Callable[[R], str] | None = None
    strong: Callable[[R], bool] | None = None
    muted: bool = False
    editable: bool = False
    hidden: bool = False
    from_width: int = 0
