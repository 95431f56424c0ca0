"""The window as people meet it: first run, signing in, desks by key, search, lock, and everything where it was left."""

import types
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.models.access import Role
from app.settings import PcSettings, load_pc_settings
from app.views import desks, theme
from app.views.desk import Desk
from app.views.idle import IdleWatch
from app.views.main_window import MainWindow
from app.views.station_dock import StationDock
from tests.builders import PASSWORD, Shop, received
from tests.views.hands import compose, press, write

if TYPE_CHECKING:
    from app.views.sign_in import SignInPage

Settled = Callable[[Desk], None]


@pytest.fixture
def at_work(window: MainWindow, desk: Desk, sqlite_shop: Shop, settled: Settled) -> MainWindow:
    """Give the window with the parts clerk at work."""
    window.come_in(sqlite_shop.actors[Role.PARTS])
    settled(desk)
    return window


def cursor(window: MainWindow) -> object:
    return window.focusWidget()


def test_the_board_shows_the_vehicles_in_the_shop_and_one_is_taken_in_hand(
    at_work: MainWindow, desk: Desk, sqlite_shop: Shop, settled: Settled
) -> None:
    car = received(sqlite_shop)
    vehicles = at_work.workspace.vehicles
    vehicles.refresh_soon()
    settled(desk)
    assert vehicles.table.text_at(0, 0) == "京N·7L820"
    vehicles.table.select_first()
    settled(desk)
    assert desk.current_order == car.order_id
    assert at_work.workspace.order_panel.sheet.head.plate.accessibleName() == "京N·7L820"
    assert at_work.workspace.order_panel.sheet.head.state.text()


@pytest.mark.parametrize("entry", desks.DESKS, ids=lambda entry: entry.key)
def test_each_desk_has_its_key(
    at_work: MainWindow, desk: Desk, sqlite_shop: Shop, settled: Settled, entry: desks.DeskEntry
) -> None:
    desk.sign_in(sqlite_shop.actors[Role.STATION_MANAGER])
    press(at_work, getattr(Qt.Key, f"Key_{entry.key}"))
    settled(desk)
    dock = at_work.workspace.docks[entry.name]
    assert dock.isVisible()
    assert dock.objectName() == entry.name
    assert at_work.workspace.top_bar.desk_buttons[entry.name].isChecked()


def test_a_desk_is_imported_when_it_is_first_shown(at_work: MainWindow) -> None:
    assert "tool_room" not in at_work.workspace.docks


def test_f2_finds_a_car_by_the_tail_of_its_plate_and_enter_opens_it(
    at_work: MainWindow, desk: Desk, sqlite_shop: Shop, settled: Settled
) -> None:
    car = received(sqlite_shop)
    press(at_work, Qt.Key.Key_F2)
    search = at_work.workspace.top_bar.search
    assert cursor(at_work) is search
    write(search, "L820")
    settled(desk)
    assert search.suggestions.is_open()
    press(search, Qt.Key.Key_Return)
    settled(desk)
    assert desk.current_order == car.order_id
    assert search.text() == ""


def test_enter_pressed_before_the_answer_opens_the_best_hit_when_it_comes(
    at_work: MainWindow, desk: Desk, sqlite_shop: Shop, settled: Settled
) -> None:
    car = received(sqlite_shop)
    search = at_work.workspace.top_bar.search
    search.begin()
    write(search, "L820")
    press(search, Qt.Key.Key_Return)
    settled(desk)
    assert desk.current_order == car.order_id


def test_nothing_found_opens_nothing(at_work: MainWindow, desk: Desk, settled: Settled) -> None:
    search = at_work.workspace.top_bar.search
    search.begin()
    compose(search, "没有这辆车")
    settled(desk)
    assert not search.suggestions.is_open()
    press(search, Qt.Key.Key_Escape)
    assert search.text() == ""


