"""Two desks at the same moment: what only one of them gets, and what none of them loses; on both databases."""

from dataclasses import replace

from app.clock import new_uuid
from app.errors import WrongState
from app.models.access import Permission, Role
from app.models.customers import Vehicle
from app.models.journal import AuditRow, Posting
from app.models.money import Payment, PaymentMethod, Statement
from app.models.orders import WorkOrder
from app.models.quality import Certificate
from app.models.stock import StockBalance, StockDocument, StockMove
from app.models.tools import Tool, ToolLoan
from app.models.visits import Delivery
from app.services import (
    certificates,
    delivery,
    entries,
    estimates,
    order_lines,
    parts,
    reception,
    settlement,
    tool_room,
    workshop,
)
from app.services.acts import service
from app.store.unit_of_work import Work
from app.values import Cost, Fen, Milli
from tests.builders import CONSENT, Shop, arrival, authorised, passed, received
from tests.services.together import at_once, lost, won
from tests.shops import OpenDesk

RECEPTION = Role.RECEPTION


def test_of_the_last_piece_one_gets_it_and_the_other_is_refused(shop: Shop, another_desk: OpenDesk) -> None:
    first, second = authorised(shop), authorised_beside(shop)
    oil = [shop.lines(order)[1][0] for order in (first.order_id, second)]
    part = oil[0].part_id
    with shop.station.engines.writer.begin() as connection:
        connection.exec_driver_sql(f"UPDATE stock_balance SET quantity = 1000 WHERE part_id = {part}")
        connection.exec_driver_sql(
            f"UPDATE stock_batch SET quantity_left = 1000, cost_left = 3001 WHERE part_id = {part}"
        )
    with another_desk(shop) as other:
        answers = at_once(
            *(
                lambda desk=desk, line=line: desk.do(
                    Role.PARTS, parts.issue_parts, line.order_id, desk.technicians[0], ((line.id, Milli(1000)),)
                )
                for desk, line in zip((shop, other), oil, strict=True)
            )
        )
    assert won(answers) == ["LL20261122-0001"]
    (refused,) = lost(answers)
    assert "库存不足:现有 0,要出 1" in str(refused)
    assert shop.found(StockBalance, part_id=oil[0].part_id)[0].quantity == 0
    assert len(shop.found(StockMove, part_id=oil[0].part_id, kind="issue")) == 1
    assert sorted(shop.lines(line.order_id)[1][0].issued for line in oil) == [0, 1000]


def authorised_beside(shop: Shop) -> int:
    """Bring a second car with the usual lines as far as authorised."""
    order = received(shop, vehicle=entries.VehicleEntry("冀F2D668", model="哈弗 H6")).order_id
    shop.do(RECEPTION, estimates.quote_order, order)
    gaps = frozenset({"gap.paper", "gap.vin"})
    shop.do(RECEPTION, estimates.authorise_order, order, CONSENT, confirmed=gaps, reason="急")
    return order


def test_several_parts_asked_for_in_opposite_order_never_block_each_other(shop: Shop, another_desk: OpenDesk) -> None:
    orders = (authorised(shop).order_id, authorised_beside(shop))
    with another_desk(shop) as other:
        calls = []
        for desk, order, backwards in zip((shop, other), orders, (False, True), strict=True):
            lines = sorted(shop.lines(order)[1], key=lambda line: line.id, reverse=backwards)
            wanted = tuple((line.id, Milli(1000)) for line in lines)
            calls.append(
                lambda desk=desk, order=order, wanted=wanted: desk.do(
                    Role.PARTS, parts.issue_parts, order, desk.technicians[0], wanted
                )
            )
        assert sorted(at_once(*calls)) == ["LL20261122-0001", "LL20261122-0002"]


def test_one_tool_is_lent_once(shop: Shop, another_desk: OpenDesk) -> None:
    tool = shop.found(Tool)[0]
    with another_desk(shop) as other:
        answers = at_once(
            *(
                lambda desk=desk, who=who: desk.do(Role.TOOL_ROOM, tool_room.lend_tool, tool.id, who, seen=tool.version)
                for desk, who in zip((shop, other), shop.technicians, strict=False)
            )
        )
    assert won(answers) == ["JY20261122-0001"]
    (refused,) = lost(answers)
    assert isinstance(refused, WrongState)
    assert "已借给" in str(refused)
    assert len(shop.found(ToolLoan)) == 1


def test_numbers_drawn_at_the_same_moment_are_gapless_and_unique(shop: Shop, another_desk: OpenDesk) -> None:
    labour = entries.LinesEntry(labour=(entries.LabourEntry(operation_id=shop.operations["GS-0200"]),))
    orders = [received(shop, vehicle=entries.VehicleEntry(f"京A{n:05}"), lines=labour).order_id for n in range(8)]
    with another_desk(shop) as other:
        drawn = at_once(
            *(
                lambda order=order, desk=desk: desk.do(RECEPTION, estimates.quote_order, order)
                for order, desk in zip(orders, (shop, other) * 4, strict=True)
            )
        )
    assert sorted(drawn) == [f"WX20261122-{n:04}" for n in range(1, 9)]
    assert [row.number for row in shop.found(WorkOrder)] == drawn


