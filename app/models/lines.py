"""Lines of an order: labour, parts and other charges, each with a payer or shares (维修项目、材料、其他)."""

import enum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from app.changes import Change
from app.models.base import Base, Key, Versioned
from app.models.orders import Payer
from app.models.people import Trade
from app.text import QT_TRANSLATE_NOOP
from app.values import Fen, Milli


class Approval(enum.StrEnum):
    """Whether the customer agreed to a line (认可)."""

    QUOTED = "quoted"
    PROPOSED = "proposed"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


APPROVAL_LABELS: dict[Approval, str] = {
    Approval.QUOTED: QT_TRANSLATE_NOOP("words", "待委托"),
    Approval.PROPOSED: QT_TRANSLATE_NOOP("words", "待认可"),
    Approval.APPROVED: QT_TRANSLATE_NOOP("words", "已认可"),
    Approval.DECLINED: QT_TRANSLATE_NOOP("words", "客户不做"),
    Approval.WITHDRAWN: QT_TRANSLATE_NOOP("words", "已撤项"),
}
CHARGED: frozenset[Approval] = frozenset({Approval.QUOTED, Approval.APPROVED})


class WorkState(enum.StrEnum):
    """How far the work on a labour line is (施工状态)."""

    WAITING = "waiting"
    ASSIGNED = "assigned"
    IN_WORK = "in_work"
    PAUSED = "paused"
    FINISHED = "finished"
    REWORK = "rework"


WORK_STATE_LABELS: dict[WorkState, str] = {
    WorkState.WAITING: QT_TRANSLATE_NOOP("words", "待派工"),
    WorkState.ASSIGNED: QT_TRANSLATE_NOOP("words", "已派工"),
    WorkState.IN_WORK: QT_TRANSLATE_NOOP("words", "维修中"),
    WorkState.PAUSED: QT_TRANSLATE_NOOP("words", "已暂停"),
    WorkState.FINISHED: QT_TRANSLATE_NOOP("words", "已完工"),
    WorkState.REWORK: QT_TRANSLATE_NOOP("words", "返工"),
}


class OriginClass(enum.StrEnum):
    """Where a part comes from (配件类别), named on the settlement statement."""

    ORIGINAL = "original"
    EQUIVALENT = "equivalent"
    AFTERMARKET = "aftermarket"
    REPAIRED = "repaired"
    REMANUFACTURED = "remanufactured"
    DISMANTLED = "dismantled"
    CUSTOMERS_OWN = "customers_own"


ORIGIN_LABELS: dict[OriginClass, str] = {
    OriginClass.ORIGINAL: QT_TRANSLATE_NOOP("words", "原厂件"),
    OriginClass.EQUIVALENT: QT_TRANSLATE_NOOP("words", "同质配件"),
    OriginClass.AFTERMARKET: QT_TRANSLATE_NOOP("words", "副厂件"),
    OriginClass.REPAIRED: QT_TRANSLATE_NOOP("words", "修复件"),
    OriginClass.REMANUFACTURED: QT_TRANSLATE_NOOP("words", "再制造件"),
    OriginClass.DISMANTLED: QT_TRANSLATE_NOOP("words", "拆车件"),
    OriginClass.CUSTOMERS_OWN: QT_TRANSLATE_NOOP("words", "客户自带"),
}


class OldPart(enum.StrEnum):
    """What becomes of the old part (旧件); it belongs to the customer."""

    TAKE = "take"
    LEAVE = "leave"
    WARRANTY_RETURN = "warranty_return"
    INSURER = "insurer"


OLD_PART_LABELS: dict[OldPart, str] = {
    OldPart.TAKE: QT_TRANSLATE_NOOP("words", "带走"),
    OldPart.LEAVE: QT_TRANSLATE_NOOP("words", "不带走"),
    OldPart.WARRANTY_RETURN: QT_TRANSLATE_NOOP("words", "索赔返厂"),
    OldPart.INSURER: QT_TRANSLATE_NOOP("words", "保险残值"),
}


