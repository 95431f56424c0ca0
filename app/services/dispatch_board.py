"""What the dispatcher sees (调度板): approved lines waiting, who has what today, load per technician."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.models.access import Permission
from app.models.customers import Vehicle
from app.models.lines import Approval, LabourLine, WorkState
from app.models.orders import OPEN_ORDER_IDS, WorkOrder
from app.models.people import Bay, Team, Technician, TechnicianSkill, Trade
from app.models.stages import WORKSHOP_STAGES
from app.models.workshop import Assignment, WorkSpan
from app.services.acts import query
from app.services.masters import bays
from app.store.unit_of_work import Look
from app.values import Milli, format_hours


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """An approved labour line that nobody has (待派项目): standard hours in thousandths."""

    id: int
    version: int
    order_id: int
    visit_id: int
    number: str
    plate: str
    name: str
    hours: Milli
    trade: Trade
    min_rank: int
    promised_at: datetime | None
    rework: bool


@dataclass(frozen=True, slots=True)
class AssignedLine:
    """A line somebody has (已派项目), on the time chart from ``planned_start`` to ``planned_end``."""

    id: int
    version: int
    line_id: int
    line_version: int
    order_id: int
    visit_id: int
    plate: str
    number: str
    name: str
    technician_id: int
    technician: str
    bay: str
    planned_start: datetime
    planned_end: datetime
    work: WorkState
    running_since: datetime | None
    worked_minutes: int
    promised_at: datetime | None


@dataclass(frozen=True, slots=True)
class TechnicianLoad:
    """A technician's day (负荷): minutes planned of the shift; ``trades`` pairs trade and rank."""

    id: int
    badge: str
    name: str
    team: str
    trades: tuple[tuple[Trade, int], ...]
    planned_minutes: int
    shift_minutes: int

    @property
    def percent(self) -> int:
        """Planned time as percent of the shift."""
        return round(self.planned_minutes * 100 / max(self.shift_minutes, 1))


@query(Permission.VIEW)
def waiting_lines(look: Look) -> tuple[WaitingLine, ...]:
    """Return the approved lines of orders in the workshop that nobody has, earliest promise first."""
    rows = look.session.execute(
        select(
            LabourLine.id,
            LabourLine.version,
            LabourLine.order_id,
            WorkOrder.visit_id,
            WorkOrder.number,
            Vehicle.plate,
            LabourLine.name,
            LabourLine.hours,
            LabourLine.trade,
            LabourLine.min_rank,
            WorkOrder.promised_at,
            LabourLine.work,
        )
        .join(WorkOrder, WorkOrder.id == LabourLine.order_id)
        .join(Vehicle, Vehicle.id == WorkOrder.vehicle_id)
        .where(
            LabourLine.order_id.in_(OPEN_ORDER_IDS),
            WorkOrder.stage.in_(WORKSHOP_STAGES),
            LabourLine.approval == Approval.APPROVED,
            LabourLine.work.in_((WorkState.WAITING, WorkState.REWORK)),
            ~select(Assignment.id)
            .where(Assignment.labour_line_id == LabourLine.id, Assignment.ended_at.is_(None))
            .exists(),
        )
        .order_by(WorkOrder.promised_at.is_(None), WorkOrder.promised_at, LabourLine.order_id, LabourLine.position)
    )
    return tuple(
        WaitingLine(
            row.id,
            row.version,
            row.order_id,
            row.visit_id,
            row.number or "",
            row.plate,
            row.name,
            row.hours,
            row.trade,
            row.min_rank,
            row.promised_at,
            row.work is WorkState.REWORK,
        )
        for row in rows
    )


@query(Permission.VIEW)
def assigned_lines(look: Look) -> tuple[AssignedLine, ...]:
    """Return the current assignments that concern today: unfinished ones, and those planned for today."""
    day = look.day_start
    rows = look.session.execute(
        select(Assignment, LabourLine, WorkOrder, Vehicle.plate, Technician.name, Bay.name)
        .join(LabourLine, LabourLine.id == Assignment.labour_line_id)
        .join(WorkOrder, WorkOrder.id == LabourLine.order_id)
        .join(Vehicle, Vehicle.id == WorkOrder.vehicle_id)
        .join(Technician, Technician.id == Assignment.technician_id)
        .outerjoin(Bay, Bay.id == Assignment.bay_id)
        .where(
            Assignment.ended_at.is_(None),
            Assignment.planned_start >= day - timedelta(days=14),
            Assignment.planned_start < day + timedelta(days=7),
            (LabourLine.work != WorkState.FINISHED) | (Assignment.planned_start >= day),
            WorkOrder.ended_at.is_(None) | (Assignment.planned_start >= day),
        )
        .order_by(Technician.id, Assignment.planned_start)
    ).all()
    clocks = _clocks(look, [row.Assignment.id for row in rows])
    found = []
    for assignment, line, order, plate, technician, bay in rows:
        running, minutes = clocks.get(assignment.id, (None, 0))
        found.append(
            AssignedLine(
                assignment.id,
                assignment.version,
                line.id,
                line.version,
                order.id,
                order.visit_id,
                plate,
                order.number or "",
                line.name,
                assignment.technician_id,
                technician,
                bay or "",
                assignment.planned_start,
                assignment.planned_end,
                line.work,
                running,
                minutes,
                order.promised_at,
            )
        )
    return tuple(found)


