"""Papers of the workshop, stock and tool room (派工单、返工单、领料单、入库单、借用单), filled from the records."""

from sqlalchemy import select

from app.models.access import Account
from app.models.customers import Vehicle
from app.models.lines import Approval, LabourLine, PartLine
from app.models.orders import PAYER_LABELS, Payer, WorkOrder
from app.models.people import RANK_LABELS, Bay, Rank, Team, Technician
from app.models.quality import Inspection, InspectionItem, InspectionKind, Rework
from app.models.stock import DocumentKind, Part, StockDocument, StockMove
from app.models.tools import Tool, ToolLoan
from app.models.visits import Visit
from app.models.workshop import Assignment
from app.printing.stock_papers import PickListPaper, ReceiptPaper, StockPaperLine
from app.printing.workshop_papers import JobLine, JobSlipPaper, ReworkLine, ReworkSlipPaper, ToolLoanPaper
from app.services.papers.common import (
    business_name,
    customer_of,
    letterhead,
    local,
    person,
    repair_class_name,
    vehicle_of,
)
from app.store.unit_of_work import Look
from app.values import Cost, Milli, format_plate


def job_slip(look: Look, order_id: int) -> JobSlipPaper:
    """Return what stands on the order's job slip."""
    order = look.find(WorkOrder, order_id)
    visit = look.find(Visit, order.visit_id)
    rows = look.session.execute(
        select(LabourLine, Assignment, Technician.name, Bay.name.label("bay"), Team.name.label("team"))
        .outerjoin(Assignment, (Assignment.labour_line_id == LabourLine.id) & Assignment.ended_at.is_(None))
        .outerjoin(Technician, Technician.id == Assignment.technician_id)
        .outerjoin(Team, Team.id == Technician.team_id)
        .outerjoin(Bay, Bay.id == Assignment.bay_id)
        .where(LabourLine.order_id == order_id, LabourLine.approval == Approval.APPROVED)
        .order_by(LabourLine.position, Assignment.id)
    )
    return JobSlipPaper(
        station=letterhead(look),
        number=order.number or "",
        vehicle=vehicle_of(look, order, visit),
        advisor=person(look, order.advisor_id),
        promised_at=local(look, order.promised_at),
        request=order.request,
        lines=tuple(_job_line(look, *row) for row in rows),
        customer=customer_of(look, order, visit).name,
        repair_class=repair_class_name(order),
        business_type=business_name(look, order),
        finding=order.finding,
    )


def _job_line(
    look: Look, line: LabourLine, given: Assignment | None, who: str | None, bay: str | None, team: str | None
) -> JobLine:
    level = RANK_LABELS[Rank(line.min_rank)] if line.min_rank > Rank.APPRENTICE else ""
    start = local(look, given.planned_start) if given is not None else None
    end = local(look, given.planned_end) if given is not None else None
    return JobLine(
        line.name, line.code, line.hours, who or "", bay or "", start, end, level and f"{level}以上", team or ""
    )


def rework_slip(look: Look, order_id: int) -> ReworkSlipPaper:
    """Return what stands on the order's rework slip."""
    order = look.find(WorkOrder, order_id)
    visit = look.find(Visit, order.visit_id)
    rows = look.session.execute(
        select(Rework, LabourLine.name, Technician.name.label("who"), Account.name.label("inspector"), Inspection)
        .join(InspectionItem, InspectionItem.id == Rework.inspection_item_id)
        .join(Inspection, Inspection.id == InspectionItem.inspection_id)
        .outerjoin(LabourLine, LabourLine.id == Rework.labour_line_id)
        .outerjoin(Technician, Technician.id == Rework.technician_id)
        .join(Account, Account.id == Rework.ordered_by)
        .where(Rework.order_id == order_id)
        .order_by(Rework.id)
    ).all()
    return ReworkSlipPaper(
        station=letterhead(look),
        number=order.number or "",
        vehicle=vehicle_of(look, order, visit),
        inspector=rows[-1].inspector if rows else "",
        lines=tuple(
            ReworkLine(
                name or "",
                row.cause,
                who or "",
                row.times,
                local(look, row.ordered_at),
                local(look, row.passed_at),
                _round(inspection),
            )
            for row, name, who, _, inspection in rows
        ),
    )


