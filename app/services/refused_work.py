"""Work that the customer refused (客户不做的增项): told on the delivery slip, offered again, revived and re-priced."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.errors import Refusal, WrongState
from app.models.access import Permission
from app.models.lines import CHARGED, Approval, LabourLine, OtherLine, PartLine
from app.models.orders import ExtraState, ExtraWork, WorkOrder
from app.models.stages import LINES_OPEN, Stage
from app.models.station import NumberKind
from app.services.acts import query, service
from app.services.entries import LabourEntry, LinesEntry, OtherEntry, PartEntry
from app.services.extra_work import PROPOSABLE
from app.services.line_writer import LineWriter
from app.services.order_moves import Line, lines_of, order_in_work, recount, refuse_wrong_stage
from app.store import numbers
from app.store.unit_of_work import Look, Work
from app.text import QT_TRANSLATE_NOOP
from app.values import Fen

_SHOWN = 10
_STILL_ASKED = frozenset({Approval.PROPOSED, *CHARGED})


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """What the customer refused of a proposal (不做的增项): lines by name, the price it had then, in fen."""

    id: int
    order_id: int
    number: str
    finding: str
    work: str
    safety: bool
    price_fen: Fen
    refused_at: datetime | None


@query(Permission.VIEW)
def refused_of_car(look: Look, order_id: int) -> tuple[RefusedRow, ...]:
    """Return what was refused for the car of an order and is neither done nor asked for again, newest first."""
    vehicle = look.find(WorkOrder, order_id).vehicle_id
    rows = look.session.execute(
        select(ExtraWork, WorkOrder.number)
        .join(WorkOrder, WorkOrder.id == ExtraWork.order_id)
        .where(
            WorkOrder.vehicle_id == vehicle,
            WorkOrder.stage != Stage.CANCELLED,
            ExtraWork.state.in_((ExtraState.DECLINED, ExtraState.PARTLY)),
        )
        .order_by(ExtraWork.id.desc())
        .limit(_SHOWN)
    ).all()
    found = (_refused(look, extra, number or "", vehicle) for extra, number in rows)
    return tuple(row for row in found if row is not None)


def refused_on(look: Look, order_ids: Iterable[int]) -> list[RefusedRow]:
    """Return what was refused on these orders and not revived, oldest first, for the delivery slip."""
    found = []
    for order_id in order_ids:
        order = look.find(WorkOrder, order_id)
        extras = look.session.scalars(
            select(ExtraWork)
            .where(ExtraWork.order_id == order_id, ExtraWork.state.in_((ExtraState.DECLINED, ExtraState.PARTLY)))
            .order_by(ExtraWork.id)
        ).all()
        found += [_refused(look, extra, order.number or "", order.vehicle_id) for extra in extras]
    return [row for row in found if row is not None]


def _refused(look: Look, extra: ExtraWork, number: str, vehicle_id: int) -> RefusedRow | None:
    lines = _declined(look, extra)
    asked = _asked_again(look, vehicle_id, lines, extra)
    left = [line for line in lines if line.name not in asked]
    if not left:
        return None
    return RefusedRow(
        id=extra.id,
        order_id=extra.order_id,
        number=number,
        finding=extra.finding,
        work=" / ".join(line.name for line in left),
        safety=extra.safety,
        price_fen=Fen(sum(line.amount_fen for line in left)),
        refused_at=extra.decided_at,
    )


def _declined(look: Look, extra: ExtraWork) -> list[Line]:
    groups: tuple[Sequence[Line], ...] = lines_of(look.session, extra.order_id)
    return [
        line
        for group in groups
        for line in group
        if line.extra_work_id == extra.id and line.approval is Approval.DECLINED
    ]


def _asked_again(look: Look, vehicle_id: int, lines: Sequence[Line], extra: ExtraWork) -> set[str]:
    """Return the names of refused lines that stand on a later order or proposal of the car."""
    names = {line.name for line in lines}
    found: set[str] = set()
    for kind in (LabourLine, PartLine, OtherLine):
        rows = look.session.execute(
            select(kind.name, kind.order_id, kind.extra_work_id)
            .join(WorkOrder, WorkOrder.id == kind.order_id)
            .where(WorkOrder.vehicle_id == vehicle_id, kind.name.in_(names), kind.approval.in_(_STILL_ASKED))
        )
        found |= {
            name
            for name, order_id, extra_id in rows
            if order_id > extra.order_id or (order_id == extra.order_id and (extra_id or 0) > extra.id)
        }
    return found


@service(Permission.RECEIVE)
def revive_refused(work: Work, extra_work_id: int, order_id: int) -> int:
    """Take refused work up again on an order of the same car (恢复不做的增项) and return the order's key.

    Its prices are today's. Before the authorisation its lines join the estimate; later it is a new proposal that the
    customer decides.
    """
    order = order_in_work(work, order_id)
    extra = work.find(ExtraWork, extra_work_id)
    if work.find(WorkOrder, extra.order_id).vehicle_id != order.vehicle_id:
        raise Refusal(QT_TRANSLATE_NOOP("rules", "这项增项不是这辆车的。"), place="reception.refused")
    refuse_wrong_stage(order, LINES_OPEN | PROPOSABLE, QT_TRANSLATE_NOOP("words", "恢复增项"))
    lines = _declined(work, extra)
    asked = _asked_again(work, order.vehicle_id, lines, extra)
    left = [line for line in lines if line.name not in asked]
    if not left:
        raise WrongState(QT_TRANSLATE_NOOP("rules", "这项增项已经恢复或做过。"), place="reception.refused")
    groups: tuple[Sequence[Line], ...] = lines_of(work.session, order.id)
    places = [line.position for group in groups for line in group]
    again = None if order.stage in LINES_OPEN else _propose_again(work, order, extra)
    approval = Approval.QUOTED if again is None else Approval.PROPOSED
    writer = LineWriter(work, order, approval=approval, extra_work_id=again)
    writer.write(_as_typed(left), start=max(places, default=0), there=len(places))
    recount(work, order)
    return order.id


def _propose_again(work: Work, order: WorkOrder, extra: ExtraWork) -> int:
    return work.add(
        ExtraWork(
            order_id=order.id,
            number=numbers.draw(work, NumberKind.EXTRA_WORK),
            state=ExtraState.PROPOSED,
            finding=extra.finding,
            reason=extra.reason,
            safety=extra.safety,
            delay_minutes=extra.delay_minutes,
            proposed_at=work.now,
            proposed_by=work.actor.account_id,
        )
    ).id


def _as_typed(lines: Sequence[Line]) -> LinesEntry:
    """Return lines as they would be typed today: catalogue and rate table price them, a lump sum is kept."""
    works = [line for line in lines if isinstance(line, LabourLine)]
    place_of = {line.id: place for place, line in enumerate(works)}
    labour = tuple(_labour(line) for line in works)
    parts = tuple(
        PartEntry(
            quantity=line.quantity,
            part_id=line.part_id,
            name=line.name,
            code=line.code,
            unit=line.unit,
            price_fen=None if line.part_id is not None else line.price_fen,
            payer=line.payer,
            origin=line.origin,
            old_part=line.old_part,
            labour=place_of.get(line.labour_line_id or 0),
        )
        for line in lines
        if isinstance(line, PartLine)
    )
    others = tuple(
        OtherEntry(line.name, line.amount_fen, code=line.code, payer=line.payer)
        for line in lines
        if isinstance(line, OtherLine)
    )
    return LinesEntry(labour, parts, others)


def _labour(line: LabourLine) -> LabourEntry:
    catalogue = line.operation_id is not None
    return LabourEntry(
        name=line.name,
        operation_id=line.operation_id,
        code=line.code,
        hours=None if catalogue else line.hours,
        lump_fen=line.amount_fen if not line.rate_fen and not catalogue else None,
        payer=line.payer,
        trade=line.trade,
        min_rank=line.min_rank,
    )
