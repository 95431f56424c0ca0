"""Extra work: proposed, priced, answered in whole or in part; nothing of it starts before."""

from collections.abc import Callable

import pytest

from app.errors import InvalidEntry, StaleRecord, WrongState
from app.models.access import Role
from app.models.lines import Approval
from app.models.orders import Consent, ExtraState, ExtraWork, OrderWait
from app.models.stages import Stage
from app.services import entries, extra_work, inspection, parts, workshop
from app.values import Fen, Milli
from tests.builders import Shop, finished, issued, passed, received, work_line
from tests.services.answers import asks_first, is_refused

RECEPTION, TECHNICIAN = Role.RECEPTION, Role.TECHNICIAN
YES = entries.ConsentEntry(given_by="周大年")


def brakes(shop: Shop) -> entries.LinesEntry:
    return entries.LinesEntry(
        labour=(entries.LabourEntry(operation_id=shop.operations["GS-3100"]),),
        parts=(entries.PartEntry(quantity=Milli(1000), part_id=shop.parts["3501115-K08"], labour=0),),
    )


def proposal(shop: Shop, order_id: int, *, safety: bool = False) -> int:
    """Have worn brakes found on an order; return the proposal's key."""
    key: int = shop.do(
        TECHNICIAN, extra_work.propose_extra_work, order_id, "前制动片剩余 2.1mm", brakes(shop), safety=safety
    )
    return key


def quoted(shop: Shop, order_id: int, *, safety: bool = False) -> ExtraWork:
    key = proposal(shop, order_id, safety=safety)
    shop.do(RECEPTION, extra_work.quote_extra_work, key, entries.LinesEntry(), seen=shop.found(ExtraWork)[-1].version)
    return extra(shop, key)


def extra(shop: Shop, key: int) -> ExtraWork:
    found: ExtraWork = shop.found(ExtraWork, id=key)[0]
    return found


def lines_of(shop: Shop, found: ExtraWork) -> tuple[tuple[str, int], ...]:
    labour, material, _ = shop.lines(found.order_id)
    return (
        *(("labour", line.id) for line in labour if line.extra_work_id == found.id),
        *(("part", line.id) for line in material if line.extra_work_id == found.id),
    )


def answer(shop: Shop, found: ExtraWork, *accepted: tuple[str, int], reason: str = "") -> str:
    state: str = shop.do(
        RECEPTION, extra_work.decide_extra_work, found.id, YES, accepted, seen=found.version, reason=reason
    )
    return state