def _round(inspection: Inspection) -> str:
    """Name the inspection that found a defect."""
    kind = "竣工检验" if inspection.kind is InspectionKind.FINAL else "过程检验"
    return f"{kind}\n第 {inspection.round} 轮"


def pick_list(look: Look, document_id: int) -> PickListPaper:
    """Return what stands on a requisition or return slip."""
    document = look.find(StockDocument, document_id)
    order = look.find(WorkOrder, document.order_id or 0)
    vehicle = look.find(Vehicle, order.vehicle_id)
    receiver = look.session.scalar(select(Technician.name).where(Technician.id == document.technician_id)) or ""
    return PickListPaper(
        station=letterhead(look),
        number=document.number,
        order_number=order.number or "",
        plate=format_plate(vehicle.plate),
        model=vehicle.model,
        receiver=receiver,
        issued_by=person(look, document.posted_by),
        issued_at=local(look, document.posted_at),
        lines=_lines(look, document_id, cost=False),
        returned=document.kind is DocumentKind.RETURN,
        reason=document.reason,
    )


def receipt(look: Look, document_id: int) -> ReceiptPaper:
    """Return what stands on a goods receipt."""
    document = look.find(StockDocument, document_id)
    lines = _lines(look, document_id, cost=True)
    return ReceiptPaper(
        station=letterhead(look),
        number=document.number,
        supplier=document.supplier,
        delivery_note=document.supplier_note,
        received_at=local(look, document.posted_at),
        received_by=person(look, document.posted_by),
        lines=lines,
        total=Cost(sum(line.amount or 0 for line in lines)),
        reason=document.reason,
    )


def _lines(look: Look, document_id: int, *, cost: bool) -> tuple[StockPaperLine, ...]:
    """Return a document's parts by bin; what several batches gave for one line stands there once."""
    rows = look.session.execute(
        select(StockMove, Part, PartLine.payer)
        .join(Part, Part.id == StockMove.part_id)
        .outerjoin(PartLine, PartLine.id == StockMove.part_line_id)
        .where(StockMove.document_id == document_id)
        .order_by(Part.bin, Part.number, StockMove.id)
    )
    sums: dict[tuple[int, int | None], list[int]] = {}
    heads: dict[tuple[int, int | None], tuple[Part, str]] = {}
    for move, part, payer in rows:
        key = (part.id, move.part_line_id or (move.batch_id if cost else None))
        heads[key] = (part, _payer_word(payer))
        total = sums.setdefault(key, [0, 0])
        total[0] += move.quantity if cost else abs(move.quantity)
        total[1] += move.cost
    return tuple(
        StockPaperLine(
            part.number,
            part.name,
            part.bin,
            Milli(sums[key][0]),
            part.unit,
            payer,
            Cost(sums[key][1] * 1000 // sums[key][0]) if cost else None,
            Cost(sums[key][1]) if cost else None,
        )
        for key, (part, payer) in heads.items()
    )


def _payer_word(payer: Payer | None) -> str:
    return "" if payer is None else PAYER_LABELS[payer]


def tool_loan(look: Look, loan_id: int) -> ToolLoanPaper:
    """Return what stands on a tool loan."""
    loan = look.find(ToolLoan, loan_id)
    tool = look.find(Tool, loan.tool_id)
    number = look.session.scalar(select(WorkOrder.number).where(WorkOrder.id == loan.order_id)) if loan.order_id else ""
    return ToolLoanPaper(
        station=letterhead(look),
        number=loan.number,
        tool_code=tool.code,
        tool=tool.name,
        spec=tool.spec,
        borrower=look.find(Technician, loan.technician_id).name,
        order_number=number or "",
        lent_at=local(look, loan.lent_at),
        due_at=local(look, loan.due_at),
        returned_at=local(look, loan.returned_at),
        condition_out=loan.condition_out,
        condition_in=loan.condition_in,
        keeper=person(look, loan.lent_by),
    )
