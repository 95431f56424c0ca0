"""The day as a time chart (调度图): a row for each technician; a click or an arrow key chooses an assignment."""

from collections.abc import Sequence
from datetime import timedelta

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from app.services.dispatch_board import AssignedLine, TechnicianLoad
from app.views import theme
from app.views.dispatch import words
from app.views.dispatch.bar_drag import BarDrag
from app.views.dispatch.chart_geometry import HEADER, LANE, ChartGeometry
from app.views.dispatch.chart_painting import paint_chart
from app.views.dispatch.day_plan import DayPlan, plan_day
from app.views.wording import now

_DAYS_AHEAD = 6
_SHIFTS = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}
"""By how many rows and quarters of an hour Alt and an arrow key move an assignment."""


class TimeChart(QAbstractScrollArea):
    """Technicians from top to bottom, the hours from left to right."""

    bar_selected = Signal(object)
    """The ``AssignedLine`` chosen, or ``None``."""
    bar_activated = Signal(object)
    """The ``AssignedLine`` on which Enter or a double click was pressed."""
    gap_chosen = Signal(object, object)
    """``(TechnicianLoad, datetime)``: a free quarter of an hour in somebody's row was clicked."""

    bar_moved = Signal(object, object, object)
    """``(AssignedLine, TechnicianLoad, datetime)``: a bar was dragged, or moved with Alt and an arrow key."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the empty chart of today."""
        super().__init__(parent)
        self.setObjectName("timeChart")
        self.setAccessibleName(self.tr("调度图"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._loads: Sequence[TechnicianLoad] = ()
        self._lines: Sequence[AssignedLine] = ()
        self._days = 0
        self._selected: int | None = None
        self._drag: BarDrag | None = None
        self.plan: DayPlan = plan_day((), (), now())

    def show_day(self, loads: Sequence[TechnicianLoad], lines: Sequence[AssignedLine]) -> None:
        """Show these technicians and assignments; what was chosen stays chosen while it is there."""
        self._loads, self._lines = loads, lines
        self._lay_out()
        if self._selected is not None:
            found = self.selected_line()
            if found is None:
                self._selected = None
            self.bar_selected.emit(found)

    def tick(self) -> None:
        """Move the line of now on."""
        self._lay_out()

    def days_ahead(self) -> int:
        """Return which day is shown: 0 is today."""
        return self._days

    def go_to_day(self, days: int) -> None:
        """Show another day, from today to six days ahead."""
        self._days = max(0, min(_DAYS_AHEAD, days))
        self._lay_out()

    def _lay_out(self) -> None:
        self.plan = plan_day(self._loads, self._lines, now(), self._days)
        self._fit_scroll_bar()
        self.viewport().update()

    def geometry_now(self) -> ChartGeometry:
        """Return where everything lies at this moment, in pixels of the viewport."""
        viewport = self.viewport()
        return ChartGeometry(self.plan, viewport.width(), viewport.height(), self.verticalScrollBar().value())

    def selected_line(self) -> AssignedLine | None:
        """Return the assignment that is chosen, on whatever day it stands."""
        return next((line for line in self._lines if line.id == self._selected), None)

    def select_id(self, assignment_id: int | None) -> bool:
        """Choose an assignment, or none; tell whether it is there."""
        found = next((line for line in self._lines if line.id == assignment_id), None)
        changed = self._selected != (found.id if found else None)
        self._selected = found.id if found else None
        self._reveal_selected()
        self.viewport().update()
        if changed:
            self.bar_selected.emit(found)
        return found is not None

    def _fit_scroll_bar(self) -> None:
        geometry = self.geometry_now()
        room = geometry.height - geometry.header
        self.verticalScrollBar().setRange(0, max(0, geometry.rows_height - room))
        self.verticalScrollBar().setPageStep(max(room, 1))
        self.verticalScrollBar().setSingleStep(geometry.lane)

    def _reveal_selected(self) -> None:
        geometry, bar = self.geometry_now(), self.verticalScrollBar()
        for row, top in geometry.row_tops():
            if any(each.line.id == self._selected for each in row.bars):
                bottom = top + row.lanes * geometry.lane
                if top < geometry.header:
                    bar.setValue(bar.value() + top - geometry.header)
                elif bottom > geometry.height:
                    bar.setValue(bar.value() + bottom - geometry.height)

    def sizeHint(self) -> QSize:
        """Return the room for a handful of technicians."""
        return QSize(theme.pixels(480), theme.pixels(HEADER + 5 * LANE))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the day, or what an empty chart has to say."""
        del event
        painter = QPainter(self.viewport())
        geometry = self.geometry_now()
        paint_chart(painter, geometry, now(), self._selected, focused=self.hasFocus())
        if self._drag is not None:
            self._drag.paint(painter, geometry)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the scroll bar."""
        super().resizeEvent(event)
        self._fit_scroll_bar()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the bar under the pointer, or offer the free time there."""
        at, geometry = event.position().toPoint(), self.geometry_now()
        row = geometry.row_at(at.y())
        if (bar := geometry.bar_at(at)) is not None:
            self.select_id(bar.line.id)
            self._drag = BarDrag(bar, at, at)
        elif row is not None and at.x() > geometry.names:
            self.gap_chosen.emit(row.load, geometry.moment_at(at.x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show where the bar in hand would land."""
        if self._drag is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self._drag = self._drag.to(event.position().toPoint())
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of the bar in hand where it is held now; the end of a mere click is kept here, too."""
        event.accept()
        held, self._drag = self._drag, None
        target = held.to(event.position().toPoint()).target(self.geometry_now()) if held is not None else None
        self.viewport().update()
        if held is not None and target is not None:
            self.bar_moved.emit(held.bar.line, *target)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take a double click as Enter."""
        if self.geometry_now().bar_at(event.position().toPoint()) is not None:
            self.bar_activated.emit(self.selected_line())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk from bar to bar with the arrow keys, from day to day with PageUp and PageDown."""
        key = Qt.Key(event.key())
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()  # Ctrl+Enter is the dock's
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier and key in _SHIFTS:
            self._shift(*_SHIFTS[key])
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._step(1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._step_row(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.go_to_day(self._days + (1 if key == Qt.Key.Key_PageDown else -1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.selected_line() is not None:
            self.bar_activated.emit(self.selected_line())
        else:
            event.ignore()

    def _step(self, by: int) -> None:
        bars = self.plan.bars()
        here = next((n for n, bar in enumerate(bars) if bar.line.id == self._selected), -1 if by > 0 else len(bars))
        if bars:
            self.select_id(bars[max(0, min(len(bars) - 1, here + by))].line.id)

    def _step_row(self, by: int) -> None:
        rows = [row.bars for row in self.plan.rows if row.bars]
        chosen = [(n, bar.start) for n, bars in enumerate(rows) for bar in bars if bar.line.id == self._selected]
        if not chosen:
            self._step(1)
            return
        here, start = chosen[0]
        if 0 <= here + by < len(rows):
            self.select_id(min(rows[here + by], key=lambda bar: abs(bar.start - start)).line.id)

    def _shift(self, rows: int, quarters: int) -> None:
        """Move the chosen assignment by rows and quarters of an hour, as a drag does."""
        line = self.selected_line()
        people = [row.load for row in self.plan.rows]
        here = next((n for n, load in enumerate(people) if line is not None and load.id == line.technician_id), None)
        if line is not None and here is not None and 0 <= here + rows < len(people):
            self.bar_moved.emit(line, people[here + rows], line.planned_start + timedelta(minutes=15) * quarters)

    def viewportEvent(self, event: QEvent) -> bool:
        """Say in words what a bar or a load means when the pointer rests on it."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tip_at(event.pos()), self)
            return True
        return super().viewportEvent(event)

    def tip_at(self, at: QPoint) -> str:
        """Return what the chart says of a point: the assignment, or the load of a row."""
        geometry = self.geometry_now()
        if (bar := geometry.bar_at(at)) is not None:
            return words.bar_tip(bar)
        row = geometry.row_at(at.y()) if at.x() <= geometry.names else None
        return words.load_tip(row.load) if row is not None else ""
