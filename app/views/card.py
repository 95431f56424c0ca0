"""A white card on the grey ground (卡片): a title, its content, its one main action."""

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.views import theme
from app.views.one_line import PlainLabel


@runtime_checkable
class GoesOn(Protocol):
    """A dock that presses its main button, or says in a sentence why there is nothing to press."""

    def go_on(self, wanted: QPushButton | None = None) -> None:
        """Press ``wanted``, for ``None`` what comes next at this desk."""


def allow(button: QPushButton, why_not: str = "", *, tip: str = "") -> None:
    """Let a button be pressed, or grey it out and say why not (translated) where the pointer rests on it."""
    button.setEnabled(not why_not)
    button.setToolTip(why_not or tip)


class Card(QFrame):
    """A panel of a dock: widgets go into ``body``, buttons into ``buttons``; Ctrl+Enter is its main action."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        """Build an empty card with a translated title."""
        super().__init__(parent)
        self.setObjectName("card")
        self.title = PlainLabel(title, self)
        self.title.setObjectName("cardTitle")
        self.title.setVisible(bool(title))
        box = QVBoxLayout(self)
        edge = theme.pixels(12)
        box.setContentsMargins(edge, edge, edge, edge)
        box.setSpacing(theme.pixels(8))
        box.addWidget(self.title)
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.pixels(8))
        box.addLayout(self.body, 1)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(theme.pixels(8))
        box.addLayout(self.buttons)
        self.main: QPushButton | None = None

    def set_title(self, title: str) -> None:
        """Show another title."""
        self.title.setText(title)
        self.title.setVisible(bool(title))

    def form(self) -> QFormLayout:
        """Add a form of labelled fields to the body and return it."""
        form = QFormLayout()
        form.setHorizontalSpacing(theme.pixels(10))
        form.setVerticalSpacing(theme.pixels(6))
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(form)
        return form

    def main_button(self, text: str, action: Callable[[], object]) -> QPushButton:
        """Add the card's one main action; Ctrl+Enter anywhere in the card presses it."""
        button = self.button(f"{text}  Ctrl+Enter", action)
        button.setProperty("main", True)
        self.main = button
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            shortcut = QShortcut(QKeySequence(Qt.Modifier.CTRL | key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(self.press_main)
        return button

    def press_main(self) -> None:
        """Press the main button, as Ctrl+Enter asks; while it is away or greyed out the dock around has its say."""
        button = self.main
        if button is not None and button.isVisible() and button.isEnabled():
            button.click()
            return
        around = self.parentWidget()
        while around is not None and not isinstance(around, GoesOn):
            around = around.parentWidget()
        if isinstance(around, GoesOn):
            around.go_on(button if button is not None and button.isVisible() else None)

    def button(self, text: str, action: Callable[[], object]) -> QPushButton:
        """Add a button at the foot of the card."""
        button = QPushButton(text, self)
        button.clicked.connect(lambda _checked: action())
        self.buttons.addWidget(button)
        return button

    def close_row(self) -> None:
        """Keep the buttons to the left."""
        self.buttons.addStretch(1)


def muted(text: str, parent: QWidget | None = None, *, wraps: bool = True) -> QLabel:
    """Return a label of secondary text."""
    label = PlainLabel(text, parent)
    label.setObjectName("muted")
    label.setWordWrap(wraps)
    return label
