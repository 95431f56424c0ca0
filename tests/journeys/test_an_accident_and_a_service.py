"""One visit, two orders: an accident for the insurer with a deductible, and the owner's service beside it."""

from dataclasses import replace

import pytest

from app.errors import Refusal
from app.models.access import Role
from app.models.money import PaidState, PaymentMethod, Statement
from app.models.orders import Payer, WorkOrder
from app.models.stages import Stage
from app.models.stock import StockBalance, StockMove
from app.models.visits import Visit
from app.services import (
    certificates,
    customers,
    delivery,
    entries,
    estimates,
    order_end,
    parts,
    reception,
    settings,
    settlement,
    workshop,
)
from app.values import Cost, Fen, Milli
from tests.builders import CONSENT, Shop, arrival, pass_inspection, received, work_line

HANDOVER = delivery.DeliveryEntry(receiver="周大年", mileage_out=60_190, old_parts_shown=True)


def accident(shop: Shop) -> entries.Received:
    """Receive the car after its accident: body work and a filter, the insurer pays less a deductible of a tenth."""
    deductible = (entries.ShareEntry(Payer.CUSTOMER, 100),)
    lines = entries.LinesEntry(
        labour=(entries.LabourEntry(operation_id=shop.operations["GS-6200"], shares=deductible),),
        parts=(entries.PartEntry(Milli(1000), part_id=shop.parts["1017100-EG01"], shares=deductible),),
        others=(entries.OtherEntry("拖车费", Fen(30_000)),),
    )
    order = replace(arrival(shop).order, business_type_id=shop.business["accident"], request="左前翼子板变形")
    return received(shop, order=order, lines=lines)


def agree(shop: Shop, order_id: int) -> None:
    """Quote an order and have the customer sign it."""
    shop.do(Role.RECEPTION, estimates.quote_order, order_id)
    paper = frozenset({"gap.paper"})
    shop.do(Role.RECEPTION, estimates.authorise_order, order_id, CONSENT, confirmed=paper, reason="急")


def do_and_pass(shop: Shop, order_id: int) -> None:
    """Issue an order's parts, do its lines and have them inspected and certified."""
    wanted = tuple((line.id, line.quantity) for line in shop.lines(order_id)[1])
    if wanted:
        shop.do(Role.PARTS, parts.issue_parts, order_id, shop.technicians[1], wanted)
    for line in shop.lines(order_id)[0]:
        with_doubt = frozenset({"dispatch.trade"}) if line.trade.value == "body" else frozenset()
        assign_and_work(shop, line.id, with_doubt)
    pass_inspection(shop, order_id)
    shop.do(Role.INSPECTION, certificates.issue_certificate, order_id)


def assign_and_work(shop: Shop, line_id: int, confirmed: frozenset[str]) -> None:
    """Have a technician do a line, even one of another trade if that is confirmed."""
    if not confirmed:
        work_line(shop, line_id)
        return
    li = shop.technicians[1]
    give = (Role.DISPATCH, workshop.assign_line, line_id, li)
    shop.do(*give, minutes=30, confirmed=confirmed, reason="钣金工请假")
    shop.do(Role.TECHNICIAN, workshop.start_work, line_id, li)
    shop.clock.pass_time(minutes=25)
    shop.do(Role.TECHNICIAN, workshop.finish_work, line_id, li, self_checked=True)


