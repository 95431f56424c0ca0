"""The head of the car in hand (车辆抬头): plate badge, model, and one line of what the desk needs to know."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.models.chips import chip
from app.values import format_mileage, format_plate
from app.views import theme
from app.views.chips import chip_kind, chip_word
from app.views.one_line import OneLine, PlainLabel
from app.views.order_panel.road import Road
from app.views.row_delegate import draw_chip
from app.views.wording import promise

if TYPE_CHECKING:
    from app.services.order_rows import OrderInHand


class PlateBadge(QWidget):
    """A plate in its own colours, readable from afar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build an empty badge."""
        super().__init__(parent)
        self._text = ""
        self._colours = theme.PLATES[""]
        font = QFont(self.font())
        font.setPixelSize(theme.pixels(20))
        font.setBold(True)
        self.setFont(font)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_plate(self, plate: str, colour: str) -> None:
        """Show a stored plate, and that there is none yet where it is empty."""
        self._text = format_plate(plate) or self.tr("未上牌")
        self._colours = theme.PLATES.get(colour, theme.PLATES[""])
        self.setAccessibleName(self._text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room the plate needs."""
        metrics = QFontMetrics(self.font())
        return QSize(metrics.horizontalAdvance(self._text or "京A·00000") + theme.pixels(30), theme.pixels(38))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ground, rim and plate."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, ink = QColor(self._colours.ground), QColor(self._colours.ink)
        painter.setPen(theme.colour("frame") if ground.lightness() > 200 else ground)
        painter.setBrush(ground)
        radius = theme.pixels(6)
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), radius, radius)
        painter.setPen(ink)
        painter.setFont(self.font())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)
        painter.end()


class StateChip(QWidget):
    """The state of an order as a chip, beside its plate."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build an empty chip."""
        super().__init__(parent)
        self._key = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_state(self, key: str) -> None:
        """Show the chip of that key."""
        self._key = key
        self.setAccessibleName(chip_word(key))
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """Return the words of the chip."""
        return chip_word(self._key) if self._key else ""

    def sizeHint(self) -> QSize:
        """Return the room the chip needs."""
        return QSize(QFontMetrics(self.font()).horizontalAdvance(self.text()) + theme.pixels(20), theme.pixels(24))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the chip."""
        if not self._key:
            return
        colours = theme.CHIPS[chip_kind(self._key)]
        painter = QPainter(self)
        draw_chip(painter, self.rect().toRectF(), self.text(), (QColor(colours.ground), QColor(colours.ink)))
        painter.end()


class Head(QWidget):
    """Plate, model, state, facts, papers, and the road below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build an empty head."""
        super().__init__(parent)
        self.plate = PlateBadge(self)
        self.model = PlainLabel(self)
        self.model.setObjectName("headline")
        self.state = StateChip(self)
        self.who = OneLine(self)
        self.facts = OneLine(self)
        self.comeback = PlainLabel(self)
        self.comeback.setObjectName("bad")
        self.comeback.setWordWrap(True)
        self.comeback.hide()
        self.papers = QMenu(self)
        self.print_button = QPushButton(self.tr("打印 ▾"), self)
        self.print_button.setMenu(self.papers)
        self.road = Road(self)
        names = QHBoxLayout()
        names.setSpacing(theme.pixels(10))
        names.addWidget(self.model)
        names.addWidget(self.state)
        names.addStretch(1)
        names.addWidget(self.print_button)
        words = QVBoxLayout()
        words.setSpacing(theme.pixels(2))
        words.addLayout(names)
        words.addWidget(self.who)
        words.addWidget(self.facts)
        words.addWidget(self.comeback)
        top = QHBoxLayout()
        top.setSpacing(theme.pixels(12))
        top.addWidget(self.plate)
        top.addLayout(words, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.pixels(10))
        box.addLayout(top)
        box.addWidget(self.road)

    def show_order(self, order: "OrderInHand") -> None:
        """Show the car of an order."""
        self.plate.show_plate(order.plate, order.plate_colour)
        self.model.setText(order.model)
        self.state.show_state(chip(order.stage, [wait.kind for wait in order.waits], rework_open=order.rework_open))
        self.who.setText(_joined(self._who(order)))
        self.facts.setText(_joined(self._facts(order)))
        self.comeback.setText(self._comeback(order))
        self.comeback.setVisible(order.comeback is not None)
        self.road.show_stage(order.stage)

    def _who(self, order: "OrderInHand") -> tuple[str, ...]:
        return (
            order.number or self.tr("未编号"),
            self.tr("客户 {name} {phone}").format(name=order.customer, phone=order.phone).rstrip(),
            self.tr("在店等候") if order.waiting else "",
        )

    def _comeback(self, order: "OrderInHand") -> str:
        """Say what the car came back for and who had inspected it (返修、原检验员)."""
        former = order.comeback
        if former is None:
            return ""
        said = self.tr("⚑ 返修:原单 {number} {certificate},检验员 {inspector}。原项目:{work}").format(
            number=former.number,
            certificate=former.certificate,
            inspector=former.inspector or self.tr("无"),
            work=former.work,
        )
        red = self.tr("同一故障已返修 {times} 次未修好:应由本站联系其他维修企业并承担费用。")
        return f"{said}\n{red.format(times=former.times)}" if former.red else said

    def _facts(self, order: "OrderInHand") -> tuple[str, ...]:
        promised = self.tr("未定") if order.promise_open else promise(order.promised_at)
        return (
            self.tr("预计交车 {promise}").format(promise=promised),
            format_mileage(order.mileage_in) if order.mileage_in is not None else "",
            order.vin,
        )


def _joined(facts: tuple[str, ...]) -> str:
    return " · ".join(fact for fact in facts if fact)
