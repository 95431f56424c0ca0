"""The road from reception to delivery (流程): eight steps; done, now, ahead, in words and colour."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.text import QT_TRANSLATE_NOOP
from app.views import theme
from app.views.wording import word

STEPS: Final = (
    QT_TRANSLATE_NOOP("words", "接车"),
    QT_TRANSLATE_NOOP("words", "估价"),
    QT_TRANSLATE_NOOP("words", "委托"),
    QT_TRANSLATE_NOOP("words", "派工"),
    QT_TRANSLATE_NOOP("words", "维修"),
    QT_TRANSLATE_NOOP("words", "检验"),
    QT_TRANSLATE_NOOP("words", "结算"),
    QT_TRANSLATE_NOOP("words", "交车"),
)
STEP_OF_STAGE: Final = {
    "opened": 1,
    "quoted": 2,
    "authorised": 3,
    "dispatched": 4,
    "in_work": 4,
    "awaiting_inspection": 5,
    "passed": 6,
    "not_repaired": 6,
    "settled": 7,
    "delivered": 8,
    "closed": 8,
}
"""The step that is to be done now in each stage; a cancelled order has none."""
_RADIUS = 10
_HEIGHT = 56


class Road(QWidget):
    """Paints the steps; before a car is in hand none is done."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the road with nothing done."""
        super().__init__(parent)
        self._now = -1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_stage(self, stage: str) -> None:
        """Show where an order of this stage stands."""
        self._now = STEP_OF_STAGE.get(stage, -1)
        done = self._now
        self.setAccessibleName(word(STEPS[done]) if 0 <= done < len(STEPS) else "")
        self.update()

    def step(self) -> int:
        """Return the step to be done now: 0 for receiving … 7 for delivery, 8 when all is done, -1 for none."""
        return self._now

    def sizeHint(self) -> QSize:
        """Return the room the road needs."""
        return QSize(theme.pixels(480), theme.pixels(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Return the least room the road needs."""
        return QSize(theme.pixels(320), theme.pixels(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint lines, circles and words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = self.width() / len(STEPS)
        for place, step in enumerate(STEPS):
            centre = QPointF(width * (place + 0.5), theme.pixels(_RADIUS + 6))
            if place:
                self._line(painter, centre, width, reached=place <= self._now)
            self._circle(painter, centre, place)
            self._words(painter, centre, width, word(step), place)
        painter.end()

    def _line(self, painter: QPainter, centre: QPointF, width: float, *, reached: bool) -> None:
        gap = theme.pixels(_RADIUS + 2)
        painter.setPen(QPen(theme.colour("done" if reached else "line"), theme.pixels(3)))
        painter.drawLine(QPointF(centre.x() - width + gap, centre.y()), QPointF(centre.x() - gap, centre.y()))

    def _circle(self, painter: QPainter, centre: QPointF, place: int) -> None:
        radius = theme.pixels(_RADIUS)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("done" if place <= self._now else "ahead"))
        painter.drawEllipse(centre, radius, radius)
        painter.setPen(theme.colour("on-accent" if place <= self._now else "text"))
        font = QFont(self.font())
        font.setPixelSize(theme.pixels(11))
        painter.setFont(font)
        box = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "✓" if place < self._now else str(place + 1))

    def _words(self, painter: QPainter, centre: QPointF, width: float, text: str, place: int) -> None:
        font = QFont(self.font())
        font.setBold(place == self._now)
        painter.setFont(font)
        painter.setPen(theme.colour("text" if place == self._now else "muted"))
        top = centre.y() + theme.pixels(_RADIUS + 4)
        painter.drawText(
            QRectF(centre.x() - width / 2, top, width, self.height() - top), Qt.AlignmentFlag.AlignHCenter, text
        )
