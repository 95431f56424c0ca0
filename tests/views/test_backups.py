"""Backups in the window: taken at a click, when due and before closing; restored only with consent."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.models.access import Role
from app.models.orders import WorkOrder
from app.services import backup, entries
from app.settings import load_pc_settings
from app.views.backup_room import BackupRoom
from app.views.backups_window import BackupsWindow
from app.views.main_window import MainWindow
from tests.builders import Shop, passed, received
from tests.views.conftest import SignIn
from tests.views.hands import press


@pytest.fixture
def room(qtbot: QtBot, window: MainWindow, sqlite_shop: Shop) -> Iterator[BackupRoom]:
    """Give the window's care for backups, at work on the shop."""
    passed(sqlite_shop)
    found = BackupRoom(window, str(sqlite_shop.station.engines.writer.url), scheduled=True)
    found.open(sqlite_shop.station)
    window.desk.signed_in.emit(window.desk.actor)
    qtbot.waitUntil(lambda: "备份" in window.status.backup.text())
    yield found
    found.close()


def done(qtbot: QtBot, room: BackupRoom) -> None:
    qtbot.waitUntil(lambda: not room.care.busy(), timeout=30_000)


def shown(room: BackupRoom) -> BackupsWindow:
    room.show()
    assert room.shown is not None
    return room.shown


def taken(qtbot: QtBot, room: BackupRoom) -> Path:
    page = shown(room)
    with qtbot.waitSignal(room.care.known, timeout=30_000):
        page.take_button.click()
    return backup.good_backups(page.care._pc.backup_places[0])[0].path


def test_the_foot_says_how_old_the_last_good_backup_is(
    qtbot: QtBot, room: BackupRoom, window: MainWindow, sqlite_shop: Shop
) -> None:
    label = window.status.backup
    assert (label.text(), label.objectName()) == ("还没有备份", "bad")
    taken(qtbot, room)
    assert (label.text(), label.objectName()) == ("刚备份过", "")
    window.desk.sign_in(None)
    room._somebody = False
    sqlite_shop.clock.pass_time(hours=23)
    room.look()
    assert (label.text(), label.objectName()) == ("23 小时前备份", "")
    sqlite_shop.clock.pass_time(hours=2)
    room.look()
    assert (label.text(), label.objectName()) == ("25 小时前备份", "bad")
    sqlite_shop.clock.pass_time(days=3)
    room.look()
    assert label.text() == "4 天没有备份"


def test_a_click_takes_a_backup_and_says_where(qtbot: QtBot, room: BackupRoom) -> None:
    path = taken(qtbot, room)
    page = shown(room)
    assert str(path) in page.words.text()
    assert page.list.count() == 1
    assert not page.bar.isVisible()
    assert page.take_button.isEnabled()


def test_it_is_in_the_menu(window: MainWindow, room: BackupRoom) -> None:
    menu = window.workspace.top_bar.account.menu()
    menu.aboutToShow.emit()
    (action,) = [action for action in menu.actions() if action.text() == "备份与恢复…"]
    action.trigger()
    assert room.shown is not None
    assert room.shown.isVisible()


def test_once_a_day_it_is_taken_by_itself(
    qtbot: QtBot, room: BackupRoom, sqlite_shop: Shop, window: MainWindow
) -> None:
    room.look()
    done(qtbot, room)
    folder = window.pc.backup_places[0]
    qtbot.waitUntil(lambda: window.status.backup.text() == "刚备份过")
    assert len(backup.good_backups(folder)) == 1
    sqlite_shop.clock.pass_time(hours=5)
    room.look()
    assert not room.care.busy()
    sqlite_shop.clock.pass_time(hours=20)
    room.look()
    done(qtbot, room)
    assert len(backup.good_backups(folder)) == 2


def test_a_station_that_nobody_came_to_is_not_backed_up(room: BackupRoom) -> None:
    room._somebody = False
    room.look()
    assert not room.care.busy()


def test_closing_waits_for_a_backup_that_is_due(qtbot: QtBot, room: BackupRoom, window: MainWindow) -> None:
    assert not window.close()
    assert window.isVisible()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=30_000)
    assert len(backup.good_backups(window.pc.backup_places[0])) == 1
    window.show()
    assert window.close(), "the backup is fresh"


def test_closing_again_does_not_wait_and_a_pc_may_do_without(
    qtbot: QtBot, room: BackupRoom, window: MainWindow
) -> None:
    window.pc.backup_hours = 0
    assert window.close()
    window.pc.backup_hours = 12
    window.show()
    assert not window.close()
    assert window.close()
    done(qtbot, room)


