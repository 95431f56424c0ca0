"""Hands at the keyboard: keys are pressed on the real widgets, Chinese is composed as an input method does."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

_NO_MODIFIER = Qt.KeyboardModifier.NoModifier


def press(widget: QWidget | None, key: Qt.Key, modifier: Qt.KeyboardModifier = _NO_MODIFIER) -> None:
    """Press one key while the cursor is in ``widget``."""
    assert widget is not None, "the cursor is nowhere"
    QTest.keyClick(widget, key, modifier)


def compose(widget: QWidget, text: str) -> None:
    """Enter text as an input method does."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def write(widget: QWidget | None, text: str) -> None:
    """Type text: key by key where the keyboard has the keys, composed where it has not."""
    assert widget is not None, "there is nothing to type into"
    if text.isascii():
        QTest.keyClicks(widget, text)
    else:
        compose(widget, text)
