"""What many papers say: whose station, whose car, which lines (单据共有内容).

Times are the station's wall-clock times, amounts integer 分, quantities and hours integer thousandths.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from app.values import Fen, Milli, Phone, format_money, format_plate, format_quantity

NO_PHONE: Final = Phone("")
LineKind = Literal["labour", "part", "other"]


@dataclass(frozen=True, slots=True)
class StationHead:
    """The station as its letterhead names it (企业抬头); ``logo`` is a PNG or JPEG image."""

    name: str
    address: str = ""
    phone: str = ""
    credit_code: str = ""
    logo: bytes = b""


@dataclass(frozen=True, slots=True)
class PaperCustomer:
    """The customer on paper (客户): the unit or person, who speaks for it, who brought the car."""

    name: str
    contact: str = ""
    phone: Phone = NO_PHONE
    bringer: str = ""
    bringer_phone: Phone = NO_PHONE
    address: str = ""


@dataclass(frozen=True, slots=True)
class PaperVehicle:
    """The car on paper (车辆); ``plate`` as stored, without its dot; fuel in eighths of a tank, mileage in km."""

    plate: str
    plate_colour: str = ""
    model: str = ""
    vin: str = ""
    engine_number: str = ""
    mileage: int | None = None
    fuel: int | None = None
    purchased: date | None = None

    @property
    def plate_shown(self) -> str:
        """The plate as people write it, with its colour."""
        plate = format_plate(self.plate)
        return f"{plate} ({self.plate_colour})" if self.plate_colour else plate


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A line of an order (项目): labour in hours, parts in their unit, anything else as one amount.

    ``beneath`` puts a part under the labour line before it; ``payer`` is the word on paper (自费、索赔…),
    ``origin`` a part's origin class, ``note`` is printed behind the name.
    """

    kind: LineKind
    name: str
    amount: Fen
    code: str = ""
    quantity: Milli | None = None
    unit: str = ""
    price: Fen | None = None
    payer: str = ""
    origin: str = ""
    brand: str = ""
    note: str = ""
    beneath: bool = False

    @property
    def title(self) -> str:
        """Name and note."""
        return f"{self.name} ({self.note})" if self.note else self.name

    @property
    def measure(self) -> str:
        """Quantity with its unit; hours have 工时."""
        if self.quantity is None:
            return ""
        unit = self.unit or ("工时" if self.kind == "labour" else "")
        return f"{format_quantity(self.quantity)} {unit}".rstrip()


@dataclass(frozen=True, slots=True)
class PayerShare:
    """What one payer bears of the total (付费分摊)."""

    payer: str
    amount: Fen


@dataclass(frozen=True, slots=True)
class Consent:
    """The customer's agreement (客户认可): how, by whom, when, to what amount; empty to be filled in by hand."""

    way: str = ""
    name: str = ""
    at: datetime | None = None
    amount: Fen | None = None


@dataclass(frozen=True, slots=True)
class Tick:
    """A thing that is there or not (勾选项)."""

    text: str
    on: bool


def total(lines: tuple[PaperLine, ...], kind: LineKind) -> Fen:
    """Add up the amounts of the lines of one kind."""
    return Fen(sum(line.amount for line in lines if line.kind == kind))


def money(fen: int | None) -> str:
    """Show an amount (fen) in 元, nothing where there is none."""
    return "" if fen is None else format_money(fen)


def quantity(milli: Milli | None) -> str:
    """Show a quantity, nothing where there is none."""
    return "" if milli is None else format_quantity(milli)


def when(moment: datetime | None) -> str:
    """Show date and time to the minute, nothing where there is none."""
    return "" if moment is None else moment.strftime("%Y-%m-%d %H:%M")


def day(moment: date | None) -> str:
    """Show a date (or a time's date), nothing where there is none."""
    return "" if moment is None else moment.strftime("%Y-%m-%d")


def kilometres(mileage: int | None) -> str:
    """Show a mileage in km, nothing where it is not known."""
    return "" if mileage is None else f"{mileage:,} km"


def fuel_gauge(eighths: int | None) -> str:
    """Show a fuel level as eight squares and a fraction (油量)."""
    if eighths is None:
        return ""
    return f"{'■' * eighths}{'□' * (8 - eighths)} {eighths}/8"
