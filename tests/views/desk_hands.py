"""Somebody sitting at a dock with a car in hand, for the tests of docks."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.models.access import Role
from app.services.entries import Received
from app.views.desk import Desk
from app.views.row_table import RowTable
from app.views.station_dock import StationDock
from tests.builders import Shop
from tests.views.hands import press, write

D = TypeVar("D", bound=StationDock)
_CTRL = Qt.KeyboardModifier.ControlModifier


@dataclass
class Sitting(Generic[D]):
    """Somebody at a dock: types where the cursor is put, presses keys and buttons, and waits for each answer."""

    dock: D
    shop: Shop
    wait: Callable[[Desk], None]
    bot: QtBot

    def take(self, car: Received) -> None:
        """Take a car in hand, as a click in the list of vehicles does."""
        self.dock.desk.take_in_hand(car.order_id, car.visit_id)
        self.settle()

    def settle(self) -> None:
        self.wait(self.dock.desk)

    def write(self, field: QWidget, text: str) -> None:
        """Put the cursor into a field and type over what stands there."""
        field.setFocus()
        if isinstance(field, QLineEdit):
            field.selectAll()
        write(field, text)
        self.settle()

    def pick(self, field: QWidget, text: str) -> None:
        """Type into a picker and take the first thing it offers with Enter."""
        self.write(field, text)
        self.press(Qt.Key.Key_Return)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        press(QApplication.focusWidget(), key, modifier)
        self.settle()

    def go_on(self) -> None:
        """Press Ctrl+Enter, the main action of where the cursor is."""
        self.press(Qt.Key.Key_Return, _CTRL)

    def click(self, button: QAbstractButton) -> None:
        assert button.isEnabled(), f"“{button.text()}” is greyed out"
        button.click()
        self.settle()

    def retype(self, table: RowTable, row_id: Hashable, column: int, text: str) -> None:
        """Type over a cell and leave it with Enter."""
        row = next(place for place, row in enumerate(table.rows()) if row.id == row_id)
        table.edit_cell(row, column)
        editor = table.findChild(QLineEdit)
        assert editor is not None
        editor.selectAll()
        write(editor, text)
        with self.bot.waitSignal(table.cell_edited):  # told once the editor is gone
            press(editor, Qt.Key.Key_Return)
        self.settle()

    def give_reason(self, reason: str) -> None:
        """Answer the strip's question."""
        assert self.dock.strip.reason.isVisible()
        write(self.dock.strip.reason, reason)
        self.press(Qt.Key.Key_Return)

    def says(self) -> str:
        return self.dock.strip.text()


def sit_down(qtbot: QtBot, desk: Desk, dock: D, role: Role, shop: Shop, wait: Callable[[Desk], None]) -> Sitting[D]:
    """Sit down at ``dock`` as the account of a post."""
    desk.sign_in(shop.actors[role])
    qtbot.addWidget(dock)
    dock.resize(460, 900)
    sitting = Sitting(dock, shop, wait, qtbot)
    dock.show()
    dock.activateWindow()
    sitting.settle()
    return sitting
