"""The ways back and the early ends of an order in hand (撤回、取消、未修出厂)."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.models.stages import Action
from app.services import estimates, order_end
from app.views.reception.pieces import FoldedCard, WayBack, form_on
from app.views.station_dock import StationDock

if TYPE_CHECKING:
    from app.services.order_rows import OrderInHand


class EndCard(FoldedCard):
    """Ways back and early ends (撤回、取消、未修出厂): each asks for its reason."""

    def __init__(self, dock: StationDock) -> None:
        """Build the ways, hidden until the order allows them."""
        super().__init__(dock)
        self.withdraw_quote = WayBack(dock, self.tr("撤回估价"), self._withdraw_quote, "withdrawQuote")
        self.withdraw_consent = WayBack(dock, self.tr("撤回委托"), self._withdraw_consent, "withdrawConsent")
        self.give_up = WayBack(dock, self.tr("未修出厂"), self._give_up, "giveUp")
        self.cancel = WayBack(dock, self.tr("取消施工单"), self._cancel, "cancelOrder")
        self.ways = {
            Action.WITHDRAW_QUOTE: self.withdraw_quote,
            Action.WITHDRAW_AUTHORISATION: self.withdraw_consent,
            Action.GIVE_UP_REPAIR: self.give_up,
            Action.CANCEL: self.cancel,
        }
        panel = QWidget()
        box = form_on(panel)
        for way in self.ways.values():
            box.addRow(way)
        self.fold = self.fold_in(self.tr("撤回、取消"), panel, "end")
        reasons = [way.reason for way in self.ways.values()]
        draft = self.keep_drafts("order end", self.tr("撤回、取消"), reasons[0].place, *reasons)
        for way in self.ways.values():
            way.button.clicked.connect(draft.touch)

    def take_draft(self, values: dict[str, Any]) -> None:
        """Show the reasons that were being typed."""
        del values
        self.fold.set_open(True)
        for way in self.ways.values():
            way.show_reason()

    def begin(self, order: "OrderInHand") -> None:
        """Close every way."""
        del order
        self.fold.set_open(False)
        for way in self.ways.values():
            way.set_open(False)

    def show_order(self, order: "OrderInHand") -> None:
        """Show the ways that this stage and this person allow."""
        super().show_order(order)
        for action, way in self.ways.items():
            way.setVisible(action in order.actions)
        self.setVisible(any(action in order.actions for action in self.ways))

    def unsaved(self) -> bool:
        """Tell whether a reason is being typed."""
        return any(not way.reason.is_blank() for way in self.ways.values())

    def _withdraw_quote(self, reason: str) -> None:
        self._perform(estimates.withdraw_quote, reason)

    def _withdraw_consent(self, reason: str) -> None:
        self._perform(estimates.withdraw_authorisation, reason)

    def _perform(self, service: object, reason: str) -> None:
        if self.order is not None and callable(service):
            self.desk.perform(
                service, self.order.id, by=self, reason=reason, done=self._gone_back, posting=self.posting()
            )

    def _gone_back(self, _answer: object) -> None:
        for way in self.ways.values():
            way.set_open(False)
        self.drop_draft()

    def _give_up(self, reason: str) -> None:
        if self.order is not None:
            self._end(order_end.give_up_repair, self.order, reason)

    def _cancel(self, reason: str) -> None:
        if self.order is not None:
            self._end(order_end.cancel_order, self.order, reason)

    def _end(self, service: Callable[..., object], order: "OrderInHand", reason: str) -> None:
        self.desk.perform(
            service, order.id, seen=order.version, by=self, reason=reason, done=self._gone_back, posting=self.posting()
        )
