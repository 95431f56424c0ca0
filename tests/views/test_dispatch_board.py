"""The dispatcher's dock (调度): the order in hand, scans, extra work, what the board says of the day."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.changes import Change
from app.models.access import Role
from app.models.lines import WorkState
from app.models.orders import ExtraWork
from app.models.stages import Stage
from app.models.workshop import Assignment
from app.services import estimates, workshop
from app.services.entries import CustomerEntry, LinesEntry, PartEntry, VehicleEntry
from app.values import Milli
from app.views.desk import Desk
from app.views.walking import neighbour
from tests.builders import CONSENT, Shop, authorised, received
from tests.views.dispatch_hands import Hands, assigned, at_the_board
from tests.views.hands import write


@pytest.fixture
def hands(qtbot: QtBot, desk: Desk, sqlite_shop: Shop, settled: Callable[[Desk], None]) -> Iterator[Hands]:
    """Sit down at the board."""
    sitting = at_the_board(qtbot, desk, sqlite_shop, settled)
    yield sitting
    sitting.settle()


def test_a_car_without_labour_goes_to_inspection_by_a_button(hands: Hands) -> None:
    oil = PartEntry(Milli(1000), part_id=hands.shop.parts["W5-3004"])
    car = received(hands.shop, lines=LinesEntry(parts=(oil,)))
    hands.shop.do(Role.RECEPTION, estimates.quote_order, car.order_id)
    hands.shop.do(
        Role.RECEPTION,
        estimates.authorise_order,
        car.order_id,
        CONSENT,
        confirmed=frozenset({"gap.paper"}),
        reason="打印机没纸",
    )
    hands.show()
    hands.dock.desk.take_in_hand(car.order_id, car.visit_id)
    hands.settle()
    hands.dock.hand.finish_order_button.click()
    hands.settle()
    assert hands.shop.order(car.order_id).stage is Stage.AWAITING_INSPECTION


def test_sending_to_inspection_too_early_names_what_is_open(hands: Hands) -> None:
    car = assigned(hands.shop)
    hands.show()
    hands.dock.desk.take_in_hand(car.order_id, car.visit_id)
    hands.settle()
    hands.dock.hand.finish_order_button.click()
    hands.settle()
    assert "还没有完工" in hands.says()
    hands.dock.strip.main_button.click()
    assert hands.dock.waiting.hasFocus()


def test_a_scanned_order_is_in_hand_and_a_scanned_badge_finds_whose_work_it_is(hands: Hands) -> None:
    car = assigned(hands.shop)
    hands.show()
    scan = hands.dock.scan
    write(scan, hands.shop.order(car.order_id).number or "")
    scan.setFocus()
    hands.press(Qt.Key.Key_Return)
    assert hands.dock.desk.current_order == car.order_id
    assert scan.text() == ""
    assert hands.dock.cards.currentWidget() is hands.dock.assign
    scan.setFocus()
    write(scan, "J002")
    hands.press(Qt.Key.Key_Return)
    assert hands.dock.assign.technician.text() == "李师傅"
    hands.press(Qt.Key.Key_Return)
    assert len(hands.shop.found(Assignment)) == 2
    scan.setFocus()
    write(scan, "J001")
    hands.press(Qt.Key.Key_Return)
    assert hands.dock.clock.line is not None
    assert hands.dock.clock.line.technician == "张师傅"
    hands.press(Qt.Key.Key_Return)
    assert hands.states(car)[0] is WorkState.IN_WORK


def test_an_unknown_scan_is_said(hands: Hands) -> None:
    hands.show()
    hands.dock.scan.setFocus()
    write(hands.dock.scan, "X-999")
    hands.press(Qt.Key.Key_Return)
    assert "“X-999”不是工牌" in hands.says()


def test_extra_work_is_proposed_with_what_it_takes(hands: Hands) -> None:
    car = assigned(hands.shop)
    hands.shop.do(
        Role.TECHNICIAN, workshop.start_work, hands.shop.lines(car.order_id)[0][0].id, hands.shop.technicians[0]
    )
    hands.show()
    hands.dock.desk.take_in_hand(car.order_id, car.visit_id)
    hands.settle()
    hands.dock.hand.extra_button.click()
    page = hands.dock.proposal
    assert hands.dock.pages.currentWidget() is page
    page.propose_button.click()
    hands.settle()
    assert "请写明发现了什么" in hands.says()
    write(page.finding, "制动片剩余 2.1 mm")
    write(page.operation, "更换前制动片")
    write(page.hours, "0.9")
    page.add_operation_button.click()
    write(page.part, "3501115")
    hands.settle()
    page.part.setFocus()
    hands.press(Qt.Key.Key_Return)
    page.add_part_button.click()
    page.delay.setFocus()
    write(page.delay, "55")
    page.safety.setChecked(True)
    hands.go_on()
    extra = hands.shop.found(ExtraWork, order_id=car.order_id)[0]
    assert (extra.finding, extra.safety, extra.delay_minutes) == ("制动片剩余 2.1 mm", True, 55)
    labour, material, _ = hands.shop.lines(car.order_id)
    assert [line.name for line in labour if line.extra_work_id == extra.id] == ["更换前制动片"]
    assert [line.name for line in material if line.extra_work_id == extra.id] == ["前制动片组"]
    assert hands.dock.pages.currentWidget() is hands.dock.board
    assert len(hands.dock.waiting.rows()) == 1


def test_tab_leads_through_the_lines_before_the_proposal_is_sent(hands: Hands) -> None:
    car = assigned(hands.shop)
    hands.show()
    hands.dock.desk.take_in_hand(car.order_id, car.visit_id)
    hands.settle()
    hands.dock.hand.extra_button.click()
    page = hands.dock.proposal
    stops: list[QWidget] = [page.finding]
    while page.propose_button not in stops:
        following = neighbour(page, stops[-1])
        assert following is not None
        stops.append(following)
    assert stops.index(page.operation) < stops.index(page.part) < stops.index(page.table)


def test_parts_of_one_name_are_told_apart_by_code_stock_and_price(hands: Hands) -> None:
    car = assigned(hands.shop)
    hands.show()
    hands.dock.desk.take_in_hand(car.order_id, car.visit_id)
    hands.settle()
    hands.dock.hand.extra_button.click()
    page = hands.dock.proposal
    page.part.setFocus()
    write(page.part, "3501115")
    hands.settle()
    table = page.part.suggestions.table
    said = [table.text_at(0, column) for column in range(table.model().columnCount())]
    assert "3501115-K08" in said
    assert any(word.startswith("现货") for word in said)
    assert any("." in word and word.replace(".", "").replace(",", "").isdigit() for word in said)
    assert page.part.suggestions.geometry().right() <= page.window().width()


def test_a_proposal_half_typed_is_still_there_after_a_look_at_the_board(hands: Hands) -> None:
    car = assigned(hands.shop)
    hands.show()
    hands.dock.desk.take_in_hand(car.order_id, car.visit_id)
    hands.settle()
    hands.dock.hand.extra_button.click()
    write(hands.dock.proposal.finding, "漏油")
    hands.press(Qt.Key.Key_Escape)
    assert hands.dock.pages.currentWidget() is hands.dock.board
    hands.dock.hand.extra_button.click()
    assert hands.dock.proposal.finding.toPlainText() == "漏油"


def test_the_title_counts_capacity_given_hours_and_lines_waiting(hands: Hands) -> None:
    assigned(hands.shop)
    hands.show()
    assert hands.dock.windowTitle() == "调度板   今天 11-22   产能 24h · 已派 1.8h · 待派 1 项"


def test_an_empty_board_says_so_in_words(hands: Hands) -> None:
    hands.show()
    assert hands.dock.waiting.rows() == ()
    assert "没有待派" in hands.dock.waiting._empty
    assert hands.dock.cards.currentWidget() is hands.dock.hint
    assert hands.dock.hand.plate.text() == "没有在手的施工单"


def test_a_click_on_free_time_fills_technician_and_start(hands: Hands) -> None:
    authorised(hands.shop)
    hands.show()
    hands.dock.waiting.setFocus()
    hands.press(Qt.Key.Key_Down)
    chart = hands.dock.chart
    geometry = chart.geometry_now()
    row, top = next((row, top) for row, top in geometry.row_tops() if row.load.name == "李师傅")
    at = QPoint(geometry.x_of(geometry.plan.day.replace(hour=14)), top + geometry.lane // 2)
    QTest.mouseClick(chart.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert hands.dock.assign.technician.text() == row.load.name
    assert hands.dock.assign.start.text() == "今天 14:00"


def test_a_car_taken_in_hand_elsewhere_is_not_put_down_by_reading_the_board_again(hands: Hands) -> None:
    car = authorised(hands.shop)
    hands.show()
    hands.dock.waiting.setFocus()
    hands.press(Qt.Key.Key_Down)
    other = received(
        hands.shop,
        vehicle=VehicleEntry(plate="冀F8M201", vin="LGWEF7A53PH512346"),
        customer=CustomerEntry(name="王小明"),
    )
    hands.dock.desk.take_in_hand(other.order_id, other.visit_id)
    hands.settle()
    hands.dock.reload()
    hands.settle()
    assert hands.dock.desk.current_order == other.order_id
    assert hands.dock.cards.currentWidget() is hands.dock.hint
    hands.dock.desk.take_in_hand(car.order_id, car.visit_id)
    hands.settle()
    assert hands.dock.cards.currentWidget() is hands.dock.assign


def test_a_technician_chosen_by_hand_stays_when_the_board_is_read_again(hands: Hands) -> None:
    authorised(hands.shop)
    hands.show()
    hands.dock.waiting.setFocus()
    hands.press(Qt.Key.Key_Down)
    apprentice = next(load for load in hands.dock.shown.loads if load.name == "小王")
    hands.dock.assign.choose_by_hand(apprentice)
    hands.dock.reload()
    hands.settle()
    assert hands.dock.assign.technician.text() == "小王"


def test_the_board_goes_on_being_read_while_a_proposal_waits_half_typed(hands: Hands) -> None:
    car = assigned(hands.shop)
    hands.show()
    hands.dock.desk.take_in_hand(car.order_id, car.visit_id)
    hands.settle()
    hands.dock.hand.extra_button.click()
    write(hands.dock.proposal.finding, "漏油")
    assert hands.dock.editing()
    hands.press(Qt.Key.Key_Escape)
    second = hands.shop.lines(car.order_id)[0][1]
    hands.shop.do(Role.DISPATCH, workshop.assign_line, second.id, hands.shop.technicians[1])
    hands.dock.desk.changed.emit(Change.WORKSHOP, None)
    hands.settle()
    assert hands.dock.waiting.rows() == ()
