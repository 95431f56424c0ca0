"""Moving planned work (改派、调整计划): to another time, technician or bay, while the history of who did what stays."""

from datetime import datetime, timedelta

from sqlalchemy import select

from app.errors import InvalidEntry, Refusal, WrongState
from app.models.access import Permission
from app.models.lines import LabourLine, WorkState
from app.models.orders import WorkOrder
from app.models.people import Bay, Technician
from app.models.stages import WORKSHOP_STAGES
from app.models.workshop import Assignment, WorkSpan
from app.services.acts import service
from app.services.order_moves import refuse_wrong_stage
from app.services.workshop import doubt_fit, doubt_load, give_line, line_in_work, refuse_twice, running_clock
from app.store.unit_of_work import Work
from app.text import QT_TRANSLATE_NOOP

FARTHEST = timedelta(days=60)
_GIVEN_ON = QT_TRANSLATE_NOOP("words", "改派")


@service(Permission.DISPATCH)
def move_assignment(
    work: Work,
    assignment_id: int,
    *,
    seen: int,
    technician_id: int | None = None,
    planned_start: datetime | None = None,
    bay_id: int | None = None,
) -> int:
    """Move planned work to another time, technician or bay (调整派工) and return the key of the assignment it is now.

    Another bay is taken at any time, clocks survive; time and technician only while the clock stands. Somebody else
    should fit the work and have room that day. What the first technician has done of it stays theirs.
    """
    found = work.find(Assignment, assignment_id)
    line, order = line_in_work(work, found.labour_line_id)
    assignment = work.get(Assignment, assignment_id, seen=seen)
    _refuse_over(line, order, assignment)
    start = planned_start or assignment.planned_start
    if abs(start - work.now) > FARTHEST and planned_start is not None:
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "计划时间超出范围。"), place="dispatch.start")
    other = technician_id is not None and technician_id != assignment.technician_id
    if (other or start != assignment.planned_start) and running_clock(work, assignment.technician_id, line.id):
        raise Refusal(QT_TRANSLATE_NOOP("rules", "正在施工,请先暂停。"), place="dispatch.clock")
    if bay_id is not None:
        assignment.bay_id = work.find(Bay, bay_id).id
    length = assignment.planned_end - assignment.planned_start
    if other and technician_id is not None:
        assignment = _give_on(work, order, line, assignment, technician_id, start)
    assignment.planned_start, assignment.planned_end = start, start + length
    return assignment.id


def _refuse_over(line: LabourLine, order: WorkOrder, assignment: Assignment) -> None:
    refuse_wrong_stage(order, WORKSHOP_STAGES, QT_TRANSLATE_NOOP("words", "派工"))
    if assignment.ended_at is not None:
        raise WrongState(QT_TRANSLATE_NOOP("rules", "这次派工已经撤回。"), place="dispatch.board")
    if line.work is WorkState.FINISHED:
        raise WrongState(QT_TRANSLATE_NOOP("rules", "“{name}”已完工。"), place="dispatch.board", name=line.name)


def _give_on(
    work: Work, order: WorkOrder, line: LabourLine, assignment: Assignment, technician_id: int, start: datetime
) -> Assignment:
    """Give the work to somebody else; an assignment somebody worked on is ended and a new one made."""
    technician = work.find(Technician, technician_id)
    minutes = round((assignment.planned_end - assignment.planned_start).total_seconds() / 60)
    refuse_twice(work, line, technician)
    doubt_fit(work, line, technician)
    doubt_load(work, technician, start, minutes)
    work.stop_if_doubted()
    worked = work.session.scalar(select(WorkSpan.id).where(WorkSpan.assignment_id == assignment.id).limit(1))
    if worked is None:
        assignment.technician_id = technician.id
        return assignment
    assignment.ended_at, assignment.end_reason = work.now, work.reason or _GIVEN_ON
    work.session.flush()
    return give_line(work, order, line, technician, start=start, minutes=minutes, bay_id=assignment.bay_id)
