"""The dock for the station's own affairs (站务)."""

from PySide6.QtWidgets import QTabWidget, QWidget

from app.changes import Change
from app.models.access import Permission
from app.views.desk import Desk
from app.views.office.accounts_page import AccountsPage
from app.views.office.catalogue_page import CataloguePage
from app.views.office.staff_page import StaffPage
from app.views.office.station_page import StationPage
from app.views.station_dock import StationDock


class OfficeDock(StationDock):
    """Who works here, what the station is called, what an hour costs (站务)."""

    NAME = "office"
    WATCHES = Change.PEOPLE | Change.STATION | Change.CATALOGUE

    def __init__(self, desk: Desk, title: str, parent: QWidget | None = None) -> None:
        """Build the pages; each is shown to whoever may change what is on it."""
        super().__init__(desk, title, parent)
        self.station = StationPage(self)
        self.accounts = AccountsPage(self)
        self.staff = StaffPage(self)
        self.catalogue = CataloguePage(self)
        self.tabs = QTabWidget(self)
        self.tabs.setObjectName("officeTabs")
        for page, words in (
            (self.station, self.tr("本站")),
            (self.accounts, self.tr("账号")),
            (self.staff, self.tr("人员")),
            (self.catalogue, self.tr("工时")),
        ):
            self.tabs.addTab(page, words)
        self.tabs.currentChanged.connect(lambda _page: self.refresh())
        self.body.addWidget(self.tabs)
        desk.signed_in.connect(self._allow)
        self._allow()

    def _allow(self) -> None:
        who = self.desk.actor
        for page, permission in (
            (self.station, Permission.KEEP_STATION),
            (self.accounts, Permission.KEEP_ACCOUNTS),
            (self.staff, Permission.KEEP_STATION),
            (self.catalogue, Permission.KEEP_CATALOGUE),
        ):
            page.setEnabled(who is not None and who.may(permission))

    def refresh(self) -> None:
        """Read the page that is open; what somebody may not see is not asked for."""
        page = self.tabs.currentWidget()
        if isinstance(page, StationPage | AccountsPage | StaffPage | CataloguePage) and page.isEnabled():
            page.refresh()
