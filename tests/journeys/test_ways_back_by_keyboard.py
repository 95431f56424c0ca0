"""The ways back and the work beside the road, each by keyboard alone at the real window."""

import pytest
from PySide6.QtCore import Qt

from app.models.access import Role
from app.models.lines import WorkState
from app.models.money import PaidState, PaymentMethod, Statement
from app.models.orders import ExtraState
from app.models.stages import Stage
from app.models.stock import StockBalance
from app.models.tools import ToolLoan
from app.services import estimates, settlement, workshop
from app.services.entries import Received
from tests.builders import PASSWORD, Shop, authorised, issued, passed, received, work_line
from tests.keyboard import CTRL, Keyboard

K = Qt.Key


@pytest.fixture
def keys(keyboard: Keyboard) -> Keyboard:
    """Give the keyboard before the window."""
    return keyboard


def sign_in(keys: Keyboard) -> None:
    """Sign the manager in."""
    keys.write("boss")
    keys.enter()
    keys.write(PASSWORD)
    keys.enter(2)


def find(keys: Keyboard, car: Received) -> None:
    """Sign in and take a car in hand by its plate."""
    sign_in(keys)
    keys.press(K.Key_F2)
    keys.write("京N7L820")
    keys.enter()
    assert keys.order().id == car.order_id


def on_hand(shop: Shop, number: str) -> int:
    return int(shop.found(StockBalance, part_id=shop.parts[number])[0].quantity)


def test_goods_are_received(keys: Keyboard) -> None:
    sign_in(keys)
    before = on_hand(keys.shop, "W5-3004")
    keys.press(K.Key_F9)
    keys.press(K.Key_Tab, modifier=CTRL)
    assert keys.at() == "receiptSupplier"
    keys.write("保定配件中心")
    keys.enter(2)
    keys.pick("W5-3004")
    keys.fill(receiptQuantity="3", receiptCost="200")
    keys.enter(2)
    assert keys.at() == "receiptPart"
    keys.go_on()
    assert "已入库" in keys.says()
    assert on_hand(keys.shop, "W5-3004") == before + 3000


def test_some_of_the_parts_come_back(keys: Keyboard) -> None:
    before = on_hand(keys.shop, "W5-3004")
    find(keys, issued(keys.shop))
    keys.press(K.Key_F9)
    assert keys.at() == "partsNeeds"
    keys.tab_to("partsReturnReason")
    keys.write("客户不换了")
    keys.tab_to("partsReturn")
    keys.enter()
    assert "已退料" in keys.says()
    assert on_hand(keys.shop, "W5-3004") == before


def test_one_of_two_parts_comes_back(keys: Keyboard) -> None:
    oil, filter_ = on_hand(keys.shop, "W5-3004"), on_hand(keys.shop, "1017100-EG01")
    find(keys, issued(keys.shop))
    keys.press(K.Key_F9)
    keys.press(K.Key_Down)
    keys.write("1")
    keys.enter()
    keys.tab_to("partsReturnReason")
    keys.write("客户不换了")
    keys.tab_to("partsReturn")
    keys.enter()
    assert (on_hand(keys.shop, "W5-3004"), on_hand(keys.shop, "1017100-EG01")) == (oil - 1000, filter_)


def test_an_assignment_is_taken_back(keys: Keyboard) -> None:
    car = authorised(keys.shop)
    line = keys.shop.lines(car.order_id)[0][0]
    for each in keys.shop.lines(car.order_id)[0]:
        keys.shop.do(Role.DISPATCH, workshop.assign_line, each.id, keys.shop.technicians[0])
    find(keys, car)
    keys.press(K.Key_F6)
    assert keys.at() == "startButton"
    keys.tab_to("takeBackButton")
    keys.enter()
    keys.give_reason("换人做")
    assert keys.shop.lines(car.order_id)[0][0].work is WorkState.WAITING, line.id


