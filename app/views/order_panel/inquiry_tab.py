"""Inquiry and arrival of the car in hand (问诊与环车): what the customer wants, what was found, how the car came in."""

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFormLayout, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from app.drafts.plain import fields_of, seen_again
from app.errors import InvalidEntry
from app.models.access import Permission
from app.models.orders import CONSENT_METHOD_LABELS, WAIT_LABELS
from app.models.stages import ENDED
from app.services import reception
from app.values import format_mileage, format_money, format_plate
from app.views import theme
from app.views.calls import teller_of
from app.views.card import Card
from app.views.desk import Desk
from app.views.draft_form import FormOf
from app.views.drafting import Drafting
from app.views.fields import LongText, MomentEdit
from app.views.one_line import PlainLabel
from app.views.order_panel.tabs import OrderTab
from app.views.wording import moment, word

if TYPE_CHECKING:
    from app.services.order_rows import OrderInHand

_EIGHTHS = 8
_COMPARED = ("request", "finding", "promised_at", "promise_open")


class InquiryTab(OrderTab):
    """Request, finding and promise can be changed here; the facts of the arrival stand beside them."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Build an empty tab."""
        super().__init__(desk, parent)
        self._order: OrderInHand | None = None
        self.request = LongText("order.request", self, hint=self.tr("客户怎么说"), lines=4)
        self.finding = LongText("order.finding", self, hint=self.tr("初检看到什么"), lines=4)
        self.promise = MomentEdit("order.promised_at", self, hint=self.tr("1700、明天 9:30、+90;空着为未定"))
        for field in (self.request, self.finding, self.promise):
            desk.places.register(field.place, field)
        self.card = Card(self.tr("问诊"), self)
        form = self.card.form()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.addRow(self.tr("客户要求"), self.request)
        form.addRow(self.tr("初检结果"), self.finding)
        form.addRow(self.tr("预计交车"), self.promise)
        self.save_button = self.card.main_button(self.tr("保存"), self.save)
        self.card.close_row()
        self._latest: OrderInHand | None = None
        self.draft = Drafting(
            desk,
            FormOf(self._words, self._show_stored, self._seen, self._take_draft),
            self.card,
            "inquiry",
            title=self.tr("问诊"),
            place="order.request",
            fields={"request": self.request, "finding": self.finding, "promise": self.promise},
        )
        facts = Card(self.tr("进厂情况"), self)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.pixels(12))
        self._grid.setColumnStretch(1, 1)
        facts.body.addLayout(self._grid)
        facts.body.addStretch(1)
        inside = QWidget()
        inside.setObjectName("sheetBody")
        sides = QGridLayout(inside)
        sides.setContentsMargins(0, theme.pixels(6), 0, 0)
        sides.addWidget(self.card, 0, 0)
        sides.addWidget(facts, 0, 1)
        sides.setColumnStretch(0, 3)
        sides.setColumnStretch(1, 2)
        sides.setRowStretch(1, 1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setWidget(inside)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(area)

    def show_order(self, order: "OrderInHand") -> None:
        """Show an order; what somebody is typing for the same order stays."""
        if self._latest is None or order.id != self._latest.id:
            self.draft.turn_to(f"order:{order.id}", version=order.version, order_id=order.id, visit_id=order.visit_id)
        self._latest = order
        if self._order is None or order.id != self._order.id or not self.is_being_edited():
            self._order = order
            self.request.set_value(order.request)
            self.finding.set_value(order.finding)
            self.promise.set_value(order.promised_at)
        self._show_facts(order)
        actor = self.desk.actor
        may = order.stage not in ENDED and actor is not None and actor.may(Permission.RECEIVE)
        for field in (self.request, self.finding, self.promise):
            field.setReadOnly(not may)
        self.save_button.setVisible(may)

    def edits(self) -> dict[str, tuple[object, object]]:
        """Return what was changed here: field → (value seen, new value); ``InvalidEntry`` for what cannot be taken."""
        order = self._order
        if order is None:
            return {}
        now: dict[str, tuple[object, object]] = {
            "request": (order.request, self.request.value()),
            "finding": (order.finding, self.finding.value()),
        }
        # A promise is shown to the minute: seconds nobody typed are no change.
        if self.promise.text() != (self.promise.shown(order.promised_at) if order.promised_at else ""):
            promised = self.promise.value()
            now["promised_at"] = (order.promised_at, promised)
            now["promise_open"] = (order.promise_open, promised is None)
        return {name: (before, new) for name, (before, new) in now.items() if before != new}

    def is_being_edited(self) -> bool:
        """Tell whether something typed here is not saved yet."""
        try:
            return bool(self.edits())
        except InvalidEntry:
            return True

    def save(self) -> None:
        """Save what was changed; fields that nobody else touched merge."""
        order = self._order
        try:
            edits = self.edits()
        except InvalidEntry as complaint:
            if teller := teller_of(self):
                teller.show_refusal(complaint)
            return
        if order is not None and edits:
            self.desk.perform(
                reception.change_order, order.id, edits, by=self, done=self._saved, posting=self.draft.posting()
            )

    def drop_typing(self) -> None:
        """Forget what was typed: the next reading of the order is shown as it is stored."""
        self._order = None
        self.draft.drop()

    def _words(self) -> str:
        return f"{format_plate(self._latest.plate)} {self._latest.number}".strip() if self._latest else ""

    def _show_stored(self) -> None:
        self._order = None
        if self._latest is not None:
            self.show_order(self._latest)

    def _seen(self) -> dict[str, Any]:
        return {} if self._order is None else fields_of(self._order, _COMPARED)

    def _take_draft(self, values: dict[str, Any]) -> None:
        """Compare with what was seen when it was typed: what others changed since is told when this is saved."""
        if self._latest is not None:
            self._order = seen_again(self._latest, values)

    def _saved(self, _version: int) -> None:
        self.drop_typing()

    def _show_facts(self, order: "OrderInHand") -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for row, (name, words) in enumerate((n, w) for n, w in self._facts(order) if w):
            label, value = PlainLabel(name, self), PlainLabel(words, self)
            label.setObjectName("muted")
            value.setWordWrap(True)
            self._grid.addWidget(label, row, 0)
            self._grid.addWidget(value, row, 1)

    def _facts(self, order: "OrderInHand") -> tuple[tuple[str, str], ...]:
        mileage = format_mileage(order.mileage_in) if order.mileage_in is not None else order.mileage_answer
        fuel = "" if order.fuel is None else f"{order.fuel}/{_EIGHTHS}"
        return (
            (self.tr("进厂时间"), moment(order.arrived_at)),
            (self.tr("公里数"), mileage),
            (self.tr("油量"), fuel),
            (self.tr("送修人"), f"{order.bringer}  {order.bringer_phone}".strip()),
            (self.tr("等候"), self.tr("在店等候") if order.waiting else self.tr("离店")),
            (self.tr("钥匙牌"), order.keys_tag),
            (self.tr("随车物品"), order.belongings),
            (self.tr("业务类型"), word(order.business_type)),
            (self.tr("接车员"), order.advisor),
            (self.tr("等待"), "\n".join(f"{word(WAIT_LABELS[w.kind])} {moment(w.started_at)}" for w in order.waits)),
            (self.tr("委托与认可"), "\n".join(self._consents(order))),
        )

    def _consents(self, order: "OrderInHand") -> list[str]:
        return [
            f"{consent.given_by} {word(CONSENT_METHOD_LABELS[consent.method])} {moment(consent.given_at)}"
            f" ¥{format_money(consent.amount_fen)}" + ("" if consent.agreed else self.tr(" 不同意"))
            for consent in order.consents
        ]
