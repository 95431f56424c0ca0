"""The dispatcher's dock (调度): a line given by keyboard, clocks, the ways back, refusals that lead."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.models.access import Role
from app.models.lines import WorkState
from app.models.stages import Stage
from app.models.workshop import Assignment, PauseReason, WorkSpan
from app.services import entries, workshop
from app.store.actor import NOBODY
from app.values import Milli
from app.views.desk import Desk
from app.views.dispatch.dock import DispatchDock
from tests.builders import Shop, authorised, finished, received


@pytest.fixture
def dock(qtbot: QtBot, sqlite_shop: Shop) -> Iterator[DispatchDock]:
    """Build the dock of a station with the workshop's lead at the desk."""
    desk = Desk()
    desk.open(sqlite_shop.station, NOBODY)
    desk.sign_in(sqlite_shop.actors[Role.WORKSHOP_LEAD])
    built = DispatchDock(desk, "调度", clock=sqlite_shop.clock)
    qtbot.addWidget(built)
    built.resize(1100, 400)
    yield built
    desk.close()


@pytest.fixture
def shown(qtbot: QtBot, dock: DispatchDock) -> Callable[[], DispatchDock]:
    """Return what shows the dock and waits until it has read what it shows."""

    def show() -> DispatchDock:
        dock.show()
        dock.activateWindow()
        settle(qtbot, dock)
        return dock

    return show


def settle(qtbot: QtBot, dock: DispatchDock) -> None:
    qtbot.waitUntil(lambda: not dock.desk.busy())


def press(qtbot: QtBot, key: Qt.Key, *, ctrl: bool = False) -> None:
    modifier = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
    widget = QApplication.focusWidget()
    assert widget is not None, "no widget has the cursor"
    qtbot.keyClick(widget, key, modifier)


def test_a_line_is_given_by_keyboard_to_the_proposed_technician(
    qtbot: QtBot, sqlite_shop: Shop, shown: Callable[[], DispatchDock]
) -> None:
    car = authorised(sqlite_shop)
    dock = shown()
    dock.waiting.setFocus()
    dock.waiting.select_first()
    assert dock.assign.technician.text() == "张师傅"
    press(qtbot, Qt.Key.Key_Return, ctrl=True)
    settle(qtbot, dock)
    given = sqlite_shop.found(Assignment)
    assert [row.technician_id for row in given] == [sqlite_shop.technicians[0]]
    assert sqlite_shop.order(car.order_id).stage is Stage.DISPATCHED
    assert "已派工" in dock.strip.text()
    assert len(dock.waiting.rows()) == 1
