"""The window (主窗口): the first run, signing in, the lock and the working page, one at a time."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QTranslator, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow

from app.resources import ROOT
from app.settings import SCALES, PcSettings
from app.views import theme
from app.views.cover import Cover
from app.views.desk import Desk
from app.views.idle import IdleWatch
from app.views.layouts import Layouts
from app.views.pages import Pages
from app.views.status import StatusLine
from app.views.workspace import Workspace

if TYPE_CHECKING:
    from app.services.station import Actor
    from app.views.crash import CrashWindow


_NOBODY = 0


class MainWindow(QMainWindow):
    """Holds the pages and changes between them; the working page is built anew when language or scale change."""

    signed_in = Signal(object)
    """The ``Actor`` who came in through a page, for the keeper of the session."""
    left = Signal()
    """Nobody who has shown who they are is at the desk: signed out, locked, or somebody else is about to sign in."""
    drafts_wanted = Signal()
    """Somebody wants to see the drafts."""
    backups_wanted = Signal()
    """Somebody wants to see the backups."""
    painted = Signal()
    """The window was painted for the first time."""

    def __init__(self, desk: Desk, pc: PcSettings) -> None:
        """Build the window with its working page; who is signed in is told later."""
        super().__init__()
        self.setWindowTitle(self.tr("工单 Gongdan"))
        self.desk = desk
        self.pc = pc
        self.layouts = Layouts(pc.folder)
        self.layouts.size = theme.percent()
        self.idle = IdleWatch(pc.idle_minutes, self)
        self.idle.idle.connect(self.lock)
        self.crash: CrashWindow | None = None
        self.cover = Cover(self)
        self._arranged_for: int | None = None
        self._worked: int | None = None
        self._painted = False
        self.may_close: Callable[[], bool] = lambda: True
        self.pages = Pages(desk, self)
        self.pages.came_in.connect(self.come_in)
        self.pages.unlocked.connect(self._unlock)
        self.pages.switch_wanted.connect(self.switch_user)
        self.setCentralWidget(self.pages)
        self.status = StatusLine(self)
        self.setStatusBar(self.status)
        self.workspace = self._new_workspace()
        desk.window_teller = self.workspace.order_panel
        desk.bug.connect(self.show_bug)
        desk.signed_in.connect(self._person_changed)
        usual = QShortcut(QKeySequence("Ctrl+0"), self)
        usual.activated.connect(lambda: self.set_scale(SCALES[0]))
        full = QShortcut(QKeySequence("F11"), self)
        full.activated.connect(lambda: self.set_shop_floor(not self.pc.shop_floor))
        self.resize(theme.pixels(1440), theme.pixels(860))

    def _new_workspace(self) -> Workspace:
        workspace = Workspace(self.desk, self.pc, self)
        bar = workspace.top_bar
        bar.switch_pressed.connect(self.switch_user)
        bar.lock_pressed.connect(self.lock)
        workspace.lock_wanted.connect(self.lock)
        bar.sign_out_pressed.connect(self.sign_out)
        bar.drafts_pressed.connect(self.drafts_wanted)
        bar.backups_pressed.connect(self.backups_wanted)
        bar.reset_layout_pressed.connect(self.reset_layout)
        bar.language_chosen.connect(self.set_language)
        bar.scale_chosen.connect(self.set_scale)
        bar.shop_floor_chosen.connect(self.set_shop_floor)
        self.pages.addWidget(workspace)
        return workspace

    def show_work(self) -> None:
        """Show the working page."""
        self.pages.open_page(self.workspace)
        self.cover.lift(self.workspace)

    def show_sign_in(self) -> None:
        """Ask who is at the desk."""
        self.cover.draw(self.workspace)
        self.pages.ask_who()

    def show_first_run(self) -> None:
        """Ask for station, first account and password."""
        self.cover.draw(self.workspace)
        self.pages.ask_station()

    def lock(self) -> None:
        """Cover the window until the password is typed."""
        if self.desk.actor is not None and not self.pages.is_locked():
            self.cover.draw(self.workspace)
            self.left.emit()
            self.pages.ask_password()

    def at_work(self) -> bool:
        """Tell whether the working page is shown, and not one that asks who is there."""
        return self.pages.currentWidget() is self.workspace

    def switch_user(self) -> None:
        """Let somebody else sign in; who signs in again goes on where they were, everybody else begins anew."""
        self.save_layout()
        self.left.emit()
        self.show_sign_in()

    def sign_out(self) -> None:
        """Sign out and ask who is next; nobody goes on where this person was."""
        self.save_layout()
        self.desk.take_in_hand(None)
        self.desk.sign_in(None)
        self._worked = _NOBODY if self._worked is not None else None
        self.left.emit()
        self.show_sign_in()

    def come_in(self, actor: "Actor") -> None:
        """Open the working page for somebody whom the station knows; nothing of anybody before is left on it."""
        from app.views.guide import version

        if self._worked not in (None, actor.account_id):
            self._clear_desk()
        self._worked = actor.account_id
        self.desk.sign_in(actor)
        self.show_work()
        self.setWindowTitle(self.tr("工单 Gongdan {version}").format(version=version()))
        self.idle.start()
        self.signed_in.emit(actor)

    def _unlock(self) -> None:
        self.show_work()
        self.idle.touch()
        self.signed_in.emit(self.desk.actor)

    def _clear_desk(self) -> None:
        """Put away the car in hand and everything shown, typed or told before (换人清场)."""
        self.desk.sign_in(None)
        self.desk.take_in_hand(None)
        self.cover.clear()
        self._replace_workspace()
        self.pages.forget()

    def _person_changed(self, actor: "Actor | None") -> None:
        if actor is None:
            self._arranged_for = None
            return
        self.workspace.top_bar.show_person(actor)
        if self._arranged_for != actor.account_id:
            self._arrange(actor)

    def _arrange(self, actor: "Actor") -> None:
        kept = self.layouts.load(actor.account_id)
        if kept is None or not self.workspace.restore(kept[0], kept[2]):
            self.workspace.arrange(frozenset(role.value for role in actor.roles))
        self._arranged_for = actor.account_id

    def foresee(self, account_id: int) -> None:
        """Take the size and the left side that the first board will have, before any desk is loaded."""
        kept = self.layouts.load(account_id)
        if kept is not None:
            self.restoreGeometry(kept[1])
            self.workspace.restore(kept[0], [])

    def save_layout(self) -> None:
        """Keep where the docks of whoever is signed in stand."""
        if self.desk.actor is not None and self._arranged_for == self.desk.actor.account_id:
            account, docks = self.desk.actor.account_id, self.workspace
            self.layouts.save(account, docks.layout_state(), self.saveGeometry(), docks.open_desks())

    def reset_layout(self) -> None:
        """Stand the docks as they were the first time."""
        if self.desk.actor is not None:
            self.layouts.forget(self.desk.actor.account_id)
            self.workspace.arrange(frozenset(role.value for role in self.desk.actor.roles))

    def set_scale(self, scale: int) -> None:
        """Show everything in another size of type (percent)."""
        self.pc.scale = scale
        self._renew()

    def set_shop_floor(self, on: bool) -> None:  # noqa: FBT001 - the state itself
        """Show everything large and on the whole screen, for the workshop's PC; or not any more."""
        self.pc.shop_floor = on
        self._renew()
        if on:
            self.showFullScreen()
        else:
            self.showNormal()

    def set_language(self, language: str) -> None:
        """Speak another language from now on."""
        self.pc.language = language
        self._renew()

    def _renew(self) -> None:
        """Dress the program anew and build the working page again; refused while something typed is not saved."""
        application = QApplication.instance()
        if not isinstance(application, QApplication):
            return
        if self.workspace.editing():
            self.workspace.order_panel.show_notice(self.tr("还有没保存的内容,请先保存,再更改显示。"), good=False)
            return
        self.save_layout()
        self.pc.save()
        use_language(application, self.pc.language)
        theme.apply(application, self.pc.scale, shop_floor=self.pc.shop_floor)
        self.layouts.size = theme.percent()
        order, visit = self.desk.current_order, self.desk.current_visit
        rows = self.workspace.vehicles.table.rows()
        self._replace_workspace()
        self.pages.forget()
        self.show_work()
        self.workspace.vehicles.show_rows(rows)
        self._person_changed(self.desk.actor)
        self.desk.take_in_hand(order, visit)

    def _replace_workspace(self) -> None:
        """Build the working page anew; nothing that was shown or typed in the old one goes over."""
        old = self.workspace
        self.workspace = self._new_workspace()
        self.desk.window_teller = self.workspace.order_panel
        self.pages.removeWidget(old)
        old.hide()
        old.deleteLater()
        self._arranged_for = None

    def show_bug(self, name: str, error: BaseException) -> None:
        """Show what the program itself did wrong, in a window beside this one."""
        if self.crash is None:
            from app.views.crash import CrashWindow

            self.crash = CrashWindow(self.pc.folder / "reports", self)
        self.crash.show_bug(name, error)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell once that the window is on the screen: what is slow may be loaded then."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            self.painted.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep the layout, wait for what is being saved, then go; stay while something is to be done before."""
        self.save_layout()
        if not self.may_close():
            event.ignore()
            return
        if self.crash is not None:
            self.crash.close()
        for dock in self.workspace.docks.values():
            if dock.isFloating():
                dock.hide()
        super().closeEvent(event)


def use_language(application: QApplication, language: str) -> None:
    """Let the program speak ``language``: Chinese is that of the sources, others come from ``resources/i18n``."""
    QLocale.setDefault(QLocale(language))
    old = application.property("translator")
    if isinstance(old, QTranslator):
        application.removeTranslator(old)
    translator = QTranslator(application)
    if language != "zh_CN" and translator.load(str(ROOT / "i18n" / f"gongdan_{language}.qm")):
        application.installTranslator(translator)
        application.setProperty("translator", translator)
    else:
        application.setProperty("translator", None)
