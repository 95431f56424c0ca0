"""The station itself (服务站): its head on every paper, settings, catalogue of labour, rates, numbers."""

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.changes import Change
from app.clock import DEFAULT_ZONE
from app.models.base import Base, Key, Versioned
from app.models.guarantee import RepairClass, VehicleKind
from app.models.orders import Payer
from app.models.people import Trade
from app.values import Fen, Milli


class NumberKind(enum.StrEnum):
    """Kinds of numbered documents; the value is the number's prefix."""

    ORDER = "WX"
    STATEMENT = "JS"
    CERTIFICATE = "HG"
    DELIVERY = "JC"
    GATE_PASS = "CM"
    REQUISITION = "LL"
    RECEIPT = "RK"
    RETURN = "TL"
    LOAN = "JY"
    EXTRA_WORK = "ZX"


class Station(Base, Versioned):
    """The one station of this database (服务站), its name and address printed on every form."""

    __tablename__ = "station"
    CHANGES = Change.STATION

    uuid: Mapped[str] = mapped_column(String(36))
    name: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    credit_code: Mapped[str] = mapped_column(String(32), default="")
    zone: Mapped[str] = mapped_column(String(64), default=DEFAULT_ZONE)
    founded_at: Mapped[datetime]
    demonstration: Mapped[bool] = mapped_column(default=False)


class StationSetting(Base):
    """A dated setting of the station (站设置): the newest row not after today holds."""

    __tablename__ = "station_setting"
    __table_args__ = (UniqueConstraint("key", "valid_from"),)
    CHANGES = Change.STATION

    key: Mapped[str] = mapped_column(String(64))
    valid_from: Mapped[date]
    value: Mapped[Any] = mapped_column(JSON)


class LabourOperation(Base, Versioned):
    """An operation of the labour catalogue (工时项目): standard hours in thousandths."""

    __tablename__ = "labour_operation"
    CHANGES = Change.CATALOGUE

    code: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str]
    hours: Mapped[Milli]
    lump_fen: Mapped[Fen] = mapped_column(default=0)
    trade: Mapped[Trade] = mapped_column(default=Trade.MECHANIC)
    min_rank: Mapped[int] = mapped_column(default=1)
    method_check: Mapped[bool] = mapped_column(default=False)
    retired: Mapped[bool] = mapped_column(default=False)


class LabourRate(Base):
    """An hourly rate (工时单价, fen an hour) by business type and payer, from a date on; the newest valid row holds."""

    __tablename__ = "labour_rate"
    __table_args__ = (UniqueConstraint("business_type_id", "payer", "valid_from"),)
    CHANGES = Change.CATALOGUE

    business_type_id: Mapped[int | None] = mapped_column(Key, ForeignKey("business_type.id"))
    payer: Mapped[Payer | None]
    valid_from: Mapped[date]
    rate_fen: Mapped[Fen]


class GuaranteeTerm(Base, Versioned):
    """What the station promises (质量保证期) per vehicle kind and repair class; never less than the law's minimum."""

    __tablename__ = "guarantee_term"
    __table_args__ = (UniqueConstraint("vehicle_kind", "repair_class"),)
    CHANGES = Change.STATION

    vehicle_kind: Mapped[VehicleKind]
    repair_class: Mapped[RepairClass]
    km: Mapped[int]
    days: Mapped[int]


class Counter(Base):
    """The last number drawn of a kind on a business day (编号计数)."""

    __tablename__ = "counter"
    __table_args__ = (UniqueConstraint("kind", "day"),)
    AUDITED = False

    kind: Mapped[str] = mapped_column(String(8))
    day: Mapped[date]
    last: Mapped[int]


class VoidedNumber(Base):
    """A spoilt number (作废号登记): who, when, why, and what replaces it."""

    __tablename__ = "voided_number"
    CHANGES = Change.PAPERS

    kind: Mapped[NumberKind]
    number: Mapped[str] = mapped_column(String(32), unique=True)
    reason: Mapped[str]
    voided_at: Mapped[datetime]
    voided_by: Mapped[int] = mapped_column(Key, ForeignKey("account.id"))
    replaced_by: Mapped[str] = mapped_column(String(32), default="")
