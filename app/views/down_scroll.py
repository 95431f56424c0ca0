"""A scroll area that scrolls down only (竖向滚动): never narrower than what it holds."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from app.views import theme

MOST = 480
"""Pixels at 100 % beyond which an area does not insist on its width: the car in hand needs its room too."""


class DownScroll(QScrollArea):
    """Shows its content in the width that is there, at least in the content's own."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        """Hold ``content``, which is resized with the area."""
        super().__init__(parent)
        self._content = content
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)

    def minimumSizeHint(self) -> QSize:
        """Return the content's least width beside the scroll bar."""
        least = super().minimumSizeHint()
        content = self._content.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
        return QSize(max(least.width(), min(content, theme.pixels(MOST))), least.height())

    def sizeHint(self) -> QSize:
        """Return the least width and the height that the content would like."""
        return QSize(self.minimumSizeHint().width(), super().sizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ask for the width anew when the content's changes."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)
