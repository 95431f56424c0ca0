"""One car from gate to gate, through five desks; and the way back."""

import pytest

from app.errors import NeedsConfirmation, Refusal
from app.models.access import Role
from app.models.lines import LabourLine
from app.models.money import PaidState, PaymentMethod, Statement
from app.models.orders import ConsentMethod, ExtraWork, Payer
from app.models.quality import Certificate, InspectionItem, Rework, Verdict
from app.models.stages import Stage
from app.models.station import VoidedNumber
from app.models.stock import StockBalance, StockMove
from app.models.tools import Tool, ToolLoan
from app.models.visits import Visit
from app.models.workshop import PauseReason
from app.services import (
    certificates,
    delivery,
    entries,
    estimates,
    extra_work,
    inspection,
    order_end,
    parts,
    settlement,
    tool_room,
    workshop,
)
from app.values import Fen, Milli
from tests.builders import CONSENT, Shop, authorised, finished, issued, pass_inspection, passed, received, work_line


def test_a_car_goes_from_gate_to_gate(shop: Shop) -> None:
    car = received(shop)
    number = shop.do(Role.RECEPTION, estimates.quote_order, car.order_id)
    assert number == "WX20261122-0001"
    order = shop.order(car.order_id)
    assert (order.labour_fen, order.material_fen, order.customer_fen) == (36800, 36400, 73200)

    with pytest.raises(NeedsConfirmation) as asked:
        shop.do(Role.RECEPTION, estimates.authorise_order, car.order_id, CONSENT)
    assert asked.value.keys == {"gap.paper"}
    shop.do(
        Role.RECEPTION,
        estimates.authorise_order,
        car.order_id,
        CONSENT,
        confirmed=asked.value.keys,
        reason="打印机没纸",
    )

    labour, material, _ = shop.lines(car.order_id)
    zhang, li = shop.technicians[:2]
    shop.do(Role.DISPATCH, workshop.assign_line, labour[0].id, zhang, minutes=108)
    shop.do(Role.DISPATCH, workshop.assign_line, labour[1].id, li, minutes=30)
    wanted = tuple((line.id, line.quantity) for line in material)
    assert shop.do(Role.PARTS, parts.issue_parts, car.order_id, zhang, wanted) == "LL20261122-0001"
    tool = shop.found(Tool, code="T-001")[0]
    shop.do(Role.TOOL_ROOM, tool_room.lend_tool, tool.id, li, seen=tool.version, order_id=car.order_id)
    shop.do(Role.TECHNICIAN, workshop.start_work, labour[0].id, zhang)
    shop.clock.pass_time(minutes=40)
    shop.do(Role.TECHNICIAN, workshop.pause_work, labour[0].id, zhang, PauseReason.OTHER_CAR)
    shop.clock.pass_time(minutes=10)
    shop.do(Role.TECHNICIAN, workshop.start_work, labour[0].id, zhang)

    brakes = do_extra_work(shop, car.order_id, labour[0].id, labour[1].id)
    give_back_tool(shop)

    first = shop.do(Role.INSPECTION, inspection.open_inspection, car.order_id)
    fail_item(shop, first, brakes.id)
    assert shop.do(Role.INSPECTION, inspection.conclude_inspection, first) == "in_work"
    shop.do(Role.TECHNICIAN, workshop.start_work, brakes.id, zhang)
    shop.do(Role.TECHNICIAN, workshop.finish_work, brakes.id, zhang, self_checked=True)
    second = shop.do(Role.INSPECTION, inspection.open_inspection, car.order_id)
    shop.do(Role.INSPECTION, inspection.pass_open_items, second)
    shop.do(Role.INSPECTION, inspection.conclude_inspection, second, road_test="正常", road_test_km=60185)
    assert shop.found(Rework)[0].passed_at is not None
    assert shop.do(Role.INSPECTION, certificates.issue_certificate, car.order_id) == "HG20261122-0001"
    certificate = shop.found(Certificate)[0]
    assert (certificate.guarantee_km, certificate.guarantee_days) == (2000, 10)

    pay_and_leave(shop, car)


def do_extra_work(shop: Shop, order_id: int, first: int, second: int) -> LabourLine:
    """Have worn brakes found, agreed to and done along with the two lines of the order; return the extra line."""
    zhang, li = shop.technicians[:2]
    extra = propose_brakes(shop, order_id)
    with pytest.raises(Refusal, match="客户认可"):
        shop.do(Role.DISPATCH, workshop.assign_line, shop.lines(order_id)[0][2].id, zhang, minutes=20)
    agree(shop, extra)
    brakes = shop.lines(order_id)[0][2]
    pads = shop.lines(order_id)[1][2]
    shop.do(Role.PARTS, parts.issue_parts, order_id, zhang, ((pads.id, pads.quantity),))
    shop.do(Role.TECHNICIAN, workshop.finish_work, first, zhang, self_checked=True)
    shop.do(Role.TECHNICIAN, workshop.start_work, second, li)
    shop.do(Role.TECHNICIAN, workshop.finish_work, second, li, self_checked=True)
    work_line(shop, brakes.id, 0)
    assert shop.order(order_id).stage is Stage.AWAITING_INSPECTION
    return brakes


