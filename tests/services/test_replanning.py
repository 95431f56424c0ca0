"""Planned work is moved in time, to somebody else, to another bay; what was worked stays whose it is."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.errors import InvalidEntry, StaleRecord, WrongState
from app.models.access import Permission, Role
from app.models.lines import WorkState
from app.models.people import Bay
from app.models.stages import Stage
from app.models.workshop import Assignment, PauseReason, WorkSpan
from app.services import replanning, workshop
from app.services.acts import query
from app.services.entries import Received
from app.store.unit_of_work import Look
from tests.builders import Shop, authorised
from tests.services.answers import asks_first, is_refused

DISPATCHER = Role.DISPATCH


def given(shop: Shop) -> tuple[Received, Assignment]:
    """Give the usual car's first line to the first technician for half an hour."""
    car = authorised(shop)
    line = shop.lines(car.order_id)[0][0]
    shop.do(DISPATCHER, workshop.assign_line, line.id, shop.technicians[0], minutes=30)
    (assignment,) = shop.found(Assignment)
    return car, assignment


@query(Permission.VIEW)
def first_bay(look: Look) -> int:
    """Return the key of a bay."""
    return look.session.scalars(select(Bay.id)).first() or 0


def test_a_job_moves_in_time_and_keeps_its_length(shop: Shop) -> None:
    _, assignment = given(shop)
    later = shop.clock.now + timedelta(hours=3)
    key = shop.do(DISPATCHER, replanning.move_assignment, assignment.id, seen=assignment.version, planned_start=later)
    (moved,) = shop.found(Assignment)
    assert (key, moved.planned_start, moved.planned_end) == (assignment.id, later, later + timedelta(minutes=30))
    assert moved.technician_id == shop.technicians[0]
    with pytest.raises(StaleRecord):
        shop.do(DISPATCHER, replanning.move_assignment, assignment.id, seen=assignment.version, planned_start=later)


def test_work_not_begun_simply_changes_hands(shop: Shop) -> None:
    car, assignment = given(shop)
    shop.do(
        DISPATCHER, replanning.move_assignment, assignment.id, seen=assignment.version,
        technician_id=shop.technicians[1],
    )  # fmt: skip
    (moved,) = shop.found(Assignment)
    assert (moved.technician_id, moved.ended_at) == (shop.technicians[1], None)
    assert shop.order(car.order_id).stage is Stage.DISPATCHED
    line = shop.lines(car.order_id)[0][0]
    shop.do(Role.TECHNICIAN, workshop.start_work, line.id, shop.technicians[1])


def test_what_the_first_technician_worked_stays_theirs(shop: Shop) -> None:
    car, assignment = given(shop)
    line = shop.lines(car.order_id)[0][0]
    first, second = shop.technicians[:2]
    shop.do(Role.TECHNICIAN, workshop.start_work, line.id, first)
    is_refused(
        shop, DISPATCHER, replanning.move_assignment, assignment.id, seen=assignment.version, technician_id=second,
        match="请先暂停", place="dispatch.clock",
    )  # fmt: skip
    shop.clock.pass_time(minutes=10)
    shop.do(Role.TECHNICIAN, workshop.pause_work, line.id, first, PauseReason.OTHER_CAR)
    key = shop.do(DISPATCHER, replanning.move_assignment, assignment.id, seen=assignment.version, technician_id=second)
    before, now = shop.found(Assignment)
    assert (before.technician_id, before.ended_at, before.end_reason) == (first, shop.clock.now, "改派")
    assert (now.id, now.technician_id, now.ended_at) == (key, second, None)
    assert shop.lines(car.order_id)[0][0].work is WorkState.PAUSED
    shop.do(Role.TECHNICIAN, workshop.start_work, line.id, second)
    assert [(span.technician_id, span.assignment_id) for span in shop.found(WorkSpan)] == [
        (first, before.id),
        (second, now.id),
    ]


def test_a_car_takes_another_bay_while_the_clock_runs(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car, assignment = given(shop)
    shop.do(Role.TECHNICIAN, workshop.start_work, shop.lines(car.order_id)[0][0].id, shop.technicians[0])
    bay = shop.ask(DISPATCHER, first_bay)
    shop.do(DISPATCHER, replanning.move_assignment, assignment.id, seen=assignment.version, bay_id=bay)
    (moved,) = shop.found(Assignment)
    assert moved.bay_id == bay
    assert len(shop.found(WorkSpan, ended_at=None)) == 1
    later = shop.clock.now + timedelta(hours=1)
    is_refused(
        shop, DISPATCHER, replanning.move_assignment, assignment.id, seen=moved.version, planned_start=later,
        match="请先暂停", place="dispatch.clock",
    )  # fmt: skip


def test_somebody_else_should_fit_and_have_room(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = authorised(shop)
    first, noise = shop.lines(car.order_id)[0]
    shop.do(DISPATCHER, workshop.assign_line, noise.id, shop.technicians[1], minutes=30)
    (assignment,) = shop.found(Assignment)
    moved = asks_first(
        shop, DISPATCHER, replanning.move_assignment, assignment.id, seen=assignment.version,
        technician_id=shop.technicians[2], asked={"dispatch.rank": "dispatch.technician"},
    )  # fmt: skip
    assert moved == assignment.id
    shop.do(DISPATCHER, workshop.assign_line, first.id, shop.technicians[1], minutes=460)
    seen = shop.found(Assignment, id=moved)[0].version
    asks_first(
        shop, DISPATCHER, replanning.move_assignment, moved, seen=seen, technician_id=shop.technicians[1],
        asked={"dispatch.load": "dispatch.technician"},
    )  # fmt: skip


def test_what_is_over_is_not_moved(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    _, assignment = given(shop)
    move = (DISPATCHER, replanning.move_assignment, assignment.id)
    with pytest.raises(InvalidEntry, match="超出范围"):
        shop.do(*move, seen=assignment.version, planned_start=shop.clock.now + timedelta(days=61))
    shop.do(DISPATCHER, workshop.take_back_assignment, assignment.id, seen=assignment.version, reason="等料")
    seen = shop.found(Assignment)[0].version
    is_refused(shop, *move, seen=seen, match="不能派工|已经撤回", place="dispatch.board", kind=WrongState)
