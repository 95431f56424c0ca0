"""Parts and their stock (配件、库存): an append-only ledger, a balance and FIFO batches kept in step with it."""

import enum
from datetime import datetime
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.changes import Change
from app.models.base import Base, Documented, Key, Versioned
from app.models.lines import OriginClass
from app.text import QT_TRANSLATE_NOOP
from app.values import Cost, Fen, Milli


class MoveKind(enum.StrEnum):
    """Why stock moved (出入库类别)."""

    RECEIPT = "receipt"
    ISSUE = "issue"
    RETURN = "return"
    COUNTER_RECEIPT = "counter_receipt"


class DocumentKind(enum.StrEnum):
    """The paper a move stands on: goods receipt, requisition, return slip (入库单、领料单、退料单)."""

    RECEIPT = "receipt"
    REQUISITION = "requisition"
    RETURN = "return"


MOVE_LABELS: dict[MoveKind, str] = {
    MoveKind.RECEIPT: QT_TRANSLATE_NOOP("words", "入库"),
    MoveKind.ISSUE: QT_TRANSLATE_NOOP("words", "领料出库"),
    MoveKind.RETURN: QT_TRANSLATE_NOOP("words", "退料"),
    MoveKind.COUNTER_RECEIPT: QT_TRANSLATE_NOOP("words", "入库冲销"),
}
DOCUMENT_LABELS: dict[DocumentKind, str] = {
    DocumentKind.RECEIPT: QT_TRANSLATE_NOOP("words", "入库单"),
    DocumentKind.REQUISITION: QT_TRANSLATE_NOOP("words", "领料单"),
    DocumentKind.RETURN: QT_TRANSLATE_NOOP("words", "退料单"),
}


USUAL_UNIT: Final = QT_TRANSLATE_NOOP("words", "件")
"""The unit of a part for which none is written (单位)."""


class Part(Base, Versioned):
    """A part the station keeps (配件); prices in fen a unit, ``limit_fen`` caps the selling price (客户限价)."""

    __tablename__ = "part"
    __table_args__ = (CheckConstraint("price_fen >= 0 AND limit_fen >= 0 AND minimum >= 0", name="prices"),)
    CHANGES = Change.CATALOGUE

    number: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str]
    unit: Mapped[str] = mapped_column(String(16))
    brand: Mapped[str] = mapped_column(default="")
    origin: Mapped[OriginClass] = mapped_column(default=OriginClass.ORIGINAL)
    bin: Mapped[str] = mapped_column(String(32), default="")
    price_fen: Mapped[Fen]
    limit_fen: Mapped[Fen]
    minimum: Mapped[Milli] = mapped_column(default=0)
    retired: Mapped[bool] = mapped_column(default=False)


class StockBalance(Base):
    """What is on hand of a part (结存), in thousandths; changed only together with a move, never below zero."""

    __tablename__ = "stock_balance"
    __table_args__ = (CheckConstraint("quantity >= 0", name="never_below_zero"),)
    CHANGES = Change.STOCK
    AUDITED = False

    part_id: Mapped[int] = mapped_column(Key, ForeignKey("part.id"), unique=True)
    quantity: Mapped[Milli] = mapped_column(default=0)


class StockDocument(Base, Documented):
    """A paper that moves stock (单据); nothing moves without one."""

    __tablename__ = "stock_document"
    CHANGES = Change.STOCK

    number: Mapped[str] = mapped_column(String(32), unique=True)
    kind: Mapped[DocumentKind]
    order_id: Mapped[int | None] = mapped_column(Key, ForeignKey("work_order.id"), index=True)
    technician_id: Mapped[int | None] = mapped_column(Key, ForeignKey("technician.id"))
    supplier: Mapped[str] = mapped_column(default="")
    supplier_note: Mapped[str] = mapped_column(default="")
    posted_at: Mapped[datetime]
    posted_by: Mapped[int] = mapped_column(Key, ForeignKey("account.id"))
    reason: Mapped[str] = mapped_column(default="")


class StockBatch(Base):
    """A cost layer (批次): what is left of one receipt and its cost (fen); the last piece takes the remainder."""

    __tablename__ = "stock_batch"
    __table_args__ = (
        Index(
            "ix_stock_batch_fifo",
            "part_id",
            "id",
            sqlite_where=text("quantity_left > 0"),
            postgresql_where=text("quantity_left > 0"),
        ),
        CheckConstraint("quantity_left >= 0 AND cost_left >= 0", name="never_below_zero"),
    )
    CHANGES = Change.STOCK
    AUDITED = False

    part_id: Mapped[int] = mapped_column(Key, ForeignKey("part.id"))
    document_id: Mapped[int] = mapped_column(Key, ForeignKey("stock_document.id"))
    received_at: Mapped[datetime]
    quantity_in: Mapped[Milli]
    quantity_left: Mapped[Milli]
    cost_in: Mapped[Cost]
    cost_left: Mapped[Cost]


class StockMove(Base):
    """One line of the ledger (流水), append-only: signed quantity in thousandths, signed cost in fen."""

    __tablename__ = "stock_move"
    __table_args__ = (
        Index(None, "part_id", "id"),
        Index(None, "document_id"),
        Index(None, "part_line_id"),
        CheckConstraint("quantity <> 0", name="quantity"),
    )
    CHANGES = Change.STOCK

    part_id: Mapped[int] = mapped_column(Key, ForeignKey("part.id"))
    batch_id: Mapped[int] = mapped_column(Key, ForeignKey("stock_batch.id"))
    document_id: Mapped[int] = mapped_column(Key, ForeignKey("stock_document.id"))
    part_line_id: Mapped[int | None] = mapped_column(Key, ForeignKey("part_line.id"))
    kind: Mapped[MoveKind]
    quantity: Mapped[Milli]
    cost: Mapped[Cost]
    at: Mapped[datetime]
    reverses_id: Mapped[int | None] = mapped_column(Key, ForeignKey("stock_move.id"))
