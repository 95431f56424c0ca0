"""Work on the floor (派工与施工): lines given to technicians, clocks started, paused, finished, and taken back."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select

from app.errors import InvalidEntry, Refusal, WrongState
from app.models.access import Permission
from app.models.lines import Approval, LabourLine, WorkState
from app.models.orders import WaitKind, WorkOrder
from app.models.people import Bay, Technician
from app.models.quality import Inspection, InspectionItem, Verdict
from app.models.stages import WORKSHOP_STAGES, Action, Stage
from app.models.workshop import Assignment, PauseReason, WorkSpan
from app.services.acts import service
from app.services.order_moves import (
    end_wait,
    move,
    open_wait,
    order_in_work,
    refuse_wrong_stage,
    undecided_extra,
    unfinished_lines,
)
from app.store.unit_of_work import Work
from app.text import QT_TRANSLATE_NOOP

PAUSE_WAITS = {
    PauseReason.PARTS: WaitKind.PARTS,
    PauseReason.CUSTOMER: WaitKind.CUSTOMER,
    PauseReason.INSURER: WaitKind.INSURER,
    PauseReason.SUBLET: WaitKind.SUBLET,
}
_STARTABLE = frozenset({WorkState.ASSIGNED, WorkState.PAUSED, WorkState.REWORK})
_GIVEN = select(Assignment).where(
    Assignment.labour_line_id == bindparam("line"),
    Assignment.technician_id == bindparam("technician"),
    Assignment.ended_at.is_(None),
)
_PLANNED = select(Assignment.planned_start, Assignment.planned_end).where(
    Assignment.technician_id == bindparam("technician"),
    Assignment.ended_at.is_(None),
    Assignment.planned_start >= bindparam("begin"),
    Assignment.planned_start < bindparam("end"),
)
_CLOCK = select(WorkSpan).where(WorkSpan.technician_id == bindparam("technician"), WorkSpan.ended_at.is_(None))
_RUNNING_ON = (
    select(WorkSpan.id).where(WorkSpan.labour_line_id == bindparam("line"), WorkSpan.ended_at.is_(None)).limit(1)
)
_LAST_PAUSE = (
    select(WorkSpan)
    .where(WorkSpan.labour_line_id == bindparam("line"), WorkSpan.pause.is_not(None))
    .order_by(WorkSpan.id.desc())
    .limit(1)
)


def line_in_work(work: Work, line_id: int, seen: int | None = None) -> tuple[LabourLine, WorkOrder]:
    """Lock and return a line and its order, the order first."""
    order = order_in_work(work, work.find(LabourLine, line_id).order_id)
    return work.get(LabourLine, line_id, seen=seen), order


@service(Permission.DISPATCH)
def assign_line(
    work: Work,
    line_id: int,
    technician_id: int,
    *,
    planned_start: datetime | None = None,
    minutes: int | None = None,
    bay_id: int | None = None,
    seen: int | None = None,
) -> int:
    """Give a labour line to a technician (派工) and return the assignment's key.

    Must be approved by the customer and the order in the workshop; should fit the technician's trade and rank and not
    overload the day. The planned end follows the standard hours unless ``minutes`` is given.
    """
    line, order = line_in_work(work, line_id, seen)
    if line.approval is not Approval.APPROVED:
        raise Refusal(
            QT_TRANSLATE_NOOP("rules", "“{name}”还没有得到客户认可,不能派工。"), place="order.extra", name=line.name
        )
    refuse_wrong_stage(order, WORKSHOP_STAGES, QT_TRANSLATE_NOOP("words", "派工"))
    if line.work is WorkState.FINISHED:
        raise WrongState(QT_TRANSLATE_NOOP("rules", "“{name}”已完工。"), place="dispatch.board", name=line.name)
    technician = work.find(Technician, technician_id)
    if bay_id is not None:
        work.find(Bay, bay_id)
    start = planned_start or work.now
    length = minutes if minutes is not None else usual_minutes(line)
    if not 1 <= length <= 60 * 24 * 60:
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "计划时长超出范围。"), place="dispatch.minutes")
    refuse_twice(work, line, technician)
    doubt_fit(work, line, technician)
    doubt_load(work, technician, start, length)
    work.stop_if_doubted()
    return give_line(work, order, line, technician, start=start, minutes=length, bay_id=bay_id).id


def usual_minutes(line: LabourLine) -> int:
    """Return how long a line is planned for: its standard hours, at least a quarter of an hour; in minutes."""
    return max(15, line.hours * 60 // 1000)


def give_line(
    work: Work,
    order: WorkOrder,
    line: LabourLine,
    technician: Technician,
    *,
    start: datetime,
    minutes: int,
    bay_id: int | None = None,
) -> Assignment:
    """Write down that a line was given to a technician; whether it may be was checked before."""
    if order.stage is Stage.AUTHORISED:
        move(work, order, Action.DISPATCH)
    if line.work is WorkState.WAITING:
        line.work = WorkState.ASSIGNED
    return work.add(
        Assignment(
            labour_line_id=line.id,
            technician_id=technician.id,
            bay_id=bay_id,
            planned_start=start,
            planned_end=start + timedelta(minutes=minutes),
            assigned_at=work.now,
            assigned_by=work.actor.account_id,
        )
    )


def refuse_twice(work: Work, line: LabourLine, technician: Technician) -> None:
    """Refuse somebody who left, or who has the line already."""
    if technician.retired:
        raise Refusal(
            QT_TRANSLATE_NOOP("rules", "{name} 已不在岗。"), place="dispatch.technician", name=technician.name
        )
    if _assignment(work, line.id, technician.id) is not None:
        raise WrongState(
            QT_TRANSLATE_NOOP("rules", "“{line}”已派给 {name}。"),
            place="dispatch.board",
            line=line.name,
            name=technician.name,
        )


def doubt_fit(work: Work, line: LabourLine, technician: Technician) -> None:
    """Doubt somebody without the trade, or with less than the rank, that a line asks for."""
    rank = max((skill.rank for skill in technician.skills if skill.trade is line.trade), default=0)
    if not rank:
        work.doubt(
            "dispatch.trade",
            QT_TRANSLATE_NOOP("rules", "{name} 没有这个工种。"),
            place="dispatch.technician",
            name=technician.name,
        )
    elif rank < line.min_rank:
        work.doubt(
            "dispatch.rank",
            QT_TRANSLATE_NOOP("rules", "{name} 的技术等级低于此项要求。"),
            place="dispatch.technician",
            name=technician.name,
        )


def doubt_load(work: Work, technician: Technician, start: datetime, minutes: int) -> None:
    """Doubt a day of somebody that would be planned over the shift."""
    day = work.day_start
    planned = work.session.execute(
        _PLANNED, {"technician": technician.id, "begin": day, "end": day + timedelta(days=1)}
    ).all()
    load = sum((row.planned_end - row.planned_start).total_seconds() / 60 for row in planned) + minutes
    if start < day + timedelta(days=1) and load > technician.shift_minutes:
        work.doubt(
            "dispatch.load",
            QT_TRANSLATE_NOOP("rules", "{name} 今天的派工将达到 {percent}%。"),
            place="dispatch.technician",
            name=technician.name,
            percent=round(load * 100 / max(technician.shift_minutes, 1)),
        )


@service(Permission.DISPATCH)
def take_back_assignment(work: Work, assignment_id: int, *, seen: int | None = None) -> int:
    """Take an assignment back (撤回派工) with a reason while its clock stands; return the order's key."""
    found = work.find(Assignment, assignment_id)
    line, order = line_in_work(work, found.labour_line_id)
    assignment = work.get(Assignment, assignment_id, seen=seen)
    reason = work.need_reason()
    if assignment.ended_at is not None:
        raise WrongState(QT_TRANSLATE_NOOP("rules", "这次派工已经撤回。"), place="dispatch.board")
    if running_clock(work, assignment.technician_id, line.id) is not None:
        raise Refusal(QT_TRANSLATE_NOOP("rules", "正在施工,请先暂停。"), place="dispatch.clock")
    assignment.ended_at, assignment.end_reason = work.now, reason
    work.session.flush()
    if not _assigned(work, line.id) and line.work in {WorkState.ASSIGNED, WorkState.PAUSED}:
        line.work = WorkState.WAITING
    if order.stage is Stage.DISPATCHED and not _order_assigned(work, order.id):
        move(work, order, Action.RECALL)
    return order.id


