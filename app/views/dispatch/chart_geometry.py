"""Where rows and bars lie on the screen (调度图的坐标): pixels of a viewport, nothing painted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from PySide6.QtCore import QPoint, QRect

from app.views import theme
from app.views.dispatch.day_plan import Bar, ChartRow, DayPlan

HEADER: Final = 26
"""Height of the hours on top, in pixels at 100 %."""
LANE: Final = 30
"""Height of one lane of a row."""
NAMES: Final = 226
NARROW_NAMES: Final = 112
ROOMY: Final = 680
"""Width of names and loads on the left; in a chart narrower than ``ROOMY`` the load lies below the name."""
_EDGE: Final = 10


@dataclass(frozen=True, slots=True)
class ChartGeometry:
    """A day's plan laid into a viewport of ``width`` by ``height`` pixels, scrolled down by ``scrolled``."""

    plan: DayPlan
    width: int
    height: int
    scrolled: int = 0

    @property
    def header(self) -> int:
        """Height of the hours on top."""
        return theme.pixels(HEADER)

    @property
    def lane(self) -> int:
        """Height of one lane."""
        return theme.pixels(LANE)

    @property
    def names(self) -> int:
        """Where the names end and the hours begin."""
        return theme.pixels(NAMES if self.roomy else NARROW_NAMES)

    @property
    def roomy(self) -> bool:
        """Tell whether the load has room beside the name."""
        return self.width >= theme.pixels(ROOMY)

    @property
    def rows_height(self) -> int:
        """How high all rows are together."""
        return sum(row.lanes for row in self.plan.rows) * self.lane

    def x_of(self, at: datetime) -> int:
        """Return where a moment lies from left to right."""
        return self.names + round(self.plan.share(at) * self._hours_width())

    def moment_at(self, x: int) -> datetime:
        """Return the quarter of an hour that lies at ``x``."""
        return self.plan.at(min(max((x - self.names) / self._hours_width(), 0.0), 1.0))

    def _hours_width(self) -> int:
        return max(self.width - self.names - theme.pixels(_EDGE), 1)

    def row_tops(self) -> list[tuple[ChartRow, int]]:
        """Return each row with where it begins from top to bottom."""
        top = self.header - self.scrolled
        found = []
        for row in self.plan.rows:
            found.append((row, top))
            top += row.lanes * self.lane
        return found

    def row_at(self, y: int) -> ChartRow | None:
        """Return the row at ``y``; there is none on the hours."""
        if y < self.header:
            return None
        return next((row for row, top in self.row_tops() if top <= y < top + row.lanes * self.lane), None)

    def bar_rect(self, bar: Bar, top: int) -> QRect:
        """Return where a bar stands whose row begins at ``top``."""
        left, right, edge = self.x_of(bar.start), self.x_of(bar.end), theme.pixels(3)
        return QRect(left, top + bar.lane * self.lane + edge, max(right - left, 4), self.lane - 2 * edge)

    def bar_at(self, at: QPoint) -> Bar | None:
        """Return the bar under a point."""
        row = self.row_at(at.y())
        top = next((top for each, top in self.row_tops() if each is row), 0)
        return next((bar for bar in row.bars if self.bar_rect(bar, top).contains(at)), None) if row else None

    def rect_of(self, assignment_id: int) -> QRect:
        """Return where an assignment's bar is seen; an empty rectangle when it is not."""
        seen = QRect(0, self.header, self.width, self.height - self.header)
        for row, top in self.row_tops():
            for bar in row.bars:
                if bar.line.id == assignment_id:
                    return self.bar_rect(bar, top).intersected(seen)
        return QRect()
