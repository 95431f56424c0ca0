"""The one way to paper: ``print_form`` turns a paper into PDF bytes (打印入口)."""

from io import BytesIO
from typing import Any, Final

from app.printing.certificate import CertificateForm, CertificatePaper
from app.printing.customer_papers import EstimateForm, EstimatePaper, ExtraWorkForm, ExtraWorkPaper
from app.printing.delivery_slip import DeliverySlipForm, DeliverySlipPaper
from app.printing.fonts import BOLD, REGULAR
from app.printing.page import Form, Paper
from app.printing.sheets import PrintRun, Sheet
from app.printing.statement import StatementForm, StatementPaper
from app.printing.stock_papers import PickListForm, PickListPaper, ReceiptForm, ReceiptPaper
from app.printing.work_order import WorkOrderForm, WorkOrderPaper
from app.printing.workshop_papers import (
    FinalInspectionForm,
    FinalInspectionPaper,
    JobSlipForm,
    JobSlipPaper,
    ReworkSlipForm,
    ReworkSlipPaper,
    ToolLoanForm,
    ToolLoanPaper,
)

FORMS: Final[dict[str, type]] = {
    "work_order": WorkOrderPaper,
    "estimate": EstimatePaper,
    "extra_work": ExtraWorkPaper,
    "job_slip": JobSlipPaper,
    "pick_list": PickListPaper,
    "receipt": ReceiptPaper,
    "final_inspection": FinalInspectionPaper,
    "rework_slip": ReworkSlipPaper,
    "certificate": CertificatePaper,
    "statement": StatementPaper,
    "delivery_slip": DeliverySlipPaper,
    "tool_loan": ToolLoanPaper,
}
"""Name of a form, as ``main.py print`` takes it, and the paper that fills it."""

_BY_PAPER: Final[dict[type, Form[Any]]] = {
    WorkOrderPaper: WorkOrderForm(),
    EstimatePaper: EstimateForm(),
    ExtraWorkPaper: ExtraWorkForm(),
    JobSlipPaper: JobSlipForm(),
    PickListPaper: PickListForm(),
    ReceiptPaper: ReceiptForm(),
    FinalInspectionPaper: FinalInspectionForm(),
    ReworkSlipPaper: ReworkSlipForm(),
    CertificatePaper: CertificateForm(),
    StatementPaper: StatementForm(),
    DeliverySlipPaper: DeliverySlipForm(),
    ToolLoanPaper: ToolLoanForm(),
}


def form_of(paper: Paper) -> Form[Any]:
    """Return the form a paper is printed with; raises ``KeyError`` for anything that is no paper."""
    return _BY_PAPER[type(paper)]


def print_form(paper: Paper, run: PrintRun) -> bytes:
    """Print a paper (打印): every copy in turn, in one PDF; the same paper and run give the same bytes."""
    from reportlab.pdfgen.canvas import Canvas

    from app.printing.layout import MM
    from app.printing.surface import Surface

    form = form_of(paper)
    written = BytesIO()
    canvas = Canvas(written, invariant=1, lang="zh-CN")
    canvas.setTitle(f"{form.title} {paper.number}".rstrip())
    canvas.setAuthor(paper.station.name)
    offset = (run.offset_x / 10 * MM, run.offset_y / 10 * MM)

    def new_surface(sheet: Sheet) -> Surface:
        canvas.setPageSize((sheet.width * MM, sheet.height * MM))
        return Surface(canvas, sheet.height * MM, offset)

    form.draw(paper, run, new_surface)
    canvas.save()
    return written.getvalue()


def preload() -> None:
    """Open the faces and load reportlab ahead of the first print; meant for a background thread."""
    from app.printing.embedding import registered

    for name in (REGULAR, BOLD):
        registered(name)
