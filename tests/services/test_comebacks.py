"""A car that returns within its guarantee: the former order is linked, the station pays, the board shows a red flag."""

import pytest

from app.errors import NeedsConfirmation, WrongState
from app.models.access import Role
from app.models.lines import LabourLine
from app.models.money import PaymentMethod, Statement
from app.models.orders import Payer, WorkOrder
from app.models.stages import Stage
from app.services import (
    board,
    certificates,
    comebacks,
    delivery,
    entries,
    estimates,
    order_lines,
    order_view,
    reception,
    settlement,
)
from app.services.comebacks import GuaranteedOrder
from app.services.order_rows import OrderInHand
from app.values import Fen, Milli
from tests.builders import CONSENT, Shop, arrival, pass_inspection, passed, received, work_line
from tests.services.answers import asks_first, is_refused

CLERK = Role.RECEPTION


def leave(shop: Shop, car: entries.Received, *, km: int = 60_190) -> None:
    """Settle a passed order, pay it and hand the car back."""
    shop.do(Role.INSPECTION, certificates.issue_certificate, car.order_id)
    shop.do(Role.SETTLEMENT, settlement.settle_order, car.order_id)
    for due in shop.ask(Role.SETTLEMENT, delivery.open_points, car.visit_id):
        assert due.key == "delivery.unpaid"
        for row in shop.found(Statement, order_id=car.order_id, state="open"):
            shop.do(
                Role.SETTLEMENT, settlement.pay_statement, row.id, PaymentMethod.CASH, row.total_fen,
                seen=row.version,
            )  # fmt: skip
    entry = delivery.DeliveryEntry(receiver="周大年", mileage_out=km, old_parts_shown=True)
    shop.do(CLERK, delivery.deliver_car, car.visit_id, entry)


def come_back(shop: Shop, vehicle_id: int, *, km: int = 60_400) -> entries.Received:
    """Receive the car again with the noise it had."""
    entry = arrival(
        shop,
        visit=entries.VisitEntry(mileage=km),
        customer=None,
        vehicle=None,
        vehicle_id=vehicle_id,
        lines=entries.LinesEntry(
            labour=(entries.LabourEntry("变速箱异响复查", hours=Milli(1000)),),
            others=(entries.OtherEntry("拖车费", Fen(10_000)),),
        ),
    )
    answer: entries.Received = shop.do(CLERK, reception.receive_car, entry)
    return answer


def offered(shop: Shop, car: entries.Received) -> tuple[GuaranteedOrder, ...]:
    """Return the orders the car is under guarantee for."""
    rows: tuple[GuaranteedOrder, ...] = shop.ask(CLERK, comebacks.guaranteed_orders, car.order_id)
    return rows


def shown(shop: Shop, car: entries.Received) -> OrderInHand:
    """Return the order as the panel shows it."""
    order: OrderInHand = shop.ask(CLERK, order_view.order_in_hand, car.order_id)
    return order


def link(shop: Shop, car: entries.Received, former: int, **more: object) -> None:
    """Say that it is a comeback."""
    shop.do(CLERK, comebacks.link_comeback, car.order_id, former, seen=shop.order(car.order_id).version, **more)


def test_the_guarantee_of_the_certificate_is_offered_with_its_inspector(shop: Shop) -> None:
    first = passed(shop)
    leave(shop, first)
    shop.clock.pass_time(days=9)
    (known,) = shop.ask(CLERK, comebacks.car_under_guarantee, first.vehicle_id)
    again = come_back(shop, first.vehicle_id)
    (row,) = offered(shop, again)
    assert (known.id, known.km_since) == (row.id, None)
    assert (row.number, row.certificate, row.inspector) == ("WX20261122-0001", "HG20261122-0001", "inspection")
    assert (row.guarantee_km, (row.ends_on - row.left_on).days, row.km_since) == (2_000, 10, 210)
    assert "60 000 km 常规保养" in row.work


@pytest.mark.parametrize(("days", "km"), [(11, 60_400), (1, 62_191)])
def test_after_its_days_or_kilometres_nothing_is_offered(sqlite_shop: Shop, days: int, km: int) -> None:
    shop = sqlite_shop
    first = passed(shop)
    leave(shop, first)
    shop.clock.pass_time(days=days)
    again = come_back(shop, first.vehicle_id, km=km)
    assert offered(shop, again) == ()
    asks_first(
        shop, CLERK, comebacks.link_comeback, again.order_id, first.order_id,
        asked={"comeback.expired": "reception.comeback"}, seen=shop.order(again.order_id).version,
    )  # fmt: skip


