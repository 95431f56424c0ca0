"""The car in hand (施工单全貌): everything about one order that the middle of the window shows, as frozen rows."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from app.models.access import Account, Permission
from app.models.base import Base
from app.models.customers import Customer, Vehicle
from app.models.lines import (
    APPROVAL_LABELS,
    CHARGED,
    ORIGIN_LABELS,
    WORK_STATE_LABELS,
    Approval,
    LabourLine,
    LineShare,
    PartLine,
)
from app.models.money import PaidState, Statement
from app.models.orders import BusinessType, Consent, ExtraWork, OrderWait, WorkOrder
from app.models.people import Technician
from app.models.quality import Certificate
from app.models.stages import allowed_actions
from app.models.visits import Visit
from app.models.workshop import Assignment
from app.services.acts import query
from app.services.order_moves import Line, lines_of, shares_of
from app.services.order_rows import ConsentRow, ExtraRow, LineRow, OrderInHand, WaitRow
from app.store.unit_of_work import Look
from app.text import QT_TRANSLATE_NOOP
from app.values import Fen, Milli

_TONES = {
    "waiting": "amber",
    "assigned": "blue",
    "in_work": "blue",
    "paused": "amber",
    "finished": "green",
    "rework": "red",
}


@query(Permission.VIEW)
def order_in_hand(look: Look, order_id: int) -> OrderInHand:
    """Return everything the window shows of an order; ``Refusal`` when there is no such order."""
    order = look.find(WorkOrder, order_id)
    visit = look.find(Visit, order.visit_id)
    vehicle = look.find(Vehicle, order.vehicle_id)
    customer = look.find(Customer, order.customer_id)
    business = look.find(BusinessType, order.business_type_id)
    names = _names(look, order)
    lines = _line_rows(look, order_id)
    extras = _extras(look, order_id, lines, names)
    siblings = look.session.execute(
        select(WorkOrder.id, WorkOrder.number, WorkOrder.stage)
        .where(WorkOrder.visit_id == visit.id)
        .order_by(WorkOrder.id)
    )
    copied = {
        **_fields(order, ORDER_FIELDS),
        **_fields(visit, VISIT_FIELDS),
        **_fields(vehicle, VEHICLE_FIELDS),
        **_fields(customer, CUSTOMER_FIELDS),
    }
    return OrderInHand(
        **copied,
        id=order.id,
        number=order.number or "",
        customer=customer.name,
        business_type=business.name,
        advisor=names.get(order.advisor_id, ""),
        proposed_fen=Fen(sum(line.total_fen for line in lines if line.approval is Approval.PROPOSED)),
        certificate=_certificate(look, order_id),
        paid=_paid(look, order_id),
        lines=lines,
        extras=extras,
        waits=_waits(look, order_id),
        consents=_consents(look, order_id),
        siblings=tuple((row.id, row.number or "", row.stage) for row in siblings),
        actions=allowed_actions(order.stage, look.actor.permissions),
    )


ORDER_FIELDS = [
    "version",
    "visit_id",
    "vehicle_id",
    "customer_id",
    "stage",
    "rework_open",
    "business_type_id",
    "repair_class",
    "request",
    "finding",
    "promised_at",
    "promise_open",
    "signed_limit_fen",
    "wash",
    "opened_at",
    "labour_fen",
    "material_fen",
    "other_fen",
    "customer_fen",
]
VISIT_FIELDS = [
    "bringer",
    "bringer_phone",
    "waiting",
    "mileage_in",
    "mileage_answer",
    "fuel",
    "keys_tag",
    "belongings",
    "arrived_at",
    "left_at",
]
VEHICLE_FIELDS = ("plate", "plate_colour", "vin", "engine_no", "model")
CUSTOMER_FIELDS = ("contact", "phone")


def _fields(record: Base, names: Sequence[str]) -> dict[str, Any]:
    """Return the fields that stand under the same name in the row."""
    return {name: getattr(record, name) for name in names}


def _names(look: Look, order: WorkOrder) -> dict[int, str]:
    wanted = {
        order.advisor_id,
        *look.session.scalars(select(ExtraWork.proposed_by).where(ExtraWork.order_id == order.id)),
    }
    rows = look.session.execute(select(Account.id, Account.name).where(Account.id.in_(wanted)))
    return {row.id: row.name for row in rows}


def _technicians(look: Look, order_id: int) -> dict[int, str]:
    rows = look.session.execute(
        select(Assignment.labour_line_id, Technician.name)
        .join(Technician, Technician.id == Assignment.technician_id)
        .join(LabourLine, LabourLine.id == Assignment.labour_line_id)
        .where(LabourLine.order_id == order_id, Assignment.ended_at.is_(None))
        .order_by(Assignment.id)
    )
    found: dict[int, str] = {}
    for row in rows:
        there = found.get(row.labour_line_id)
        found[row.labour_line_id] = f"{there}、{row.name}" if there else row.name
    return found


def _line_rows(look: Look, order_id: int) -> tuple[LineRow, ...]:
    labour, parts, others = lines_of(look.session, order_id)
    shares = shares_of(look.session, labour, parts, others)
    people = _technicians(look, order_id) if labour else {}
    by_labour: dict[int | None, list[PartLine]] = {}
    for part in parts:
        by_labour.setdefault(part.labour_line_id, []).append(part)
    ordered: list[tuple[str, Line]] = []
    for line in labour:
        ordered.append(("labour", line))
        ordered.extend(("part", part) for part in by_labour.pop(line.id, ()))
    ordered.extend(("part", part) for rest in by_labour.values() for part in rest)
    ordered.extend(("other", other) for other in others)
    return tuple(_line_row(kind, line, shares.get((kind, line.id), ()), people) for kind, line in ordered)


def _line_row(kind: str, line: Line, shares: Iterable[LineShare], people: dict[int, str]) -> LineRow:
    status, tone = _status(line)
    labour = line if isinstance(line, LabourLine) else None
    part = line if isinstance(line, PartLine) else None
    return LineRow(
        id=f"{kind}-{line.id}",
        line_id=line.id,
        kind=kind,
        version=line.version,
        name=line.name,
        code=line.code,
        amount=labour.hours if labour else part.quantity if part else Milli(1000),
        unit=QT_TRANSLATE_NOOP("words", "工时") if labour else part.unit if part else QT_TRANSLATE_NOOP("words", "项"),
        price_fen=labour.rate_fen if labour else part.price_fen if part else line.amount_fen,
        total_fen=line.amount_fen,
        payer=line.payer,
        shares=tuple((share.payer, share.permille) for share in shares),
        approval=line.approval,
        status=status,
        tone=tone,
        technician=people.get(line.id, "") if labour else "",
        extra_work_id=line.extra_work_id,
        issued=part.issued if part else Milli(0),
        origin=ORIGIN_LABELS[part.origin] if part else "",
        old_part=part.old_part if part else None,
        note=line.note,
    )


def _status(line: Line) -> tuple[str, str]:
    """Return what a line's chip says and its tone."""
    if line.approval is not Approval.APPROVED:
        tone = "amber" if line.approval in {Approval.PROPOSED, Approval.QUOTED} else "grey"
        return APPROVAL_LABELS[line.approval], tone
    if isinstance(line, LabourLine):
        return WORK_STATE_LABELS[line.work], _TONES[line.work.value]
    if isinstance(line, PartLine) and line.part_id is not None:
        if line.issued >= line.quantity:
            return QT_TRANSLATE_NOOP("words", "已出库"), "grey"
        return QT_TRANSLATE_NOOP("words", "待出库"), "amber"
    return APPROVAL_LABELS[line.approval], "grey"


