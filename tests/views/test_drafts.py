"""Nothing typed is lost: what stood in a form and was not saved stands there again in the next window."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.models.access import Role
from app.models.visits import Visit
from app.services import reception, tool_room
from app.services.entries import VehicleEntry
from app.services.tool_room import ToolEntry
from app.settings import PcSettings
from app.store.actor import NOBODY
from app.views.desk import Desk
from app.views.draft_strip import DraftStrip
from app.views.main_window import MainWindow
from app.views.reopening import Reopening
from tests.builders import Shop, arrival, received
from tests.shops import OpenDesk
from tests.views.hands import press, write

DATABASE = "sqlite:///station.db"


@dataclass
class Seat:
    """Somebody at a window of their own."""

    window: MainWindow
    shop: Shop
    bot: QtBot
    folder: Path

    @property
    def desk(self) -> Desk:
        return self.window.desk

    def settle(self) -> None:
        self.bot.waitUntil(lambda: self.desk.busy() == 0, timeout=20_000)

    def come_in(self, role: Role) -> None:
        self.window.come_in(self.shop.actors[role])
        self.settle()

    def field(self, name: str) -> Any:
        found = self.window.findChild(QWidget, name)
        assert found is not None, f"no field {name}"
        return found

    def into(self, name: str, text: str) -> None:
        """Type over what stands in a field."""
        field = self.field(name)
        field.setFocus()
        press(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        write(field, text)
        self.settle()

    def receive(self) -> None:
        self.window.workspace.receive()
        self.settle()

    def kept(self) -> list[dict[str, Any]]:
        """Return what lies on the disk."""
        return [json.loads(path.read_text(encoding="utf-8")) for path in self.folder.glob("*.json")]

    def until_kept(self, words: str) -> None:
        self.bot.waitUntil(lambda: any(words in json.dumps(one, ensure_ascii=False) for one in self.kept()))

    def strip(self) -> str:
        """Return what the form says of its draft."""
        return "".join(strip.text() for strip in self.window.findChildren(DraftStrip))

    def leave(self) -> None:
        self.window.close()
        self.desk.close()
        QApplication.clipboard().clear()


@pytest.fixture
def sit_down(
    qtbot: QtBot, sqlite_shop: Shop, another_desk: OpenDesk, tmp_path: Path
) -> Iterator[Callable[[Role], Seat]]:
    """Return what opens a window on the station for somebody, as a start of the program does."""
    from app.views import wording

    before = wording.zone_name(), wording.now
    wording.use_station(sqlite_shop.station.zone, sqlite_shop.clock)
    seats: list[Seat] = []

    def sit(role: Role) -> Seat:
        desk = Desk()
        desk.drafts.open(tmp_path / "drafts", DATABASE)
        desk.open(sqlite_shop.station, NOBODY)
        window = MainWindow(desk, PcSettings(tmp_path, "pc-test"))
        Reopening(desk, window.status, window)
        qtbot.addWidget(window)
        window.show()
        seat = Seat(window, sqlite_shop, qtbot, tmp_path / "drafts")
        seats.append(seat)
        seat.come_in(role)
        return seat

    yield sit
    for seat in seats:
        seat.leave()
        seat.desk.deleteLater()
    wording.use_station(before[0], sqlite_shop.clock)


def typed_arrival(seat: Seat) -> None:
    seat.receive()
    seat.into("arrivalPlate", "京N7L820")
    seat.into("arrivalVin", "LSVAA4182E2123456")
    seat.into("arrivalCustomer", "王小明")
    seat.into("arrivalRequest", "更换机油,检查异响")
    seat.into("arrivalLinesPicker", "洗车")


def test_an_arrival_that_was_being_typed_stands_in_the_next_window(sit_down: Callable[[Role], Seat]) -> None:
    first = sit_down(Role.RECEPTION)
    typed_arrival(first)
    first.until_kept("洗车")
    first.leave()
    second = sit_down(Role.RECEPTION)
    second.bot.waitUntil(lambda: second.strip() != "")
    assert second.strip().startswith("草稿已恢复(今天")
    assert second.field("arrivalPlate").text() == "京N·7L820"
    assert second.field("arrivalVin").text() == "LSVAA4182E2123456"
    assert second.field("arrivalCustomer").text() == "王小明"
    assert second.field("arrivalRequest").toPlainText() == "更换机油,检查异响"
    assert second.field("arrivalLinesPicker").text() == "洗车"
    assert second.field("arrivalPlate").isVisible()


def test_what_is_thrown_away_does_not_come_again(sit_down: Callable[[Role], Seat]) -> None:
    first = sit_down(Role.RECEPTION)
    typed_arrival(first)
    first.leave()
    second = sit_down(Role.RECEPTION)
    second.bot.waitUntil(lambda: second.strip() != "")
    second.field("discardDraft").click()
    assert second.field("arrivalPlate").text() == ""
    assert second.strip() == ""
    second.bot.waitUntil(lambda: not list(second.folder.glob("*.json")))


def test_another_account_sees_nothing_of_it(sit_down: Callable[[Role], Seat]) -> None:
    seat = sit_down(Role.RECEPTION)
    typed_arrival(seat)
    seat.window.switch_user()
    seat.come_in(Role.RECEPTION_LEAD)
    assert seat.desk.drafts.rows() == []
    assert seat.window.findChild(DraftStrip) is None
    seat.window.switch_user()
    seat.come_in(Role.RECEPTION)
    seat.bot.waitUntil(lambda: seat.strip() != "")
    assert seat.field("arrivalRequest").toPlainText() == "更换机油,检查异响"


def test_a_received_car_leaves_no_draft(sit_down: Callable[[Role], Seat]) -> None:
    seat = sit_down(Role.RECEPTION)
    seat.receive()
    for name, text in (
        ("arrivalPlate", "京A12345"), ("arrivalVin", "LSVAA4182E2184847"), ("arrivalCustomer", "王小明"),
        ("arrivalPhone", "13800001234"), ("arrivalMileage", "1000"), ("arrivalRequest", "保养"),
        ("arrivalPromise", "待定"),
    ):  # fmt: skip
        seat.into(name, text)
    seat.until_kept("保养")
    seat.field("arrivalReceiveOnly").click()
    seat.settle()
    dock = seat.window.workspace.docks["reception"]
    if dock.strip.isVisible() and not dock.strip.reason.isHidden():
        dock.strip.reason.setText("已核对")
        dock.strip.main_button.click()
        seat.settle()
    assert len(seat.shop.found(Visit)) == 1, dock.strip.text()
    assert seat.desk.drafts.rows() == []
    seat.bot.waitUntil(lambda: not list(seat.folder.glob("*.json")))


def test_what_was_posted_as_the_program_died_does_not_come_again(sit_down: Callable[[Role], Seat]) -> None:
    first = sit_down(Role.RECEPTION)
    first.receive()
    first.into("arrivalRequest", "保养")
    first.until_kept("保养")
    key = first.kept()[0]["posting"]
    first.leave()
    shop = first.shop
    shop.station.perform(shop.actors[Role.RECEPTION], reception.receive_car, arrival(shop), posting=key)
    second = sit_down(Role.RECEPTION)
    second.bot.waitUntil(lambda: not list(second.folder.glob("*.json")))
    second.settle()
    assert second.strip() == ""
    assert second.desk.drafts.rows() == []


def test_the_head_of_an_order_comes_back_with_what_was_seen_then(sit_down: Callable[[Role], Seat]) -> None:
    first = sit_down(Role.RECEPTION)
    car = received(first.shop)
    first.desk.take_in_hand(car.order_id, car.visit_id)
    first.settle()
    first.field("orderHeadFold").click()
    first.into("orderFinding", "我看到的")
    first.until_kept("我看到的")
    first.leave()
    order = first.shop.order(car.order_id)
    first.shop.do(Role.RECEPTION_LEAD, reception.change_order, car.order_id, {"finding": (order.finding, "别人看到的")})
    second = sit_down(Role.RECEPTION)
    second.bot.waitUntil(lambda: second.strip() != "")
    second.settle()
    assert second.desk.current_order == car.order_id
    assert second.field("orderFinding").toPlainText() == "我看到的"
    second.field("orderHeadSave").click()
    second.settle()
    said = second.window.workspace.docks["reception"].strip.text()
    assert "别人刚改过这条记录" in said
    assert "别人看到的" in said
    second.field("orderHeadSave").click()
    second.settle()
    assert second.shop.order(car.order_id).finding == "我看到的"
    second.bot.waitUntil(lambda: not list(second.folder.glob("*.json")))


def test_typing_for_one_car_waits_while_another_is_in_hand(sit_down: Callable[[Role], Seat]) -> None:
    seat = sit_down(Role.RECEPTION)
    car = received(seat.shop)
    other = received(seat.shop, vehicle=VehicleEntry(plate="京A88888", vin="LSVAA4182E2184848", model="大众"))
    seat.desk.take_in_hand(car.order_id, car.visit_id)
    seat.settle()
    seat.field("orderHeadFold").click()
    seat.into("orderFinding", "左前减振器漏油")
    seat.desk.take_in_hand(other.order_id, other.visit_id)
    seat.settle()
    assert seat.field("orderFinding").toPlainText() != "左前减振器漏油"
    seat.desk.take_in_hand(car.order_id, car.visit_id)
    seat.bot.waitUntil(lambda: seat.strip() != "")
    assert seat.field("orderFinding").toPlainText() == "左前减振器漏油"


def test_a_loan_with_its_picked_rows_comes_back(sit_down: Callable[[Role], Seat]) -> None:
    first = sit_down(Role.TOOL_ROOM)
    first.shop.do(Role.TOOL_ROOM, tool_room.save_tool, ToolEntry("T-77", "扭力扳手"))
    first.settle()
    picker = first.field("loanTool")
    first.into("loanTool", "T-77")
    first.bot.waitUntil(picker.suggestions.isVisible)
    press(picker, Qt.Key.Key_Return)
    first.into("loanCondition", "缺套筒")
    first.until_kept("缺套筒")
    first.leave()
    second = sit_down(Role.TOOL_ROOM)
    second.bot.waitUntil(lambda: second.strip() != "")
    second.settle()
    assert second.field("loanCondition").text() == "缺套筒"
    assert second.field("loanTool").row().code == "T-77"


def test_a_draft_in_another_living_window_stays_there(sit_down: Callable[[Role], Seat]) -> None:
    first = sit_down(Role.RECEPTION)
    typed_arrival(first)
    first.until_kept("洗车")
    second = sit_down(Role.RECEPTION)
    second.receive()
    assert second.desk.drafts.rows() == []
    assert second.field("arrivalPlate").text() == ""


def test_a_disk_that_takes_nothing_is_told_quietly_and_typing_goes_on(
    sit_down: Callable[[Role], Seat], tmp_path: Path
) -> None:
    (tmp_path / "drafts").write_text("no folder", encoding="utf-8")
    seat = sit_down(Role.RECEPTION)
    typed_arrival(seat)
    trouble = seat.window.status.drafts_trouble
    seat.bot.waitUntil(trouble.isVisible)
    assert "草稿存不到磁盘" in trouble.text()
    seat.into("arrivalModel", "哈弗 H6")
    assert seat.field("arrivalModel").text() == "哈弗 H6"
    (tmp_path / "drafts").unlink()
    seat.into("arrivalModel", "哈弗 H9")
    seat.until_kept("哈弗 H9")
    seat.bot.waitUntil(lambda: not trouble.isVisible())


def test_the_list_opens_and_discards(sit_down: Callable[[Role], Seat]) -> None:
    first = sit_down(Role.RECEPTION)
    typed_arrival(first)
    first.until_kept("洗车")
    first.shop.clock.pass_time(minutes=1)
    car = received(first.shop)
    first.desk.take_in_hand(car.order_id, car.visit_id)
    first.settle()
    first.field("orderHeadFold").click()
    first.into("orderFinding", "左前减振器漏油")
    first.leave()
    seat = sit_down(Role.RECEPTION)
    seat.bot.waitUntil(lambda: len(seat.desk.drafts.rows()) == 2)
    seat.settle()
    assert seat.window.status.drafts.text() == "草稿 2"
    seat.window.status.drafts.click()
    listed = seat.field("drafts")
    table = seat.field("draftsTable")
    assert [row.title for row in table.rows()] == ["要求与约定", "接车"]
    table.select_id(table.rows()[1].id)
    press(table, Qt.Key.Key_Return)
    seat.settle()
    assert not listed.isVisible()
    seat.bot.waitUntil(seat.field("arrivalPlate").isVisible)
    assert seat.field("arrivalRequest").toPlainText() == "更换机油,检查异响"
    seat.window.status.drafts.click()
    for _ in range(2):
        table.select_first()
        seat.field("discardChosenDraft").click()
    assert not table.rows()
    assert seat.field("arrivalPlate").text() == ""
    assert not seat.window.status.drafts.isVisible()
