"""Lists to choose from (选项): business types, operations, parts, technicians, bays, accounts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.models.access import Account, Permission, Role
from app.models.customers import Vehicle
from app.models.guarantee import RepairClass
from app.models.orders import BusinessType, Payer, WorkOrder
from app.models.people import Bay, Team, Technician, Trade
from app.models.station import LabourOperation
from app.models.station import Station as StationRecord
from app.services.acts import query
from app.store.unit_of_work import Look
from app.values import Fen, Milli, format_plate


@dataclass(frozen=True, slots=True)
class BusinessTypeRow:
    """A business type (业务类型) with its usual repair class and payer."""

    id: int
    code: str
    name: str
    repair_class: RepairClass
    payer: Payer


@query(Permission.VIEW)
def business_types(look: Look) -> tuple[BusinessTypeRow, ...]:
    """Return the business types in use, in the station's order."""
    rows = look.session.scalars(
        select(BusinessType).where(BusinessType.retired.is_(False)).order_by(BusinessType.position, BusinessType.id)
    )
    return tuple(BusinessTypeRow(row.id, row.code, row.name, row.repair_class, row.payer) for row in rows)


@dataclass(frozen=True, slots=True)
class OperationRow:
    """An operation of the labour catalogue (工时项目): standard hours in thousandths, lump sum in fen."""

    id: int
    code: str
    name: str
    hours: Milli
    lump_fen: Fen
    trade: Trade
    min_rank: int
    version: int = 1
    method_check: bool = False


@query(Permission.VIEW)
def operations(look: Look, keys: tuple[int, ...] = ()) -> tuple[OperationRow, ...]:
    """Return the operations named by ``keys``, or the whole catalogue by code."""
    wanted = select(LabourOperation).where(LabourOperation.retired.is_(False)).order_by(LabourOperation.code)
    if keys:
        wanted = wanted.where(LabourOperation.id.in_(keys))
    rows = [
        OperationRow(
            row.id, row.code, row.name, row.hours, row.lump_fen, row.trade, row.min_rank, row.version, row.method_check
        )
        for row in look.session.scalars(wanted)
    ]
    return tuple(sorted(rows, key=lambda row: keys.index(row.id)) if keys else rows)


@dataclass(frozen=True, slots=True)
class TechnicianRow:
    """A technician to choose (维修工)."""

    id: int
    badge: str
    name: str
    team: str


@query(Permission.VIEW)
def technicians(look: Look) -> tuple[TechnicianRow, ...]:
    """Return the technicians at work, by badge."""
    rows = look.session.execute(
        select(Technician.id, Technician.badge, Technician.name, Team.name.label("team"))
        .outerjoin(Team, Team.id == Technician.team_id)
        .where(Technician.retired.is_(False))
        .order_by(Technician.badge)
    )
    return tuple(TechnicianRow(row.id, row.badge, row.name, row.team or "") for row in rows)


@query(Permission.VIEW)
def bays(look: Look) -> tuple[tuple[int, str], ...]:
    """Return the bays in use as (key, name)."""
    rows = look.session.execute(select(Bay.id, Bay.name).where(Bay.retired.is_(False)).order_by(Bay.name))
    return tuple((row.id, row.name) for row in rows)


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account (账号) with its posts."""

    id: int
    version: int
    login: str
    name: str
    roles: tuple[Role, ...]
    locked_until: datetime | None
    retired: bool


@query(Permission.KEEP_ACCOUNTS)
def account_list(look: Look) -> tuple[AccountRow, ...]:
    """Return every account by login."""
    rows = look.session.scalars(select(Account).order_by(Account.login))
    return tuple(
        AccountRow(
            row.id,
            row.version,
            row.login,
            row.name,
            tuple(given.role for given in row.roles),
            row.locked_until,
            row.retired_at is not None,
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class StationHeadRow:
    """The head of the station on every paper (站名、地址)."""

    id: int
    version: int
    name: str
    address: str
    phone: str
    credit_code: str
    zone: str
    demonstration: bool


@query(Permission.VIEW)
def station_head(look: Look) -> StationHeadRow:
    """Return the station's head."""
    row = look.session.scalars(select(StationRecord)).one()
    return StationHeadRow(
        row.id, row.version, row.name, row.address, row.phone, row.credit_code, row.zone, row.demonstration
    )


@query(Permission.VIEW)
def order_label(look: Look, order_id: int) -> str:
    """Return an order's number and plate, for a line of text."""
    row = look.session.execute(
        select(WorkOrder.number, Vehicle.plate)
        .join(Vehicle, Vehicle.id == WorkOrder.vehicle_id)
        .where(WorkOrder.id == order_id)
    ).one()
    return f"{row.number or ''} {format_plate(row.plate)}".strip()