def test_a_linked_comeback_is_free_and_flagged(shop: Shop) -> None:
    first = passed(shop)
    leave(shop, first)
    again = come_back(shop, first.vehicle_id)
    assert shop.order(again.order_id).customer_fen == 26_000
    link(shop, again, first.order_id)
    order = shop.order(again.order_id)
    assert (order.comeback_of, order.customer_fen) == (first.order_id, 0)
    assert order.business_type_id == shop.business["comeback"]
    labour, _, others = shop.lines(again.order_id)
    assert (labour[0].payer, labour[0].rate_fen, labour[0].amount_fen) == (Payer.INTERNAL, 8_000, 8_000)
    assert (others[0].payer, others[0].amount_fen) == (Payer.INTERNAL, 10_000)
    (row,) = shop.ask(Role.DISPATCH, board.vehicles_in_shop)
    assert row.comeback
    former = shown(shop, again).comeback
    assert former is not None
    assert (former.number, former.inspector, former.times, former.red) == ("WX20261122-0001", "inspection", 1, False)


def test_a_first_visit_is_no_comeback(sqlite_shop: Shop) -> None:
    car = received(sqlite_shop)
    (row,) = sqlite_shop.ask(CLERK, board.vehicles_in_shop)
    assert not row.comeback
    assert shown(sqlite_shop, car).comeback is None


def test_charging_the_customer_of_a_comeback_is_asked_about(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    first = passed(shop)
    leave(shop, first)
    again = come_back(shop, first.vehicle_id)
    link(shop, again, first.order_id)
    wipers = entries.LabourEntry("更换雨刮", hours=Milli(200), payer=Payer.CUSTOMER)
    shop.do(CLERK, order_lines.add_lines, again.order_id, entries.LinesEntry(labour=(wipers,)))
    shop.do(CLERK, estimates.quote_order, again.order_id)
    with pytest.raises(NeedsConfirmation) as asked:
        shop.do(CLERK, estimates.authorise_order, again.order_id, CONSENT)
    assert {doubt.key for doubt in asked.value.doubts} == {"gap.paper", "comeback.charged"}


def test_work_of_that_type_without_a_former_order_is_asked_about(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = received(shop, order=entries.OrderEntry(shop.business["comeback"], promise_open=True))
    shop.do(CLERK, estimates.quote_order, car.order_id)
    with pytest.raises(NeedsConfirmation) as asked:
        shop.do(CLERK, estimates.authorise_order, car.order_id, CONSENT)
    assert {doubt.key: doubt.place for doubt in asked.value.doubts}["comeback.unlinked"] == "reception.comeback"


def test_only_a_former_order_of_the_same_car_that_left_is_linked(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    first = passed(shop)
    leave(shop, first)
    other = received(shop, vehicle=entries.VehicleEntry(plate="冀F2D668"))
    seen = shop.order(other.order_id).version
    is_refused(
        shop, CLERK, comebacks.link_comeback, other.order_id, first.order_id, seen=seen,
        match="不是这辆车以前的施工单", place="reception.comeback",
    )  # fmt: skip
    is_refused(
        shop, CLERK, comebacks.link_comeback, other.order_id, other.order_id, seen=seen,
        match="不是这辆车以前的施工单", place="reception.comeback",
    )  # fmt: skip


def test_it_can_be_taken_back_with_a_reason_before_the_authorisation_only(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    first = passed(shop)
    leave(shop, first)
    again = come_back(shop, first.vehicle_id)
    link(shop, again, first.order_id)
    undo = (CLERK, comebacks.unlink_comeback, again.order_id)
    is_refused(shop, *undo, seen=shop.order(again.order_id).version, match="原因", place="reason")
    shop.do(*undo, seen=shop.order(again.order_id).version, reason="另一种异响")
    assert shop.order(again.order_id).comeback_of is None
    link(shop, again, first.order_id)
    shop.do(CLERK, estimates.quote_order, again.order_id)
    paper = frozenset({"gap.paper"})
    shop.do(CLERK, estimates.authorise_order, again.order_id, CONSENT, confirmed=paper, reason="急")
    is_refused(
        shop, *undo, seen=shop.order(again.order_id).version, reason="晚了", match="请先撤回委托",
        place="order.stage", kind=WrongState,
    )  # fmt: skip


def test_the_same_fault_twice_without_success_is_red(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    first = passed(shop)
    leave(shop, first)
    second = come_back(shop, first.vehicle_id)
    link(shop, second, first.order_id)
    shop.do(CLERK, estimates.quote_order, second.order_id)
    paper = frozenset({"gap.paper"})
    shop.do(CLERK, estimates.authorise_order, second.order_id, CONSENT, confirmed=paper, reason="急")
    for line in shop.found(LabourLine, order_id=second.order_id):
        work_line(shop, line.id)
    pass_inspection(shop, second.order_id)
    leave(shop, second, km=60_420)
    assert shop.order(second.order_id).stage is Stage.DELIVERED
    third = come_back(shop, first.vehicle_id, km=60_500)
    link(shop, third, second.order_id)
    former = shown(shop, third).comeback
    assert former is not None
    assert (former.times, former.red) == (2, True)
    assert [row.comeback_of for row in shop.found(WorkOrder)] == [None, first.order_id, second.order_id]
