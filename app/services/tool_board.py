"""What the tool keeper sees (工具间): every tool, on the shelf or out."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select

from app.models.access import Permission
from app.models.people import Technician
from app.models.tools import Tool, ToolLoan
from app.services.acts import query
from app.store.unit_of_work import Look


@dataclass(frozen=True, slots=True)
class ToolRow:
    """A tool on the shelf or out (工具)."""

    id: int
    version: int
    code: str
    name: str
    spec: str
    place: str
    state: str
    measuring: bool
    calibration_due: date | None
    out_of_order: str
    loan_id: int | None
    loan_version: int | None
    loan_number: str
    borrower: str
    order_id: int | None
    lent_at: datetime | None
    due_at: datetime | None


@query(Permission.VIEW)
def tool_shelf(look: Look) -> tuple[ToolRow, ...]:
    """Return every tool with its loan, those out first; state is out, overdue, broken, calibration or in."""
    rows = look.session.execute(
        select(Tool, ToolLoan, Technician.name)
        .outerjoin(ToolLoan, (ToolLoan.tool_id == Tool.id) & ToolLoan.returned_at.is_(None))
        .outerjoin(Technician, Technician.id == ToolLoan.technician_id)
        .where(Tool.retired.is_(False))
        .order_by(ToolLoan.id.is_(None), Tool.code)
    )
    return tuple(_tool_row(look, tool, loan, who) for tool, loan, who in rows)


def _tool_row(look: Look, tool: Tool, loan: ToolLoan | None, who: str | None) -> ToolRow:
    row = ToolRow(
        id=tool.id,
        version=tool.version,
        code=tool.code,
        name=tool.name,
        spec=tool.spec,
        place=tool.place,
        state=_tool_state(look, tool, loan),
        measuring=tool.measuring,
        calibration_due=tool.calibration_due,
        out_of_order=tool.out_of_order,
        loan_id=None,
        loan_version=None,
        loan_number="",
        borrower=who or "",
        order_id=None,
        lent_at=None,
        due_at=None,
    )
    if loan is None:
        return row
    return replace(
        row,
        loan_id=loan.id,
        loan_version=loan.version,
        loan_number=loan.number,
        order_id=loan.order_id,
        lent_at=loan.lent_at,
        due_at=loan.due_at,
    )


def _tool_state(look: Look, tool: Tool, loan: ToolLoan | None) -> str:
    if loan is not None:
        return "overdue" if loan.due_at < look.now else "out"
    if tool.out_of_order:
        return "broken"
    due = tool.calibration_due
    return "calibration" if tool.measuring and due is not None and due < look.today else "in"
