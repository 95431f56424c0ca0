"""The quick lane: one click from the gate to the running clock, for listed jobs; checked before the car leaves."""

from dataclasses import replace
from typing import Any

import pytest

from app.errors import Refusal, WrongState
from app.models.access import Role
from app.models.customers import Vehicle
from app.models.lines import LabourLine, WorkState
from app.models.money import PaymentMethod, Statement
from app.models.orders import Consent, WorkOrder
from app.models.stages import Stage
from app.models.visits import Visit
from app.models.workshop import Assignment, WorkSpan
from app.services import certificates, delivery, entries, quick_lane, settings, settlement, workshop
from app.values import Milli
from tests.builders import CONSENT, Shop, arrival, authorised, pass_inspection
from tests.services.answers import asks_first, is_refused

CLERK = Role.RECEPTION
CONFIRMED: dict[str, Any] = {"confirmed": frozenset({"vin.check_digit"}), "reason": "进口车架号"}


def oil_change(shop: Shop, **changed: Any) -> entries.ArrivalEntry:
    """Type an oil change and a new filter."""
    lines = entries.LinesEntry(
        labour=(
            entries.LabourEntry(operation_id=shop.operations["GS-0100"]),
            entries.LabourEntry(operation_id=shop.operations["GS-0200"]),
        ),
        parts=(entries.PartEntry(Milli(1000), part_id=shop.parts["W5-3004"], labour=0),),
    )
    return replace(arrival(shop, lines=lines), **changed)


def go(shop: Shop, entry: entries.ArrivalEntry, technician: int = 1) -> entries.Received:
    """Take the quick lane."""
    answer: entries.Received = shop.do(
        CLERK, quick_lane.take_quick_lane, entry, CONSENT, shop.technicians[technician], **CONFIRMED
    )
    return answer


def test_one_click_and_the_clock_runs(shop: Shop) -> None:
    car = go(shop, oil_change(shop))
    order = shop.order(car.order_id)
    assert (order.stage, order.number) == (Stage.IN_WORK, "WX20261122-0001")
    labour = shop.lines(car.order_id)[0]
    assert [line.work for line in labour] == [WorkState.IN_WORK, WorkState.ASSIGNED]
    first, second = shop.found(Assignment)
    assert (first.planned_start, second.planned_start) == (shop.clock.now, first.planned_end)
    (span,) = shop.found(WorkSpan)
    assert (span.technician_id, span.ended_at) == (shop.technicians[1], None)
    (consent,) = shop.found(Consent)
    assert (consent.given_by, consent.amount_fen) == ("周大年", order.labour_fen + order.material_fen)


@pytest.mark.parametrize("code", ["GS-0600", "GS-2900"])
def test_other_jobs_go_the_usual_way_and_nothing_is_kept(sqlite_shop: Shop, code: str) -> None:
    shop = sqlite_shop
    slow = entries.LinesEntry(labour=(entries.LabourEntry(operation_id=shop.operations[code]),))
    with pytest.raises(Refusal, match="不在快修项目表里") as refused:
        go(shop, oil_change(shop, lines=slow))
    assert refused.value.place == "lines"
    assert shop.found(Visit) == shop.found(WorkOrder) == shop.found(Vehicle) == []


def test_a_job_of_free_words_is_not_on_the_list(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    free = entries.LinesEntry(labour=(entries.LabourEntry("更换机油机滤", hours=Milli(500)),))
    with pytest.raises(Refusal, match="不在快修项目表里"):
        go(shop, oil_change(shop, lines=free))
    parts_only = replace(oil_change(shop).lines, labour=(), parts=(entries.PartEntry(Milli(1000), name="玻璃水"),))
    with pytest.raises(Refusal, match="至少要有一个维修项目"):
        go(shop, oil_change(shop, lines=parts_only))


def test_the_station_says_what_is_quick(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    shop.do(Role.STATION_MANAGER, settings.change_setting, "quick_lane", "GS-0600")
    with pytest.raises(Refusal, match="不在快修项目表里"):
        go(shop, oil_change(shop))
    service = entries.LinesEntry(labour=(entries.LabourEntry(operation_id=shop.operations["GS-0600"]),))
    assert shop.order(go(shop, oil_change(shop, lines=service)).order_id).stage is Stage.IN_WORK


def test_somebody_who_is_busy_does_not_start(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    busy = authorised(shop)
    line = shop.lines(busy.order_id)[0][0]
    shop.do(Role.DISPATCH, workshop.assign_line, line.id, shop.technicians[1], minutes=20)
    shop.do(Role.TECHNICIAN, workshop.start_work, line.id, shop.technicians[1])
    with pytest.raises(WrongState, match="请先暂停或完工"):
        go(shop, oil_change(shop, vehicle=entries.VehicleEntry(plate="冀F2D668")))
    assert len(shop.found(Visit)) == 1
    go(shop, oil_change(shop, vehicle=entries.VehicleEntry(plate="冀F2D668")), technician=0)
    assert len(shop.found(WorkSpan, ended_at=None)) == 2


def test_the_checks_come_before_the_car_leaves(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    entry = oil_change(
        shop,
        visit=entries.VisitEntry(bringer="周先生"),
        vehicle=entries.VehicleEntry(plate="京N7L820"),
        lines=entries.LinesEntry(labour=(entries.LabourEntry(operation_id=shop.operations["GS-0100"]),)),
    )
    car: entries.Received = shop.do(CLERK, quick_lane.take_quick_lane, entry, CONSENT, shop.technicians[1])
    (line,) = shop.found(LabourLine, order_id=car.order_id)
    shop.do(Role.TECHNICIAN, workshop.finish_work, line.id, shop.technicians[1], self_checked=True)
    pass_inspection(shop, car.order_id)
    shop.do(Role.INSPECTION, certificates.issue_certificate, car.order_id)
    shop.do(Role.SETTLEMENT, settlement.settle_order, car.order_id)
    for row in shop.found(Statement):
        shop.do(
            Role.SETTLEMENT, settlement.pay_statement, row.id, PaymentMethod.CASH, row.total_fen,
            seen=row.version,
        )  # fmt: skip
    handover = delivery.DeliveryEntry(receiver="周大年", mileage_out=60_190, old_parts_shown=True)
    asks_first(
        shop, CLERK, delivery.deliver_car, car.visit_id, handover,
        asked={"gap.vin": "reception.vin", "gap.mileage": "reception.mileage", "gap.paper": "order.print"},
    )  # fmt: skip


def test_those_who_may_not_receive_may_not_take_the_lane(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    is_refused(
        shop, Role.TECHNICIAN, quick_lane.take_quick_lane, oil_change(shop), CONSENT, shop.technicians[1],
        match="岗位", place="account",
    )  # fmt: skip
