"""Work given to people and the time it took (派工、施工计时)."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.changes import Change
from app.models.base import Base, Key, Versioned
from app.text import QT_TRANSLATE_NOOP


class PauseReason(enum.StrEnum):
    """Why work was paused (暂停原因)."""

    PARTS = "parts"
    CUSTOMER = "customer"
    INSURER = "insurer"
    SUBLET = "sublet"
    EQUIPMENT = "equipment"
    SHIFT_END = "shift_end"
    OTHER_CAR = "other_car"


PAUSE_LABELS: dict[PauseReason, str] = {
    PauseReason.PARTS: QT_TRANSLATE_NOOP("words", "待料"),
    PauseReason.CUSTOMER: QT_TRANSLATE_NOOP("words", "待客户认可"),
    PauseReason.INSURER: QT_TRANSLATE_NOOP("words", "待定损"),
    PauseReason.SUBLET: QT_TRANSLATE_NOOP("words", "待外协"),
    PauseReason.EQUIPMENT: QT_TRANSLATE_NOOP("words", "设备故障"),
    PauseReason.SHIFT_END: QT_TRANSLATE_NOOP("words", "下班"),
    PauseReason.OTHER_CAR: QT_TRANSLATE_NOOP("words", "调做其他车辆"),
}


class Assignment(Base, Versioned):
    """A labour line given to a technician (派工); ended when it is taken back, finished lines keep theirs."""

    __tablename__ = "assignment"
    __table_args__ = (
        Index(
            "uq_assignment_current",
            "labour_line_id",
            "technician_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(None, "technician_id", "planned_start"),
        Index(None, "labour_line_id"),
    )
    CHANGES = Change.WORKSHOP

    labour_line_id: Mapped[int] = mapped_column(Key, ForeignKey("labour_line.id"))
    technician_id: Mapped[int] = mapped_column(Key, ForeignKey("technician.id"))
    bay_id: Mapped[int | None] = mapped_column(Key, ForeignKey("bay.id"))
    planned_start: Mapped[datetime]
    planned_end: Mapped[datetime]
    assigned_at: Mapped[datetime]
    assigned_by: Mapped[int] = mapped_column(Key, ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(default="")


class WorkSpan(Base):
    """A stretch of work (施工时段): clock running while ``ended_at`` is empty; ``pause`` says why it stopped."""

    __tablename__ = "work_span"
    __table_args__ = (
        Index(
            "uq_work_span_running",
            "technician_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )
    CHANGES = Change.WORKSHOP

    assignment_id: Mapped[int] = mapped_column(Key, ForeignKey("assignment.id"), index=True)
    labour_line_id: Mapped[int] = mapped_column(Key, ForeignKey("labour_line.id"), index=True)
    technician_id: Mapped[int] = mapped_column(Key, ForeignKey("technician.id"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    pause: Mapped[PauseReason | None]
