"""The parts clerk's dock (配件)."""

from PySide6.QtWidgets import QApplication, QPushButton, QTabWidget, QVBoxLayout, QWidget

from app.changes import Change
from app.models.access import Permission
from app.services import parts_board
from app.services.parts_board import PickingRow
from app.values import format_plate
from app.views.card import Card
from app.views.desk import Desk
from app.views.parts.issuing import IssuingCard
from app.views.parts.receiving import ReceivingCard
from app.views.parts.stock import PartCard, StockCard
from app.views.row_table import Align, Column, RowTable
from app.views.station_dock import StationDock
from app.views.theme import ChipKind


class PartsDock(StationDock):
    """Parts out to orders, goods in, stock (配件)."""

    NAME = "parts"
    WATCHES = Change.STOCK | Change.LINES | Change.ORDERS | Change.CATALOGUE

    def __init__(self, desk: Desk, title: str, parent: QWidget | None = None) -> None:
        """Build the three pages of the desk."""
        super().__init__(desk, title, parent)
        self.picking = self._picking_card()
        self.issuing = IssuingCard(self)
        self.receiving = ReceivingCard(self)
        self.stock = StockCard(self)
        self.part = PartCard(self)
        self.stock.chosen.connect(self.part.show_part)
        self.tabs = QTabWidget(self)
        self.tabs.setObjectName("partsTabs")
        self.tabs.addTab(_page(self.issuing, self.picking), self.tr("领料"))
        self.tabs.addTab(_page(self.receiving), self.tr("入库"))
        self.tabs.addTab(_page(self.stock, self.part), self.tr("库存"))
        self.tabs.currentChanged.connect(lambda _page: self._turned())
        self.body.addWidget(self.tabs)
        self._name_places()
        desk.signed_in.connect(self._allow)
        self._allow(desk.actor)

    def _name_places(self) -> None:
        for name, widget in (
            ("parts.needs", self.issuing.table),
            ("parts.receiver", self.issuing.receiver),
            ("parts.receipt", self.receiving.part),
            ("parts.stock", self.stock.search),
        ):
            self.place(name, widget)
        for card in (self.receiving, self.part):
            for field in card.fields:
                self.place(field.place, field)

    def _picking_card(self) -> Card:
        card = Card(self.tr("待领料"), self)
        self.orders = RowTable(
            (
                Column(self.tr("车牌"), lambda r: format_plate(r.plate), width=96, strong=lambda _row: True),
                Column(self.tr("施工单"), lambda r: r.number),
                Column(self.tr("待领"), lambda r: str(r.open_lines), width=50, align=Align.RIGHT),
                Column(
                    self.tr("缺件"),
                    lambda r: self.tr("缺 {n}").format(n=r.short_lines) if r.short_lines else "",
                    width=64,
                    chip=lambda r: ChipKind.RED if r.short_lines else None,
                ),
            ),
            card,
            empty=self.tr("没有待领料的车。派了工、有材料的车列在这里。"),
        )
        self.orders.setObjectName("partsOrders")
        self.orders.setMinimumHeight(self.orders.room_for(4))
        self.orders.row_activated.connect(self._take)
        card.body.addWidget(self.orders)
        return card

    def _take(self, row: PickingRow) -> None:
        self.desk.take_in_hand(row.id, row.visit_id)

    def _allow(self, actor: object) -> None:
        del actor
        who = self.desk.actor
        self.receiving.setEnabled(who is not None and who.may(Permission.RECEIVE_GOODS))
        self.part.setVisible(who is not None and who.may(Permission.KEEP_PARTS))

    def _turned(self) -> None:
        """Read the page that was turned to; the cursor goes along unless it walks over the tabs."""
        self.refresh()
        here = QApplication.focusWidget()
        if here is None or (self.isAncestorOf(here) and here is not self.tabs.tabBar()):
            self.land()

    def next_step(self) -> QWidget:
        """Return where parts go out to the order in hand while it waits for any, else where the open page begins."""
        if self.desk.current_order is not None and self.issuing.issue_button.isEnabled():
            self.tabs.setCurrentIndex(0)
        if self.tabs.currentIndex() == 1:
            return self.receiving.part if self.receiving.supplier.words() else self.receiving.supplier
        if self.tabs.currentIndex() == 2:
            return self.stock.search
        return self.orders if self.desk.current_order is None else self.issuing.next_step()

    def main_button(self) -> QPushButton | None:
        """Return the main button of the open page."""
        buttons = (self.issuing.issue_button, self.receiving.post_button, self.part.save_button)
        return buttons[self.tabs.currentIndex()]

    def refresh(self) -> None:
        """Read the page that is open."""
        self.issuing.refresh()
        self.desk.ask(parts_board.orders_to_pick, by=self, done=self.orders.show_rows)
        if self.tabs.currentIndex() == 2 and not self.part.editing:
            self.stock.refresh()

    def reload(self) -> None:
        """Read again in spite of what was typed."""
        self.part.editing = False
        super().reload()


def _page(*cards: QWidget) -> QWidget:
    page = QWidget()
    box = QVBoxLayout(page)
    box.setContentsMargins(0, 0, 0, 0)
    for card in cards:
        box.addWidget(card)
    return page
