"""Comebacks (返修): a car that returns within its guarantee, linked to the order whose work is done again.

Within the guarantee the work is free of charge: the linked order and its lines are paid by the station (内部结算).
Source: 《机动车维修管理规定》, quality guarantee from the day the car leaves, by date and mileage.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from app.clock import business_day
from app.errors import Refusal, WrongState
from app.models.access import Account, Permission
from app.models.customers import Vehicle
from app.models.guarantee import Guarantee, within_guarantee
from app.models.lines import Approval, LabourLine
from app.models.orders import BusinessType, Payer, WorkOrder
from app.models.quality import Certificate, Inspection, Verdict
from app.models.stages import LINES_OPEN, Stage
from app.models.visits import Visit
from app.services.acts import query, service
from app.services.certificates import promised_guarantee, valid_certificate
from app.services.line_writer import rate_for
from app.services.order_moves import Line, lines_of, order_in_work, recount, shares_of
from app.store.unit_of_work import Look, Work
from app.text import QT_TRANSLATE_NOOP
from app.values import line_amount

COMEBACK_CODE = "comeback"
"""The business type that a comeback becomes (外部返修), where the station keeps it in its list."""
RED_FROM = 2
"""From so many comebacks of the same fault on, another repairer is called at the station's cost."""
_LOOKED_AT = 20
_MOST_LINKS = 20


@dataclass(frozen=True, slots=True)
class GuaranteedOrder:
    """A former order of the car (原施工单): its work, inspector and how long its guarantee holds; km and days."""

    id: int
    number: str
    work: str
    certificate: str
    inspector: str
    left_on: date
    ends_on: date
    guarantee_km: int
    km_since: int | None
    within: bool


@dataclass(frozen=True, slots=True)
class ComebackRow:
    """What an order comes back for (返修): the original order, its inspector, and how often the car came back."""

    order_id: int
    visit_id: int
    number: str
    certificate: str
    inspector: str
    work: str
    times: int

    @property
    def red(self) -> bool:
        """Whether the same fault was repaired twice without success."""
        return self.times >= RED_FROM


@query(Permission.VIEW)
def guaranteed_orders(look: Look, order_id: int) -> tuple[GuaranteedOrder, ...]:
    """Return the former orders of the car whose guarantee still holds (质量保证期内), newest first."""
    order = look.find(WorkOrder, order_id)
    visit = look.find(Visit, order.visit_id)
    found = guarantees_of(look, order.vehicle_id, visit.mileage_in)
    return tuple(row for row in found if row.within)


@query(Permission.VIEW)
def car_under_guarantee(look: Look, vehicle_id: int) -> tuple[GuaranteedOrder, ...]:
    """Return what a car is still under guarantee for by date, before its mileage is read at reception."""
    return tuple(row for row in guarantees_of(look, vehicle_id, None) if row.within)


def guarantees_of(look: Look, vehicle_id: int, mileage: int | None) -> Iterator[GuaranteedOrder]:
    """Yield the orders with which the car left, newest first, judged at ``mileage`` (km) today."""
    vehicle = look.find(Vehicle, vehicle_id)
    rows = look.session.execute(
        select(WorkOrder, Visit)
        .join(Visit, Visit.id == WorkOrder.visit_id)
        .where(
            WorkOrder.vehicle_id == vehicle_id,
            WorkOrder.stage.in_((Stage.DELIVERED, Stage.CLOSED)),
            Visit.left_at.is_not(None),
        )
        .order_by(WorkOrder.opened_at.desc())
        .limit(_LOOKED_AT)
    ).all()
    for order, visit in rows:
        yield _guaranteed(look, order, visit, vehicle, mileage)


def _guaranteed(look: Look, order: WorkOrder, visit: Visit, vehicle: Vehicle, mileage: int | None) -> GuaranteedOrder:
    certificate = valid_certificate(look, order.id)
    if certificate is None:
        guarantee = promised_guarantee(look, vehicle.kind, order.repair_class)
    else:
        guarantee = Guarantee(certificate.guarantee_km, certificate.guarantee_days)
    out = visit.mileage_out
    if out is None and certificate is not None:
        out = certificate.mileage_out
    left_on = business_day(visit.left_at or look.now, look.zone)
    return GuaranteedOrder(
        id=order.id,
        number=order.number or "",
        work=_work(look, order.id),
        certificate=certificate.number if certificate else "",
        inspector=_inspector(look, order.id, certificate),
        left_on=left_on,
        ends_on=left_on + timedelta(days=guarantee.days),
        guarantee_km=guarantee.km,
        km_since=mileage - out if mileage is not None and out is not None else None,
        within=within_guarantee(left_on, out, look.today, mileage, guarantee),
    )


def _work(look: Look, order_id: int) -> str:
    names = look.session.scalars(
        select(LabourLine.name)
        .where(LabourLine.order_id == order_id, LabourLine.approval == Approval.APPROVED)
        .order_by(LabourLine.position)
    )
    return ", ".join(names)


