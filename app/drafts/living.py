"""Which processes live (进程锁): each holds a locked file while it has drafts; the system unlocks it when it dies."""

import os
import sys
from pathlib import Path

SUFFIX = ".lock"


class ProcessLock:
    """A file that is locked as long as this process lives; whoever can lock it knows that its owner is gone."""

    def __init__(self, folder: Path, token: str) -> None:
        """Name the file of the process called ``token``; nothing is opened yet."""
        self._path = folder / f"{token}{SUFFIX}"
        self._number: int | None = None

    def held(self) -> bool:
        """Tell whether this object holds the lock."""
        return self._number is not None

    def take(self) -> bool:
        """Lock the file unless somebody else holds it; tell whether it is held now. ``OSError`` without a file."""
        if self._number is None:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            number = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            if not _locked(number):
                os.close(number)
                return False
            self._number = number
        return True

    def let_go(self, *, remove: bool) -> None:
        """Unlock the file, and remove it where nothing refers to it any more; ``OSError`` when it cannot be removed."""
        if self._number is None:
            return
        number, self._number = self._number, None
        if remove and sys.platform != "win32":
            self._path.unlink(missing_ok=True)  # while it is still held, so that nobody takes what goes away
        os.close(number)
        if remove and sys.platform == "win32":
            self._path.unlink(missing_ok=True)


def _locked(number: int) -> bool:
    """Lock an open file for this process, without waiting; tell whether that could be done."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
