"""People and places of the workshop (班组、维修工、工位): written and retired, never deleted."""

from dataclasses import dataclass

from sqlalchemy import select

from app.errors import InvalidEntry, Refusal
from app.models.access import Permission
from app.models.people import Bay, Rank, Team, Technician, TechnicianSkill, Trade
from app.models.workshop import WorkSpan
from app.services.acts import query, service
from app.store.unit_of_work import Look, Work
from app.text import QT_TRANSLATE_NOOP
from app.values import clean_text

MAX_SHIFT_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class TechnicianEntry:
    """A technician as typed (维修工): badge, name, team by name, trades with ranks, shift in minutes, own account."""

    badge: str
    name: str
    team: str = ""
    trades: tuple[tuple[Trade, int], ...] = ((Trade.MECHANIC, int(Rank.INTERMEDIATE)),)
    shift_minutes: int = 480
    account_id: int | None = None


@service(Permission.KEEP_STATION)
def save_technician(
    work: Work, entry: TechnicianEntry, *, technician_id: int | None = None, seen: int | None = None
) -> int:
    """Write a technician (维修工档案) and return the key; a team that is named for the first time is made.

    ``InvalidEntry`` without badge or name, for a badge already worn, without a trade or with one twice, for a
    shift out of range.
    """
    badge = clean_text(entry.badge, 32, place="staff.badge")
    name = clean_text(entry.name, 100, place="staff.name")
    if not badge or not name:
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "请填写工牌号和姓名。"), place="staff.badge")
    worn = work.session.scalar(select(Technician.id).where(Technician.badge == badge))
    if worn is not None and worn != technician_id:
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "工牌号 {badge} 已经有人了。"), place="staff.badge", badge=badge)
    twice = len({trade for trade, _ in entry.trades}) < len(entry.trades)
    if not entry.trades or twice or any(rank not in set(Rank) for _, rank in entry.trades):
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "请选择工种和技术等级。"), place="staff.trade")
    if not 0 < entry.shift_minutes <= MAX_SHIFT_MINUTES:
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "每天的工时应在 1 分钟到 24 小时之间。"), place="staff.shift")
    if technician_id is None:
        record = Technician(badge=badge)
    else:
        record = work.get(Technician, technician_id, seen=seen)
        record.version += 1  # the trades are rows of their own: two who change only these must notice each other
    record.badge, record.name, record.shift_minutes = badge, name, entry.shift_minutes
    record.team_id, record.account_id, record.retired = _team(work, entry.team), entry.account_id, False
    work.add(record)
    have = {skill.trade: skill for skill in record.skills}
    for trade, rank in entry.trades:
        if trade in have:
            have.pop(trade).rank = rank
        else:
            work.session.add(TechnicianSkill(technician_id=record.id, trade=trade, rank=rank))
    for lost in have.values():
        work.session.delete(lost)
    return record.id


def _team(work: Work, name: str) -> int | None:
    wanted = clean_text(name, 60, place="staff.team")
    if not wanted:
        return None
    there = work.session.scalars(select(Team).where(Team.name == wanted)).one_or_none()
    return work.add(Team(name=wanted)).id if there is None else there.id


@service(Permission.KEEP_STATION)
def retire_technician(work: Work, technician_id: int, *, seen: int) -> int:
    """Take a technician off the list (离岗) and return the key; ``Refusal`` while their clock runs."""
    technician = work.get(Technician, technician_id, seen=seen)
    running = select(WorkSpan.id).where(WorkSpan.technician_id == technician.id, WorkSpan.ended_at.is_(None))
    if work.session.scalar(running) is not None:
        raise Refusal(
            QT_TRANSLATE_NOOP("rules", "{name} 正在施工,请先暂停或完工。"), place="dispatch.clock", name=technician.name
        )
    technician.retired = True
    return technician.id


@service(Permission.KEEP_STATION)
def save_bay(
    work: Work, name: str, *, bay_id: int | None = None, seen: int | None = None, retired: bool = False
) -> int:
    """Write a bay (工位) and return its key; ``InvalidEntry`` without a name or for one already there."""
    title = clean_text(name, 60, place="staff.bay")
    if not title:
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "请填写工位名称。"), place="staff.bay")
    there = work.session.scalar(select(Bay.id).where(Bay.name == title))
    if there is not None and there != bay_id:
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "工位 {name} 已经有了。"), place="staff.bay", name=title)
    bay = Bay(name=title) if bay_id is None else work.get(Bay, bay_id, seen=seen)
    bay.name, bay.retired = title, retired
    return work.add(bay).id


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A technician with everything that can be edited (维修工档案)."""

    id: int
    version: int
    badge: str
    name: str
    team: str
    trades: tuple[tuple[Trade, int], ...]
    shift_minutes: int
    account_id: int | None


@query(Permission.VIEW)
def staff_list(look: Look) -> tuple[StaffRow, ...]:
    """Return the technicians at work, by badge."""
    rows = look.session.execute(
        select(Technician, Team.name)
        .outerjoin(Team, Team.id == Technician.team_id)
        .where(Technician.retired.is_(False))
        .order_by(Technician.badge)
    )
    return tuple(
        StaffRow(
            who.id,
            who.version,
            who.badge,
            who.name,
            team or "",
            tuple((skill.trade, skill.rank) for skill in who.skills),
            who.shift_minutes,
            who.account_id,
        )
        for who, team in rows
    )
