"""Taking a car in (接车): one click makes customer, vehicle, visit, order and lines, or recalls what is known."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import bindparam, select

from app.errors import InvalidEntry, Refusal, WrongState
from app.models.access import Permission
from app.models.customers import Customer, Vehicle
from app.models.guarantee import RepairClass
from app.models.lines import Approval
from app.models.orders import BusinessType, WorkOrder
from app.models.stages import ENDED, Stage
from app.models.visits import MAX_FUEL, Visit
from app.services.acts import service
from app.services.certificates import valid_certificate
from app.services.customers import checked_phone, write_customer, write_vehicle
from app.services.entries import ArrivalEntry, LinesEntry, OrderEntry, Received, VisitEntry
from app.services.line_writer import LineWriter, MadeLines
from app.services.merging import merge
from app.services.order_moves import Charge, order_in_work, write_totals
from app.store.unit_of_work import Work
from app.text import QT_TRANSLATE_NOOP
from app.values import MAX_FEN, MAX_KM, Fen, Phone, clean_text, format_money, format_plate

PROMISE_LIMIT_DAYS = 365
_IN_SHOP = select(Visit.id).where(Visit.vehicle_id == bindparam("vehicle"), Visit.left_at.is_(None))


@service(Permission.RECEIVE)
def receive_car(work: Work, entry: ArrivalEntry) -> Received:
    """Receive a car (接车): open its visit and first order with the lines typed.

    ``InvalidEntry`` for values that cannot be taken, ``Refusal`` when the car is in the shop already; doubts (odd
    plate, VIN check digit, plate on another car, mileage below the last visit's) are asked together.
    """
    return open_visit(work, entry)[0]


def open_visit(
    work: Work, entry: ArrivalEntry, *, before_writing: Callable[[WorkOrder, list[Charge]], None] | None = None
) -> tuple[Received, WorkOrder, list[Charge]]:
    """Do what ``receive_car`` says; return its answer, the order and what it charges, for whoever goes on at once.

    ``before_writing`` may still change the new order, which has its key and totals by then.
    """
    vehicle = _vehicle(work, entry)
    _refuse_in_shop(work, vehicle)
    customer = _customer(work, entry)
    _check_visit(work, entry.visit, vehicle)
    _check_order(work, entry.order)
    bringer_phone = checked_phone(work, entry.visit.bringer_phone, "reception.bringer_phone")
    work.stop_if_doubted()
    visit, order = _visit(work, entry.visit, bringer_phone), _order(work, entry.order)
    writer = LineWriter(work, order, approval=Approval.QUOTED)
    owner = [customer] if customer else []
    made = writer.make(entry.lines, with_=[*owner, vehicle, visit, order])
    if customer is not None:
        vehicle.customer_id = customer.id
    visit.vehicle_id, visit.customer_id = vehicle.id, vehicle.customer_id
    if entry.visit.mileage is not None:
        vehicle.mileage = entry.visit.mileage
    work.write(owner, [vehicle], [visit])
    _write_order(work, order, visit, made, before_writing)
    charges = writer.keep(made)
    return Received(visit.id, order.id, vehicle.id, visit.customer_id), order, charges


@service(Permission.RECEIVE)
def add_order(work: Work, visit_id: int, entry: OrderEntry, lines: LinesEntry) -> int:
    """Open one more order for a car in the shop (加开施工单) and return its key."""
    visit = work.get(Visit, visit_id)
    if visit.left_at is not None:
        raise WrongState(QT_TRANSLATE_NOOP("rules", "车已离厂,请重新接车。"), place="reception")
    _check_order(work, entry)
    work.stop_if_doubted()
    order = _order(work, entry)
    writer = LineWriter(work, order, approval=Approval.QUOTED)
    made = writer.make(lines, with_=[order])
    _write_order(work, order, visit, made)
    writer.keep(made)
    return order.id


def _vehicle(work: Work, entry: ArrivalEntry) -> Vehicle:
    known = work.get(Vehicle, entry.vehicle_id) if entry.vehicle_id else None
    if entry.vehicle is not None:
        return write_vehicle(work, entry.vehicle, known)
    if known is None:
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "请填写车牌号码或车架号。"), place="reception.plate")
    return known


def _customer(work: Work, entry: ArrivalEntry) -> Customer | None:
    """Return the customer named or typed, ``None`` where the car's owner brings it; ``InvalidEntry`` for nobody."""
    known = work.get(Customer, entry.customer_id) if entry.customer_id else None
    if entry.customer is not None:
        return write_customer(work, entry.customer, known)
    if known is None and entry.vehicle_id is None:
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "请填写客户名称。"), place="reception.customer")
    return known


def _refuse_in_shop(work: Work, vehicle: Vehicle) -> None:
    if vehicle not in work.session:
        return
    with work.session.no_autoflush:
        there = work.session.scalar(_IN_SHOP, {"vehicle": vehicle.id})
    if there is not None:
        raise Refusal(
            QT_TRANSLATE_NOOP("rules", "{plate} 已在厂,请在它的施工单上加开。"),
            place="vehicles",
            plate=format_plate(vehicle.plate),
        )


def _check_visit(work: Work, entry: VisitEntry, vehicle: Vehicle) -> None:
    if entry.mileage is not None and not 0 <= entry.mileage <= MAX_KM:
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "公里数超出范围。"), place="reception.mileage")
    if entry.fuel is not None and not 0 <= entry.fuel <= MAX_FUEL:
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "油量应在 0 到 8 格之间。"), place="reception.fuel")
    if entry.mileage is not None and vehicle.mileage is not None and entry.mileage < vehicle.mileage:
        work.doubt(
            "mileage.below_last",
            QT_TRANSLATE_NOOP("rules", "公里数 {now} 低于上次的 {last}:换过仪表,还是输错了?"),
            place="reception.mileage",
            now=entry.mileage,
            last=vehicle.mileage,
        )


