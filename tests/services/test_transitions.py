"""The way of an order, move by move: against a table written by hand, and each service held to it."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select, text

from app.errors import Refusal, WrongState
from app.models.access import Permission, Role
from app.models.orders import StageChange
from app.models.stages import TRANSITIONS, Action, Stage, transition
from app.services import certificates, entries, estimates, inspection, order_end, settlement, workshop
from app.services.acts import SERVICES
from app.values import Milli
from tests.builders import CONSENT, Shop, authorised, issued, received, work_line
from tests.services.acts_of_the_station import registered

A, P, S = Action, Permission, Stage

# action: the stages it leaves, the one it enters, the right, the way back, whether a reason is asked.
WAY: dict[Action, tuple[set[Stage], Stage, Permission, Action | None, bool]] = {
    A.QUOTE: ({S.OPENED}, S.QUOTED, P.RECEIVE, A.WITHDRAW_QUOTE, False),
    A.WITHDRAW_QUOTE: ({S.QUOTED}, S.OPENED, P.RECEIVE, A.QUOTE, True),
    A.AUTHORISE: ({S.QUOTED}, S.AUTHORISED, P.AUTHORISE, A.WITHDRAW_AUTHORISATION, False),
    A.WITHDRAW_AUTHORISATION: ({S.AUTHORISED}, S.QUOTED, P.AUTHORISE, A.AUTHORISE, True),
    A.DISPATCH: ({S.AUTHORISED}, S.DISPATCHED, P.DISPATCH, A.RECALL, False),
    A.RECALL: ({S.DISPATCHED}, S.AUTHORISED, P.DISPATCH, A.DISPATCH, True),
    A.START: ({S.DISPATCHED}, S.IN_WORK, P.CLOCK, None, False),
    A.FINISH: ({S.IN_WORK}, S.AWAITING_INSPECTION, P.CLOCK, A.UNDO_FINISH, False),
    A.UNDO_FINISH: ({S.AWAITING_INSPECTION}, S.IN_WORK, P.UNDO_FINISH, A.FINISH, True),
    A.RESUME: ({S.AWAITING_INSPECTION}, S.IN_WORK, P.DECIDE_EXTRA, A.FINISH, False),
    A.PASS: ({S.AWAITING_INSPECTION}, S.PASSED, P.INSPECT, A.UNDO_PASS, False),
    A.FAIL: ({S.AWAITING_INSPECTION}, S.IN_WORK, P.INSPECT, None, False),
    A.UNDO_PASS: ({S.PASSED}, S.IN_WORK, P.UNDO_PASS, A.PASS, True),
    A.SETTLE: ({S.PASSED, S.NOT_REPAIRED}, S.SETTLED, P.SETTLE, A.REVERSE_SETTLEMENT, False),
    A.REVERSE_SETTLEMENT: ({S.SETTLED}, S.PASSED, P.REVERSE_SETTLEMENT, A.SETTLE, True),
    A.DELIVER: ({S.SETTLED}, S.DELIVERED, P.DELIVER, None, False),
    A.CLOSE: ({S.DELIVERED}, S.CLOSED, P.DELIVER, A.REOPEN, False),
    A.REOPEN: ({S.CLOSED}, S.DELIVERED, P.REOPEN_FILE, A.CLOSE, True),
    A.CANCEL: ({S.OPENED, S.QUOTED, S.AUTHORISED, S.DISPATCHED, S.IN_WORK}, S.CANCELLED, P.CANCEL_ORDER, None, True),
    A.GIVE_UP_REPAIR: ({S.QUOTED, S.AUTHORISED, S.DISPATCHED, S.IN_WORK}, S.NOT_REPAIRED, P.CANCEL_ORDER, None, True),
}

# The service behind each move. Nobody files an order away yet: that comes with the follow-up.
PERFORMED_BY = {
    A.QUOTE: "estimates.quote_order",
    A.WITHDRAW_QUOTE: "estimates.withdraw_quote",
    A.AUTHORISE: "estimates.authorise_order",
    A.WITHDRAW_AUTHORISATION: "estimates.withdraw_authorisation",
    A.DISPATCH: "workshop.assign_line",
    A.RECALL: "workshop.take_back_assignment",
    A.START: "workshop.start_work",
    A.FINISH: "workshop.finish_work",
    A.UNDO_FINISH: "workshop.undo_finish",
    A.RESUME: "extra_work.decide_extra_work",
    A.PASS: "inspection.conclude_inspection",
    A.FAIL: "inspection.conclude_inspection",
    A.UNDO_PASS: "inspection.undo_pass",
    A.SETTLE: "settlement.settle_order",
    A.REVERSE_SETTLEMENT: "settlement.reverse_settlement",
    A.DELIVER: "delivery.deliver_car",
    A.CLOSE: "order_end.close_order",
    A.REOPEN: "order_end.reopen_file",
    A.CANCEL: "order_end.cancel_order",
    A.GIVE_UP_REPAIR: "order_end.give_up_repair",
}


def test_the_table_is_the_one_written_here() -> None:
    found = {
        action: (set(row.leaves), row.enters, row.permission, row.reverse, row.needs_reason)
        for action, row in TRANSITIONS.items()
    }
    assert found == WAY
    assert set(WAY) == set(Action)


@pytest.mark.parametrize(("action", "stage"), list(itertools.product(Action, Stage)))
def test_an_action_is_allowed_only_where_the_table_says(action: Action, stage: Stage) -> None:
    leaves, enters, *_ = WAY[action]
    if stage in leaves:
        assert transition(action, stage).enters is enters
    else:
        with pytest.raises(WrongState) as refused:
            transition(action, stage)
        assert refused.value.place == "order.stage"


def test_every_way_back_can_be_gone_from_where_the_move_led() -> None:
    for action, (_, enters, _, reverse, _) in WAY.items():
        if reverse is not None and action is not A.UNDO_PASS:  # back in work, it is finished before it passes again
            assert enters in WAY[reverse][0], action


def test_every_move_has_a_service_with_the_right_of_the_table() -> None:
    registered()
    assert set(PERFORMED_BY) == set(Action)
    for action, name in PERFORMED_BY.items():
        assert SERVICES[name] is WAY[action][2], name


@pytest.fixture
def order(sqlite_shop: Shop) -> int:
    """Return an authorised order without parts: nothing but its stage stands in anybody's way."""
    shop = sqlite_shop
    lines = received(shop, lines=labour_only(shop)).order_id
    shop.do(Role.RECEPTION, estimates.quote_order, lines)
    shop.do(Role.RECEPTION, estimates.authorise_order, lines, CONSENT, confirmed=frozenset({"gap.paper"}), reason="急")
    return lines


