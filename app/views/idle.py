"""Nobody at the desk (无人操作): after the set time without a key or a click the window locks."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.InputMethod,
    }
)


class IdleWatch(QObject):
    """Watches the windows somebody types into; it looks at input only, so that painting costs nothing."""

    idle = Signal()
    """Nobody has touched the PC for the set time."""

    def __init__(
        self, minutes: int, parent: QObject | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Watch for ``minutes`` without input; ``clock`` gives seconds."""
        super().__init__(parent)
        self._clock = clock
        self._seconds = minutes * 60
        self._last = clock()
        self._watched: set[QWindow] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Begin to watch, as if somebody had just touched a key."""
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._watch)
        self._watch(QGuiApplication.focusWindow())
        self.touch()
        self._timer.start(self._seconds * 1000)

    def touch(self) -> None:
        """Note that somebody is there."""
        self._last = self._clock()

    def quiet_seconds(self) -> float:
        """Return for how many seconds nobody has touched anything."""
        return self._clock() - self._last

    def look(self) -> None:
        """Tell that nobody is there if that is so, else look again when it may be so."""
        left = self._seconds - self.quiet_seconds()
        if left > 0:
            self._timer.start(int(left * 1000) + 1)
        else:
            self.idle.emit()
            self._timer.start(self._seconds * 1000)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note keys, clicks, movement and composed text."""
        if event.type() in _INPUT:
            self._last = self._clock()
        return super().eventFilter(watched, event)

    def _watch(self, window: QWindow | None) -> None:
        if window is not None and window not in self._watched:
            self._watched.add(window)
            window.installEventFilter(self)
            window.destroyed.connect(lambda: self._watched.discard(window))
