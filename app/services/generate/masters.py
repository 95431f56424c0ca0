"""People, cars, parts and tools of a made-up station (基础资料)."""

import random
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.access import Account, Role
from app.models.orders import BusinessType
from app.models.people import Trade
from app.models.plate import check_plate
from app.models.station import LabourOperation
from app.services.generate import world
from app.store.bulk import BulkWriter

_SHARE_OF_COMPANIES = 0.12
_POPULAR = 1.15


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of the catalogue as orders need it."""

    id: int
    code: str
    name: str
    hours: int
    trade: str
    rank: int


@dataclass(frozen=True, slots=True)
class MadePart:
    """A part with its prices in fen and how often it is wanted."""

    id: int
    number: str
    name: str
    unit: str
    price: int
    cost: int
    origin: str


@dataclass(slots=True)
class Masters:
    """Everything orders are made from; ``owner`` and ``mileage`` are indexed by vehicle key."""

    accounts: dict[Role, int]
    business: list[tuple[int, str, str]]
    operations: list[Operation]
    technicians: list[int] = field(default_factory=list)
    bays: list[int] = field(default_factory=list)
    parts: list[MadePart] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    tools: list[int] = field(default_factory=list)
    owner: list[int] = field(default_factory=list)
    owner_name: list[str] = field(default_factory=list)
    mileage: list[int] = field(default_factory=list)


def known(session: Session) -> Masters:
    """Return what the founding wrote: accounts, business types, operations."""
    accounts = {
        role.role: account.id
        for account in session.scalars(select(Account).order_by(Account.id))
        for role in account.roles
    }
    business = [
        (row.id, row.repair_class.value, row.payer.value)
        for row in session.scalars(select(BusinessType).order_by(BusinessType.position))
    ]
    operations = [
        Operation(row.id, row.code, row.name, row.hours, row.trade.value, row.min_rank)
        for row in session.scalars(
            select(LabourOperation).where(LabourOperation.method_check.is_(False)).order_by(LabourOperation.id)
        )
    ]
    return Masters(accounts, business, operations)


def make_people(dice: random.Random, writer: BulkWriter, masters: Masters, technicians: int) -> None:
    """Write teams, bays and technicians; every technician knows all trades, so that any may be given any line."""
    team = writer.table("team", "id version name retired")
    bay = writer.table("bay", "id version name retired")
    technician = writer.table("technician", "id version badge name team_id account_id shift_minutes retired")
    skill = writer.table("technician_skill", "id technician_id trade rank")
    for key, name in enumerate(world.TEAMS, 1):
        team((key, 1, name, False))
    for key in range(1, max(8, technicians // 2) + 1):
        bay((key, 1, f"{key} 号工位", False))
        masters.bays.append(key)
    skills = 0
    for key in range(1, technicians + 1):
        technician((key, 1, f"J{key:03}", world.person(dice), (key - 1) % len(world.TEAMS) + 1, None, 480, False))
        masters.technicians.append(key)
        for trade in Trade:
            skills += 1
            skill((skills, key, trade.value, dice.choice((4, 4, 5, 6))))


def make_cars(dice: random.Random, writer: BulkWriter, masters: Masters, vehicles: int, customers: int) -> None:
    """Write customers and their vehicles; the last customers have more than one."""
    customer = writer.table("customer", "id version name kind phone contact credit_code address note retired")
    vehicle = writer.table(
        "vehicle",
        "id version customer_id plate plate_colour vin vin_reason engine_no model kind purchased_on mileage retired",
    )
    names = []
    for key in range(1, customers + 1):
        is_company = dice.random() < _SHARE_OF_COMPANIES
        name = world.company(dice) if is_company else world.person(dice)
        names.append(name)
        contact = world.person(dice) if is_company else ""
        kind = "company" if is_company else "person"
        customer((key, 1, name, kind, world.phone(dice), contact, "", "", "", False))
        writer.round()
    masters.owner, masters.owner_name, masters.mileage = [0], [""], [0]
    colours: dict[int, str] = {}
    for key in range(1, vehicles + 1):
        owner = key if key <= customers else dice.randint(1, customers)
        plate = world.plate(dice)
        if len(plate) not in colours:
            colours[len(plate)] = check_plate(plate).colour.value
        km = dice.randrange(500, 90000)
        bought = f"{dice.randint(2014, 2025)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
        engine = f"GW4C{dice.randrange(10_000_000):07}"
        vehicle(
            (key, 1, owner, plate, colours[len(plate)], world.vin(dice, key), "", engine, dice.choice(world.MODELS), "car",
             bought, km, False)
        )  # fmt: skip
        masters.owner.append(owner)
        masters.owner_name.append(names[owner - 1])
        masters.mileage.append(km)
        writer.round()


def make_parts(dice: random.Random, writer: BulkWriter, masters: Masters, parts: int, tools: int) -> None:
    """Write parts and tools; few parts are wanted often, most seldom."""
    part = writer.table("part", "id version number name unit brand origin bin price_fen limit_fen minimum retired")
    for key in range(1, parts + 1):
        name = dice.choice(world.PART_NAMES)
        price = dice.randrange(500, 90000, 100)
        made = MadePart(
            key,
            f"{1_000_000 + key * 37}-{dice.choice('EGKPS')}{key % 97:02}",
            name,
            "件",
            price,
            price * dice.randint(55, 75) // 100,
            "original" if dice.random() < 0.8 else "equivalent",
        )
        place = f"{chr(65 + key % 12)}-{key // 12 % 40:02}"
        part((key, 1, made.number, name, made.unit, "长城", made.origin, place, price, price, 2000, False))
        masters.parts.append(made)
        masters.weights.append(1 / (key**_POPULAR + 3))
    tool = writer.table("tool", "id version code name spec place measuring calibration_due out_of_order retired")
    for key in range(1, tools + 1):
        gauge = key % 7 == 0
        tool(
            (
                key,
                1,
                f"T-{key:03}",
                dice.choice(world.TOOL_NAMES),
                "",
                f"柜 {key % 9 + 1}",
                gauge,
                "2099-12-31" if gauge else None,
                "",
                False,
            )
        )
        masters.tools.append(key)


def cumulative(weights: list[float]) -> list[float]:
    """Return running sums, for quick weighted choice."""
    total = 0.0
    sums: list[Any] = []
    for weight in weights:
        total += weight
        sums.append(total)
    return sums
