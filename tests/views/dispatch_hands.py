"""Somebody at the dispatcher's desk, for the tests of its dock."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.models.access import Role
from app.models.lines import WorkState
from app.services import workshop
from app.services.entries import Received
from app.views.desk import Desk
from app.views.dispatch.dock import DispatchDock
from tests.builders import Shop, authorised
from tests.views.hands import press, write

CTRL = Qt.KeyboardModifier.ControlModifier


@dataclass
class Hands:
    """Somebody at the dispatcher's desk: presses keys where the cursor is and waits for the answer."""

    dock: DispatchDock
    shop: Shop
    wait: Callable[[Desk], None]

    def show(self) -> None:
        self.dock.show()
        self.dock.activateWindow()
        self.settle()

    def settle(self) -> None:
        self.wait(self.dock.desk)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        press(QApplication.focusWidget(), key, modifier)
        self.settle()

    def go_on(self) -> None:
        """Press Ctrl+Enter, the main action of where the cursor is."""
        self.press(Qt.Key.Key_Return, CTRL)

    def give_reason(self, reason: str) -> None:
        """Answer the strip's question."""
        write(self.dock.strip.reason, reason)
        self.press(Qt.Key.Key_Return)

    def says(self) -> str:
        return self.dock.strip.text()

    def states(self, car: Received) -> list[WorkState]:
        return [line.work for line in self.shop.lines(car.order_id)[0]]


def at_the_board(qtbot: QtBot, desk: Desk, shop: Shop, wait: Callable[[Desk], None]) -> Hands:
    """Put the workshop's lead at the dispatcher's dock, which is not shown yet."""
    desk.sign_in(shop.actors[Role.WORKSHOP_LEAD])
    dock = DispatchDock(desk, "调度板")
    qtbot.addWidget(dock)
    dock.resize(1100, 400)
    return Hands(dock, shop, wait)


def assigned(shop: Shop, technician: int = 0) -> Received:
    """Bring the usual car as far as its first line given away."""
    car = authorised(shop)
    line = shop.lines(car.order_id)[0][0]
    shop.do(Role.DISPATCH, workshop.assign_line, line.id, shop.technicians[technician])
    return car
