"""The gates of reception and dispatch: what must be there, what should be there, before anybody touches the car."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.errors import InvalidEntry, NeedsConfirmation, WrongState
from app.models.access import Permission, Role
from app.models.lines import Approval
from app.models.orders import Consent, ConsentMethod, EstimateRevision, ExtraWork, Payer
from app.models.people import Technician, TechnicianSkill
from app.models.stages import Stage
from app.models.workshop import Assignment, PauseReason
from app.services import entries, estimates, extra_work, inspection, order_lines, papers, workshop
from app.services.acts import service
from app.store.unit_of_work import Work
from app.values import Fen, Milli
from tests.builders import CONSENT, Shop, arrival, authorised, received
from tests.services.answers import asks_first, is_refused

RECEPTION = Role.RECEPTION
PAPER = {"gap.paper": "order.print"}


def quoted(shop: Shop, **changed: object) -> entries.Received:
    """Receive and quote the usual car."""
    car = received(shop, **changed)
    shop.do(RECEPTION, estimates.quote_order, car.order_id)
    return car


def only_labour(shop: Shop, code: str = "GS-2210") -> entries.LinesEntry:
    return entries.LinesEntry(labour=(entries.LabourEntry(operation_id=shop.operations[code]),))


def test_an_estimate_must_have_a_line(sqlite_shop: Shop) -> None:
    car = received(sqlite_shop, lines=entries.LinesEntry())
    is_refused(sqlite_shop, RECEPTION, estimates.quote_order, car.order_id, match="至少要有一行", place="lines")


def test_a_paper_printed_before_the_payer_changed_is_not_the_one_agreed_to(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = quoted(shop)
    shop.do(RECEPTION, papers.begin_print, "work_order", car.order_id)
    line = shop.lines(car.order_id)[0][0]
    shop.do(RECEPTION, order_lines.change_line, "labour", line.id, seen=line.version, payer=Payer.INTERNAL)
    with pytest.raises(NeedsConfirmation) as asked:
        shop.do(RECEPTION, estimates.authorise_order, car.order_id, CONSENT)
    assert {doubt.key for doubt in asked.value.doubts} == set(PAPER)
    shop.do(RECEPTION, papers.begin_print, "work_order", car.order_id)
    shop.do(RECEPTION, estimates.authorise_order, car.order_id, CONSENT)
    assert shop.order(car.order_id).stage is Stage.AUTHORISED


def test_an_authorisation_must_have_a_line_that_is_still_wanted(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = quoted(shop, lines=only_labour(shop))
    line = shop.lines(car.order_id)[0][0]
    shop.do(RECEPTION, order_lines.withdraw_line, "labour", line.id, seen=line.version)
    is_refused(shop, RECEPTION, estimates.authorise_order, car.order_id, CONSENT, match="至少要有一行", place="lines")


def test_an_authorisation_must_have_somebody_who_gave_it(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = quoted(shop)
    for name in ("", " \t"):
        is_refused(
            shop,
            RECEPTION,
            estimates.authorise_order,
            car.order_id,
            entries.ConsentEntry(given_by=name),
            match="由谁认可",
            place="consent.given_by",
            kind=InvalidEntry,
        )


def test_nobody_consents_in_the_future(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = quoted(shop)
    later = replace(CONSENT, given_at=shop.clock.now + timedelta(minutes=1))
    is_refused(shop, RECEPTION, estimates.authorise_order, car.order_id, later, match="将来", place="consent.given_at")


def test_an_authorisation_keeps_who_when_how_and_to_what_amount(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = quoted(shop)
    told = shop.clock.now - timedelta(minutes=5)
    consent = entries.ConsentEntry("周大年", ConsentMethod.TELEPHONE, told, "13800006621", "先做保养")
    asks_first(shop, RECEPTION, estimates.authorise_order, car.order_id, consent, asked=PAPER)
    (kept,) = shop.found(Consent)
    assert (kept.given_by, kept.method, kept.given_at, kept.words) == (
        "周大年",
        ConsentMethod.TELEPHONE,
        told,
        "先做保养",
    )
    assert kept.amount_fen == 36800 + 36400
    assert kept.recorded_by == shop.actors[RECEPTION].account_id
    labour, material, _ = shop.lines(car.order_id)
    assert {line.approval for lines in (labour, material) for line in lines} == {Approval.APPROVED}


def test_an_authorisation_should_have_vin_mileage_promise_and_a_printed_estimate(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    usual = arrival(shop)
    car = quoted(
        shop,
        vehicle=replace(usual.vehicle, vin="") if usual.vehicle else None,
        visit=replace(usual.visit, mileage=None),
        order=replace(usual.order, promised_at=None),
    )
    asks_first(
        shop,
        RECEPTION,
        estimates.authorise_order,
        car.order_id,
        CONSENT,
        asked=PAPER
        | {"gap.vin": "reception.vin", "gap.mileage": "reception.mileage", "gap.promise": "reception.promise"},
    )
    assert shop.order(car.order_id).stage is Stage.AUTHORISED


def test_a_mileage_that_cannot_be_read_and_an_open_promise_are_answers(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    usual = arrival(shop)
    car = quoted(
        shop,
        visit=replace(usual.visit, mileage=None, mileage_answer="仪表不亮"),
        order=replace(usual.order, promised_at=None, promise_open=True),
    )
    asks_first(shop, RECEPTION, estimates.authorise_order, car.order_id, CONSENT, asked=PAPER)


def test_lines_are_closed_once_the_customer_has_signed(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = authorised(shop)
    line = shop.lines(car.order_id)[0][0]
    for act, args, more in (
        (order_lines.add_lines, (car.order_id, only_labour(shop)), {}),
        (order_lines.change_line, ("labour", line.id), {"seen": line.version, "price_fen": Fen(1)}),
    ):
        is_refused(shop, RECEPTION, act, *args, match="增项", place="order.extra", kind=WrongState, **more)


def test_a_changed_estimate_is_kept_beside_the_first(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = quoted(shop)
    shop.do(RECEPTION, estimates.withdraw_quote, car.order_id, reason="客户加项")
    shop.do(RECEPTION, order_lines.add_lines, car.order_id, only_labour(shop))
    shop.do(RECEPTION, estimates.quote_order, car.order_id)
    assert [(row.revision, row.labour_fen) for row in shop.found(EstimateRevision)] == [(1, 36800), (2, 44800)]
    assert shop.order(car.order_id).number == "WX20261122-0001"


def test_a_line_is_dispatched_only_when_the_customer_agreed(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = quoted(shop)
    line = shop.lines(car.order_id)[0][0]
    is_refused(
        shop, Role.DISPATCH, workshop.assign_line, line.id, shop.technicians[0], match="客户认可", place="order.extra"
    )


def test_extra_work_under_the_signed_limit_needs_no_call(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = authorised_with_limit(shop, 10_000)
    first = propose(shop, car.order_id, 8_000)
    assert shop.found(ExtraWork, id=first)[0].state.value == "approved"
    assert shop.do(Role.DISPATCH, workshop.assign_line, extra_line(shop, first), shop.technicians[0], minutes=20)
    # The limit holds for all extra work together, and never for what touches safety.
    second = propose(shop, car.order_id, 3_000)
    assert shop.found(ExtraWork, id=second)[0].state.value == "quoted"
    third = propose(shop, car.order_id, 1_000, safety=True)
    assert shop.found(ExtraWork, id=third)[0].state.value == "quoted"
    is_refused(
        shop,
        Role.DISPATCH,
        workshop.assign_line,
        extra_line(shop, second),
        shop.technicians[0],
        match="客户认可",
        place="order.extra",
    )


def authorised_with_limit(shop: Shop, limit: int) -> entries.Received:
    car = quoted(shop, order=replace(arrival(shop).order, signed_limit_fen=Fen(limit)))
    asks_first(shop, RECEPTION, estimates.authorise_order, car.order_id, CONSENT, asked=PAPER)
    return car


def propose(shop: Shop, order_id: int, price: int, *, safety: bool = False) -> int:
    """Have something found that costs ``price`` fen, and quoted."""
    lines = entries.LinesEntry(labour=(entries.LabourEntry(name="拧紧护板", lump_fen=Fen(price), hours=Milli(100)),))
    key: int = shop.do(Role.TECHNICIAN, extra_work.propose_extra_work, order_id, "护板松动", lines, safety=safety)
    seen = shop.found(ExtraWork, id=key)[0].version
    shop.do(RECEPTION, extra_work.quote_extra_work, key, entries.LinesEntry(), seen=seen)
    return key


def extra_line(shop: Shop, extra: int) -> int:
    order = shop.found(ExtraWork, id=extra)[0].order_id
    return next(line.id for line in shop.lines(order)[0] if line.extra_work_id == extra)


def test_a_job_should_go_to_somebody_of_the_trade_and_rank(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = authorised(shop)
    noise = shop.lines(car.order_id)[0][1]  # its operation asks for rank 4
    apprentice = shop.technicians[2]
    place = "dispatch.technician"
    asks_first(
        shop, Role.DISPATCH, workshop.assign_line, noise.id, apprentice, asked={"dispatch.rank": place}, minutes=20
    )
    shop.station.perform(shop.actors[Role.STATION_MANAGER], without_skills, shop.technicians[0])
    asks_first(
        shop,
        Role.DISPATCH,
        workshop.assign_line,
        noise.id,
        shop.technicians[0],
        asked={"dispatch.trade": place},
        minutes=20,
    )


@service(Permission.KEEP_STATION)
def without_skills(work: Work, technician_id: int) -> None:
    for skill in work.session.query(TechnicianSkill).filter_by(technician_id=technician_id):
        work.session.delete(skill)


def test_a_day_should_not_be_planned_over_its_hours(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = authorised(shop)
    first, second = shop.lines(car.order_id)[0]
    shop.do(Role.DISPATCH, workshop.assign_line, first.id, shop.technicians[1], minutes=460)
    asks_first(
        shop,
        Role.DISPATCH,
        workshop.assign_line,
        second.id,
        shop.technicians[1],
        asked={"dispatch.load": "dispatch.technician"},
        minutes=21,
    )
    assert len(shop.found(Assignment)) == 2


def test_nobody_who_left_and_nobody_twice(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = authorised(shop)
    line = shop.lines(car.order_id)[0][0]
    shop.do(Role.DISPATCH, workshop.assign_line, line.id, shop.technicians[1], minutes=20)
    again = (Role.DISPATCH, workshop.assign_line, line.id, shop.technicians[1])
    is_refused(shop, *again, match="已派给 李师傅", place="dispatch.board", kind=WrongState)
    shop.station.perform(shop.actors[Role.STATION_MANAGER], leaves, shop.technicians[0])
    gone = (Role.DISPATCH, workshop.assign_line, line.id, shop.technicians[0])
    is_refused(shop, *gone, match="已不在岗", place="dispatch.technician")


@service(Permission.KEEP_STATION)
def leaves(work: Work, technician_id: int) -> None:
    work.get(Technician, technician_id).retired = True


def test_a_flagged_operation_starts_only_after_the_inspector_approved_the_method(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = quoted(shop, lines=only_labour(shop, "GS-2900"))
    asks_first(shop, RECEPTION, estimates.authorise_order, car.order_id, CONSENT, asked=PAPER)
    line = shop.lines(car.order_id)[0][0]
    master = shop.technicians[1]
    shop.do(Role.DISPATCH, workshop.assign_line, line.id, master, minutes=60)
    start = (Role.TECHNICIAN, workshop.start_work, line.id, master)
    is_refused(shop, *start, match="认可施工方法", place="inspection.method")
    shop.do(Role.INSPECTION, inspection.approve_method, line.id)
    shop.do(*start)
    assert shop.order(car.order_id).stage is Stage.IN_WORK


def test_a_clock_runs_only_for_whom_the_job_was_given_to_and_once(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = authorised(shop)
    first, second = shop.lines(car.order_id)[0]
    zhang, li = shop.technicians[:2]
    is_refused(shop, Role.TECHNICIAN, workshop.start_work, first.id, zhang, match="还没有派工", place="dispatch.board")
    for line in (first, second):
        shop.do(Role.DISPATCH, workshop.assign_line, line.id, zhang, minutes=20)
    is_refused(shop, Role.TECHNICIAN, workshop.start_work, first.id, li, match="没有派给这位", place="dispatch.board")
    shop.do(Role.TECHNICIAN, workshop.start_work, first.id, zhang)
    is_refused(shop, Role.TECHNICIAN, workshop.start_work, second.id, zhang, match="正在做", place="dispatch.clock")
    shop.do(Role.TECHNICIAN, workshop.pause_work, first.id, zhang, PauseReason.OTHER_CAR)
    shop.do(Role.TECHNICIAN, workshop.start_work, second.id, zhang)


@pytest.mark.parametrize("minutes", [0, -5, 60 * 24 * 60 + 1])
def test_a_plan_has_a_length_that_can_be(sqlite_shop: Shop, minutes: int) -> None:
    shop = sqlite_shop
    line = shop.lines(authorised(shop).order_id)[0][0]
    is_refused(
        shop,
        Role.DISPATCH,
        workshop.assign_line,
        line.id,
        shop.technicians[1],
        minutes=minutes,
        match="超出范围",
        place="dispatch.minutes",
    )