def _clocks(look: Look, assignments: list[int]) -> dict[int, tuple[datetime | None, int]]:
    """Return, per assignment, since when its clock runs and the minutes worked so far."""
    if not assignments:
        return {}
    found: dict[int, tuple[datetime | None, int]] = {}
    for span in look.session.scalars(
        select(WorkSpan).where(WorkSpan.assignment_id.in_(assignments)).order_by(WorkSpan.id)
    ):
        running, minutes = found.get(span.assignment_id, (None, 0))
        minutes += int(((span.ended_at or look.now) - span.started_at).total_seconds() // 60)
        found[span.assignment_id] = (span.started_at if span.ended_at is None else running, minutes)
    return found


@query(Permission.VIEW)
def technician_loads(look: Look) -> tuple[TechnicianLoad, ...]:
    """Return every technician at work with the load of today, by team and badge."""
    day = look.day_start
    planned: dict[int, int] = defaultdict(int)
    for row in look.session.execute(
        select(Assignment.technician_id, Assignment.planned_start, Assignment.planned_end).where(
            Assignment.ended_at.is_(None),
            Assignment.planned_start >= day,
            Assignment.planned_start < day + timedelta(days=1),
        )
    ):
        planned[row.technician_id] += int((row.planned_end - row.planned_start).total_seconds() // 60)
    skills: dict[int, list[tuple[Trade, int]]] = defaultdict(list)
    for skill in look.session.execute(
        select(TechnicianSkill.technician_id, TechnicianSkill.trade, TechnicianSkill.rank)
    ):
        skills[skill.technician_id].append((skill.trade, skill.rank))
    rows = look.session.execute(
        select(
            Technician.id,
            Technician.badge,
            Technician.name,
            func.coalesce(Team.name, "").label("team"),
            Technician.shift_minutes,
        )
        .outerjoin(Team, Team.id == Technician.team_id)
        .where(Technician.retired.is_(False))
        .order_by(Team.name, Technician.badge)
    )
    return tuple(
        TechnicianLoad(row.id, row.badge, row.name, row.team, tuple(skills[row.id]), planned[row.id], row.shift_minutes)
        for row in rows
    )


def best_technician(loads: tuple[TechnicianLoad, ...], line: WaitingLine) -> TechnicianLoad | None:
    """Propose the least-loaded technician qualified for a line (不厚此薄彼); ``None`` when nobody is."""
    fit = [load for load in loads if any(trade is line.trade and rank >= line.min_rank for trade, rank in load.trades)]
    return min(fit, key=lambda load: (load.percent, load.badge)) if fit else None


@dataclass(frozen=True, slots=True)
class DispatchBoard:
    """What waits, what is given, how full everybody's day is, and the bays as (key, name)."""

    waiting: tuple[WaitingLine, ...] = ()
    assigned: tuple[AssignedLine, ...] = ()
    loads: tuple[TechnicianLoad, ...] = ()
    bays: tuple[tuple[int, str], ...] = ()

    def capacity(self) -> str:
        """Return the hours of all shifts of today."""
        return _hours(sum(load.shift_minutes for load in self.loads))

    def planned(self) -> str:
        """Return the hours given away today."""
        return _hours(sum(load.planned_minutes for load in self.loads))

    def load(self, technician_id: int) -> TechnicianLoad | None:
        """Return a technician's day."""
        return next((load for load in self.loads if load.id == technician_id), None)


def _hours(minutes: int) -> str:
    """Write minutes as hours to the tenth."""
    return format_hours(Milli(round(minutes * 10 / 60) * 100))


@query(Permission.VIEW)
def dispatch_board(look: Look) -> DispatchBoard:
    """Return the whole board, read in one look so that its parts fit together."""
    return DispatchBoard(waiting_lines(look), assigned_lines(look), technician_loads(look), bays(look))
