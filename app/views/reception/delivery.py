"""Handing the car back (交车): what is still open, what is told and handed over, the slip with the gate pass."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.models.stages import Action, Stage
from app.services import delivery, order_end
from app.services.delivery import Delivered, DeliveryEntry, OpenPoint
from app.values import format_mileage
from app.views import theme
from app.views.fields import LongText, MileageEdit, PlainEdit
from app.views.one_line import PlainLabel
from app.views.printing import print_paper
from app.views.reception.pieces import ReceptionCard, beside, named, say, tick, wrapped
from app.views.reception.special_fields import DayEdit
from app.views.station_dock import StationDock
from app.views.wording import moment, sentence

if TYPE_CHECKING:
    from app.services.order_rows import OrderInHand

STAGE_PLACE = "order.stage"


class OpenPoints(QWidget):
    """What stands between the car and the gate, each with a button that goes there."""

    def __init__(self, card: "DeliveryCard") -> None:
        """Build the list empty."""
        super().__init__(card)
        self._card = card
        self.points: tuple[OpenPoint, ...] = ()
        self.buttons: list[QPushButton] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.pixels(4))

    def show_points(self, points: tuple[OpenPoint, ...]) -> None:
        """Show the points, those that refuse in red."""
        while item := self._box.takeAt(0):
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self.points, self.buttons = points, []
        for point in points:
            self._box.addWidget(self._row(point))
        if not points:
            ready = PlainLabel(self.tr("✓ 结算、收款、合格证、工具都已办妥。"), self)
            ready.setObjectName("muted")
            self._box.addWidget(ready)

    def _row(self, point: OpenPoint) -> QWidget:
        row = QWidget(self)
        box = QHBoxLayout(row)
        box.setContentsMargins(0, 0, 0, 0)
        text = PlainLabel(("✗ " if point.must else "! ") + sentence(point.text, dict(point.values)), row)
        text.setObjectName("bad" if point.must else "")
        text.setWordWrap(True)
        button = named(QPushButton(self.tr("去处理"), row), f"deliveryPoint{len(self.buttons)}")
        button.clicked.connect(lambda _checked: self._card.lead_to(point))
        self.buttons.append(button)
        box.addWidget(text, 1)
        box.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return row


class DeliveryCard(ReceptionCard):
    """The form of a delivery; the visit ends with it."""

    def __init__(self, dock: StationDock) -> None:
        """Build the form empty."""
        super().__init__(dock)
        self.set_title(self.tr("交车"))
        self._touched = False
        self.points = OpenPoints(self)
        self.body.addWidget(self.points)
        self._build_fields()
        self._lay_out()
        self.deliver_button = named(self.main_button(self.tr("交车"), self.deliver), "deliveryDeliver")
        self.close_row()
        ticks = (self.old_parts, self.covers)
        self.keep_drafts("delivery", self.tr("交车"), "delivery.receiver", *self.fields, *ticks)

    def take_draft(self, values: dict[str, Any]) -> None:
        """Take the delivery that was being typed as not saved."""
        del values
        self._touched = True

    def _build_fields(self) -> None:
        self.receiver = named(PlainEdit("delivery.receiver", limit=200), "deliveryReceiver")
        self.mileage = named(MileageEdit("delivery.mileage"), "deliveryMileage")
        self.faults = named(LongText("delivery.faults", lines=2), "deliveryFaults")
        self.faults.setPlaceholderText(self.tr("没有就空着;打印在交车单上"))
        self.advice = named(LongText("delivery.advice", lines=2), "deliveryAdvice")
        self.items = named(PlainEdit("delivery.items"), "deliveryItems")
        self.items.setPlaceholderText(self.tr("钥匙、行驶证、保养手册…"))
        self.old_parts = tick(self.tr("旧件已给客户看过"), "deliveryOldParts")
        self.covers = tick(self.tr("四件套已当面取下"), "deliveryCovers")
        self.next_km = named(MileageEdit("delivery.next_service"), "deliveryNextKm")
        self.next_km.setPlaceholderText("km")
        self.next_day = named(DayEdit("delivery.next_day"), "deliveryNextDay")
        self.next_day.setPlaceholderText(self.tr("日期,如 +180"))
        self.follow_up = named(PlainEdit("delivery.follow_up", limit=200), "deliveryFollowUp")
        self.follow_up.setPlaceholderText(self.tr("客户方便的回访时间"))
        self.fields = (
            self.receiver, self.mileage, self.faults, self.advice, self.items, self.next_km, self.next_day,
            self.follow_up,
        )  # fmt: skip
        for field in self.fields:
            self.dock.place(field.place, field)
            field.typed.connect(self._touch)
        self.dock.place("delivery.old_parts", self.old_parts)
        self.dock.place("delivery", self.receiver)
        for box in (self.old_parts, self.covers):
            box.clicked.connect(self._touch)

    def _lay_out(self) -> None:
        form = self.form()
        form.addRow(self.tr("接车人"), self.receiver)
        form.addRow(self.tr("出厂公里"), self.mileage)
        form.addRow(self.tr("遗留问题"), self.faults)
        form.addRow(self.tr("使用注意"), self.advice)
        form.addRow(self.tr("交还物品"), self.items)
        form.addRow(self.tr("下次保养"), beside(self.next_km, self.next_day))
        form.addRow(self.tr("回访"), self.follow_up)
        form.addRow("", self.old_parts)
        form.addRow("", self.covers)

    def begin(self, order: "OrderInHand") -> None:
        """Start with whoever brought the car; nothing else is guessed."""
        for field in (self.mileage, self.faults, self.advice, self.items, self.next_km, self.next_day, self.follow_up):
            field.clear_value()
        self.receiver.set_value(order.bringer or order.contact or order.customer)
        if order.mileage_in is not None:
            self.mileage.setPlaceholderText(self.tr("进厂 {km}").format(km=format_mileage(order.mileage_in)))
        for box in (self.old_parts, self.covers):
            box.setChecked(False)
        self._touched = False

    def show_order(self, order: "OrderInHand") -> None:
        """Show what is still open for the car."""
        super().show_order(order)
        self.desk.ask(delivery.open_points, order.visit_id, by=self, done=self.points.show_points)

    def first_field(self) -> QWidget:
        """Return the mileage: the receiver is known mostly."""
        return self.mileage

    def unsaved(self) -> bool:
        """Tell whether a delivery is being typed."""
        return self._touched

    def _touch(self) -> None:
        self._touched = True

    def lead_to(self, point: OpenPoint) -> None:
        """Go where a point is put right: another order of the visit is taken in hand."""
        if point.place == STAGE_PLACE and self.order is not None:
            number = dict(point.values).get("order", "")
            for order_id, other, stage in self.order.siblings:
                if stage is not Stage.SETTLED and number in (other, str(order_id)):
                    self.desk.take_in_hand(order_id, self.order.visit_id)
                    return
        self.desk.lead_to(point.place)

    def deliver(self) -> None:
        """Hand the car over."""
        with self.dock.taking_entries():
            if self.order is None:
                return
            entry = DeliveryEntry(
                receiver=self.receiver.words(),
                mileage_out=self.mileage.value(),
                remaining_faults=self.faults.value(),
                advice=self.advice.value(),
                items_back=self.items.words(),
                old_parts_shown=self.old_parts.isChecked(),
                covers_off=self.covers.isChecked(),
                next_service_km=self.next_km.value(),
                next_service_on=self.next_day.value(),
                follow_up=self.follow_up.words(),
            )
            visit, key = self.order.visit_id, self.posting()
            self.desk.perform(delivery.deliver_car, visit, entry, by=self, done=self._done, posting=key)

    def _done(self, delivered: Delivered) -> None:
        self._touched = False
        self.drop_draft()
        said = self.tr("已交车:交车单 {slip},出门证 {gate}。")
        self.dock.show_notice(said.format(slip=delivered.slip, gate=delivered.gate_pass))


class DeliveredCard(ReceptionCard):
    """The car was handed back: the slip and the gate pass can be printed."""

    def __init__(self, dock: StationDock) -> None:
        """Build the card."""
        super().__init__(dock)
        self.set_title(self.tr("已交车"))
        self.line = wrapped()
        self.body.addWidget(self.line)
        self.print_button = named(self.main_button(self.tr("打印交车单"), self.print_slip), "deliveryPrint")
        self.file_button = named(self.button(self.tr("归档"), self._close_file), "deliveryClose")
        self.reopen_button = named(self.button(self.tr("撤销归档"), self._reopen_file), "deliveryReopen")
        self.close_row()

    def show_order(self, order: "OrderInHand") -> None:
        """Say when the car left."""
        super().show_order(order)
        said = self.tr("{at} 离厂;交车单上有出门证。").format(at=moment(order.left_at))
        say(self.line, said if order.stage is not Stage.CLOSED else said + self.tr("已归档。"))
        self.file_button.setVisible(Action.CLOSE in order.actions)
        self.reopen_button.setVisible(Action.REOPEN in order.actions)

    def first_field(self) -> QWidget:
        """Return the print button."""
        return self.print_button

    def _close_file(self) -> None:
        if self.order is not None:
            self.desk.perform(order_end.close_order, self.order.id, seen=self.order.version, by=self)

    def _reopen_file(self) -> None:
        if self.order is not None:
            self.desk.perform(order_end.reopen_file, self.order.id, seen=self.order.version, by=self)

    def print_slip(self) -> None:
        """Print the delivery slip of the visit with its gate pass."""
        if self.order is not None:
            print_paper(self.desk, "delivery_slip", self.order.visit_id, self)
