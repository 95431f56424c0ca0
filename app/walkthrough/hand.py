"""The hand that types and clicks (操作手): works the real widgets of the window and looks at what came of it.

It calls no service. After each touch it waits until the window has answered everything it asked, then looks.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QTableView, QWidget

from app.views.desk import Desk
from app.views.main_window import MainWindow
from app.views.notices import NoticeStrip
from app.views.row_table import RowTable

W = TypeVar("W", bound=QWidget)
_POLL_MS = 5
_QUIET_POLLS = 5
_LONGEST_MS = 30_000


class Running(Protocol):
    """The program as the walkthrough meets it: started by whoever knows how, seen only through its window."""

    window: MainWindow
    desk: Desk

    def show(self) -> None:
        """Show the first page."""

    def close(self) -> None:
        """Let go of the station."""


Start = Callable[[Path, str], Running]
"""Starts the program on a data folder and a database."""


class NotSeenError(Exception):
    """What a step should have brought about is not to be seen in the window."""


class Hand:
    """Types and clicks in one window."""

    def __init__(self, window: QWidget, desk: Desk) -> None:
        """Take the window in hand."""
        self.window = window
        self.desk = desk
        self._last = window

    def settle(self) -> None:
        """Wait until the window has answered everything; ``NotSeenError`` when it goes on for half a minute."""
        quiet = 0
        waited = 0
        loop = QEventLoop()
        timer = QTimer()
        timer.setInterval(_POLL_MS)

        def look() -> None:
            nonlocal quiet, waited
            waited += _POLL_MS
            quiet = 0 if self.desk.busy() else quiet + 1
            if quiet >= _QUIET_POLLS or waited >= _LONGEST_MS:
                loop.quit()

        timer.timeout.connect(look)
        timer.start()
        loop.exec()
        timer.stop()
        if quiet < _QUIET_POLLS:
            raise NotSeenError("the window does not come to rest")

    def wait_for(self, seen: Callable[[], bool], what: str, *, patience_ms: int = _LONGEST_MS) -> None:
        """Wait until something that another thread brings is there; ``NotSeenError`` when patience is at its end."""
        waited = 0
        loop = QEventLoop()
        timer = QTimer()
        timer.setInterval(_POLL_MS)

        def look() -> None:
            nonlocal waited
            waited += _POLL_MS
            if seen() or waited >= patience_ms:
                loop.quit()

        timer.timeout.connect(look)
        timer.start()
        if not seen():
            loop.exec()
        timer.stop()
        if not seen():
            raise NotSeenError(what + self._aside())
        self.settle()

    def find(self, name: str | QWidget, kind: type[W]) -> W:
        """Return the widget called ``name`` that can be seen; ``NotSeenError`` when there is none."""
        if isinstance(name, kind):
            return name
        found = [w for w in self.window.findChildren(kind, str(name)) if w.isVisibleTo(self.window)]
        if not found:
            raise NotSeenError(f"“{name}” is in the window{self._aside()}")
        return found[0]

    def _aside(self) -> str:
        told = self.told()
        return f" (the window says: {told})" if told else ""

    def expect(self, seen: bool, what: str) -> None:  # noqa: FBT001 - what was looked at
        """Look: raise ``NotSeenError`` saying ``what`` was to be seen unless it is."""
        if not seen:
            raise NotSeenError(what + self._aside())

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the cursor is."""
        QTest.keyClick(QApplication.focusWidget() or self._last, key, modifiers)
        self.settle()

    def _go_to(self, field: QWidget) -> None:
        """Put the cursor into a field of the window in front."""
        self.window.activateWindow()
        field.setFocus(Qt.FocusReason.TabFocusReason)
        self._last = field

    def click(self, name: str | QWidget) -> None:
        """Click a button; ``NotSeenError`` while it is greyed out."""
        button = self.find(name, QAbstractButton)
        self.expect(button.isEnabled(), f"“{button.text()}” can be pressed")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.settle()

    def write(self, name: str | QWidget, text: str) -> None:
        """Put the cursor into a field and type; what stood there goes."""
        field = self.find(name, QWidget)
        self._go_to(field)
        if isinstance(field, QLineEdit | QPlainTextEdit):
            field.selectAll()
        type_text(field, text)
        self.settle()

    def pick(self, name: str, text: str) -> None:
        """Type into a picker and take the first thing it offers."""
        self.write(name, text)
        self.press(Qt.Key.Key_Return)
        field = self.find(name, QLineEdit)
        self.expect(bool(field.text()), f"something was picked for “{text}”")

    def choose(self, name: str, words: str) -> None:
        """Choose the entry of a list that reads ``words``."""
        box = self.find(name, QComboBox)
        place = box.findText(words, Qt.MatchFlag.MatchContains)
        self.expect(place >= 0, f"“{words}” can be chosen")
        self._go_to(box)
        QTest.keyClick(box, Qt.Key.Key_Home)
        for _ in range(place):
            QTest.keyClick(box, Qt.Key.Key_Down)
        self.settle()

    def tick(self, name: str) -> None:
        """Tick a box that is not ticked."""
        box = self.find(name, QAbstractButton)
        if not box.isChecked():
            self._go_to(box)
            QTest.keyClick(box, Qt.Key.Key_Space)
        self.settle()

    def point_at(self, name: str, wanted: Callable[[Any], bool], *, activate: bool = False) -> None:
        """Click the first row of a table that is wanted; with ``activate`` press Enter on it too."""
        table = self.find(name, RowTable)
        rows = table.rows()
        place = next((n for n, row in enumerate(rows) if wanted(row)), None)
        if place is None:
            raise NotSeenError(f"the row looked for is not in “{name}”")
        index = table.model().index(place, _first_column(table))
        table.scrollTo(index)
        spot = table.visualRect(index).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(spot))
        self.settle()
        if activate:
            QTest.keyClick(table, Qt.Key.Key_Return)
            self.settle()

    def row_in(self, name: str, wanted: Callable[[Any], bool]) -> bool:
        """Tell whether a table shows a wanted row."""
        table = self.find(name, RowTable)
        return any(wanted(row) for row in table.rows())

    def confirm(self, reason: str) -> None:
        """Where the window asks for a confirmation, give the reason and go on."""
        for strip in self.window.findChildren(NoticeStrip):
            if strip.isVisibleTo(self.window) and strip.reason.isVisibleTo(self.window):
                strip.reason.setFocus(Qt.FocusReason.TabFocusReason)
                type_text(strip.reason, reason)
                QTest.mouseClick(strip.main_button, Qt.MouseButton.LeftButton)
                self.settle()
                return

    def told(self) -> str:
        """Return what the strips of the window say now."""
        return " / ".join(strip.text() for strip in self.window.findChildren(NoticeStrip) if strip.text())


def _first_column(table: QTableView) -> int:
    return next(n for n in range(table.model().columnCount()) if not table.isColumnHidden(n))


def type_text(field: QWidget, text: str) -> None:
    """Type keys for what a keyboard has, and commit the rest as an input method does."""
    if not text:
        QTest.keyClick(field, Qt.Key.Key_Delete)
    elif text.isascii():
        QTest.keyClicks(field, text)
    else:
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(field, event)
