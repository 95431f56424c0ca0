"""The centre of the window (窗口中央): the car in hand, or how to take one."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.changes import Change
from app.views import theme
from app.views.calls import Asking
from app.views.card import Card
from app.views.desk import Desk
from app.views.down_scroll import DownScroll
from app.views.notices import NoticeStrip, Telling
from app.views.one_line import PlainLabel
from app.views.places import VEHICLES
from app.views.walking import walks_on

if TYPE_CHECKING:
    from app.drafts.draft import Draft
    from app.services.order_rows import OrderInHand
    from app.views.order_panel.sheet import OrderSheet
    from app.views.order_panel.tabs import OrderTab

_WATCHES = Change.EVERYTHING & ~(Change.TOOLS | Change.CATALOGUE)


class OrderPanel(Telling, QWidget):
    """Reads the order in hand and shows it on its sheet, which is built with the first car."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Build the panel with no car in hand."""
        super().__init__(parent)
        self.desk = desk
        self.order: OrderInHand | None = None
        self._asking: Asking | None = None
        self._sheet: OrderSheet | None = None
        self._scroll: DownScroll | None = None
        self.strip = NoticeStrip(self)
        self.strip.led.connect(desk.lead_to)
        self.strip.reload_wanted.connect(self.reload)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._empty_page())
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.pixels(8), theme.pixels(8), theme.pixels(8), theme.pixels(8))
        box.addWidget(self.strip)
        box.addWidget(self._pages, 1)
        desk.order_in_hand.connect(self._take)
        desk.changed.connect(self._heard)
        desk.draft_wanted.connect(self._draft_wanted)

    @property
    def sheet(self) -> "OrderSheet":
        """Head, road and tabs of the car in hand."""
        if self._sheet is None:
            from app.views.order_panel.sheet import OrderSheet

            self._sheet = OrderSheet(self.desk, self)
            self._scroll = DownScroll(self._sheet, self)  # a low window scrolls, it does not grow off the screen
            self._pages.addWidget(self._scroll)
        return self._sheet

    def _empty_page(self) -> QWidget:
        card = Card(parent=self)
        hint = PlainLabel(self.tr("从左边的在厂车辆选一辆,按 F2 搜索,或按 Ctrl+N 接车。"), card)
        hint.setObjectName("muted")
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        card.body.addWidget(hint, 1)
        return card

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

    def reload(self) -> None:
        """Read the order again and drop what was typed, as somebody asked for after a conflict."""
        if self._sheet is not None:
            self._sheet.drop_typing()
        self.refresh()

    def show_order(self, order: "OrderInHand") -> None:
        """Show an order."""
        self._asking = None
        self.order = order
        self.sheet.show_order(order)
        if self._scroll is not None:
            self._pages.setCurrentWidget(self._scroll)

    def tab(self, name: str) -> "OrderTab":
        """Return the tab of that name, built if need be."""
        return self.sheet.tab(name)

    def open_tab(self, name: str) -> None:
        """Bring the tab of that name to the front."""
        self.sheet.open_tab(name)

    def print_paper(self) -> None:
        """Print the paper that the car's state calls for (Ctrl+P)."""
        if self.order is not None:
            self.sheet.print_paper()

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

    def _draft_wanted(self, draft: "Draft") -> None:
        """Bring the tab of a draft to the front; it is filled when its order is shown."""
        if draft.form == "inquiry":
            self.open_tab("inquiry")

    def _take(self, _order_id: int | None, _visit_id: int | None) -> None:
        self.clear_notices()
        self.refresh()

    def _heard(self, changes: Change, _origin: QWidget | None) -> None:
        if changes & _WATCHES and self.desk.current_order is not None:
            self.refresh()
