"""Letters from other threads to the window (信箱): whoever posts one touches no object of Qt."""

from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSocketNotifier

if TYPE_CHECKING:
    import socket

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
        self._pair: tuple[socket.socket, socket.socket] | None = None
        self._bell: QSocketNotifier | None = None

    def listen(self) -> None:
        """Hang the bell, before anybody can post; sockets are not loaded before the window is painted."""
        if self._pair is not None:
            return
        import socket

        self._pair = inside, outside = socket.socketpair()
        inside.setblocking(False)
        outside.setblocking(False)
        self._bell = QSocketNotifier(inside.fileno(), QSocketNotifier.Type.Read, self)
        self._bell.activated.connect(self._open)

    def post(self, box: list[Any]) -> None:
        """Post the one letter in ``box``, which is emptied when it is taken; may be called from any thread."""
        self._boxes.append(box)
        self._ring()

    def close(self) -> None:
        """Take no more letters; those that were not handed over are thrown away."""
        if self._bell is not None:
            self._bell.setEnabled(False)
        for end in self._pair or ():
            end.close()
        self._boxes.clear()

    def _ring(self) -> None:
        if self._pair is None or self._pair[1].fileno() < 0:
            return  # closed: nobody is at home any more
        with suppress(BlockingIOError):  # it rings already, more often than could be counted
            self._pair[1].send(b"!")

    def _open(self) -> None:
        """Take one letter; the bell rings on for the others, also while ``take`` waits or fails."""
        if self._pair is not None:
            with suppress(BlockingIOError):
                self._pair[0].recv(_MOST_RINGS)
        if self._boxes:
            letter = self._boxes.popleft().pop()
            if self._boxes:
                self._ring()
            self._take(letter)
