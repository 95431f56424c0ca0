"""The reception desk (接待): a car comes, is authorised, asks for more, and goes; the order's stage says what shows."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from app.changes import Change
from app.drafts.draft import Draft
from app.models.access import Permission
from app.models.orders import ExtraState
from app.models.stages import LINES_OPEN, WORKSHOP_STAGES, Action, Stage
from app.services import masters, order_view, visits
from app.services.entries import Received
from app.services.masters import BusinessTypeRow
from app.values import format_plate
from app.views.desk import Desk
from app.views.reception.arrival import ArrivalCard
from app.views.reception.arrival_draft import ARRIVAL
from app.views.reception.card_slot import CardSlot
from app.views.reception.cards_dock import BEFORE_END, CardsDock
from app.views.reception.comeback import ComebackCard
from app.views.reception.consent import ConsentCard
from app.views.reception.delivery import DeliveredCard, DeliveryCard
from app.views.reception.end_card import EndCard
from app.views.reception.extra import DecideExtraCard, ProposeExtraCard, QuoteExtraCard
from app.views.reception.order_cards import AnotherOrderCard, HeadCard, LinesCard
from app.views.reception.order_fields import OrderFields
from app.views.reception.pieces import ReceptionCard, named, say, wrapped
from app.views.reception.record_card import RecordCard
from app.views.reception.refused import RefusedCard
from app.views.reception.todo import TodoCard
from app.views.walking import in_reading_order

if TYPE_CHECKING:
    from app.services.order_rows import OrderInHand
    from app.views.calls import Asking

_UNDER_WAY = WORKSHOP_STAGES | {Stage.AWAITING_INSPECTION}


class ReceptionDock(CardsDock):
    """Cards of the reception desk; each is built when an order first needs it."""

    NAME = "reception"
    WATCHES = (
        Change.VISITS | Change.ORDERS | Change.LINES | Change.CUSTOMERS | Change.QUALITY | Change.MONEY
        | Change.TOOLS | Change.CATALOGUE
    )  # fmt: skip

    arrival = CardSlot(ArrivalCard)
    decide_extra = CardSlot(DecideExtraCard)
    quote_extra = CardSlot(QuoteExtraCard)
    comeback = CardSlot(ComebackCard)
    consent = CardSlot(ConsentCard)
    delivery = CardSlot(DeliveryCard)
    delivered = CardSlot(DeliveredCard)
    lines_card = CardSlot(LinesCard)
    propose_extra = CardSlot(ProposeExtraCard)
    refused = CardSlot(RefusedCard)
    head_card = CardSlot(HeadCard)
    record_card = CardSlot(RecordCard)
    another = CardSlot(AnotherOrderCard)
    end_card = CardSlot(EndCard)

    def __init__(self, desk: Desk, title: str, parent: QWidget | None = None) -> None:
        """Build the list of what waits; everything else comes with an order or with Ctrl+N."""
        super().__init__(desk, title, parent)
        self.order: OrderInHand | None = None
        self._types: Sequence[BusinessTypeRow] = ()
        self._asking: Asking | None = None
        self._arriving = False
        self._order_before: int | None = None
        self._lead_the_cursor = False
        self._cards: dict[str, ReceptionCard] = {}
        self.hint = wrapped()
        self.resume_button = named(QPushButton(self), "receptionResume")
        self.resume_button.clicked.connect(lambda _checked: self.new_arrival())
        self.resume_button.hide()
        self.todo = TodoCard(self)
        self.body.addWidget(self.resume_button)
        self.body.addWidget(self.hint)
        self.body.addWidget(self.todo)
        self.body.addStretch(1)
        self.place("order.stage", self.todo.table)
        self.place("reception", self.todo.table)
        desk.vehicle_found.connect(self._vehicle_found)
        desk.signed_in.connect(self._person_changed)
        desk.draft_wanted.connect(self._draft_wanted)
        self.visibilityChanged.connect(self._came_up)

    def add_card(self, name: str, card: ReceptionCard) -> None:
        """Put a card that was just built where it belongs, hidden."""
        names = ("arrival", *BEFORE_END)
        before = sum(1 for other in names[: names.index(name)] if other in self._cards)
        self._cards[name] = card
        self.body.insertWidget(self.body.indexOf(self.hint) + 1 + before, card)
        card.hide()
        self._offer_types(card)
        if isinstance(card, ArrivalCard):
            card.received.connect(self._received)
            card.put_aside.connect(self._leave_arrival)

    def _offer_types(self, card: ReceptionCard) -> None:
        head = getattr(card, "head", None)
        if isinstance(head, OrderFields) and self._types:
            head.offer(self._types)

    def new_arrival(self, plate: str = "") -> None:
        """Begin to receive a car, or go on with the one that was put aside."""
        self._arriving = True
        self._order_before = self.desk.current_order
        self.clear_notices()
        self._show_cards()
        self._show_top()
        if plate:
            self.arrival.recall_plate(plate)
        self.arrival.first_field().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _vehicle_found(self, hit: Any) -> None:  # noqa: ANN401 - a search hit or nothing
        self.new_arrival()
        if hit is not None and self.arrival.unsaved():
            self.show_notice(self.tr("还有一张没填完的接车单,请先接车或清空。"), good=False)
        elif hit is not None:
            self.arrival.recall_vehicle(hit.vehicle_id)

    def _received(self, received: Received) -> None:
        self._arriving = False
        self._lead_the_cursor = True
        self.desk.take_in_hand(received.order_id, received.visit_id)

    def _leave_arrival(self) -> None:
        self._arriving = False
        self._show_cards()

    def _draft_wanted(self, draft: Draft) -> None:
        """Build the form of an arrival whose draft is about to be opened."""
        if draft.form == ARRIVAL:
            self.new_arrival()

    def _person_changed(self, _actor: object) -> None:
        self._types = ()
        self.refresh_soon()

    def _came_up(self, visible: bool) -> None:  # noqa: FBT001 - as Qt sends it
        if visible and self._stale:
            self.refresh_soon()

    def editing(self) -> bool:
        """Tell whether something typed in one of the cards is not saved."""
        return super().editing() or any(card.unsaved() for card in self._cards.values())

    def refresh_soon(self) -> None:
        """Refresh even under somebody's hands: no card overwrites what is being typed."""
        self._stale = not self.isVisible()
        if self.isVisible():
            self.refresh()

    def reload(self) -> None:
        """Read again and drop what was typed for the order in hand, as somebody asked for after a conflict."""
        self.desk.drafts.discard_in(self)
        for card in self._cards.values():
            card.order = None
        super().reload()

    def refresh(self) -> None:
        """Read what waits and the order in hand."""
        if self.desk.actor is None:
            return
        if not self._types:
            self.desk.ask(masters.business_types, by=self, done=self._take_types)
        self.todo.refresh()
        self._read_order(self.desk.current_order)

    def order_changed(self, order_id: int | None, visit_id: int | None) -> None:
        """Show another order; an arrival that was begun is put aside."""
        if order_id != self._order_before:
            self._arriving = False
            self._order_before = order_id
            self.clear_notices()
        super().order_changed(order_id, visit_id)

    def _take_types(self, types: Sequence[BusinessTypeRow]) -> None:
        self._types = types
        for card in self._cards.values():
            self._offer_types(card)

    def _read_order(self, order_id: int | None) -> None:
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None
        if order_id is None:
            self.order = None
            self._show_cards()
            visit_id = self.desk.current_visit
            if visit_id is not None:
                self.desk.ask(visits.newest_order, visit_id, by=self, done=lambda key: self._take_ended(key, visit_id))
        else:
            self._asking = self.desk.ask(order_view.order_in_hand, order_id, by=self, done=self._show_order)

    def _take_ended(self, order_id: int | None, visit_id: int) -> None:
        """Take the ended order of a car that still stands in the yard: it must leave through the gate, too."""
        if order_id is not None and (self.desk.current_order, self.desk.current_visit) == (None, visit_id):
            self.desk.take_in_hand(order_id, visit_id)

    def _show_order(self, order: "OrderInHand") -> None:
        self._asking = None
        before, self.order = self.order, order
        went_on = before is not None and before.id == order.id and _step(before) != _step(order)
        lead = self._lead_the_cursor or (went_on and self._holds_the_cursor())
        self._show_cards()
        if went_on or before is None or before.id != order.id:
            self._show_top()
        if lead and not self._arriving:
            self._lead_the_cursor = False
            self._put_cursor()

    def _show_cards(self) -> None:
        """Show the cards that the order's stage and this person call for, and no others."""
        wanted = ["arrival"] if self._arriving else self._wanted()
        for name in wanted:
            card = getattr(self, name)
            card.show()
            if self.order is not None and name != "arrival":
                card.show_order(self.order)
        for name, card in self._cards.items():
            if name not in wanted:
                card.hide()
        arrival = self._cards.get("arrival")
        aside = not self._arriving and arrival is not None and arrival.unsaved()
        self.resume_button.setVisible(aside)
        if aside and isinstance(arrival, ArrivalCard):
            plate = format_plate(arrival.plate.text())
            self.resume_button.setText(self.tr("继续没填完的接车单 {plate}").format(plate=plate))
        say(self.hint, "" if wanted else self._hint_words())
        in_reading_order(self.body)

    def _wanted(self) -> list[str]:
        order, actor = self.order, self.desk.actor
        if order is None or actor is None:
            return []
        found = _from_before(order) if actor.may(Permission.RECEIVE) else []
        if Action.AUTHORISE in order.actions:
            found.append("consent")
        if Action.DELIVER in order.actions or (
            order.stage is Stage.CANCELLED and order.left_at is None and actor.may(Permission.DELIVER)
        ):
            found.append("delivery")
        if order.left_at is not None:
            found.append("delivered")
        states = {extra.state for extra in order.extras}
        if order.stage in _UNDER_WAY and actor.may(Permission.DECIDE_EXTRA):
            found += ["decide_extra"] if ExtraState.QUOTED in states else []
            found += ["quote_extra"] if ExtraState.PROPOSED in states else []
        if order.stage in _UNDER_WAY and actor.may(Permission.PROPOSE_EXTRA):
            found.append("propose_extra")
        if actor.may(Permission.RECEIVE) and order.left_at is None:
            found += ["lines_card"] if order.stage in (Stage.OPENED, Stage.QUOTED) else []
            found += ["head_card", "record_card", "another"]
        if any(action in order.actions for action in (Action.CANCEL, Action.GIVE_UP_REPAIR)):
            found.append("end_card")
        return found

    def print_paper(self) -> None:
        """Print what this desk hands out at this stage (Ctrl+P)."""
        delivered = self._cards.get("delivered")
        if isinstance(delivered, DeliveredCard) and delivered.isVisible():
            delivered.print_slip()
        elif self.order is not None and not self._arriving:
            self.consent.order = self.consent.order or self.order
            self.consent.print_work_order()


def _from_before(order: "OrderInHand") -> list[str]:
    """Return the cards about the car's former visits: its guarantee, and what its customer refused."""
    found = ["comeback"] if order.stage in LINES_OPEN else []
    return [*found, "refused"] if order.stage in _UNDER_WAY | LINES_OPEN else found


def _step(order: "OrderInHand") -> tuple[object, ...]:
    """Return what decides which card comes first: the stage, and how far each proposal is."""
    return (order.stage, *((extra.id, extra.state) for extra in order.extras))
