"""What was inspected before (检验记录): rounds with their verdicts, and what was sent back (返工)."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.models.quality import VERDICT_LABELS, Verdict
from app.services.inspection_board import OrderQuality, ReworkRow
from app.views.card import Card
from app.views.desk import Desk
from app.views.inspection.verdict_table import VERDICT_CHIPS
from app.views.row_table import Align, Column, RowTable
from app.views.station_dock import StationDock
from app.views.theme import ChipKind
from app.views.wording import moment, word

_MOST_ROWS = 5


class HistoryCard(Card):
    """Finished rounds and reworks of the order in hand, with their papers."""

    def __init__(self, desk: Desk, dock: StationDock) -> None:
        """Build the card without an order."""
        super().__init__(self.tr("检验记录"), dock)
        self.desk = desk
        self._order_id: int | None = None
        rounds: tuple[Column[Any], ...] = (
            Column(self.tr("轮"), lambda row: str(row.round), 40),
            Column(
                self.tr("结论"),
                lambda row: word(VERDICT_LABELS[row.verdict]),
                82,
                chip=lambda row: VERDICT_CHIPS[row.verdict],
            ),
            Column(self.tr("检验员"), lambda row: row.inspector, 0),
            Column(self.tr("路试"), lambda row: row.road_test, muted=True, from_width=430),
            Column(self.tr("时间"), lambda row: moment(row.ended_at or row.started_at), 100, Align.RIGHT),
        )
        self.rounds = RowTable(rounds, self, empty=self.tr("还没有检验过。开始检验后列在这里。"))
        self.rounds.setObjectName("inspectionRounds")
        reworks: tuple[Column[Any], ...] = (
            Column(self.tr("返工项目"), lambda row: row.line, tip=_rework_tip),
            Column(self.tr("原因"), lambda row: row.cause, muted=True, tip=_rework_tip),
            Column(self.tr("责任人"), lambda row: row.technician, 66, from_width=400),
            Column(self.tr("次"), lambda row: str(row.times), 34, Align.RIGHT, from_width=400),
            Column(self.tr("复检"), self._result, 82, chip=_result_chip),
        )
        self.reworks = RowTable(reworks, self, empty=self.tr("没有返工"))
        self.reworks.setObjectName("reworks")
        for table in (self.rounds, self.reworks):
            table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body.addWidget(self.rounds)
        self.body.addWidget(self.reworks)
        self.print_inspection_button = self._paper_button(
            "printInspection", self.tr("打印竣工检验单"), self.print_inspection
        )
        self.print_rework_button = self._paper_button("printRework", self.tr("打印返工单"), self.print_rework)
        self.close_row()
        dock.place("inspection.history", self.rounds)

    def _paper_button(self, name: str, text: str, action: Any) -> QPushButton:  # noqa: ANN401 - a slot
        button = self.button(text, action)
        button.setObjectName(name)
        return button

    def _result(self, row: ReworkRow) -> str:
        return self.tr("已合格") if row.passed_at is not None else self.tr("待复检")

    def show_order(self, quality: OrderQuality) -> None:
        """Show the rounds that ended, newest first, and the reworks."""
        self._order_id = quality.order.id
        ended = tuple(row for row in quality.record.rounds if row.verdict is not Verdict.OPEN)
        self.setVisible(bool(ended))
        self.rounds.show_rows(ended)
        self.rounds.setFixedHeight(self.rounds.room_for(max(1, min(len(ended), _MOST_ROWS))))
        reworks = quality.record.reworks
        self.reworks.setVisible(bool(reworks))
        self.reworks.show_rows(reworks)
        self.reworks.setFixedHeight(self.reworks.room_for(max(1, min(len(reworks), _MOST_ROWS))))
        self.print_rework_button.setVisible(bool(reworks))

    def print_inspection(self) -> None:
        """Print the sheet of the order's last round (竣工检验单)."""
        self._print("final_inspection")

    def print_rework(self) -> None:
        """Print what was sent back (返工单)."""
        self._print("rework_slip")

    def _print(self, form: str) -> None:
        from app.views.printing import print_paper

        if self._order_id is not None:
            print_paper(self.desk, form, self._order_id, self)


def _rework_tip(row: ReworkRow) -> str:
    return "\n".join(part for part in (row.line, row.cause, row.technician) if part)


def _result_chip(row: ReworkRow) -> ChipKind:
    return ChipKind.GREEN if row.passed_at is not None else ChipKind.RED
