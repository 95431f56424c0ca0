"""派工单、返工单、竣工检验单、工具借用单 (job slip, rework slip, final inspection, tool loan): papers of the floor."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.printing.blocks import Block, Column, Fact, Facts, Passage, Signature, Signatures, Strip, Table, Text, choice
from app.printing.facts import PaperVehicle, StationHead, kilometres, quantity, when
from app.printing.layout import MM
from app.printing.page import Form
from app.printing.sheets import A5_LANDSCAPE, PrintRun
from app.values import Milli


@dataclass(frozen=True, slots=True)
class JobLine:
    """A line on a job slip: who, where, when, how long."""

    name: str
    code: str
    hours: Milli
    technician: str
    bay: str
    start: datetime | None
    end: datetime | None
    level: str = ""
    team: str = ""


@dataclass(frozen=True, slots=True)
class JobSlipPaper:
    """What stands on a job slip (派工单)."""

    station: StationHead
    number: str
    vehicle: PaperVehicle
    advisor: str
    promised_at: datetime | None
    request: str
    lines: tuple[JobLine, ...]
    customer: str = ""
    repair_class: str = ""
    business_type: str = ""
    finding: str = ""


class JobSlipForm(Form[JobSlipPaper]):
    """Prints the job slip (派工单)."""

    title = "派工单"
    number_label = "施工单号"
    copies = ("车间联",)

    def subtitle(self, paper: JobSlipPaper) -> str:
        """Name repair class and business type."""
        return f"{paper.repair_class}  {paper.business_type}".strip()

    def body(self, paper: JobSlipPaper, run: PrintRun) -> Iterable[Block]:
        """List the car, the customer's words, the lines and rows to note what was done."""
        del run
        yield _car(
            paper.vehicle,
            Fact("客户单位", paper.customer),
            Fact("服务顾问", paper.advisor),
            Fact("预计交车", when(paper.promised_at) or "待定"),
        )
        yield Passage("客户要求", paper.request, min_lines=2)
        yield Passage("初检结果", paper.finding)
        yield Table(
            (
                Column("维修项目", 54),
                Column("编码", 26),
                Column("工时", 14, "right"),
                Column("班组 / 维修工", 24, "center"),
                Column("工位", 18, "center"),
                Column("计划开工", 26, "center"),
                Column("计划完工", 26, "center"),
            ),
            tuple(
                (
                    line.name + (f" ({line.level})" if line.level else ""),
                    line.code,
                    quantity(line.hours),
                    f"{line.team}\n{line.technician}".strip(),
                    line.bay,
                    _clock(line.start),
                    _clock(line.end),
                )
                for line in paper.lines
            ),
            row_height=7 * MM,
        )
        yield Table(
            (Column("施工记录(测量值、更换件、异常)", 140), Column("记录人", 40, "center")), (), 10, row_height=9 * MM
        )
        yield Signatures((Signature("自检(维修工)"), Signature("互检(班组长)"), Signature("过程检验(质检员)")), 18 * MM)


def _clock(moment: datetime | None) -> str:
    return "" if moment is None else moment.strftime("%m-%d %H:%M")


def _car(vehicle: PaperVehicle, *more: Fact) -> Facts:
    return Facts(
        (
            Fact("车牌号码", vehicle.plate_shown),
            Fact("车型", vehicle.model),
            Fact("车架号", vehicle.vin),
            Fact("发动机号", vehicle.engine_number),
            Fact("公里数", kilometres(vehicle.mileage)),
            *more,
        )
    )


@dataclass(frozen=True, slots=True)
class InspectedItem:
    """An item of an inspection with its verdict in words (合格、不合格、不适用)."""

    name: str
    verdict: str
    finding: str = ""
    measured: str = ""


@dataclass(frozen=True, slots=True)
class FinalInspectionPaper:
    """What stands on a final inspection (竣工检验单)."""

    station: StationHead
    number: str
    round: int
    vehicle: PaperVehicle
    items: tuple[InspectedItem, ...]
    verdict: str
    inspector: str
    inspected_at: datetime | None
    road_test: str = ""
    road_test_km: int | None = None
    customer: str = ""
    repair_class: str = ""
    started_at: datetime | None = None


