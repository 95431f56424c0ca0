"""A bar in the dispatcher's hand (拖动派工): where it would land; nothing is moved before it is let go."""

from dataclasses import dataclass, replace
from datetime import datetime

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QApplication

from app.services.dispatch_board import TechnicianLoad
from app.views import theme
from app.views.dispatch.chart_geometry import ChartGeometry
from app.views.dispatch.day_plan import Bar


@dataclass(frozen=True, slots=True)
class BarDrag:
    """A bar taken at ``grabbed`` and held at ``at``, both in the viewport."""

    bar: Bar
    grabbed: QPoint
    at: QPoint

    def to(self, at: QPoint) -> "BarDrag":
        """Return the same bar held at another point."""
        return replace(self, at=at)

    @property
    def begun(self) -> bool:
        """Tell whether the pointer went far enough to mean a move and no click."""
        return (self.at - self.grabbed).manhattanLength() >= QApplication.startDragDistance()

    def _sideways(self) -> int:
        dx = self.at.x() - self.grabbed.x()
        return dx if abs(dx) >= QApplication.startDragDistance() else 0

    def target(self, geometry: ChartGeometry) -> tuple[TechnicianLoad, datetime] | None:
        """Return who would get the work and when it would begin; ``None`` off the rows, or where it is already.

        Straight up or down changes the technician alone; sideways the beginning falls on a quarter of an hour.
        """
        row = geometry.row_at(self.at.y())
        if not self.begun or row is None:
            return None
        dx, line = self._sideways(), self.bar.line
        start = geometry.moment_at(geometry.x_of(self.bar.start) + dx) if dx else line.planned_start
        if row.load.id == line.technician_id and start == line.planned_start:
            return None
        return row.load, start

    def paint(self, painter: QPainter, geometry: ChartGeometry) -> None:
        """Outline where the bar would land."""
        target = self.target(geometry)
        if target is None:
            return
        load, _ = target
        top = next(top for row, top in geometry.row_tops() if row.load.id == load.id)
        width = geometry.x_of(self.bar.end) - geometry.x_of(self.bar.start)
        left, edge = geometry.x_of(self.bar.start) + self._sideways(), theme.pixels(3)
        painter.setPen(QPen(theme.colour("accent"), 2, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRect(left, top + edge, max(width, 4), geometry.lane - 2 * edge))
