"""Words on one line (单行文字), cut off with dots where there is no room."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.views import theme


def plain_tip(text: str) -> str:
    """Return a text as a tip that shows it as it was typed, signs of markup included."""
    if "<" not in text and "&" not in text:
        return text
    import html  # a table of all named signs: the first paint need not wait for it

    return f"<p>{html.escape(text).replace(chr(10), '<br>')}</p>"


class PlainLabel(QLabel):
    """A label that shows what people typed as they typed it, signs of markup included."""

    def __init__(self, *shown: Any) -> None:  # noqa: ANN401 - as QLabel takes it: text, parent
        """Build the label."""
        super().__init__(*shown)
        self.setTextFormat(Qt.TextFormat.PlainText)


class OneLine(QLabel):
    """Secondary text on one line, cut off with dots where there is no room; the pointer shows all of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build an empty line."""
        super().__init__(parent)
        self.setObjectName("muted")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        """Show a text."""
        super().setText(text)
        self.setToolTip(plain_tip(text))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint as much of the text as fits."""
        painter = QPainter(self)
        painter.setPen(theme.colour("muted"))
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()
