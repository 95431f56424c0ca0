"""What is covered while nobody is at the desk (遮盖): the windows beside the main one, and the keys to the desks."""

from PySide6.QtWidgets import QApplication, QWidget

from app.views.workspace import Workspace


class Cover:
    """Hides floating desks and previews beside a window, and brings them back for the person who left them."""

    def __init__(self, window: QWidget) -> None:
        """Cover what belongs to ``window``."""
        self._window = window
        self._hidden: list[QWidget] = []

    def draw(self, workspace: Workspace) -> None:
        """Hide what would be seen or heard beside the page that asks who is there."""
        workspace.listen_to_keys(False)
        self._hidden += workspace.hide_floating()
        for window in QApplication.topLevelWidgets():
            if window is not self._window and window.isVisible() and self._belongs(window):
                window.hide()
                self._hidden.append(window)

    def lift(self, workspace: Workspace) -> None:
        """Show everything again."""
        workspace.listen_to_keys(True)
        hidden, self._hidden = self._hidden, []
        for window in hidden:
            window.show()

    def clear(self) -> None:
        """Close what was hidden: whoever comes is somebody else."""
        hidden, self._hidden = self._hidden, []
        for window in hidden:
            window.close()

    def _belongs(self, window: QWidget) -> bool:
        parent = window.parentWidget()
        while parent is not None and parent is not self._window:
            parent = parent.parentWidget()
        return parent is self._window
