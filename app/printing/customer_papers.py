"""估价单、增项确认单 (estimate, extra work): what the customer agrees to before it is done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.printing.blocks import SMALL, Block, Fact, Facts, Paragraph, Passage, Signature, Signatures, choice, ticks
from app.printing.facts import (
    Consent,
    PaperCustomer,
    PaperLine,
    PaperVehicle,
    PayerShare,
    StationHead,
    day,
    fuel_gauge,
    kilometres,
    money,
    when,
)
from app.printing.layout import MM
from app.printing.page import Form
from app.printing.panels import Clauses
from app.printing.sheets import PrintRun
from app.printing.work_order import CONSENT_WAYS, NO_CONSENT, NOTHING, OLD_PARTS, guarantee, line_table, totals
from app.values import Fen

VALID_DAYS = 7


@dataclass(frozen=True, slots=True)
class EstimatePaper:
    """What stands on an estimate (估价单), one revision of it."""

    station: StationHead
    number: str
    revision: int
    customer: PaperCustomer
    vehicle: PaperVehicle
    business_type: str
    quoted_at: datetime | None
    promised_at: datetime | None
    advisor: str
    request: str
    lines: tuple[PaperLine, ...]
    customer_pays: Fen
    discount: Fen = NOTHING
    shares: tuple[PayerShare, ...] = ()
    finding: str = ""
    old_parts: str = ""
    wash: bool | None = None
    guarantee_km: int | None = None
    guarantee_days: int | None = None
    extra_limit: Fen | None = None
    terms: tuple[str, ...] = ()


class EstimateForm(Form[EstimatePaper]):
    """Prints the estimate (估价单) in two copies."""

    title = "维修估价单"
    number_label = "施工单号"
    copies = ("客户联", "存根联")

    def subtitle(self, paper: EstimatePaper) -> str:
        """Name the revision."""
        return f"第 {paper.revision} 版  {paper.business_type}"

    def body(self, paper: EstimatePaper, run: PrintRun) -> Iterable[Block]:
        """List the car, the lines, the sums and what the estimate means."""
        valid = paper.quoted_at and paper.quoted_at + timedelta(days=VALID_DAYS)
        yield _head(
            paper.customer,
            paper.vehicle,
            Fact("油量", fuel_gauge(paper.vehicle.fuel)),
            Fact("报价时间", when(paper.quoted_at)),
            Fact("有效期至", day(valid)),
            Fact("预计交车", when(paper.promised_at) or "待定"),
            Fact("服务顾问", paper.advisor),
            Fact("质量保证", guarantee(paper.guarantee_km, paper.guarantee_days)),
        )
        yield Passage("客户要求", paper.request, min_lines=2)
        yield Passage("初检结果", paper.finding, min_lines=2)
        yield line_table(paper.lines, run.blank_rows)
        yield from totals(paper.lines, paper.discount, paper.customer_pays, paper.shares)
        limit = "" if paper.extra_limit is None else f"{money(paper.extra_limit)} 元以内的增项可直接施工"
        wash = ticks(("洗车", paper.wash is True), ("不洗", paper.wash is False))
        yield Facts(
            (
                Fact("旧件处理", choice(OLD_PARTS, paper.old_parts), span=2),
                Fact("车辆清洗", wash),
                Fact("增项授权", limit or "增项须逐项征得客户认可", span=3),
            )
        )
        yield Paragraph(f"本估价自出单之日起 {VALID_DAYS} 日内有效;增项须经客户认可。", SMALL, bold=True)
        if paper.terms:
            yield Clauses(paper.terms)
        yield Signatures((Signature("服务顾问", paper.advisor), Signature("客户签名", share=1.4)), 24 * MM)


@dataclass(frozen=True, slots=True)
class ExtraWorkPaper:
    """What stands on an extra-work confirmation (增项确认单)."""

    station: StationHead
    number: str
    order_number: str
    customer: PaperCustomer
    vehicle: PaperVehicle
    finding: str
    reason: str
    safety: bool
    lines: tuple[PaperLine, ...]
    customer_pays: Fen
    promised_before: datetime | None
    promised_after: datetime | None
    found_by: str
    advisor: str
    decision: str = ""
    consent: Consent = NO_CONSENT
    shares: tuple[PayerShare, ...] = ()


class ExtraWorkForm(Form[ExtraWorkPaper]):
    """Prints the extra-work confirmation (增项确认单)."""

    title = "增项确认单"
    number_label = "单号"
    copies = ("客户联", "存根联")

    def subtitle(self, paper: ExtraWorkPaper) -> str:
        """Name the order."""
        return f"施工单号 {paper.order_number}"

    def body(self, paper: ExtraWorkPaper, run: PrintRun) -> Iterable[Block]:
        """List finding, price, effect on the promise and the customer's answer."""
        yield _head(paper.customer, paper.vehicle, Fact("发现人", paper.found_by), Fact("服务顾问", paper.advisor))
        yield Passage("检查发现", paper.finding, min_lines=2)
        yield Passage("建议原因", f"{'【涉及行车安全】' if paper.safety else ''}{paper.reason}", min_lines=2)
        yield line_table(paper.lines, run.blank_rows)
        yield from totals(paper.lines, NOTHING, paper.customer_pays, paper.shares)
        yield Facts(
            (
                Fact("原定交车", when(paper.promised_before) or "待定"),
                Fact("认可后交车", when(paper.promised_after) or "待定"),
                Fact("认可金额", "" if paper.consent.amount is None else f"{money(paper.consent.amount)} 元"),
                Fact("客户答复", choice(("同意", "部分同意", "不同意"), paper.decision), span=2),
                Fact("认可人", paper.consent.name),
                Fact("认可方式", choice(CONSENT_WAYS, paper.consent.way), span=2),
                Fact("认可时间", when(paper.consent.at)),
            )
        )
        yield Paragraph("未经客户认可的增项不施工。", SMALL)
        yield Signatures((Signature("服务顾问", paper.advisor), Signature("客户签名", share=1.4)), 24 * MM)


def _head(customer: PaperCustomer, vehicle: PaperVehicle, *more: Fact) -> Facts:
    return Facts(
        (
            Fact("客户单位", customer.name),
            Fact("联系人", customer.contact),
            Fact("联系电话", customer.phone),
            Fact("车牌号码", vehicle.plate_shown),
            Fact("车型", vehicle.model),
            Fact("送修人", f"{customer.bringer} {customer.bringer_phone}".strip()),
            Fact("车架号", vehicle.vin),
            Fact("发动机号", vehicle.engine_number),
            Fact("公里数", kilometres(vehicle.mileage)),
            *more,
        )
    )
