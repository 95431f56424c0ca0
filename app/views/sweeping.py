"""Cyclic garbage is collected on the window's thread alone (清扫).

Python collects on whichever thread happens to allocate; on a worker's it would destroy widgets there, and Qt dies of
that: see ``docs/decisions/0004-threads-and-garbage.md``.
"""

import gc
from typing import ClassVar

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 500
_RUNS_OVER = 5
"""How many times the usual the last generation may wait for a quiet moment."""


class Sweeper(QObject):
    """Does what Python's collector would do by itself, now and then, on the thread that built it."""

    _sweeping: ClassVar[int] = 0

    def __init__(self, parent: QObject | None = None) -> None:
        """Take over from Python's own collector."""
        super().__init__(parent)
        self._stopped = False
        Sweeper._sweeping += 1
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.sweep)
        self._timer.start()

    def sweep(self) -> None:
        """Collect the oldest generation that is full; the last one, which takes long, only when it runs over."""
        young, middle, old = (count / most for count, most in zip(gc.get_count(), gc.get_threshold(), strict=True))
        if old > _RUNS_OVER:
            self.sweep_all()
        elif middle > 1:
            gc.collect(1)
        elif young > 1:
            gc.collect(0)

    def sweep_all(self) -> None:
        """Collect everything; for a moment in which nobody types."""
        gc.collect()

    def stop(self) -> None:
        """Give the task back to Python when the last sweeper stops: no worker is left."""
        if self._stopped:
            return
        self._stopped = True
        self._timer.stop()
        Sweeper._sweeping -= 1
        if not Sweeper._sweeping:
            gc.enable()
