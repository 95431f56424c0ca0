"""The inspector's dock (质检): items judged by keys, rework and the next round, certificates and the ways back."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.models.access import Permission, Role
from app.models.lines import LabourLine, WorkState
from app.models.quality import Certificate, Inspection, InspectionItem, Rework, Verdict
from app.models.stages import Stage
from app.services import workshop
from app.services.acts import service
from app.services.entries import Received
from app.store.unit_of_work import Work
from app.views.desk import Desk
from app.views.inspection.dock import InspectionDock
from app.views.print_preview import PrintPreview
from tests.builders import Shop, authorised, finished, pass_inspection, passed
from tests.views.hands import press, write


@dataclass
class Hands:
    """Somebody at the inspector's desk: presses keys where the cursor is and waits for the answer."""

    dock: InspectionDock
    shop: Shop
    wait: Callable[[Desk], None]
    qtbot: QtBot

    def show(self, car: Received | None = None) -> None:
        if car is not None:
            self.dock.desk.take_in_hand(car.order_id, car.visit_id)
        self.dock.show()
        self.dock.activateWindow()
        self.settle()

    def settle(self) -> None:
        self.wait(self.dock.desk)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        press(QApplication.focusWidget(), key, modifier)
        self.settle()

    def go_on(self) -> None:
        """Press Ctrl+Enter, the main action of where the cursor is."""
        self.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    def give_reason(self, reason: str) -> None:
        write(self.dock.strip.reason, reason)
        self.press(Qt.Key.Key_Return)

    def says(self) -> str:
        return self.dock.strip.text()

    def begin(self, car: Received) -> None:
        self.show(car)
        self.dock.start_button.setFocus()
        self.go_on()
        self.qtbot.waitUntil(self.dock.round.table.hasFocus)

    def in_hand(self) -> int | None:
        return self.dock.desk.current_order

    def verdicts(self) -> list[Verdict]:
        return [item.verdict for item in self.shop.found(InspectionItem)]


@pytest.fixture
def hands(qtbot: QtBot, desk: Desk, sqlite_shop: Shop, settled: Callable[[Desk], None]) -> Iterator[Hands]:
    """Put the workshop's lead at the inspector's dock, which is not shown yet."""
    desk.sign_in(sqlite_shop.actors[Role.WORKSHOP_LEAD])
    dock = InspectionDock(desk, "质检")
    qtbot.addWidget(dock)
    dock.resize(420, 820)
    sitting = Hands(dock, sqlite_shop, settled, qtbot)
    yield sitting
    sitting.settle()


def test_a_round_is_begun_and_judged_with_single_keys_from_item_to_item(hands: Hands) -> None:
    hands.begin(finished(hands.shop))
    assert hands.dock.round.table.hasFocus()
    for key in (Qt.Key.Key_1, Qt.Key.Key_Space, Qt.Key.Key_3):
        hands.press(key)
    assert hands.verdicts()[:4] == [Verdict.PASSED, Verdict.PASSED, Verdict.NOT_APPLICABLE, Verdict.OPEN]
    assert hands.dock.round.table.selected_row().position == 4
    assert hands.dock.round.progress.text() == "已判 3 / 11 项"


def test_keys_pressed_faster_than_the_answers_judge_one_item_each(hands: Hands) -> None:
    hands.begin(finished(hands.shop))
    for _ in range(11):
        press(QApplication.focusWidget(), Qt.Key.Key_1)
    assert hands.dock.round.road_test.hasFocus()
    hands.settle()
    assert hands.verdicts() == [Verdict.PASSED] * 11
    assert hands.says() == ""


def test_a_second_verdict_on_the_same_item_waits_for_the_answer_to_the_first(hands: Hands) -> None:
    hands.begin(finished(hands.shop))
    first = hands.dock.round.table.rows()[0]
    for key in (Qt.Key.Key_1, Qt.Key.Key_3):
        hands.dock.round.table.select_id(first.id)
        press(hands.dock.round.table, key)
    hands.settle()
    assert hands.verdicts()[0] is Verdict.PASSED
    assert hands.says() == ""
    hands.dock.round.table.select_id(first.id)
    hands.press(Qt.Key.Key_3)
    assert hands.verdicts()[0] is Verdict.NOT_APPLICABLE