def _assigned(work: Work, line_id: int) -> int:
    return (
        work.session.scalar(
            select(func.count())
            .select_from(Assignment)
            .where(Assignment.labour_line_id == line_id, Assignment.ended_at.is_(None))
        )
        or 0
    )


def _order_assigned(work: Work, order_id: int) -> int:
    return (
        work.session.scalar(
            select(func.count())
            .select_from(Assignment)
            .join(LabourLine, LabourLine.id == Assignment.labour_line_id)
            .where(LabourLine.order_id == order_id, Assignment.ended_at.is_(None))
        )
        or 0
    )


def _assignment(work: Work, line_id: int, technician_id: int) -> Assignment | None:
    """Return the assignment of a line to a technician that was not taken back."""
    return work.session.scalars(_GIVEN, {"line": line_id, "technician": technician_id}).one_or_none()


def running_clock(work: Work, technician_id: int, line_id: int | None = None) -> WorkSpan | None:
    """Return the technician's running clock, or ``None``; with ``line_id`` only one that runs on that line."""
    span = work.session.scalars(_CLOCK, {"technician": technician_id}).one_or_none()
    return span if span is not None and line_id in {None, span.labour_line_id} else None


@service(Permission.CLOCK)
def start_work(work: Work, line_id: int, technician_id: int) -> int:
    """Start or resume a technician's clock on a line (开工、继续施工) and return the span's key.

    Must be assigned to them; a flagged operation starts only after the inspector approved its method; one technician
    runs one clock. Resuming ends the order's wait that the pause began.
    """
    line, order = line_in_work(work, line_id)
    return start_clock(work, order, line, technician_id)