def test_what_cannot_be_backed_up_is_told_where_one_looks(
    qtbot: QtBot, room: BackupRoom, window: MainWindow, tmp_path: Path
) -> None:
    (tmp_path / "no folder").write_text("")
    window.pc.backup_folder = str(tmp_path / "no folder")
    page = shown(room)
    with qtbot.waitSignal(room.care.failed, timeout=30_000):
        page.take_button.click()
    assert page.words.text().startswith(f"不能备份到 {tmp_path / 'no folder'}:那里是一个文件,不是文件夹\n")
    assert window.status.backup.objectName() == "bad"
    page.close()
    room.care._tried_at = None
    with qtbot.waitSignal(room.care.failed, timeout=30_000):
        room.look()
    assert window.status.currentMessage().startswith("不能备份到")


def test_settings_are_kept_on_this_pc_by_who_keeps_the_station(
    room: BackupRoom, sign_in: SignIn, window: MainWindow, tmp_path: Path
) -> None:
    assert not shown(room).settings.isEnabled()
    sign_in(Role.STATION_MANAGER)
    page = shown(room)
    assert page.settings.isEnabled()
    page.second.setText(str(tmp_path / "disk"))
    page.hours.setValue(6)
    page.second.editingFinished.emit()
    kept = load_pc_settings(window.pc.folder)
    assert (kept.backup_second, kept.backup_hours) == (str(tmp_path / "disk"), 6)
    assert kept.backup_places == (window.pc.folder / "backups", tmp_path / "disk")


def test_restoring_shows_what_is_newer_and_waits_for_consent(
    qtbot: QtBot, room: BackupRoom, sign_in: SignIn, sqlite_shop: Shop, qapp: QApplication
) -> None:
    sign_in(Role.STATION_MANAGER)
    taken(qtbot, room)
    received(sqlite_shop, vehicle=entries.VehicleEntry(plate="京C00001"))
    page = shown(room)
    page.list.setCurrentRow(0)
    with qtbot.waitSignal(room.care.prepared, timeout=30_000):
        page.restore_button.click()
    assert "备份之后又做了 1 笔操作" in page.words.text()
    assert room._window.status.backup.text() == "刚备份过"
    assert page.replace_button.isVisible()
    assert not page.replace_button.isEnabled()
    page.consent.setChecked(True)
    with qtbot.waitSignal(page.replace_wanted):
        page.replace_button.click()
    assert room.replacement is not None
    room.close()
    room._window.desk.close()
    sqlite_shop.station.engines.dispose()
    assert room.replace().startswith("已恢复。原来的数据留在旁边:")
    assert len(sqlite_shop.found(WorkOrder)) == 1


def test_without_consent_nothing_stays_beside(
    qtbot: QtBot, room: BackupRoom, sign_in: SignIn, sqlite_shop: Shop
) -> None:
    sign_in(Role.STATION_MANAGER)
    path = taken(qtbot, room)
    shutil.copytree(path.parent, path.parent.with_name("stick"))
    page = shown(room)
    with qtbot.waitSignal(room.care.prepared, timeout=30_000):
        page._prepare(path.parent.with_name("stick") / path.name)
    station = Path(str(sqlite_shop.station.engines.reader.url.database))
    assert list(station.parent.glob("*restoring*"))
    press(page, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not list(station.parent.glob("*restoring*")))
    assert not page.isVisible()


def test_a_clerk_may_take_a_backup_and_not_restore_one(qtbot: QtBot, room: BackupRoom) -> None:
    taken(qtbot, room)
    page = shown(room)
    page.list.setCurrentRow(0)
    assert page.take_button.isEnabled()
    assert not page.restore_button.isEnabled()
    assert not page.other_button.isEnabled()


def test_a_failed_backup_is_tried_again_after_an_hour(
    qtbot: QtBot, room: BackupRoom, window: MainWindow, sqlite_shop: Shop, tmp_path: Path
) -> None:
    (tmp_path / "no folder").write_text("")
    window.pc.backup_folder = str(tmp_path / "no folder")
    with qtbot.waitSignal(room.care.failed, timeout=30_000):
        room.look()
    assert not room.care.due(timedelta(hours=20))
    sqlite_shop.clock.pass_time(hours=1)
    assert room.care.due(timedelta(hours=20))
