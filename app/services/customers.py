"""Customers and vehicles (客户、车辆档案): checked, written, recalled by plate."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, or_, select

from app.errors import InvalidEntry
from app.models.access import Permission
from app.models.credit_code import check_credit_code
from app.models.customers import Customer, Vehicle
from app.models.guarantee import VehicleKind
from app.models.phone import check_phone
from app.models.plate import check_plate, normalise_plate
from app.models.vin import check_vin
from app.models.visits import Visit
from app.services.acts import query, service
from app.services.entries import CustomerEntry, VehicleEntry
from app.store.unit_of_work import Look, Work
from app.text import QT_TRANSLATE_NOOP
from app.values import Phone, clean_text, format_plate

_MISSING_IS_FINE = frozenset({"plate.missing", "vin.missing", "phone.missing"})


def checked_phone(work: Work, text: str, place: str) -> Phone:
    """Return a telephone number as it is stored; an odd one is doubted, none is refused for its range."""
    if not text.strip():
        return Phone("")
    verdict = check_phone(text, place=place)
    work.consider(verdict.warnings)
    return Phone(verdict.accepted())


def write_customer(work: Work, entry: CustomerEntry, customer: Customer | None = None) -> Customer:
    """Put a typed customer into a new or known record; ``InvalidEntry`` without a name."""
    name = clean_text(entry.name, 200, place="reception.customer")
    if not name:
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "请填写客户名称。"), place="reception.customer")
    record = customer or Customer(name=name)
    record.name = name
    record.kind = entry.kind
    record.phone = checked_phone(work, entry.phone, "reception.phone")
    record.contact = clean_text(entry.contact, 200, place="reception.contact")
    record.address = clean_text(entry.address, 500, place="reception.address")
    record.note = clean_text(entry.note, place="reception.note")
    record.credit_code = ""
    if entry.credit_code.strip():
        verdict = check_credit_code(entry.credit_code, place="reception.credit_code")
        work.consider(verdict.warnings)
        record.credit_code = verdict.accepted()
    return record


def write_vehicle(work: Work, entry: VehicleEntry, vehicle: Vehicle | None = None) -> Vehicle:
    """Put a typed vehicle into a new or known record.

    ``InvalidEntry`` for a VIN of wrong length or alphabet without a reason, or with neither plate nor VIN; a plate or
    VIN already on another car is doubted, naming that car.
    """
    plate = check_plate(entry.plate, place="reception.plate")
    vin = check_vin(entry.vin, nonstandard_reason=entry.vin_reason, place="reception.vin")
    work.consider(plate.warnings, ignoring=_MISSING_IS_FINE)
    work.consider(vin.warnings, ignoring=_MISSING_IS_FINE)
    record = vehicle or Vehicle()
    record.plate = plate.accepted()
    record.vin = vin.accepted() if entry.vin.strip() else ""
    if not record.plate and not record.vin:
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "请填写车牌号码或车架号。"), place="reception.plate")
    record.vin_reason = clean_text(entry.vin_reason, 200, place="reception.vin")
    record.plate_colour = entry.plate_colour or str(plate.colour.value)
    record.engine_no = clean_text(entry.engine_no, 64, place="reception.engine_no")
    record.model = clean_text(entry.model, 200, place="reception.model")
    record.kind = entry.kind
    record.purchased_on = entry.purchased_on
    _doubt_twins(work, record)
    return record


_TWINS = (
    select(Vehicle.id, Vehicle.plate, Vehicle.vin, Vehicle.model, Customer.name)
    .join(Customer, Customer.id == Vehicle.customer_id)
    .where(or_(Vehicle.plate == bindparam("plate"), Vehicle.vin == bindparam("vin")), Vehicle.retired.is_(False))
)


def _doubt_twins(work: Work, vehicle: Vehicle) -> None:
    with work.session.no_autoflush:
        twins = work.session.execute(_TWINS, {"plate": vehicle.plate or None, "vin": vehicle.vin or None}).all()
    for twin in twins:
        if twin.id == vehicle.id:
            continue
        same_plate = bool(vehicle.plate) and twin.plate == vehicle.plate
        same_vin = bool(vehicle.vin) and twin.vin == vehicle.vin
        for key, value, place, same in (
            ("plate.taken", vehicle.plate, "reception.plate", same_plate),
            ("vin.taken", vehicle.vin, "reception.vin", same_vin),
        ):
            if same:
                work.doubt(
                    key,
                    QT_TRANSLATE_NOOP(
                        "rules",
                        "{value} 已在另一辆车上:{plate} {model} {vin}({owner});这辆:{mine} {my_model} {my_vin}。",
                    ),
                    place=place,
                    value=value,
                    plate=format_plate(twin.plate),
                    model=twin.model,
                    vin=twin.vin,
                    owner=twin.name,
                    mine=format_plate(vehicle.plate),
                    my_model=vehicle.model,
                    my_vin=vehicle.vin,
                )


@service(Permission.RECEIVE)
def save_customer(work: Work, customer_id: int, entry: CustomerEntry, *, seen: int) -> int:
    """Correct a customer's record (修改客户档案) and return its key; ``StaleRecord`` when somebody else changed it."""
    customer = write_customer(work, entry, work.get(Customer, customer_id, seen=seen))
    work.stop_if_doubted()
    return customer.id


