"""The tool room (工具间): tools lent to technicians for an order, and taken back."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from app.errors import InvalidEntry, Refusal, WrongState
from app.models.access import Permission
from app.models.orders import WorkOrder
from app.models.people import Technician
from app.models.stages import ENDED
from app.models.station import NumberKind
from app.models.tools import Tool, ToolLoan
from app.services.acts import service
from app.store import numbers
from app.store.unit_of_work import Work
from app.text import QT_TRANSLATE_NOOP
from app.values import clean_text

USUAL_LOAN = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class ToolEntry:
    """A tool as typed (工具档案)."""

    code: str
    name: str
    spec: str = ""
    place: str = ""
    measuring: bool = False
    calibration_due: date | None = None
    out_of_order: str = ""


@service(Permission.LEND_TOOLS)
def lend_tool(
    work: Work,
    tool_id: int,
    technician_id: int,
    *,
    seen: int,
    order_id: int | None = None,
    due_at: datetime | None = None,
    condition: str = "",
) -> str:
    """Lend a tool to a technician (借出) and return the loan's number.

    Nobody outside the company borrows; ``Refusal`` for a tool that is out, out of order, or a gauge past its
    calibration date.
    """
    tool = work.get(Tool, tool_id, seen=seen)
    technician = work.find(Technician, technician_id)
    if technician.retired:
        raise Refusal(QT_TRANSLATE_NOOP("rules", "{name} 已不在岗。"), place="tools.borrower", name=technician.name)
    _refuse_unlendable(work, tool)
    if order_id is not None and work.find(WorkOrder, order_id).stage in ENDED:
        raise WrongState(QT_TRANSLATE_NOOP("rules", "施工单已结束,不能再借工具。"), place="tools.order")
    due = due_at or work.now + USUAL_LOAN
    if due <= work.now:
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "应还时间要在现在以后。"), place="tools.due")
    loan = work.add(
        ToolLoan(
            number=numbers.draw(work, NumberKind.LOAN),
            tool_id=tool.id,
            technician_id=technician.id,
            order_id=order_id,
            lent_at=work.now,
            lent_by=work.actor.account_id,
            due_at=due,
            condition_out=clean_text(condition, 500, place="tools.condition"),
            condition_in="",
        )
    )
    return loan.number


def _refuse_unlendable(work: Work, tool: Tool) -> None:
    if tool.retired or tool.out_of_order:
        raise Refusal(
            QT_TRANSLATE_NOOP("rules", "{tool} 不能借出:{why}"),
            place="tools.shelf",
            tool=tool.name,
            why=tool.out_of_order or QT_TRANSLATE_NOOP("words", "已停用"),
        )
    if tool.measuring and tool.calibration_due is None:
        raise Refusal(
            QT_TRANSLATE_NOOP("rules", "量具 {tool} 没有检定记录,不能借出。"), place="tools.calibration", tool=tool.name
        )
    if tool.measuring and tool.calibration_due is not None and tool.calibration_due < work.today:
        raise Refusal(
            QT_TRANSLATE_NOOP("rules", "量具 {tool} 检定已于 {due} 到期,不能借出。"),
            place="tools.shelf",
            tool=tool.name,
            due=tool.calibration_due.isoformat(),
        )
    out = work.session.scalars(
        select(ToolLoan).where(ToolLoan.tool_id == tool.id, ToolLoan.returned_at.is_(None))
    ).one_or_none()
    if out is not None:
        raise WrongState(
            QT_TRANSLATE_NOOP("rules", "{tool} 已借给 {name}。"),
            place="tools.loans",
            tool=tool.name,
            name=work.find(Technician, out.technician_id).name,
        )


@service(Permission.LEND_TOOLS)
def take_back_tool(work: Work, loan_id: int, *, seen: int, condition: str = "", damaged: str = "") -> int:
    """Take a tool back (归还) and return its key; ``damaged`` says what is wrong and keeps it from being lent again."""
    loan = work.get(ToolLoan, loan_id, seen=seen)
    if loan.returned_at is not None:
        raise WrongState(QT_TRANSLATE_NOOP("rules", "这次借用已经归还。"), place="tools.loans")
    loan.returned_at, loan.returned_by = work.now, work.actor.account_id
    loan.condition_in = clean_text(condition, 500, place="tools.condition")
    tool = work.get(Tool, loan.tool_id)
    if damaged.strip():
        tool.out_of_order = clean_text(damaged, 500, place="tools.condition")
    return tool.id


@service(Permission.KEEP_TOOLS)
def save_tool(work: Work, entry: ToolEntry, *, tool_id: int | None = None, seen: int | None = None) -> int:
    """Write a tool into the ledger (工具档案) and return its key; ``InvalidEntry`` for a taken code."""
    code = clean_text(entry.code, 32, place="tools.code")
    name = clean_text(entry.name, 200, place="tools.name")
    if not code or not name:
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "请填写工具编号和名称。"), place="tools.code")
    with work.session.no_autoflush:
        taken = work.session.scalar(select(Tool.id).where(Tool.code == code))
    if taken is not None and taken != tool_id:
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "工具编号 {code} 已经有了。"), place="tools.code", code=code)
    tool = work.get(Tool, tool_id, seen=seen) if tool_id is not None else Tool(code=code)
    tool.code, tool.name = code, name
    tool.spec = clean_text(entry.spec, 200, place="tools.spec")
    tool.place = clean_text(entry.place, 100, place="tools.place")
    tool.measuring, tool.calibration_due = entry.measuring, entry.calibration_due
    tool.out_of_order = clean_text(entry.out_of_order, 500, place="tools.condition")
    return work.add(tool).id