def start_clock(work: Work, order: WorkOrder, line: LabourLine, technician_id: int) -> int:
    """Start a clock as ``start_work`` does, inside another service; raises what it raises."""
    if line.work not in _STARTABLE | {WorkState.IN_WORK}:
        raise WrongState(
            QT_TRANSLATE_NOOP("rules", "“{name}”还没有派工,或已经完工。"), place="dispatch.board", name=line.name
        )
    assignment = _assignment(work, line.id, technician_id)
    if assignment is None:
        raise Refusal(
            QT_TRANSLATE_NOOP("rules", "“{name}”没有派给这位维修工。"), place="dispatch.board", name=line.name
        )
    if line.method_check and line.method_approved_by is None:
        raise Refusal(
            QT_TRANSLATE_NOOP("rules", "“{name}”须先由质检员认可施工方法。"), place="inspection.method", name=line.name
        )
    running = running_clock(work, technician_id)
    if running is not None:
        other = work.find(LabourLine, running.labour_line_id)
        raise WrongState(
            QT_TRANSLATE_NOOP("rules", "这位维修工正在做“{name}”,请先暂停或完工。"),
            place="dispatch.clock",
            name=other.name,
        )
    if order.stage is Stage.DISPATCHED:
        move(work, order, Action.START)
    refuse_wrong_stage(order, frozenset({Stage.IN_WORK}), QT_TRANSLATE_NOOP("words", "开工"))
    _end_pause_wait(work, line, order)
    line.work = WorkState.IN_WORK
    return work.add(
        WorkSpan(assignment_id=assignment.id, labour_line_id=line.id, technician_id=technician_id, started_at=work.now)
    ).id


def _end_pause_wait(work: Work, line: LabourLine, order: WorkOrder) -> None:
    last = work.session.scalars(_LAST_PAUSE, {"line": line.id}).one_or_none()
    if last is None or last.pause is None:
        return
    wait = PAUSE_WAITS.get(last.pause)
    if wait is not None and not (wait is WaitKind.CUSTOMER and undecided_extra(work.session, order.id)):
        end_wait(work, order.id, wait)


@service(Permission.CLOCK)
def pause_work(work: Work, line_id: int, technician_id: int, pause: PauseReason) -> int:
    """Stop a technician's clock with a reason (暂停) and return the span's key; the order waits where that follows."""
    line, order = line_in_work(work, line_id)
    span = _stop(work, line, technician_id)
    span.pause = pause
    work.session.flush()
    if not _othersrunning_clock(work, line.id):
        line.work = WorkState.PAUSED
    if pause in PAUSE_WAITS:
        open_wait(work, order.id, PAUSE_WAITS[pause], line.name)
    return span.id


