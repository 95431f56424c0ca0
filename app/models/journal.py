"""What was done, by whom, and what it touched (审计、变更日志、打印记录)."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.changes import Change
from app.models.base import Base, Key


class AuditRow(Base):
    """One transaction (审计): who, at which PC, when, why, what; each row's hash covers the one before it."""

    __tablename__ = "audit"
    AUDITED = False

    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(Key, ForeignKey("account.id"))
    pc: Mapped[str] = mapped_column(String(36))
    service: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(default="")
    confirmed: Mapped[str] = mapped_column(default="")
    changes: Mapped[str]
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """The end of the audit chain (审计链尾), locked last in every transaction that writes."""

    __tablename__ = "audit_head"
    AUDITED = False

    last_id: Mapped[int] = mapped_column(Key)
    hash: Mapped[str] = mapped_column(String(64))


class ChangeRow(Base):
    """Which records a transaction touched (变更日志); tells other processes what to refresh."""

    __tablename__ = "change_log"
    AUDITED = False

    process: Mapped[str] = mapped_column(String(36))
    flags: Mapped[int]
    records: Mapped[str]
    at: Mapped[datetime]


class Posting(Base):
    """An idempotency key with its answer (过账凭据): the same click posted twice changes nothing the second time."""

    __tablename__ = "posting"
    AUDITED = False

    uuid: Mapped[str] = mapped_column(String(36), unique=True)
    service: Mapped[str] = mapped_column(String(80))
    answer: Mapped[Any] = mapped_column(JSON)
    at: Mapped[datetime]


class PrintedPaper(Base):
    """A paper that was printed (打印记录): which form and number, which copy, the n-th time, the hash of its bytes."""

    __tablename__ = "printed_paper"
    __table_args__ = (UniqueConstraint("form", "number", "nth"), Index(None, "order_id"))
    CHANGES = Change.PAPERS

    form: Mapped[str] = mapped_column(String(32))
    number: Mapped[str] = mapped_column(String(64))
    order_id: Mapped[int | None] = mapped_column(Key, ForeignKey("work_order.id"))
    nth: Mapped[int]
    copies: Mapped[str] = mapped_column(default="")
    printed_at: Mapped[datetime]
    printed_by: Mapped[int | None] = mapped_column(Key, ForeignKey("account.id"))
    pc: Mapped[str] = mapped_column(String(36))
    sha256: Mapped[str] = mapped_column(String(64))
