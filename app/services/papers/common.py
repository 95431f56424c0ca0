"""What several papers say (单据共有内容), read from the station's records: letterhead, customer, car, lines."""

from datetime import datetime

from sqlalchemy import select

from app.clock import to_local
from app.models.access import Account
from app.models.customers import Customer, Vehicle
from app.models.guarantee import REPAIR_CLASS_LABELS
from app.models.lines import ORIGIN_LABELS, LabourLine, PartLine
from app.models.orders import PAYER_LABELS, BusinessType, Payer, WorkOrder
from app.models.people import Technician
from app.models.plate import PLATE_COLOUR_LABELS, PlateColour
from app.models.station import Station as StationRecord
from app.models.stock import Part
from app.models.visits import Visit
from app.models.workshop import Assignment
from app.printing.facts import PaperCustomer, PaperLine, PaperVehicle, PayerShare, StationHead
from app.services.order_moves import Charge, charges_of
from app.store.unit_of_work import Look
from app.values import Fen


def letterhead(look: Look) -> StationHead:
    """Return the station's head."""
    station = look.session.scalars(select(StationRecord)).one()
    return StationHead(station.name, station.address, station.phone, station.credit_code)


def customer_of(look: Look, order: WorkOrder, visit: Visit) -> PaperCustomer:
    """Return the customer as papers name them."""
    customer = look.find(Customer, order.customer_id)
    return PaperCustomer(
        name=customer.name,
        contact=customer.contact or customer.name,
        phone=customer.phone,
        bringer=visit.bringer,
        bringer_phone=visit.bringer_phone,
        address=customer.address,
    )


def vehicle_of(look: Look, order: WorkOrder, visit: Visit, *, out: bool = False) -> PaperVehicle:
    """Return the car as papers name it, with the mileage of arrival or departure (km)."""
    vehicle = look.find(Vehicle, order.vehicle_id)
    return PaperVehicle(
        plate=vehicle.plate,
        plate_colour=_colour(vehicle.plate_colour),
        model=vehicle.model,
        vin=vehicle.vin,
        engine_number=vehicle.engine_no,
        mileage=visit.mileage_out if out else visit.mileage_in,
        fuel=visit.fuel,
        purchased=vehicle.purchased_on,
    )


def _colour(value: str) -> str:
    known = {colour.value: colour for colour in PlateColour}
    if value in known:
        return "" if known[value] is PlateColour.UNKNOWN else PLATE_COLOUR_LABELS[known[value]]
    return value


def local(look: Look, moment: datetime | None) -> datetime | None:
    """Return a moment as the station's wall clock shows it, without zone."""
    return None if moment is None else to_local(moment, look.zone).replace(tzinfo=None)


def person(look: Look, account_id: int | None) -> str:
    """Return the name of whoever has the account."""
    return (look.session.scalar(select(Account.name).where(Account.id == account_id)) or "") if account_id else ""


def lead_technician(look: Look, order_id: int) -> str:
    """Return who does most of the order's hours: the first technician its first line was given to."""
    return (
        look.session.scalar(
            select(Technician.name)
            .join(Assignment, Assignment.technician_id == Technician.id)
            .join(LabourLine, LabourLine.id == Assignment.labour_line_id)
            .where(LabourLine.order_id == order_id, Assignment.ended_at.is_(None))
            .order_by(LabourLine.position, Assignment.id)
            .limit(1)
        )
        or ""
    )


def business_name(look: Look, order: WorkOrder) -> str:
    """Return the order's business type."""
    return look.find(BusinessType, order.business_type_id).name


def repair_class_name(order: WorkOrder) -> str:
    """Return the order's repair class."""
    return REPAIR_CLASS_LABELS[order.repair_class]


def paper_lines(
    look: Look, order_id: int, charges: list[Charge] | None = None, payer: Payer | None = None
) -> tuple[PaperLine, ...]:
    """Return an order's charged lines, parts beneath their labour; with ``payer`` only that payer's amounts."""
    found = charges_of(look.session, order_id) if charges is None else charges
    kept = [charge for charge in found if payer is None or payer in charge.shares]
    keys = {charge.line.part_id for charge in kept if isinstance(charge.line, PartLine) and charge.line.part_id}
    brands = {row.id: row.brand for row in look.session.execute(select(Part.id, Part.brand).where(Part.id.in_(keys)))}
    labour = [charge for charge in kept if charge.kind == "labour"]
    parts = [charge for charge in kept if charge.kind == "part"]
    ordered: list[tuple[Charge, bool]] = []
    hung: set[int] = set()
    for charge in labour:
        ordered.append((charge, False))
        for part in parts:
            if isinstance(part.line, PartLine) and part.line.labour_line_id == charge.line.id:
                ordered.append((part, True))
                hung.add(part.line.id)
    ordered.extend((part, False) for part in parts if part.line.id not in hung)
    ordered.extend((charge, False) for charge in kept if charge.kind == "other")
    return tuple(_paper_line(charge, beneath, payer, brands) for charge, beneath in ordered)


def _paper_line(charge: Charge, beneath: bool, payer: Payer | None, brands: dict[int, str]) -> PaperLine:  # noqa: FBT001 - a pair
    line = charge.line
    amount = line.amount_fen if payer is None else charge.shares[payer]
    paid_by = "/".join(PAYER_LABELS[who] for who in charge.shares)
    note = line.note
    if payer is not None and amount != line.amount_fen:
        note = f"{note} 分摊".strip()
    if isinstance(line, LabourLine):
        return PaperLine(
            "labour",
            line.name,
            amount,
            code=line.code,
            quantity=line.hours,
            price=line.rate_fen or None,
            payer=paid_by,
            note=note,
        )
    if isinstance(line, PartLine):
        return PaperLine(
            "part",
            line.name,
            amount,
            code=line.code,
            quantity=line.quantity,
            unit=line.unit,
            price=line.price_fen,
            payer=paid_by,
            origin=ORIGIN_LABELS[line.origin],
            brand=brands.get(line.part_id or 0, ""),
            note=note,
            beneath=beneath,
        )
    return PaperLine("other", line.name, amount, code=line.code, payer=paid_by, note=note)


def payer_shares(charges: list[Charge]) -> tuple[PayerShare, ...]:
    """Return what each payer other than the customer bears (fen)."""
    sums: dict[Payer, int] = {}
    for charge in charges:
        for payer, fen in charge.shares.items():
            if payer is not Payer.CUSTOMER:
                sums[payer] = sums.get(payer, 0) + fen
    return tuple(PayerShare(PAYER_LABELS[payer], Fen(fen)) for payer, fen in sums.items() if fen)
