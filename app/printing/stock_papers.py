"""领料单、退料单、入库单 (pick list, return slip, goods receipt): the papers that move stock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.printing.blocks import Block, Column, Fact, Facts, Signature, Signatures, Strip, Table, Text
from app.printing.facts import StationHead, money, quantity, when
from app.printing.page import Form
from app.printing.sheets import A5_LANDSCAPE, PrintRun
from app.values import Cost, Milli


@dataclass(frozen=True, slots=True)
class StockPaperLine:
    """A part on a stock paper; ``price`` and ``amount`` only where cost is shown."""

    number: str
    name: str
    bin: str
    quantity: Milli
    unit: str
    payer: str = ""
    price: Cost | None = None
    amount: Cost | None = None


@dataclass(frozen=True, slots=True)
class PickListPaper:
    """What stands on a requisition (领料单) or return slip (退料单, ``returned``)."""

    station: StationHead
    number: str
    order_number: str
    plate: str
    model: str
    receiver: str
    issued_by: str
    issued_at: datetime | None
    lines: tuple[StockPaperLine, ...]
    returned: bool = False
    reason: str = ""


class PickListForm(Form[PickListPaper]):
    """Prints the requisition (领料单)."""

    title = "领料单"
    number_label = "单号"
    copies = ("仓库联", "车间联")
    sheet = A5_LANDSCAPE

    def heading(self, paper: PickListPaper) -> str:
        """Say whether parts go out or come back."""
        return "退料单" if paper.returned else self.title

    def body(self, paper: PickListPaper, run: PrintRun) -> Iterable[Block]:
        """List the order and its parts by bin."""
        yield Facts(
            (
                Fact("施工单号", paper.order_number),
                Fact("车牌号码", paper.plate),
                Fact("车型", paper.model),
                Fact("退料人" if paper.returned else "领料人", paper.receiver),
                Fact("收料人" if paper.returned else "发料人", paper.issued_by),
                Fact("退料时间" if paper.returned else "领料时间", when(paper.issued_at)),
            )
        )
        yield _picked(paper, run.blank_rows)
        yield Strip((Text(f"共 {len(paper.lines)} 项"), Text(paper.reason and f"原因:{paper.reason}", 4)))
        ours, theirs = ("收料人", "退料人") if paper.returned else ("发料人", "领料人")
        yield Signatures((Signature(ours, paper.issued_by), Signature("仓库管理员"), Signature(theirs, paper.receiver)))


def _picked(paper: PickListPaper, blank_rows: int) -> Table:
    """List the parts by bin; a requisition has a column for what comes back unused (退料)."""
    columns = (
        Column("货位", 17),
        Column("配件编码", 36),
        Column("名称", 64),
        Column("数量", 18, "right"),
        Column("单位", 12, "center"),
        Column("付费", 16, "center"),
        Column("退料", 16, "right"),
    )
    rows = tuple(
        (line.bin, line.number, line.name, quantity(line.quantity), line.unit, line.payer, "") for line in paper.lines
    )
    if paper.returned:
        return Table(columns[:-1], tuple(row[:-1] for row in rows), blank_rows)
    return Table(columns, rows, blank_rows)


@dataclass(frozen=True, slots=True)
class ReceiptPaper:
    """What stands on a goods receipt (入库单); amounts are cost in fen, ``None`` for a post that may not see it."""

    station: StationHead
    number: str
    supplier: str
    delivery_note: str
    received_at: datetime | None
    received_by: str
    lines: tuple[StockPaperLine, ...]
    total: Cost | None = None
    reason: str = ""


class ReceiptForm(Form[ReceiptPaper]):
    """Prints the goods receipt (入库单)."""

    title = "入库单"
    number_label = "单号"
    copies = ("仓库联", "财务联")
    sheet = A5_LANDSCAPE

    def body(self, paper: ReceiptPaper, run: PrintRun) -> Iterable[Block]:
        """List supplier and parts with their cost."""
        yield Facts(
            (
                Fact("供应商", paper.supplier),
                Fact("随货单号", paper.delivery_note),
                Fact("入库时间", when(paper.received_at)),
            )
        )
        yield Table(
            (
                Column("货位", 18),
                Column("配件编码", 34),
                Column("名称", 60),
                Column("数量", 18, "right"),
                Column("单位", 12, "center"),
                Column("进价", 20, "right"),
                Column("金额", 22, "right"),
            ),
            tuple(
                (
                    line.bin,
                    line.number,
                    line.name,
                    quantity(line.quantity),
                    line.unit,
                    money(line.price),
                    money(line.amount),
                )
                for line in paper.lines
            ),
            run.blank_rows,
        )
        yield Strip(
            (
                Text(f"共 {len(paper.lines)} 项"),
                Text(paper.reason and f"原因:{paper.reason}", 2),
                Text("" if paper.total is None else f"合计 ¥{money(paper.total)}", bold=True, align="right"),
            )
        )
        yield Signatures((Signature("送货人"), Signature("验收入库", paper.received_by), Signature("财务")))
