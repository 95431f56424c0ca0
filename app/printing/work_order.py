"""维修工作单 (work order): what the customer orders and signs, in three copies."""

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
    choice,
    ticks,
)
from app.printing.car_outline import DamageMark, walk_round
from app.printing.facts import (
    Consent,
    PaperCustomer,
    PaperLine,
    PaperVehicle,
    PayerShare,
    StationHead,
    Tick,
    day,
    fuel_gauge,
    kilometres,
    money,
    total,
    when,
)
from app.printing.layout import MM
from app.printing.page import Form
from app.printing.panels import Beside, Clauses
from app.printing.sheets import PrintRun
from app.values import Fen, capitals

CLAIM: Final = "索赔"
NOTHING: Final = Fen(0)
NO_CONSENT: Final = Consent()
OLD_PARTS: Final = ("带走", "不带走", "索赔返厂", "保险残值")
CONSENT_WAYS: Final = ("纸面签字", "屏幕签字", "电话认可", "短信/微信认可")
BELONGINGS: Final = ("行驶证", "备胎", "千斤顶", "随车工具", "灭火器", "三角牌")
PROTECTION: Final = ("座椅套", "方向盘套", "换挡杆套", "脚垫")
LEGEND: Final = "○ 凹陷  × 划痕  △ 掉漆  □ 破损、缺件(标在图上)"
TERMS: Final = (
    "施工中发现需增加项目或费用的,须先征得客户认可后方可施工。",
    "换下的旧件归客户所有;选择“不带走”的,由本站处置。",
    "客户自带配件,本站不承担该配件的质量保证责任。",
    "质量保证期按《机动车维修管理规定》执行,自竣工出厂之日起计算,里程与日期以先达到者为准。",
    "客户授权本站为检验之需进行路试。贵重物品请随身带走。",
    "凭客户联取车,请妥善保管。",
)


@dataclass(frozen=True, slots=True)
class WorkOrderPaper:
    """What stands on a work order (维修工作单).

    ``customer_pays`` is printed in figures and in capitals; ``shares`` names what the other payers bear;
    ``extra_limit`` is the signed limit for extra work; ``promised_at`` may be open.
    """

    station: StationHead
    number: str
    repair_class: str
    business_type: str
    customer: PaperCustomer
    vehicle: PaperVehicle
    arrived_at: datetime | None
    promised_at: datetime | None
    advisor: str
    lines: tuple[PaperLine, ...]
    customer_pays: Fen
    discount: Fen = NOTHING
    shares: tuple[PayerShare, ...] = ()
    request: str = ""
    finding: str = ""
    belongings: tuple[Tick, ...] = ()
    belongings_note: str = ""
    protection: tuple[Tick, ...] = ()
    valuables_told: bool = False
    marks: tuple[DamageMark, ...] = ()
    old_parts: str = ""
    wash: bool | None = None
    guarantee_km: int | None = None
    guarantee_days: int | None = None
    extra_limit: Fen | None = None
    consent: Consent = NO_CONSENT
    terms: tuple[str, ...] = TERMS
    lead_technician: str = ""
    inspector: str = ""


class WorkOrderForm(Form[WorkOrderPaper]):
    """Prints the work order (维修工作单)."""

    title = "维修工作单"
    number_label = "施工单号"
    copies = ("客户联(白)", "财务联(红)", "车间联(黄)")

    def subtitle(self, paper: WorkOrderPaper) -> str:
        """Name repair class and business type."""
        return f"维修类别 {paper.repair_class}  业务类型 {paper.business_type}"

    def body(self, paper: WorkOrderPaper, run: PrintRun) -> Iterable[Block]:
        """List all blocks of the work order."""
        yield head_facts(paper)
        yield _walk_round(paper)
        yield line_table(paper.lines, run.blank_rows)
        yield from totals(paper.lines, paper.discount, paper.customer_pays, paper.shares)
        yield _consent(paper)
        yield Clauses(paper.terms)
        yield Signatures(
            (
                Signature("服务顾问", paper.advisor),
                Signature("主修(班组长)", paper.lead_technician),
                Signature("质检员", paper.inspector),
                Signature("客户签名(同意以上项目、条款与预计费用)", share=1.5),
            ),
            20 * MM,
        )


def head_facts(paper: WorkOrderPaper) -> Facts:
    """Name customer, car and times."""
    customer, vehicle = paper.customer, paper.vehicle
    return Facts(
        (
            Fact("客户单位", customer.name),
            Fact("联系人", customer.contact),
            Fact("联系电话", customer.phone),
            Fact("车牌号码", vehicle.plate_shown),
            Fact("车型", vehicle.model),
            Fact("送修人", f"{customer.bringer} {customer.bringer_phone}".rstrip()),
            Fact("车架号", vehicle.vin),
            Fact("发动机号", vehicle.engine_number),
            Fact("购车日期", day(vehicle.purchased)),
            Fact("公里数", kilometres(vehicle.mileage)),
            Fact("油量", fuel_gauge(vehicle.fuel)),
            Fact("进厂时间", when(paper.arrived_at)),
            Fact("预计交车", when(paper.promised_at) or "待定"),
            Fact("服务顾问", paper.advisor),
            Fact("质量保证", guarantee(paper.guarantee_km, paper.guarantee_days)),
        )
    )


