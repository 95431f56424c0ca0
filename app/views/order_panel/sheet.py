"""Head, road and tabs of the car in hand (在手车辆页): built when the first car is taken in hand."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from app.services import papers
from app.services.order_rows import OrderInHand
from app.views import theme
from app.views.card import Card
from app.views.desk import Desk
from app.views.order_panel.head import Head
from app.views.order_panel.tabs import TABS, OrderTab
from app.views.wording import word

if TYPE_CHECKING:
    from app.services.papers import PrintableRow

_FIRST_PAPERS = ("delivery_slip", "statement", "certificate", "work_order")
"""What Ctrl+P prints: the first of these that there is."""


class OrderSheet(QWidget):
    """The head on one card, the tabs on another; a tab is built when it is first looked at."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Build head, road and the empty tabs."""
        super().__init__(parent)
        self.desk = desk
        self.order: OrderInHand | None = None
        self._loaded: dict[int, OrderTab] = {}
        self._printable: tuple[PrintableRow, ...] = ()
        self.head = Head(self)
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        for entry in TABS:
            page = QWidget()
            QVBoxLayout(page).setContentsMargins(0, 0, 0, 0)
            self.tabs.addTab(page, entry.shown_title())
        self.tabs.currentChanged.connect(self._show_tab)
        head = Card(parent=self)
        head.body.addWidget(self.head)
        rest = Card(parent=self)
        rest.body.addWidget(self.tabs, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.pixels(8))
        box.addWidget(head)
        box.addWidget(rest, 1)

    def show_order(self, order: OrderInHand) -> None:
        """Show an order: its head, the tab in front, the papers it has."""
        self.order = order
        self.head.show_order(order)
        self._show_tab(self.tabs.currentIndex())
        self.desk.ask(papers.printable_of, order.id, by=self, done=self._offer_papers)

    def tab(self, name: str) -> OrderTab:
        """Return the tab of that name, built if need be."""
        return self._tab(_place_of(name))

    def drop_typing(self) -> None:
        """Let every tab drop what was typed and not saved."""
        for tab in self._loaded.values():
            tab.drop_typing()

    def open_tab(self, name: str) -> None:
        """Bring the tab of that name to the front."""
        self.tabs.setCurrentIndex(_place_of(name))

    def print_paper(self) -> None:
        """Print the paper that the car's state calls for (Ctrl+P)."""
        for form in _FIRST_PAPERS:
            for row in self._printable:
                if row.form == form:
                    self._print(row)
                    return

    def _tab(self, place: int) -> OrderTab:
        if place not in self._loaded:
            self._loaded[place] = TABS[place].build(self.desk)
            page = self.tabs.widget(place)
            layout = page.layout() if page is not None else None
            if layout is not None:
                layout.addWidget(self._loaded[place])
                self._loaded[place].show()
        return self._loaded[place]

    def _show_tab(self, place: int) -> None:
        if self.order is not None and place >= 0:
            self._tab(place).show_order(self.order)

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


def _place_of(name: str) -> int:
    return next(place for place, entry in enumerate(TABS) if entry.name == name)
