"""Enter walks the fields (回车走格): from field to field as they were built, without the mouse."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLineEdit, QWidget

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
    """Return the next widget of ``around`` that takes the Tab key: a field or a button."""
    from PySide6.QtWidgets import QComboBox, QPlainTextEdit

    following = here.nextInFocusChain()
    while following is not None and following is not here:
        if (
            around.isAncestorOf(following)
            and following.isVisible()
            and following.isEnabled()
            and following.focusPolicy() & Qt.FocusPolicy.TabFocus
            and following.focusProxy() is None
            and not (isinstance(following, QLineEdit | QPlainTextEdit) and following.isReadOnly())
            and not isinstance(following.parentWidget(), QComboBox)
        ):
            return following
        following = following.nextInFocusChain()
    return None
