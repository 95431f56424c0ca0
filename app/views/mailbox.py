"""Letters from other threads to the window (信箱): whoever posts one touches no object of Qt."""

import socket
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier

_MOST_RINGS = 4096


class Mailbox(QObject):
    """Takes letters from any thread and hands them over, one after the other, on the thread that built it.

    A socket rings the bell, as a signal of Qt would tie the posting thread to Qt: see
    ``docs/decisions/0004-threads-and-garbage.md``.
    """

    def __init__(self, take: Callable[[Any], object], parent: QObject | None = None) -> None:
        """Hand every letter to ``take``."""
        super().__init__(parent)
        self._take = take
        self._boxes: deque[list[Any]] = deque()
        self._inside, self._outside = socket.socketpair()
        self._inside.setblocking(False)
        self._outside.setblocking(False)
        self._bell = QSocketNotifier(self._inside.fileno(), QSocketNotifier.Type.Read, self)
        self._bell.activated.connect(self._open)

    def post(self, box: list[Any]) -> None:
        """Post the one letter in ``box``, which is emptied when it is taken; may be called from any thread."""
        self._boxes.append(box)
        self._ring()

    def close(self) -> None:
        """Take no more letters; those that were not handed over are thrown away."""
        self._bell.setEnabled(False)
        self._inside.close()
        self._outside.close()
        self._boxes.clear()

    def _ring(self) -> None:
        if self._outside.fileno() < 0:
            return  # closed: nobody is at home any more
        with suppress(BlockingIOError):  # it rings already, more often than could be counted
            self._outside.send(b"!")

    def _open(self) -> None:
        """Take one letter; the bell rings on for the others, also while ``take`` waits or fails."""
        with suppress(BlockingIOError):
            self._inside.recv(_MOST_RINGS)
        if self._boxes:
            letter = self._boxes.popleft().pop()
            if self._boxes:
                self._ring()
            self._take(letter)
