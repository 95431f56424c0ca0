"""Composition root (启动): settings → window → engine → station → desk; the only module that knows all of them.

The window is painted before the database is opened: its first board is one plain read, and SQLAlchemy, the services and
the docks are loaded afterwards.
"""

import logging
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from app.changes import Change
from app.clock import utc_now
from app.errors import Damage, Trouble
from app.listening import Ear
from app.opening import Opened, log_to, look_for_damage, open_station
from app.settings import load_pc_settings
from app.views import theme, wording
from app.views.desk import Desk
from app.views.mailbox import Mailbox
from app.views.main_window import MainWindow, use_language
from app.views.vehicles_dock import first_rows

if TYPE_CHECKING:
    from app.services.station import Station
    from app.store.actor import Actor
    from app.views.away_banner import AwaySigns
    from app.views.backup_room import BackupRoom
    from app.views.outage import Answering

_LOG = logging.getLogger(__name__)
_CARE_MS = 60_000
_CHECKPOINT_QUIET = 30
_SESSION_EVERY = timedelta(minutes=4)
_LOOK_LATER_S = 60.0
"""How long a large file is looked through for damage beside the work."""


def run_window(data: Path, database: str, *, demo: bool = False, language: str = "") -> int:
    """Open the window on a station and return the exit code when it is closed."""
    application = the_application()
    said = ""
    while True:
        program = Program(application, data, database, demo=demo, language=language, scheduled=not demo)
        program.show()
        program.window.status.showMessage(said)
        code = application.exec()
        if program.backups is None or program.backups.replacement is None:
            return code
        said = program.backups.replace()
        program.window.deleteLater()
        program.deleteLater()


def the_application() -> QApplication:
    """Return Qt's application, made where there is none yet."""
    there = QApplication.instance()
    if isinstance(there, QApplication):
        return there
    application = QApplication(theme.arguments(sys.argv[0]))
    application.setProperty("style", theme.STYLE)
    return application


