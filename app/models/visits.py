"""A visit is the car in the yard (进厂); it may hold several orders and ends when the car leaves."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.changes import Change
from app.models.base import Base, Documented, Key, Versioned
from app.values import Phone

MAX_FUEL = 8


class Visit(Base, Versioned, Documented):
    """One stay of a car (进厂): mileage in km, fuel in eighths of a tank, ``None`` where it could not be read."""

    __tablename__ = "visit"
    __table_args__ = (
        Index("ix_visit_in_shop", "id", sqlite_where=text("left_at IS NULL"), postgresql_where=text("left_at IS NULL")),
        Index(None, "vehicle_id", "arrived_at"),
        CheckConstraint("fuel IS NULL OR fuel BETWEEN 0 AND 8", name="fuel"),
        CheckConstraint("mileage_in IS NULL OR mileage_in >= 0", name="mileage_in"),
    )
    CHANGES = Change.VISITS

    vehicle_id: Mapped[int] = mapped_column(Key, ForeignKey("vehicle.id"))
    customer_id: Mapped[int] = mapped_column(Key, ForeignKey("customer.id"))
    arrived_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    mileage_in: Mapped[int | None]
    mileage_out: Mapped[int | None]
    mileage_answer: Mapped[str] = mapped_column(default="")
    fuel: Mapped[int | None]
    waiting: Mapped[bool] = mapped_column(default=False)
    bringer: Mapped[str] = mapped_column(default="")
    bringer_phone: Mapped[Phone] = mapped_column(default="")
    keys_tag: Mapped[str] = mapped_column(String(32), default="")
    belongings: Mapped[str] = mapped_column(default="")
    received_by: Mapped[int] = mapped_column(Key, ForeignKey("account.id"))


class Delivery(Base, Documented):
    """The car handed back (交车): slip number and gate pass number, each used once."""

    __tablename__ = "delivery"
    CHANGES = Change.VISITS

    visit_id: Mapped[int] = mapped_column(Key, ForeignKey("visit.id"), index=True)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    gate_pass: Mapped[str] = mapped_column(String(32), unique=True)
    delivered_at: Mapped[datetime]
    delivered_by: Mapped[int] = mapped_column(Key, ForeignKey("account.id"))
    receiver: Mapped[str]
    mileage_out: Mapped[int | None]
    remaining_faults: Mapped[str] = mapped_column(default="")
    advice: Mapped[str] = mapped_column(default="")
    items_back: Mapped[str] = mapped_column(default="")
    old_parts_shown: Mapped[bool] = mapped_column(default=False)
    covers_off: Mapped[bool] = mapped_column(default=False)
    next_service_km: Mapped[int | None]
    next_service_on: Mapped[date | None]
    follow_up: Mapped[str] = mapped_column(default="")
