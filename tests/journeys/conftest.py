"""The real window on a station of its own, with a keyboard before it and no mouse."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytestqt.qtbot import QtBot

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from tests.builders import Shop
    from tests.keyboard import Keyboard


@pytest.fixture
def keyboard(qapp: "QApplication", qtbot: QtBot, sqlite_shop: "Shop", tmp_path: Path) -> Iterator["Keyboard"]:
    """Give a keyboard before the window that asks who is there."""
    from app.settings import PcSettings
    from app.store.actor import NOBODY
    from app.views import theme, wording
    from app.views.desk import Desk
    from app.views.main_window import MainWindow
    from tests.keyboard import Keyboard

    if qapp.property("family") is None:
        theme.apply(qapp)
    before = wording.zone_name(), wording.now
    wording.use_station(sqlite_shop.station.zone, sqlite_shop.clock)
    desk = Desk()
    desk.paper_folder = tmp_path / "papers"
    desk.open(sqlite_shop.station, NOBODY)
    window = MainWindow(desk, PcSettings(tmp_path, "pc-test"))
    qtbot.addWidget(window)
    window.show()
    window.resize(1440, 860)
    window.show_sign_in()
    window.activateWindow()
    yield Keyboard(window, desk, sqlite_shop, qtbot)
    window.close()
    desk.close()
    desk.deleteLater()
    wording.use_station(before[0], sqlite_shop.clock)
