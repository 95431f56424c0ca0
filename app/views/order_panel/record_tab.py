"""The record of the car in hand (记录): who did what and when."""

from PySide6.QtWidgets import QVBoxLayout

from app.services import order_record
from app.services.order_rows import OrderInHand
from app.views import theme
from app.views.desk import Desk
from app.views.order_panel.tabs import OrderTab
from app.views.row_table import Column, RowTable
from app.views.wording import moment, word


class RecordTab(OrderTab):
    """Everything recorded of the order, newest first."""

    def __init__(self, desk: Desk) -> None:
        """Build the table."""
        super().__init__(desk)
        self.table = RowTable(
            (
                Column(self.tr("时间"), lambda r: moment(r.at), width=110),
                Column(self.tr("类别"), lambda r: word(r.kind), width=60, muted=True),
                Column(self.tr("事项"), lambda r: word(r.what), width=130, strong=lambda _row: True),
                Column(self.tr("经手人"), lambda r: r.who, width=100),
                Column(self.tr("内容"), lambda r: r.detail),
            ),
            self,
            empty=self.tr("还没有记录"),
        )
        self.table.setObjectName("orderRecord")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, theme.pixels(8), 0, 0)
        box.addWidget(self.table, 1)

    def show_order(self, order: OrderInHand) -> None:
        """Read the record of an order."""
        self.desk.ask(order_record.record_of, order.id, by=self, done=self.table.show_rows)
