"""A desk on a real station in a file, and the window around it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytestqt.qtbot import QtBot

from app.settings import PcSettings

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from app.models.access import Role
    from app.views.desk import Desk
    from app.views.main_window import MainWindow
    from tests.builders import Shop

SignIn = Callable[["Role"], None]


@pytest.fixture(autouse=True)
def dressed(qapp: "QApplication") -> None:
    """Dress the application as the program does, once."""
    from app.views import theme

    if qapp.property("family") is None:
        theme.apply(qapp)


@pytest.fixture
def closed_desk(qapp: "QApplication") -> Iterator["Desk"]:
    """Give a desk whose station is not open yet."""
    from app.views.desk import Desk

    desk = Desk()
    yield desk
    desk.close()
    desk.deleteLater()


@pytest.fixture
def desk(closed_desk: "Desk", sqlite_shop: "Shop") -> Iterator["Desk"]:
    """Give a desk on a small station; the reception clerk is signed in."""
    from app.models.access import Role
    from app.store.actor import NOBODY
    from app.views import wording

    before = wording.zone_name(), wording.now
    wording.use_station(sqlite_shop.station.zone, sqlite_shop.clock)
    closed_desk.open(sqlite_shop.station, NOBODY)
    closed_desk.sign_in(sqlite_shop.actors[Role.RECEPTION])
    yield closed_desk
    closed_desk.close()
    wording.use_station(before[0], sqlite_shop.clock)


@pytest.fixture
def sign_in(desk: "Desk", sqlite_shop: "Shop") -> SignIn:
    """Sign in as the account of a post."""
    return lambda role: desk.sign_in(sqlite_shop.actors[role])


@pytest.fixture
def settled(qtbot: QtBot) -> Callable[["Desk"], None]:
    """Wait until every call of a desk was answered."""
    return lambda desk: qtbot.waitUntil(lambda: desk.busy() == 0, timeout=20_000)


@pytest.fixture
def pc(tmp_path: Path) -> PcSettings:
    """Give settings of a PC of its own."""
    return PcSettings(tmp_path, "pc-test")


@pytest.fixture
def window(qtbot: QtBot, desk: "Desk", pc: PcSettings) -> Iterator["MainWindow"]:
    """Give the window, on the screen, with nobody's page chosen yet."""
    from app.views.main_window import MainWindow

    window = MainWindow(desk, pc)
    qtbot.addWidget(window)
    window.show()
    yield window
    window.close()