class Program(QObject):
    """One run of the program: holds desk, window and station together and lets go of them in order."""

    def __init__(
        self,
        application: QApplication,
        data: Path,
        database: str,
        *,
        demo: bool = False,
        language: str = "",
        scheduled: bool = False,
    ) -> None:
        """Build the window from settings alone; nothing slow is loaded. ``scheduled``: back up when it is due."""
        super().__init__(application)
        self.data = data
        self.database = database
        self.demo = demo
        self.station: Station | None = None
        self._looked_through = True
        self._listener: Listener | None = None
        self.pc = load_pc_settings(data)
        self.pc.language = language or self.pc.language
        self._session_kept_at = utc_now()
        use_language(application, self.pc.language)
        theme.apply(application, self.pc.scale, shop_floor=self.pc.shop_floor)
        self.desk = Desk(self)
        self.desk.paper_folder = data / "papers"
        self.window = MainWindow(self.desk, self.pc)
        self.window.pages.demonstration = demo
        self.window.painted.connect(self._load, Qt.ConnectionType.QueuedConnection)
        self.window.signed_in.connect(self._remember)
        self.window.left.connect(self._forget)
        self.backups: BackupRoom | None = None
        self.away_signs: AwaySigns | None = None
        self._scheduled = scheduled
        self._care = QTimer(self)
        self._care.setInterval(_CARE_MS)
        self._care.timeout.connect(self._take_care)
        application.aboutToQuit.connect(self.close)
        self._before_hook = sys.excepthook
        sys.excepthook = self._uncaught

    def show(self) -> None:
        """Show the first page: the board for whoever was here a moment ago, else signing in or the first run."""
        account, token = self._session()
        if token:
            self.window.foresee(account)
            self.window.show_work()
            self.window.workspace.vehicles.show_rows(first_rows(self._first_board()))
        elif self._database_file() is not None and not self._has_data():
            self.window.show_first_run()
        else:
            self.window.show_sign_in()
        self.window.resize(self.window.size().boundedTo(self.window.screen().availableSize()))
        if self.pc.shop_floor:
            self.window.showFullScreen()
        else:
            self.window.show()

    def close(self) -> None:
        """Wait for what is being saved, then close the database."""
        self._care.stop()
        if self.backups is not None:
            self.backups.close()
        self.desk.close()
        if self._listener is not None:  # last: it is who lets go of a server that hangs
            self._listener.stop()
            self._listener = None
        if self.station is not None:
            self.station.engines.dispose()
            self.station = None
        sys.excepthook = self._before_hook

    def _database_file(self) -> Path | None:
        scheme, _, rest = self.database.partition(":///")
        return Path(unquote(rest)) if scheme.startswith("sqlite") else None

    def _has_data(self) -> bool:
        """Tell whether there may be a station: what cannot even be looked at is told when it is opened."""
        path = self._database_file()
        try:
            return path is not None and path.stat().st_size > 0
        except FileNotFoundError:
            return False
        except (OSError, ValueError) as error:
            _LOG.info("the data cannot be looked at: %s", error)
            return True

    def _first_board(self) -> Sequence[tuple[Any, ...]]:
        from app.store import board

        path = self._database_file()
        return board.first_rows(path) if path is not None and self._has_data() else []

    def _session_file(self) -> Path:
        return self.data / "session"

    def _session(self) -> tuple[int, str]:
        """Return account and token of whoever was signed in here within the idle time, or nothing."""
        path = self._session_file()
        try:
            quiet = utc_now().timestamp() - path.stat().st_mtime
            account, _, token = path.read_text(encoding="ascii").partition(" ")
        except FileNotFoundError:
            return 0, ""
        except (OSError, UnicodeDecodeError) as error:
            _LOG.warning("the session of this PC cannot be read: %s", error)
            return 0, ""
        return (int(account), token) if account.isdecimal() and quiet < self.pc.idle_minutes * 60 else (0, "")

    def _load(self) -> None:
        """Open the station away from the window; drafts and backups were not needed to paint it."""
        from app.views.away_banner import AwaySigns
        from app.views.backup_room import BackupRoom
        from app.views.reopening import Reopening

        log_to(self.data / "logs")
        Reopening(self.desk, self.window.status, self.window)
        self.away_signs = AwaySigns(self.window)
        self.desk.drafts.open(self.data / "drafts", self.database)
        self.backups = BackupRoom(self.window, self.database, scheduled=self._scheduled)
        self.desk.make(
            open_station,
            self.database,
            self.pc.pc,
            self._session()[1],
            timedelta(minutes=self.pc.idle_minutes),
            demo=self.demo,
            by=self.window.pages.currentWidget() or self.window,
            done=self._opened,
            failed=self._not_opened,
        )

    def _not_opened(self, error: BaseException) -> None:
        self.window.status.show_refused(damaged=isinstance(error, Damage))

    def _opened(self, opened: Opened) -> None:
        theme.load_rare_fonts()
        self.station = opened.station
        self._looked_through = opened.looked_through
        guard_gui_thread(opened.station)
        wording.use_station(opened.zone, opened.station.clock)
        self.window.status.show_database(
            local_file=self._database_file() is not None, read_only=opened.station.engines.read_only
        )
        self.desk.open(opened.station, opened.nobody)
        if self.backups is not None:
            self.backups.open(opened.station)
        self._care.start()
        self._listener = Listener(opened.station, self)
        self._listener.heard.connect(self.desk.hear)
        self._listener.answered.connect(self.desk.outage.take)
        self.desk.outage.watch(self._listener.look_now)
        if opened.actor is not None:
            self.window.come_in(opened.actor)
        elif not opened.founded:
            self.window.show_first_run()
        elif self.window.pages.currentWidget() is not self.window.pages.sign_in:
            self.window.show_sign_in()

    def _remember(self, actor: "Actor") -> None:
        """Keep who is signed in at this PC, for a restart within the idle time."""
        from app.services import accounts

        if self.station is None or self.station.engines.read_only:
            return
        self._session_kept_at = utc_now()
        try:
            self.pc.save()
        except Trouble as trouble:
            _LOG.info("the settings of this PC are not kept: %s", trouble)
        self.desk.consult(
            accounts.remember_session,
            actor,
            by=self.window,
            done=lambda token: self._keep_session(actor.account_id, token),
        )

    def _keep_session(self, account: int, token: str) -> None:
        actor = self.desk.actor
        if actor is None or actor.account_id != account or not self.window.at_work():
            return  # meanwhile they left
        path = self._session_file()
        try:
            path.touch(mode=0o600)
            path.write_text(f"{account} {token}", encoding="ascii")
        except OSError as error:  # the next start asks for the password, that is all
            _LOG.info("the session of this PC is not kept: %s", error)

    def _forget(self) -> None:
        try:
            self._session_file().unlink(missing_ok=True)
        except OSError as error:
            _LOG.info("the session of this PC is not forgotten: %s", error)

    def _take_care(self) -> None:
        """Now and then, while nothing is done: sweep, move the write-ahead log into the file, renew the session."""
        if self.desk.busy() or self.station is None or self.desk.outage.away:
            return
        if not self._looked_through:
            self._looked_through = True
            self._look_on()
            return
        quiet = self.window.idle.quiet_seconds()
        actor = self.desk.actor
        if (
            actor is not None
            and self.window.at_work()
            and utc_now() - self._session_kept_at > _SESSION_EVERY > timedelta(seconds=quiet)
        ):
            self._remember(actor)
        elif quiet > _CHECKPOINT_QUIET:
            self.desk.sweeper.sweep_all()
            self.desk.consult(_checkpoint, by=self.window, done=lambda _none: None)

    def _look_on(self) -> None:
        """Look through a large file for damage beside the work, once a start."""
        self.desk.make(
            look_for_damage,
            self.database,
            _LOOK_LATER_S,
            by=self.window,
            done=lambda _all: None,
            failed=self._damage_found,
        )

    def _damage_found(self, error: BaseException) -> None:
        if isinstance(error, Damage):
            self.window.status.show_refused(damaged=True)

    def _uncaught(self, kind: type[BaseException], error: BaseException, stack: TracebackType | None) -> None:
        """Log what nothing caught and show it; the window goes on."""
        if issubclass(kind, KeyboardInterrupt):
            self._before_hook(kind, error, stack)
            return
        _LOG.error("uncaught", exc_info=(kind, error, stack))
        self.desk.bug.emit(kind.__name__, error)


