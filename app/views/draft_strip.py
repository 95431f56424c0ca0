"""The line that says that a form holds a draft (草稿提示): from when it is, and how to be rid of it."""

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from app.views.one_line import PlainLabel
from app.views.wording import moment


class DraftStrip(QFrame):
    """Stays above the form until what was put back is saved or thrown away."""

    discarded = Signal()
    """Somebody does not want the draft."""

    def __init__(self, parent: QWidget) -> None:
        """Build the line, hidden."""
        super().__init__(parent)
        self.setObjectName("notice")
        self.setProperty("kind", "doubt")
        self.label = PlainLabel(self)
        self.label.setWordWrap(True)
        self.button = QPushButton(self.tr("放弃"), self)
        self.button.setObjectName("discardDraft")
        self.button.clicked.connect(lambda _checked: self.discarded.emit())
        row = QHBoxLayout(self)
        row.addWidget(self.label, 1)
        row.addWidget(self.button)
        self.hide()

    def show_time(self, at: datetime) -> None:
        """Say from when the draft is."""
        self.label.setText(self.tr("草稿已恢复({time})").format(time=moment(at)))
        self.show()

    def text(self) -> str:
        """Return what the line says now; nothing while it is away."""
        return "" if self.isHidden() else self.label.text()
