"""A keyboard before the real window: nothing but keys goes in, and what is looked at stands on the screen."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.models.orders import WorkOrder
from app.services.entries import Received
from app.services.order_rows import OrderInHand
from app.store.actor import Actor
from app.views.desk import Desk
from app.views.main_window import MainWindow
from app.views.notices import NoticeStrip
from tests.builders import Shop

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
_NONE = Qt.KeyboardModifier.NoModifier
_MOST_TABS = 60


@dataclass
class Keyboard:
    """Somebody who has no mouse: every method presses keys where the cursor is, and waits for the answers."""

    window: MainWindow
    desk: Desk
    shop: Shop
    bot: QtBot

    def settle(self) -> None:
        """Wait until the window has answered everything and done what it put off until then."""
        turned: list[bool] = []
        self.bot.waitUntil(lambda: not self.desk.busy(), timeout=20_000)
        QTimer.singleShot(0, lambda: turned.append(True))
        self.bot.waitUntil(lambda: bool(turned) and not self.desk.busy(), timeout=20_000)
        if QApplication.activeWindow() is None:
            self.window.activateWindow()  # what a window manager does when the window in front is closed
            self.bot.waitUntil(lambda: QApplication.activeWindow() is self.window)

    def here(self) -> QWidget:
        """Return the widget that has the cursor."""
        found: QWidget | None = self.window.focusWidget()
        assert found is not None, "the cursor is nowhere"
        assert found.isVisible(), f"the cursor is in {found.objectName()}, which nobody sees"
        return found

    def at(self) -> str:
        """Name the widget that has the cursor."""
        return self.here().objectName()

    def hit(self, key: Qt.Key, modifier: Qt.KeyboardModifier = _NONE) -> None:
        """Press a key and wait for nothing, as fast hands do."""
        QTest.keyClick(QApplication.focusWidget() or QApplication.activeWindow() or self.window, key, modifier)

    def press(self, *keys: Qt.Key, modifier: Qt.KeyboardModifier = _NONE) -> None:
        """Press keys one after the other, looking at the screen after each."""
        for key in keys:
            self.hit(key, modifier)
            self.settle()

    def enter(self, times: int = 1) -> None:
        """Press Enter, in a field to go on, on a button to press it."""
        self.press(*[Qt.Key.Key_Return] * times)

    def save_as(self, name: str) -> None:
        """Type a file's name into the dialog in front, beside the papers, and press Enter."""
        assert self.desk.paper_folder is not None
        dialog = QApplication.activeWindow()
        assert isinstance(dialog, QFileDialog)
        line = dialog.findChild(QLineEdit)
        assert line is not None
        assert line.hasFocus(), "the file's name can be typed at once"
        self.hit(Qt.Key.Key_A, CTRL)
        QTest.keyClicks(line, str(self.desk.paper_folder.parent / name))
        QTest.keyClick(line, Qt.Key.Key_Return)
        self.settle()

    def go_on(self) -> None:
        """Press Ctrl+Enter: the main action of where the cursor is."""
        self.press(Qt.Key.Key_Return, modifier=CTRL)

    def write(self, text: str) -> None:
        """Type over what stands where the cursor is: keys, or an input method for what no key has."""
        here = self.here()
        if isinstance(here, QLineEdit):
            self.hit(Qt.Key.Key_A, CTRL)
        if text.isascii():
            QTest.keyClicks(here, text)
        else:
            event = QInputMethodEvent()
            event.setCommitString(text)
            QApplication.sendEvent(here, event)
        self.settle()

    def fill(self, **typed: str) -> None:
        """Fill in fields with Enter from one to the next; a field not named is passed, a named one must come."""
        for name, text in typed.items():
            for _ in range(_MOST_TABS):
                if self.at() == name:
                    break
                self.enter()
            assert self.at() == name, f"Enter never comes to “{name}”, it is at “{self.at()}”"
            self.write(text)

    def pick(self, text: str) -> None:
        """Type into a picker and take the best with Enter."""
        self.write(text)
        self.enter()

    def tab_to(self, name: str, *, back: bool = False) -> None:
        """Press Tab until the cursor is in the widget called ``name``."""
        for _ in range(_MOST_TABS):
            if self.at() == name:
                return
            self.press(Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab, modifier=SHIFT if back else _NONE)
        raise AssertionError(f"Tab never comes to “{name}”, it is at “{self.at()}”")

    def give_reason(self, reason: str) -> None:
        """Answer the question of the strip, which has the cursor."""
        strip = self.here().parentWidget()
        assert isinstance(strip, NoticeStrip), f"no reason is asked, the cursor is in “{self.at()}”; {self.says()}"
        self.write(reason)
        self.enter()

    def says(self) -> str:
        """Return what the strips on the screen say."""
        strips = [strip for strip in self.window.findChildren(NoticeStrip) if strip.isVisible()]
        return " / ".join(strip.text() for strip in strips)

    def order(self) -> OrderInHand:
        """Return the order as the middle of the window shows it."""
        order = self.window.workspace.order_panel.order
        assert order is not None, "no order is in hand"
        return order

    def stored(self) -> WorkOrder:
        """Return the order in hand as it is stored."""
        return self.shop.order(self.order().id)


def sit_at(
    window: MainWindow, desk: Desk, shop: Shop, bot: QtBot, actor: Actor, car: Received | None = None
) -> Keyboard:
    """Let ``actor`` work at the window, with a car in hand where one is given."""
    window.come_in(actor)
    window.activateWindow()
    if car is not None:
        desk.take_in_hand(car.order_id, car.visit_id)
    keyboard = Keyboard(window, desk, shop, bot)
    keyboard.settle()
    return keyboard
