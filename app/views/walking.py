"""Enter walks the fields (回车走格): from field to field as they were built, without the mouse."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLayout, QLineEdit, QScrollArea, QTabWidget, QWidget

_ENTER: Final[tuple[int, ...]] = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PLAIN: Final = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


def walks_on(around: QWidget, event: QKeyEvent) -> bool:
    """Move the cursor to the next field of ``around`` when Enter was pressed in one; tell whether it did."""
    if event.key() not in _ENTER or event.modifiers() not in _PLAIN:
        return False
    here: QWidget | None = around.window().focusWidget()
    if here is None or not around.isAncestorOf(here) or isinstance(here, QAbstractItemView):
        return False
    if isinstance(here, QAbstractButton):
        if not event.isAutoRepeat():  # a key held down presses once, whatever button the cursor reaches meanwhile
            here.click()
        return True
    following = next_field(around, here)
    if following is None:
        return False
    following.setFocus(Qt.FocusReason.TabFocusReason)
    if isinstance(following, QLineEdit):
        following.selectAll()
    return True


def next_field(around: QWidget, here: QWidget) -> QWidget | None:
    """Return the next widget of ``around`` that takes the Tab key and can be filled in: a field or a button."""
    following = neighbour(around, here)
    while following is not None and following is not here and _only_read(following):
        following = neighbour(around, following)
    return following if following is not here else None


def _only_read(widget: QWidget) -> bool:
    from PySide6.QtWidgets import QPlainTextEdit

    return isinstance(widget, QLineEdit | QPlainTextEdit) and widget.isReadOnly()


def neighbour(around: QWidget, here: QWidget, *, forward: bool = True) -> QWidget | None:
    """Return the widget of ``around`` to which Tab goes from ``here``, or Shift+Tab; after the last one the first."""
    from PySide6.QtWidgets import QComboBox

    following: QWidget | None = here
    while following is not None:
        following = following.nextInFocusChain() if forward else following.previousInFocusChain()
        if following is None or following is here:
            break
        if (
            around.isAncestorOf(following)
            and following.isVisible()
            and following.isEnabled()
            and following.focusPolicy() & Qt.FocusPolicy.TabFocus
            and following.focusProxy() is None
            and not isinstance(following.parentWidget(), QComboBox)
        ):
            return following
    return None


def in_reading_order(layout: QLayout) -> None:
    """Let Tab and Enter walk the widgets of a layout from top to bottom, whatever order they were built in."""
    widgets = list(_takers(layout))
    for before, after in pairwise(widgets):
        QWidget.setTabOrder(before, after)


def _takers(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        widget = item.widget() if item is not None else None
        if widget is not None:
            yield from _takers_in(widget)
        elif item is not None and (inner := item.layout()) is not None:
            yield from _takers(inner)


def _takers_in(widget: QWidget) -> Iterator[QWidget]:
    if isinstance(widget, QTabWidget):
        yield widget.tabBar()
        for page in range(widget.count()):
            if (shown := widget.widget(page)) is not None:
                yield from _takers_in(shown)
    elif isinstance(widget, QScrollArea):
        if (shown := widget.widget()) is not None:
            yield from _takers_in(shown)
    elif widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget
    elif (inner := widget.layout()) is not None:
        yield from _takers(inner)