def _stop(work: Work, line: LabourLine, technician_id: int) -> WorkSpan:
    span = running_clock(work, technician_id, line.id)
    if span is None:
        raise WrongState(QT_TRANSLATE_NOOP("rules", "“{name}”没有在计时。"), place="dispatch.clock", name=line.name)
    span.ended_at = work.now
    return span


def _othersrunning_clock(work: Work, line_id: int) -> bool:
    return work.session.scalar(_RUNNING_ON, {"line": line_id}) is not None


@service(Permission.CLOCK)
def finish_work(work: Work, line_id: int, technician_id: int, *, self_checked: bool = False) -> str:
    """Finish a technician's work on a line (完工) and return the order's stage afterwards.

    The line is finished when nobody else's clock runs on it; the order goes to inspection when every line is finished
    and every proposal decided.
    """
    line, order = line_in_work(work, line_id)
    running = running_clock(work, technician_id, line.id)
    if running is not None:
        running.ended_at = work.now
    elif line.work is not WorkState.PAUSED:
        raise WrongState(QT_TRANSLATE_NOOP("rules", "“{name}”没有在施工。"), place="dispatch.clock", name=line.name)
    work.session.flush()
    line.self_checked = line.self_checked or self_checked
    if not _othersrunning_clock(work, line.id):
        line.work = WorkState.FINISHED
        _end_pause_wait(work, line, order)
    finish_if_done(work, order)
    return order.stage.value


def finish_if_done(work: Work, order: WorkOrder) -> None:
    """Send an order to inspection when every approved line is finished and every proposal decided."""
    work.session.flush()
    if (
        order.stage is not Stage.IN_WORK
        or undecided_extra(work.session, order.id)
        or unfinished_lines(work.session, order.id)
    ):
        return
    move(work, order, Action.FINISH)
    order.finished_at = work.now


@service(Permission.CLOCK)
def finish_order(work: Work, order_id: int) -> int:
    """Send an order to inspection (送检); ``Refusal`` names the first line or proposal still open."""
    order = order_in_work(work, order_id)
    if order.stage is Stage.AUTHORISED and not unfinished_lines(work.session, order.id):
        move(work, order, Action.DISPATCH)
    if order.stage is Stage.DISPATCHED and not unfinished_lines(work.session, order.id):
        move(work, order, Action.START)
    open_lines = unfinished_lines(work.session, order.id)
    if open_lines:
        raise Refusal(
            QT_TRANSLATE_NOOP("rules", "“{name}”还没有完工。"), place="dispatch.board", name=open_lines[0].name
        )
    if undecided_extra(work.session, order.id):
        raise Refusal(QT_TRANSLATE_NOOP("rules", "还有增项客户没有答复。"), place="order.extra")
    move(work, order, Action.FINISH)
    order.finished_at = work.now
    return order.id


@service(Permission.UNDO_FINISH)
def undo_finish(work: Work, line_id: int) -> int:
    """Take a finish back (撤销完工) with a reason: the line is paused again, the order back in work. Return its key.

    An inspection that is going on has to judge the line again.
    """
    line, order = line_in_work(work, line_id)
    work.need_reason()
    if line.work is not WorkState.FINISHED:
        raise WrongState(QT_TRANSLATE_NOOP("rules", "“{name}”没有完工。"), place="dispatch.board", name=line.name)
    if order.stage is Stage.AWAITING_INSPECTION:
        move(work, order, Action.UNDO_FINISH)
        order.finished_at = None
    refuse_wrong_stage(order, frozenset({Stage.IN_WORK}), QT_TRANSLATE_NOOP("words", "撤销完工"))
    line.work = WorkState.PAUSED if _assigned(work, line.id) else WorkState.WAITING
    judged = work.session.scalars(
        select(InspectionItem)
        .join(Inspection, Inspection.id == InspectionItem.inspection_id)
        .where(
            Inspection.order_id == order.id,
            InspectionItem.labour_line_id == line.id,
            Inspection.verdict == Verdict.OPEN,
        )
    )
    for item in judged:
        item.verdict = Verdict.OPEN
    return order.id