def test_somebody_typing_a_defect_is_not_disturbed_by_reading_again(hands: Hands) -> None:
    hands.begin(finished(hands.shop))
    write(hands.dock.round.finding, "left")
    hands.dock.refresh()
    hands.settle()
    write(hands.dock.round.finding, " lamp")
    assert hands.dock.round.finding.text() == "left lamp"


def test_a_failed_item_asks_for_its_defect_and_for_the_line_to_be_done_again(hands: Hands) -> None:
    car = finished(hands.shop)
    hands.begin(car)
    table = hands.dock.round.table
    table.select_id(table.rows()[2].id)
    hands.press(Qt.Key.Key_2)
    assert hands.dock.round.finding.hasFocus()
    write(hands.dock.round.finding, "机油液位偏高")
    hands.press(Qt.Key.Key_Return)
    assert hands.dock.round.line.hasFocus()
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Return)
    item = hands.shop.found(InspectionItem)[2]
    assert (item.verdict, item.finding) == (Verdict.FAILED, "机油液位偏高")
    assert item.labour_line_id == hands.shop.lines(car.order_id)[0][0].id
    assert table.hasFocus()
    assert table.selected_row().verdict is Verdict.OPEN


def test_one_failed_line_goes_back_as_rework_and_the_second_round_passes(hands: Hands) -> None:
    car = finished(hands.shop)
    hands.begin(car)
    hands.press(Qt.Key.Key_1)
    hands.press(Qt.Key.Key_2)
    write(hands.dock.round.finding, "换挡仍有异响")
    hands.press(Qt.Key.Key_Return)
    press(hands.dock.round.table, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    hands.settle()
    hands.go_on()
    assert "已退回返工" in hands.says()
    second = hands.shop.lines(car.order_id)[0][1]
    assert second.work is WorkState.REWORK
    assert hands.shop.order(car.order_id).stage is Stage.IN_WORK
    assert [row.cause for row in hands.dock.history.reworks.rows()] == ["换挡仍有异响"]
    assert "维修中" in hands.dock.start_words.text()
    redo(hands.shop, second.id)
    hands.dock.reload()
    hands.settle()
    assert "第 2 轮" in hands.dock.start_words.text()
    hands.dock.start_button.setFocus()
    hands.go_on()
    hands.dock.round.pass_rest_button.click()
    hands.settle()
    write(hands.dock.round.road_test, "路试 3 km 正常")
    write(hands.dock.round.road_test_km, "60183")
    hands.go_on()
    assert "检验合格" in hands.says()
    hands.qtbot.waitUntil(hands.dock.certificate.issue_button.hasFocus)
    assert hands.shop.order(car.order_id).stage is Stage.PASSED
    rounds = hands.shop.found(Inspection, order_id=car.order_id)
    assert [(row.round, row.verdict) for row in rounds] == [(1, Verdict.FAILED), (2, Verdict.PASSED)]
    assert (rounds[1].road_test, rounds[1].road_test_km) == ("路试 3 km 正常", 60183)
    assert hands.shop.found(Rework)[0].passed_at is not None


def redo(shop: Shop, line_id: int) -> None:
    who = shop.technicians[1]
    shop.do(Role.TECHNICIAN, workshop.start_work, line_id, who)
    shop.do(Role.TECHNICIAN, workshop.finish_work, line_id, who, self_checked=True)


def test_a_conclusion_with_items_open_is_refused_and_leads_to_the_first_of_them(hands: Hands) -> None:
    hands.begin(finished(hands.shop))
    hands.press(Qt.Key.Key_1)
    table = hands.dock.round.table
    table.select_id(table.rows()[0].id)
    hands.go_on()
    assert "还有 10 项没有判定" in hands.says()
    hands.dock.strip.main_button.click()
    assert table.hasFocus()
    assert table.selected_row().verdict is Verdict.OPEN


def test_loose_ends_are_listed_and_may_be_passed_over_with_a_reason(hands: Hands) -> None:
    car = authorised(hands.shop)
    for line in hands.shop.lines(car.order_id)[0]:
        hands.shop.do(Role.DISPATCH, workshop.assign_line, line.id, hands.shop.technicians[0])
        hands.shop.do(Role.TECHNICIAN, workshop.start_work, line.id, hands.shop.technicians[0])
        hands.shop.do(Role.TECHNICIAN, workshop.finish_work, line.id, hands.shop.technicians[0])
    hands.begin(car)
    hands.dock.round.pass_rest_button.click()
    hands.settle()
    hands.go_on()
    assert "没有自检记录" in hands.says()
    assert "还没有出库" in hands.says()
    assert hands.shop.order(car.order_id).stage is Stage.AWAITING_INSPECTION
    hands.give_reason("急件先领,单据下午补")
    assert hands.shop.order(car.order_id).stage is Stage.PASSED


def test_a_mileage_that_is_none_is_refused_at_its_field_and_what_was_typed_stays(hands: Hands) -> None:
    hands.begin(finished(hands.shop))
    hands.dock.round.pass_rest_button.click()
    hands.settle()
    write(hands.dock.round.road_test, "路试正常")
    write(hands.dock.round.road_test_km, "六万")
    hands.go_on()
    assert "不是数字" in hands.says()
    hands.dock.strip.main_button.click()
    assert hands.dock.round.road_test_km.hasFocus()
    assert hands.dock.round.road_test.text() == "路试正常"


def test_what_is_typed_survives_a_look_at_another_item_and_at_another_car(hands: Hands) -> None:
    first, second = finished(hands.shop), authorised_second(hands.shop)
    hands.begin(first)
    card = hands.dock.round
    write(card.finding, "左前灯罩起雾")
    write(card.road_test, "未试")
    card.table.select_id(card.table.rows()[4].id)
    assert card.finding.text() == ""
    hands.dock.desk.take_in_hand(second.order_id, second.visit_id)
    hands.settle()
    assert card.isHidden()
    hands.dock.desk.take_in_hand(first.order_id, first.visit_id)
    hands.settle()
    card.table.select_id(card.table.rows()[0].id)
    assert card.finding.text() == "左前灯罩起雾"
    assert card.road_test.text() == "未试"


def authorised_second(shop: Shop) -> Received:
    """Bring in one more car, which stays at reception."""
    from app.services import entries, reception
    from tests.builders import arrival

    other = arrival(
        shop,
        vehicle=entries.VehicleEntry(plate="冀F8M201", vin="LGWEF7A53PH512346", model="哈弗 M6"),
        customer=entries.CustomerEntry(name="王小明", phone="13900001111"),
    )
    answer: Received = shop.do(
        Role.RECEPTION, reception.receive_car, other, confirmed=frozenset({"vin.check_digit"}), reason="进口车架号"
    )
    return answer


def test_an_order_that_is_not_finished_says_so_and_offers_no_inspection(hands: Hands) -> None:
    hands.show(authorised(hands.shop))
    assert "待派工" in hands.dock.start_words.text()
    assert hands.dock.start_button.isHidden()
    assert hands.dock.queue.rows() == ()


def test_coming_to_the_queue_takes_no_car_in_hand_but_an_arrow_key_does(hands: Hands) -> None:
    car = finished(hands.shop)
    hands.show()
    hands.dock.queue.clearFocus()
    hands.dock.queue.setFocus()
    hands.settle()
    assert hands.in_hand() is None
    hands.press(Qt.Key.Key_Down)
    assert hands.in_hand() == car.order_id
    hands.press(Qt.Key.Key_Return)
    assert hands.dock.start_button.hasFocus()
    hands.press(Qt.Key.Key_Return)
    assert len(hands.shop.found(Inspection)) == 1


def test_a_certificate_is_issued_with_the_guarantee_of_the_class(hands: Hands) -> None:
    car = passed(hands.shop)
    hands.show(car)
    card = hands.dock.certificate
    assert (card.km.text(), card.days.text()) == ("2,000", "10")
    card.km.setFocus()
    hands.go_on()
    [certificate] = hands.shop.found(Certificate, order_id=car.order_id)
    assert (certificate.guarantee_km, certificate.guarantee_days) == (2000, 10)
    assert certificate.number in hands.says()
    assert certificate.number in card.state.text()
    assert not card.print_button.isHidden()
    assert hands.dock.queue.rows() == ()


def test_more_guarantee_than_the_law_asks_is_taken_and_less_is_refused_at_the_field(hands: Hands) -> None:
    car = passed(hands.shop)
    hands.show(car)
    card = hands.dock.certificate
    card.days.setFocus()
    card.days.selectAll()
    write(card.days, "9")
    hands.go_on()
    assert "质量保证期不得低于 2000 公里或 10 日" in hands.says()
    hands.dock.strip.main_button.click()
    assert card.km.hasFocus()
    card.days.setFocus()
    card.days.selectAll()
    write(card.days, "30")
    hands.go_on()
    assert [row.guarantee_days for row in hands.shop.found(Certificate)] == [30]


def test_a_certificate_is_voided_with_a_reason_and_the_next_has_another_number(hands: Hands) -> None:
    hands.show(passed(hands.shop))
    card = hands.dock.certificate
    card.issue_button.click()
    hands.settle()
    card.void_button.click()
    hands.settle()
    assert hands.shop.found(Certificate)[0].voided_at is None
    hands.give_reason("打错公里数")
    assert "已作废:打错公里数" in card.state.text()
    card.issue_button.click()
    hands.settle()
    first, second = hands.shop.found(Certificate)
    assert first.number != second.number
    assert second.number in card.state.text()


def test_a_pass_is_taken_back_with_a_reason_by_the_lead_only(hands: Hands) -> None:
    car = passed(hands.shop)
    hands.dock.desk.sign_in(hands.shop.actors[Role.INSPECTION])
    hands.show(car)
    assert hands.dock.certificate.undo_button.isHidden()
    hands.dock.desk.sign_in(hands.shop.actors[Role.WORKSHOP_LEAD])
    hands.settle()
    hands.dock.certificate.undo_button.click()
    hands.settle()
    hands.give_reason("客户试车仍有异响")
    assert hands.shop.order(car.order_id).stage is Stage.IN_WORK
    assert hands.dock.certificate.isHidden()


def test_a_method_is_approved_before_the_flagged_line_starts(hands: Hands) -> None:
    car = authorised(hands.shop)
    line = hands.shop.lines(car.order_id)[0][0]
    hands.shop.station.perform(hands.shop.actors[Role.STATION_MANAGER], flag, line.id)
    hands.show(car)
    assert hands.dock.methods.table.text_at(0, 0) == line.name
    hands.dock.desk.lead_to("inspection.method")
    hands.go_on()
    assert hands.shop.lines(car.order_id)[0][0].method_approved_by is not None
    assert hands.dock.methods.isHidden()


@service(Permission.KEEP_STATION)
def flag(work: Work, line_id: int) -> None:
    work.get(LabourLine, line_id).method_check = True


def test_the_record_shows_every_round_newest_first(hands: Hands) -> None:
    car = passed(hands.shop)
    from app.services.inspection import undo_pass
    from app.services.workshop import finish_order

    hands.shop.do(Role.WORKSHOP_LEAD, undo_pass, car.order_id, reason="客户复看")
    hands.shop.do(Role.TECHNICIAN, finish_order, car.order_id)
    pass_inspection(hands.shop, car.order_id)
    hands.show(car)
    table = hands.dock.history.rounds
    assert [(table.text_at(row, 0), table.text_at(row, 1)) for row in range(2)] == [("2", "合格"), ("1", "合格")]


def test_without_a_car_the_dock_says_what_to_do(hands: Hands) -> None:
    hands.show()
    assert "选一辆车" in hands.dock.start_words.text()
    assert hands.dock.windowTitle() == "质检  0"
    for card in (hands.dock.round, hands.dock.certificate, hands.dock.history, hands.dock.methods):
        assert card.isHidden()


def test_ctrl_p_prints_the_certificate_once_there_is_one_and_the_round_before(hands: Hands) -> None:
    car = passed(hands.shop)
    hands.show(car)
    hands.dock.print_paper()
    hands.settle()
    hands.dock.certificate.issue_button.click()
    hands.settle()
    hands.dock.print_paper()
    hands.settle()
    previews = hands.dock.window().findChildren(PrintPreview)
    assert [preview.windowTitle().split()[0] for preview in previews] == ["竣工检验单", "竣工出厂合格证"]
