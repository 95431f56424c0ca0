"""What is typed at a desk (录入), as it travels to the services: plain frozen values, nothing checked yet."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from app.models.customers import CustomerKind
from app.models.guarantee import RepairClass, VehicleKind
from app.models.lines import OldPart, OriginClass
from app.models.orders import ConsentMethod, Payer
from app.models.people import Trade
from app.values import Fen, Milli

NOTHING: Final = Fen(0)


@dataclass(frozen=True, slots=True)
class CustomerEntry:
    """A customer as typed (客户)."""

    name: str
    kind: CustomerKind = CustomerKind.PERSON
    phone: str = ""
    contact: str = ""
    credit_code: str = ""
    address: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class VehicleEntry:
    """A vehicle as typed (车辆); ``vin_reason`` says why a VIN is not a standard one."""

    plate: str = ""
    plate_colour: str = ""
    vin: str = ""
    vin_reason: str = ""
    engine_no: str = ""
    model: str = ""
    kind: VehicleKind = VehicleKind.CAR
    purchased_on: date | None = None


@dataclass(frozen=True, slots=True)
class VisitEntry:
    """An arrival as typed (进厂): km, or why they cannot be read; fuel in eighths."""

    mileage: int | None = None
    mileage_answer: str = ""
    fuel: int | None = None
    waiting: bool = False
    bringer: str = ""
    bringer_phone: str = ""
    keys_tag: str = ""
    belongings: str = ""


@dataclass(frozen=True, slots=True)
class OrderEntry:
    """The head of an order as typed (施工单); the repair class follows the business type unless chosen."""

    business_type_id: int
    repair_class: RepairClass | None = None
    request: str = ""
    finding: str = ""
    promised_at: datetime | None = None
    promise_open: bool = False
    signed_limit_fen: Fen = NOTHING
    wash: bool = True


@dataclass(frozen=True, slots=True)
class ShareEntry:
    """A share of a line for another payer, in thousandths (分摊)."""

    payer: Payer
    permille: int


@dataclass(frozen=True, slots=True)
class LabourEntry:
    """A labour line as typed (维修项目): hours × rate, or ``lump_fen``; what is left out comes from the catalogue."""

    name: str = ""
    operation_id: int | None = None
    code: str = ""
    hours: Milli | None = None
    rate_fen: Fen | None = None
    lump_fen: Fen | None = None
    payer: Payer | None = None
    trade: Trade | None = None
    min_rank: int | None = None
    shares: tuple[ShareEntry, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class PartEntry:
    """A material line as typed (材料): what is left out comes from the part; ``labour`` is the row it hangs under."""

    quantity: Milli
    part_id: int | None = None
    name: str = ""
    code: str = ""
    unit: str = ""
    price_fen: Fen | None = None
    payer: Payer | None = None
    origin: OriginClass | None = None
    old_part: OldPart = OldPart.LEAVE
    labour_line_id: int | None = None
    labour: int | None = None
    shares: tuple[ShareEntry, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class OtherEntry:
    """Another charge as typed (其他)."""

    name: str
    amount_fen: Fen
    code: str = ""
    payer: Payer | None = None
    shares: tuple[ShareEntry, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class LinesEntry:
    """All lines typed at once."""

    labour: tuple[LabourEntry, ...] = ()
    parts: tuple[PartEntry, ...] = ()
    others: tuple[OtherEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class ConsentEntry:
    """A consent as told (委托、认可): who, how, when (now unless given), the words."""

    given_by: str
    method: ConsentMethod = ConsentMethod.PAPER
    given_at: datetime | None = None
    phone: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class ArrivalEntry:
    """Everything typed to receive a car (接车): known records are named by key, new ones by their entries."""

    visit: VisitEntry
    order: OrderEntry
    customer: CustomerEntry | None = None
    vehicle: VehicleEntry | None = None
    customer_id: int | None = None
    vehicle_id: int | None = None
    lines: LinesEntry = field(default_factory=LinesEntry)


@dataclass(frozen=True, slots=True)
class Received:
    """Answer of receiving a car: keys of the records made."""

    visit_id: int
    order_id: int
    vehicle_id: int
    customer_id: int
