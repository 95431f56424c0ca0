"""How orders end: before the repair does (取消、未修出厂), with a reason, or as a file that is complete (归档)."""

from datetime import timedelta

from sqlalchemy import select

from app.errors import Refusal
from app.models.access import Permission
from app.models.lines import Approval, LabourLine, WorkState
from app.models.money import PaidState, Statement
from app.models.orders import EXTRA_UNDECIDED, ExtraState, ExtraWork, WorkOrder
from app.models.quality import Inspection, Verdict
from app.models.stages import Action, transition
from app.models.tools import ToolLoan
from app.models.workshop import Assignment, WorkSpan
from app.services.acts import service
from app.services.order_moves import end_wait, lines_of, move, order_in_work, recount
from app.services.settings import setting
from app.store.unit_of_work import Work
from app.text import QT_TRANSLATE_NOOP
from app.values import format_quantity


@service(Permission.CANCEL_ORDER)
def cancel_order(work: Work, order_id: int, *, seen: int) -> int:
    """Cancel an order (取消) with a reason and return its key; the number stays used.

    ``Refusal`` while issued parts are not returned, a clock runs or a tool is out.
    """
    order = order_in_work(work, order_id, seen=seen)
    for line in lines_of(work.session, order.id)[1]:
        if line.issued:
            raise Refusal(
                QT_TRANSLATE_NOOP("rules", "“{name}”已出库 {issued},请先退料。"),
                place="parts.needs",
                name=line.name,
                issued=format_quantity(line.issued),
            )
    _refuse_hanging(work, order)
    move(work, order, Action.CANCEL)
    order.end_reason = work.reason
    _take_back_everything(work, order)
    return order.id


@service(Permission.CANCEL_ORDER)
def give_up_repair(work: Work, order_id: int, *, seen: int) -> int:
    """End the repair unfinished (未修出厂) with a reason and return the order's key; what was done is settled.

    Lines not finished and parts not issued are withdrawn. ``Refusal`` while a clock runs or a tool is out.
    """
    order = order_in_work(work, order_id, seen=seen)
    _refuse_hanging(work, order)
    move(work, order, Action.GIVE_UP_REPAIR)
    order.end_reason = work.reason
    labour, parts, _ = lines_of(work.session, order.id)
    for line in labour:
        if (
            line.approval in {Approval.QUOTED, Approval.PROPOSED, Approval.APPROVED}
            and line.work is not WorkState.FINISHED
        ):
            line.approval = Approval.WITHDRAWN
    for part in parts:
        if part.approval is Approval.APPROVED and part.issued:
            if part.issued < part.quantity:
                raise Refusal(
                    QT_TRANSLATE_NOOP("rules", "“{name}”只领了一部分,请先领齐或退料。"),
                    place="parts.needs",
                    name=part.name,
                )
        elif part.approval in {Approval.QUOTED, Approval.PROPOSED, Approval.APPROVED}:
            part.approval = Approval.WITHDRAWN
    _take_back_everything(work, order)
    recount(work, order)
    return order.id


@service(Permission.DELIVER)
def close_order(work: Work, order_id: int, *, seen: int) -> int:
    """Close the file of an order whose car was handed back (归档) and return the order's key.

    Must have every statement paid or on account; should have waited for the follow-up after delivery (回访).
    """
    order = order_in_work(work, order_id, seen=seen)
    transition(Action.CLOSE, order.stage)
    unpaid = work.session.scalar(
        select(Statement.number).where(Statement.order_id == order.id, Statement.state == PaidState.OPEN).limit(1)
    )
    if unpaid is not None:
        raise Refusal(
            QT_TRANSLATE_NOOP("rules", "结算单 {number} 还没有收款或挂账。"), place="settlement.amount", number=unpaid
        )
    days = int(setting(work, "follow_up_days"))
    if order.ended_at is not None and work.now < order.ended_at + timedelta(days=days):
        work.doubt(
            "close.follow_up",
            QT_TRANSLATE_NOOP("rules", "交车还不到 {days} 天,回访还没有到期。"),
            place="delivery.follow_up",
            days=days,
        )
    work.stop_if_doubted()
    move(work, order, Action.CLOSE)
    return order.id


@service(Permission.REOPEN_FILE)
def reopen_file(work: Work, order_id: int, *, seen: int) -> int:
    """Open a closed file again (撤销归档) with a reason and return the order's key; the car stays handed back."""
    order = order_in_work(work, order_id, seen=seen)
    move(work, order, Action.REOPEN)
    return order.id


def _refuse_hanging(work: Work, order: WorkOrder) -> None:
    running = work.session.scalar(
        select(LabourLine.name)
        .join(WorkSpan, WorkSpan.labour_line_id == LabourLine.id)
        .where(LabourLine.order_id == order.id, WorkSpan.ended_at.is_(None))
        .limit(1)
    )
    if running is not None:
        raise Refusal(QT_TRANSLATE_NOOP("rules", "“{name}”正在施工,请先暂停。"), place="dispatch.clock", name=running)
    out = work.session.scalar(
        select(ToolLoan.number).where(ToolLoan.order_id == order.id, ToolLoan.returned_at.is_(None)).limit(1)
    )
    if out is not None:
        raise Refusal(QT_TRANSLATE_NOOP("rules", "工具借用单 {number} 还没有归还。"), place="tools.loans", number=out)


def _take_back_everything(work: Work, order: WorkOrder) -> None:
    """End assignments and waits, decline open proposals, and close an inspection that was begun."""
    assignments = work.session.scalars(
        select(Assignment)
        .join(LabourLine, LabourLine.id == Assignment.labour_line_id)
        .where(LabourLine.order_id == order.id, Assignment.ended_at.is_(None), LabourLine.work != WorkState.FINISHED)
    )
    for assignment in assignments:
        assignment.ended_at, assignment.end_reason = work.now, work.reason
    for extra in work.session.scalars(
        select(ExtraWork).where(ExtraWork.order_id == order.id, ExtraWork.state.in_(EXTRA_UNDECIDED))
    ):
        extra.state, extra.decided_at = ExtraState.DECLINED, work.now
    for inspection in work.session.scalars(
        select(Inspection).where(Inspection.order_id == order.id, Inspection.verdict == Verdict.OPEN)
    ):
        inspection.voided_at, inspection.verdict = work.now, Verdict.NOT_APPLICABLE
    end_wait(work, order.id)
