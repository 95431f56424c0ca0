"""机动车维修竣工出厂合格证 (completion certificate): stub, the owner's certificate, guarantee card."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.printing.blocks import SMALL, Block, Column, Fact, Facts, Paragraph, Signature, Signatures, Table
from app.printing.facts import PaperVehicle, StationHead, day, kilometres
from app.printing.layout import MM
from app.printing.page import Form
from app.printing.panels import SideBySide
from app.printing.sheets import A4_LANDSCAPE, PrintRun


@dataclass(frozen=True, slots=True)
class CertificatePaper:
    """What stands on a completion certificate (竣工出厂合格证); the guarantee is km and days, whichever comes first."""

    station: StationHead
    number: str
    order_number: str
    owner: str
    vehicle: PaperVehicle
    repair_class: str
    mileage_out: int | None
    arrived_at: datetime | None
    finished_at: datetime | None
    issued_at: datetime | None
    inspector: str
    guarantee_km: int
    guarantee_days: int


class CertificateForm(Form[CertificatePaper]):
    """Prints the completion certificate (竣工出厂合格证), A4 across, in three parts."""

    title = "机动车维修竣工出厂合格证"
    number_label = "证号"
    sheet = A4_LANDSCAPE

    def subtitle(self, paper: CertificatePaper) -> str:
        """Name the work order."""
        return f"施工单号 {paper.order_number}"

    def body(self, paper: CertificatePaper, run: PrintRun) -> Iterable[Block]:
        """List the three parts."""
        del run
        yield SideBySide((_stub(paper), _certificate(paper), _card(paper)), (0.9, 1.15, 1.05))


def _heading(text: str, remark: str) -> tuple[Block, Block]:
    return (Paragraph(text, 1.6, framed=False, bold=True, align="center"), Paragraph(remark, SMALL, align="center"))


def _facts(paper: CertificatePaper) -> tuple[Fact, ...]:
    vehicle = paper.vehicle
    return (
        Fact("证号", paper.number),
        Fact("托修方", paper.owner),
        Fact("车牌号码", vehicle.plate_shown),
        Fact("车型", vehicle.model),
        Fact("车架号", vehicle.vin),
        Fact("发动机号", vehicle.engine_number),
        Fact("维修类别", paper.repair_class),
        Fact("合同编号", paper.order_number),
        Fact("出厂里程", kilometres(paper.mileage_out)),
        Fact("进厂日期", day(paper.arrived_at)),
        Fact("竣工日期", day(paper.finished_at)),
        Fact("出厂日期", day(paper.issued_at)),
    )


def _stub(paper: CertificatePaper) -> tuple[Block, ...]:
    return (
        *_heading("存 根", "由维修企业存查"),
        Facts(_facts(paper), pairs=1),
        Signatures((Signature("质检员", paper.inspector), Signature("领证人")), 26 * MM),
    )


def _certificate(paper: CertificatePaper) -> tuple[Block, ...]:
    return (
        *_heading("合 格 证", "交托修方,随车保存"),
        Facts(_facts(paper), pairs=1),
        Paragraph("该车按维修合同维修,经检验合格,准予出厂。", 1.15, bold=True, align="center"),
        Signatures((Signature("质检员(盖章)", paper.inspector), Signature("承修单位(盖章)")), 26 * MM),
        Signatures((Signature("接车人(签字)"),), 14 * MM),
    )


def _card(paper: CertificatePaper) -> tuple[Block, ...]:
    promise = (
        f"自竣工出厂之日起,行驶 {paper.guarantee_km:,} 公里或 {paper.guarantee_days} 日,以先达到者为准。"
        "质量保证期内,因维修质量造成机动车无法正常使用的,本站无偿返修。凭本卡返修,按《机动车维修管理规定》执行。"
    )
    return (
        *_heading("质量保证卡", "交托修方"),
        Facts(
            (
                Fact("证号", paper.number),
                Fact("车牌号码", paper.vehicle.plate_shown),
                Fact("车架号", paper.vehicle.vin),
                Fact("维修类别", paper.repair_class),
                Fact("出厂日期", day(paper.issued_at)),
                Fact("出厂里程", kilometres(paper.mileage_out)),
                Fact("保证期", f"{paper.guarantee_km:,} 公里或 {paper.guarantee_days} 日"),
            ),
            pairs=1,
        ),
        Paragraph(promise, 0.95),
        Table(
            (
                Column("返修日期", 16, "center"),
                Column("里程", 13, "center"),
                Column("返修项目", 30),
                Column("质检员", 14, "center"),
            ),
            (),
            blank_rows=5,
            caption="返修记录",
            row_height=7.5 * MM,
        ),
    )