def test_ctrl_n_begins_to_receive_a_car(at_work: MainWindow, desk: Desk, settled: Settled) -> None:
    asked: list[object] = []
    desk.vehicle_found.connect(asked.append)
    press(at_work, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    settled(desk)
    assert asked == [None]
    assert at_work.workspace.docks["reception"].isVisible()
    assert cursor(at_work) is desk.places.find("reception.plate")


def test_a_refusal_leads_to_a_desk_that_is_not_open_yet(at_work: MainWindow, desk: Desk, settled: Settled) -> None:
    desk.lead_to("tools.code")
    settled(desk)
    assert at_work.workspace.docks["tool_room"].isVisible()
    assert cursor(at_work) is desk.places.find("tools.code")


def test_esc_leads_back_to_the_vehicles(at_work: MainWindow, desk: Desk, settled: Settled) -> None:
    at_work.workspace.press_desk("parts")
    settled(desk)
    press(at_work.workspace.docks["parts"], Qt.Key.Key_Escape)
    assert cursor(at_work) is at_work.workspace.vehicles.table


def test_each_account_finds_its_docks_as_it_left_them(
    at_work: MainWindow, desk: Desk, sqlite_shop: Shop, settled: Settled
) -> None:
    at_work.workspace.open_desk("settlement")
    at_work.workspace.docks["parts"].close()
    settled(desk)
    at_work.sign_out()
    at_work.come_in(sqlite_shop.actors[Role.TOOL_ROOM])
    settled(desk)
    assert at_work.workspace.docks["tool_room"].isVisible()
    assert "settlement" not in at_work.workspace.open_desks()
    at_work.sign_out()
    at_work.come_in(sqlite_shop.actors[Role.PARTS])
    settled(desk)
    assert at_work.workspace.docks["settlement"].isVisible()
    assert not {"parts", "tool_room"} & set(at_work.workspace.open_desks())


def test_a_layout_outlives_the_program(
    qtbot: QtBot, at_work: MainWindow, desk: Desk, pc: PcSettings, sqlite_shop: Shop, settled: Settled
) -> None:
    at_work.workspace.open_desk("settlement")
    settled(desk)
    at_work.close()
    again = MainWindow(desk, pc)
    qtbot.addWidget(again)
    again.show()
    again._person_changed(sqlite_shop.actors[Role.PARTS])
    settled(desk)
    assert "settlement" in again.workspace.open_desks()
    again.close()


def test_the_layout_can_be_put_back(at_work: MainWindow, desk: Desk, settled: Settled) -> None:
    at_work.workspace.docks["parts"].close()
    at_work.workspace.open_desk("settlement")
    at_work.reset_layout()
    settled(desk)
    assert at_work.workspace.docks["parts"].isVisible()
    assert not at_work.workspace.docks["settlement"].isVisible()


def sign_in_page(window: MainWindow) -> "SignInPage":
    assert window.pages.sign_in is not None
    return window.pages.sign_in


def test_somebody_signs_in_with_the_keyboard_alone(window: MainWindow, desk: Desk, settled: Settled) -> None:
    desk.sign_in(None)
    window.show_sign_in()
    page = sign_in_page(window)
    assert cursor(window) is page.login
    write(page.login, "boss")
    press(page.login, Qt.Key.Key_Return)
    write(page.password, PASSWORD)
    press(page.password, Qt.Key.Key_Return)
    settled(desk)
    assert desk.actor is not None
    assert desk.actor.login == "boss"
    assert window.pages.currentWidget() is window.workspace
    assert "站长" in window.workspace.top_bar.account.text()


def test_a_wrong_password_is_told_and_asked_again(window: MainWindow, desk: Desk, settled: Settled) -> None:
    desk.sign_in(None)
    window.show_sign_in()
    page = sign_in_page(window)
    write(page.login, "boss")
    write(page.password, "wrong-2026")
    page.button.click()
    settled(desk)
    assert desk.actor is None
    assert page.strip.text() == "账号或密码不对。"
    assert page.password.text() == ""
    assert page.button.isEnabled()
    assert cursor(window) is page.password


def test_while_signing_in_the_desks_have_no_keys(window: MainWindow, desk: Desk, settled: Settled) -> None:
    desk.sign_in(None)
    window.show_sign_in()
    press(window, Qt.Key.Key_F8)
    settled(desk)
    assert "tool_room" not in window.workspace.docks


def test_the_lock_covers_the_window_until_the_right_password(
    at_work: MainWindow, desk: Desk, sqlite_shop: Shop, settled: Settled
) -> None:
    at_work.come_in(sqlite_shop.actors[Role.STATION_MANAGER])
    press(at_work, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    settled(desk)
    lock = at_work.pages.lock
    assert lock is not None
    assert not at_work.workspace.isVisible()
    write(lock.password, "wrong-2026")
    lock.button.click()
    settled(desk)
    assert at_work.pages.is_locked()
    write(lock.password, PASSWORD)
    press(lock.password, Qt.Key.Key_Return)
    settled(desk)
    assert at_work.workspace.isVisible()


def test_the_lock_also_hides_docks_on_another_screen(at_work: MainWindow, desk: Desk, settled: Settled) -> None:
    dock = at_work.workspace.docks["parts"]
    dock.setFloating(True)
    at_work.lock()
    assert not dock.isVisible()
    at_work.show_work()
    assert dock.isVisible()
    settled(desk)


def test_nobody_at_the_desk_locks_the_window(at_work: MainWindow, desk: Desk, settled: Settled) -> None:
    at_work.idle._last -= at_work.pc.idle_minutes * 60
    at_work.idle.look()
    assert at_work.pages.is_locked()
    settled(desk)


@pytest.fixture
def watch(qapp: QApplication) -> Iterator[tuple[IdleWatch, types.SimpleNamespace]]:
    time = types.SimpleNamespace(now=0.0)
    made = IdleWatch(15, clock=lambda: time.now)
    yield made, time
    made.deleteLater()


def test_a_key_keeps_the_window_open(
    qtbot: QtBot, at_work: MainWindow, watch: tuple[IdleWatch, types.SimpleNamespace]
) -> None:
    idle, time = watch
    told: list[bool] = []
    idle.idle.connect(lambda: told.append(True))
    idle._watch(at_work.windowHandle())
    time.now = 14 * 60
    from PySide6.QtTest import QTest

    QTest.keyClick(at_work.windowHandle(), Qt.Key.Key_A)
    time.now = 16 * 60
    idle.look()
    assert told == []
    assert idle.quiet_seconds() == 120
    time.now = 30 * 60
    idle.look()
    assert told == [True]


def test_the_scale_grows_everything_and_is_remembered(
    at_work: MainWindow, desk: Desk, qapp: QApplication, settled: Settled
) -> None:
    before = at_work.workspace.top_bar.search.font().pixelSize()
    try:
        at_work.set_scale(200)
        settled(desk)
        assert qapp.font().pixelSize() == 26
        assert at_work.workspace.top_bar.search.fontMetrics().height() > before
        assert load_pc_settings(at_work.pc.folder).scale == 200
        assert at_work.workspace.docks["parts"].isVisible()
    finally:
        theme.apply(qapp)


def test_what_is_typed_is_not_lost_for_another_size(
    at_work: MainWindow, desk: Desk, qapp: QApplication, settled: Settled
) -> None:
    dock: StationDock = at_work.workspace.docks["parts"]
    dock.set_editing(True)
    at_work.set_scale(150)
    assert at_work.workspace.docks["parts"] is dock
    assert "没保存" in at_work.workspace.order_panel.strip.text()
    dock.set_editing(False)
    settled(desk)


def test_a_fault_of_the_program_can_be_saved_as_a_report(at_work: MainWindow, desk: Desk) -> None:
    desk.bug.emit("made.up", KeyError("x"))
    crash = at_work.crash
    assert crash is not None
    assert crash.isVisible()
    crash.save_button.click()
    reports = list((at_work.pc.folder / "reports").glob("report-*.txt"))
    assert len(reports) == 1
    assert "KeyError" in reports[0].read_text(encoding="utf-8")
    assert str(reports[0]) in crash.saved.text()


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colours", [*theme.CHIPS.values(), *theme.PLATES.values()], ids=lambda colours: colours.ground)
def test_every_chip_and_plate_can_be_read(colours: theme.ChipColours) -> None:
    assert contrast(colours.ground, colours.ink) >= 4.5


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("text", "ground"),
        ("text", "card"),
        ("muted", "card"),
        ("muted", "ground"),
        ("accent", "card"),
        ("on-accent", "accent"),
        ("danger", "danger-soft"),
        ("doubt", "doubt-soft"),
        ("good", "good-soft"),
        ("text", "selected"),
        ("muted", "selected"),
        ("text", "hover"),
        ("muted", "stripe"),
        ("text", "ahead"),
    ],
)
def test_every_text_stands_out_from_its_ground(ink: str, ground: str) -> None:
    assert contrast(theme.COLOURS[ink], theme.COLOURS[ground]) >= 4.5
