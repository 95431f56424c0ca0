"""估价单、增项确认单 (estimate, extra work): what the customer agrees to before it is done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.printing.blocks import SMALL, Block, Fact, Facts, Paragraph, Passage, Signature, Signatures, choice
from app.printing.facts import (
    Consent,
    PaperCustomer,
    PaperLine,
    PaperVehicle,
    PayerShare,
    StationHead,
    kilometres,
    money,
    when,
)
from app.printing.layout import MM
from app.printing.page import Form
from app.printing.sheets import PrintRun
from app.printing.work_order import NO_CONSENT, NOTHING, line_table, totals
from app.values import Fen, capitals

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
        yield _head(
            paper.customer,
            paper.vehicle,
            Fact("预计交车", when(paper.promised_at) or "待定"),
            Fact("服务顾问", paper.advisor),
        )
        yield Passage("客户要求", paper.request, min_lines=2)
        yield line_table(paper.lines, run.blank_rows)
        yield from totals(paper.lines, paper.discount, paper.customer_pays, paper.shares)
        yield Paragraph(f"本估价自出单之日起 {VALID_DAYS} 日内有效;增项须经客户认可。", SMALL)
        yield Signatures((Signature("服务顾问", paper.advisor), Signature("客户签名", share=1.4)), 20 * MM)


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
                Fact("客户答复", choice(("同意", "部分同意", "不同意"), paper.decision)),
                Fact("认可方式", paper.consent.way),
                Fact("认可人", f"{paper.consent.name} {when(paper.consent.at)}".strip()),
                Fact("认可金额", "" if paper.consent.amount is None else f"{money(paper.consent.amount)} 元"),
            )
        )
        yield Paragraph(f"客户认可金额(大写):人民币 {capitals(paper.customer_pays)}。未经认可的增项不施工。", SMALL)
        yield Signatures((Signature("服务顾问", paper.advisor), Signature("客户签名", share=1.4)), 20 * MM)


def _head(customer: PaperCustomer, vehicle: PaperVehicle, *more: Fact) -> Facts:
    return Facts(
        (
            Fact("客户单位", customer.name),
            Fact("联系人", customer.contact),
            Fact("联系电话", customer.phone),
            Fact("车牌号码", vehicle.plate_shown),
            Fact("车型", vehicle.model),
            Fact("车架号", vehicle.vin),
            Fact("公里数", kilometres(vehicle.mileage)),
            *more,
        )
    )