def test_both_orders_stand_before_one_gate(shop: Shop) -> None:
    car = accident(shop)
    first = shop.order(car.order_id)
    assert (first.labour_fen, first.material_fen, first.other_fen) == (60_000, 4_600, 30_000)
    assert first.customer_fen == 6_000 + 460, "a tenth of labour and material, nothing of the towing"
    agree(shop, car.order_id)

    labour = entries.LinesEntry(labour=(entries.LabourEntry(operation_id=shop.operations["GS-0100"]),))
    service = entries.OrderEntry(shop.business["service"], request="顺便保养", promise_open=True)
    second = shop.do(Role.RECEPTION, reception.add_order, car.visit_id, service, labour)
    agree(shop, second)
    assert [order.number for order in shop.found(WorkOrder)] == ["WX20261122-0001", "WX20261122-0002"]

    do_and_pass(shop, car.order_id)
    do_and_pass(shop, second)
    for order in (car.order_id, second):
        shop.do(Role.SETTLEMENT, settlement.settle_order, order)
    bills = {(row.order_id, row.payer): (row.total_fen, row.state) for row in shop.found(Statement)}
    assert bills == {
        (car.order_id, Payer.CUSTOMER): (6_460, PaidState.OPEN),
        (car.order_id, Payer.INSURER): (54_000 + 4_140 + 30_000, PaidState.ON_ACCOUNT),
        (second, Payer.CUSTOMER): (8_000, PaidState.OPEN),
    }

    for bill in shop.found(Statement, state=PaidState.OPEN):
        with pytest.raises(Refusal, match=f"{bill.number} 还没有收款"):
            shop.do(Role.RECEPTION, delivery.deliver_car, car.visit_id, HANDOVER)
        pay = (Role.SETTLEMENT, settlement.pay_statement, bill.id, PaymentMethod.ALIPAY, Fen(bill.total_fen))
        shop.do(*pay, seen=bill.version)
    done = shop.do(Role.RECEPTION, delivery.deliver_car, car.visit_id, HANDOVER)
    assert done.gate_pass == "CM20261122-0001"
    assert {order.stage for order in shop.found(WorkOrder)} == {Stage.DELIVERED}


def test_the_insurer_says_no_and_everything_goes_back(shop: Shop) -> None:
    car = accident(shop)
    agree(shop, car.order_id)
    (part,) = shop.lines(car.order_id)[1]
    goods = parts.ReceiptEntry(shop.parts["1017100-EG01"], Milli(1000), Cost(3_333))
    receipt = shop.do(Role.PARTS, parts.receive_goods, "保定", (goods,))
    shop.do(Role.PARTS, parts.issue_parts, car.order_id, shop.technicians[1], ((part.id, part.quantity),))

    cancel = (Role.RECEPTION, order_end.cancel_order, car.order_id)
    with pytest.raises(Refusal, match="先退料"):
        shop.do(*cancel, seen=shop.order(car.order_id).version, reason="保险拒赔")
    shop.do(Role.PARTS, parts.return_parts, car.order_id, ((part.id, part.quantity),), reason="保险拒赔")
    shop.do(*cancel, seen=shop.order(car.order_id).version, reason="保险拒赔")
    assert shop.do(Role.PARTS, parts.reverse_receipt, receipt, reason="退供货商") == "RK20261122-0003"

    part_id = shop.parts["1017100-EG01"]
    assert shop.found(StockBalance, part_id=part_id)[0].quantity == 5_000
    moves = shop.found(StockMove, part_id=part_id)
    assert (sum(move.quantity for move in moves), sum(move.cost for move in moves)) == (5_000, 15_005)
    shop.do(Role.RECEPTION, delivery.deliver_car, car.visit_id, HANDOVER)
    assert shop.found(Visit)[0].left_at is not None
    assert shop.ask(Role.RECEPTION, customers.recall_car, car.vehicle_id).in_shop_visit is None


def test_a_station_that_certifies_only_what_the_law_asks(shop: Shop) -> None:
    shop.do(Role.STATION_MANAGER, settings.change_setting, "certificate_for_every_car", value=False)
    labour = entries.LinesEntry(labour=(entries.LabourEntry(operation_id=shop.operations["GS-0100"]),))
    car = received(shop, lines=labour)
    agree(shop, car.order_id)
    work_line(shop, shop.lines(car.order_id)[0][0].id)
    pass_inspection(shop, car.order_id)
    shop.do(Role.SETTLEMENT, settlement.settle_order, car.order_id)
    (bill,) = shop.found(Statement)
    pay = (Role.SETTLEMENT, settlement.pay_statement, bill.id, PaymentMethod.CASH, Fen(bill.total_fen))
    shop.do(*pay, seen=bill.version)
    assert shop.do(Role.RECEPTION, delivery.deliver_car, car.visit_id, HANDOVER).slip == "JC20261122-0001"