def _extras(look: Look, order_id: int, lines: Sequence[LineRow], names: dict[int, str]) -> tuple[ExtraRow, ...]:
    rows = look.session.scalars(select(ExtraWork).where(ExtraWork.order_id == order_id).order_by(ExtraWork.id)).all()
    found = []
    for extra in rows:
        mine = tuple(line for line in lines if line.extra_work_id == extra.id)
        found.append(
            ExtraRow(
                id=extra.id,
                version=extra.version,
                number=extra.number,
                state=extra.state,
                finding=extra.finding,
                reason=extra.reason,
                safety=extra.safety,
                delay_minutes=extra.delay_minutes,
                proposed_by=names.get(extra.proposed_by, ""),
                proposed_at=extra.proposed_at,
                labour_fen=Fen(sum(line.total_fen for line in mine if line.kind == "labour")),
                material_fen=Fen(sum(line.total_fen for line in mine if line.kind != "labour")),
                lines=mine,
            )
        )
    return tuple(found)


def _certificate(look: Look, order_id: int) -> str:
    return (
        look.session.scalar(
            select(Certificate.number).where(Certificate.order_id == order_id, Certificate.voided_at.is_(None))
        )
        or ""
    )


def _paid(look: Look, order_id: int) -> PaidState | None:
    states = set(
        look.session.scalars(
            select(Statement.state).where(Statement.order_id == order_id, Statement.state != PaidState.REVERSED)
        )
    )
    for state in (PaidState.OPEN, PaidState.ON_ACCOUNT, PaidState.PAID):
        if state in states:
            return state
    return None


def _waits(look: Look, order_id: int) -> tuple[WaitRow, ...]:
    rows = look.session.scalars(
        select(OrderWait).where(OrderWait.order_id == order_id, OrderWait.ended_at.is_(None)).order_by(OrderWait.id)
    )
    return tuple(WaitRow(row.kind, row.started_at, row.note) for row in rows)


def _consents(look: Look, order_id: int) -> tuple[ConsentRow, ...]:
    rows = look.session.scalars(
        select(Consent).where(Consent.order_id == order_id, Consent.withdrawn_at.is_(None)).order_by(Consent.id)
    )
    return tuple(
        ConsentRow(row.id, row.kind, row.method, row.given_by, row.given_at, row.amount_fen, row.agreed, row.words)
        for row in rows
    )


def charged(lines: Iterable[LineRow]) -> list[LineRow]:
    """Return the lines that are charged."""
    return [line for line in lines if line.approval in CHARGED]
