"""What the customer refused is printed at delivery, offered at the next visit, and revived at today's prices."""

import pytest

from app.errors import Refusal, WrongState
from app.models.access import Role
from app.models.lines import Approval
from app.models.orders import ExtraState, ExtraWork
from app.models.stages import Stage
from app.models.stock import Part
from app.services import entries, extra_work, parts, refused_work
from app.services.papers.later_papers import delivery_slip
from app.services.refused_work import RefusedRow
from app.store.unit_of_work import Look
from app.values import Fen
from tests.builders import Shop, issued, pass_inspection, received, work_line
from tests.services.answers import is_refused
from tests.services.test_comebacks import come_back, leave
from tests.services.test_extra_work import answer, lines_of, quoted

CLERK = Role.RECEPTION


def refused_brakes(shop: Shop) -> entries.Received:
    """Have the usual car leave with worn brakes that the customer refused to have done."""
    car = issued(shop)
    answer(shop, quoted(shop, car.order_id, safety=True), reason="客户下次再做")
    for line in shop.lines(car.order_id)[0]:
        if line.approval is Approval.APPROVED:
            work_line(shop, line.id)
    pass_inspection(shop, car.order_id)
    leave(shop, car)
    return car


def offered(shop: Shop, order_id: int) -> tuple[RefusedRow, ...]:
    """Return what reception is offered."""
    rows: tuple[RefusedRow, ...] = shop.ask(CLERK, refused_work.refused_of_car, order_id)
    return rows


def test_refused_work_is_offered_at_the_next_visit_and_revived_at_todays_price(shop: Shop) -> None:
    first = refused_brakes(shop)
    shop.clock.pass_time(days=30)
    again = come_back(shop, first.vehicle_id, km=65_000)
    (row,) = offered(shop, again.order_id)
    assert (row.finding, row.safety, row.price_fen) == ("前制动片剩余 2.1mm", True, 14_400 + 46_800)
    assert row.work == "更换前制动片 / 前制动片组"
    part = shop.found(Part, number="3501115-K08")[0]
    entry = parts.PartMasterEntry(number=part.number, name=part.name, price_fen=Fen(50_000), bin="A-01")
    shop.do(Role.PARTS_LEAD, parts.save_part, entry, part_id=part.id, seen=part.version)
    shop.do(CLERK, refused_work.revive_refused, row.id, again.order_id)
    labour, material, _ = shop.lines(again.order_id)
    assert (labour[-1].name, labour[-1].amount_fen, labour[-1].approval) == ("更换前制动片", 14_400, Approval.QUOTED)
    assert (material[-1].price_fen, material[-1].labour_line_id) == (50_000, labour[-1].id)
    assert shop.order(again.order_id).material_fen == 50_000
    assert offered(shop, again.order_id) == ()
    is_refused(
        shop, CLERK, refused_work.revive_refused, row.id, again.order_id,
        match="已经恢复或做过", place="reception.refused", kind=WrongState,
    )  # fmt: skip


def test_revived_in_the_workshop_it_is_a_proposal_the_customer_decides(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = issued(shop)
    found = quoted(shop, car.order_id)
    labour, _ = lines_of(shop, found)
    answer(shop, found, labour)
    (row,) = offered(shop, car.order_id)
    assert row.work == "前制动片组", "what was accepted is not offered again"
    shop.do(CLERK, refused_work.revive_refused, row.id, car.order_id)
    before, again = shop.found(ExtraWork)
    assert (before.state, again.state, again.finding) == (ExtraState.PARTLY, ExtraState.PROPOSED, before.finding)
    assert [line.approval for line in shop.lines(car.order_id)[1] if line.extra_work_id == again.id] == [
        Approval.PROPOSED
    ]
    assert shop.order(car.order_id).stage in {Stage.AUTHORISED, Stage.DISPATCHED, Stage.IN_WORK}
    shop.do(CLERK, extra_work.quote_extra_work, again.id, entries.LinesEntry(), seen=again.version)
    assert offered(shop, car.order_id) == ()


def test_the_slip_lists_it_for_the_customer_to_sign(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = refused_brakes(shop)
    with shop.looking() as session:
        paper = delivery_slip(Look(session, shop.actors[CLERK], now=shop.clock.now), car.visit_id)
    (item,) = paper.refused
    assert (item.finding, item.price, item.safety) == ("前制动片剩余 2.1mm", 61_200, True)


def test_another_cars_refusals_are_not_taken_up(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    refused_brakes(shop)
    (extra,) = shop.found(ExtraWork)
    other = received(shop, vehicle=entries.VehicleEntry(plate="冀F2D668"))
    assert offered(shop, other.order_id) == ()
    with pytest.raises(Refusal, match="不是这辆车的"):
        shop.do(CLERK, refused_work.revive_refused, extra.id, other.order_id)
