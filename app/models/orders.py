"""The work order (维修工作单) and what hangs on it: waits, consents, revisions, extra work, stage changes."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, mapped_column

from app.changes import Change
from app.models.base import Base, Documented, Key, Versioned
from app.models.guarantee import RepairClass
from app.models.stages import Action, Stage
from app.text import QT_TRANSLATE_NOOP
from app.values import Fen, Phone

OPEN_ORDER = text("stage NOT IN ('delivered', 'closed', 'cancelled')")


class Payer(enum.StrEnum):
    """Who pays a line or a share of it (收费区分)."""

    CUSTOMER = "customer"
    INSURER = "insurer"
    WARRANTY = "warranty"
    INTERNAL = "internal"
    FREE_SERVICE = "free_service"


PAYER_LABELS: dict[Payer, str] = {
    Payer.CUSTOMER: QT_TRANSLATE_NOOP("words", "自费"),
    Payer.INSURER: QT_TRANSLATE_NOOP("words", "保险"),
    Payer.WARRANTY: QT_TRANSLATE_NOOP("words", "索赔"),
    Payer.INTERNAL: QT_TRANSLATE_NOOP("words", "内部结算"),
    Payer.FREE_SERVICE: QT_TRANSLATE_NOOP("words", "免保"),
}
ON_ACCOUNT_PAYERS: frozenset[Payer] = frozenset(Payer) - {Payer.CUSTOMER}


class WaitKind(enum.StrEnum):
    """What an order waits for (等待); each wait is measured from its start."""

    PARTS = "parts"
    CUSTOMER = "customer"
    INSURER = "insurer"
    SUBLET = "sublet"
    BAY = "bay"
    DEPOSIT = "deposit"


WAIT_LABELS: dict[WaitKind, str] = {
    WaitKind.PARTS: QT_TRANSLATE_NOOP("words", "待料"),
    WaitKind.CUSTOMER: QT_TRANSLATE_NOOP("words", "待认可"),
    WaitKind.INSURER: QT_TRANSLATE_NOOP("words", "待定损"),
    WaitKind.SUBLET: QT_TRANSLATE_NOOP("words", "待外协"),
    WaitKind.BAY: QT_TRANSLATE_NOOP("words", "待工位"),
    WaitKind.DEPOSIT: QT_TRANSLATE_NOOP("words", "待订金"),
}


class ConsentMethod(enum.StrEnum):
    """How the customer consented (认可方式)."""

    PAPER = "paper"
    SCREEN = "screen"
    TELEPHONE = "telephone"
    MESSAGE = "message"


CONSENT_METHOD_LABELS: dict[ConsentMethod, str] = {
    ConsentMethod.PAPER: QT_TRANSLATE_NOOP("words", "纸面签字"),
    ConsentMethod.SCREEN: QT_TRANSLATE_NOOP("words", "屏幕签字"),
    ConsentMethod.TELEPHONE: QT_TRANSLATE_NOOP("words", "电话认可"),
    ConsentMethod.MESSAGE: QT_TRANSLATE_NOOP("words", "短信/微信认可"),
}


class ConsentKind(enum.StrEnum):
    """What the customer consented to: inspecting or dismantling, the repair, or extra work (委托、增项)."""

    INSPECT = "inspect"
    REPAIR = "repair"
    EXTRA = "extra"


class ExtraState(enum.StrEnum):
    """State of a proposal of extra work (增项)."""

    PROPOSED = "proposed"
    QUOTED = "quoted"
    APPROVED = "approved"
    PARTLY = "partly"
    DECLINED = "declined"


EXTRA_STATE_LABELS: dict[ExtraState, str] = {
    ExtraState.PROPOSED: QT_TRANSLATE_NOOP("words", "待报价"),
    ExtraState.QUOTED: QT_TRANSLATE_NOOP("words", "待客户认可"),
    ExtraState.APPROVED: QT_TRANSLATE_NOOP("words", "客户同意"),
    ExtraState.PARTLY: QT_TRANSLATE_NOOP("words", "部分同意"),
    ExtraState.DECLINED: QT_TRANSLATE_NOOP("words", "客户不同意"),
}
EXTRA_UNDECIDED = frozenset({ExtraState.PROPOSED, ExtraState.QUOTED})


class BusinessType(Base, Versioned):
    """The shop's own kind of business (业务类型): drives rate, payer and reports; an editable list."""

    __tablename__ = "business_type"
    CHANGES = Change.CATALOGUE

    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str]
    repair_class: Mapped[RepairClass]
    payer: Mapped[Payer]
    position: Mapped[int] = mapped_column(default=0)
    retired: Mapped[bool] = mapped_column(default=False)