def _check_order(work: Work, entry: OrderEntry) -> None:
    if entry.promised_at is not None:
        check_promise(work, entry.promised_at)
    _check_limit(entry.signed_limit_fen)


def _check_limit(limit: int) -> None:
    if not 0 <= limit <= MAX_FEN:
        raise InvalidEntry(
            QT_TRANSLATE_NOOP("rules", "增项限额应在 0 到 {limit} 元之间。"),
            place="reception.signed_limit",
            limit=format_money(MAX_FEN),
        )


def check_promise(work: Work, promised_at: datetime) -> None:
    """Doubt a promised time that has passed or lies more than a year ahead."""
    if promised_at < work.now:
        work.doubt("promise.passed", QT_TRANSLATE_NOOP("rules", "预计交车时间已经过去。"), place="reception.promise")
    elif (promised_at - work.now).days > PROMISE_LIMIT_DAYS:
        work.doubt("promise.far", QT_TRANSLATE_NOOP("rules", "预计交车时间在一年以后。"), place="reception.promise")


def _visit(work: Work, entry: VisitEntry, bringer_phone: Phone) -> Visit:
    answer = clean_text(entry.mileage_answer, 200, place="reception.mileage")
    if "mileage.below_last" in work.confirmed:
        answer = work.reason
    return Visit(
        arrived_at=work.now,
        mileage_in=entry.mileage,
        mileage_answer=answer,
        fuel=entry.fuel,
        waiting=entry.waiting,
        bringer=clean_text(entry.bringer, 200, place="reception.bringer"),
        bringer_phone=bringer_phone,
        keys_tag=clean_text(entry.keys_tag, 32, place="reception.keys_tag"),
        belongings=clean_text(entry.belongings, place="reception.belongings"),
        received_by=work.actor.account_id,
    )


def _order(work: Work, entry: OrderEntry) -> WorkOrder:
    with work.session.no_autoflush:
        business = work.find(BusinessType, entry.business_type_id)
    return WorkOrder(
        business_type_id=business.id,
        repair_class=entry.repair_class or business.repair_class,
        stage=Stage.OPENED,
        request=clean_text(entry.request, place="reception.request"),
        finding=clean_text(entry.finding, place="reception.finding"),
        promised_at=entry.promised_at,
        promise_open=entry.promise_open,
        signed_limit_fen=entry.signed_limit_fen,
        wash=entry.wash,
        labour_fen=Fen(0),
        material_fen=Fen(0),
        other_fen=Fen(0),
        customer_fen=Fen(0),
        advisor_id=work.actor.account_id,
        opened_at=work.now,
    )


def _write_order(
    work: Work,
    order: WorkOrder,
    visit: Visit,
    made: MadeLines,
    before_writing: Callable[[WorkOrder, list[Charge]], None] | None = None,
) -> None:
    """Write a new order of a visit with the totals of the lines made for it."""
    order.visit_id, order.vehicle_id, order.customer_id = visit.id, visit.vehicle_id, visit.customer_id
    write_totals(order, made.charges)
    if before_writing is not None:
        before_writing(order, made.charges)
    work.write([order])


_TEXT_LIMITS = {"request": 10_000, "finding": 10_000}
_ORDER_FIELDS = frozenset(
    {
        "request",
        "finding",
        "promised_at",
        "promise_open",
        "wash",
        "signed_limit_fen",
        "repair_class",
        "business_type_id",
    }
)


@service(Permission.RECEIVE)
def change_order(work: Work, order_id: int, edits: dict[str, tuple[object, object]]) -> int:
    """Change fields of an order's head, each given as (value seen, new value), and return the order's version.

    Fields that nobody else touched merge; ``StaleRecord`` with before / theirs / mine where somebody did.
    """
    order = order_in_work(work, order_id)
    if order.stage in ENDED:
        raise WrongState(QT_TRANSLATE_NOOP("rules", "施工单已结束,不能修改。"), place="order.stage")
    unknown = set(edits) - _ORDER_FIELDS
    if unknown:
        message = f"not a field of an order's head: {sorted(unknown)}"
        raise ValueError(message)
    before = order.repair_class
    merge(order, edits)
    if "promised_at" in edits and order.promised_at is not None:
        check_promise(work, order.promised_at)
    _check_limit(order.signed_limit_fen)
    for name, limit in _TEXT_LIMITS.items():
        if name in edits:
            setattr(order, name, clean_text(getattr(order, name), limit, place=f"reception.{name}"))
    if "business_type_id" in edits:
        with work.session.no_autoflush:
            business = work.find(BusinessType, order.business_type_id)
        order.repair_class = order.repair_class if "repair_class" in edits else business.repair_class
    order.repair_class = RepairClass(order.repair_class)
    if order.repair_class is not before:
        _refuse_certified(work, order)
    work.stop_if_doubted()
    work.session.flush()
    return order.version


def _refuse_certified(work: Work, order: WorkOrder) -> None:
    """Refuse another repair class while a certificate promises the guarantee of the first."""
    certificate = valid_certificate(work, order.id)
    if certificate is not None:
        raise Refusal(
            QT_TRANSLATE_NOOP("rules", "请先作废合格证 {number}。"),
            place="inspection.certificate",
            number=certificate.number,
        )
