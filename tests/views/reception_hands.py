"""Somebody at the reception desk: types where the cursor is, presses keys, and waits for the answers."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.services.entries import Received
from app.services.order_rows import OrderInHand
from app.views.desk import Desk
from app.views.reception.dock import ReceptionDock
from tests.builders import Shop
from tests.views.hands import press, write

ENTER = Qt.Key.Key_Return
CTRL = Qt.KeyboardModifier.ControlModifier


@dataclass
class Clerk:
    """The clerk, the dock, the station behind it; ``keys`` counts the keystrokes beyond free text."""

    dock: ReceptionDock
    shop: Shop
    wait: Callable[[Desk], None]
    keys: int = 0

    def settle(self) -> None:
        self.wait(self.dock.desk)

    def begin(self) -> None:
        """Press Ctrl+N: a car comes."""
        self.keys += 1
        self.dock.desk.vehicle_found.emit(None)
        self.settle()

    def take(self, car: Received) -> None:
        self.dock.desk.take_in_hand(car.order_id, car.visit_id)
        self.settle()

    def here(self) -> QWidget:
        found = QApplication.focusWidget()
        assert found is not None, "the cursor is nowhere"
        return found

    def at(self) -> str:
        """Name the widget that has the cursor."""
        return self.here().objectName()

    def write(self, text: str, *, free: bool = False) -> None:
        """Type where the cursor is."""
        self.keys += 0 if free else len(text)
        write(self.here(), text)
        self.settle()

    def into(self, field: QWidget, text: str = "") -> None:
        """Put the cursor into a field and type."""
        field.setFocus()
        self.write(text)

    def enter(self, times: int = 1) -> None:
        for _ in range(times):
            self.press(ENTER)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.keys += 1
        press(self.here(), key, modifier)
        self.settle()

    def go_on(self) -> None:
        """Press Ctrl+Enter: the main action of the card with the cursor."""
        self.press(ENTER, CTRL)

    def give_reason(self, reason: str) -> None:
        assert self.dock.strip.reason.isVisible(), f"no reason is asked: {self.says()}"
        self.into(self.dock.strip.reason, reason)
        self.enter()

    def says(self) -> str:
        return self.dock.strip.text()

    def order(self) -> OrderInHand:
        """Return the order that the dock shows."""
        assert self.dock.order is not None, "no order is shown"
        return self.dock.order


def seat(qtbot: QtBot, desk: Desk, shop: Shop, settled: Callable[[Desk], None]) -> Clerk:
    """Seat a clerk at the reception desk, on the screen."""
    dock = ReceptionDock(desk, "接待")
    qtbot.addWidget(dock)
    dock.resize(420, 900)
    dock.show()
    dock.activateWindow()
    clerk = Clerk(dock, shop, settled)
    clerk.settle()
    return clerk