def test_before_the_price_there_is_no_answer(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    key = proposal(shop, issued(shop).order_id)
    found = extra(shop, key)
    is_refused(
        shop,
        RECEPTION,
        extra_work.decide_extra_work,
        key,
        YES,
        lines_of(shop, found),
        seen=found.version,
        match="先报价",
        place="extra.lines",
        kind=WrongState,
    )


def test_a_proposal_says_what_was_found_and_what_is_to_be_done(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    order = issued(shop).order_id
    for finding in ("", "  "):
        is_refused(
            shop,
            TECHNICIAN,
            extra_work.propose_extra_work,
            order,
            finding,
            brakes(shop),
            match="发现了什么",
            place="extra.finding",
            kind=InvalidEntry,
        )
    key = shop.do(TECHNICIAN, extra_work.propose_extra_work, order, "异响", entries.LinesEntry())
    is_refused(
        shop,
        RECEPTION,
        extra_work.quote_extra_work,
        key,
        entries.LinesEntry(),
        seen=extra(shop, key).version,
        match="还没有项目",
        place="extra.lines",
    )


@pytest.mark.parametrize("brought_to", [received, passed])
def test_nothing_is_found_before_the_customer_signed_or_after_it_passed(
    sqlite_shop: Shop, brought_to: Callable[[Shop], entries.Received]
) -> None:
    shop = sqlite_shop
    is_refused(
        shop,
        TECHNICIAN,
        extra_work.propose_extra_work,
        brought_to(shop).order_id,
        "异响",
        brakes(shop),
        match="不能提出增项",
        place="order.stage",
        kind=WrongState,
    )


def test_all_of_it_is_agreed_to_and_the_promise_moves(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    order = issued(shop).order_id
    promised = shop.order(order).promised_at
    key = shop.do(TECHNICIAN, extra_work.propose_extra_work, order, "制动片薄", brakes(shop), delay_minutes=55)
    shop.do(RECEPTION, extra_work.quote_extra_work, key, entries.LinesEntry(), seen=1)
    assert [wait.ended_at for wait in shop.found(OrderWait)] == [None]
    shop.clock.pass_time(minutes=10)
    found = extra(shop, key)
    assert answer(shop, found, *lines_of(shop, found)) == "approved"
    now = shop.order(order)
    assert promised is not None
    assert now.promised_at is not None
    assert (now.promised_at - promised).total_seconds() == 55 * 60
    assert now.customer_fen == 73200 + 14400 + 46800
    assert [wait.ended_at for wait in shop.found(OrderWait)] == [shop.clock.now]
    assert [row.amount_fen for row in shop.found(Consent)] == [73200, 61200]


def test_part_of_it_is_agreed_to(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    found = quoted(shop, issued(shop).order_id)
    labour, pads = lines_of(shop, found)
    assert answer(shop, found, labour) == "partly"
    lines = shop.lines(found.order_id)
    assert (lines[0][2].approval, lines[1][2].approval) == (Approval.APPROVED, Approval.DECLINED)
    assert shop.order(found.order_id).customer_fen == 73200 + 14400
    is_refused(
        shop,
        Role.PARTS,
        parts.issue_parts,
        found.order_id,
        shop.technicians[0],
        ((pads[1], Milli(1000)),),
        match="客户认可",
        place="order.extra",
    )


def test_a_refusal_is_dated_and_one_of_a_safety_item_gives_its_reason(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    found = quoted(shop, issued(shop).order_id, safety=True)
    is_refused(
        shop,
        RECEPTION,
        extra_work.decide_extra_work,
        found.id,
        YES,
        (),
        seen=found.version,
        match="原因",
        place="reason",
    )
    shop.clock.pass_time(minutes=3)
    assert answer(shop, found, reason="客户自行更换,已签字") == "declined"
    kept = extra(shop, found.id)
    assert (kept.state, kept.decided_at) == (ExtraState.DECLINED, shop.clock.now)
    assert [row.agreed for row in shop.found(Consent)] == [True, False]
    assert shop.order(found.order_id).customer_fen == 73200


def test_an_answer_is_given_once_and_to_what_was_on_the_screen(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    found = quoted(shop, issued(shop).order_id)
    keys = lines_of(shop, found)
    answer(shop, found, *keys)
    with pytest.raises((WrongState, StaleRecord)):
        answer(shop, found, *keys)
    with pytest.raises(WrongState, match="已经答复"):
        answer(shop, extra(shop, found.id), *keys)


def test_lines_of_another_order_cannot_be_agreed_to(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    found = quoted(shop, issued(shop).order_id)
    own = shop.lines(found.order_id)[0][0].id
    is_refused(
        shop,
        RECEPTION,
        extra_work.decide_extra_work,
        found.id,
        YES,
        (("labour", own),),
        seen=found.version,
        match="不在这项增项里",
        place="extra.lines",
    )


def test_an_odd_telephone_number_of_who_agreed_is_asked_about(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    found = quoted(shop, issued(shop).order_id)
    state = asks_first(
        shop,
        RECEPTION,
        extra_work.decide_extra_work,
        found.id,
        entries.ConsentEntry("周大年", phone="138000"),
        lines_of(shop, found),
        seen=found.version,
        asked={"phone.pattern": "consent.phone"},
    )
    assert state == "approved"


def test_extra_work_found_at_the_inspection_brings_the_order_back(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    order = finished(shop).order_id
    found = quoted(shop, order)
    is_refused(shop, Role.INSPECTION, inspection.open_inspection, order, match="增项客户没有答复", place="order.extra")
    answer(shop, found, *lines_of(shop, found))
    assert shop.order(order).stage is Stage.IN_WORK
    labour, pads = lines_of(shop, found)
    shop.do(Role.PARTS, parts.issue_parts, order, shop.technicians[0], ((pads[1], Milli(1000)),))
    work_line(shop, labour[1])
    assert shop.order(order).stage is Stage.AWAITING_INSPECTION


def test_the_order_waits_for_the_answer_even_when_all_else_is_done(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    order = issued(shop).order_id
    found = quoted(shop, order)
    for line in shop.lines(order)[0][:2]:
        work_line(shop, line.id)
    assert shop.order(order).stage is Stage.IN_WORK
    is_refused(shop, TECHNICIAN, workshop.finish_order, order, match="增项客户没有答复", place="order.extra")
    answer(shop, found)
    assert shop.order(order).stage is Stage.AWAITING_INSPECTION


@pytest.mark.parametrize("minutes", [-1, 60 * 24 * 60 + 1])
def test_a_delay_lies_within_sixty_days(sqlite_shop: Shop, minutes: int) -> None:
    shop = sqlite_shop
    is_refused(
        shop,
        TECHNICIAN,
        extra_work.propose_extra_work,
        issued(shop).order_id,
        "异响",
        brakes(shop),
        delay_minutes=minutes,
        match="超出范围",
        place="extra.delay",
        kind=InvalidEntry,
    )


def test_extra_material_is_capped_at_its_limit_price_as_any_other(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    dear = entries.LinesEntry(
        parts=(entries.PartEntry(quantity=Milli(1000), part_id=shop.parts["W5-3004"], price_fen=Fen(33001)),)
    )
    is_refused(
        shop,
        TECHNICIAN,
        extra_work.propose_extra_work,
        issued(shop).order_id,
        "机油脏",
        dear,
        match="限价 330.00",
        place="lines.price",
    )
