"""The dispatcher's dock (调度): lines given by keyboard, clocks, the ways back, refusals that lead."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from pytestqt.qtbot import QtBot

from app.changes import Change
from app.models.access import Role
from app.models.lines import WorkState
from app.models.orders import WaitKind
from app.models.stages import Stage
from app.models.workshop import Assignment, PauseReason, WorkSpan
from app.services import inspection, workshop
from app.services.entries import Received
from app.views import theme
from app.views.desk import Desk
from tests.builders import Shop, authorised, finished, work_line
from tests.views.dispatch_hands import Hands, assigned, at_the_board
from tests.views.hands import write


@pytest.fixture
def hands(qtbot: QtBot, desk: Desk, sqlite_shop: Shop, settled: Callable[[Desk], None]) -> Iterator[Hands]:
    """Sit down at the board."""
    sitting = at_the_board(qtbot, desk, sqlite_shop, settled)
    yield sitting
    sitting.settle()


def test_a_line_is_given_to_the_proposed_technician_with_two_keys(hands: Hands) -> None:
    car = authorised(hands.shop)
    hands.show()
    hands.dock.waiting.setFocus()
    hands.press(Qt.Key.Key_Down)
    assert hands.dock.assign.technician.text() == "张师傅"
    hands.go_on()
    given = hands.shop.found(Assignment)
    assert [row.technician_id for row in given] == [hands.shop.technicians[0]]
    assert given[0].planned_start == hands.shop.clock.now
    assert (given[0].planned_end - given[0].planned_start).total_seconds() == 108 * 60
    assert hands.shop.order(car.order_id).stage is Stage.DISPATCHED
    assert "已派工" in hands.says()


def test_the_next_line_of_the_same_car_is_offered_to_whoever_has_less(hands: Hands) -> None:
    car = authorised(hands.shop)
    hands.show()
    hands.dock.waiting.setFocus()
    hands.press(Qt.Key.Key_Down)
    hands.go_on()
    second = hands.shop.lines(car.order_id)[0][1]
    assert hands.dock.chosen() == hands.dock.waiting.selected_row()
    assert hands.dock.waiting.selected_row().id == second.id
    assert hands.dock.assign.technician.text() == "李师傅"
    hands.go_on()
    assert hands.dock.waiting.rows() == ()
    assert hands.dock.clock.line is not None
    assert hands.dock.clock.line.line_id == second.id


def test_technician_bay_start_and_minutes_are_typed_field_by_field_with_enter(hands: Hands) -> None:
    authorised(hands.shop)
    hands.show()
    hands.dock.waiting.setFocus()
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Return)
    card = hands.dock.assign
    assert card.technician.hasFocus()
    card.technician.selectAll()
    write(card.technician, "J002")
    hands.settle()
    hands.press(Qt.Key.Key_Return)
    assert card.technician.text() == "李师傅"
    hands.press(Qt.Key.Key_Return)
    assert card.bay.hasFocus()
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Return)
    write(card.start, "1330")
    hands.press(Qt.Key.Key_Return)
    write(card.minutes, "1:30")
    hands.go_on()
    given = hands.shop.found(Assignment)[0]
    assert given.technician_id == hands.shop.technicians[1]
    assert given.bay_id is not None
    assert (given.planned_start.hour, given.planned_start.minute) == (5, 30)
    assert (given.planned_end - given.planned_start).total_seconds() == 90 * 60


def test_an_unqualified_technician_is_doubted_and_goes_through_with_a_reason(hands: Hands) -> None:
    authorised(hands.shop)
    hands.show()
    hands.dock.waiting.setFocus()
    hands.press(Qt.Key.Key_Down)
    apprentice = next(load for load in hands.dock.shown.loads if load.name == "小王")
    hands.dock.chart.gap_chosen.emit(apprentice, hands.shop.clock.now)
    hands.go_on()
    assert "小王 的技术等级低于此项要求" in hands.says()
    assert hands.shop.found(Assignment) == []
    hands.give_reason("师傅带着做")
    assert [row.technician_id for row in hands.shop.found(Assignment)] == [apprentice.id]


def test_a_line_without_a_technician_is_refused_and_the_button_leads_to_the_field(hands: Hands) -> None:
    authorised(hands.shop)
    hands.show()
    hands.dock.waiting.setFocus()
    hands.press(Qt.Key.Key_Down)
    hands.dock.assign.technician.clear_value()
    hands.go_on()
    assert "请从列表中选择" in hands.says()
    assert hands.shop.found(Assignment) == []
    hands.dock.strip.main_button.click()
    assert hands.dock.assign.technician.hasFocus()


def test_the_clock_starts_pauses_for_parts_goes_on_and_finishes_self_checked(hands: Hands) -> None:
    car = assigned(hands.shop)
    hands.show()
    hands.dock.chart.setFocus()
    hands.press(Qt.Key.Key_Right)
    hands.go_on()
    assert hands.states(car)[0] is WorkState.IN_WORK
    clock = hands.dock.clock
    clock.pause_reason.set_value(PauseReason.PARTS)
    clock.pause_button.click()
    hands.settle()
    assert hands.states(car)[0] is WorkState.PAUSED
    from app.services.order_view import order_in_hand

    assert [wait.kind for wait in hands.shop.ask(Role.DISPATCH, order_in_hand, car.order_id).waits] == [WaitKind.PARTS]
    assert clock.start_button.text().startswith("继续施工")
    hands.go_on()
    hands.shop.clock.pass_time(minutes=30)
    clock.self_checked.setChecked(True)
    hands.go_on()
    line = hands.shop.lines(car.order_id)[0][0]
    assert (line.work, line.self_checked) == (WorkState.FINISHED, True)
    assert all(span.ended_at is not None for span in hands.shop.found(WorkSpan))


def test_the_last_line_finished_sends_the_car_to_inspection_and_says_so(hands: Hands) -> None:
    car = authorised(hands.shop)
    first, second = hands.shop.lines(car.order_id)[0]
    work_line(hands.shop, first.id)
    hands.shop.do(Role.DISPATCH, workshop.assign_line, second.id, hands.shop.technicians[0])
    hands.shop.do(Role.TECHNICIAN, workshop.start_work, second.id, hands.shop.technicians[0])
    hands.show()
    running = next(line for line in hands.dock.shown.assigned if line.running_since)
    hands.dock.chart.setFocus()
    hands.dock.chart.select_id(running.id)
    hands.go_on()
    assert hands.shop.order(car.order_id).stage is Stage.AWAITING_INSPECTION
    assert "已送检" in hands.says()


def test_a_second_clock_is_refused_and_leads_to_the_one_that_runs(hands: Hands) -> None:
    car = assigned(hands.shop)
    first, second = hands.shop.lines(car.order_id)[0]
    who = hands.shop.technicians[0]
    hands.shop.do(Role.DISPATCH, workshop.assign_line, second.id, who)
    hands.shop.do(Role.TECHNICIAN, workshop.start_work, first.id, who)
    hands.show()
    other = next(line for line in hands.dock.shown.assigned if line.line_id == second.id)
    hands.dock.chart.setFocus()
    hands.dock.chart.select_id(other.id)
    hands.go_on()
    assert "请先暂停或完工" in hands.says()
    hands.dock.strip.main_button.click()
    assert hands.dock.clock.line is not None
    assert hands.dock.clock.line.line_id == first.id
    assert hands.dock.chart.hasFocus()


def test_an_assignment_is_taken_back_only_with_a_reason(hands: Hands) -> None:
    car = assigned(hands.shop)
    hands.show()
    hands.dock.chart.select_id(hands.dock.shown.assigned[0].id)
    hands.dock.clock.take_back_button.click()
    hands.settle()
    assert "请写明原因" in hands.says()
    assert hands.states(car)[0] is WorkState.ASSIGNED
    hands.give_reason("换人")
    assert hands.states(car)[0] is WorkState.WAITING
    assert hands.shop.found(Assignment)[0].end_reason == "换人"
    assert hands.shop.order(car.order_id).stage is Stage.AUTHORISED
    assert len(hands.dock.waiting.rows()) == 2


def test_a_finish_is_undone_with_a_reason_by_the_lead_and_not_offered_to_the_dispatcher(hands: Hands) -> None:
    car = finished(hands.shop)
    hands.show()
    hands.dock.chart.select_id(hands.dock.shown.assigned[0].id)
    assert hands.dock.clock.undo_button.isVisible()
    hands.dock.clock.undo_button.click()
    hands.settle()
    hands.give_reason("漏拧一颗螺栓")
    assert hands.states(car)[0] is WorkState.PAUSED
    assert hands.shop.order(car.order_id).stage is Stage.IN_WORK
    hands.dock.desk.sign_in(hands.shop.actors[Role.DISPATCH])
    hands.settle()
    hands.dock.chart.select_id(hands.dock.shown.assigned[1].id)
    assert hands.dock.clock.undo_button.isHidden()


def test_a_failed_line_comes_back_red_to_whoever_did_it(hands: Hands) -> None:
    car = finished(hands.shop)
    fail_first_item(hands.shop, car)
    hands.show()
    back = next(line for line in hands.dock.shown.assigned if line.work is WorkState.REWORK)
    hands.dock.chart.setFocus()
    hands.dock.chart.select_id(back.id)
    assert "返工" in hands.dock.clock.state.text()
    hands.go_on()
    assert hands.states(car)[0] is WorkState.IN_WORK


def test_a_line_that_failed_while_the_board_was_closed_can_be_started_again(hands: Hands) -> None:
    car = finished(hands.shop)
    desk = hands.dock.desk
    desk.take_in_hand(car.order_id, car.visit_id)
    hands.show()
    assert {line.work for line in hands.dock.shown.assigned} == {WorkState.FINISHED}
    hands.dock.close()
    fail_first_item(hands.shop, car)
    desk.changed.emit(Change.WORKSHOP | Change.ORDERS, None)  # as the inspector's click tells every dock
    hands.show()
    back = next(line for line in hands.dock.shown.assigned if line.work is WorkState.REWORK)
    hands.dock.chart.select_id(back.id)
    hands.dock.chart.setFocus()
    hands.go_on()
    assert hands.states(car)[0] is WorkState.IN_WORK


def test_a_failed_line_taken_back_waits_to_be_given_again(hands: Hands) -> None:
    car = finished(hands.shop)
    fail_first_item(hands.shop, car)
    hands.show()
    back = next(line for line in hands.dock.shown.assigned if line.work is WorkState.REWORK)
    hands.dock.chart.select_id(back.id)
    hands.dock.clock.take_back_button.click()
    hands.settle()
    hands.give_reason("换一位师傅返工")
    assert [(row.id, row.rework) for row in hands.dock.waiting.rows()] == [(back.line_id, True)]
    hands.dock.waiting.setFocus()
    hands.press(Qt.Key.Key_Down)
    hands.go_on()
    assert hands.dock.waiting.rows() == ()


def fail_first_item(shop: Shop, car: Received) -> None:
    from app.models.quality import Verdict
    from app.services.inspection_board import quality_record

    round_ = shop.do(Role.INSPECTION, inspection.open_inspection, car.order_id)
    item = shop.ask(Role.INSPECTION, quality_record, car.order_id).rounds[0].items[0]
    shop.do(Role.INSPECTION, inspection.judge_item, item.id, Verdict.FAILED, seen=item.version, finding="仍有异响")
    shop.do(Role.INSPECTION, inspection.pass_open_items, round_)
    shop.do(Role.INSPECTION, inspection.conclude_inspection, round_)


def test_a_doubt_told_after_a_refusal_is_not_written_in_the_refusals_red(hands: Hands) -> None:
    authorised(hands.shop)
    hands.show()
    hands.dock.waiting.setFocus()
    hands.press(Qt.Key.Key_Down)
    hands.dock.assign.technician.clear_value()
    hands.go_on()
    ink = hands.dock.strip.label.palette().color(QPalette.ColorRole.WindowText)
    assert ink == theme.colour("danger")
    hands.dock.assign.choose_by_hand(next(load for load in hands.dock.shown.loads if load.name == "小王"))
    hands.dock.waiting.setFocus()
    hands.go_on()
    ink = hands.dock.strip.label.palette().color(QPalette.ColorRole.WindowText)
    assert ink == theme.colour("doubt")
