"""The care for backups (备份照管): takes them beside the work, when they are due and before the window closes.

The work is done on a thread of its own that knows nothing of Qt; how far it is and what came of it come as letters.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Signal

from app.settings import PcSettings
from app.views.calls import Job, Kind, Outcome, carry_out
from app.views.mailbox import Mailbox
from app.views.workers import Workers

if TYPE_CHECKING:
    from app.services.backup import LastBackup, Prepared, Taken
    from app.services.station import Station

DAILY: Final = timedelta(hours=20)
"""From this age on a backup is taken while the window is open: once a working day, whatever the hour."""
RED: Final = timedelta(hours=24)
"""From this age on the foot of the window warns."""
AGAIN: Final = timedelta(hours=1)
"""How long after a backup that could not be taken the next one is tried by itself."""


class BackupCare(QObject):
    """Knows the last good backup of the station, takes and prepares backups, one at a time."""

    known = Signal(object)
    """The ``LastBackup`` of the station, or ``None`` where there never was one."""
    progressed = Signal(int, int, str)
    """``(done, whole, step)``: how far the backup or the restoring has come."""
    taken = Signal(object)
    """The ``Taken`` that came of a backup."""
    prepared = Signal(object)
    """The ``Prepared`` that waits for consent."""
    failed = Signal(object)
    """What was raised instead."""

    def __init__(self, pc: PcSettings, database: str, parent: QObject | None = None) -> None:
        """Care for the station at ``database`` by the settings of this PC; nothing is done before ``open``."""
        super().__init__(parent)
        self._pc = pc
        self._database = database
        self._station: Station | None = None
        self._last: LastBackup | None = None
        self._looked = False
        self._tried_at: datetime | None = None
        self._under_way: Job | None = None
        self._jobs: dict[Job, Callable[[Any], object]] = {}
        self._mailbox = Mailbox(self._take, self)
        self._workers: Workers[Job, Outcome] = Workers("backup", 1, carry_out, self._mailbox.post)

    def open(self, station: "Station") -> None:
        """Care for the opened ``station`` from now on."""
        self._station = station
        self._mailbox.listen()
        self.look()

    def close(self) -> None:
        """Wait until what is under way is done, then let go of the station."""
        self._workers.finish()
        self._mailbox.close()
        self._jobs.clear()
        self._under_way = None
        self._station = None

    def busy(self) -> bool:
        """Tell whether a backup is being taken or prepared."""
        return self._under_way is not None

    def look(self) -> None:
        """Ask the station for its last good backup."""
        if self._station is not None:
            from app.services import backup

            self._start(self._know, backup.last_of, self._station)

    def age(self) -> timedelta | None:
        """Return how old the last good backup is; ``None`` where there is none, or it is not known yet."""
        if self._last is None or self._station is None:
            return None
        return max(timedelta(0), self._station.clock() - self._last.at)

    def due(self, after: timedelta) -> bool:
        """Tell whether the last good backup is older than ``after`` and another could be taken now."""
        station = self._station
        if station is None or not self._looked or station.engines.read_only or self.busy():
            return False
        if self._tried_at is not None and station.clock() - self._tried_at < AGAIN:
            return False
        age = self.age()
        return age is None or age >= after

    def due_at_closing(self) -> bool:
        """Tell whether a backup should be taken before the window closes, by the setting of this PC (0: never)."""
        return self._pc.backup_hours > 0 and self.due(timedelta(hours=self._pc.backup_hours))

    def take(self) -> None:
        """Take a backup now, unless one is under way."""
        if self._station is None or self.busy():
            return
        from app.services import backup

        self._tried_at = self._station.clock()
        places = backup.Places(*self._pc.backup_places)
        self._under_way = self._start(self._taken, backup.take, self._station, self._database, places, self._progress())

    def prepare(self, path: Path) -> None:
        """Restore the backup at ``path`` beside the present data, to be looked at."""
        if self._station is None or self.busy():
            return
        from app.services import backup

        self._under_way = self._start(self.prepared.emit, backup.prepare, path, self._database, self._progress())

    def discard(self, prepared: "Prepared") -> None:
        """Take away what was prepared: nobody consented."""
        from app.services import backup

        self._start(lambda _none: None, backup.discard, prepared)

    def _start(self, done: Callable[[Any], object], function: Callable[..., Any], *args: object) -> Job:
        job = Job(Kind.MAKE, function, args, {})
        self._jobs[job] = done
        self._workers.start(job)
        return job

    def _progress(self) -> Callable[[int, int, str], None]:
        """Return what the worker calls as it goes on; a letter is written for each percent alone."""
        post = self._mailbox.post
        told: list[tuple[int, str]] = [(-1, "")]

        def progress(done: int, whole: int, step: str) -> None:
            percent = 100 * done // max(1, whole)
            if (percent, step) != told[0]:
                told[0] = (percent, step)
                post([(percent, 100, step)])

        return progress

    def _take(self, letter: Outcome | tuple[int, int, str]) -> None:
        if not isinstance(letter, Outcome):
            self.progressed.emit(*letter)
            return
        done = self._jobs.pop(letter.job)
        if letter.job is self._under_way:
            self._under_way = None
        if letter.error is not None:
            self.failed.emit(letter.error)
        else:
            done(letter.answer)

    def _know(self, last: "LastBackup | None") -> None:
        self._last = last
        self._looked = True
        self.known.emit(last)

    def _taken(self, taken: "Taken") -> None:
        self.taken.emit(taken)
        self.look()
