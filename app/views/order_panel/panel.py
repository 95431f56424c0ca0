"""The car in hand in the centre of the window (在手车辆)."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from app.changes import Change
from app.views import theme
from app.views.calls import Asking
from app.views.card import Card
from app.views.desk import Desk
from app.views.notices import NoticeStrip, Telling
from app.views.order_panel.head import Head
from app.views.order_panel.tabs import TABS, OrderTab
from app.views.places import VEHICLES
from app.views.walking import walks_on
from app.views.wording import word

if TYPE_CHECKING:
    from app.services.order_rows import OrderInHand
    from app.services.papers import PrintableRow

_FIRST_PAPERS = ("delivery_slip", "statement", "certificate", "work_order")
"""What Ctrl+P prints: the first of these that there is."""
_WATCHES = Change.EVERYTHING & ~(Change.TOOLS | Change.CATALOGUE)


class OrderPanel(Telling, QWidget):
    """Head and road on one card, the tabs on another; before a car is in hand, how to take one."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Build the panel with no car in hand."""
        super().__init__(parent)
        self.desk = desk
        self.order: OrderInHand | None = None
        self._asking: Asking | None = None
        self._loaded: dict[int, OrderTab] = {}
        self._printable: tuple[PrintableRow, ...] = ()
        self.strip = NoticeStrip(self)
        self.strip.led.connect(desk.lead_to)
        self.strip.reload_wanted.connect(self.refresh)
        self.head = Head(self)
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        for entry in TABS:
            page = QWidget()
            QVBoxLayout(page).setContentsMargins(0, 0, 0, 0)
            self.tabs.addTab(page, entry.shown_title())
        self.tabs.currentChanged.connect(self._show_tab)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._empty_page())
        self._pages.addWidget(self._order_page())
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.pixels(8), theme.pixels(8), theme.pixels(8), theme.pixels(8))
        box.addWidget(self.strip)
        box.addWidget(self._pages, 1)
        desk.order_in_hand.connect(self._take)
        desk.changed.connect(self._heard)

    def _empty_page(self) -> QWidget:
        card = Card(parent=self)
        hint = QLabel(self.tr("从左边的在厂车辆选一辆,按 F2 搜索,或按 Ctrl+N 接车。"), card)
        hint.setObjectName("muted")
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        card.body.addWidget(hint, 1)
        return card

    def _order_page(self) -> QWidget:
        page = QWidget(self)
        head = Card(parent=page)
        head.body.addWidget(self.head)
        rest = Card(parent=page)
        rest.body.addWidget(self.tabs, 1)
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.pixels(8))
        box.addWidget(head)
        box.addWidget(rest, 1)
        return page

    def refresh(self) -> None:
        """Read the order in hand again."""
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None
        order_id = self.desk.current_order
        if order_id is None:
            self.order = None
            self._pages.setCurrentIndex(0)
            return
        from app.services import order_view

        self._asking = self.desk.ask(order_view.order_in_hand, order_id, by=self, done=self.show_order)

    def show_order(self, order: "OrderInHand") -> None:
        """Show an order."""
        from app.services import papers

        self._asking = None
        self.desk.ask(papers.printable_of, order.id, by=self, done=self._offer_papers)
        self.order = order
        self.head.show_order(order)
        self._pages.setCurrentIndex(1)
        self._show_tab(self.tabs.currentIndex())

    def open_tab(self, name: str) -> None:
        """Bring the tab of that name to the front."""
        self.tabs.setCurrentIndex(next(place for place, entry in enumerate(TABS) if entry.name == name))

    def tab(self, name: str) -> OrderTab:
        """Return the tab of that name, built if need be."""
        return self._tab(next(place for place, entry in enumerate(TABS) if entry.name == name))

    def print_paper(self) -> None:
        """Print the paper that the car's state calls for (Ctrl+P)."""
        for form in _FIRST_PAPERS:
            for row in self._printable:
                if row.form == form:
                    self._print(row)
                    return

    def _offer_papers(self, rows: "tuple[PrintableRow, ...]") -> None:
        """Fill the menu with the papers that can be printed now."""
        self._printable = rows
        menu = self.head.papers
        menu.clear()
        for row in rows:
            menu.addAction(f"{word(row.title)}  {row.number}").triggered.connect(partial(self._chosen, row))
        if not rows:
            menu.addAction(self.tr("还没有编号,先估价再打印。")).setEnabled(False)

    def _chosen(self, row: "PrintableRow", _checked: bool) -> None:  # noqa: FBT001 - as Qt sends it
        self._print(row)

    def _print(self, row: "PrintableRow") -> None:
        from app.views.printing import print_paper

        print_paper(self.desk, row.form, row.key, self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter walk the fields, and Esc take the notice away or lead back to the vehicles."""
        if walks_on(self, event):
            return
        if event.key() == Qt.Key.Key_Escape:
            if self.strip.isHidden():
                self.desk.lead_to(VEHICLES)
            self.clear_notices()
            return
        super().keyPressEvent(event)

    def _tab(self, place: int) -> OrderTab:
        if place not in self._loaded:
            self._loaded[place] = TABS[place].build(self.desk)
            page = self.tabs.widget(place)
            layout = page.layout() if page is not None else None
            if layout is not None:
                layout.addWidget(self._loaded[place])
        return self._loaded[place]

    def _show_tab(self, place: int) -> None:
        if self.order is not None and place >= 0:
            self._tab(place).show_order(self.order)

    def _take(self, _order_id: int | None, _visit_id: int | None) -> None:
        self.clear_notices()
        self.refresh()

    def _heard(self, changes: Change, _origin: QWidget | None) -> None:
        if changes & _WATCHES and self.desk.current_order is not None:
            self.refresh()
