"""Tools and their loans (工具、借用)."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.changes import Change
from app.models.base import Base, Documented, Key, Versioned


class Tool(Base, Versioned):
    """A tool of the tool room (工具); a measuring tool has a calibration date and cannot be lent after it."""

    __tablename__ = "tool"
    CHANGES = Change.TOOLS

    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str]
    spec: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    measuring: Mapped[bool] = mapped_column(default=False)
    calibration_due: Mapped[date | None]
    out_of_order: Mapped[str] = mapped_column(default="")
    retired: Mapped[bool] = mapped_column(default=False)


class ToolLoan(Base, Versioned, Documented):
    """A tool lent to a technician (借用), out while ``returned_at`` is empty."""

    __tablename__ = "tool_loan"
    __table_args__ = (
        Index(
            "uq_tool_loan_out",
            "tool_id",
            unique=True,
            sqlite_where=text("returned_at IS NULL"),
            postgresql_where=text("returned_at IS NULL"),
        ),
        Index(None, "order_id"),
    )
    CHANGES = Change.TOOLS

    number: Mapped[str] = mapped_column(String(32), unique=True)
    tool_id: Mapped[int] = mapped_column(Key, ForeignKey("tool.id"))
    technician_id: Mapped[int] = mapped_column(Key, ForeignKey("technician.id"))
    order_id: Mapped[int | None] = mapped_column(Key, ForeignKey("work_order.id"))
    lent_at: Mapped[datetime]
    lent_by: Mapped[int] = mapped_column(Key, ForeignKey("account.id"))
    due_at: Mapped[datetime]
    condition_out: Mapped[str] = mapped_column(default="")
    returned_at: Mapped[datetime | None]
    returned_by: Mapped[int | None] = mapped_column(Key, ForeignKey("account.id"))
    condition_in: Mapped[str] = mapped_column(default="")
