"""Backups around the window (备份安排): once a day beside the work, before it closes, and what the foot of it says."""

import logging
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from app.errors import Refusal, Trouble
from app.text import QT_TRANSLATE_NOOP
from app.views.backup_care import DAILY, RED, BackupCare
from app.views.wording import sentence, told

if TYPE_CHECKING:
    from app.services.backup import Prepared, Taken
    from app.services.station import Station
    from app.views.backups_window import BackupsWindow
    from app.views.main_window import MainWindow

_LOOK_MS: Final = 60_000
_ASK_EVERY: Final = 10
"""After so many looks the station is asked again: another PC may have taken the backup."""
_QUIET_S: Final = 30
_LOG = logging.getLogger(__name__)


class BackupRoom(QObject):
    """Binds the care for backups to a window; ``scheduled`` is off where nobody works (pictures, tests)."""

    def __init__(self, window: "MainWindow", database: str, *, scheduled: bool) -> None:
        """Watch over ``window``; nothing is done before ``open``."""
        super().__init__(window)
        self.care = BackupCare(window.pc, database, self)
        self.replacement: Prepared | None = None
        self.shown: BackupsWindow | None = None
        self._window = window
        self._scheduled = scheduled
        self._somebody = False
        self._closing = False
        self._looks = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)
        window.backups_wanted.connect(self.show)
        window.desk.signed_in.connect(self._came)
        window.may_close = self._may_close
        self.care.known.connect(lambda _last: self._tell_age())
        self.care.prepared.connect(lambda _prepared: self._tell_age())
        self.care.progressed.connect(lambda done, _whole, _step: self._tell_progress(done))
        self.care.taken.connect(self._taken)
        self.care.failed.connect(self._failed)

    def open(self, station: "Station") -> None:
        """Begin to care for the opened station."""
        self.care.open(station)
        self._timer.start()

    def close(self) -> None:
        """Wait for the backup under way, then let go."""
        self._timer.stop()
        self.care.close()

    def show(self) -> None:
        """Show the backups beside the window."""
        from app.models.access import Permission
        from app.views.backups_window import BackupsWindow

        if self.shown is None:
            self.shown = BackupsWindow(self.care, self._window.pc, self._window)
            self.shown.replace_wanted.connect(self._replace_later)
        actor = self._window.desk.actor
        self.shown.show_for(may_keep=actor is not None and actor.may(Permission.KEEP_STATION))

    def look(self) -> None:
        """Take a backup where one is due and nobody is typing; say how old the last one is."""
        self._looks += 1
        quiet = self._window.idle.quiet_seconds() > _QUIET_S
        if self._scheduled and self._somebody and (self.care.due(RED) or (quiet and self.care.due(DAILY))):
            self.care.take()
        elif self._looks % _ASK_EVERY == 0:
            self.care.look()
        self._tell_age()

    def replace(self) -> str:
        """Put the replacement in place, the station being closed; return what came of it, in a sentence."""
        from app.services import backup

        if self.replacement is None:
            return ""
        try:
            kept = backup.replace_present(self.replacement)
        except Trouble as trouble:
            backup.discard(self.replacement)
            return f"{told(trouble)} {sentence(trouble.advice, trouble.values)}"
        text = QT_TRANSLATE_NOOP("rules", "已恢复。原来的数据留在旁边:{kept}")
        return sentence(text, {"kept": kept or "-"})

    def _came(self, actor: object) -> None:
        self._somebody = self._somebody or actor is not None

    def _tell_age(self) -> None:
        if not self.care.busy():
            age = self.care.age()
            old = self._scheduled if age is None else age >= RED
            self._window.status.show_backup(age, old=old)

    def _tell_progress(self, percent: int) -> None:
        """Say how far it is at the foot of the window, where nobody sees it beside."""
        if self.shown is None or not self.shown.isVisible():
            self._window.status.show_backing_up(percent)

    def _may_close(self) -> bool:
        """Take a backup before the window closes, if one is due; closing once more does not wait for it."""
        wanted = self._scheduled and self._somebody and self.replacement is None
        if not wanted or self._closing or not self.care.due_at_closing():
            return True
        self._closing = True
        self.show()
        self.care.take()
        return False

    def _taken(self, taken: "Taken") -> None:
        for difference in taken.differences:
            _LOG.info("the backup is not good: %s", difference)
        if self._closing and taken.good:
            self._window.close()
        self._closing = self._closing and taken.good

    def _failed(self, error: BaseException) -> None:
        """Say what went wrong in the window of the backups; nothing typed is disturbed."""
        if not isinstance(error, Trouble | Refusal):
            _LOG.error("a backup failed", exc_info=error)
            self._window.desk.bug.emit(type(error).__name__, error)
        elif self.shown is None or not self.shown.isVisible():
            self._window.status.showMessage(told(error))
        self._tell_age()

    def _replace_later(self, prepared: "Prepared") -> None:
        """Close the window; whoever runs it puts the restored station in place and opens it anew."""
        self.replacement = prepared
        self._window.close()
        application = QApplication.instance()
        if application is not None:
            application.quit()
