"""Places on the screen by name (位置): a refusal names the field where it can be put right."""

from collections.abc import Iterator
from typing import Protocol, runtime_checkable

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QFormLayout, QHBoxLayout, QLabel, QTabWidget, QWidget

_DIRECT = Qt.FindChildOption.FindDirectChildrenOnly
VEHICLES = "vehicles.list"
"""The list of vehicles in the shop, where Esc leads back to."""


@runtime_checkable
class Lands(Protocol):
    """A dock that puts the cursor where it is wanted once it shows what it has asked for."""

    def land(self, place: str = "") -> None:
        """Put the cursor where ``place`` is, or where the next step is."""


def caption_of(field: QWidget) -> str:
    """Return the words that stand before a field on the screen, empty where there are none."""
    part, around = field, field.parentWidget()
    while around is not None:
        for layout in (around.layout(), *around.findChildren(QFormLayout, options=_DIRECT)):
            if isinstance(layout, QFormLayout) and layout.indexOf(part) >= 0:
                caption = layout.labelForField(part)
                return caption.text() if isinstance(caption, QLabel) else ""
            if isinstance(layout, QHBoxLayout) and (at := layout.indexOf(part)) > 0:
                before = layout.itemAt(at - 1)
                words = before.widget() if before is not None else None
                return words.text() if isinstance(words, QLabel) else ""
        part, around = around, around.parentWidget()
    return ""


class Places:
    """Which widget carries which name, e.g. ``reception.mileage``; several docks may carry the same name."""

    def __init__(self) -> None:
        """Begin without any."""
        self._widgets: dict[str, list[QWidget]] = {}

    def register(self, name: str, widget: QWidget) -> None:
        """Give ``widget`` the name under which rules speak of it."""
        self._widgets.setdefault(name, []).append(widget)

    def find(self, name: str) -> QWidget | None:
        """Return the widget of that name, one on the screen before a hidden one; ``None`` where there is none."""
        alive = [widget for widget in self._widgets.get(name, ()) if shiboken6.isValid(widget)]
        self._widgets[name] = alive
        return next((widget for widget in alive if widget.isVisible()), alive[0] if alive else None)

    def find_in(self, around: QWidget, name: str) -> QWidget | None:
        """Return the widget of that name in ``around``, one on the screen before a hidden one."""
        self.find(name)
        inside = [widget for widget in self._widgets.get(name, ()) if around.isAncestorOf(widget)]
        return next((widget for widget in inside if widget.isVisible()), inside[0] if inside else None)

    def focus(self, name: str) -> bool:
        """Bring the widget of that name to the front and put the cursor into it; tell whether there is one.

        The widget may stand for several places: ``focus_near`` also takes the one that holds the wanted place.
        """
        return self._focus(name, self.find(name))

    def focus_near(self, name: str) -> bool:
        """Put the cursor where ``name`` is or, where it has no widget of its own, where its first word is."""
        return self._focus(name, self._near(name))

    def put_cursor(self, name: str) -> None:
        """Put the cursor where ``name`` is or its first word, at once: its dock shows already what it has to show."""
        widget = self._near(name)
        if widget is not None:
            for around in list(_around(widget)):
                _reveal(around, widget)
            widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def _near(self, name: str) -> QWidget | None:
        return self.find(name) or self.find(name.partition(".")[0])

    def _focus(self, name: str, widget: QWidget | None) -> bool:
        if widget is None:
            return False
        arounds = list(_around(widget))
        for around in arounds:
            _reveal(around, widget)
        dock = next((around for around in arounds if isinstance(around, Lands)), None)
        if dock is not None:
            dock.land(name)
        else:
            widget.setFocus(Qt.FocusReason.OtherFocusReason)
        return True


def _around(widget: QWidget) -> Iterator[QWidget]:
    parent = widget.parentWidget()
    while parent is not None:
        yield parent
        parent = parent.parentWidget()


def _reveal(around: QWidget, widget: QWidget) -> None:
    if isinstance(around, QDockWidget):
        around.show()
        around.raise_()
    elif isinstance(around, QTabWidget):
        for index in range(around.count()):
            page = around.widget(index)
            if page is not None and page.isAncestorOf(widget):
                around.setCurrentIndex(index)