class WorkOrder(Base, Versioned, Documented):
    """A job file (施工单); the totals (fen) are the sums of its charged lines, kept with every change of a line."""

    __tablename__ = "work_order"
    __table_args__ = (
        Index("ix_work_order_open", "visit_id", sqlite_where=OPEN_ORDER, postgresql_where=OPEN_ORDER),
        Index(None, "visit_id"),
        Index(None, "vehicle_id", "opened_at"),
        CheckConstraint("labour_fen >= 0 AND material_fen >= 0 AND other_fen >= 0", name="totals"),
    )
    CHANGES = Change.ORDERS

    number: Mapped[str | None] = mapped_column(String(32), unique=True)
    visit_id: Mapped[int] = mapped_column(Key, ForeignKey("visit.id"))
    vehicle_id: Mapped[int] = mapped_column(Key, ForeignKey("vehicle.id"))
    customer_id: Mapped[int] = mapped_column(Key, ForeignKey("customer.id"))
    business_type_id: Mapped[int] = mapped_column(Key, ForeignKey("business_type.id"))
    repair_class: Mapped[RepairClass]
    stage: Mapped[Stage] = mapped_column(default=Stage.OPENED)
    request: Mapped[str] = mapped_column(default="")
    finding: Mapped[str] = mapped_column(default="")
    promised_at: Mapped[datetime | None]
    promise_open: Mapped[bool] = mapped_column(default=False)
    signed_limit_fen: Mapped[Fen] = mapped_column(default=0)
    wash: Mapped[bool] = mapped_column(default=True)
    labour_fen: Mapped[Fen] = mapped_column(default=0)
    material_fen: Mapped[Fen] = mapped_column(default=0)
    other_fen: Mapped[Fen] = mapped_column(default=0)
    customer_fen: Mapped[Fen] = mapped_column(default=0)
    rework_open: Mapped[bool] = mapped_column(default=False)
    comeback_of: Mapped[int | None] = mapped_column(Key, ForeignKey("work_order.id"))
    advisor_id: Mapped[int] = mapped_column(Key, ForeignKey("account.id"))
    opened_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(default="")


OPEN_ORDER_IDS = select(WorkOrder.id).where(OPEN_ORDER).correlate(None)
"""The keys of the open orders: a question about lines names them, so that it begins with the few that are open."""


class StageChange(Base):
    """One move of an order from stage to stage (阶段记录), append-only."""

    __tablename__ = "stage_change"
    CHANGES = Change.ORDERS
    AUDITED = False

    order_id: Mapped[int] = mapped_column(Key, ForeignKey("work_order.id"), index=True)
    action: Mapped[Action]
    left: Mapped[Stage]
    entered: Mapped[Stage]
    at: Mapped[datetime]
    account_id: Mapped[int] = mapped_column(Key, ForeignKey("account.id"))
    reason: Mapped[str] = mapped_column(default="")


class OrderWait(Base):
    """A wait of an order with its start (等待), ended by the event that resolves it."""

    __tablename__ = "order_wait"
    __table_args__ = (
        Index(
            "ix_order_wait_open",
            "order_id",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )
    CHANGES = Change.ORDERS

    order_id: Mapped[int] = mapped_column(Key, ForeignKey("work_order.id"))
    kind: Mapped[WaitKind]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")


class EstimateRevision(Base):
    """An estimate as it was given to the customer (估价版次), frozen."""

    __tablename__ = "estimate_revision"
    __table_args__ = (UniqueConstraint("order_id", "revision"),)
    CHANGES = Change.ORDERS

    order_id: Mapped[int] = mapped_column(Key, ForeignKey("work_order.id"))
    revision: Mapped[int]
    quoted_at: Mapped[datetime]
    quoted_by: Mapped[int] = mapped_column(Key, ForeignKey("account.id"))
    labour_fen: Mapped[Fen]
    material_fen: Mapped[Fen]
    other_fen: Mapped[Fen]
    customer_fen: Mapped[Fen]
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class ExtraWork(Base, Versioned, Documented):
    """Extra work found in the middle (增项): nothing of it starts before the customer consented."""

    __tablename__ = "extra_work"
    CHANGES = Change.LINES

    order_id: Mapped[int] = mapped_column(Key, ForeignKey("work_order.id"), index=True)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    state: Mapped[ExtraState] = mapped_column(default=ExtraState.PROPOSED)
    finding: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    safety: Mapped[bool] = mapped_column(default=False)
    delay_minutes: Mapped[int] = mapped_column(default=0)
    proposed_at: Mapped[datetime]
    proposed_by: Mapped[int] = mapped_column(Key, ForeignKey("account.id"))
    quoted_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]


class Consent(Base):
    """A customer's recorded consent (委托/认可): who, when, how, to what amount (fen)."""

    __tablename__ = "consent"
    CHANGES = Change.ORDERS

    order_id: Mapped[int] = mapped_column(Key, ForeignKey("work_order.id"), index=True)
    extra_work_id: Mapped[int | None] = mapped_column(Key, ForeignKey("extra_work.id"))
    kind: Mapped[ConsentKind]
    method: Mapped[ConsentMethod]
    given_by: Mapped[str]
    phone: Mapped[Phone] = mapped_column(default="")
    given_at: Mapped[datetime]
    amount_fen: Mapped[Fen]
    agreed: Mapped[bool] = mapped_column(default=True)
    words: Mapped[str] = mapped_column(default="")
    recorded_by: Mapped[int] = mapped_column(Key, ForeignKey("account.id"))
    withdrawn_at: Mapped[datetime | None]
