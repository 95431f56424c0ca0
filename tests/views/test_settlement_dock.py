"""The cashier's dock (结算): settled per payer, paid in full or on account by right, and taken back with a reason."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.models.access import Role
from app.models.money import PaidState, Payment, PaymentMethod, Statement
from app.models.stages import Stage
from app.services import settlement
from app.services.entries import Received
from app.values import format_money
from app.views.desk import Desk
from app.views.print_preview import PrintPreview
from app.views.settlement.dock import SettlementDock
from tests.builders import Shop, finished, passed
from tests.views.desk_hands import Sitting, sit_down

AtTill = Sitting[SettlementDock]


@pytest.fixture
def cashier(qtbot: QtBot, desk: Desk, sqlite_shop: Shop, settled: Callable[[Desk], None]) -> Iterator[AtTill]:
    """Sit down at the till as the cashier."""
    sitting = sit_down(qtbot, desk, SettlementDock(desk, "结算"), Role.SETTLEMENT, sqlite_shop, settled)
    yield sitting
    sitting.settle()


def be(cashier: AtTill, role: Role) -> None:
    """Let somebody else sit down."""
    cashier.dock.desk.sign_in(cashier.shop.actors[role])
    cashier.dock.reload()
    cashier.settle()


def to_pay(cashier: AtTill) -> Received:
    """Take a settled car in hand."""
    car = passed(cashier.shop)
    cashier.shop.do(Role.SETTLEMENT, settlement.settle_order, car.order_id)
    cashier.take(car)
    return car


def paid_states(cashier: AtTill) -> list[PaidState]:
    return [row.state for row in cashier.shop.found(Statement)]


def test_a_car_of_the_list_is_settled_and_paid_with_the_keyboard(cashier: AtTill) -> None:
    car = passed(cashier.shop)
    cashier.dock.reload()
    cashier.settle()
    assert "请先" in cashier.dock.heading.text()
    cashier.dock.orders.setFocus()
    cashier.press(Qt.Key.Key_Down)
    cashier.press(Qt.Key.Key_Return)
    assert cashier.dock.desk.current_order == car.order_id
    assert cashier.dock.amount_due.text().startswith("客户应付 ¥")
    cashier.dock.settle_button.setFocus()
    cashier.go_on()
    assert "已结算,1 张结算单" in cashier.says()
    assert cashier.shop.order(car.order_id).stage is Stage.SETTLED
    statement = cashier.shop.found(Statement)[0]
    assert cashier.dock.amount.value() == statement.total_fen
    assert format_money(statement.total_fen) in cashier.dock.amount_due.text()
    cashier.dock.method.set_value(PaymentMethod.ALIPAY)
    cashier.dock.amount.setFocus()
    cashier.go_on()
    assert cashier.says() == "已收款"
    payment = cashier.shop.found(Payment)[0]
    assert (payment.amount_fen, payment.method) == (statement.total_fen, PaymentMethod.ALIPAY)
    assert cashier.dock.statements.text_at(0, 3) == "已收款"
    assert not cashier.dock.pay_button.isEnabled()


def test_a_car_that_has_not_passed_cannot_be_settled_here(cashier: AtTill) -> None:
    cashier.take(finished(cashier.shop))
    assert not cashier.dock.settle_button.isEnabled()
    assert not cashier.dock.pay_button.isEnabled()
    assert "京N·7L820" in cashier.dock.heading.text()


def test_another_amount_than_is_due_is_refused_and_leads_to_the_amount(cashier: AtTill) -> None:
    to_pay(cashier)
    cashier.write(cashier.dock.amount, "600")
    cashier.go_on()
    assert "应收" in cashier.says()
    assert "录入的是 600.00 元" in cashier.says()
    assert cashier.shop.found(Payment) == []
    cashier.dock.strip.main_button.click()
    assert cashier.dock.amount.hasFocus()


@pytest.mark.parametrize("typed", ["-5", "1.234", "NaN", "一百"])
def test_what_is_no_amount_is_refused_at_its_field(cashier: AtTill, typed: str) -> None:
    to_pay(cashier)
    cashier.write(cashier.dock.amount, typed)
    cashier.click(cashier.dock.pay_button)
    assert cashier.says()
    assert cashier.dock.amount.property("invalid")
    assert cashier.shop.found(Payment) == []


def test_what_is_typed_stays_when_another_car_moves_meanwhile(cashier: AtTill) -> None:
    car = to_pay(cashier)
    cashier.write(cashier.dock.amount, "600")
    cashier.dock.refresh()
    cashier.settle()
    assert cashier.dock.amount.text() == "600"
    assert cashier.shop.order(car.order_id).stage is Stage.SETTLED


def test_the_cashier_may_not_put_a_statement_on_account(cashier: AtTill) -> None:
    to_pay(cashier)
    cashier.click(cashier.dock.account_button)
    assert cashier.says() == "您的岗位不能做这件事。"
    assert paid_states(cashier) == [PaidState.OPEN]


def test_finance_puts_a_statement_on_account_with_a_reason(cashier: AtTill) -> None:
    to_pay(cashier)
    be(cashier, Role.FINANCE)
    cashier.click(cashier.dock.account_button)
    assert paid_states(cashier) == [PaidState.OPEN]

    cashier.give_reason("月结客户")
    assert cashier.says() == "已挂账"  # Enter pressed no button beside
    statement = cashier.shop.found(Statement)[0]
    assert (statement.state, statement.approved_by) == (
        PaidState.ON_ACCOUNT,
        cashier.shop.actors[Role.FINANCE].account_id,
    )


def test_a_settlement_is_reversed_only_by_right_and_with_a_reason(cashier: AtTill) -> None:
    car = to_pay(cashier)
    cashier.click(cashier.dock.pay_button)
    assert not cashier.dock.reverse_button.isEnabled()
    be(cashier, Role.FINANCE)
    cashier.click(cashier.dock.reverse_button)
    assert cashier.shop.order(car.order_id).stage is Stage.SETTLED
    cashier.give_reason("少收一项")
    assert cashier.says().startswith("已反结算;已收的 ¥")
    assert "请退还客户" in cashier.says()
    assert not cashier.dock.settle_button.hasFocus(), "one Enter too many does not settle again"
    assert cashier.shop.order(car.order_id).stage is Stage.PASSED
    assert paid_states(cashier) == [PaidState.REVERSED]
    assert sum(payment.amount_fen for payment in cashier.shop.found(Payment)) == 0
    assert cashier.shop.found(Statement)[0].reverse_reason == "少收一项"
    assert cashier.dock.settle_button.isEnabled()
    assert not cashier.dock.reverse_button.isEnabled()


def test_a_statement_changed_at_another_desk_is_not_paid_twice(cashier: AtTill) -> None:
    to_pay(cashier)
    statement = cashier.shop.found(Statement)[0]
    cashier.shop.do(
        Role.SETTLEMENT,
        settlement.pay_statement,
        statement.id,
        PaymentMethod.CASH,
        statement.total_fen,
        seen=statement.version,
    )
    cashier.click(cashier.dock.pay_button)
    assert cashier.says()
    assert len(cashier.shop.found(Payment)) == 1
    cashier.dock.reload()
    cashier.settle()
    assert not cashier.dock.pay_button.isEnabled()


def test_the_statement_is_printed(cashier: AtTill) -> None:
    to_pay(cashier)
    cashier.click(cashier.dock.print_button)
    previews = cashier.dock.window().findChildren(PrintPreview)
    assert ["结算" in preview.windowTitle() for preview in previews] == [True]
