"""The pages of the window (页面): work, first run, signing in, lock; the latter are built when first needed."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.views.desk import Desk

if TYPE_CHECKING:
    from app.views.sign_in import FirstRunPage, LockPage, SignInPage


class Pages(QStackedWidget):
    """Shows one page at a time and tells who came in through it; in a ``demonstration`` it says who may come in."""

    came_in = Signal(object)
    """The ``Actor`` who signed in or founded the station."""
    unlocked = Signal()
    switch_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Begin without a page."""
        super().__init__(parent)
        self._desk = desk
        self.demonstration = False
        self.sign_in: SignInPage | None = None
        self.first_run: FirstRunPage | None = None
        self.lock: LockPage | None = None

    def open_page(self, page: QWidget) -> None:
        """Show a page."""
        if self.indexOf(page) < 0:
            self.addWidget(page)
        self.setCurrentWidget(page)

    def ask_who(self) -> None:
        """Show the page that asks for account and password."""
        if self.sign_in is None:
            from app.views.sign_in import SignInPage

            self.sign_in = SignInPage(self._desk, self, demonstration=self.demonstration)
            self.sign_in.came_in.connect(self.came_in)
        self.open_page(self.sign_in)
        self.sign_in.begin()

    def ask_station(self) -> None:
        """Show the page that asks for station, first account and password."""
        if self.first_run is None:
            from app.views.sign_in import FirstRunPage

            self.first_run = FirstRunPage(self._desk, self)
            self.first_run.founded.connect(self.came_in)
        self.open_page(self.first_run)
        self.first_run.station.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_password(self) -> None:
        """Show the lock."""
        if self.lock is None:
            from app.views.sign_in import LockPage

            self.lock = LockPage(self._desk, self)
            self.lock.unlocked.connect(self.unlocked)
            self.lock.switch_wanted.connect(self.switch_wanted)
        self.open_page(self.lock)
        self.lock.begin()

    def is_locked(self) -> bool:
        """Tell whether the lock is shown."""
        return self.lock is not None and self.currentWidget() is self.lock

    def forget(self) -> None:
        """Drop the pages that ask; they are built again in the language and size that hold then."""
        for page in (self.sign_in, self.first_run, self.lock):
            if page is not None:
                self.removeWidget(page)
                page.deleteLater()
        self.sign_in = self.first_run = self.lock = None
