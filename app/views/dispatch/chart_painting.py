"""How the time chart looks (调度图的画法): hours, names with load bars, assignments, promises, the line of now."""

from datetime import datetime, timedelta
from typing import Final

from PySide6.QtCore import QCoreApplication, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPolygon

from app.models.lines import WorkState
from app.services.dispatch_board import TechnicianLoad
from app.views import theme
from app.views.chips import WORK_CHIPS
from app.views.dispatch import words
from app.views.dispatch.chart_geometry import ChartGeometry
from app.views.dispatch.day_plan import Bar, ChartRow
from app.views.wording import local

_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE: Final = Qt.AlignmentFlag.AlignCenter
_LOAD_BAR, _PERCENT = 34, 40
_NEARLY_FULL, _FULL = 85, 100
_LEAST_WORDS: Final = 5


def paint_chart(
    painter: QPainter, geometry: ChartGeometry, now: datetime, selected: int | None, *, focused: bool
) -> None:
    """Paint the whole day."""
    painter.fillRect(QRect(0, 0, geometry.width, geometry.height), theme.colour("card"))
    _Chart(painter, geometry, now, selected).paint()
    if focused:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(theme.colour("accent"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(0, 0, geometry.width - 1, geometry.height - 1)


class _Chart:
    """One painting of the chart."""

    def __init__(self, painter: QPainter, geometry: ChartGeometry, now: datetime, selected: int | None) -> None:
        self.painter = painter
        self.geometry = geometry
        self.plan = geometry.plan
        self.now = now
        self.selected = selected
        self.metrics = QFontMetrics(painter.font())

    def paint(self) -> None:
        geometry = self.geometry
        self.painter.setClipRect(0, geometry.header, geometry.width, geometry.height - geometry.header)
        for place, (row, top) in enumerate(geometry.row_tops()):
            if top + row.lanes * geometry.lane >= geometry.header and top <= geometry.height:
                self._row(row, top, place)
        if not self.plan.rows:
            self._say_empty()
        self._now_line()
        self.painter.setClipping(False)
        self._hours()

    def _say_empty(self) -> None:
        room = QRect(0, self.geometry.header, self.geometry.width, self.geometry.height - self.geometry.header)
        self.painter.setPen(theme.colour("muted"))
        self.painter.drawText(
            room,
            _CENTRE,
            QCoreApplication.translate("Dispatch", "还没有登记维修工。\n在站务(F12)的“人员”里登记后,这里就能派工。"),
        )

    def _hours(self) -> None:
        """Paint the day and the hours on top, every other one where they would touch."""
        geometry, painter = self.geometry, self.painter
        painter.fillRect(QRect(0, 0, geometry.width, geometry.header), theme.colour("card"))
        painter.setPen(theme.colour("line"))
        painter.drawLine(0, geometry.header - 1, geometry.width, geometry.header - 1)
        width = self.metrics.horizontalAdvance("00:00") + theme.pixels(8)
        hours = round((self.plan.last - self.plan.first) / timedelta(hours=1))
        apart = (geometry.x_of(self.plan.last) - geometry.x_of(self.plan.first)) // hours
        step = max(1, -(-width // max(apart, 1)))
        painter.setPen(theme.colour("muted"))
        free_from = 0
        for hour, x in self._hour_lines()[::step]:
            left = min(x - width // 2, geometry.width - width)
            if left >= free_from:
                painter.drawText(QRect(left, 0, width, geometry.header), _CENTRE, f"{local(hour):%H:%M}")
                free_from = left + width
        painter.setPen(theme.colour("text"))
        painter.drawText(QRect(theme.pixels(10), 0, geometry.names, geometry.header), _LEFT, self._day())

    def _day(self) -> str:
        days = (local(self.plan.day).date() - local(self.now).date()).days
        shown = f"{local(self.plan.day):%m-%d}"
        if days == 0:
            return QCoreApplication.translate("Dispatch", "今天 {date}").format(date=shown)
        if days == 1:
            return QCoreApplication.translate("Dispatch", "明天 {date}").format(date=shown)
        return shown

    def _hour_lines(self) -> list[tuple[datetime, int]]:
        hours = round((self.plan.last - self.plan.first) / timedelta(hours=1))
        moments = [self.plan.first + timedelta(hours=n) for n in range(hours + 1)]
        return [(moment, self.geometry.x_of(moment)) for moment in moments]

    def _row(self, row: ChartRow, top: int, place: int) -> None:
        geometry, painter = self.geometry, self.painter
        height = row.lanes * geometry.lane
        if place % 2:
            painter.fillRect(QRect(0, top, geometry.width, height), theme.colour("stripe"))
        painter.setPen(theme.colour("line"))
        for _hour, x in self._hour_lines():
            painter.drawLine(x, top, x, top + height)
        self._name(row.load, top)
        for bar in row.bars:
            self._bar(bar, geometry.bar_rect(bar, top))
        self._promises(row, top)

    def _name(self, load: TechnicianLoad, top: int) -> None:
        """Paint who it is and how full the day is: a bar and a figure beside the name, or below it."""
        geometry, painter = self.geometry, self.painter
        edge, lane, percent = theme.pixels(10), geometry.lane, theme.pixels(_PERCENT)
        bar = theme.pixels(_LOAD_BAR) if geometry.roomy else 0
        room = geometry.names - edge - percent - (bar + theme.pixels(10) if bar else 0)
        full = f"{load.team} · {load.name}" if load.team and geometry.roomy else load.name
        name = full if self.metrics.horizontalAdvance(full) <= room else load.name
        painter.setPen(theme.colour("text"))
        shown = self.metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(edge, top, room, lane), _LEFT, shown)
        if load.shift_minutes:
            thick = theme.pixels(7 if bar else 3)
            track = (
                QRectF(edge + room, top + (lane - thick) / 2, bar, thick)
                if bar
                else QRectF(edge, top + lane - thick - 2, geometry.names - 2 * edge, thick)
            )
            self._load(load, track, QRect(geometry.names - percent - theme.pixels(4), top, percent, lane))

    def _load(self, load: TechnicianLoad, track: QRectF, figure: QRect) -> None:
        colour = theme.colour("danger" if load.percent > _FULL else "doubt" if load.percent > _NEARLY_FULL else "good")
        self._pill(track, theme.colour("line"))
        if load.percent:
            filled = QRectF(track)
            filled.setWidth(max(track.width() * min(load.percent, _FULL) / _FULL, track.height()))
            self._pill(filled, colour)
        self.painter.setPen(colour if load.percent > _NEARLY_FULL else theme.colour("muted"))
        self.painter.drawText(figure, _RIGHT, f"{load.percent}%")

    def _pill(self, at: QRectF, colour: QColor) -> None:
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(colour)
        self.painter.drawRoundedRect(at, at.height() / 2, at.height() / 2)
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _bar(self, bar: Bar, at: QRect) -> None:
        painter = self.painter
        colours = theme.CHIPS[WORK_CHIPS[bar.line.work.value]]
        ink = theme.colour("danger") if bar.late else QColor(colours.ink)
        chosen = bar.line.id == self.selected
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("accent") if chosen else ink, theme.pixels(3 if chosen else 1)))
        painter.setBrush(QColor(colours.ground))
        painter.drawRoundedRect(QRectF(at).adjusted(1, 1, -1, -1), 4, 4)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._progress(bar, at, QColor(colours.ink))
        inside = at.adjusted(theme.pixels(6), 0, -theme.pixels(3), 0)
        font = QFont(painter.font())
        font.setBold(bar.line.running_since is not None)
        painter.save()
        painter.setFont(font)
        painter.setPen(ink)
        text = QFontMetrics(font).elidedText(words.bar_text(bar), Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, _LEFT, text if len(text) >= _LEAST_WORDS else "")
        painter.restore()

    def _progress(self, bar: Bar, at: QRect, ink: QColor) -> None:
        """Paint how much of the planned time has been worked, along the foot of the bar."""
        planned = (bar.line.planned_end - bar.line.planned_start) / timedelta(minutes=1)
        if bar.line.work is WorkState.FINISHED or not bar.line.worked_minutes or planned <= 0:
            return
        share = min(bar.line.worked_minutes / planned, 1.0)
        thick = theme.pixels(3)
        inside = at.adjusted(3, 0, -3, 0)
        self.painter.fillRect(QRect(inside.left(), at.bottom() - thick - 1, round(inside.width() * share), thick), ink)

    def _promises(self, row: ChartRow, top: int) -> None:
        """Mark when the cars of a row were promised, each car once: a flag on top, red where the plan misses it."""
        seen: dict[tuple[int, int], bool] = {}
        for bar in row.bars:
            promised = bar.line.promised_at
            if promised is not None and self.plan.first <= promised <= self.plan.last:
                key = (bar.lane, self.geometry.x_of(promised))
                seen[key] = seen.get(key, False) or bar.late
        for (lane, x), late in seen.items():
            self._flag(x, top + lane * self.geometry.lane, late=late)

    def _flag(self, x: int, top: int, *, late: bool) -> None:
        painter, size = self.painter, theme.pixels(4)
        colour = theme.colour("danger" if late else "doubt")
        painter.setPen(QPen(colour, 1))
        painter.drawLine(x, top + 1, x, top + self.geometry.lane - 2)
        painter.setBrush(colour)
        painter.drawPolygon(QPolygon([QPoint(x - size, top + 1), QPoint(x + size, top + 1), QPoint(x, top + 1 + size)]))

    def _now_line(self) -> None:
        if self.plan.rows and self.plan.first <= self.now <= self.plan.last:
            x = self.geometry.x_of(self.now)
            self.painter.setPen(QPen(theme.colour("danger"), theme.pixels(2)))
            self.painter.drawLine(x, self.geometry.header, x, self.geometry.height)
