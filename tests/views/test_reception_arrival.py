"""A car is received at the keyboard: new, known, in the shop already; nothing typed is lost."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.models.customers import Customer, CustomerKind, Vehicle
from app.models.guarantee import RepairClass
from app.models.orders import EstimateRevision, Payer
from app.models.stages import Stage
from app.models.visits import Visit
from app.services.search import Hit
from app.values import Phone
from app.views.desk import Desk
from app.views.main_window import MainWindow
from app.views.reception.dock import ReceptionDock
from tests.builders import GOOD_VIN, Shop, received
from tests.views.hands import press
from tests.views.reception_hands import CTRL, Clerk, seat


@pytest.fixture
def clerk(qtbot: QtBot, desk: Desk, sqlite_shop: Shop, settled: Callable[[Desk], None]) -> Iterator[Clerk]:
    """Seat the clerk at the reception desk."""
    sitting = seat(qtbot, desk, sqlite_shop, settled)
    yield sitting
    sitting.settle()


@pytest.fixture
def known(sqlite_shop: Shop) -> Shop:
    """Let the station know the car 京N·7L820, which is not in the shop now."""
    car = received(sqlite_shop)
    with sqlite_shop.looking() as session:
        visit = session.get_one(Visit, car.visit_id)
        visit.left_at = sqlite_shop.clock.now
        session.commit()
    sqlite_shop.clock.pass_time(days=30)
    return sqlite_shop


def receive_new_car(clerk: Clerk) -> None:
    clerk.begin()
    clerk.write("京A88888")
    clerk.enter()
    for text in (GOOD_VIN, "GW4C20B", "哈弗 H6", "", "保定运输公司"):  # the kind of vehicle stays as it is
        clerk.write(text, free=True)
        clerk.enter()
    clerk.press(Qt.Key.Key_Down)
    clerk.enter()
    clerk.write("0312-2180001")
    clerk.enter(3)
    clerk.write("60180")
    clerk.enter(2)
    clerk.write("换机油;低速换挡有异响", free=True)
    clerk.enter()
    clerk.write("1700")
    clerk.enter()
    for text in ("GS-0100", "W5-3004"):
        clerk.write(text)
        clerk.enter()


def test_a_new_car_is_received_and_quoted_without_the_mouse(clerk: Clerk) -> None:
    receive_new_car(clerk)
    clerk.go_on()
    assert clerk.says() == ""
    order = clerk.order()
    assert (order.stage, order.plate, order.vin, order.engine_no) == (Stage.QUOTED, "京A88888", GOOD_VIN, "GW4C20B")
    assert (order.customer, order.phone, order.mileage_in) == ("保定运输公司", "0312-2180001", 60180)
    assert order.promised_at == datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    assert order.request == "换机油;低速换挡有异响"
    assert [line.name for line in order.lines] == ["更换机油机滤", "机油 5W-30 SN 4L"]
    assert clerk.shop.found(Customer)[0].kind is CustomerKind.COMPANY
    assert order.repair_class is RepairClass.FIRST_MAINTENANCE
    assert len(clerk.shop.found(EstimateRevision, order_id=order.id)) == 1


def test_after_receiving_the_cursor_waits_at_the_paper_to_be_signed(clerk: Clerk) -> None:
    receive_new_car(clerk)
    clerk.go_on()
    assert clerk.at() == "consentPrint"
    assert not clerk.dock.arrival.unsaved()
    clerk.begin()
    assert clerk.dock.arrival.plate.is_blank()
    assert clerk.dock.arrival.lines.drafts == ()


def test_the_estimate_runs_along_while_lines_are_typed(clerk: Clerk) -> None:
    receive_new_car(clerk)
    totals = clerk.dock.arrival.lines.totals
    assert totals.parts.text() == "工时 80.00   材料 318.00   其他 0.00"
    assert totals.total.text() == "合计 ¥398.00"
    assert totals.capitals.text() == "客户应付大写 叁佰玖拾捌元整"


def test_a_returning_customer_takes_at_most_25_keys_beyond_free_text(clerk: Clerk, known: Shop) -> None:
    clerk.begin()
    clerk.write("L820")
    clerk.enter()
    clerk.write("65300")
    clerk.enter(2)
    clerk.write("做保养", free=True)
    clerk.enter()
    clerk.write("1700")
    clerk.enter()
    clerk.write("60")
    clerk.enter()
    clerk.go_on()
    assert clerk.order().stage is Stage.QUOTED
    clerk.keys += 1
    clerk.dock.print_paper()
    clerk.settle()
    assert clerk.keys <= 25
    assert (clerk.order().customer, clerk.order().mileage_in) == ("周大年", 65300)


def test_a_known_car_is_recalled_by_its_plate(clerk: Clerk, known: Shop) -> None:
    clerk.begin()
    clerk.write("京N7L820")
    clerk.enter()
    arrival = clerk.dock.arrival
    assert clerk.at() == "arrivalMileage"
    assert "老客户 周大年 13800006621" in arrival.known_line.line.text()
    assert not arrival.car.panel.isVisible()
    assert (arrival.car.vin.text(), arrival.car.model.text()) == (GOOD_VIN, "长城 炮 2023 款")
    assert arrival.visit.bringer.text() == "周先生"
    assert "60,180" in arrival.visit.mileage.placeholderText()
    clerk.write("65300")
    clerk.into(arrival.lines.picker, "GS-0100")
    clerk.enter()
    clerk.go_on()
    assert len(known.found(Vehicle)) == len(known.found(Customer)) == 1
    assert known.found(Visit)[-1].mileage_in == 65300


def test_a_corrected_record_is_saved_with_the_arrival(clerk: Clerk, known: Shop) -> None:
    clerk.begin()
    clerk.write("京N7L820")
    clerk.enter()
    arrival = clerk.dock.arrival
    arrival.known_line.correct_button.click()
    assert clerk.at() == "arrivalVin"
    arrival.car.phone.clear()
    clerk.into(arrival.car.phone, "13900001111")
    clerk.into(arrival.lines.picker, "GS-0100")
    clerk.enter()
    clerk.go_on()
    assert [row.phone for row in known.found(Customer)] == ["13900001111"]
    assert known.found(Vehicle)[0].vin == GOOD_VIN


def test_another_plate_forgets_the_recalled_car(clerk: Clerk, known: Shop) -> None:
    clerk.begin()
    clerk.write("京N7L820")
    clerk.enter()
    arrival = clerk.dock.arrival
    arrival.plate.clear()
    clerk.into(arrival.plate, "京B66666")
    clerk.enter()
    assert arrival.known is None
    assert arrival.car.is_blank()
    assert arrival.visit.bringer.is_blank()
    assert clerk.at() == "arrivalVin"


def test_a_car_in_the_shop_is_offered_instead_of_received_again(clerk: Clerk, sqlite_shop: Shop) -> None:
    car = received(sqlite_shop)
    clerk.begin()
    clerk.write("京N7L820")
    clerk.enter()
    line = clerk.dock.arrival.known_line
    assert "已在厂" in line.line.text()
    assert clerk.at() == "arrivalTakeInHand"
    clerk.enter()
    assert clerk.dock.desk.current_order == car.order_id
    assert clerk.dock.lines_card.isVisible()
    assert not clerk.dock.arrival.isVisible()


def test_what_is_missing_is_told_and_led_to(clerk: Clerk) -> None:
    clerk.begin()
    clerk.write("京A88888")
    clerk.enter()
    clerk.into(clerk.dock.arrival.car.customer, "张三")
    clerk.go_on()
    assert clerk.says() == "至少要有一行维修项目、材料或其他费用。"
    clerk.dock.strip.main_button.click()
    assert clerk.at() == "arrivalLinesPicker"
    clerk.write("GS-0100")
    clerk.enter()
    clerk.dock.arrival.car.customer.clear()
    clerk.go_on()
    assert clerk.says() == "请填写客户名称。"
    clerk.dock.strip.main_button.click()
    assert clerk.at() == "arrivalCustomer"
    assert clerk.shop.found(Visit) == []


def test_doubts_are_confirmed_with_a_reason_and_what_was_typed_stays(clerk: Clerk, known: Shop) -> None:
    clerk.begin()
    clerk.write("L820")
    clerk.enter()
    clerk.write("50000")
    clerk.into(clerk.dock.arrival.lines.picker, "GS-0100")
    clerk.enter()
    clerk.go_on()
    assert "低于上次" in clerk.says()
    assert clerk.dock.arrival.visit.mileage.text() == "50,000"
    clerk.give_reason("换过仪表")
    assert clerk.order().mileage_in == 50000
    assert known.found(Visit)[-1].mileage_answer == "换过仪表"


def test_a_mileage_that_cannot_be_read_is_answered_in_words(clerk: Clerk) -> None:
    receive_new_car(clerk)
    mileage = clerk.dock.arrival.visit.mileage
    mileage.clear()
    clerk.into(mileage, "仪表不亮")
    clerk.go_on()
    visit = clerk.shop.found(Visit)[0]
    assert (visit.mileage_in, visit.mileage_answer) == (None, "仪表不亮")


def test_a_promise_may_be_left_open(clerk: Clerk) -> None:
    receive_new_car(clerk)
    promise = clerk.dock.arrival.head.promise
    promise.clear()
    clerk.into(promise, "待定")
    clerk.go_on()
    assert (clerk.order().promised_at, clerk.order().promise_open) == (None, True)


def test_an_odd_vin_passes_with_its_reason(clerk: Clerk) -> None:
    clerk.begin()
    clerk.write("京A88888")
    clerk.enter()
    clerk.write("LJ1234567")
    clerk.enter()
    assert clerk.at() == "arrivalVinReason"
    clerk.write("1996 年的老车", free=True)
    clerk.into(clerk.dock.arrival.car.customer, "张三")
    clerk.into(clerk.dock.arrival.lines.picker, "GS-0100")
    clerk.enter()
    clerk.go_on()
    vehicle = clerk.shop.found(Vehicle)[0]
    assert (vehicle.vin, vehicle.vin_reason) == ("LJ1234567", "1996 年的老车")


def test_a_line_of_free_words_gets_its_price_in_the_editor(clerk: Clerk) -> None:
    receive_new_car(clerk)
    lines = clerk.dock.arrival.lines
    clerk.into(lines.picker, "拖车费")
    clerk.enter()
    assert clerk.at() == "arrivalLinesLineKind"
    lines.editor.kind.set_value("other")
    clerk.into(lines.editor.price, "200")
    lines.editor.share_payers[0].set_value(Payer.INTERNAL)
    lines.editor.share_payers[0].typed.emit()
    clerk.into(lines.editor.share_percents[0], "25")
    clerk.into(lines.editor.apply)
    clerk.enter()
    assert clerk.at() == "arrivalLinesPicker"
    clerk.go_on()
    towing = next(line for line in clerk.order().lines if line.kind == "other")
    assert (towing.name, towing.total_fen, towing.shares) == ("拖车费", 20000, ((Payer.INTERNAL, 250),))
    assert clerk.order().customer_fen == 39800 + 15000


def test_hours_and_prices_are_typed_over_in_the_grid_and_lines_deleted(clerk: Clerk) -> None:
    receive_new_car(clerk)
    lines = clerk.dock.arrival.lines
    lines.table.cell_edited.emit(lines.table.rows()[1], 2, "2")
    clerk.settle()
    assert lines.table.text_at(1, 4) == "636.00"
    lines.table.cell_edited.emit(lines.table.rows()[1], 3, "340")
    clerk.settle()
    assert "限价" in clerk.says()
    lines.table.cell_edited.emit(lines.table.rows()[1], 3, "300")
    clerk.settle()
    assert clerk.says() == ""
    assert lines.table.text_at(1, 4) == "600.00"
    lines.table.cell_edited.emit(lines.table.rows()[1], 2, "很多")
    assert "不是数字" in clerk.says()
    clerk.press(Qt.Key.Key_Down)
    clerk.press(Qt.Key.Key_Delete)
    assert [row.name for row in lines.table.rows()] == ["机油 5W-30 SN 4L"]


def test_the_business_type_changes_class_and_rate(clerk: Clerk) -> None:
    receive_new_car(clerk)
    arrival = clerk.dock.arrival
    arrival.head.business.set_value(clerk.shop.business["accident"])
    arrival.head.business.typed.emit()
    clerk.settle()
    assert arrival.head.repair_class.value() is RepairClass.SPECIAL_REPAIR
    assert arrival.lines.table.text_at(0, 4) == "100.00"
    assert arrival.lines.table.text_at(0, 5) == "保险"


def test_another_order_puts_the_arrival_aside_and_nothing_is_lost(clerk: Clerk, sqlite_shop: Shop) -> None:
    car = received(sqlite_shop)
    receive_new_car(clerk)
    clerk.take(car)
    assert clerk.dock.lines_card.isVisible()
    assert not clerk.dock.arrival.isVisible()
    assert clerk.dock.editing()
    assert "京A·88888" in clerk.dock.resume_button.text()
    clerk.dock.resume_button.click()
    clerk.settle()
    assert clerk.dock.arrival.head.request.toPlainText() == "换机油;低速换挡有异响"
    assert len(clerk.dock.arrival.lines.drafts) == 2


def test_a_car_found_by_search_comes_with_what_is_known(clerk: Clerk, known: Shop) -> None:
    vehicle = known.found(Vehicle)[0]
    hit = Hit(vehicle.id, "vehicle", "京N·7L820", "", Phone(""), None, None, vehicle.id)
    clerk.dock.desk.vehicle_found.emit(hit)
    clerk.settle()
    assert clerk.dock.arrival.plate.text() == "京N·7L820"
    assert clerk.at() == "arrivalMileage"


def test_a_car_found_by_search_never_replaces_an_arrival_begun(clerk: Clerk, known: Shop) -> None:
    receive_new_car(clerk)
    vehicle = known.found(Vehicle)[0]
    clerk.dock.desk.vehicle_found.emit(Hit(vehicle.id, "vehicle", "", "", Phone(""), None, None, vehicle.id))
    clerk.settle()
    assert "没填完" in clerk.says()
    assert clerk.dock.arrival.plate.text() == "京A·88888"
    clerk.dock.arrival.clear_button.click()
    clerk.dock.desk.vehicle_found.emit(Hit(vehicle.id, "vehicle", "", "", Phone(""), None, None, vehicle.id))
    clerk.settle()
    assert clerk.dock.arrival.plate.text() == "京N·7L820"


def test_a_car_without_a_plate_is_recalled_by_its_vin(clerk: Clerk, known: Shop) -> None:
    clerk.begin()
    clerk.enter()
    assert clerk.at() == "arrivalVin"
    clerk.write(GOOD_VIN)
    clerk.enter()
    assert clerk.dock.arrival.plate.text() == "京N·7L820"
    assert clerk.dock.arrival.known is not None


def test_a_car_is_only_received_when_nothing_is_to_be_quoted_yet(clerk: Clerk) -> None:
    clerk.begin()
    clerk.write("京A88888")
    clerk.enter()
    clerk.into(clerk.dock.arrival.car.customer, "张三")
    clerk.dock.arrival.only_receive.click()
    clerk.settle()
    assert clerk.order().stage is Stage.OPENED
    assert clerk.dock.lines_card.fold.is_open()
    assert clerk.at() == "orderLinesPicker"
    clerk.write("GS-0100")
    clerk.enter()
    clerk.go_on()
    assert clerk.order().stage is Stage.QUOTED


def test_ctrl_n_in_the_window_begins_an_arrival(
    window: MainWindow, sqlite_shop: Shop, settled: Callable[[Desk], None]
) -> None:
    from app.models.access import Role

    window.come_in(sqlite_shop.actors[Role.RECEPTION])
    settled(window.desk)
    window.activateWindow()
    press(window.workspace, Qt.Key.Key_N, CTRL)
    settled(window.desk)
    dock = window.workspace.docks["reception"]
    assert isinstance(dock, ReceptionDock)
    assert dock.arrival.isVisible()
    assert dock.arrival.plate.hasFocus()


def test_the_promise_typed_is_the_stations_time(clerk: Clerk) -> None:
    receive_new_car(clerk)
    clerk.dock.arrival.head.promise.clear()
    clerk.into(clerk.dock.arrival.head.promise, "+90")
    clerk.go_on()
    assert clerk.order().promised_at == clerk.shop.clock.now.replace(second=0) + timedelta(minutes=90)