class FinalInspectionForm(Form[FinalInspectionPaper]):
    """Prints the final inspection (竣工检验单)."""

    title = "竣工检验单"
    number_label = "施工单号"
    copies = ("存根联",)

    def subtitle(self, paper: FinalInspectionPaper) -> str:
        """Name the round."""
        return f"第 {paper.round} 轮  {paper.repair_class}".rstrip()

    def body(self, paper: FinalInspectionPaper, run: PrintRun) -> Iterable[Block]:
        """List the items with their verdicts, the road test, the conclusion."""
        del run
        yield _car(
            paper.vehicle,
            Fact("客户单位", paper.customer),
            Fact("开始检验", when(paper.started_at)),
            Fact("检验时间", when(paper.inspected_at)),
            Fact("质检员", paper.inspector),
        )
        rows = tuple(
            (str(n), item.name, choice(("合格", "不合格", "不适用"), item.verdict), item.measured, item.finding)
            for n, item in enumerate(paper.items, 1)
        )
        yield Table(
            (
                Column("序", 8, "center"),
                Column("检验项目", 62),
                Column("判定", 48),
                Column("实测", 22),
                Column("缺陷与处理", 46),
            ),
            rows,
            row_height=6.6 * MM,
        )
        yield Facts(
            (
                Fact("路试起", "    时    分          km"),
                Fact("路试止", f"    时    分  {kilometres(paper.road_test_km) or '        km'}"),
                Fact("路试人", ""),
            )
        )
        yield Passage("路试情况", paper.road_test, min_lines=2)
        yield Strip((Text(f"检验结论: {choice(('合格', '不合格'), paper.verdict)}", bold=True),), min_height=9 * MM)
        yield Signatures((Signature("质检员", paper.inspector), Signature("班组长"), Signature("服务顾问")), 18 * MM)


@dataclass(frozen=True, slots=True)
class ReworkLine:
    """One line sent back: what was found, why, who, how often."""

    line: str
    cause: str
    technician: str
    times: int
    ordered_at: datetime | None
    passed_at: datetime | None
    found_in: str = ""


@dataclass(frozen=True, slots=True)
class ReworkSlipPaper:
    """What stands on a rework slip (返工单)."""

    station: StationHead
    number: str
    vehicle: PaperVehicle
    inspector: str
    lines: tuple[ReworkLine, ...]


class ReworkSlipForm(Form[ReworkSlipPaper]):
    """Prints the rework slip (返工单)."""

    title = "返工单"
    number_label = "施工单号"
    copies = ("车间联",)
    sheet = A5_LANDSCAPE

    def body(self, paper: ReworkSlipPaper, run: PrintRun) -> Iterable[Block]:
        """List what goes back to whom, and the re-check."""
        yield _car(paper.vehicle)
        yield Table(
            (
                Column("发现环节", 24, "center"),
                Column("返工项目", 36),
                Column("缺陷与原因", 40),
                Column("责任人", 18, "center"),
                Column("次数", 11, "center"),
                Column("下达", 22, "center"),
                Column("限期", 18, "center"),
                Column("复检合格", 22, "center"),
            ),
            tuple(
                (
                    row.found_in,
                    row.line,
                    row.cause,
                    row.technician,
                    str(row.times),
                    _clock(row.ordered_at),
                    "",
                    _clock(row.passed_at),
                )
                for row in paper.lines
            ),
            blank_rows=run.blank_rows,
            row_height=8 * MM,
        )
        yield Signatures((Signature("质检员", paper.inspector), Signature("责任人"), Signature("复检")), 20 * MM)


@dataclass(frozen=True, slots=True)
class ToolLoanPaper:
    """What stands on a tool loan (工具借用单)."""

    station: StationHead
    number: str
    tool_code: str
    tool: str
    spec: str
    borrower: str
    order_number: str
    lent_at: datetime | None
    due_at: datetime | None
    returned_at: datetime | None
    condition_out: str
    condition_in: str
    keeper: str


class ToolLoanForm(Form[ToolLoanPaper]):
    """Prints the tool loan (工具借用单) in two copies."""

    title = "工具借用单"
    number_label = "单号"
    copies = ("工具间联", "借用人联")
    sheet = A5_LANDSCAPE

    def body(self, paper: ToolLoanPaper, run: PrintRun) -> Iterable[Block]:
        """List tool, borrower, times and conditions."""
        del run
        yield Facts(
            (
                Fact("工具编号", paper.tool_code),
                Fact("名称", paper.tool),
                Fact("规格", paper.spec),
                Fact("数量", "1"),
                Fact("借用人", paper.borrower),
                Fact("施工单号", paper.order_number),
                Fact("借出时间", when(paper.lent_at)),
                Fact("应还时间", when(paper.due_at)),
                Fact("归还时间", when(paper.returned_at)),
            ),
            min_height=8 * MM,
        )
        yield Passage("借出状况", paper.condition_out)
        yield Passage("归还状况", paper.condition_in)
        yield Signatures(
            (Signature("工具管理员", paper.keeper), Signature("借用人", paper.borrower), Signature("归还验收")), 20 * MM
        )
