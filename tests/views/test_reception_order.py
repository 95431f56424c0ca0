"""The order in hand at the reception desk: lines, authorisation, corrections, one more order, the ways back."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from app.models.access import Role
from app.models.journal import PrintedPaper
from app.models.lines import Approval
from app.models.orders import Consent, ConsentMethod, Payer
from app.models.stages import Stage
from app.models.visits import Visit
from app.services import estimates, order_end, reception, visits
from app.services.entries import Received
from app.views.desk import Desk
from app.views.print_preview import PrintPreview
from tests.builders import GOOD_VIN, Shop, authorised, received
from tests.views.reception_hands import Clerk, seat


@pytest.fixture
def clerk(qtbot: QtBot, desk: Desk, sqlite_shop: Shop, settled: Callable[[Desk], None]) -> Iterator[Clerk]:
    """Seat the clerk at the reception desk."""
    sitting = seat(qtbot, desk, sqlite_shop, settled)
    yield sitting
    sitting.settle()


def quoted(shop: Shop) -> Received:
    car = received(shop)
    shop.do(Role.RECEPTION, estimates.quote_order, car.order_id)
    return car


def shown(clerk: Clerk) -> set[str]:
    """Name the cards on the screen."""
    return {name for name, card in clerk.dock._cards.items() if card.isVisible()}


def test_only_the_cards_that_a_stage_calls_for_are_shown(clerk: Clerk, sqlite_shop: Shop) -> None:
    assert shown(clerk) == set()
    assert "Ctrl+N" in clerk.dock.hint.text()
    car = received(sqlite_shop)
    clerk.take(car)
    assert "lines_card" in shown(clerk)
    assert "consent" not in shown(clerk)
    clerk.dock.lines_card.quote_button.click()
    clerk.settle()
    assert {"consent", "lines_card"} <= shown(clerk)
    assert not clerk.dock.lines_card.fold.is_open()
    assert "propose_extra" not in shown(clerk)


def test_what_waits_is_listed_and_taken_in_hand_from_there(clerk: Clerk, sqlite_shop: Shop) -> None:
    car = quoted(sqlite_shop)
    clerk.dock.reload()
    clerk.settle()
    table = clerk.dock.todo.table
    assert [table.text_at(0, column) for column in (0, 1, 3)] == ["委托", "京N·7L820", "待委托"]
    table.select_first()
    table.setFocus()
    clerk.enter()
    assert clerk.dock.desk.current_order == car.order_id
    assert "consent" in shown(clerk)


def test_the_customer_authorises_the_printed_order(
    clerk: Clerk, qtbot: QtBot, sqlite_shop: Shop, tmp_path: Path
) -> None:
    clerk.take(quoted(sqlite_shop))
    consent = clerk.dock.consent
    assert (consent.given_by.text(), consent.phone.text()) == ("周先生", "13800006621")
    assert consent.amount.text() == "合计 ¥732.00   客户应付 ¥732.00"
    consent.print_button.click()
    clerk.settle()
    (preview,) = clerk.dock.window().findChildren(PrintPreview)
    preview.save_to(tmp_path / "工作单.pdf")
    qtbot.waitUntil(lambda: bool(sqlite_shop.found(PrintedPaper)) and clerk.dock.desk.busy() == 0, timeout=20_000)
    preview.close()
    clerk.dock.activateWindow()
    qtbot.waitUntil(clerk.dock.isActiveWindow, timeout=20_000)
    clerk.go_on()
    assert clerk.order().stage is Stage.QUOTED, "how the customer agreed is not guessed"
    assert clerk.at() == "consentMethod"
    consent.method.set_value(ConsentMethod.PAPER)
    clerk.into(consent.words)
    clerk.write("同意", free=True)
    clerk.go_on()
    assert clerk.order().stage is Stage.AUTHORISED
    assert "已委托" in clerk.says()
    given = sqlite_shop.found(Consent)[0]
    assert (given.given_by, given.method, given.words, given.amount_fen) == (
        "周先生",
        ConsentMethod.PAPER,
        "同意",
        73200,
    )


def test_without_the_paper_the_authorisation_needs_a_reason(clerk: Clerk, sqlite_shop: Shop) -> None:
    clerk.take(quoted(sqlite_shop))
    clerk.dock.consent.method.set_value(ConsentMethod.PAPER)
    clerk.into(clerk.dock.consent.given_by)
    clerk.go_on()
    assert "还没有打印" in clerk.says()
    assert clerk.order().stage is Stage.QUOTED
    clerk.give_reason("打印机没纸")
    assert clerk.order().stage is Stage.AUTHORISED


def test_nobody_named_is_told_and_led_to(clerk: Clerk, sqlite_shop: Shop) -> None:
    clerk.take(quoted(sqlite_shop))
    clerk.dock.consent.given_by.clear()
    clerk.dock.consent.method.set_value(ConsentMethod.PAPER)
    clerk.into(clerk.dock.consent.method)
    clerk.go_on()
    assert clerk.says() == "请填写由谁认可。"
    clerk.dock.strip.main_button.click()
    assert clerk.at() == "consentGivenBy"


def test_lines_are_added_changed_and_withdrawn_before_the_authorisation(clerk: Clerk, sqlite_shop: Shop) -> None:
    clerk.take(received(sqlite_shop))
    lines = clerk.dock.lines_card.lines
    clerk.into(lines.picker, "3501115")
    clerk.enter()
    assert [line.name for line in clerk.order().lines if line.kind == "part"][-1] == "前制动片组"
    row = next(row for row in lines.table.rows() if row.name == "变速箱异响检查")
    lines.table.select_id(row.id)
    lines.table.setFocus()
    clerk.enter()
    assert clerk.at() == "orderLinesLineAmount"
    clerk.write("1.5")
    lines.editor.payer.set_value(Payer.WARRANTY)
    clerk.into(lines.editor.apply)
    clerk.enter()
    changed = next(line for line in clerk.order().lines if line.name == "变速箱异响检查")
    assert (changed.amount, changed.payer) == (1500, Payer.WARRANTY)
    lines.table.select_id(changed.id)
    lines.table.setFocus()
    clerk.press(Qt.Key.Key_Delete)
    gone = next(line for line in clerk.order().lines if line.name == "变速箱异响检查")
    assert gone.approval is Approval.WITHDRAWN
    assert "变速箱异响检查" not in [row.name for row in lines.table.rows()]
    assert lines.totals.total.text() == f"合计 ¥{(28800 + 31800 + 4600 + 46800) / 100:,.2f}"


def test_free_words_become_a_line_of_the_order_once_their_price_is_said(clerk: Clerk, sqlite_shop: Shop) -> None:
    clerk.take(received(sqlite_shop))
    lines = clerk.dock.lines_card.lines
    before = len(clerk.order().lines)
    clerk.into(lines.picker, "拖车费")
    clerk.enter()
    assert len(clerk.order().lines) == before
    lines.editor.kind.set_value("other")
    clerk.into(lines.editor.price, "200")
    clerk.into(lines.editor.apply)
    clerk.enter()
    added = clerk.order().lines[-1]
    assert (added.kind, added.name, added.total_fen) == ("other", "拖车费", 20000)


def test_a_line_that_a_colleague_changed_is_not_overwritten(clerk: Clerk, sqlite_shop: Shop) -> None:
    from app.services import order_lines

    clerk.take(received(sqlite_shop))
    lines = clerk.dock.lines_card.lines
    row = lines.table.rows()[0]
    sqlite_shop.do(Role.RECEPTION_LEAD, order_lines.change_line, "labour", row.line_id, seen=row.version, price_fen=100)
    lines.table.cell_edited.emit(row, 2, "9")
    clerk.settle()
    assert "别人刚改过" in clerk.says()
    clerk.dock.strip.main_button.click()
    clerk.settle()
    assert clerk.order().lines[0].price_fen == 100


def test_the_head_is_corrected_field_by_field(clerk: Clerk, sqlite_shop: Shop) -> None:
    car = received(sqlite_shop)
    clerk.take(car)
    head = clerk.dock.head_card
    head.fold.set_open(True)
    assert not head.save_button.isVisible()
    clerk.into(head.head.limit, "500")
    assert head.save_button.isVisible()
    before = clerk.order().promised_at
    edits = {"request": (clerk.order().request, "只做保养")}
    sqlite_shop.do(Role.RECEPTION_LEAD, reception.change_order, car.order_id, edits)
    clerk.go_on()
    assert clerk.says() == ""
    assert (clerk.order().signed_limit_fen, clerk.order().request) == (50000, "只做保养")
    assert clerk.order().promised_at == before
    assert not head.save_button.isVisible()


def test_the_same_field_changed_by_two_people_is_told(clerk: Clerk, sqlite_shop: Shop) -> None:
    car = received(sqlite_shop)
    clerk.take(car)
    head = clerk.dock.head_card
    head.fold.set_open(True)
    head.head.request.clear()
    clerk.into(head.head.request, "我这么写")
    edits = {"request": (clerk.order().request, "别人这么写")}
    sqlite_shop.do(Role.RECEPTION_LEAD, reception.change_order, car.order_id, edits)
    clerk.go_on()
    assert "别人刚改过" in clerk.says()
    assert head.head.request.toPlainText() == "我这么写"
    clerk.dock.strip.main_button.click()
    clerk.settle()
    assert head.head.request.toPlainText() == "别人这么写"


def test_what_a_colleague_saves_does_not_overwrite_what_is_being_typed(clerk: Clerk, sqlite_shop: Shop) -> None:
    car = quoted(sqlite_shop)
    clerk.take(car)
    consent = clerk.dock.consent
    consent.given_by.clear()
    clerk.into(consent.given_by, "周太太")
    clerk.dock.refresh_soon()
    clerk.settle()
    assert consent.given_by.text() == "周太太"
    assert clerk.dock.editing()


def test_an_estimate_is_taken_back_with_its_reason(clerk: Clerk, sqlite_shop: Shop) -> None:
    clerk.take(quoted(sqlite_shop))
    end = clerk.dock.end_card
    end.fold.set_open(True)
    assert not end.withdraw_consent.isVisible()
    end.withdraw_quote.button.click()
    assert clerk.at() == "withdrawQuoteReason"
    end.withdraw_quote.go.click()
    assert clerk.says() == "这一项必须填写"
    assert clerk.order().stage is Stage.QUOTED
    clerk.write("客户要加项目", free=True)
    clerk.enter(2)
    assert clerk.order().stage is Stage.OPENED
    assert clerk.dock.lines_card.fold.is_open()


def test_an_authorisation_is_taken_back_with_its_reason(clerk: Clerk, sqlite_shop: Shop) -> None:
    clerk.take(authorised(sqlite_shop))
    end = clerk.dock.end_card
    end.fold.set_open(True)
    end.withdraw_consent.button.click()
    clerk.write("客户改主意", free=True)
    clerk.enter(2)
    assert clerk.order().stage is Stage.QUOTED
    assert "consent" in shown(clerk)


@pytest.mark.parametrize(("way", "stage"), [("cancel", Stage.CANCELLED), ("give_up", Stage.NOT_REPAIRED)])
def test_an_order_ends_early_with_its_reason(clerk: Clerk, sqlite_shop: Shop, way: str, stage: Stage) -> None:
    clerk.take(quoted(sqlite_shop))
    clerk.dock.end_card.fold.set_open(True)
    back = getattr(clerk.dock.end_card, way)
    back.button.click()
    clerk.write("客户不修了", free=True)
    clerk.enter(2)
    assert clerk.order().stage is stage
    assert sqlite_shop.order(clerk.order().id).end_reason == "客户不修了"


def test_one_more_order_is_opened_for_the_car(clerk: Clerk, sqlite_shop: Shop) -> None:
    car = received(sqlite_shop)
    clerk.take(car)
    another = clerk.dock.another
    another.fold.button.click()
    assert clerk.at() == "anotherBusiness"
    another.head.business.set_value(sqlite_shop.business["accident"])
    another.head.business.typed.emit()
    clerk.into(another.head.request, "左前翼子板")
    clerk.into(another.lines.picker, "GS-6200")
    clerk.enter()
    assert another.lines.totals.total.text() == "合计 ¥600.00 客户付 ¥0.00"
    clerk.go_on()
    order = clerk.order()
    assert order.id != car.order_id
    assert (order.visit_id, order.stage, order.business_type) == (car.visit_id, Stage.OPENED, "事故")
    assert [line.payer for line in order.lines] == [Payer.INSURER]
    assert len(sqlite_shop.found(Visit)) == 1


def test_a_promise_in_the_past_is_doubted_when_it_is_moved(clerk: Clerk, sqlite_shop: Shop) -> None:
    clerk.take(received(sqlite_shop))
    head = clerk.dock.head_card
    head.fold.set_open(True)
    head.head.promise.clear()
    clerk.into(head.head.promise, "昨天 9:00")
    clerk.go_on()
    assert "已经过去" in clerk.says()
    clerk.give_reason("补录")
    promised = clerk.order().promised_at
    assert promised is not None
    assert promised < sqlite_shop.clock.now - timedelta(hours=12)


def test_somebody_who_may_not_receive_sees_no_cards_to_do_it(
    clerk: Clerk, sqlite_shop: Shop, sign_in: Callable[[Role], None]
) -> None:
    sign_in(Role.WARRANTY)
    clerk.take(quoted(sqlite_shop))
    assert shown(clerk) == set()


def test_the_arrival_is_corrected_in_one_go(clerk: Clerk, sqlite_shop: Shop) -> None:
    clerk.take(received(sqlite_shop))
    record = clerk.dock.record_card
    record.fold.button.click()
    clerk.settle()
    assert record.fields.vin.text() == GOOD_VIN
    assert not record.save_button.isVisible()
    record.plate.clear()
    clerk.into(record.plate, "京N7L828")
    record.fields.phone.clear()
    clerk.into(record.fields.phone, "13900001111")
    record.visit.mileage.clear()
    clerk.into(record.visit.mileage, "61180")
    clerk.go_on()
    assert clerk.says() == ""
    order = clerk.order()
    assert (order.plate, order.phone, order.mileage_in) == ("京N7L828", "13900001111", 61180)
    assert (order.vin, order.bringer) == (GOOD_VIN, "周先生")
    assert not clerk.dock.editing()


def test_an_arrival_corrected_by_somebody_else_meanwhile_is_told(clerk: Clerk, sqlite_shop: Shop) -> None:
    car = received(sqlite_shop)
    clerk.take(car)
    record = clerk.dock.record_card
    record.fold.button.click()
    clerk.settle()
    record.visit.keys_tag.clear()
    clerk.into(record.visit.keys_tag, "17")
    edits: dict[str, tuple[object, object]] = {"keys_tag": ("", "9"), "fuel": (6, 2)}
    sqlite_shop.do(Role.RECEPTION_LEAD, visits.correct_arrival, car.visit_id, edits)
    clerk.go_on()
    assert "钥匙牌" in clerk.says()
    clerk.dock.strip.main_button.click()
    clerk.settle()
    assert (record.visit.keys_tag.text(), record.visit.fuel.value()) == ("9", 2)


def test_a_car_in_the_yard_whose_orders_all_ended_is_found_again(clerk: Clerk, sqlite_shop: Shop) -> None:
    car = received(sqlite_shop)
    version = sqlite_shop.order(car.order_id).version
    sqlite_shop.do(Role.RECEPTION, order_end.cancel_order, car.order_id, seen=version, reason="客户不修了")
    clerk.dock.desk.take_in_hand(None, car.visit_id)
    clerk.settle()
    assert clerk.dock.desk.current_order == car.order_id
    assert {"delivery", "another"} <= shown(clerk)


def test_the_card_of_the_next_stage_comes_into_sight(qtbot: QtBot, clerk: Clerk, sqlite_shop: Shop) -> None:
    clerk.dock.resize(420, 360)
    clerk.take(received(sqlite_shop))
    area = clerk.dock.findChild(QScrollArea)
    assert area is not None
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    assert area.verticalScrollBar().value() > 0
    clerk.dock.lines_card.quote_button.click()
    clerk.settle()
    assert area.verticalScrollBar().value() == 0
