"""The papers of the car in hand (单据): what was printed, and everything that can be printed again."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout

from app.services import papers
from app.services.order_rows import OrderInHand
from app.services.papers import PrintableRow, PrintedRow
from app.views import theme
from app.views.desk import Desk
from app.views.order_panel.tabs import OrderTab
from app.views.printing import print_paper
from app.views.row_table import Align, Column, RowTable
from app.views.wording import moment, word


class PapersTab(OrderTab):
    """Left what can be printed now, right what was printed; Enter prints."""

    def __init__(self, desk: Desk) -> None:
        """Build both tables."""
        super().__init__(desk)
        self.printable = RowTable(
            (
                Column(self.tr("可打印"), lambda r: word(r.title)),
                Column(self.tr("编号"), lambda r: r.number, width=150, muted=True),
            ),
            self,
            empty=self.tr("估价之后才有编号,才能打印"),
        )
        self.printable.setObjectName("printable")
        self.printable.row_activated.connect(self._print)
        self.printed = RowTable(
            (
                Column(self.tr("已打印"), lambda r: word(r.title)),
                Column(self.tr("编号"), lambda r: r.number, width=150, muted=True),
                Column(self.tr("第几次"), lambda r: str(r.nth), width=60, align=Align.RIGHT, from_width=300),
                Column(self.tr("时间"), lambda r: moment(r.printed_at), width=110),
                Column(self.tr("打印人"), lambda r: r.printed_by, width=90, from_width=420),
            ),
            self,
            empty=self.tr("还没有打印过。左边选一种单据按 Enter 打印。"),
        )
        self.printed.setObjectName("printedPapers")
        self.print_button = QPushButton(self.tr("打印  Enter"), self)
        self.print_button.setProperty("main", True)
        self.print_button.clicked.connect(lambda: self._print(self.printable.selected_row()))
        left = QVBoxLayout()
        left.addWidget(self.printable, 1)
        left.addWidget(self.print_button)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, theme.pixels(8), 0, 0)
        box.addLayout(left, 2)
        box.addWidget(self.printed, 3)

    def show_order(self, order: OrderInHand) -> None:
        """Read the papers of an order."""
        self.desk.ask(papers.printable_of, order.id, by=self, done=self._show_printable)
        self.desk.ask(papers.papers_of, order.id, by=self, done=self._show_printed)

    def _show_printable(self, rows: Sequence[PrintableRow]) -> None:
        self.printable.show_rows(rows)
        self.print_button.setEnabled(bool(rows))
        if rows and self.printable.selected_row() is None:
            self.printable.select_first()

    def _show_printed(self, rows: Sequence[PrintedRow]) -> None:
        self.printed.show_rows(rows)

    def _print(self, row: PrintableRow | None) -> None:
        if row is not None:
            print_paper(self.desk, row.form, row.key, self)
