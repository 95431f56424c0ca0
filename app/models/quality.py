"""Inspection, rework and certificates (检验、返工、合格证)."""

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.changes import Change
from app.models.base import Base, Documented, Key, Versioned
from app.models.guarantee import RepairClass
from app.text import QT_TRANSLATE_NOOP


class InspectionKind(enum.StrEnum):
    """Which inspection (过程检验、竣工检验)."""

    PROCESS = "process"
    FINAL = "final"


class Verdict(enum.StrEnum):
    """The verdict on an item or a whole inspection (检验结论)."""

    OPEN = "open"
    PASSED = "passed"
    FAILED = "failed"
    NOT_APPLICABLE = "not_applicable"


VERDICT_LABELS: dict[Verdict, str] = {
    Verdict.OPEN: QT_TRANSLATE_NOOP("words", "未检"),
    Verdict.PASSED: QT_TRANSLATE_NOOP("words", "合格"),
    Verdict.FAILED: QT_TRANSLATE_NOOP("words", "不合格"),
    Verdict.NOT_APPLICABLE: QT_TRANSLATE_NOOP("words", "不适用"),
}


class Inspection(Base, Versioned, Documented):
    """One round of inspection of an order (检验单)."""

    __tablename__ = "inspection"
    __table_args__ = (UniqueConstraint("order_id", "kind", "round"),)
    CHANGES = Change.QUALITY

    order_id: Mapped[int] = mapped_column(Key, ForeignKey("work_order.id"))
    kind: Mapped[InspectionKind] = mapped_column(default=InspectionKind.FINAL)
    round: Mapped[int] = mapped_column(default=1)
    verdict: Mapped[Verdict] = mapped_column(default=Verdict.OPEN)
    inspector_id: Mapped[int] = mapped_column(Key, ForeignKey("account.id"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    road_test_km: Mapped[int | None]
    road_test: Mapped[str] = mapped_column(default="")
    voided_at: Mapped[datetime | None]


class InspectionItem(Base, Versioned):
    """One item of an inspection (检验项目): a labour line of the order or a point of the checklist."""

    __tablename__ = "inspection_item"
    CHANGES = Change.QUALITY

    inspection_id: Mapped[int] = mapped_column(Key, ForeignKey("inspection.id"), index=True)
    labour_line_id: Mapped[int | None] = mapped_column(Key, ForeignKey("labour_line.id"))
    position: Mapped[int]
    name: Mapped[str]
    verdict: Mapped[Verdict] = mapped_column(default=Verdict.OPEN)
    finding: Mapped[str] = mapped_column(default="")
    measured: Mapped[str] = mapped_column(default="")


class Rework(Base, Versioned):
    """A failed item sent back (返工): cause, responsible person, how often, result of the re-check."""

    __tablename__ = "rework"
    CHANGES = Change.QUALITY

    order_id: Mapped[int] = mapped_column(Key, ForeignKey("work_order.id"), index=True)
    inspection_item_id: Mapped[int] = mapped_column(Key, ForeignKey("inspection_item.id"))
    labour_line_id: Mapped[int | None] = mapped_column(Key, ForeignKey("labour_line.id"))
    technician_id: Mapped[int | None] = mapped_column(Key, ForeignKey("technician.id"))
    cause: Mapped[str]
    times: Mapped[int] = mapped_column(default=1)
    ordered_at: Mapped[datetime]
    ordered_by: Mapped[int] = mapped_column(Key, ForeignKey("account.id"))
    passed_at: Mapped[datetime | None]


class Certificate(Base, Documented):
    """A completion certificate (竣工出厂合格证): a number is used once; a wrong one is voided, never deleted."""

    __tablename__ = "certificate"
    __table_args__ = (
        Index(
            "uq_certificate_valid",
            "order_id",
            unique=True,
            sqlite_where=text("voided_at IS NULL"),
            postgresql_where=text("voided_at IS NULL"),
        ),
        Index(None, "order_id"),
        CheckConstraint("guarantee_km > 0 AND guarantee_days > 0", name="guarantee"),
    )
    CHANGES = Change.QUALITY

    number: Mapped[str] = mapped_column(String(32), unique=True)
    order_id: Mapped[int] = mapped_column(Key, ForeignKey("work_order.id"))
    inspection_id: Mapped[int] = mapped_column(Key, ForeignKey("inspection.id"))
    inspector_id: Mapped[int] = mapped_column(Key, ForeignKey("account.id"))
    issued_at: Mapped[datetime]
    repair_class: Mapped[RepairClass]
    guarantee_km: Mapped[int]
    guarantee_days: Mapped[int]
    mileage_out: Mapped[int | None]
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str] = mapped_column(default="")
