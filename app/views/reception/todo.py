"""What waits for the advisor (我的待办): to be quoted, authorised, agreed to, handed back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.models.orders import EXTRA_STATE_LABELS
from app.models.stages import Stage
from app.services import order_lists
from app.services.order_lists import OrderRow, ProposalRow
from app.text import QT_TRANSLATE_NOOP
from app.values import format_plate, short_model
from app.views.chips import chip_kind, chip_word
from app.views.reception.pieces import ReceptionCard, named
from app.views.row_table import Align, Column, RowTable
from app.views.station_dock import StationDock
from app.views.theme import ChipKind
from app.views.wording import promise, word

_MARKS = {
    Stage.OPENED: QT_TRANSLATE_NOOP("words", "估价"),
    Stage.QUOTED: QT_TRANSLATE_NOOP("words", "委托"),
    Stage.SETTLED: QT_TRANSLATE_NOOP("words", "交车"),
}
_EXTRA_MARK = QT_TRANSLATE_NOOP("words", "增项")
_MOST_ROWS = 8


@dataclass(frozen=True, slots=True)
class TodoRow:
    """One thing to do for one order."""

    id: tuple[str, int]
    order_id: int
    visit_id: int
    mark: str
    plate: str
    words: str
    chip: str
    tone: ChipKind
    promised_at: datetime | None


def rows_of(proposals: Sequence[ProposalRow], orders: Sequence[OrderRow]) -> list[TodoRow]:
    """Return what waits: the customers to be asked first, then the orders by promise."""
    asked = [
        TodoRow(
            ("extra", row.id), row.order_id, row.visit_id, _EXTRA_MARK, row.plate, row.finding,
            word(EXTRA_STATE_LABELS[row.state]), ChipKind.AMBER, None,
        )
        for row in proposals
    ]  # fmt: skip
    waiting = [
        TodoRow(
            ("order", row.id), row.id, row.visit_id, _MARKS[row.stage], row.plate,
            f"{short_model(row.model)} · {row.customer}",
            chip_word(row.stage.value), chip_kind(row.stage.value), row.promised_at,
        )
        for row in orders
    ]  # fmt: skip
    return [*asked, *waiting]


class TodoCard(ReceptionCard):
    """The list; Enter or a click takes the order in hand."""

    def __init__(self, dock: StationDock) -> None:
        """Build the list empty."""
        super().__init__(dock)
        self.set_title(self.tr("我的待办"))
        self.table = named(
            RowTable(
                (
                    Column(self.tr("待办"), lambda row: word(row.mark), 44, strong=lambda _row: True),
                    Column(self.tr("车牌"), lambda row: format_plate(row.plate), 96),
                    Column(self.tr("车型 / 事由"), lambda row: row.words, muted=True),
                    Column(self.tr("状态"), lambda row: row.chip, 92, chip=lambda row: row.tone, from_width=300),
                    Column(self.tr("预计交车"), _promise_words, 92, Align.RIGHT, from_width=460),
                ),
                self,
                empty=self.tr("没有等您办的事。Ctrl+N 接车。"),
            ),
            "todoTable",
        )
        self.table.clicked.connect(lambda _index: self._take(self.table.selected_row()))
        self.table.row_activated.connect(self._take)
        self.body.addWidget(self.table)
        self._proposals: Sequence[ProposalRow] = ()
        self._orders: Sequence[OrderRow] = ()
        self._show()

    def refresh(self) -> None:
        """Read what waits."""
        self.desk.ask(order_lists.open_proposals, by=self, done=self._show_proposals)
        self.desk.ask(order_lists.reception_orders, by=self, done=self._show_orders)

    def _show_proposals(self, rows: Sequence[ProposalRow]) -> None:
        self._proposals = rows
        self._show()

    def _show_orders(self, rows: Sequence[OrderRow]) -> None:
        self._orders = rows
        self._show()

    def _show(self) -> None:
        rows = rows_of(self._proposals, self._orders)
        self.table.show_rows(rows)
        self.table.setFixedHeight(self.table.room_for(max(2, min(_MOST_ROWS, len(rows)))))
        count = f"  {len(rows)}" if rows else ""
        self.set_title(self.tr("我的待办") + count)

    def _take(self, row: TodoRow | None) -> None:
        if row is not None:
            self.desk.take_in_hand(row.order_id, row.visit_id)


def _promise_words(row: TodoRow) -> str:
    return promise(row.promised_at) if row.promised_at is not None else ""
