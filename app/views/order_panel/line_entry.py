"""Adding a line to the order in hand (加项目): find, amount, payer, Enter."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.errors import InvalidEntry
from app.models.orders import PAYER_LABELS, Payer
from app.services import order_lines, quick_reception
from app.services.entries import LabourEntry, LinesEntry, OtherEntry, PartEntry
from app.values import Fen, format_money, format_quantity
from app.views import theme
from app.views.calls import teller_of
from app.views.columns import Align, Column
from app.views.desk import Desk
from app.views.fields import Choice, MoneyEdit, Picker, QuantityEdit
from app.views.walking import walks_on

if TYPE_CHECKING:
    from app.services.order_rows import OrderInHand


class LineEntry(QWidget):
    """One row of fields below the lines; what is no operation and no part becomes another charge with a price."""

    added = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Build the empty row of fields."""
        super().__init__(parent)
        self.desk = desk
        self._order_id: int | None = None
        columns: tuple[Column[Any], ...] = (
            Column("", lambda offer: self.tr("工") if offer.kind == "labour" else self.tr("料"), 40, muted=True),
            Column("", lambda offer: offer.name),
            Column("", lambda offer: offer.code, 120, muted=True),
            Column("", self._stock_words, 110, Align.RIGHT, muted=True),
        )
        self.what = Picker(
            desk,
            quick_reception.find_lines,
            columns,
            "lines.name",
            self,
            text_of=lambda offer: offer.name,
            hint=self.tr("加项目或材料:编码、名称、拼音"),
            free=True,
            width=560,
        )
        self.amount = QuantityEdit("lines.quantity", self, hint=self.tr("工时/数量"))
        self.price = MoneyEdit("lines.price", self, hint=self.tr("单价(可空)"))
        self.payer: Choice[Payer] = Choice(PAYER_LABELS, "lines.payer", self, blank=self.tr("按业务类型"))
        self.button = QPushButton(self.tr("加入"), self)
        self.button.clicked.connect(self.add)
        self.what.picked.connect(self._picked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.pixels(6))
        row.addWidget(self.what, 5)
        for field, share in ((self.amount, 1), (self.price, 1), (self.payer, 1)):
            row.addWidget(field, share)
        row.addWidget(self.button)
        desk.places.register("lines.name", self.what)

    def _stock_words(self, offer: quick_reception.LineOffer) -> str:
        if offer.kind == "part":
            return self.tr("库存 {quantity}").format(quantity=format_quantity(offer.on_hand))
        return self.tr("{hours} 工时").format(hours=format_quantity(offer.amount))

    def show_order(self, order: "OrderInHand") -> None:
        """Add to this order from now on."""
        if order.id != self._order_id:
            self._order_id = order.id
            self.clear()

    def begin(self) -> None:
        """Put the cursor where a new line is typed."""
        self.what.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear(self) -> None:
        """Empty the fields."""
        self.what.clear_value()
        self.amount.clear_value()
        self.price.clear_value()

    def add(self) -> None:
        """Add what is typed to the order."""
        if self._order_id is None:
            return
        try:
            entry = self._entry()
        except InvalidEntry as complaint:
            if teller := teller_of(self):
                teller.show_refusal(complaint)
            return
        self.desk.perform(order_lines.add_lines, self._order_id, entry, by=self, done=self._done)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter walk the fields of this row only."""
        if not walks_on(self, event):
            super().keyPressEvent(event)

    def _picked(self, offer: quick_reception.LineOffer) -> None:
        self.amount.set_value(offer.amount)
        self.price.setPlaceholderText(
            self.tr("按工时单价") if offer.price_fen is None else format_money(offer.price_fen)
        )

    def _entry(self) -> LinesEntry:
        offer: quick_reception.LineOffer | None = self.what.row()
        price, payer = self.price.value(), self.payer.value()
        if offer is not None and offer.kind == "labour":
            line = LabourEntry(operation_id=offer.key, hours=self.amount.value(), rate_fen=price, payer=payer)
            return LinesEntry(labour=(line,))
        if offer is not None:
            part = PartEntry(self.amount.need(), part_id=offer.key, price_fen=price, payer=payer)
            return LinesEntry(parts=(part,))
        amount = self.price.need() if not self.what.is_blank() else Fen(0)
        return LinesEntry(others=(OtherEntry(self.what.text().strip(), amount, payer=payer),))

    def _done(self, _count: int) -> None:
        self.clear()
        self.price.setPlaceholderText(self.tr("单价(可空)"))
        self.begin()
        self.added.emit()