def pay_and_leave(shop: Shop, car: entries.Received) -> None:
    """Settle and pay, be held at the gate until then, and hand the car back."""
    assert shop.do(Role.SETTLEMENT, settlement.settle_order, car.order_id) == 1
    statement = shop.found(Statement)[0]
    assert statement.total_fen == 36800 + 36400 + 14400 + 46800
    with pytest.raises(Refusal, match="还没有收款"):
        shop.do(Role.RECEPTION, delivery.deliver_car, car.visit_id, HANDOVER)
    shop.do(
        Role.SETTLEMENT,
        settlement.pay_statement,
        statement.id,
        PaymentMethod.WECHAT,
        statement.total_fen,
        seen=statement.version,
    )
    done = shop.do(Role.RECEPTION, delivery.deliver_car, car.visit_id, HANDOVER)
    assert (done.slip, done.gate_pass) == ("JC20261122-0001", "CM20261122-0001")
    assert shop.order(car.order_id).stage is Stage.DELIVERED
    assert shop.found(Visit)[0].left_at is not None


def give_back_tool(shop: Shop) -> None:
    """Have the one tool that is out given back."""
    loan = shop.found(ToolLoan)[0]
    shop.do(Role.TOOL_ROOM, tool_room.take_back_tool, loan.id, seen=loan.version, condition="完好")


HANDOVER = delivery.DeliveryEntry(receiver="周大年", mileage_out=60186, old_parts_shown=True, advice="磨合 200 km")


def propose_brakes(shop: Shop, order_id: int) -> int:
    """Have a technician find worn brake pads and the advisor price them."""
    lines = entries.LinesEntry(
        labour=(entries.LabourEntry(operation_id=shop.operations["GS-3100"]),),
        parts=(entries.PartEntry(quantity=Milli(1000), part_id=shop.parts["3501115-K08"], labour=0),),
    )
    extra: int = shop.do(
        Role.TECHNICIAN,
        extra_work.propose_extra_work,
        order_id,
        "前制动片剩余 2.1mm",
        lines,
        safety=True,
        delay_minutes=55,
    )
    version = shop.found(ExtraWork, id=extra)[0].version
    shop.do(Role.RECEPTION, extra_work.quote_extra_work, extra, entries.LinesEntry(), seen=version)
    return extra


def agree(shop: Shop, extra: int) -> None:
    """Have the customer agree to all of a proposal by telephone."""
    row = shop.found(ExtraWork, id=extra)[0]
    labour, material, _ = shop.lines(row.order_id)
    keys = tuple(
        (kind, line.id)
        for kind, lines in (("labour", labour), ("part", material))
        for line in lines
        if line.extra_work_id
    )
    consent = entries.ConsentEntry(given_by="周大年", method=ConsentMethod.TELEPHONE, words="同意换")
    assert shop.do(Role.RECEPTION, extra_work.decide_extra_work, extra, consent, keys, seen=row.version) == "approved"


def fail_item(shop: Shop, round_: int, line_id: int) -> None:
    """Fail the item of one line and pass the rest."""
    item = shop.found(InspectionItem, inspection_id=round_, labour_line_id=line_id)[0]
    shop.do(
        Role.INSPECTION, inspection.judge_item, item.id, Verdict.FAILED, seen=item.version, finding="制动踏板行程偏大"
    )
    shop.do(Role.INSPECTION, inspection.pass_open_items, round_)


def test_a_finish_is_taken_back_by_the_workshop_lead_with_a_reason(shop: Shop) -> None:
    car = finished(shop)
    line = shop.lines(car.order_id)[0][0]
    with pytest.raises(Refusal, match="岗位"):
        shop.do(Role.TECHNICIAN, workshop.undo_finish, line.id, reason="手误")
    with pytest.raises(Refusal, match="原因"):
        shop.do(Role.WORKSHOP_LEAD, workshop.undo_finish, line.id)
    shop.do(Role.WORKSHOP_LEAD, workshop.undo_finish, line.id, reason="漏装护板")
    assert shop.order(car.order_id).stage is Stage.IN_WORK
    shop.do(Role.TECHNICIAN, workshop.start_work, line.id, shop.technicians[1])
    shop.do(Role.TECHNICIAN, workshop.finish_work, line.id, shop.technicians[1])
    assert shop.order(car.order_id).stage is Stage.AWAITING_INSPECTION


def test_a_settlement_is_reversed_and_made_again(shop: Shop) -> None:
    car = passed(shop)
    shop.do(Role.SETTLEMENT, settlement.settle_order, car.order_id)
    statement = shop.found(Statement)[0]
    shop.do(
        Role.SETTLEMENT,
        settlement.pay_statement,
        statement.id,
        PaymentMethod.CASH,
        statement.total_fen,
        seen=statement.version,
    )
    with pytest.raises(Refusal, match="岗位"):
        shop.do(Role.SETTLEMENT, settlement.reverse_settlement, car.order_id, reason="开错")
    assert shop.do(Role.FINANCE, settlement.reverse_settlement, car.order_id, reason="开错") == "passed"
    assert shop.found(Statement)[0].state is PaidState.REVERSED
    shop.do(Role.SETTLEMENT, settlement.settle_order, car.order_id)
    assert [row.number for row in shop.found(Statement)] == ["JS20261122-0001", "JS20261122-0002"]


