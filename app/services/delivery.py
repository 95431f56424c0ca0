"""Delivery (交车): every gate of the visit, the slip and the gate pass; the visit ends and the car leaves the board."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select

from app.errors import InvalidEntry, Refusal, WrongState
from app.models.access import Permission
from app.models.customers import Vehicle
from app.models.money import PaidState, Statement
from app.models.orders import StageChange, WorkOrder
from app.models.stages import ENDED, STAGE_LABELS, Action, Stage
from app.models.station import NumberKind
from app.models.tools import ToolLoan
from app.models.visits import Delivery, Visit
from app.services.acts import query, service
from app.services.certificates import certificate_needed, certified_km, valid_certificate
from app.services.estimates import gaps_of
from app.services.order_moves import move, order_in_work
from app.services.settlement import settled_from
from app.store import numbers
from app.store.unit_of_work import Look, Work
from app.text import QT_TRANSLATE_NOOP
from app.values import MAX_KM, clean_text


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """One thing still open before delivery (未了事项): ``must`` refuses, otherwise it warns; ``place`` leads there."""

    key: str
    text: str
    must: bool
    place: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class DeliveryEntry:
    """A delivery as typed (交车): receiver, km out, what was handed back and said."""

    receiver: str
    mileage_out: int | None = None
    remaining_faults: str = ""
    advice: str = ""
    items_back: str = ""
    old_parts_shown: bool = False
    covers_off: bool = False
    next_service_km: int | None = None
    next_service_on: date | None = None
    follow_up: str = ""


@dataclass(frozen=True, slots=True)
class Delivered:
    """Answer of a delivery: keys and the two numbers drawn."""

    delivery_id: int
    slip: str
    gate_pass: str


def _orders(look: Look, visit_id: int) -> Sequence[WorkOrder]:
    return look.session.scalars(select(WorkOrder).where(WorkOrder.visit_id == visit_id).order_by(WorkOrder.id)).all()


def _points(look: Look, orders: Sequence[WorkOrder]) -> list[OpenPoint]:
    points: list[OpenPoint] = []
    for order in orders:
        name = (("order", order.number or str(order.id)),)
        if order.stage in ENDED:
            continue
        if order.stage is not Stage.SETTLED:
            points.append(
                OpenPoint(
                    "delivery.stage",
                    QT_TRANSLATE_NOOP("rules", "{order} 还没有结算,现在是“{stage}”。"),
                    must=True,
                    place="order.stage",
                    values=(*name, ("stage", STAGE_LABELS[order.stage])),
                )
            )
            continue
        unpaid = look.session.scalar(
            select(Statement.number).where(Statement.order_id == order.id, Statement.state == PaidState.OPEN).limit(1)
        )
        if unpaid is not None:
            points.append(
                OpenPoint(
                    "delivery.unpaid",
                    QT_TRANSLATE_NOOP("rules", "结算单 {number} 还没有收款或挂账。"),
                    must=True,
                    place="settlement.amount",
                    values=(("number", unpaid),),
                )
            )
        if _repaired(look, order) and certificate_needed(look, order) and valid_certificate(look, order.id) is None:
            points.append(
                OpenPoint(
                    "delivery.certificate",
                    QT_TRANSLATE_NOOP("rules", "{order} 还没有签发合格证。"),
                    must=True,
                    place="inspection.certificate",
                    values=name,
                )
            )
        points += _should(look, order)
    return points


def _should(look: Look, order: WorkOrder) -> list[OpenPoint]:
    """Return what only warns: tools still out, and what the quick lane did not ask for before the work."""
    points = [
        OpenPoint(key, text, must=False, place=place)
        for key, text, place in (gaps_of(look, order) if went_quick(look, order.id) else ())
        if key != "gap.promise"
    ]
    out = look.session.scalar(
        select(func.count()).select_from(ToolLoan).where(ToolLoan.order_id == order.id, ToolLoan.returned_at.is_(None))
    )
    if out:
        points.append(
            OpenPoint(
                "delivery.tools",
                QT_TRANSLATE_NOOP("rules", "{order} 还有 {count} 件工具没有归还。"),
                must=False,
                place="tools.loans",
                values=(("order", order.number or str(order.id)), ("count", str(out))),
            )
        )
    return points


def went_quick(look: Look, order_id: int) -> bool:
    """Tell whether an order took the quick lane (快修): authorised and started by the same click."""
    rows = look.session.execute(
        select(StageChange.action, StageChange.at, StageChange.account_id).where(
            StageChange.order_id == order_id, StageChange.action.in_((Action.AUTHORISE, Action.START))
        )
    ).all()
    starts = {(row.at, row.account_id) for row in rows if row.action is Action.START}
    return any(row.action is Action.AUTHORISE and (row.at, row.account_id) in starts for row in rows)


def _repaired(look: Look, order: WorkOrder) -> bool:
    """Tell whether the order passed inspection; one given up has nothing to certify."""
    return settled_from(look, order) is Stage.PASSED


@query(Permission.VIEW)
def open_points(look: Look, visit_id: int) -> tuple[OpenPoint, ...]:
    """Return every point still open before the car may leave, those that refuse first."""
    points = _points(look, _orders(look, visit_id))
    return tuple(sorted(points, key=lambda point: not point.must))


@service(Permission.DELIVER)
def deliver_car(work: Work, visit_id: int, entry: DeliveryEntry) -> Delivered:
    """Hand the car back (交车): draw slip and gate pass, end the visit and its orders.

    Must have every order settled, every statement paid or on account, the certificate where it is due; should have
    tools back, old parts shown, mileage not below the arrival's; where none is typed it is the certificate's.
    ``InvalidEntry`` without the receiver's name.
    """
    visit = work.get(Visit, visit_id)
    if visit.left_at is not None:
        raise WrongState(QT_TRANSLATE_NOOP("rules", "车已经交出。"), place="delivery")
    receiver = clean_text(entry.receiver, 200, place="delivery.receiver")
    if not receiver:
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "请填写接车人。"), place="delivery.receiver")
    orders = [order_in_work(work, order.id) for order in _orders(work, visit_id)]
    for point in _points(work, orders):
        if point.must:
            raise Refusal(point.text, place=point.place, **dict(point.values))
        work.doubt(point.key, point.text, place=point.place, **dict(point.values))
    if entry.mileage_out is None:
        entry = replace(entry, mileage_out=certified_km(work, (order.id for order in orders)))
    _check_entry(work, entry, visit)
    work.stop_if_doubted()
    delivery = Delivery(
        visit_id=visit.id,
        delivered_at=work.now,
        delivered_by=work.actor.account_id,
        receiver=receiver,
        mileage_out=entry.mileage_out,
        remaining_faults=clean_text(entry.remaining_faults, place="delivery.faults"),
        advice=clean_text(entry.advice, place="delivery.advice"),
        items_back=clean_text(entry.items_back, place="delivery.items"),
        old_parts_shown=entry.old_parts_shown,
        covers_off=entry.covers_off,
        next_service_km=entry.next_service_km,
        next_service_on=entry.next_service_on,
        follow_up=clean_text(entry.follow_up, 200, place="delivery.follow_up"),
    )
    for order in orders:
        if order.stage is Stage.SETTLED:
            move(work, order, Action.DELIVER)
    visit.left_at, visit.mileage_out = work.now, entry.mileage_out
    if entry.mileage_out is not None:
        work.get(Vehicle, visit.vehicle_id).mileage = entry.mileage_out
    work.session.flush()
    delivery.number = numbers.draw(work, NumberKind.DELIVERY)
    delivery.gate_pass = numbers.draw(work, NumberKind.GATE_PASS)
    work.add(delivery)
    return Delivered(delivery.id, delivery.number, delivery.gate_pass)


def _check_entry(work: Work, entry: DeliveryEntry, visit: Visit) -> None:
    for km, place in ((entry.mileage_out, "delivery.mileage"), (entry.next_service_km, "delivery.next_service")):
        if km is not None and not 0 <= km <= MAX_KM:
            raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "公里数超出范围。"), place=place)
    if entry.mileage_out is not None and visit.mileage_in is not None and entry.mileage_out < visit.mileage_in:
        work.doubt(
            "mileage.out_below_in",
            QT_TRANSLATE_NOOP("rules", "出厂公里数 {out} 低于进厂的 {into}:换过仪表,还是输错了?"),
            place="delivery.mileage",
            out=entry.mileage_out,
            into=visit.mileage_in,
        )
    if not entry.old_parts_shown:
        work.doubt(
            "delivery.old_parts", QT_TRANSLATE_NOOP("rules", "旧件还没有给客户看过。"), place="delivery.old_parts"
        )