def test_a_finish_is_undone(keys: Keyboard) -> None:
    car = issued(keys.shop)
    first = keys.shop.lines(car.order_id)[0][0]
    work_line(keys.shop, first.id)
    find(keys, car)
    keys.press(K.Key_F6)
    keys.tab_to("timeChart", back=True)
    keys.press(K.Key_Right)
    keys.tab_to("undoFinishButton")
    keys.enter()
    keys.give_reason("还没拧紧")
    assert keys.shop.lines(car.order_id)[0][0].work is not WorkState.FINISHED


def test_a_tool_that_came_back_damaged_is_written_down(keys: Keyboard) -> None:
    car = authorised(keys.shop)
    find(keys, car)
    keys.press(K.Key_F8)
    keys.pick("T-001")
    keys.fill(loanBorrower="J001")
    keys.enter()
    keys.go_on()
    keys.press(K.Key_F8)
    keys.tab_to("returnDamaged")
    keys.write("托架变形")
    keys.go_on()
    loan = keys.shop.found(ToolLoan)[0]
    assert loan.returned_at is not None
    assert loan.order_id == car.order_id


def test_a_settlement_is_reversed_after_the_payment(keys: Keyboard) -> None:
    car = passed(keys.shop)
    keys.shop.do(
        Role.SETTLEMENT, settlement.settle_order, car.order_id, confirmed=frozenset({"gap.certificate"}), reason="后补"
    )
    bill = keys.shop.found(Statement)[0]
    pay = settlement.pay_statement
    keys.shop.do(Role.SETTLEMENT, pay, bill.id, PaymentMethod.CASH, bill.total_fen, seen=bill.version)
    find(keys, car)
    keys.press(K.Key_F10)
    keys.tab_to("reverseSettlement")
    keys.enter()
    keys.give_reason("开错付费方")
    assert keys.stored().stage is Stage.PASSED
    assert [row.state for row in keys.shop.found(Statement)] == [PaidState.REVERSED]
    assert keys.at() == "statements", "one Enter too many does not settle again"


def test_a_quoted_order_is_cancelled(keys: Keyboard) -> None:
    car = received(keys.shop)
    keys.shop.do(Role.RECEPTION, estimates.quote_order, car.order_id)
    find(keys, car)
    keys.press(K.Key_F5)
    keys.tab_to("endFold", back=True)
    keys.enter()
    keys.tab_to("cancelOrderButton")
    keys.enter()
    assert keys.at() == "cancelOrderReason"
    keys.write("客户不修了")
    keys.enter(2)
    assert keys.shop.order(car.order_id).stage is Stage.CANCELLED


def test_extra_work_is_proposed_at_reception_and_declined_with_the_customers_reason(keys: Keyboard) -> None:
    car = issued(keys.shop)
    work_line(keys.shop, keys.shop.lines(car.order_id)[0][0].id)
    find(keys, car)
    keys.press(K.Key_F5)
    assert keys.at() == "proposeFold"
    keys.enter()
    assert keys.at() == "proposeFinding"
    keys.write("前制动片剩余 2.1mm")
    keys.tab_to("proposeSafety")
    keys.press(K.Key_Space)
    keys.tab_to("proposeLinesPicker")
    keys.pick("GS-3100")
    keys.go_on()
    assert keys.at() == "extraQuoteLinesPicker"
    keys.go_on()
    keys.press(K.Key_Down)
    keys.fill(extraConsentWords="下次再说", extraDeclineReason="客户要回原厂做")
    keys.tab_to("extraDecline")
    keys.enter()
    assert keys.order().extras[0].state is ExtraState.DECLINED


def test_the_estimate_and_the_consent_are_withdrawn(keys: Keyboard) -> None:
    car = authorised(keys.shop)
    find(keys, car)
    keys.press(K.Key_F5)
    for way, stage in (("withdrawConsent", Stage.QUOTED), ("withdrawQuote", Stage.OPENED)):
        keys.tab_to("endFold", back=True)
        keys.enter()
        keys.tab_to(f"{way}Button")
        keys.enter()
        keys.write("客户改主意")
        keys.enter(2)
        assert keys.stored().stage is stage
    assert keys.at() == "orderLinesPicker"
