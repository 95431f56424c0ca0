"""交车单 / 出厂单 (delivery slip) with the 出门证 (gate pass) to be cut off below it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from app.printing.blocks import Block, Column, Fact, Facts, Paragraph, Passage, Signature, Signatures, Table, ticks
from app.printing.facts import PaperCustomer, PaperVehicle, StationHead, day, kilometres, money, when
from app.printing.layout import MM
from app.printing.page import Form
from app.printing.panels import CutLine
from app.printing.sheets import PrintRun
from app.values import Fen

GATE_COPY = 1
_TAIL = 6


@dataclass(frozen=True, slots=True)
class DeliveredOrder:
    """An order of the visit on the slip: its number, statements with how they stand, certificate."""

    number: str
    work: str
    statement: str
    amount: Fen
    paid: str
    certificate: str = ""


@dataclass(frozen=True, slots=True)
class RefusedItem:
    """Work that was proposed and that the customer does not want done now (未做项目); ``price`` as it was offered."""

    finding: str
    work: str
    price: Fen
    safety: bool = False


@dataclass(frozen=True, slots=True)
class DeliverySlipPaper:
    """What stands on a delivery slip (交车单) and its gate pass (出门证)."""

    station: StationHead
    number: str
    gate_pass: str
    customer: PaperCustomer
    vehicle: PaperVehicle
    mileage_out: int | None
    arrived_at: datetime | None
    delivered_at: datetime | None
    receiver: str
    released_by: str
    orders: tuple[DeliveredOrder, ...]
    items_back: str = ""
    remaining_faults: str = ""
    advice: str = ""
    old_parts_shown: bool = False
    covers_off: bool = False
    next_service_km: int | None = None
    next_service_on: date | None = None
    follow_up: str = ""
    old_parts: str = ""
    refused: tuple[RefusedItem, ...] = ()


class DeliverySlipForm(Form[DeliverySlipPaper]):
    """Prints the delivery slip (交车单) in two copies; the second carries the gate pass (出门证)."""

    title = "交车单(出厂单)"
    number_label = "交车单号"
    copies = ("客户联", "存根联(附出门证)")

    def body(self, paper: DeliverySlipPaper, run: PrintRun) -> Iterable[Block]:
        """List the car, its orders, what was handed back and said, signatures."""
        del run
        yield _head(paper)
        yield Table(
            (
                Column("施工单号", 33),
                Column("维修内容", 36),
                Column("结算单号", 33),
                Column("金额", 22, "right"),
                Column("付款", 30, "center"),
                Column("合格证号", 33),
            ),
            tuple(
                (order.number, order.work, order.statement, money(order.amount), order.paid, order.certificate)
                for order in paper.orders
            ),
        )
        yield Passage("交还物品", paper.items_back)
        yield Passage("遗留问题", paper.remaining_faults or "无", min_lines=2)
        yield Passage("使用建议", paper.advice, min_lines=2)
        yield from _refused(paper.refused)
        yield Facts(
            (
                Fact(
                    "旧件处理", f"{ticks(('已给客户查验', paper.old_parts_shown))}  {paper.old_parts}".rstrip(), span=2
                ),
                Fact("防护用品", ticks(("已当面取下", paper.covers_off))),
                Fact("下次保养", _next_service(paper) or "         km 或       年    月    日", span=2),
                Fact("回访时间", paper.follow_up),
            )
        )
        yield Paragraph("以上维修项目已按委托完成,费用与交还物品已核对,车辆已当面验收。", framed=True)
        yield Signatures(
            (Signature("服务顾问", paper.released_by, timed=True), Signature("客户签名", share=1.4, timed=True)),
            26 * MM,
        )

    def appendix(self, paper: DeliverySlipPaper, run: PrintRun, copy: int) -> Iterable[Block]:
        """Put the gate pass below a cut line on the copy that stays until the gate."""
        del run
        if copy != GATE_COPY:
            return
        yield CutLine()
        yield Paragraph("出 门 证(放行条)", 1.5, framed=False, bold=True, align="center")
        yield Facts(
            (
                Fact("证号", paper.gate_pass),
                Fact("车牌号码", paper.vehicle.plate_shown),
                Fact("车架号尾", paper.vehicle.vin[-_TAIL:]),
                Fact("车型", paper.vehicle.model),
                Fact("施工单号", "、".join(order.number for order in paper.orders), span=2),
                Fact("放行时间", when(paper.delivered_at)),
            ),
            min_height=8 * MM,
        )
        yield Signatures((Signature("放行人", paper.released_by, timed=True), Signature("门卫", timed=True)), 16 * MM)


def _head(paper: DeliverySlipPaper) -> Facts:
    customer, vehicle = paper.customer, paper.vehicle
    return Facts(
        (
            Fact("客户单位", customer.name),
            Fact("联系电话", customer.phone),
            Fact("接车人", paper.receiver),
            Fact("车牌号码", vehicle.plate_shown),
            Fact("车型", vehicle.model),
            Fact("车架号", vehicle.vin),
            Fact("进厂时间", when(paper.arrived_at)),
            Fact("交车时间", when(paper.delivered_at)),
            Fact("出厂里程", kilometres(paper.mileage_out)),
        )
    )


def _refused(items: tuple[RefusedItem, ...]) -> Iterable[Block]:
    """List what the customer refused or put off, to be signed; nothing where there is nothing."""
    if not items:
        return
    yield Table(
        (
            Column("建议维修(客户暂不做)", 64),
            Column("项目", 82),
            Column("报价", 26, "right"),
            Column("安全", 15, "center"),
        ),
        tuple((item.finding, item.work, money(item.price), "是" if item.safety else "") for item in items),
    )
    risk = "标明“安全”的项目影响行车安全,本站已说明不维修的风险。" if any(item.safety for item in items) else ""
    yield Paragraph(f"以上项目已向客户说明,客户决定暂不维修。{risk}", framed=True)
    yield Signatures((Signature("客户签名(暂不维修)", share=1.0, timed=True),), 14 * MM)


def _next_service(paper: DeliverySlipPaper) -> str:
    """Say when the next service is due, by km and by date."""
    return " 或 ".join(text for text in (kilometres(paper.next_service_km), day(paper.next_service_on)) if text)
