"""People and places of the workshop (班组、维修工、工位)."""

import enum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.changes import Change
from app.models.base import Base, Key, Versioned
from app.text import QT_TRANSLATE_NOOP


class Trade(enum.StrEnum):
    """A technician's trade (工种)."""

    MECHANIC = "mechanic"
    BODY = "body"
    PAINT = "paint"
    ELECTRIC = "electric"
    TRIM = "trim"


class Rank(enum.IntEnum):
    """A technician's rank in a trade (技术等级), lowest first."""

    APPRENTICE = 1
    JUNIOR = 2
    INTERMEDIATE = 3
    SENIOR = 4
    MASTER = 5
    SENIOR_MASTER = 6


TRADE_LABELS: dict[Trade, str] = {
    Trade.MECHANIC: QT_TRANSLATE_NOOP("words", "机电"),
    Trade.BODY: QT_TRANSLATE_NOOP("words", "钣金"),
    Trade.PAINT: QT_TRANSLATE_NOOP("words", "喷漆"),
    Trade.ELECTRIC: QT_TRANSLATE_NOOP("words", "电器"),
    Trade.TRIM: QT_TRANSLATE_NOOP("words", "装潢"),
}
RANK_LABELS: dict[Rank, str] = {
    Rank.APPRENTICE: QT_TRANSLATE_NOOP("words", "学徒"),
    Rank.JUNIOR: QT_TRANSLATE_NOOP("words", "初级"),
    Rank.INTERMEDIATE: QT_TRANSLATE_NOOP("words", "中级"),
    Rank.SENIOR: QT_TRANSLATE_NOOP("words", "高级"),
    Rank.MASTER: QT_TRANSLATE_NOOP("words", "技师"),
    Rank.SENIOR_MASTER: QT_TRANSLATE_NOOP("words", "高级技师"),
}


class Team(Base, Versioned):
    """A team of technicians (班组)."""

    __tablename__ = "team"
    CHANGES = Change.PEOPLE

    name: Mapped[str] = mapped_column(String(60), unique=True)
    retired: Mapped[bool] = mapped_column(default=False)


class Bay(Base, Versioned):
    """A place where a car is worked on (工位)."""

    __tablename__ = "bay"
    CHANGES = Change.PEOPLE

    name: Mapped[str] = mapped_column(String(60), unique=True)
    retired: Mapped[bool] = mapped_column(default=False)


class Technician(Base, Versioned):
    """Somebody who works on cars (维修工); may have an account of their own."""

    __tablename__ = "technician"
    CHANGES = Change.PEOPLE

    badge: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str]
    team_id: Mapped[int | None] = mapped_column(Key, ForeignKey("team.id"))
    account_id: Mapped[int | None] = mapped_column(Key, ForeignKey("account.id"))
    shift_minutes: Mapped[int] = mapped_column(default=480)
    retired: Mapped[bool] = mapped_column(default=False)
    skills: Mapped[list["TechnicianSkill"]] = relationship(lazy="selectin", order_by="TechnicianSkill.id")


class TechnicianSkill(Base):
    """A technician's rank in one trade (技术等级)."""

    __tablename__ = "technician_skill"
    __table_args__ = (UniqueConstraint("technician_id", "trade"),)
    CHANGES = Change.PEOPLE

    technician_id: Mapped[int] = mapped_column(Key, ForeignKey("technician.id"))
    trade: Mapped[Trade]
    rank: Mapped[int]
