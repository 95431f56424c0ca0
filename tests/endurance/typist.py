"""Somebody who types into the real window until the process is killed; run as a process of its own.

Every key is written to standard output with the time at which the window had it: ``key N TIME``. Before the first key
stands what the window brought back: ``begun N``, the characters that stood in the field.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit

from app.bootstrap import Program, the_application
from app.clock import utc_now
from app.views.draft_strip import DraftStrip
from tests.builders import PASSWORD

FIELD = "arrivalRequest"
_KEY_MS = 15
_LOOK_MS = 20


def typed_text(keys: int) -> str:
    """Return what stands in the field after so many keys."""
    return "".join(f"{number:05d} " for number in range(keys // 6 + 1))[:keys]


class Typist:
    """Signs in, opens the form, waits for the draft where there must be one, and types."""

    def __init__(self, program: Program, login: str, *, expects_draft: bool) -> None:
        """Begin as soon as the station is open."""
        self._window = program.window
        self._login = login
        self._expects_draft = expects_draft
        self._keys = 0
        self._parent = os.getppid()
        self._timer = QTimer(program)
        self._next: Callable[[], bool] = self._sign_in
        self._timer.timeout.connect(self._turn)
        self._timer.start(_LOOK_MS)

    def _turn(self) -> None:
        if os.getppid() != self._parent:  # the test that would have killed it is gone
            os._exit(1)
        self._next()

    def _sign_in(self) -> bool:
        """Type account and password, unless the window still knows who sat here a moment ago."""
        if self._window.at_work() and self._window.desk.actor is not None:
            self._next = self._open_form
            return True
        page = self._window.pages.sign_in
        ready = page is not None and self._window.desk.is_open() and page.isVisible()
        if page is not None and ready:
            page.login.setText(self._login)
            page.password.setText(PASSWORD)
            page.button.click()
            self._next = self._open_form
        return ready

    def _open_form(self) -> bool:
        if not self._window.at_work():
            return False
        if not self._expects_draft:
            self._window.workspace.receive()
        self._next = self._begin
        return True

    def _field(self) -> QPlainTextEdit | None:
        return self._window.findChild(QPlainTextEdit, FIELD)

    def _begin(self) -> bool:
        field = self._field()
        told = any(strip.isVisible() for strip in self._window.findChildren(DraftStrip))
        if field is None or not field.isVisible() or told != self._expects_draft:
            return False
        self._keys = len(field.toPlainText())
        say(f"begun {self._keys}")
        field.moveCursor(field.textCursor().MoveOperation.End)
        self._next = self._type
        self._timer.setInterval(_KEY_MS)
        return True

    def _type(self) -> bool:
        field = self._field()
        if field is None:
            return False
        self._keys += 1
        QTest.keyClicks(field, typed_text(self._keys)[-1])
        say(f"key {self._keys} {utc_now().isoformat()}")
        return True


def say(line: str) -> None:
    """Write a line that nothing can hold back."""
    os.write(sys.stdout.fileno(), f"{line}\n".encode())


def main() -> None:
    """Type for the account named on the command line, on the station of the data folder named before it."""
    folder, login, expects = Path(sys.argv[1]), sys.argv[2], sys.argv[3] == "draft"
    application = the_application()
    program = Program(application, folder, f"sqlite:///{folder / 'station.db'}")
    program.show()
    program.setProperty("typist", Typist(program, login, expects_draft=expects))
    sys.exit(application.exec())


if __name__ == "__main__":
    main()