def test_an_order_is_cancelled_only_after_its_parts_came_back(shop: Shop) -> None:
    car = issued(shop)
    seen = shop.order(car.order_id).version
    with pytest.raises(Refusal, match="退料"):
        shop.do(Role.RECEPTION, order_end.cancel_order, car.order_id, seen=seen, reason="客户不修了")
    material = shop.lines(car.order_id)[1]
    back = tuple((line.id, line.issued) for line in material)
    assert shop.do(Role.PARTS, parts.return_parts, car.order_id, back, reason="取消") == "TL20261122-0001"
    seen = shop.order(car.order_id).version
    shop.do(Role.RECEPTION, order_end.cancel_order, car.order_id, seen=seen, reason="客户不修了")
    assert shop.order(car.order_id).stage is Stage.CANCELLED
    assert {row.quantity for row in shop.found(StockBalance)} == {5000}
    assert sum(row.cost for row in shop.found(StockMove)) == 3 * 15005
    done = shop.do(Role.RECEPTION, delivery.deliver_car, car.visit_id, HANDOVER)
    assert done.gate_pass == "CM20261122-0001"


def test_a_certificate_number_is_voided_and_never_used_again(shop: Shop) -> None:
    car = passed(shop)
    first = shop.do(Role.INSPECTION, certificates.issue_certificate, car.order_id)
    with pytest.raises(Refusal, match="先作废"):
        shop.do(Role.WORKSHOP_LEAD, inspection.undo_pass, car.order_id, reason="客户看车后返修")
    shop.do(Role.INSPECTION, certificates.void_certificate, first, reason="打印错位")
    second = shop.do(Role.INSPECTION, certificates.issue_certificate, car.order_id)
    assert (first, second) == ("HG20261122-0001", "HG20261122-0002")
    register = shop.found(VoidedNumber)[0]
    assert (register.number, register.reason, register.replaced_by) == (first, "打印错位", second)


def test_a_repair_given_up_settles_what_was_done(shop: Shop) -> None:
    car = issued(shop)
    labour = shop.lines(car.order_id)[0]
    work_line(shop, labour[0].id)
    seen = shop.order(car.order_id).version
    shop.do(Role.RECEPTION, order_end.give_up_repair, car.order_id, seen=seen, reason="等不到配件")
    shop.do(Role.SETTLEMENT, settlement.settle_order, car.order_id)
    assert shop.found(Statement)[0].total_fen == 28800 + 36400
    assert shop.do(Role.FINANCE, settlement.reverse_settlement, car.order_id, reason="重算") == "not_repaired"


def test_each_payer_gets_a_statement_and_insurers_go_on_account(shop: Shop) -> None:
    lines = entries.LinesEntry(
        labour=(
            entries.LabourEntry(
                name="左前翼子板钣金",
                lump_fen=Fen(100001),
                payer=Payer.INSURER,
                shares=(entries.ShareEntry(Payer.CUSTOMER, 300),),
            ),
        )
    )
    car = received(shop, lines=lines)
    assert shop.order(car.order_id).customer_fen == 30000
    shop.do(Role.RECEPTION, estimates.quote_order, car.order_id)
    confirmed = frozenset({"gap.paper"})
    shop.do(Role.RECEPTION, estimates.authorise_order, car.order_id, CONSENT, confirmed=confirmed, reason="电话")
    line = shop.lines(car.order_id)[0][0]
    work_line(shop, line.id)
    pass_inspection(shop, car.order_id)
    assert shop.do(Role.SETTLEMENT, settlement.settle_order, car.order_id) == 2
    rows = {row.payer: (row.total_fen, row.state) for row in shop.found(Statement)}
    assert rows == {Payer.CUSTOMER: (30000, PaidState.OPEN), Payer.INSURER: (70001, PaidState.ON_ACCOUNT)}
    mine = shop.found(Statement, payer=Payer.CUSTOMER)[0]
    with pytest.raises(Refusal, match="岗位"):
        shop.do(Role.SETTLEMENT, settlement.put_on_account, mine.id, seen=mine.version, reason="老客户")
    shop.do(Role.FINANCE, settlement.put_on_account, mine.id, seen=mine.version, reason="老客户")
    assert shop.found(Statement, payer=Payer.CUSTOMER)[0].approved_by == shop.actors[Role.FINANCE].account_id


def test_an_authorisation_is_withdrawn_while_nothing_is_dispatched(shop: Shop) -> None:
    car = authorised(shop)
    shop.do(Role.RECEPTION, estimates.withdraw_authorisation, car.order_id, reason="客户要改项目")
    assert shop.order(car.order_id).stage is Stage.QUOTED
    shop.do(
        Role.RECEPTION,
        estimates.authorise_order,
        car.order_id,
        CONSENT,
        confirmed=frozenset({"gap.paper"}),
        reason="重签",
    )
    assert shop.order(car.order_id).number == "WX20261122-0001"