def test_the_same_click_posted_at_the_same_moment_counts_once(shop: Shop, another_desk: OpenDesk) -> None:
    goods = (parts.ReceiptEntry(shop.parts["W5-3004"], Milli(1000), Cost(3001)),)
    key = new_uuid()
    with another_desk(shop) as other:
        answers = at_once(
            *(
                lambda desk=desk: desk.do(Role.PARTS, parts.receive_goods, "保定", goods, posting=key)
                for desk in (shop, other)
            )
        )
    assert answers == ["RK20261122-0002"] * 2
    assert len(shop.found(StockDocument)) == 2, "the shop's first receipt and this one"
    assert len(shop.found(Posting, uuid=key)) == 1


def test_no_writer_loses_what_another_wrote(shop: Shop, another_desk: OpenDesk) -> None:
    vehicle = received(shop).vehicle_id
    start = shop.found(Vehicle)[0].mileage
    with another_desk(shop) as other:

        def drive(desk: Shop) -> int:
            for _ in range(15):
                desk.do(Role.STATION_MANAGER, one_more_kilometre, vehicle)
            return 1

        assert at_once(*(lambda desk=desk: drive(desk) for desk in (shop, other, shop, other))) == [1] * 4
    assert shop.found(Vehicle)[0].mileage == start + 60


@service(Permission.VIEW)
def one_more_kilometre(work: Work, vehicle_id: int) -> int:
    """Read, then write: what a deferred transaction would fail at."""
    vehicle = work.get(Vehicle, vehicle_id)
    vehicle.mileage = (vehicle.mileage or 0) + 1
    return vehicle.mileage


def test_one_car_is_received_paid_certified_and_delivered_once(shop: Shop, another_desk: OpenDesk) -> None:
    car = passed(shop)
    with another_desk(shop) as other:
        desks = (shop, other)
        issued = at_once(
            *(lambda d=d: d.do(Role.INSPECTION, certificates.issue_certificate, car.order_id) for d in desks)
        )
        assert won(issued) == ["HG20261122-0001"]
        assert len(shop.found(Certificate)) == 1

        settled = at_once(*(lambda d=d: d.do(Role.SETTLEMENT, settlement.settle_order, car.order_id) for d in desks))
        assert won(settled) == [1]
        (due,) = shop.found(Statement)
        paid = at_once(
            *(
                lambda d=d: d.do(
                    Role.SETTLEMENT,
                    settlement.pay_statement,
                    due.id,
                    PaymentMethod.CASH,
                    Fen(due.total_fen),
                    seen=due.version,
                )
                for d in desks
            )
        )
        assert len(won(paid)) == 1
        assert len(shop.found(Payment)) == 1

        handover = delivery.DeliveryEntry(receiver="周大年", old_parts_shown=True)
        gone = at_once(*(lambda d=d: d.do(RECEPTION, delivery.deliver_car, car.visit_id, handover) for d in desks))
        assert [done.gate_pass for done in won(gone)] == ["CM20261122-0001"]
        assert len(shop.found(Delivery)) == 1

        later = entries.VisitEntry(mileage=60_200)
        again = replace(arrival(shop), visit=later, customer=None, vehicle=None, vehicle_id=car.vehicle_id)
        back = at_once(*(lambda d=d: d.do(RECEPTION, reception.receive_car, again) for d in desks))
        assert len(won(back)) == 1
        assert "已在厂" in str(lost(back)[0])


def test_one_technician_runs_one_clock(shop: Shop, another_desk: OpenDesk) -> None:
    lines = shop.lines(authorised(shop).order_id)[0]
    li = shop.technicians[1]
    for line in lines:
        shop.do(Role.DISPATCH, workshop.assign_line, line.id, li, minutes=20)
    other_order = authorised_beside(shop)
    third = shop.lines(other_order)[0][0]
    shop.do(Role.DISPATCH, workshop.assign_line, third.id, li, minutes=20)
    with another_desk(shop) as other:
        answers = at_once(
            lambda: shop.do(Role.TECHNICIAN, workshop.start_work, lines[0].id, li),
            lambda: other.do(Role.TECHNICIAN, workshop.start_work, third.id, li),
        )
    assert len(won(answers)) == 1
    (refused,) = lost(answers)
    assert isinstance(refused, WrongState)


def test_the_audit_chain_holds_whoever_wrote_at_once(shop: Shop, another_desk: OpenDesk) -> None:
    before = len(shop.found(AuditRow))
    order = received(shop).order_id
    with another_desk(shop) as other:
        at_once(
            *(
                lambda desk=desk, n=n: desk.do(RECEPTION, order_lines.add_lines, order, one_line(f"查 {n}"))
                for n, desk in enumerate((shop, other) * 3)
            )
        )
    rows = shop.found(AuditRow)[before:]
    assert [row.service for row in rows] == ["reception.receive_car", *["order_lines.add_lines"] * 6]
    assert len(shop.lines(order)[0]) == 8
    assert {row.pc for row in rows} == {"pc-test", "pc-other"}


def one_line(name: str) -> entries.LinesEntry:
    return entries.LinesEntry(labour=(entries.LabourEntry(name, lump_fen=Fen(100)),))
