"""Where the cursor comes down in a dock (落点): only once everything that the dock has asked for is there.

A desk called by its key, or by a refusal, often shows yesterday's order for a moment. Until it shows the one in hand no
key may reach it; what is typed meanwhile is kept and typed afterwards.
"""

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QWidget

from app.views.card import Card

if TYPE_CHECKING:
    from app.views.station_dock import StationDock

_MARGIN = 24
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Landing:
    """One dock's landing: wanted by ``want``, done by ``look`` as soon as nothing is awaited any more."""

    def __init__(self, dock: "StationDock") -> None:
        """Begin with nothing wanted."""
        self._dock = dock
        self._place: str | None = None
        self._there_already = False
        self._held: list[QKeyEvent] = []

    def want(self, place: str) -> None:
        """Put the cursor where ``place`` is, for an empty one where the next step is; now or when it can be known."""
        dock = self._dock
        self._place = place
        self._there_already = False
        if dock.desk.awaits(dock):
            widget = dock.desk.places.find(place) if place else None
            self._there_already = widget is not None and dock.isAncestorOf(widget) and widget.isVisible()
            (widget if widget is not None and self._there_already else dock.widget()).setFocus(
                Qt.FocusReason.ShortcutFocusReason
            )
        else:
            self._come_down()

    def look(self) -> None:
        """Come down if that is wanted and nothing is awaited any more."""
        if self._place is not None and not self._dock.desk.awaits(self._dock):
            self._come_down()

    def hold(self, event: QKeyEvent) -> bool:
        """Keep a key for where the cursor comes down; tell whether it was kept."""
        if self._place is None or QApplication.focusWidget() is not self._dock.widget():
            return False
        self._held.append(event.clone())
        return True

    def _come_down(self) -> None:
        place, self._place = self._place, None
        dock, here = self._dock, QApplication.focusWidget()
        if self._there_already and here is not None and dock.isAncestorOf(here) and here.isVisible():
            return
        if place:
            dock.open_place(place)
            dock.desk.places.put_cursor(place)
            self._reveal()
        elif (step := dock.next_step()) is not None:
            step.setFocus(Qt.FocusReason.ShortcutFocusReason)
            if isinstance(step, QLineEdit):
                step.selectAll()  # what is proposed there goes when something else is typed
            self._reveal()
        held, self._held = self._held, []
        for event in held:
            self._type(event)

    def _reveal(self) -> None:
        """Scroll to where the cursor is, now and once more when everything has found its place."""
        reveal_cursor(self._dock)
        QTimer.singleShot(0, self._dock, lambda: reveal_cursor(self._dock))

    def _type(self, event: QKeyEvent) -> None:
        here = QApplication.focusWidget()
        if event.key() in _ENTER and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._dock.press_main_here()
        elif here is not None and shiboken6.isValid(here):
            QApplication.sendEvent(here, event)


def reveal_cursor(dock: QWidget) -> None:
    """Scroll ``dock`` to the widget that has the cursor, with the whole card around it where there is room."""
    here = QApplication.focusWidget()
    if here is None or not dock.isAncestorOf(here):
        return
    around = here.parentWidget()
    card: QWidget = here
    while around is not None and around is not dock:
        if isinstance(around, Card):
            card = around
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(card, 0, 0)
            around.ensureWidgetVisible(here, 0, _MARGIN)
        around = around.parentWidget()


def first_field(around: QWidget) -> QWidget | None:
    """Return the first widget of ``around`` that the Tab key reaches."""
    for field in around.findChildren(QWidget):
        if field.isVisible() and field.isEnabled() and field.focusPolicy() & Qt.FocusPolicy.TabFocus:
            return field
    return None
