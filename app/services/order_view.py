"""The car in hand (施工单全貌): everything about one order that the middle of the window shows, as frozen rows."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, bindparam, or_, select

from app.errors import Refusal
from app.models.access import Account, Permission
from app.models.base import table_of
from app.models.customers import Customer, Vehicle
from app.models.lines import (
    APPROVAL_LABELS,
    CHARGED,
    ORIGIN_LABELS,
    WORK_STATE_LABELS,
    Approval,
    LabourLine,
    LineShare,
    OtherLine,
    PartLine,
)
from app.models.money import PaidState, Statement
from app.models.orders import BusinessType, Consent, ExtraWork, OrderWait, Payer, WorkOrder
from app.models.people import Technician
from app.models.quality import Certificate
from app.models.stages import allowed_actions
from app.models.visits import Visit
from app.models.workshop import Assignment
from app.services.acts import query
from app.services.comebacks import comeback_of
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
    "comeback_of",
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


def _of_order(statement: Select[*tuple[Any, ...]], column: Any) -> Select[*tuple[Any, ...]]:  # noqa: ANN401 - a column
    """Narrow a statement to one order, ready-made for every order that is opened."""
    return statement.where(column == bindparam("order"))


_HEAD = _of_order(
    select(
        *(getattr(WorkOrder, name) for name in ORDER_FIELDS),
        *(getattr(Visit, name) for name in VISIT_FIELDS),
        *(getattr(Vehicle, name) for name in VEHICLE_FIELDS),
        *(getattr(Customer, name) for name in CUSTOMER_FIELDS),
        WorkOrder.id,
        WorkOrder.number,
        Customer.name.label("customer"),
        BusinessType.name.label("business_type"),
        Account.name.label("advisor"),
    )
    .join(Visit, Visit.id == WorkOrder.visit_id)
    .join(Vehicle, Vehicle.id == WorkOrder.vehicle_id)
    .join(Customer, Customer.id == WorkOrder.customer_id)
    .join(BusinessType, BusinessType.id == WorkOrder.business_type_id)
    .join(Account, Account.id == WorkOrder.advisor_id),
    WorkOrder.id,
)
_LINES = {
    kind: _of_order(select(*table_of(entity).c), table_of(entity).c.order_id).order_by(table_of(entity).c.position)
    for kind, entity in (("labour", LabourLine), ("part", PartLine), ("other", OtherLine))
}
_SHARES = (
    select(*table_of(LineShare).c)
    .where(
        or_(
            LineShare.labour_line_id.in_(bindparam("labour", expanding=True)),
            LineShare.part_line_id.in_(bindparam("part", expanding=True)),
            LineShare.other_line_id.in_(bindparam("other", expanding=True)),
        )
    )
    .order_by(LineShare.id)
)
_PEOPLE = _of_order(
    select(Assignment.labour_line_id, Technician.name)
    .join(Technician, Technician.id == Assignment.technician_id)
    .join(LabourLine, LabourLine.id == Assignment.labour_line_id)
    .where(Assignment.ended_at.is_(None))
    .order_by(Assignment.id),
    LabourLine.order_id,
)
_EXTRAS = _of_order(
    select(*table_of(ExtraWork).c, Account.name.label("proposer"))
    .join(Account, Account.id == ExtraWork.proposed_by)
    .order_by(ExtraWork.id),
    ExtraWork.order_id,
)
_CERTIFICATE = _of_order(select(Certificate.number).where(Certificate.voided_at.is_(None)), Certificate.order_id)
_PAID = _of_order(select(Statement.state).where(Statement.state != PaidState.REVERSED), Statement.order_id)
_WAITS = _of_order(
    select(OrderWait.kind, OrderWait.started_at, OrderWait.note)
    .where(OrderWait.ended_at.is_(None))
    .order_by(OrderWait.id),
    OrderWait.order_id,
)
_CONSENTS = _of_order(
    select(
        Consent.id,
        Consent.kind,
        Consent.method,
        Consent.given_by,
        Consent.given_at,
        Consent.amount_fen,
        Consent.agreed,
        Consent.words,
    )
    .where(Consent.withdrawn_at.is_(None))
    .order_by(Consent.id),
    Consent.order_id,
)
_SIBLINGS = (
    select(WorkOrder.id, WorkOrder.number, WorkOrder.stage)
    .where(WorkOrder.visit_id == bindparam("visit"))
    .order_by(WorkOrder.id)
)


@query(Permission.VIEW)
def order_in_hand(look: Look, order_id: int) -> OrderInHand:
    """Return everything the window shows of an order; ``Refusal`` when there is no such order."""
    connection, of = look.session.connection(), {"order": order_id}
    head = connection.execute(_HEAD, of).mappings().one_or_none()
    if head is None:
        raise Refusal(QT_TRANSLATE_NOOP("rules", "这条记录已不存在,请刷新后再试。"))
    lines = _line_rows(connection, order_id)
    certificate = connection.execute(_CERTIFICATE, of).scalar()
    siblings = connection.execute(_SIBLINGS, {"visit": head["visit_id"]}).all()
    return OrderInHand(
        **{**head, "number": head["number"] or ""},
        proposed_fen=Fen(sum(line.total_fen for line in lines if line.approval is Approval.PROPOSED)),
        comeback=comeback_of(look, head["comeback_of"]) if head["comeback_of"] is not None else None,
        certificate=certificate or "",
        paid=_paid(connection, order_id),
        lines=lines,
        extras=tuple(_extra(row, lines) for row in connection.execute(_EXTRAS, of).all()),
        waits=tuple(WaitRow(*row) for row in connection.execute(_WAITS, of).all()),
        consents=tuple(ConsentRow(*row) for row in connection.execute(_CONSENTS, of).all()),
        siblings=tuple((key, number or "", stage) for key, number, stage in siblings),
        actions=allowed_actions(head["stage"], look.actor.permissions),
    )


def _technicians(connection: Connection, order_id: int) -> dict[int, str]:
    found: dict[int, str] = {}
    for line, name in connection.execute(_PEOPLE, {"order": order_id}).all():
        there = found.get(line)
        found[line] = f"{there}, {name}" if there else name
    return found


def _shares(connection: Connection, lines: Mapping[str, Sequence[Any]]) -> dict[tuple[str, int], list[Any]]:
    """Return the shares of the lines by kind and line key."""
    found: dict[tuple[str, int], list[Any]] = {}
    keys = {kind: [line.id for line in rows] for kind, rows in lines.items()}
    for share in connection.execute(_SHARES, keys).all() if any(keys.values()) else ():
        for kind in keys:
            key = getattr(share, f"{kind}_line_id")
            if key is not None:
                found.setdefault((kind, key), []).append((share.payer, share.permille))
    return found


def _line_rows(connection: Connection, order_id: int) -> tuple[LineRow, ...]:
    """Return the lines of an order, parts beneath their labour."""
    lines = {kind: connection.execute(statement, {"order": order_id}).all() for kind, statement in _LINES.items()}
    shares = _shares(connection, lines)
    people = _technicians(connection, order_id) if lines["labour"] else {}
    by_labour: dict[int | None, list[Any]] = {}
    for part in lines["part"]:
        by_labour.setdefault(part.labour_line_id, []).append(part)
    ordered: list[tuple[str, Any]] = []
    for line in lines["labour"]:
        ordered.append(("labour", line))
        ordered.extend(("part", part) for part in by_labour.pop(line.id, ()))
    ordered.extend(("part", part) for rest in by_labour.values() for part in rest)
    ordered.extend(("other", other) for other in lines["other"])
    return tuple(_line_row(kind, line, shares.get((kind, line.id), ()), people) for kind, line in ordered)


def _line_row(kind: str, line: Any, shares: Iterable[tuple[Payer, int]], people: dict[int, str]) -> LineRow:  # noqa: ANN401 - a row of any kind of line
    status, tone = _status(kind, line)
    labour = line if kind == "labour" else None
    part = line if kind == "part" else None
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
        shares=tuple(shares),
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


def _status(kind: str, line: Any) -> tuple[str, str]:  # noqa: ANN401 - a row of any kind of line
    """Return what a line's chip says and its tone."""
    if line.approval is not Approval.APPROVED:
        tone = "amber" if line.approval in {Approval.PROPOSED, Approval.QUOTED} else "grey"
        return APPROVAL_LABELS[line.approval], tone
    if kind == "labour":
        return WORK_STATE_LABELS[line.work], _TONES[line.work.value]
    if kind == "part" and line.part_id is not None:
        if line.issued >= line.quantity:
            return QT_TRANSLATE_NOOP("words", "已出库"), "grey"
        return QT_TRANSLATE_NOOP("words", "待出库"), "amber"
    return APPROVAL_LABELS[line.approval], "grey"


def _extra(extra: Any, lines: Sequence[LineRow]) -> ExtraRow:  # noqa: ANN401 - a row of the proposals
    mine = tuple(line for line in lines if line.extra_work_id == extra.id)
    return ExtraRow(
        id=extra.id,
        version=extra.version,
        number=extra.number,
        state=extra.state,
        finding=extra.finding,
        reason=extra.reason,
        safety=extra.safety,
        delay_minutes=extra.delay_minutes,
        proposed_by=extra.proposer,
        proposed_at=extra.proposed_at,
        labour_fen=Fen(sum(line.total_fen for line in mine if line.kind == "labour")),
        material_fen=Fen(sum(line.total_fen for line in mine if line.kind != "labour")),
        lines=mine,
    )


def _paid(connection: Connection, order_id: int) -> PaidState | None:
    states = set(connection.execute(_PAID, {"order": order_id}).scalars())
    for state in (PaidState.OPEN, PaidState.ON_ACCOUNT, PaidState.PAID):
        if state in states:
            return state
    return None


def charged(lines: Iterable[LineRow]) -> list[LineRow]:
    """Return the lines that are charged."""
    return [line for line in lines if line.approval in CHARGED]