@service(Permission.RECEIVE)
def save_vehicle(work: Work, vehicle_id: int, entry: VehicleEntry, *, seen: int) -> int:
    """Correct a vehicle's record (修改车辆档案) and return its key; ``StaleRecord`` when somebody else changed it."""
    vehicle = write_vehicle(work, entry, work.get(Vehicle, vehicle_id, seen=seen))
    work.stop_if_doubted()
    return vehicle.id


@dataclass(frozen=True, slots=True)
class KnownCar:
    """A car recalled (车辆档案): everything reception need not type again; mileage in km of the last visit."""

    id: int
    version: int
    plate: str
    plate_colour: str
    vin: str
    vin_reason: str
    engine_no: str
    model: str
    kind: VehicleKind
    purchased_on: date | None
    mileage: int | None
    customer_id: int
    customer_version: int
    customer: str
    customer_kind: str
    phone: Phone
    contact: str
    credit_code: str
    address: str
    note: str
    in_shop_visit: int | None
    last_arrival: datetime | None
    last_bringer: str
    last_bringer_phone: Phone


@query(Permission.VIEW)
def recall_car(look: Look, vehicle_id: int) -> KnownCar:
    """Return what is known of a car; ``Refusal`` when there is no such record."""
    vehicle = look.find(Vehicle, vehicle_id)
    customer = look.find(Customer, vehicle.customer_id)
    last = look.session.scalars(
        select(Visit).where(Visit.vehicle_id == vehicle_id).order_by(Visit.arrived_at.desc()).limit(1)
    ).one_or_none()
    return KnownCar(
        id=vehicle.id,
        version=vehicle.version,
        plate=vehicle.plate,
        plate_colour=vehicle.plate_colour,
        vin=vehicle.vin,
        vin_reason=vehicle.vin_reason,
        engine_no=vehicle.engine_no,
        model=vehicle.model,
        kind=vehicle.kind,
        purchased_on=vehicle.purchased_on,
        mileage=vehicle.mileage,
        customer_id=customer.id,
        customer_version=customer.version,
        customer=customer.name,
        customer_kind=customer.kind.value,
        phone=customer.phone,
        contact=customer.contact,
        credit_code=customer.credit_code,
        address=customer.address,
        note=customer.note,
        in_shop_visit=last.id if last is not None and last.left_at is None else None,
        last_arrival=last.arrived_at if last else None,
        last_bringer=last.bringer if last else "",
        last_bringer_phone=last.bringer_phone if last else Phone(""),
    )


@query(Permission.VIEW)
def cars_with_plate(look: Look, plate: str) -> tuple[KnownCar, ...]:
    """Return the cars that carry ``plate`` as typed, newest record first."""
    wanted = normalise_plate(plate)
    if not wanted:
        return ()
    keys = look.session.scalars(
        select(Vehicle.id)
        .where(Vehicle.plate == wanted, Vehicle.retired.is_(False))
        .order_by(Vehicle.id.desc())
        .limit(10)
    ).all()
    return tuple(recall_car(look, key) for key in keys)
