"""Correcting an arrival (更正进厂登记): what was typed wrong about car, customer and visit, in one transaction."""

from collections.abc import Mapping

from sqlalchemy import select

from app.errors import InvalidEntry, WrongState
from app.models.access import Permission
from app.models.customers import Customer, Vehicle
from app.models.orders import WorkOrder
from app.models.visits import MAX_FUEL, Visit
from app.services.acts import query, service
from app.services.customers import checked_phone, write_customer, write_vehicle
from app.services.entries import CustomerEntry, VehicleEntry
from app.services.merging import merge
from app.store.unit_of_work import Look, Work
from app.text import QT_TRANSLATE_NOOP
from app.values import MAX_KM, clean_text

VISIT_FIELDS = frozenset(
    {"mileage_in", "mileage_answer", "fuel", "waiting", "bringer", "bringer_phone", "keys_tag", "belongings"}
)
_TEXTS = {"mileage_answer": 200, "bringer": 200, "keys_tag": 32, "belongings": 10_000}


@query(Permission.VIEW)
def newest_order(look: Look, visit_id: int) -> int | None:
    """Return the newest order of a visit, open or ended; ``None`` for a visit without one."""
    newest = select(WorkOrder.id).where(WorkOrder.visit_id == visit_id).order_by(WorkOrder.id.desc()).limit(1)
    return look.session.scalar(newest)


@service(Permission.RECEIVE)
def correct_arrival(
    work: Work,
    visit_id: int,
    edits: dict[str, tuple[object, object]],
    *,
    vehicle: VehicleEntry | None = None,
    seen_vehicle: int | None = None,
    customer: CustomerEntry | None = None,
    seen_customer: int | None = None,
) -> int:
    """Correct fields of a visit, each given as (value seen, new value), its car and the car's owner; return its key.

    What nobody else touched merges; ``StaleRecord`` where somebody did. ``WrongState`` once the car has left; doubts
    are those of receiving it, asked together.
    """
    unknown = set(edits) - VISIT_FIELDS
    if unknown:
        message = f"not a field of a visit: {sorted(unknown)}"
        raise ValueError(message)
    visit = work.get(Visit, visit_id)
    if visit.left_at is not None:
        raise WrongState(QT_TRANSLATE_NOOP("rules", "车已离厂,进厂登记不能再改。"), place="reception")
    car = work.get(Vehicle, visit.vehicle_id, seen=seen_vehicle if vehicle is not None else None)
    if customer is not None:
        write_customer(work, customer, work.get(Customer, car.customer_id, seen=seen_customer))
    if vehicle is not None:
        write_vehicle(work, vehicle, car)
    with work.session.no_autoflush:
        _correct_visit(work, visit, edits)
        if "mileage_in" in edits:
            _doubt_mileage(work, visit)
            car.mileage = visit.mileage_in if visit.mileage_in is not None else car.mileage
        work.stop_if_doubted()
    work.session.flush()
    return visit.id


def _correct_visit(work: Work, visit: Visit, edits: Mapping[str, tuple[object, object]]) -> None:
    merge(visit, edits)
    if visit.mileage_in is not None and not 0 <= visit.mileage_in <= MAX_KM:
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "公里数超出范围。"), place="reception.mileage")
    if visit.fuel is not None and not 0 <= visit.fuel <= MAX_FUEL:
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "油量应在 0 到 8 格之间。"), place="reception.fuel")
    for field, limit in _TEXTS.items():
        if field in edits:
            place = "reception.mileage" if field == "mileage_answer" else f"reception.{field}"
            setattr(visit, field, clean_text(getattr(visit, field), limit, place=place))
    if "bringer_phone" in edits:
        visit.bringer_phone = checked_phone(work, visit.bringer_phone, "reception.bringer_phone")


def _doubt_mileage(work: Work, visit: Visit) -> None:
    """Doubt a mileage below that of the visit before; a confirmed one keeps the reason as its answer."""
    before = work.session.scalars(
        select(Visit)
        .where(Visit.vehicle_id == visit.vehicle_id, Visit.id < visit.id)
        .order_by(Visit.id.desc())
        .limit(1)
    ).one_or_none()
    last = None if before is None else before.mileage_out if before.mileage_out is not None else before.mileage_in
    if visit.mileage_in is not None and last is not None and visit.mileage_in < last:
        work.doubt(
            "mileage.below_last",
            QT_TRANSLATE_NOOP("rules", "公里数 {now} 低于上次的 {last}:换过仪表,还是输错了?"),
            place="reception.mileage",
            now=visit.mileage_in,
            last=last,
        )
        if "mileage.below_last" in work.confirmed:
            visit.mileage_answer = work.reason