def _inspector(look: Look, order_id: int, certificate: Certificate | None) -> str:
    """Return who answers for the work: the certificate's inspector, else the one of the passed inspection."""
    key = certificate.inspector_id if certificate else None
    if key is None:
        key = look.session.scalar(
            select(Inspection.inspector_id)
            .where(Inspection.order_id == order_id, Inspection.verdict == Verdict.PASSED)
            .order_by(Inspection.id.desc())
            .limit(1)
        )
    return look.find(Account, key).name if key is not None else ""


def comeback_of(look: Look, former_id: int) -> ComebackRow:
    """Return the former order that an order comes back for, with how many comebacks that makes in a row."""
    former = look.find(WorkOrder, former_id)
    times, earlier = 1, former.comeback_of
    while earlier is not None and times < _MOST_LINKS:
        times += 1
        earlier = look.find(WorkOrder, earlier).comeback_of
    certificate = valid_certificate(look, former.id)
    return ComebackRow(
        order_id=former.id,
        visit_id=former.visit_id,
        number=former.number or "",
        certificate=certificate.number if certificate else "",
        inspector=_inspector(look, former.id, certificate),
        work=_work(look, former.id),
        times=times,
    )


@service(Permission.RECEIVE)
def link_comeback(work: Work, order_id: int, former_id: int, *, seen: int) -> int:
    """Receive an order as the comeback of a former one (按返修处理) and return its key.

    Must be the same car and before the authorisation; should be within the guarantee. The order becomes a comeback of
    the station's own list, and what the customer would have paid of its lines the station pays (内部结算).
    """
    order = order_in_work(work, order_id, seen=seen)
    _refuse_late(order)
    former = work.find(WorkOrder, former_id)
    if former.vehicle_id != order.vehicle_id or former.visit_id == order.visit_id:
        raise Refusal(QT_TRANSLATE_NOOP("rules", "原施工单不是这辆车以前的施工单。"), place="reception.comeback")
    visit = work.find(Visit, order.visit_id)
    judged = {row.id: row for row in guarantees_of(work, order.vehicle_id, visit.mileage_in)}
    if former.id not in judged:
        raise Refusal(QT_TRANSLATE_NOOP("rules", "原施工单还没有交车。"), place="reception.comeback")
    if not judged[former.id].within:
        work.doubt(
            "comeback.expired",
            QT_TRANSLATE_NOOP("rules", "{number} 的质量保证期已过,仍按返修免费处理?"),
            place="reception.comeback",
            number=former.number,
        )
    work.stop_if_doubted()
    order.comeback_of = former.id
    own = work.session.scalars(
        select(BusinessType).where(BusinessType.code == COMEBACK_CODE, BusinessType.retired.is_(False))
    ).one_or_none()
    if own is not None:
        order.business_type_id = own.id
    work.session.flush()
    _let_the_station_pay(work, order)
    recount(work, order)
    return order.id


def _refuse_late(order: WorkOrder) -> None:
    if order.stage not in LINES_OPEN:
        raise WrongState(
            QT_TRANSLATE_NOOP("rules", "客户已委托,返修要在委托以前认定;请先撤回委托。"), place="order.stage"
        )


def _let_the_station_pay(work: Work, order: WorkOrder) -> None:
    """Turn what the customer pays of the lines to the station, each labour line at the station's own rate."""
    labour, parts, others = lines_of(work.session, order.id)
    shares = shares_of(work.session, labour, parts, others)
    kinds: tuple[tuple[str, Sequence[Line]], ...] = (("labour", labour), ("part", parts), ("other", others))
    for kind, lines in kinds:
        for line in lines:
            if line.payer is Payer.CUSTOMER and not any(
                share.payer is Payer.INTERNAL for share in shares.get((kind, line.id), ())
            ):
                _pay_internally(work, order, line)


def _pay_internally(work: Work, order: WorkOrder, line: Line) -> None:
    line.payer = Payer.INTERNAL
    if isinstance(line, LabourLine) and line.rate_fen:
        line.rate_fen = rate_for(work, order.business_type_id, Payer.INTERNAL, work.today)
        line.amount_fen = line_amount(line.hours, line.rate_fen)


@service(Permission.RECEIVE)
def unlink_comeback(work: Work, order_id: int, *, seen: int) -> int:
    """Take back that an order is a comeback (不是返修) with a reason and return its key; payers stay to be set."""
    order = order_in_work(work, order_id, seen=seen)
    _refuse_late(order)
    work.need_reason()
    if order.comeback_of is None:
        raise WrongState(QT_TRANSLATE_NOOP("rules", "这张施工单没有认定为返修。"), place="reception.comeback")
    order.comeback_of = None
    return order.id


def doubt_comeback(work: Work, order: WorkOrder) -> None:
    """Doubt a comeback that charges the customer, and work of that type that names no former order."""
    if order.comeback_of is not None and order.customer_fen:
        work.doubt(
            "comeback.charged",
            QT_TRANSLATE_NOOP("rules", "质量保证期内的返修应免费,这张施工单还向客户收费。"),
            place="lines",
        )
    if order.comeback_of is None and work.find(BusinessType, order.business_type_id).code == COMEBACK_CODE:
        work.doubt(
            "comeback.unlinked",
            QT_TRANSLATE_NOOP("rules", "业务类型是返修,还没有指明原施工单。"),
            place="reception.comeback",
        )
