"""机动车维修费用结算清单 (settlement statement): labour and material apart, what is due in figures and capitals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.printing.blocks import (
    SMALL,
    Block,
    Column,
    Fact,
    Facts,
    Paragraph,
    Passage,
    Signature,
    Signatures,
    Strip,
    Table,
    Text,
)
from app.printing.facts import (
    PaperCustomer,
    PaperLine,
    PaperVehicle,
    StationHead,
    kilometres,
    money,
    quantity,
    total,
    when,
)
from app.printing.layout import MM
from app.printing.page import Form
from app.printing.sheets import PrintRun
from app.printing.work_order import NOTHING, guarantee
from app.values import Fen, capitals

OWN_PART: Final = "客户自带"


@dataclass(frozen=True, slots=True)
class StatementPaper:
    """What stands on one payer's statement (结算清单); ``due`` is the sum of the lines less discount and rounding."""

    station: StationHead
    number: str
    order_number: str
    payer: str
    customer: PaperCustomer
    vehicle: PaperVehicle
    repair_class: str
    mileage_out: int | None
    arrived_at: datetime | None
    settled_at: datetime | None
    lines: tuple[PaperLine, ...]
    due: Fen
    discount: Fen = NOTHING
    paid: str = ""
    old_parts: str = ""
    guarantee_km: int | None = None
    guarantee_days: int | None = None
    cashier: str = ""
    advisor: str = ""
    notes: tuple[str, ...] = ()
    finished_at: datetime | None = None
    rounding: Fen = NOTHING


class StatementForm(Form[StatementPaper]):
    """Prints the settlement statement (结算清单) in two copies."""

    title = "机动车维修费用结算清单"
    number_label = "结算单号"
    copies = ("客户联", "存根联")

    def subtitle(self, paper: StatementPaper) -> str:
        """Name the work order and who pays."""
        return f"施工单号 {paper.order_number}  {paper.payer}"

    def body(self, paper: StatementPaper, run: PrintRun) -> Iterable[Block]:
        """List parties, labour, material, other, sums, signatures."""
        del run
        yield _parties(paper)
        yield Table(_LABOUR, _labour(paper.lines), caption="一、工时费")
        yield Table(_MATERIAL, _material(paper.lines), caption="二、材料费")
        others = [line for line in paper.lines if line.kind == "other"]
        if others:
            rows = tuple((str(n), line.title, money(line.amount)) for n, line in enumerate(others, 1))
            yield Table(_OTHER, rows, caption="三、其他费用")
        yield from _sums(paper)
        if any(line.origin == OWN_PART for line in paper.lines):
            yield Paragraph("客户自带配件由客户提供,本站不承担该配件的质量保证责任。", SMALL)
        yield Passage("备注", "\n".join(paper.notes), min_lines=2)
        yield Signatures(
            (
                Signature("结算员", paper.cashier),
                Signature("服务顾问", paper.advisor),
                Signature("承修单位(盖章)"),
                Signature("客户签名", share=1.4),
            ),
            28 * MM,
        )


def _parties(paper: StatementPaper) -> Facts:
    customer, vehicle = paper.customer, paper.vehicle
    return Facts(
        (
            Fact("托修方", customer.name),
            Fact("联系人", customer.contact),
            Fact("联系电话", customer.phone),
            Fact("承修方", paper.station.name, span=2),
            Fact("付费方", paper.payer),
            Fact("车牌号码", vehicle.plate_shown),
            Fact("车型", vehicle.model),
            Fact("车架号", vehicle.vin),
            Fact("发动机号", vehicle.engine_number),
            Fact("进厂里程", kilometres(vehicle.mileage)),
            Fact("出厂里程", kilometres(paper.mileage_out)),
            Fact("维修类别", paper.repair_class),
            Fact("进厂时间", when(paper.arrived_at)),
            Fact("竣工时间", when(paper.finished_at)),
            Fact("结算时间", when(paper.settled_at)),
            Fact("旧件处理", paper.old_parts),
        )
    )


_LABOUR: Final = (
    Column("序", 8, "center"),
    Column("维修项目", 84),
    Column("编码", 30),
    Column("工时", 20, "right"),
    Column("工时单价", 22, "right"),
    Column("金额", 22, "right"),
)
_MATERIAL: Final = (
    Column("序", 8, "center"),
    Column("材料名称", 49),
    Column("编码", 32),
    Column("品牌", 19),
    Column("数量", 18, "right"),
    Column("单价", 19, "right"),
    Column("金额", 21, "right"),
    Column("类别", 20, "center"),
)
_OTHER: Final = (Column("序", 8, "center"), Column("项目", 136), Column("金额", 42, "right"))


def _labour(lines: Sequence[PaperLine]) -> tuple[tuple[str, ...], ...]:
    found = [line for line in lines if line.kind == "labour"]
    return tuple(
        (str(n), line.title, line.code, quantity(line.quantity), money(line.price), money(line.amount))
        for n, line in enumerate(found, 1)
    )


def _material(lines: Sequence[PaperLine]) -> tuple[tuple[str, ...], ...]:
    found = [line for line in lines if line.kind == "part"]
    return tuple(
        (str(n), line.title, line.code, line.brand, line.measure, money(line.price), money(line.amount), line.origin)
        for n, line in enumerate(found, 1)
    )


def _sums(paper: StatementPaper) -> Iterable[Block]:
    """Add up, say what is due in figures and capitals, how it was paid, and the guarantee."""
    yield Strip(
        (
            Text(f"工时费 {money(total(paper.lines, 'labour'))}"),
            Text(f"材料费 {money(total(paper.lines, 'part'))}"),
            Text(f"其他 {money(total(paper.lines, 'other'))}"),
            Text(f"优惠 {money(paper.discount)}" + (f"  抹零 {money(paper.rounding)}" if paper.rounding else "")),
            Text(f"应付 ¥{money(paper.due)}", 1.35, 1.16, bold=True, align="right"),
        ),
        min_height=8 * MM,
    )
    yield Strip((Text(f"人民币(大写)  {capitals(paper.due)}", 2), Text(paper.paid, align="right")))
    promise = guarantee(paper.guarantee_km, paper.guarantee_days)
    if promise:
        yield Paragraph(f"质量保证期:{promise},自竣工出厂之日起,以先达到者为准,按《机动车维修管理规定》执行。", SMALL)
