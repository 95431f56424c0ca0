"""Keys and places of the working page: previews keep them to themselves, desks stand as tabs, F1 tells how."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.models.access import Role
from app.settings import PcSettings
from app.views.desk import Desk
from app.views.guide import GuideWindow, version
from app.views.main_window import MainWindow
from tests.builders import Shop
from tests.views.hands import press

Settled = Callable[[Desk], None]
RIGHT = ("reception", "inspection", "tool_room", "parts", "settlement")


@pytest.fixture
def at_work(window: MainWindow, desk: Desk, sqlite_shop: Shop, settled: Settled) -> MainWindow:
    """Give the window with the cashier at work."""
    window.come_in(sqlite_shop.actors[Role.SETTLEMENT])
    settled(desk)
    return window


def test_a_window_beside_keeps_the_keys_of_the_desks_to_itself(
    qtbot: QtBot, at_work: MainWindow, desk: Desk, settled: Settled
) -> None:
    beside = QWidget(at_work, Qt.WindowType.Window)
    qtbot.addWidget(beside)
    line = QLineEdit(beside)
    beside.show()
    beside.activateWindow()
    qtbot.waitUntil(beside.isActiveWindow)
    press(line, Qt.Key.Key_F8)
    settled(desk)
    assert "tool_room" not in at_work.workspace.docks


def test_a_floating_desk_has_the_keys_of_the_window(at_work: MainWindow, qtbot: QtBot, settled: Settled) -> None:
    dock = at_work.workspace.docks["settlement"]
    dock.setFloating(True)
    dock.activateWindow()
    qtbot.waitUntil(dock.isActiveWindow)
    press(dock, Qt.Key.Key_F8)
    settled(at_work.desk)
    assert "tool_room" in at_work.workspace.docks


def test_the_office_says_which_right_is_missing(at_work: MainWindow) -> None:
    press(at_work, Qt.Key.Key_F12)
    assert "office" not in at_work.workspace.docks
    assert "没有维护服务站、账号或目录的权限" in at_work.workspace.order_panel.strip.text()


def tabbed(window: MainWindow) -> bool:
    """Tell whether the desks on the right are tabs of one another."""
    docks = [window.workspace.docks[name] for name in RIGHT]
    return all(len(window.workspace.tabifiedDockWidgets(dock)) == len(docks) - 1 for dock in docks)


def test_desks_on_the_right_stand_as_tabs(at_work: MainWindow, desk: Desk, settled: Settled) -> None:
    for name in RIGHT:
        at_work.workspace.press_desk(name)
    settled(desk)
    assert tabbed(at_work)


def test_desks_opened_before_the_window_is_on_the_screen_stand_as_tabs_too(
    at_work: MainWindow, desk: Desk, settled: Settled
) -> None:
    at_work.hide()
    for name in RIGHT:
        at_work.workspace.open_desk(name)
    at_work.show()
    settled(desk)
    assert tabbed(at_work)


def test_a_layout_with_five_desks_above_each_other_is_mended(
    at_work: MainWindow, desk: Desk, sqlite_shop: Shop, settled: Settled
) -> None:
    for name in RIGHT:
        at_work.workspace.open_desk(name)
    for name in RIGHT:
        dock = at_work.workspace.docks[name]
        at_work.workspace.removeDockWidget(dock)
        at_work.workspace.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock, Qt.Orientation.Vertical)
        dock.show()
    settled(desk)
    assert not tabbed(at_work)
    at_work.sign_out()
    at_work.come_in(sqlite_shop.actors[Role.SETTLEMENT])
    settled(desk)
    assert tabbed(at_work)


def test_f1_shows_the_guide_of_the_desk_with_the_cursor(
    qtbot: QtBot, at_work: MainWindow, desk: Desk, settled: Settled
) -> None:
    at_work.workspace.press_desk("parts")
    settled(desk)
    press(at_work.focusWidget(), Qt.Key.Key_F1)
    guide = at_work.findChild(GuideWindow)
    assert guide is not None
    assert guide.isVisible()
    assert guide.browser.toPlainText().startswith("配件")
    assert version() in guide.windowTitle()
    qtbot.waitUntil(guide.isActiveWindow)
    press(guide.browser, Qt.Key.Key_Escape)
    assert not guide.isVisible()


def test_f1_elsewhere_shows_the_first_page_whose_links_lead_on(at_work: MainWindow) -> None:
    at_work.workspace.top_bar.search.begin()
    press(at_work.focusWidget(), Qt.Key.Key_F1)
    guide = at_work.findChild(GuideWindow)
    assert guide is not None
    first = guide.browser.toPlainText()
    guide.show_page("settlement")
    assert guide.browser.toPlainText().startswith("结算")
    assert not first.startswith("结算")


def test_the_window_names_its_version(at_work: MainWindow) -> None:
    assert at_work.windowTitle() == f"工单 Gongdan {version()}"


def test_the_days_board_has_its_share_of_a_large_screen(
    desk: Desk, pc: PcSettings, sqlite_shop: Shop, qtbot: QtBot, settled: Settled
) -> None:
    window = MainWindow(desk, pc)
    qtbot.addWidget(window)
    window.resize(1600, 1000)
    window.come_in(sqlite_shop.actors[Role.STATION_MANAGER])
    window.show()
    settled(desk)
    board = window.workspace.docks["dispatch"]
    qtbot.waitUntil(lambda: board.height() >= 0.38 * window.workspace.height())
