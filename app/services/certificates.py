"""Completion certificates (竣工出厂合格证): guarantee by repair class, a number used once, voided, never deleted."""

from collections.abc import Iterable

from sqlalchemy import select

from app.errors import Refusal, WrongState
from app.models.access import Permission
from app.models.customers import Vehicle
from app.models.guarantee import CERTIFICATE_REQUIRED, Guarantee, RepairClass, VehicleKind, minimum_guarantee, promise
from app.models.orders import WorkOrder
from app.models.quality import Certificate, Inspection, Verdict
from app.models.stages import Stage
from app.models.station import GuaranteeTerm, NumberKind, VoidedNumber
from app.models.visits import Visit
from app.services.acts import service
from app.services.inspection import refuse_own_work
from app.services.order_moves import order_in_work, refuse_wrong_stage
from app.services.settings import setting
from app.store import numbers
from app.store.unit_of_work import Look, Work
from app.text import QT_TRANSLATE_NOOP

_CERTIFIABLE = frozenset({Stage.PASSED, Stage.SETTLED})


def promised_guarantee(look: Look, vehicle_kind: VehicleKind, repair_class: RepairClass) -> Guarantee:
    """Return the station's guarantee for a class of repair, never less than the law's minimum."""
    least = minimum_guarantee(vehicle_kind, repair_class)
    term = look.session.scalars(
        select(GuaranteeTerm).where(
            GuaranteeTerm.vehicle_kind == vehicle_kind, GuaranteeTerm.repair_class == repair_class
        )
    ).one_or_none()
    return Guarantee(max(term.km, least.km), max(term.days, least.days)) if term else least


def certificate_needed(look: Look, order: WorkOrder) -> bool:
    """Tell whether the car needs a certificate to leave: by law, or because the station issues it for every car."""
    return order.repair_class in CERTIFICATE_REQUIRED or bool(setting(look, "certificate_for_every_car"))


def valid_certificate(look: Look, order_id: int) -> Certificate | None:
    """Return the order's valid certificate."""
    return look.session.scalars(
        select(Certificate).where(Certificate.order_id == order_id, Certificate.voided_at.is_(None))
    ).one_or_none()


def certified_km(look: Look, order_ids: Iterable[int]) -> int | None:
    """Return the mileage (km) that the certificates of a visit's orders state, the highest; ``None`` without any."""
    found = (valid_certificate(look, order_id) for order_id in order_ids)
    return max((one.mileage_out for one in found if one is not None and one.mileage_out is not None), default=None)


@service(Permission.CERTIFY)
def issue_certificate(work: Work, order_id: int, *, km: int | None = None, days: int | None = None) -> str:
    """Issue the completion certificate of a passed order (签发合格证) and return its number.

    Must have a passed final inspection by somebody who did not do the work; ``InvalidEntry`` for less guarantee than
    the law's minimum; ``WrongState`` when a valid certificate exists.
    """
    order = order_in_work(work, order_id)
    refuse_wrong_stage(order, _CERTIFIABLE, QT_TRANSLATE_NOOP("words", "签发合格证"))
    refuse_own_work(work, order)
    there = valid_certificate(work, order.id)
    if there is not None:
        raise WrongState(
            QT_TRANSLATE_NOOP("rules", "合格证 {number} 已经签发。"),
            place="inspection.certificate",
            number=there.number,
        )
    inspection = work.session.scalars(
        select(Inspection)
        .where(Inspection.order_id == order.id, Inspection.verdict == Verdict.PASSED, Inspection.voided_at.is_(None))
        .order_by(Inspection.round.desc())
        .limit(1)
    ).one_or_none()
    if inspection is None:
        raise Refusal(QT_TRANSLATE_NOOP("rules", "没有合格的竣工检验,不能签发合格证。"), place="inspection.items")
    vehicle = work.find(Vehicle, order.vehicle_id)
    usual = promised_guarantee(work, vehicle.kind, order.repair_class)
    guarantee = promise(
        vehicle.kind,
        order.repair_class,
        km=usual.km if km is None else km,
        days=usual.days if days is None else days,
        place="inspection.guarantee",
    )
    visit = work.find(Visit, order.visit_id)
    number = numbers.draw(work, NumberKind.CERTIFICATE)
    work.session.add(
        Certificate(
            number=number,
            order_id=order.id,
            inspection_id=inspection.id,
            inspector_id=work.actor.account_id,
            issued_at=work.now,
            repair_class=order.repair_class,
            guarantee_km=guarantee.km,
            guarantee_days=guarantee.days,
            mileage_out=inspection.road_test_km if inspection.road_test_km is not None else visit.mileage_in,
        )
    )
    for spoilt in work.session.scalars(
        select(VoidedNumber)
        .join(Certificate, Certificate.number == VoidedNumber.number)
        .where(Certificate.order_id == order.id, VoidedNumber.replaced_by == "")
    ):
        spoilt.replaced_by = number
    return number


@service(Permission.CERTIFY)
def void_certificate(work: Work, number: str) -> int:
    """Void a certificate (作废合格证) with a reason; its number goes into the void register and is never used again.

    Return the order's key; ``WrongState`` when it is void already or the car has left.
    """
    found = work.session.scalars(select(Certificate).where(Certificate.number == number)).one_or_none()
    if found is None:
        raise Refusal(
            QT_TRANSLATE_NOOP("rules", "没有合格证 {number}。"), place="inspection.certificate", number=number
        )
    order = order_in_work(work, found.order_id)
    certificate = work.session.get_one(Certificate, found.id, populate_existing=True)
    reason = work.need_reason()
    if certificate.voided_at is not None:
        raise WrongState(
            QT_TRANSLATE_NOOP("rules", "合格证 {number} 已经作废。"), place="inspection.certificate", number=number
        )
    refuse_wrong_stage(order, _CERTIFIABLE, QT_TRANSLATE_NOOP("words", "作废合格证"))
    certificate.voided_at, certificate.void_reason = work.now, reason
    work.session.add(
        VoidedNumber(
            kind=NumberKind.CERTIFICATE,
            number=number,
            reason=reason,
            voided_at=work.now,
            voided_by=work.actor.account_id,
        )
    )
    return order.id
