"""What the customer of this car refused before (上次没做的项目): offered again, one key revives it at today's price."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.services import refused_work
from app.values import format_money
from app.views.reception.pieces import ReceptionCard, named
from app.views.row_table import Align, Column, RowTable
from app.views.station_dock import StationDock
from app.views.theme import ChipKind
from app.views.wording import promise

if TYPE_CHECKING:
    from app.services.order_rows import OrderInHand
    from app.services.refused_work import RefusedRow

_MOST_ROWS = 4


class RefusedCard(ReceptionCard):
    """Hidden for a car whose customer refused nothing; Enter on a row or the button takes it up again."""

    def __init__(self, dock: StationDock) -> None:
        """Build the card empty."""
        super().__init__(dock)
        self.set_title(self.tr("以前没做的项目"))
        self.table = named(
            RowTable(
                (
                    Column(
                        self.tr("项目"),
                        lambda row: row.work,
                        chip=lambda row: ChipKind.RED if row.safety else None,
                        tip=lambda row: row.finding,
                    ),
                    Column(self.tr("当时报价"), lambda row: format_money(row.price_fen), 92, Align.RIGHT),
                    Column(self.tr("答复"), lambda row: promise(row.refused_at), 92, from_width=420),
                ),
                self,
            ),
            "refusedWork",
        )
        dock.place("reception.refused", self.table)
        self.table.row_activated.connect(lambda _row: self.revive())
        self.body.addWidget(self.table)
        self.revive_button = named(self.button(self.tr("恢复并重新报价"), self.revive), "refusedRevive")
        self.close_row()

    def begin(self, order: "OrderInHand") -> None:
        """Forget what another car's customer refused."""
        del order
        self.table.show_rows(())

    def show_order(self, order: "OrderInHand") -> None:
        """Ask what was refused for the car."""
        super().show_order(order)
        self.setVisible(bool(self.table.rows()))
        self.desk.ask(refused_work.refused_of_car, order.id, by=self, done=lambda rows: self._show(order.id, rows))

    def _show(self, order_id: int, rows: "Sequence[RefusedRow]") -> None:
        if self.order is None or self.order.id != order_id:
            return
        self.table.show_rows(rows)
        self.table.setFixedHeight(self.table.room_for(max(1, min(_MOST_ROWS, len(rows)))))
        if rows and self.table.selected_row() is None:
            self.table.select_first()
        self.setVisible(bool(rows))

    def revive(self) -> None:
        """Take the chosen work up again on the order in hand."""
        row: RefusedRow | None = self.table.selected_row()
        if row is not None and self.order is not None:
            self.desk.perform(refused_work.revive_refused, row.id, self.order.id, by=self)
