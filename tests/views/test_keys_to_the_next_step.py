"""Each desk's key leads to the next action on the car in hand; Ctrl+Enter there does it or says why not."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from app.models.access import Role
from app.models.lines import WorkState
from app.models.stages import Stage
from app.services import estimates, settlement
from app.services.entries import Received
from app.views.desk import Desk
from app.views.main_window import MainWindow
from tests.builders import Shop, authorised, finished, issued, passed, received
from tests.keyboard import Keyboard, sit_at

At = Callable[[Role, Received | None], Keyboard]
DESK_KEYS = (Qt.Key.Key_F5, Qt.Key.Key_F6, Qt.Key.Key_F7, Qt.Key.Key_F8, Qt.Key.Key_F9, Qt.Key.Key_F10)


@pytest.fixture
def at(window: MainWindow, desk: Desk, sqlite_shop: Shop, qtbot: QtBot) -> At:
    """Sit somebody at the window."""
    window.resize(1440, 860)

    def sit(role: Role, car: Received | None) -> Keyboard:
        return sit_at(window, desk, sqlite_shop, qtbot, sqlite_shop.actors[role], car)

    return sit


def quoted(shop: Shop) -> Received:
    car = received(shop)
    shop.do(Role.RECEPTION, estimates.quote_order, car.order_id)
    return car


def on_the_screen(widget: QWidget) -> bool:
    """Tell whether the widget is in what the scroll areas around it show."""
    around = widget.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            top = widget.mapTo(around.viewport(), widget.rect().topLeft()).y()
            if not -1 <= top < around.viewport().height():
                return False
        around = around.parentWidget()
    return True


def test_f5_leads_into_the_card_of_the_next_step_and_ctrl_enter_does_it(at: At, sqlite_shop: Shop) -> None:
    keys = at(Role.RECEPTION, quoted(sqlite_shop))
    keys.press(Qt.Key.Key_F5)
    assert keys.at() == "consentPrint"
    assert on_the_screen(keys.here())
    keys.go_on()
    assert keys.at() == "consentMethod"
    keys.press(Qt.Key.Key_Down)
    keys.go_on()
    keys.give_reason("打印机没纸")
    assert keys.stored().stage is Stage.AUTHORISED
    keys.go_on()
    assert "接待没有等着办的一步" in keys.says()


def test_after_the_work_order_is_looked_at_esc_and_f5_lead_back_to_the_consent(at: At, sqlite_shop: Shop) -> None:
    keys = at(Role.RECEPTION, quoted(sqlite_shop))
    keys.press(Qt.Key.Key_F5)
    keys.press(Qt.Key.Key_Escape)
    assert keys.at() == "vehiclesTable"
    keys.press(Qt.Key.Key_F5)
    assert keys.at() == "consentPrint"


@pytest.mark.parametrize("key", DESK_KEYS, ids=lambda key: key.name)
def test_without_a_car_every_desk_says_why_there_is_nothing_to_confirm(at: At, key: Qt.Key) -> None:
    keys = at(Role.STATION_MANAGER, None)
    keys.press(key)
    assert keys.says() == ""
    keys.go_on()
    assert keys.says(), f"silent at “{keys.at()}”"


@pytest.mark.parametrize("bring", [quoted, authorised, finished, passed], ids=lambda bring: bring.__name__)
@pytest.mark.parametrize("key", DESK_KEYS, ids=lambda key: key.name)
def test_at_every_stage_ctrl_enter_does_something_or_says_why_not(
    at: At, sqlite_shop: Shop, key: Qt.Key, bring: Callable[[Shop], Received]
) -> None:
    car = bring(sqlite_shop)
    keys = at(Role.STATION_MANAGER, car)
    keys.press(key)
    assert on_the_screen(keys.here())
    before = keys.at(), sqlite_shop.order(car.order_id).version
    keys.go_on()
    assert keys.says() or (keys.at(), sqlite_shop.order(car.order_id).version) != before, f"silent at “{keys.at()}”"


def test_ctrl_enter_after_giving_a_line_starts_and_finishes_it(at: At, sqlite_shop: Shop) -> None:
    car = authorised(sqlite_shop)
    keys = at(Role.STATION_MANAGER, car)
    keys.press(Qt.Key.Key_F6)
    assert keys.at() == "assignTechnician"
    keys.go_on()
    keys.go_on()
    states = [line.work for line in sqlite_shop.lines(car.order_id)[0]]
    assert states == [WorkState.ASSIGNED, WorkState.ASSIGNED]
    assert keys.at() == "startButton"
    keys.go_on()
    assert keys.at() == "finishButton"
    keys.go_on()
    states = [line.work for line in sqlite_shop.lines(car.order_id)[0]]
    assert sorted(states) == [WorkState.ASSIGNED, WorkState.FINISHED]
    assert keys.at() == "startButton"


def test_ctrl_enter_in_the_list_starts_what_was_given_from_it(at: At, sqlite_shop: Shop) -> None:
    car = authorised(sqlite_shop)
    keys = at(Role.STATION_MANAGER, car)
    keys.press(Qt.Key.Key_F6)
    keys.tab_to("waitingLines", back=True)
    keys.go_on()
    keys.go_on()
    assert "别人刚改过" not in keys.says()
    keys.go_on()
    assert "别人刚改过" not in keys.says()
    assert WorkState.IN_WORK in [line.work for line in sqlite_shop.lines(car.order_id)[0]]


def test_a_line_given_is_not_given_again_before_the_board_is_read(at: At, sqlite_shop: Shop, desk: Desk) -> None:
    keys = at(Role.STATION_MANAGER, authorised(sqlite_shop))
    keys.press(Qt.Key.Key_F6)
    again: list[str] = []
    desk.changed.connect(lambda _changes, _by: again.append(keys.at()))
    desk.changed.connect(lambda _changes, _by: keys.hit(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier))
    keys.go_on()
    assert again
    assert "别人刚改过" not in keys.says()


def test_f7_begins_the_inspection(at: At, sqlite_shop: Shop) -> None:
    keys = at(Role.INSPECTION, finished(sqlite_shop))
    keys.press(Qt.Key.Key_F7)
    assert keys.at() == "beginInspection"
    keys.go_on()
    assert keys.at() == "inspectionItems"


def test_f9_asks_who_takes_the_parts_and_what_is_typed_too_early_is_kept(at: At, sqlite_shop: Shop) -> None:
    car = authorised(sqlite_shop)
    keys = at(Role.STATION_MANAGER, car)
    keys.hit(Qt.Key.Key_F9)
    QTest.keyClicks(keys.here(), "J001")
    keys.settle()
    assert keys.at() == "partsReceiver"
    keys.enter()
    keys.go_on()
    assert "已出库" in keys.says()


def test_tab_stays_at_the_parts_desk(at: At, sqlite_shop: Shop) -> None:
    keys = at(Role.PARTS, authorised(sqlite_shop))
    keys.press(Qt.Key.Key_F9)
    dock = keys.window.workspace.docks["parts"]
    for _ in range(12):
        keys.press(Qt.Key.Key_Tab)
        assert dock.isAncestorOf(keys.here()), keys.at()


def test_the_cards_of_the_parts_desk_are_no_wider_than_it(at: At, sqlite_shop: Shop) -> None:
    keys = at(Role.PARTS_LEAD, issued(sqlite_shop))
    keys.press(Qt.Key.Key_F9)
    area = keys.window.workspace.docks["parts"].findChild(QScrollArea)
    assert area is not None
    cards = area.widget()
    assert cards is not None
    assert cards.width() <= area.viewport().width()


def test_f10_settles_then_takes_the_money_then_says_that_it_is_paid(at: At, sqlite_shop: Shop) -> None:
    keys = at(Role.STATION_MANAGER, passed(sqlite_shop))
    keys.press(Qt.Key.Key_F10)
    keys.go_on()
    if keys.at() == "":
        keys.give_reason("稍后签发")
    assert keys.stored().stage is Stage.SETTLED
    assert keys.at() == "paymentMethod"
    keys.go_on()
    dock = keys.window.workspace.docks["settlement"]
    assert "客户已付清 ¥732.00" in dock.amount_due.text()  # type: ignore[attr-defined] # the dock of the cashier
    keys.go_on()
    assert keys.says()


def test_a_greyed_button_says_why(at: At, sqlite_shop: Shop) -> None:
    car = passed(sqlite_shop)
    keys = at(Role.SETTLEMENT, car)
    keys.press(Qt.Key.Key_F10)
    dock = keys.window.workspace.docks["settlement"]
    assert "还没有结算" in dock.reverse_button.toolTip()  # type: ignore[attr-defined] # the dock of the cashier
    sqlite_shop.do(Role.SETTLEMENT, settlement.settle_order, car.order_id)


def test_what_may_not_be_proposed_says_so_by_ctrl_enter(at: At, sqlite_shop: Shop) -> None:
    keys = at(Role.PARTS, authorised(sqlite_shop))
    keys.press(Qt.Key.Key_F6)
    keys.tab_to("extraButton", back=True)
    keys.enter()
    keys.go_on()
    assert "您的岗位不能提出增项" in keys.says()


def test_the_next_technician_is_typed_over_the_one_proposed(at: At, sqlite_shop: Shop) -> None:
    keys = at(Role.STATION_MANAGER, authorised(sqlite_shop))
    keys.press(Qt.Key.Key_F6)
    for _ in range(2):
        assert keys.at() == "assignTechnician"
        field = keys.here()
        QTest.keyClicks(field, "J002")
        assert field.property("text") == "J002"
        keys.settle()
        keys.enter()
        keys.go_on()


def test_a_refusal_lands_in_a_card_that_is_still_to_come(at: At, sqlite_shop: Shop, desk: Desk) -> None:
    keys = at(Role.STATION_MANAGER, quoted(sqlite_shop))
    keys.press(Qt.Key.Key_F10)
    desk.lead_to("consent.given_by")
    keys.settle()
    assert keys.at() == "consentGivenBy"
    keys.press(Qt.Key.Key_F10)
    desk.lead_to("reception.promise")
    keys.settle()
    assert keys.at() == "orderPromise"
