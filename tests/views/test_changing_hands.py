"""One PC, several people: whoever signs in finds nothing of whoever sat there before; the same person goes on."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.errors import Refusal
from app.models.access import Role
from app.services.entries import Received, VehicleEntry
from app.views.desk import Desk
from app.views.main_window import MainWindow
from tests.builders import PASSWORD, Shop, received
from tests.views.hands import press, write

Settled = Callable[[Desk], None]


@pytest.fixture
def car(sqlite_shop: Shop) -> Received:
    return received(sqlite_shop)


@pytest.fixture
def at_work(window: MainWindow, desk: Desk, sqlite_shop: Shop, car: Received, settled: Settled) -> MainWindow:
    """Give the window with the reception clerk at work on a car, and a refusal told."""
    window.come_in(sqlite_shop.actors[Role.RECEPTION])
    desk.take_in_hand(car.order_id, car.visit_id)
    settled(desk)
    window.workspace.order_panel.show_refusal(Refusal("公里数小于上次的"))
    window.workspace.docks["reception"].show_refusal(Refusal("公里数小于上次的"))
    return window


def sign_in(window: MainWindow, login: str, settled: Settled) -> None:
    page = window.pages.sign_in
    assert page is not None
    assert page.login.text() == ""
    assert window.focusWidget() is page.login
    write(page.login, login)
    press(page.login, Qt.Key.Key_Return)
    assert window.focusWidget() is page.password
    write(page.password, PASSWORD)
    press(page.password, Qt.Key.Key_Return)
    settled(window.desk)
    assert window.at_work()


def shown(window: MainWindow) -> str:
    """Everything that can be read in the window."""
    parts = [part for part in window.workspace.findChildren(QWidget) if hasattr(part, "text")]
    return "\n".join(str(part.text()) for part in parts if part.isVisibleTo(window.workspace))


def test_whoever_comes_next_finds_no_car_and_no_word_of_the_one_before(
    at_work: MainWindow, desk: Desk, sqlite_shop: Shop, settled: Settled
) -> None:
    write(at_work.workspace.top_bar.search, "L820")
    at_work.switch_user()
    sign_in(at_work, sqlite_shop.actors[Role.TOOL_ROOM].login, settled)
    assert (desk.current_order, desk.current_visit) == (None, None)
    assert at_work.workspace.order_panel.order is None
    assert "公里数小于上次的" not in shown(at_work)
    assert at_work.workspace.top_bar.search.text() == ""
    assert "reception" not in at_work.workspace.docks


def test_whoever_signs_in_again_goes_on_where_they_were(
    at_work: MainWindow, desk: Desk, sqlite_shop: Shop, car: Received, settled: Settled
) -> None:
    dock = at_work.workspace.docks["reception"]
    at_work.switch_user()
    sign_in(at_work, sqlite_shop.actors[Role.RECEPTION].login, settled)
    assert desk.current_order == car.order_id
    assert at_work.workspace.docks["reception"] is dock
    assert dock.strip.text() == "公里数小于上次的"


def test_another_account_at_the_lock_begins_anew(
    at_work: MainWindow, desk: Desk, sqlite_shop: Shop, settled: Settled
) -> None:
    at_work.lock()
    lock = at_work.pages.lock
    assert lock is not None
    lock.switch.click()
    sign_in(at_work, sqlite_shop.actors[Role.PARTS].login, settled)
    assert desk.current_order is None
    assert "公里数小于上次的" not in shown(at_work)


def test_after_signing_out_even_the_same_account_begins_anew(
    at_work: MainWindow, desk: Desk, sqlite_shop: Shop, settled: Settled
) -> None:
    at_work.sign_out()
    sign_in(at_work, sqlite_shop.actors[Role.RECEPTION].login, settled)
    assert desk.current_order is None
    assert "公里数小于上次的" not in shown(at_work)


def test_a_window_beside_is_covered_and_closed_when_somebody_else_comes(
    qtbot: QtBot, at_work: MainWindow, sqlite_shop: Shop, settled: Settled
) -> None:
    beside = QWidget(at_work, Qt.WindowType.Window)
    qtbot.addWidget(beside)
    beside.show()
    at_work.lock()
    assert not beside.isVisible()
    at_work.show_work()
    assert beside.isVisible()
    at_work.switch_user()
    sign_in(at_work, sqlite_shop.actors[Role.PARTS].login, settled)
    assert not beside.isVisible()


def test_what_was_told_of_one_car_is_not_told_of_the_next(
    at_work: MainWindow, desk: Desk, sqlite_shop: Shop, settled: Settled
) -> None:
    other = received(sqlite_shop, vehicle=VehicleEntry(plate="冀F2D668"))
    desk.take_in_hand(other.order_id, other.visit_id)
    settled(desk)
    assert "公里数小于上次的" not in shown(at_work)
