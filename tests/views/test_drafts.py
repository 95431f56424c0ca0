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
from app.settings import PcSettings
from app.store.actor import NOBODY
from app.views.desk import Desk
from app.views.draft_strip import DraftStrip
from app.views.main_window import MainWindow
from tests.builders import Shop
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
