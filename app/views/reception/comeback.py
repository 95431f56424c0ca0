"""A car that came back within its guarantee (返修): which former order is done again, at the station's cost."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.errors import InvalidEntry
from app.models.stages import LINES_OPEN
from app.services import comebacks
from app.text import QT_TRANSLATE_NOOP
from app.views.reception.pieces import ReceptionCard, WayBack, named, say, wrapped
from app.views.row_table import Column, RowTable
from app.views.station_dock import StationDock

if TYPE_CHECKING:
    from app.services.comebacks import GuaranteedOrder
    from app.services.order_rows import OrderInHand

_NO_ORDER = QT_TRANSLATE_NOOP("rules", "请先选择原施工单。")
_MOST_ROWS = 4


class ComebackCard(ReceptionCard):
    """The former orders still under guarantee; hidden for a car that has none."""

    def __init__(self, dock: StationDock) -> None:
        """Build the card without an order."""
        super().__init__(dock)
        self.set_title(self.tr("质量保证期内返修"))
        self.line = wrapped("bad")
        self.table = named(
            RowTable(
                (
                    Column(self.tr("原施工单"), lambda row: row.number, 124),
                    Column(self.tr("维修项目"), lambda row: row.work, muted=True),
                    Column(self.tr("检验员"), lambda row: row.inspector, 64, from_width=420),
                    Column(self.tr("保证期至"), lambda row: row.ends_on.isoformat(), 92),
                ),
                self,
            ),
            "comebackOrders",
        )
        dock.place("reception.comeback", self.table)
        self.body.addWidget(self.line)
        self.body.addWidget(self.table)
        self.link_button = named(self.button(self.tr("按返修处理(免费)"), self.link), "comebackLink")
        self.close_row()
        self.unlink = WayBack(dock, self.tr("不是返修"), self._unlink, "comebackUnlink")
        self.body.addWidget(self.unlink)
        draft = self.keep_drafts("comeback", self.tr("不是返修"), "comebackUnlink.reason", self.unlink.reason)
        self.unlink.button.clicked.connect(draft.touch)

    def take_draft(self, values: dict[str, Any]) -> None:
        """Show the reason that was being typed."""
        del values
        self.unlink.show_reason()

    def begin(self, order: "OrderInHand") -> None:
        """Forget the former orders of another car."""
        del order
        self.table.show_rows(())
        self.unlink.set_open(False)

    def show_order(self, order: "OrderInHand") -> None:
        """Show what the order comes back for, or what it might."""
        super().show_order(order)
        linked = order.comeback
        say(self.line, self.tr("返修原单 {number},本单由站内承担。").format(number=linked.number) if linked else "")
        self.unlink.setVisible(linked is not None)
        self.setVisible(linked is not None or bool(self.table.rows()))
        if order.stage in LINES_OPEN:
            self.desk.ask(
                comebacks.guaranteed_orders, order.id, by=self, done=lambda rows: self._show_former(order.id, rows)
            )

    def _show_former(self, order_id: int, rows: "Sequence[GuaranteedOrder]") -> None:
        if self.order is None or self.order.id != order_id:
            return
        offered = rows if self.order.comeback is None else ()
        self.table.show_rows(offered)
        self.table.setFixedHeight(self.table.room_for(max(1, min(_MOST_ROWS, len(offered)))))
        self.table.setVisible(bool(offered))
        self.link_button.setVisible(bool(offered))
        if len(offered) == 1:
            self.table.select_first()
        self.setVisible(bool(offered) or self.order.comeback is not None)

    def unsaved(self) -> bool:
        """Tell whether a reason is being typed."""
        return not self.unlink.reason.is_blank()

    def link(self) -> None:
        """Receive the order in hand as the comeback of the one chosen."""
        with self.dock.taking_entries():
            row: GuaranteedOrder | None = self.table.selected_row()
            if row is None:
                raise InvalidEntry(_NO_ORDER, place="reception.comeback")
            if self.order is not None:
                self.desk.perform(comebacks.link_comeback, self.order.id, row.id, seen=self.order.version, by=self)

    def _unlink(self, reason: str) -> None:
        if self.order is not None:
            seen = self.order.version
            self.desk.perform(
                comebacks.unlink_comeback,
                self.order.id,
                seen=seen,
                by=self,
                reason=reason,
                done=lambda _order: self.drop_draft(),
                posting=self.posting(),
            )
