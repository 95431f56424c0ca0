"""The station's own lists (站内目录): its head, labour operations, hourly rates, guarantee terms."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.errors import InvalidEntry, Refusal
from app.models.access import Permission
from app.models.credit_code import check_credit_code
from app.models.guarantee import RepairClass, VehicleKind, promise
from app.models.orders import BusinessType, Payer
from app.models.people import Rank, Trade
from app.models.station import GuaranteeTerm, LabourOperation, LabourRate
from app.models.station import Station as StationRecord
from app.services.acts import query, service
from app.store.unit_of_work import Look, Work
from app.text import QT_TRANSLATE_NOOP
from app.values import MAX_FEN, MAX_HOURS, Fen, Milli, clean_text


@dataclass(frozen=True, slots=True)
class StationHeadEntry:
    """The station's head as typed (站名、地址、电话、统一社会信用代码)."""

    name: str
    address: str = ""
    phone: str = ""
    credit_code: str = ""


@service(Permission.KEEP_STATION)
def save_station_head(work: Work, entry: StationHeadEntry, *, seen: int) -> int:
    """Change what every paper says at its head (站抬头) and return the record's version."""
    station = work.get(StationRecord, work.session.scalars(select(StationRecord.id)).one(), seen=seen)
    name = clean_text(entry.name, 200, place="station.name")
    if not name:
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "请填写服务站名称。"), place="station.name")
    code = ""
    if entry.credit_code.strip():
        verdict = check_credit_code(entry.credit_code, place="station.credit_code")
        work.consider(verdict.warnings)
        code = verdict.accepted()
    work.stop_if_doubted()
    station.name, station.credit_code = name, code
    station.address = clean_text(entry.address, 300, place="station.address")
    station.phone = clean_text(entry.phone, 60, place="station.phone")
    work.session.flush()
    return station.version


@dataclass(frozen=True, slots=True)
class OperationEntry:
    """A labour operation as typed (工时项目): standard hours in thousandths, or a lump sum in fen."""

    code: str
    name: str
    hours: Milli
    lump_fen: Fen | None = None
    trade: Trade = Trade.MECHANIC
    min_rank: int = int(Rank.APPRENTICE)
    method_check: bool = False


@service(Permission.KEEP_CATALOGUE)
def save_operation(
    work: Work, entry: OperationEntry, *, operation_id: int | None = None, seen: int | None = None
) -> int:
    """Write a labour operation (工时目录) and return its key; ``InvalidEntry`` for a taken code."""
    code = clean_text(entry.code, 64, place="catalogue.code")
    name = clean_text(entry.name, 200, place="catalogue.name")
    if not code or not name:
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "请填写项目编码和名称。"), place="catalogue.code")
    taken = work.session.scalar(select(LabourOperation.id).where(LabourOperation.code == code))
    if taken is not None and taken != operation_id:
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "项目编码 {code} 已经有了。"), place="catalogue.code", code=code)
    lump = entry.lump_fen or Fen(0)
    if not 0 <= entry.hours <= MAX_HOURS or not 0 <= lump <= MAX_FEN or entry.min_rank not in set(Rank):
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "工时、价格或技术等级超出范围。"), place="catalogue.hours")
    record = LabourOperation(code=code) if operation_id is None else work.get(LabourOperation, operation_id, seen=seen)
    record.code, record.name, record.hours, record.lump_fen = code, name, entry.hours, lump
    record.trade, record.min_rank, record.method_check = entry.trade, entry.min_rank, entry.method_check
    return work.add(record).id


@service(Permission.KEEP_CATALOGUE)
def set_rate(
    work: Work,
    rate_fen: Fen,
    *,
    business_type_id: int | None = None,
    payer: Payer | None = None,
    valid_from: date | None = None,
) -> int:
    """Set an hourly rate (统一报价, fen an hour) from a day on and return the row's key.

    A rate of the past stays as it was: ``Refusal`` for a day before today.
    """
    day = valid_from or work.today
    if day < work.today:
        raise Refusal(QT_TRANSLATE_NOOP("rules", "工时单价只能从今天起生效。"), place="catalogue.rate")
    if not 0 <= rate_fen <= MAX_FEN:
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "工时单价超出范围。"), place="catalogue.rate")
    if business_type_id is not None:
        work.find(BusinessType, business_type_id)
    row = work.session.scalars(
        select(LabourRate).where(
            LabourRate.business_type_id.is_(None)
            if business_type_id is None
            else LabourRate.business_type_id == business_type_id,
            LabourRate.payer.is_(None) if payer is None else LabourRate.payer == payer,
            LabourRate.valid_from == day,
        )
    ).one_or_none()
    if row is None:
        row = LabourRate(business_type_id=business_type_id, payer=payer, valid_from=day, rate_fen=rate_fen)
    row.rate_fen = rate_fen
    return work.add(row).id


@service(Permission.KEEP_STATION)
def set_guarantee(work: Work, vehicle_kind: VehicleKind, repair_class: RepairClass, km: int, days: int) -> int:
    """Promise a longer guarantee (质量保证期) and return the row's key; ``InvalidEntry`` below the law's minimum."""
    promised = promise(vehicle_kind, repair_class, km=km, days=days, place="catalogue.guarantee")
    row = work.session.scalars(
        select(GuaranteeTerm).where(
            GuaranteeTerm.vehicle_kind == vehicle_kind, GuaranteeTerm.repair_class == repair_class
        )
    ).one()
    row.km, row.days = promised.km, promised.days
    return row.id


@dataclass(frozen=True, slots=True)
class RateRow:
    """An hourly rate as it holds or will hold (工时单价, fen an hour)."""

    id: int
    business_type: str
    payer: Payer | None
    valid_from: date
    rate_fen: Fen


@query(Permission.VIEW)
def rate_list(look: Look) -> tuple[RateRow, ...]:
    """Return every hourly rate, the newest of each kind first."""
    rows = look.session.execute(
        select(LabourRate, BusinessType.name)
        .outerjoin(BusinessType, BusinessType.id == LabourRate.business_type_id)
        .order_by(
            LabourRate.business_type_id.is_not(None),
            BusinessType.position,
            LabourRate.payer,
            LabourRate.valid_from.desc(),
        )
    )
    return tuple(RateRow(rate.id, name or "", rate.payer, rate.valid_from, rate.rate_fen) for rate, name in rows)


@dataclass(frozen=True, slots=True)
class GuaranteeRow:
    """A guarantee the station promises (质量保证期)."""

    id: int
    vehicle_kind: VehicleKind
    repair_class: RepairClass
    km: int
    days: int


@query(Permission.VIEW)
def guarantee_list(look: Look) -> tuple[GuaranteeRow, ...]:
    """Return every guarantee the station promises."""
    rows = look.session.scalars(select(GuaranteeTerm).order_by(GuaranteeTerm.id))
    return tuple(GuaranteeRow(row.id, row.vehicle_kind, row.repair_class, row.km, row.days) for row in rows)
