"""The parts clerk's dock (配件): out to the order, back with a reason, goods in, the catalogue; never below zero."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.models.access import Role
from app.models.lines import OriginClass
from app.models.stock import DocumentKind, MoveKind, Part, StockBalance, StockDocument, StockMove
from app.services import entries, estimates, parts
from app.values import Cost, Fen, Milli
from app.views.desk import Desk
from app.views.parts.dock import PartsDock
from app.views.parts.issuing import NOW_COLUMN
from app.views.print_preview import PrintPreview
from tests.builders import CONSENT, Shop, authorised, issued, received
from tests.views.desk_hands import Sitting, sit_down

AtParts = Sitting[PartsDock]
OIL = "W5-3004"
ISSUE, RECEIVE, STOCK = range(3)


@pytest.fixture
def clerk(qtbot: QtBot, desk: Desk, sqlite_shop: Shop, settled: Callable[[Desk], None]) -> Iterator[AtParts]:
    """Sit down at the parts counter as its lead, who may do everything there."""
    sitting = sit_down(qtbot, desk, PartsDock(desk, "配件"), Role.PARTS_LEAD, sqlite_shop, settled)
    yield sitting
    sitting.settle()


def on_hand(shop: Shop, number: str) -> int:
    return int(shop.found(StockBalance, part_id=shop.parts[number])[0].quantity)


def test_without_a_car_the_list_of_cars_to_pick_for_leads_to_one(clerk: AtParts) -> None:
    car = authorised(clerk.shop)
    clerk.dock.reload()
    clerk.settle()
    assert not clerk.dock.issuing.issue_button.isEnabled()
    assert "选择车辆" in clerk.dock.issuing.issue_button.toolTip()
    assert [row.plate for row in clerk.dock.orders.rows()] == ["京N7L820"]
    clerk.dock.orders.setFocus()
    clerk.press(Qt.Key.Key_Down)
    clerk.press(Qt.Key.Key_Return)
    assert clerk.dock.desk.current_order == car.order_id
    assert [row.number for row in clerk.dock.issuing.table.rows()] == [OIL, "1017100-EG01"]


def test_all_that_is_needed_goes_out_with_a_name_and_two_keys(clerk: AtParts) -> None:
    car = authorised(clerk.shop)
    clerk.take(car)
    clerk.dock.issuing.table.setFocus()
    clerk.press(Qt.Key.Key_Tab)
    assert clerk.dock.issuing.receiver.hasFocus()
    clerk.pick(clerk.dock.issuing.receiver, "J002")
    clerk.go_on()
    assert "已出库,领料单 LL" in clerk.says()
    assert [line.issued for line in clerk.shop.lines(car.order_id)[1]] == [1000, 1000]
    assert on_hand(clerk.shop, OIL) == 4000
    paper = clerk.shop.found(StockDocument, kind=DocumentKind.REQUISITION)
    assert [row.technician_id for row in paper] == [clerk.shop.technicians[1]]
    assert clerk.dock.orders.rows() == ()
    assert not clerk.dock.issuing.issue_button.isEnabled()


def test_a_quantity_of_this_time_is_retyped_and_the_rest_stays_to_be_issued(clerk: AtParts) -> None:
    car = authorised(clerk.shop)
    clerk.take(car)
    oil, rest = clerk.dock.issuing.table.rows()
    clerk.retype(clerk.dock.issuing.table, oil.id, NOW_COLUMN, "0.5")
    clerk.retype(clerk.dock.issuing.table, rest.id, NOW_COLUMN, "0")
    clerk.pick(clerk.dock.issuing.receiver, "J001")
    clerk.click(clerk.dock.issuing.issue_button)
    assert [line.issued for line in clerk.shop.lines(car.order_id)[1]] == [500, 0]
    assert [row.left for row in clerk.dock.issuing.table.rows()] == [500, 1000]


@pytest.mark.parametrize(("typed", "told"), [("-1", "不能为负"), ("1.2345", "小数"), ("一", "不是数字")])
def test_a_quantity_that_is_none_is_refused_and_changes_nothing(clerk: AtParts, typed: str, told: str) -> None:
    clerk.take(authorised(clerk.shop))
    oil = clerk.dock.issuing.table.rows()[0]
    clerk.retype(clerk.dock.issuing.table, oil.id, NOW_COLUMN, typed)
    assert told in clerk.says()
    assert clerk.dock.issuing.table.text_at(0, NOW_COLUMN) == "1"


def test_nothing_goes_out_without_a_receiver_and_the_button_leads_to_him(clerk: AtParts) -> None:
    car = authorised(clerk.shop)
    clerk.take(car)
    clerk.click(clerk.dock.issuing.issue_button)
    assert clerk.says() == "请选择领料人。"
    assert [line.issued for line in clerk.shop.lines(car.order_id)[1]] == [0, 0]
    clerk.dock.strip.main_button.click()
    assert clerk.dock.issuing.receiver.hasFocus()
    clerk.pick(clerk.dock.issuing.receiver, "J001")
    assert clerk.says() == ""


def test_who_took_parts_for_one_car_is_not_proposed_for_the_next(clerk: AtParts) -> None:
    clerk.take(authorised(clerk.shop))
    clerk.pick(clerk.dock.issuing.receiver, "J001")
    clerk.write(clerk.dock.issuing.reason, "拿错了")
    vehicle = entries.VehicleEntry(plate="京A88888", vin="LSVAA4182E2184848", model="大众")
    clerk.take(received(clerk.shop, vehicle=vehicle))
    assert clerk.dock.issuing.receiver.is_blank()
    assert clerk.dock.issuing.reason.is_blank()


def test_where_there_is_room_the_lines_tell_bin_and_part_number(clerk: AtParts) -> None:
    clerk.take(authorised(clerk.shop))
    needs = clerk.dock.issuing.table
    clerk.dock.resize(700, 800)
    clerk.bot.waitUntil(lambda: not needs.isColumnHidden(1))
    assert needs.text_at(0, 1) == OIL


def test_stock_that_falls_short_is_shown_red_and_only_what_is_there_goes_out(clerk: AtParts) -> None:
    car = thirsty(clerk.shop)
    clerk.take(car)
    needs = clerk.dock.issuing.table
    assert [needs.text_at(0, column) for column in (NOW_COLUMN, NOW_COLUMN + 1)] == ["5", "缺 2"]
    assert [row.short_lines for row in clerk.dock.orders.rows()] == [1]
    clerk.retype(needs, needs.rows()[0].id, NOW_COLUMN, "7")
    clerk.pick(clerk.dock.issuing.receiver, "J001")
    clerk.click(clerk.dock.issuing.issue_button)
    assert "库存" in clerk.says()
    assert on_hand(clerk.shop, OIL) == 5000
    clerk.dock.strip.main_button.click()
    assert clerk.dock.stock.search.hasFocus()
    clerk.dock.tabs.setCurrentIndex(ISSUE)
    clerk.retype(needs, needs.rows()[0].id, NOW_COLUMN, "5")
    clerk.click(clerk.dock.issuing.issue_button)
    assert on_hand(clerk.shop, OIL) == 0
    assert [row.left for row in needs.rows()] == [2000]
    assert not clerk.dock.issuing.issue_button.isEnabled()


def thirsty(shop: Shop) -> entries.Received:
    """Authorise an order for seven cans of oil, of which five are on hand."""
    oil = entries.PartEntry(quantity=Milli(7000), part_id=shop.parts[OIL], labour=0)
    labour = entries.LabourEntry(operation_id=shop.operations["GS-0600"])
    car = received(shop, lines=entries.LinesEntry(labour=(labour,), parts=(oil,)))
    shop.do(Role.RECEPTION, estimates.quote_order, car.order_id)
    paper = frozenset({"gap.paper"})
    shop.do(Role.RECEPTION, estimates.authorise_order, car.order_id, CONSENT, confirmed=paper, reason="打印机没纸")
    return car


def test_parts_come_back_only_with_a_reason(clerk: AtParts) -> None:
    car = issued(clerk.shop)
    clerk.take(car)
    assert clerk.dock.issuing.return_button.text() == "全部退料"
    clerk.click(clerk.dock.issuing.return_button)
    assert "原因" in clerk.says()
    assert on_hand(clerk.shop, OIL) == 4000
    clerk.give_reason("型号不符")
    assert "已退料,退料单" in clerk.says()
    assert on_hand(clerk.shop, OIL) == 5000
    assert [line.issued for line in clerk.shop.lines(car.order_id)[1]] == [0, 0]
    assert [row.plate for row in clerk.dock.orders.rows()] == ["京N7L820"]


def test_only_what_was_retyped_comes_back(clerk: AtParts) -> None:
    car = issued(clerk.shop)
    clerk.take(car)
    oil = clerk.dock.issuing.table.rows()[0]
    clerk.retype(clerk.dock.issuing.table, oil.id, NOW_COLUMN, "0.25")
    assert clerk.dock.issuing.return_button.text() == "退料"
    clerk.write(clerk.dock.issuing.reason, "没用完")
    clerk.click(clerk.dock.issuing.return_button)
    assert [line.issued for line in clerk.shop.lines(car.order_id)[1]] == [750, 1000]
    assert [move.quantity for move in clerk.shop.found(StockMove, kind=MoveKind.RETURN)] == [250]


def test_more_cannot_come_back_than_went_out(clerk: AtParts) -> None:
    car = issued(clerk.shop)
    clerk.take(car)
    oil = clerk.dock.issuing.table.rows()[0]
    clerk.retype(clerk.dock.issuing.table, oil.id, NOW_COLUMN, "3")
    clerk.write(clerk.dock.issuing.reason, "点错")
    clerk.click(clerk.dock.issuing.return_button)
    assert clerk.says()
    assert [line.issued for line in clerk.shop.lines(car.order_id)[1]] == [1000, 1000]


def test_goods_are_received_line_by_line_with_enter(clerk: AtParts) -> None:
    receiving = clerk.dock.receiving
    clerk.dock.tabs.setCurrentIndex(RECEIVE)
    clerk.settle()
    clerk.write(receiving.supplier, "保定配件中心")
    clerk.press(Qt.Key.Key_Return)
    assert receiving.note.hasFocus()
    clerk.write(receiving.note, "SH-7781")
    for number, quantity, cost in ((OIL, "2.5", "201.55"), ("3501115-K08", "4", "300")):
        clerk.pick(receiving.part, number)
        clerk.press(Qt.Key.Key_Return)
        assert receiving.quantity.hasFocus()
        clerk.write(receiving.quantity, quantity)
        clerk.press(Qt.Key.Key_Return)
        clerk.write(receiving.unit_cost, cost)
        clerk.press(Qt.Key.Key_Return)
        assert receiving.add_button.hasFocus()
        clerk.press(Qt.Key.Key_Return)
        assert receiving.part.hasFocus()
    assert [receiving.table.text_at(row, 3) for row in range(2)] == ["503.88", "1,200.00"]
    clerk.go_on()
    assert "已入库,入库单" in clerk.says()
    assert on_hand(clerk.shop, OIL) == 7500
    document = clerk.shop.found(StockDocument, kind=DocumentKind.RECEIPT)[-1]
    assert (document.supplier, document.supplier_note) == ("保定配件中心", "SH-7781")
    assert receiving.table.rows() == ()
    clerk.click(receiving.print_button)
    previews = clerk.dock.window().findChildren(PrintPreview)
    assert [document.number in preview.windowTitle() for preview in previews] == [True]


def test_a_receipt_pressed_once_more_stays_one_receipt_with_its_good_notice(clerk: AtParts) -> None:
    receiving = clerk.dock.receiving
    clerk.dock.tabs.setCurrentIndex(RECEIVE)
    clerk.write(receiving.supplier, "保定配件中心")
    clerk.pick(receiving.part, OIL)
    clerk.write(receiving.quantity, "1")
    clerk.write(receiving.unit_cost, "10")
    clerk.click(receiving.post_button)
    said = clerk.says()
    assert "已入库,入库单" in said
    clerk.click(receiving.post_button)
    assert clerk.says() == said
    assert on_hand(clerk.shop, OIL) == 6000


def test_a_line_of_a_receipt_is_taken_off_before_it_is_posted(clerk: AtParts) -> None:
    receiving = clerk.dock.receiving
    clerk.dock.tabs.setCurrentIndex(RECEIVE)
    for number in (OIL, "3501115-K08"):
        clerk.pick(receiving.part, number)
        clerk.write(receiving.quantity, "1")
        clerk.write(receiving.unit_cost, "10")
        clerk.click(receiving.add_button)
    receiving.table.select_first()
    clerk.click(receiving.remove_button)
    assert [line.part.number for line in receiving.table.rows()] == ["3501115-K08"]
    clerk.write(receiving.supplier, "保定配件中心")
    clerk.go_on()
    assert (on_hand(clerk.shop, OIL), on_hand(clerk.shop, "3501115-K08")) == (5000, 6000)


def test_a_receipt_without_lines_is_refused_at_its_picker(clerk: AtParts) -> None:
    clerk.dock.tabs.setCurrentIndex(RECEIVE)
    before = len(clerk.shop.found(StockDocument))
    clerk.write(clerk.dock.receiving.supplier, "保定配件中心")
    clerk.click(clerk.dock.receiving.post_button)
    assert clerk.says()
    assert len(clerk.shop.found(StockDocument)) == before
    clerk.dock.tabs.setCurrentIndex(ISSUE)
    clerk.dock.strip.main_button.click()
    assert clerk.dock.tabs.currentIndex() == RECEIVE
    assert clerk.dock.receiving.part.hasFocus()


def test_a_part_is_written_into_the_catalogue_with_the_keyboard(clerk: AtParts) -> None:
    clerk.dock.tabs.setCurrentIndex(STOCK)
    clerk.settle()
    card = clerk.dock.part
    card.number.setFocus()
    for text in ("1109110-K80", "空气滤芯", "件", "曼牌", "C-03"):
        clerk.write(QApplication.focusWidget() or card, text)
        clerk.press(Qt.Key.Key_Return)
    assert card.origin.hasFocus()
    card.origin.set_value(OriginClass.EQUIVALENT)
    clerk.write(card.price, "85")
    clerk.go_on()
    assert clerk.says() == "配件已保存"
    part = clerk.shop.found(Part, number="1109110-K80")[0]
    assert (part.name, part.brand, part.bin, part.price_fen) == ("空气滤芯", "曼牌", "C-03", 8500)
    assert part.origin is OriginClass.EQUIVALENT
    assert "1109110-K80" in [row.number for row in clerk.dock.stock.table.rows()]


def test_a_part_chosen_and_priced_anew_keeps_the_rest_of_its_entry(clerk: AtParts) -> None:
    entry = parts.PartMasterEntry(
        "GB-1", "垫片", unit="个", origin=OriginClass.DISMANTLED, bin="D-9", minimum=Milli(3000)
    )
    clerk.shop.do(Role.PARTS_LEAD, parts.save_part, entry)
    clerk.dock.tabs.setCurrentIndex(STOCK)
    clerk.write(clerk.dock.stock.search, "GB-1")
    clerk.dock.stock.table.select_first()
    assert clerk.dock.part.origin.value() is OriginClass.DISMANTLED
    clerk.write(clerk.dock.part.price, "6.60")
    clerk.go_on()
    part = clerk.shop.found(Part, number="GB-1")[0]
    assert (part.price_fen, part.origin, part.unit, part.bin, part.minimum) == (
        660,
        OriginClass.DISMANTLED,
        "个",
        "D-9",
        3000,
    )


def test_what_is_typed_about_a_part_stays_when_stock_moves_elsewhere(clerk: AtParts) -> None:
    clerk.dock.tabs.setCurrentIndex(STOCK)
    clerk.write(clerk.dock.stock.search, OIL)
    clerk.dock.stock.table.select_first()
    clerk.write(clerk.dock.part.price, "299")
    receipt = (parts.ReceiptEntry(clerk.shop.parts[OIL], Milli(1000), Cost(100)),)
    clerk.dock.desk.perform(parts.receive_goods, "保定配件中心", receipt, by=clerk.dock)
    clerk.settle()
    assert clerk.dock.part.price.value() == Fen(29900)


def test_a_price_above_its_limit_is_refused_at_the_price(clerk: AtParts) -> None:
    clerk.dock.tabs.setCurrentIndex(STOCK)
    for field, text in ((clerk.dock.part.number, "X-1"), (clerk.dock.part.name, "堵头")):
        clerk.write(field, text)
    clerk.write(clerk.dock.part.limit, "10")
    clerk.write(clerk.dock.part.price, "11")
    clerk.click(clerk.dock.part.save_button)
    assert "限价" in clerk.says()
    assert clerk.shop.found(Part, number="X-1") == []
    clerk.dock.strip.main_button.click()
    assert clerk.dock.part.price.hasFocus()


def test_the_catalogue_is_shown_only_to_whoever_keeps_it(clerk: AtParts) -> None:
    clerk.dock.tabs.setCurrentIndex(STOCK)
    assert clerk.dock.part.isVisible()
    clerk.dock.desk.sign_in(clerk.shop.actors[Role.PARTS])
    clerk.settle()
    assert not clerk.dock.part.isVisible()
    assert clerk.dock.receiving.isEnabled()
    clerk.dock.desk.sign_in(clerk.shop.actors[Role.RECEPTION])
    clerk.settle()
    assert not clerk.dock.receiving.isEnabled()


def test_the_requisition_is_printed_from_the_counter(clerk: AtParts) -> None:
    clerk.take(issued(clerk.shop))
    clerk.click(clerk.dock.issuing.print_button)
    previews = clerk.dock.window().findChildren(PrintPreview)
    assert ["领料单" in preview.windowTitle() for preview in previews] == [True]