class _Charge:
    """What every line has in common; ``amount_fen`` is charged to ``payer`` less the other payers' shares."""

    @declared_attr
    @classmethod
    def order_id(cls) -> Mapped[int]:
        """Key of the order this line belongs to."""
        return mapped_column(Key, ForeignKey("work_order.id"), index=True)

    @declared_attr
    @classmethod
    def extra_work_id(cls) -> Mapped[int | None]:
        """Key of the proposal this line came with, if it is extra work."""
        return mapped_column(Key, ForeignKey("extra_work.id"))

    position: Mapped[int]
    name: Mapped[str]
    code: Mapped[str] = mapped_column(String(64), default="")
    amount_fen: Mapped[Fen]
    payer: Mapped[Payer]
    approval: Mapped[Approval] = mapped_column(default=Approval.QUOTED)
    note: Mapped[str] = mapped_column(default="")


class LabourLine(_Charge, Base, Versioned):
    """A labour line (维修项目): hours in thousandths × rate (fen an hour), half-up, or a lump sum (``rate_fen`` 0)."""

    __tablename__ = "labour_line"
    __table_args__ = (CheckConstraint("hours >= 0 AND amount_fen >= 0", name="amount"),)
    CHANGES = Change.LINES

    operation_id: Mapped[int | None] = mapped_column(Key, ForeignKey("labour_operation.id"))
    hours: Mapped[Milli]
    rate_fen: Mapped[Fen]
    trade: Mapped[Trade] = mapped_column(default=Trade.MECHANIC)
    min_rank: Mapped[int] = mapped_column(default=1)
    method_check: Mapped[bool] = mapped_column(default=False)
    method_approved_by: Mapped[int | None] = mapped_column(Key, ForeignKey("account.id"))
    work: Mapped[WorkState] = mapped_column(default=WorkState.WAITING)
    self_checked: Mapped[bool] = mapped_column(default=False)


class PartLine(_Charge, Base, Versioned):
    """A material line (材料): quantity in thousandths × price (fen a unit); ``issued`` counts issues less returns."""

    __tablename__ = "part_line"
    __table_args__ = (
        CheckConstraint("quantity > 0 AND amount_fen >= 0 AND issued >= 0", name="amount"),
        Index(None, "labour_line_id"),
    )
    CHANGES = Change.LINES

    labour_line_id: Mapped[int | None] = mapped_column(Key, ForeignKey("labour_line.id"))
    part_id: Mapped[int | None] = mapped_column(Key, ForeignKey("part.id"))
    unit: Mapped[str] = mapped_column(String(16), default="")
    quantity: Mapped[Milli]
    price_fen: Mapped[Fen]
    origin: Mapped[OriginClass] = mapped_column(default=OriginClass.ORIGINAL)
    old_part: Mapped[OldPart] = mapped_column(default=OldPart.LEAVE)
    issued: Mapped[Milli] = mapped_column(default=0)


class OtherLine(_Charge, Base, Versioned):
    """Another charge (其他): sublet work, towing, fees."""

    __tablename__ = "other_line"
    __table_args__ = (CheckConstraint("amount_fen >= 0", name="amount"),)
    CHANGES = Change.LINES


class LineShare(Base):
    """A share of a line paid by somebody other than its payer (分摊), in thousandths of the amount."""

    __tablename__ = "line_share"
    __table_args__ = (
        Index(None, "labour_line_id"),
        Index(None, "part_line_id"),
        Index(None, "other_line_id"),
        CheckConstraint("permille BETWEEN 1 AND 1000", name="permille"),
        CheckConstraint(
            "(labour_line_id IS NOT NULL AND part_line_id IS NULL AND other_line_id IS NULL) OR "
            "(labour_line_id IS NULL AND part_line_id IS NOT NULL AND other_line_id IS NULL) OR "
            "(labour_line_id IS NULL AND part_line_id IS NULL AND other_line_id IS NOT NULL)",
            name="one_line",
        ),
    )
    CHANGES = Change.LINES

    labour_line_id: Mapped[int | None] = mapped_column(Key, ForeignKey("labour_line.id"))
    part_line_id: Mapped[int | None] = mapped_column(Key, ForeignKey("part_line.id"))
    other_line_id: Mapped[int | None] = mapped_column(Key, ForeignKey("other_line.id"))
    payer: Mapped[Payer]
    permille: Mapped[int]
