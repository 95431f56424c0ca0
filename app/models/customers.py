"""Customers and their vehicles (客户、车辆)."""

import enum
from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.changes import Change
from app.models.base import Base, Key, Versioned
from app.models.guarantee import VehicleKind
from app.text import QT_TRANSLATE_NOOP
from app.values import Phone


class CustomerKind(enum.StrEnum):
    """A customer is a person or a company (个人/单位)."""

    PERSON = "person"
    COMPANY = "company"


CUSTOMER_KIND_LABELS: dict[CustomerKind, str] = {
    CustomerKind.PERSON: QT_TRANSLATE_NOOP("words", "个人"),
    CustomerKind.COMPANY: QT_TRANSLATE_NOOP("words", "单位"),
}


class Customer(Base, Versioned):
    """Who owns the car and is billed (客户)."""

    __tablename__ = "customer"
    CHANGES = Change.CUSTOMERS

    name: Mapped[str]
    kind: Mapped[CustomerKind] = mapped_column(default=CustomerKind.PERSON)
    phone: Mapped[Phone] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(default="")
    credit_code: Mapped[str] = mapped_column(String(32), default="")
    address: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    retired: Mapped[bool] = mapped_column(default=False)


class Vehicle(Base, Versioned):
    """A car the station knows (车辆); the plate is stored without separator."""

    __tablename__ = "vehicle"
    __table_args__ = (Index(None, "plate"), Index(None, "vin"), Index(None, "customer_id"))
    CHANGES = Change.CUSTOMERS

    customer_id: Mapped[int] = mapped_column(Key, ForeignKey("customer.id"))
    plate: Mapped[str] = mapped_column(String(32), default="")
    plate_colour: Mapped[str] = mapped_column(String(16), default="")
    vin: Mapped[str] = mapped_column(String(32), default="")
    vin_reason: Mapped[str] = mapped_column(default="")
    engine_no: Mapped[str] = mapped_column(String(64), default="")
    model: Mapped[str] = mapped_column(default="")
    kind: Mapped[VehicleKind] = mapped_column(default=VehicleKind.CAR)
    purchased_on: Mapped[date | None]
    mileage: Mapped[int | None]
    retired: Mapped[bool] = mapped_column(default=False)
