"""What was inspected of the car in hand (检验): rounds, rework, certificates."""

from PySide6.QtWidgets import QVBoxLayout

from app.models.quality import VERDICT_LABELS, Verdict
from app.services import inspection_board
from app.services.inspection_board import ItemRow, QualityRecord, RoundRow
from app.services.order_rows import OrderInHand
from app.values import format_mileage
from app.views import theme
from app.views.desk import Desk
from app.views.one_line import PlainLabel
from app.views.order_panel.tabs import OrderTab
from app.views.row_table import Column, RowTable
from app.views.theme import ChipKind
from app.views.wording import moment, word

VERDICT_CHIPS = {
    Verdict.OPEN: ChipKind.NEUTRAL,
    Verdict.PASSED: ChipKind.GREEN,
    Verdict.FAILED: ChipKind.RED,
    Verdict.NOT_APPLICABLE: ChipKind.NEUTRAL,
}


class InspectionTab(OrderTab):
    """The items of the newest round; rework and certificates in words above."""

    def __init__(self, desk: Desk) -> None:
        """Build the summary and the table of items."""
        super().__init__(desk)
        self.summary = PlainLabel(self)
        self.summary.setWordWrap(True)
        self.table = RowTable(
            (
                Column(self.tr("序"), lambda r: str(r.position), width=36, muted=True),
                Column(self.tr("检验项目"), lambda r: r.name),
                Column(
                    self.tr("判定"),
                    lambda r: word(VERDICT_LABELS[r.verdict]),
                    width=80,
                    chip=lambda r: VERDICT_CHIPS[r.verdict],
                ),
                Column(self.tr("实测"), lambda r: r.measured, width=110),
                Column(self.tr("缺陷"), _finding, width=240, from_width=640),
            ),
            self,
            empty=self.tr("还没有检验。完工后由质检员(F7)逐项检验"),
        )
        self.table.setObjectName("inspectedItems")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, theme.pixels(8), 0, 0)
        box.addWidget(self.summary)
        box.addWidget(self.table, 1)

    def show_order(self, order: OrderInHand) -> None:
        """Read the inspections of an order."""
        self.desk.ask(inspection_board.quality_record, order.id, by=self, done=self._show)

    def _show(self, record: QualityRecord) -> None:
        self.table.show_rows(record.rounds[0].items if record.rounds else ())
        pieces = [self._round(row) for row in record.rounds]
        pieces += [
            self.tr("返工 {line}:{cause}({who},第 {times} 次)").format(
                line=row.line, cause=row.cause, who=row.technician, times=row.times
            )
            for row in record.reworks
        ]
        pieces += [
            self.tr("合格证 {number} 质量保证 {km} 或 {days} 天{void}").format(
                number=row.number,
                km=format_mileage(row.guarantee_km),
                days=row.guarantee_days,
                void=self.tr("(已作废:{why})").format(why=row.void_reason) if row.voided_at else "",
            )
            for row in record.certificates
        ]
        self.summary.setText("\n".join(pieces))
        self.summary.setVisible(bool(pieces))

    def _round(self, row: RoundRow) -> str:
        return self.tr("第 {round} 轮 {verdict} {who} {when}").format(
            round=row.round,
            verdict=word(VERDICT_LABELS[row.verdict]),
            who=row.inspector,
            when=moment(row.ended_at or row.started_at),
        )


def _finding(row: ItemRow) -> str:
    return row.finding