class Listener(QObject):
    """Hears what other PCs of the station saved, on a thread of its own (侦听)."""

    heard = Signal(object)
    """The ``Change`` flags of what others saved."""
    answered = Signal(object)
    """An ``Answering``: whether the database answers; said when that changes and at every try."""

    def __init__(self, station: "Station", parent: QObject | None = None) -> None:
        """Begin to listen to the station's change log."""
        super().__init__(parent)
        self._mailbox = Mailbox(self._tell, self)
        self._mailbox.listen()
        self._ear = Ear(station, self._mailbox.post)

    def look_now(self) -> None:
        """Look at once whether the database answers."""
        self._ear.look_now()

    def stop(self) -> None:
        """Stop listening and wait until the thread is gone."""
        self._ear.stop()
        self._mailbox.close()

    def _tell(self, letter: "Change | Answering") -> None:
        if isinstance(letter, Change):
            self.heard.emit(letter)
        else:
            self.answered.emit(letter)


def _checkpoint(station: "Station") -> None:
    from app.store.engine import checkpoint

    checkpoint(station.engines)


def guard_gui_thread(station: "Station") -> None:
    """Log, with its stack, every statement that the window's own thread sends: the window would stand still."""
    from sqlalchemy import event

    event.listen(station.engines.reader, "before_cursor_execute", complaint_of_gui_thread())


def complaint_of_gui_thread() -> Callable[..., None]:
    """Return a listener that complains when it is called on the window's thread, the one that asks for it."""
    window = threading.get_ident()  # not Qt's threads: every statement of every worker comes through here

    def complain(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if threading.get_ident() == window:
            _LOG.error("a statement on the window's thread: %s", statement, stack_info=True)

    return complain
