"""Items and materials of the car in hand (项目与材料): lines, payers, states, and the sums below."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.models.orders import PAYER_LABELS
from app.services.order_rows import LineRow, OrderInHand
from app.values import capitals, format_money, format_quantity
from app.views import theme
from app.views.chips import tone_kind
from app.views.desk import Desk
from app.views.one_line import OneLine, PlainLabel
from app.views.order_panel.tabs import OrderTab
from app.views.row_table import Align, Column, RowTable
from app.views.wording import listed, word


class LinesTab(OrderTab):
    """Every line with who pays, who does it and how far it is; parts stand under their labour."""

    def __init__(self, desk: Desk) -> None:
        """Build the empty table and the line of sums."""
        super().__init__(desk)
        self.table = RowTable(
            (
                Column("", self._mark, width=34, align=Align.CENTRE, muted=True),
                Column(self.tr("项目 / 材料"), _indented, tip=lambda r: f"{r.code} {r.name} {r.note}".strip()),
                Column(self.tr("编码"), lambda r: r.code, width=110, muted=True, from_width=900),
                Column(self.tr("工时/数量"), _amount, width=82, align=Align.RIGHT),
                Column(
                    self.tr("单价"), lambda r: format_money(r.price_fen), width=78, align=Align.RIGHT, from_width=560
                ),
                Column(self.tr("金额"), lambda r: format_money(r.total_fen), width=84, align=Align.RIGHT),
                Column(self.tr("付费"), _payers, width=72, tip=_payers),
                Column(self.tr("执行人"), lambda r: r.technician, width=76, from_width=700),
                Column(self.tr("状态"), lambda r: word(r.status), width=84, chip=lambda r: tone_kind(r.tone)),
            ),
            self,
            empty=self.tr("还没有项目。在接待(F5)里加项目和材料"),
        )
        self.table.setObjectName("orderLines")
        self.sums = PlainLabel(self)
        self.sums.setObjectName("muted")
        self.total = PlainLabel(self)
        self.total.setObjectName("total")
        foot = QHBoxLayout()
        foot.addWidget(self.sums, 1)
        foot.addWidget(self.total)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, theme.pixels(8), 0, 0)
        self.request = OneLine(self)
        self.request.setObjectName("orderRequest")
        box.addWidget(self.request)
        box.addWidget(self.table, 1)
        box.addLayout(foot)

    def _mark(self, row: LineRow) -> str:
        if row.extra_work_id is not None:
            return self.tr("增")
        return {"labour": self.tr("工"), "part": self.tr("料"), "other": self.tr("其")}[row.kind]

    def show_order(self, order: OrderInHand) -> None:
        """Show the lines and what they come to."""
        self.request.setText(self.tr("客户要求:{words}").format(words=" ".join(order.request.split())))
        self.request.setVisible(bool(order.request))
        self.table.show_rows(order.lines)
        pieces = [
            self.tr("工时 {money}").format(money=format_money(order.labour_fen)),
            self.tr("材料 {money}").format(money=format_money(order.material_fen)),
            self.tr("其他 {money}").format(money=format_money(order.other_fen)),
            self.tr("客户应付 {money}").format(money=format_money(order.customer_fen)),
        ]
        if order.proposed_fen:
            pieces.append(self.tr("待认可 +{money}").format(money=format_money(order.proposed_fen)))
        self.sums.setText("   ".join(pieces))
        self.sums.setToolTip(capitals(order.customer_fen))
        self.total.setText(self.tr("合计 ¥{money}").format(money=format_money(order.total_fen)))


def _indented(row: LineRow) -> str:
    return row.name if row.kind != "part" else f"   {row.name}"


def _amount(row: LineRow) -> str:
    return f"{format_quantity(row.amount)} {word(row.unit)}"


def _payers(row: LineRow) -> str:
    own = word(PAYER_LABELS[row.payer])
    if not row.shares:
        return own
    others = listed(f"{word(PAYER_LABELS[payer])} {permille / 10:g}%" for payer, permille in row.shares)
    return f"{own} + {others}"
