"""The customer's authorisation (委托): who, how, when, in which words; the work order to be signed."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from app.models.orders import CONSENT_METHOD_LABELS, ConsentMethod
from app.services import estimates
from app.services.entries import ConsentEntry
from app.values import capitals, format_money
from app.views.fields import Choice, LongText, MomentEdit, PhoneEdit, PlainEdit
from app.views.printing import print_paper
from app.views.reception.pieces import ReceptionCard, named, wrapped
from app.views.station_dock import StationDock

if TYPE_CHECKING:
    from app.services.order_rows import OrderInHand


class ConsentFields(QObject):
    """How a consent is told; the same fields for the order and for extra work."""

    def __init__(self, card: ReceptionCard, name: str) -> None:
        """Put the fields into ``card``; the way is chosen by hand, so that no key too many records a consent."""
        super().__init__(card)
        choice: Choice[ConsentMethod] = Choice(
            CONSENT_METHOD_LABELS, "consent.method", blank=self.tr("客户怎么认可的?↓ 选择")
        )
        self.method = named(choice, f"{name}Method")
        self.given_by = named(PlainEdit("consent.given_by", limit=200), f"{name}GivenBy")
        self.phone = named(PhoneEdit("consent.phone"), f"{name}Phone")
        self.words = named(LongText("consent.words", lines=1), f"{name}Words")
        self.words.setPlaceholderText(self.tr("客户原话、截图编号等"))
        self.given_at = named(MomentEdit("consent.given_at"), f"{name}GivenAt")
        self.given_at.setPlaceholderText(self.tr("空着:现在"))
        form = self.form = card.form()
        form.addRow(self.tr("方式"), self.method)
        form.addRow(self.tr("认可人"), self.given_by)
        form.addRow(self.tr("电话"), self.phone)
        form.addRow(self.tr("原话"), self.words)
        form.addRow(self.tr("时间"), self.given_at)
        self.touched = False
        self.fields = (self.method, self.given_by, self.phone, self.words, self.given_at)
        for field in self.fields:
            card.dock.place(field.place, field)
            field.typed.connect(self._touch)

    def _touch(self) -> None:
        self.touched = True

    def begin(self, order: "OrderInHand") -> None:
        """Offer whoever brought the car, else the customer."""
        self.method.set_value(None)
        self.given_by.set_value(order.bringer or order.contact or order.customer)
        self.phone.set_value(order.bringer_phone or order.phone)
        self.words.clear_value()
        self.given_at.clear_value()
        self.touched = False

    def entry(self) -> ConsentEntry:
        """Return the consent as told; ``InvalidEntry`` for what cannot be taken, the cursor is where it is chosen."""
        if self.method.is_blank():
            self.method.setFocus(Qt.FocusReason.OtherFocusReason)
        return ConsentEntry(
            given_by=self.given_by.words(),
            method=self.method.need(),
            given_at=self.given_at.value(),
            phone=self.phone.value() or "",
            words=self.words.value(),
        )


class ConsentCard(ReceptionCard):
    """The quoted order: printed, signed, authorised."""

    def __init__(self, dock: StationDock) -> None:
        """Build the card without an order."""
        super().__init__(dock, "")
        self.set_title(self.tr("客户委托"))
        self.amount = wrapped("total")
        self.capitals = wrapped()
        self.body.addWidget(self.amount)
        self.body.addWidget(self.capitals)
        self.fields = ConsentFields(self, "consent")
        self.method, self.given_by, self.phone = self.fields.method, self.fields.given_by, self.fields.phone
        self.words, self.given_at = self.fields.words, self.fields.given_at
        self.authorise_button = named(self.main_button(self.tr("客户委托"), self.authorise), "consentAuthorise")
        self.print_button = named(self.button(self.tr("打印工作单  Ctrl+P"), self.print_work_order), "consentPrint")
        self.close_row()
        dock.place("order.print", self.print_button)
        self.keep_drafts("consent", self.tr("客户委托"), "consent.given_by", *self.fields.fields)

    def take_draft(self, values: dict[str, Any]) -> None:
        """Take the consent that was being typed as not saved."""
        del values
        self.fields.touched = True

    def begin(self, order: "OrderInHand") -> None:
        """Offer who may give the consent."""
        self.fields.begin(order)

    def show_order(self, order: "OrderInHand") -> None:
        """Show what is to be signed."""
        super().show_order(order)
        self.set_title(self.tr("客户委托  {number}").format(number=order.number))
        total, customer = format_money(order.total_fen), format_money(order.customer_fen)
        self.amount.setText(self.tr("合计 ¥{total}   客户应付 ¥{customer}").format(total=total, customer=customer))
        self.capitals.setText(self.tr("大写 {capitals}").format(capitals=capitals(order.customer_fen)))
        self.amount.show()
        self.capitals.show()

    def first_field(self) -> QWidget:
        """Return the print button: the paper comes before the signature."""
        return self.print_button

    def unsaved(self) -> bool:
        """Tell whether a consent is being typed."""
        return self.fields.touched

    def print_work_order(self) -> None:
        """Print the work order that the customer signs."""
        if self.order is not None:
            print_paper(self.desk, "work_order", self.order.id, self)

    def authorise(self) -> None:
        """Record that the customer authorised the order."""
        with self.dock.taking_entries():
            if self.order is not None:
                self.desk.perform(
                    estimates.authorise_order,
                    self.order.id,
                    self.fields.entry(),
                    by=self,
                    done=self._authorised,
                    posting=self.posting(),
                )

    def _authorised(self, _consent: int) -> None:
        self.fields.touched = False
        self.drop_draft()
        self.dock.show_notice(self.tr("客户已委托,可以派工。"))
