"""Flagged operations whose method waits for the inspector (施工方法认可)."""

from typing import Any

from app.services import inspection
from app.services.inspection_board import OrderQuality
from app.views.card import Card
from app.views.desk import Desk
from app.views.row_table import Column, RowTable
from app.views.station_dock import StationDock

_MOST_ROWS = 4


class MethodsCard(Card):
    """Lines that may not start before their method is approved; away while there is none."""

    def __init__(self, desk: Desk, dock: StationDock) -> None:
        """Build the card without an order."""
        super().__init__(self.tr("待认可的施工方法"), dock)
        self.desk = desk
        columns: tuple[Column[Any], ...] = (Column(self.tr("维修项目"), lambda row: row[1]),)
        self.table = dock.place("inspection.method", RowTable(columns, self, key=lambda row: row[0]))
        self.table.setObjectName("methodLines")
        self.table.row_activated.connect(lambda _row: self.approve())
        self.body.addWidget(self.table)
        self.approve_button = self.main_button(self.tr("认可施工方法"), self.approve)
        self.approve_button.setObjectName("approveMethod")
        self.close_row()

    def show_order(self, quality: OrderQuality) -> None:
        """Show the order's lines that wait for it."""
        rows = quality.record.methods
        self.setVisible(bool(rows))
        self.table.show_rows(rows)
        self.table.select_first()
        self.table.setFixedHeight(self.table.room_for(max(1, min(len(rows), _MOST_ROWS))))

    def approve(self) -> None:
        """Approve the method of the line under the cursor (认可施工方法)."""
        if (row := self.table.selected_row()) is not None:
            self.desk.perform(inspection.approve_method, row[0], by=self)