def labour_only(shop: Shop) -> entries.LinesEntry:
    """Return one labour line and nothing else."""
    return entries.LinesEntry(labour=(entries.LabourEntry(operation_id=shop.operations["GS-0600"]),))


def put_into(shop: Shop, order_id: int, stage: Stage) -> None:
    """Write a stage past all services, as no service would."""
    with shop.station.engines.writer.begin() as connection:
        connection.execute(
            text("UPDATE work_order SET stage = :stage WHERE id = :id"), {"stage": stage, "id": order_id}
        )


@dataclass(frozen=True)
class Call:
    """A service that moves an order by its key, and the stages it may be called in."""

    role: Role
    service: Callable[..., Any]
    stages: set[Stage]
    args: tuple[object, ...] = ()
    seen: bool = False
    reasoned: bool = True

    def on(self, shop: Shop, order_id: int, reason: str = "试", **more: Any) -> Any:
        """Do it."""
        if self.seen:
            more["seen"] = shop.order(order_id).version
        return shop.do(self.role, self.service, order_id, *self.args, reason=reason, **more)


CALLS = {
    "quote": Call(Role.RECEPTION, estimates.quote_order, {S.OPENED}, reasoned=False),
    "withdraw_quote": Call(Role.RECEPTION, estimates.withdraw_quote, {S.QUOTED}),
    "authorise": Call(Role.RECEPTION, estimates.authorise_order, {S.QUOTED}, (CONSENT,), reasoned=False),
    "withdraw_authorisation": Call(Role.RECEPTION, estimates.withdraw_authorisation, {S.AUTHORISED}),
    "open_inspection": Call(Role.INSPECTION, inspection.open_inspection, {S.AWAITING_INSPECTION}, reasoned=False),
    "undo_pass": Call(Role.WORKSHOP_LEAD, inspection.undo_pass, {S.PASSED}),
    "settle": Call(Role.SETTLEMENT, settlement.settle_order, {S.PASSED, S.NOT_REPAIRED}, reasoned=False),
    "reverse_settlement": Call(Role.FINANCE, settlement.reverse_settlement, {S.SETTLED}),
    "close": Call(Role.RECEPTION, order_end.close_order, {S.DELIVERED}, seen=True, reasoned=False),
    "reopen": Call(Role.RECEPTION_LEAD, order_end.reopen_file, {S.CLOSED}, seen=True),
    "cancel": Call(Role.RECEPTION, order_end.cancel_order, WAY[A.CANCEL][0], seen=True),
    "give_up": Call(Role.RECEPTION, order_end.give_up_repair, WAY[A.GIVE_UP_REPAIR][0], seen=True),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_service_refuses_every_stage_but_its_own(sqlite_shop: Shop, order: int, name: str) -> None:
    shop, call = sqlite_shop, CALLS[name]
    confirmed = frozenset({"gap.paper"})
    for stage in set(Stage) - call.stages:
        put_into(shop, order, stage)
        before = shop.found(StageChange)
        with pytest.raises(WrongState) as refused:
            call.on(shop, order, confirmed=confirmed)
        assert refused.value.place == "order.stage"
        assert shop.order(order).stage is stage
        assert len(shop.found(StageChange)) == len(before)


LET_IN = [(name, stage) for name, call in CALLS.items() for stage in sorted(call.stages)]


@pytest.mark.parametrize(("name", "stage"), LET_IN)
def test_a_service_is_let_in_its_own_stage(sqlite_shop: Shop, order: int, name: str, stage: Stage) -> None:
    put_into(sqlite_shop, order, stage)
    CALLS[name].on(sqlite_shop, order, confirmed=frozenset({"gap.paper"}))
    with sqlite_shop.looking() as session:
        last = session.scalars(select(StageChange).order_by(StageChange.id.desc())).first()
    assert name == "open_inspection" or (last is not None and last.left is stage)


@pytest.mark.parametrize("name", [name for name, call in CALLS.items() if call.reasoned])
def test_the_way_back_and_the_side_exits_ask_for_a_reason(sqlite_shop: Shop, order: int, name: str) -> None:
    call = CALLS[name]
    put_into(sqlite_shop, order, min(call.stages))
    for reason in ("", "   "):
        with pytest.raises(Refusal, match="原因") as refused:
            call.on(sqlite_shop, order, reason)
        assert refused.value.place == "reason"


def test_every_move_is_kept_with_who_when_why(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = authorised(shop)
    shop.do(Role.RECEPTION, estimates.withdraw_authorisation, car.order_id, reason="客户要改项目")
    rows = [(row.action, row.left, row.entered, row.reason) for row in shop.found(StageChange)]
    assert rows == [
        (A.QUOTE, S.OPENED, S.QUOTED, ""),
        (A.AUTHORISE, S.QUOTED, S.AUTHORISED, "打印机没纸"),
        (A.WITHDRAW_AUTHORISATION, S.AUTHORISED, S.QUOTED, "客户要改项目"),
    ]
    assert {row.account_id for row in shop.found(StageChange)} == {shop.actors[Role.RECEPTION].account_id}


def test_the_record_of_a_reversed_settlement_says_the_stage_it_led_back_to(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = issued(shop)
    work_line(shop, shop.lines(car.order_id)[0][0].id)
    seen = shop.order(car.order_id).version
    shop.do(Role.RECEPTION, order_end.give_up_repair, car.order_id, seen=seen, reason="等不到配件")
    shop.do(Role.SETTLEMENT, settlement.settle_order, car.order_id)
    shop.do(Role.FINANCE, settlement.reverse_settlement, car.order_id, reason="重算")
    assert shop.order(car.order_id).stage is S.NOT_REPAIRED
    with shop.looking() as session:
        last = session.scalars(select(StageChange).order_by(StageChange.id.desc())).first()
    assert last is not None
    assert (last.left, last.entered) == (S.SETTLED, S.NOT_REPAIRED)


def test_an_order_of_parts_alone_is_sent_to_inspection_by_hand(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    part = entries.PartEntry(quantity=Milli(1000), part_id=shop.parts["W5-3004"])
    car = received(shop, lines=entries.LinesEntry(parts=(part,)))
    shop.do(Role.RECEPTION, estimates.quote_order, car.order_id)
    with pytest.raises(WrongState):
        shop.do(Role.TECHNICIAN, workshop.finish_order, car.order_id)
    paper = frozenset({"gap.paper"})
    shop.do(Role.RECEPTION, estimates.authorise_order, car.order_id, CONSENT, confirmed=paper, reason="急")
    shop.do(Role.TECHNICIAN, workshop.finish_order, car.order_id)
    assert shop.order(car.order_id).stage is S.AWAITING_INSPECTION
    with pytest.raises(WrongState):
        shop.do(Role.INSPECTION, certificates.issue_certificate, car.order_id)