def guarantee(km: int | None, days: int | None) -> str:
    """Show the guarantee, whichever comes first (质量保证期)."""
    return " 或 ".join(
        text for text in (f"{km:,} km" if km is not None else "", f"{days} 天" if days is not None else "") if text
    )


def _walk_round(paper: WorkOrderPaper) -> Beside:
    """Put requests, findings, belongings and protection beside the picture of the car; unknown ticks stay open."""
    belongings = "  ".join(text for text in (_ticked(paper.belongings, BELONGINGS), paper.belongings_note) if text)
    seen = "  ".join(f"{mark.label} {mark.note}" for mark in paper.marks)
    return Beside(
        (
            Passage("客户要求", paper.request, min_lines=2),
            Passage("初检结果", paper.finding, min_lines=2),
            Passage("随车物品", belongings),
            Facts(
                (
                    Fact("贵重物品", ticks(("已提醒随身带走", paper.valuables_told))),
                    Fact("车辆清洗", ticks(("洗车", paper.wash is True), ("不洗", paper.wash is False))),
                ),
                pairs=2,
            ),
            Passage("防护用品", _ticked(paper.protection, PROTECTION)),
            Passage("旧件处理", choice(OLD_PARTS, paper.old_parts)),
            Passage("外观损伤", seen or LEGEND),
        ),
        walk_round(paper.marks, 9),
        0.32,
        50 * MM,
    )


def _ticked(known: Sequence[Tick], usual: Sequence[str]) -> str:
    """Show what was noted, or the usual things with open boxes to be ticked by hand."""
    return ticks(*((tick.text, tick.on) for tick in known) if known else ((text, False) for text in usual))


_COLUMNS: Final = (
    Column("序", 8, "center"),
    Column("维修项目 / 材料名称", 53.5),
    Column("编码", 30.5),
    Column("工时/数量", 21, "right"),
    Column("单价", 19, "right"),
    Column("金额", 21, "right"),
    Column("付费", 13, "center"),
    Column("类别", 20, "center"),
)


def line_table(lines: Sequence[PaperLine], blank_rows: int = 0) -> Table:
    """Set the lines of an order as a table; parts beneath a labour line have no number of their own."""
    rows = []
    number = 0
    for line in lines:
        number += not line.beneath
        rows.append(
            (
                "" if line.beneath else str(number),
                f"  {line.title}" if line.beneath else line.title,
                line.code,
                line.measure,
                money(line.price),
                money(line.amount),
                line.payer,
                line.origin or "—",
            )
        )
    return Table(_COLUMNS, tuple(rows), blank_rows)


def totals(
    lines: tuple[PaperLine, ...], discount: Fen, customer_pays: Fen, shares: Sequence[PayerShare]
) -> Iterable[Block]:
    """Add up labour, material and other; say what the customer pays in figures and capitals, and who pays the rest."""
    parts = [total(lines, kind) for kind in ("labour", "part", "other")]
    whole = Fen(sum(parts) - discount)
    yield Strip(
        (
            Text(f"工时费 {money(parts[0])}"),
            Text(f"材料费 {money(parts[1])}"),
            Text(f"其他 {money(parts[2])}"),
            Text(f"优惠 {money(discount)}"),
            Text(f"预计合计 ¥{money(whole)}", 1.35, 1.16, bold=True, align="right"),
        ),
        min_height=8 * MM,
    )
    yield Strip(
        (
            Text(f"客户应付(大写)人民币 {capitals(customer_pays)}", 4),
            Text(f"客户应付 ¥{money(customer_pays)}", 1.35, bold=True, align="right"),
        )
    )
    notes = [f"其余由 {'、'.join(f'{share.payer} {money(share.amount)}' for share in shares)} 承担。"] if shares else []
    if any(CLAIM in line.payer for line in lines):
        notes.append("索赔项目:待鉴定,非保修则自费。")
    if notes:
        yield Paragraph("  ".join(notes), SMALL)


def _consent(paper: WorkOrderPaper) -> Facts:
    """Say how the customer agreed, and up to what amount extra work needs no further call."""
    consent = paper.consent
    limit = "" if paper.extra_limit is None else f"{money(paper.extra_limit)} 元以内的增项可直接施工"
    return Facts(
        (
            Fact("委托认可", choice(CONSENT_WAYS, consent.way), span=2),
            Fact("认可金额", "" if consent.amount is None else f"{money(consent.amount)} 元"),
            Fact("认可人", f"{consent.name} {when(consent.at)}".strip()),
            Fact("增项授权", limit or "增项须逐项征得客户认可", span=2),
        )
    )
