"""Settlement statements and payments (结算单、收款)."""

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.changes import Change
from app.models.base import Base, Documented, Key, Versioned
from app.models.orders import Payer
from app.text import QT_TRANSLATE_NOOP
from app.values import Fen


class PaidState(enum.StrEnum):
    """How a statement stands (付款状态)."""

    OPEN = "open"
    PAID = "paid"
    ON_ACCOUNT = "on_account"
    REVERSED = "reversed"


PAID_LABELS: dict[PaidState, str] = {
    PaidState.OPEN: QT_TRANSLATE_NOOP("words", "未收款"),
    PaidState.PAID: QT_TRANSLATE_NOOP("words", "已收款"),
    PaidState.ON_ACCOUNT: QT_TRANSLATE_NOOP("words", "挂账"),
    PaidState.REVERSED: QT_TRANSLATE_NOOP("words", "已反结算"),
}


class PaymentMethod(enum.StrEnum):
    """How money came in (收款方式)."""

    CASH = "cash"
    CARD = "card"
    TRANSFER = "transfer"
    WECHAT = "wechat"
    ALIPAY = "alipay"


PAYMENT_LABELS: dict[PaymentMethod, str] = {
    PaymentMethod.CASH: QT_TRANSLATE_NOOP("words", "现金"),
    PaymentMethod.CARD: QT_TRANSLATE_NOOP("words", "刷卡"),
    PaymentMethod.TRANSFER: QT_TRANSLATE_NOOP("words", "转账"),
    PaymentMethod.WECHAT: QT_TRANSLATE_NOOP("words", "微信"),
    PaymentMethod.ALIPAY: QT_TRANSLATE_NOOP("words", "支付宝"),
}


class Statement(Base, Versioned, Documented):
    """One payer's settlement statement of an order (结算清单); amounts in fen."""

    __tablename__ = "statement"
    __table_args__ = (
        Index(
            "uq_statement_valid",
            "order_id",
            "payer",
            unique=True,
            sqlite_where=text("state <> 'reversed'"),
            postgresql_where=text("state <> 'reversed'"),
        ),
        Index(None, "order_id"),
        CheckConstraint("total_fen >= 0 AND discount_fen >= 0", name="total"),
    )
    CHANGES = Change.MONEY

    number: Mapped[str] = mapped_column(String(32), unique=True)
    order_id: Mapped[int] = mapped_column(Key, ForeignKey("work_order.id"))
    payer: Mapped[Payer]
    labour_fen: Mapped[Fen]
    material_fen: Mapped[Fen]
    other_fen: Mapped[Fen]
    discount_fen: Mapped[Fen] = mapped_column(default=0)
    total_fen: Mapped[Fen]
    state: Mapped[PaidState] = mapped_column(default=PaidState.OPEN)
    settled_at: Mapped[datetime]
    settled_by: Mapped[int] = mapped_column(Key, ForeignKey("account.id"))
    approved_by: Mapped[int | None] = mapped_column(Key, ForeignKey("account.id"))
    reversed_at: Mapped[datetime | None]
    reverse_reason: Mapped[str] = mapped_column(default="")


class Payment(Base, Documented):
    """Money taken for a statement (收款), append-only; a negative amount gives it back and names what it reverses."""

    __tablename__ = "payment"
    CHANGES = Change.MONEY

    statement_id: Mapped[int] = mapped_column(Key, ForeignKey("statement.id"), index=True)
    amount_fen: Mapped[Fen]
    method: Mapped[PaymentMethod]
    paid_at: Mapped[datetime]
    taken_by: Mapped[int] = mapped_column(Key, ForeignKey("account.id"))
    reverses_id: Mapped[int | None] = mapped_column(Key, ForeignKey("payment.id"))
