"""Handing the car back: every gate of the visit, then the slip, the gate pass and the end of the visit."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from app.errors import InvalidEntry, WrongState
from app.models.access import Role
from app.models.customers import Vehicle
from app.models.guarantee import RepairClass
from app.models.money import PaymentMethod, Statement
from app.models.quality import Certificate
from app.models.stages import Stage
from app.models.tools import Tool
from app.models.visits import Delivery, Visit
from app.services import (
    certificates,
    customers,
    delivery,
    entries,
    estimates,
    order_end,
    reception,
    settings,
    settlement,
    tool_room,
)
from app.values import MAX_KM
from tests.builders import CONSENT, Shop, arrival, authorised, issued, pass_inspection, passed, received, work_line
from tests.services.answers import asks_first, is_refused

RECEPTION = Role.RECEPTION
HANDOVER = delivery.DeliveryEntry(receiver="周大年", mileage_out=60_190, old_parts_shown=True)


def pay_all(shop: Shop, order_id: int) -> None:
    for due in shop.found(Statement, order_id=order_id):
        shop.do(
            Role.SETTLEMENT, settlement.pay_statement, due.id, PaymentMethod.WECHAT, due.total_fen, seen=due.version
        )


def ready(shop: Shop) -> entries.Received:
    """Bring the usual car as far as it may leave."""
    car = passed(shop)
    shop.do(Role.INSPECTION, certificates.issue_certificate, car.order_id)
    shop.do(Role.SETTLEMENT, settlement.settle_order, car.order_id)
    pay_all(shop, car.order_id)
    return car


def deliver(shop: Shop, car: entries.Received, **changed: Any) -> delivery.Delivered:
    done: delivery.Delivered = shop.do(RECEPTION, delivery.deliver_car, car.visit_id, replace(HANDOVER, **changed))
    return done


def test_a_car_with_everything_in_order_leaves_with_slip_and_gate_pass(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = ready(shop)
    assert shop.ask(RECEPTION, delivery.open_points, car.visit_id) == ()
    shop.clock.pass_time(hours=1)
    done = deliver(shop, car, advice="磨合 200 km", remaining_faults="右后门划痕", covers_off=False)
    assert (done.slip, done.gate_pass) == ("JC20261122-0001", "CM20261122-0001")
    (visit,) = shop.found(Visit)
    assert (visit.left_at, visit.mileage_out) == (shop.clock.now, 60_190)
    (kept,) = shop.found(Delivery)
    assert (kept.advice, kept.remaining_faults) == ("磨合 200 km", "右后门划痕")
    order = shop.order(car.order_id)
    assert (order.stage, order.ended_at) == (Stage.DELIVERED, shop.clock.now)
    assert shop.found(Vehicle)[0].mileage == 60_190
    with pytest.raises(WrongState, match="已经交出"):
        deliver(shop, car)


def test_each_gate_refuses_in_turn_and_leads_to_where_it_is_opened(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = passed(shop)
    call = (RECEPTION, delivery.deliver_car, car.visit_id, HANDOVER)
    is_refused(shop, *call, match="WX20261122-0001 还没有结算,现在是“待结算”", place="order.stage")
    shop.do(Role.SETTLEMENT, settlement.settle_order, car.order_id)
    points = shop.ask(RECEPTION, delivery.open_points, car.visit_id)
    assert [(point.key, point.must) for point in points] == [("delivery.unpaid", True), ("delivery.certificate", True)]
    is_refused(shop, *call, match="JS20261122-0001 还没有收款或挂账", place="settlement.amount")
    pay_all(shop, car.order_id)
    is_refused(shop, *call, match="还没有签发合格证", place="inspection.certificate")
    shop.do(Role.INSPECTION, certificates.issue_certificate, car.order_id)
    shop.do(*call)
    assert shop.found(Visit)[0].left_at is not None


def test_on_account_is_as_good_as_paid(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = passed(shop)
    shop.do(Role.INSPECTION, certificates.issue_certificate, car.order_id)
    shop.do(Role.SETTLEMENT, settlement.settle_order, car.order_id)
    due = shop.found(Statement)[0]
    shop.do(Role.FINANCE, settlement.put_on_account, due.id, seen=due.version, reason="月结")
    assert deliver(shop, car).gate_pass


def test_a_voided_certificate_does_not_open_the_gate(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = ready(shop)
    shop.do(Role.INSPECTION, certificates.void_certificate, "HG20261122-0001", reason="打印错位")
    is_refused(
        shop,
        RECEPTION,
        delivery.deliver_car,
        car.visit_id,
        HANDOVER,
        match="还没有签发合格证",
        place="inspection.certificate",
    )


@pytest.mark.parametrize("repair_class", list(RepairClass))
def test_three_classes_need_a_certificate_whatever_the_station_decides(
    sqlite_shop: Shop, repair_class: RepairClass
) -> None:
    shop = sqlite_shop
    car = passed(shop)
    shop.do(Role.STATION_MANAGER, settings.change_setting, "certificate_for_every_car", value=False)
    seen = shop.order(car.order_id).repair_class
    shop.do(RECEPTION, reception.change_order, car.order_id, {"repair_class": (seen, repair_class)})
    shop.do(Role.SETTLEMENT, settlement.settle_order, car.order_id)
    pay_all(shop, car.order_id)
    must = {RepairClass.COMPLETE_OVERHAUL, RepairClass.UNIT_OVERHAUL, RepairClass.SECOND_MAINTENANCE}
    keys = [point.key for point in shop.ask(RECEPTION, delivery.open_points, car.visit_id)]
    assert keys == (["delivery.certificate"] if repair_class in must else [])


def test_every_order_of_the_visit_stands_before_the_gate(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = ready(shop)
    labour = entries.LinesEntry(labour=(entries.LabourEntry(name="检查异响", lump_fen=entries.NOTHING),))
    more = entries.OrderEntry(shop.business["internal"], request="异响再查", promise_open=True)
    second = shop.do(RECEPTION, reception.add_order, car.visit_id, more, labour)
    call = (RECEPTION, delivery.deliver_car, car.visit_id, HANDOVER)
    is_refused(shop, *call, match="还没有结算", place="order.stage")
    seen = shop.order(second).version
    shop.do(RECEPTION, order_end.cancel_order, second, seen=seen, reason="客户不查了")
    shop.do(*call)
    assert shop.order(second).stage is Stage.CANCELLED


def test_nothing_is_added_to_a_visit_that_ended(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = ready(shop)
    deliver(shop, car)
    more = entries.OrderEntry(shop.business["repair"], promise_open=True)
    is_refused(
        shop,
        RECEPTION,
        reception.add_order,
        car.visit_id,
        more,
        entries.LinesEntry(),
        match="已离厂",
        place="reception",
        kind=WrongState,
    )


def test_tools_old_parts_and_a_mileage_that_shrank_are_asked_about(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = ready(shop)
    tool = shop.found(Tool)[0]
    lend = (Role.TOOL_ROOM, tool_room.lend_tool, tool.id, shop.technicians[0])
    shop.do(*lend, seen=tool.version, order_id=car.order_id)
    asks_first(
        shop,
        RECEPTION,
        delivery.deliver_car,
        car.visit_id,
        replace(HANDOVER, old_parts_shown=False, mileage_out=60_179),
        asked={
            "delivery.tools": "tools.loans",
            "delivery.old_parts": "delivery.old_parts",
            "mileage.out_below_in": "delivery.mileage",
        },
    )
    assert shop.found(Visit)[0].left_at is not None


def test_covers_are_a_tick_and_never_a_gate(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    deliver(shop, ready(shop), covers_off=False)
    assert not shop.found(Delivery)[0].covers_off


@pytest.mark.parametrize("receiver", ["", " 　"])
def test_somebody_receives_the_car(sqlite_shop: Shop, receiver: str) -> None:
    shop = sqlite_shop
    is_refused(
        shop,
        RECEPTION,
        delivery.deliver_car,
        ready(shop).visit_id,
        replace(HANDOVER, receiver=receiver),
        match="接车人",
        place="delivery.receiver",
        kind=InvalidEntry,
    )


def test_without_a_mileage_typed_slip_and_certificate_say_the_same(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = ready(shop)
    certificate = shop.found(Certificate)[-1]
    assert certificate.mileage_out is not None
    deliver(shop, car, mileage_out=None)
    assert shop.found(Visit)[-1].mileage_out == certificate.mileage_out
    assert shop.found(Delivery)[-1].mileage_out == certificate.mileage_out


@pytest.mark.parametrize("km", [-1, MAX_KM + 1])
@pytest.mark.parametrize(
    ("field", "place"), [("mileage_out", "delivery.mileage"), ("next_service_km", "delivery.next_service")]
)
def test_kilometres_are_some_that_can_be(sqlite_shop: Shop, field: str, place: str, km: int) -> None:
    shop = sqlite_shop
    typed: dict[str, Any] = {field: km}
    is_refused(
        shop,
        RECEPTION,
        delivery.deliver_car,
        ready(shop).visit_id,
        replace(HANDOVER, **typed),
        match="超出范围",
        place=place,
        kind=InvalidEntry,
    )


def test_a_car_not_repaired_leaves_without_a_certificate_once_it_is_settled(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = issued(shop)
    work_line(shop, shop.lines(car.order_id)[0][0].id)
    seen = shop.order(car.order_id).version
    shop.do(RECEPTION, order_end.give_up_repair, car.order_id, seen=seen, reason="等不到配件")
    call = (RECEPTION, delivery.deliver_car, car.visit_id, HANDOVER)
    is_refused(shop, *call, match="还没有结算,现在是“未修出厂”", place="order.stage")
    shop.do(Role.SETTLEMENT, settlement.settle_order, car.order_id)
    pay_all(shop, car.order_id)
    assert shop.do(*call).gate_pass == "CM20261122-0001"


def test_an_order_is_not_given_up_or_cancelled_over_a_running_clock_or_a_tool(sqlite_shop: Shop) -> None:
    from app.services import workshop

    shop = sqlite_shop
    car = authorised(shop)
    line = shop.lines(car.order_id)[0][0]
    zhang = shop.technicians[0]
    shop.do(Role.DISPATCH, workshop.assign_line, line.id, zhang, minutes=30)
    shop.do(Role.TECHNICIAN, workshop.start_work, line.id, zhang)
    for service in (order_end.give_up_repair, order_end.cancel_order):
        seen = shop.order(car.order_id).version
        call = (RECEPTION, service, car.order_id)
        is_refused(shop, *call, seen=seen, reason="不修了", match="正在施工", place="dispatch.clock")
    shop.do(Role.TECHNICIAN, workshop.finish_work, line.id, zhang)
    tool = shop.found(Tool)[0]
    lend = (Role.TOOL_ROOM, tool_room.lend_tool, tool.id, zhang)
    shop.do(*lend, seen=tool.version, order_id=car.order_id)
    for service in (order_end.give_up_repair, order_end.cancel_order):
        seen = shop.order(car.order_id).version
        call = (RECEPTION, service, car.order_id)
        is_refused(shop, *call, seen=seen, reason="不修了", match="JY20261122-0001", place="tools.loans")


def test_the_same_car_comes_back_and_its_mileage_is_compared(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = ready(shop)
    again = arrival(shop, customer=None, vehicle=None, vehicle_id=car.vehicle_id)
    is_refused(shop, RECEPTION, reception.receive_car, again, match="京N·7L820 已在厂", place="vehicles")
    deliver(shop, car)
    shop.clock.pass_time(days=40)
    order = replace(again.order, promised_at=shop.clock.now + timedelta(hours=2))
    again = replace(again, order=order, visit=replace(again.visit, mileage=60_189))
    asks_first(shop, RECEPTION, reception.receive_car, again, asked={"mileage.below_last": "reception.mileage"})
    assert shop.found(Visit)[-1].mileage_answer == "已核对"
    known = shop.ask(RECEPTION, customers.recall_car, car.vehicle_id)
    assert known.in_shop_visit == shop.found(Visit)[-1].id


def test_a_repair_class_is_not_changed_after_the_end(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = ready(shop)
    deliver(shop, car)
    is_refused(
        shop,
        RECEPTION,
        reception.change_order,
        car.order_id,
        {"wash": (True, False)},
        match="已结束",
        place="order.stage",
        kind=WrongState,
    )


def test_a_certified_order_keeps_its_repair_class(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = passed(shop)
    shop.do(Role.INSPECTION, certificates.issue_certificate, car.order_id)
    overhaul = (RECEPTION, reception.change_order, car.order_id)
    usual = shop.order(car.order_id)
    for edits in (
        {"repair_class": (usual.repair_class, RepairClass.UNIT_OVERHAUL)},
        {"business_type_id": (usual.business_type_id, shop.business["body_paint"])},
    ):
        is_refused(shop, *overhaul, edits, match="先作废合格证 HG20261122-0001", place="inspection.certificate")
    shop.do(*overhaul, {"wash": (True, False)})
    shop.do(Role.INSPECTION, certificates.void_certificate, "HG20261122-0001", reason="类别选错")
    shop.do(*overhaul, {"repair_class": (usual.repair_class, RepairClass.UNIT_OVERHAUL)})
    shop.do(Role.INSPECTION, certificates.issue_certificate, car.order_id)
    assert shop.order(car.order_id).repair_class is RepairClass.UNIT_OVERHAUL


def test_a_quick_visit_of_labour_alone_needs_no_parts_desk(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    lines = entries.LinesEntry(labour=(entries.LabourEntry(operation_id=shop.operations["GS-0200"]),))
    car = received(shop, lines=lines)
    shop.do(RECEPTION, estimates.quote_order, car.order_id)
    paper = frozenset({"gap.paper"})
    shop.do(RECEPTION, estimates.authorise_order, car.order_id, CONSENT, confirmed=paper, reason="急")
    work_line(shop, shop.lines(car.order_id)[0][0].id)
    pass_inspection(shop, car.order_id)
    shop.do(Role.INSPECTION, certificates.issue_certificate, car.order_id)
    shop.do(Role.SETTLEMENT, settlement.settle_order, car.order_id)
    pay_all(shop, car.order_id)
    assert deliver(shop, car).slip


def test_a_file_is_closed_once_the_follow_up_is_due(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = ready(shop)
    deliver(shop, car)
    left = shop.clock.now
    shop.clock.pass_time(days=3)
    shop.do(RECEPTION, order_end.close_order, car.order_id, seen=shop.order(car.order_id).version)
    order = shop.order(car.order_id)
    assert (order.stage, order.ended_at) == (Stage.CLOSED, left), "the repair ended when the car left"


def test_a_file_closed_before_the_follow_up_says_why_and_is_opened_again_by_the_lead(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = ready(shop)
    is_refused(
        shop, RECEPTION, order_end.close_order, car.order_id, seen=shop.order(car.order_id).version,
        match="待交车.*不能归档", place="order.stage", kind=WrongState,
    )  # fmt: skip
    deliver(shop, car)
    shop.clock.pass_time(days=2, hours=23)
    seen = shop.order(car.order_id).version
    asks_first(
        shop, RECEPTION, order_end.close_order, car.order_id,
        asked={"close.follow_up": "delivery.follow_up"}, seen=seen,
    )  # fmt: skip
    seen = shop.order(car.order_id).version
    is_refused(shop, Role.RECEPTION_LEAD, order_end.reopen_file, car.order_id, seen=seen, match="原因", place="reason")
    shop.do(Role.RECEPTION_LEAD, order_end.reopen_file, car.order_id, seen=seen, reason="客户补开发票")
    assert shop.order(car.order_id).stage is Stage.DELIVERED
    assert shop.found(Visit)[0].left_at is not None


def test_a_file_with_an_unpaid_statement_stays_open(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = ready(shop)
    deliver(shop, car)
    with shop.station.engines.writer.begin() as connection:
        connection.execute(text("UPDATE statement SET state = 'open'"))
    shop.clock.pass_time(days=3)
    is_refused(
        shop, RECEPTION, order_end.close_order, car.order_id, seen=shop.order(car.order_id).version,
        match="JS20261122-0001 还没有收款或挂账", place="settlement.amount",
    )  # fmt: skip
