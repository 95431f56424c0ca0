"""What happened to an order (施工单记录): stages, consents, clocks, stock, tools, prints, in the order of time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.models.access import Account, Permission
from app.models.lines import LabourLine
from app.models.orders import CONSENT_METHOD_LABELS, Consent, StageChange
from app.models.people import Technician
from app.models.stages import STAGE_LABELS, TRANSITIONS
from app.models.stock import DOCUMENT_LABELS, StockDocument
from app.models.tools import Tool, ToolLoan
from app.models.workshop import PAUSE_LABELS, WorkSpan
from app.services.acts import query
from app.store.unit_of_work import Look
from app.text import QT_TRANSLATE_NOOP


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One thing that happened (记录): ``what`` and ``kind`` are marked words, ``detail`` is plain text."""

    id: str
    at: datetime
    kind: str
    what: str
    who: str
    detail: str


@query(Permission.VIEW)
def record_of(look: Look, order_id: int) -> tuple[RecordRow, ...]:
    """Return everything recorded of an order, newest first."""
    rows = [
        *_stages(look, order_id),
        *_consents(look, order_id),
        *_clocks(look, order_id),
        *_documents(look, order_id),
        *_loans(look, order_id),
    ]
    return tuple(sorted(rows, key=lambda row: (row.at, row.id), reverse=True))


def _stages(look: Look, order_id: int) -> Iterator[RecordRow]:
    kind = QT_TRANSLATE_NOOP("words", "阶段")
    rows = look.session.execute(
        select(StageChange, Account.name)
        .join(Account, Account.id == StageChange.account_id)
        .where(StageChange.order_id == order_id)
    )
    for row, who in rows:
        detail = f"→ {STAGE_LABELS[row.entered]}  {row.reason}".rstrip()
        yield RecordRow(f"stage-{row.id:08}", row.at, kind, TRANSITIONS[row.action].label, who, detail)


def _consents(look: Look, order_id: int) -> Iterator[RecordRow]:
    kind = QT_TRANSLATE_NOOP("words", "认可")
    for row in look.session.scalars(select(Consent).where(Consent.order_id == order_id)):
        detail = f"{row.given_by}  {row.amount_fen / 100:,.2f}  {row.words}".rstrip()
        yield RecordRow(
            f"consent-{row.id:08}", row.given_at, kind, CONSENT_METHOD_LABELS[row.method], row.given_by, detail
        )


def _clocks(look: Look, order_id: int) -> Iterator[RecordRow]:
    kind = QT_TRANSLATE_NOOP("words", "施工")
    started, stopped = QT_TRANSLATE_NOOP("words", "开工"), QT_TRANSLATE_NOOP("words", "完工")
    rows = look.session.execute(
        select(WorkSpan, LabourLine.name, Technician.name)
        .join(LabourLine, LabourLine.id == WorkSpan.labour_line_id)
        .join(Technician, Technician.id == WorkSpan.technician_id)
        .where(LabourLine.order_id == order_id)
    )
    for span, line, who in rows:
        yield RecordRow(f"work-{span.id:08}-1", span.started_at, kind, started, who, line)
        if span.ended_at is not None:
            what = PAUSE_LABELS[span.pause] if span.pause else stopped
            yield RecordRow(f"work-{span.id:08}-2", span.ended_at, kind, what, who, line)


def _documents(look: Look, order_id: int) -> Iterator[RecordRow]:
    kind = QT_TRANSLATE_NOOP("words", "配件")
    rows = look.session.execute(
        select(StockDocument, Account.name)
        .join(Account, Account.id == StockDocument.posted_by)
        .where(StockDocument.order_id == order_id)
    )
    for document, who in rows:
        detail = f"{document.number}  {document.reason}".rstrip()
        yield RecordRow(
            f"stock-{document.id:08}", document.posted_at, kind, DOCUMENT_LABELS[document.kind], who, detail
        )


def _loans(look: Look, order_id: int) -> Iterator[RecordRow]:
    kind = QT_TRANSLATE_NOOP("words", "工具")
    lent, returned = QT_TRANSLATE_NOOP("words", "借出"), QT_TRANSLATE_NOOP("words", "归还")
    rows = look.session.execute(
        select(ToolLoan, Tool.name, Technician.name)
        .join(Tool, Tool.id == ToolLoan.tool_id)
        .join(Technician, Technician.id == ToolLoan.technician_id)
        .where(ToolLoan.order_id == order_id)
    )
    for loan, tool, who in rows:
        yield RecordRow(f"loan-{loan.id:08}-1", loan.lent_at, kind, lent, who, f"{tool}  {loan.number}")
        if loan.returned_at is not None:
            yield RecordRow(
                f"loan-{loan.id:08}-2", loan.returned_at, kind, returned, who, f"{tool}  {loan.condition_in}"
            )
