"""Accounts, roles and permissions (账号、岗位、权限): who may do what."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.changes import Change
from app.models.base import Base, Key, Versioned
from app.text import QT_TRANSLATE_NOOP


class Role(enum.StrEnum):
    """A post in the station (岗位)."""

    RECEPTION = "reception"
    DISPATCH = "dispatch"
    TECHNICIAN = "technician"
    INSPECTION = "inspection"
    TOOL_ROOM = "tool_room"
    PARTS = "parts"
    SETTLEMENT = "settlement"
    WARRANTY = "warranty"
    INSURANCE = "insurance"
    CARE = "care"
    INFORMATION = "information"
    RECEPTION_LEAD = "reception_lead"
    WORKSHOP_LEAD = "workshop_lead"
    PARTS_LEAD = "parts_lead"
    FINANCE = "finance"
    GENERAL_MANAGER = "general_manager"
    STATION_MANAGER = "station_manager"
    DRIVER = "driver"
    WASHER = "washer"


class Permission(enum.StrEnum):
    """One thing that a role may do; services ask for it, docks only hide what is refused anyway."""

    VIEW = "view"
    SEE_PHONES = "see_phones"
    SEE_COST = "see_cost"
    RECEIVE = "receive"
    AUTHORISE = "authorise"
    QUICK_LANE = "quick_lane"
    PROPOSE_EXTRA = "propose_extra"
    DECIDE_EXTRA = "decide_extra"
    DISPATCH = "dispatch"
    CLOCK = "clock"
    UNDO_FINISH = "undo_finish"
    INSPECT = "inspect"
    CERTIFY = "certify"
    UNDO_PASS = "undo_pass"
    ISSUE_PARTS = "issue_parts"
    RECEIVE_GOODS = "receive_goods"
    KEEP_PARTS = "keep_parts"
    LEND_TOOLS = "lend_tools"
    KEEP_TOOLS = "keep_tools"
    SETTLE = "settle"
    APPROVE_CREDIT = "approve_credit"
    REVERSE_SETTLEMENT = "reverse_settlement"
    DELIVER = "deliver"
    REOPEN_FILE = "reopen_file"
    CANCEL_ORDER = "cancel_order"
    VOID_NUMBER = "void_number"
    KEEP_CATALOGUE = "keep_catalogue"
    KEEP_ACCOUNTS = "keep_accounts"
    KEEP_STATION = "keep_station"


ROLE_LABELS: dict[Role, str] = {
    Role.RECEPTION: QT_TRANSLATE_NOOP("words", "接车员"),
    Role.DISPATCH: QT_TRANSLATE_NOOP("words", "车间调度员"),
    Role.TECHNICIAN: QT_TRANSLATE_NOOP("words", "维修工"),
    Role.INSPECTION: QT_TRANSLATE_NOOP("words", "质检员"),
    Role.TOOL_ROOM: QT_TRANSLATE_NOOP("words", "工具管理员"),
    Role.PARTS: QT_TRANSLATE_NOOP("words", "配件员"),
    Role.SETTLEMENT: QT_TRANSLATE_NOOP("words", "结算员"),
    Role.WARRANTY: QT_TRANSLATE_NOOP("words", "索赔员"),
    Role.INSURANCE: QT_TRANSLATE_NOOP("words", "保险专员"),
    Role.CARE: QT_TRANSLATE_NOOP("words", "客服"),
    Role.INFORMATION: QT_TRANSLATE_NOOP("words", "信息员"),
    Role.RECEPTION_LEAD: QT_TRANSLATE_NOOP("words", "前台主管"),
    Role.WORKSHOP_LEAD: QT_TRANSLATE_NOOP("words", "车间主管"),
    Role.PARTS_LEAD: QT_TRANSLATE_NOOP("words", "配件主管"),
    Role.FINANCE: QT_TRANSLATE_NOOP("words", "财务"),
    Role.GENERAL_MANAGER: QT_TRANSLATE_NOOP("words", "总经理"),
    Role.STATION_MANAGER: QT_TRANSLATE_NOOP("words", "服务站长"),
    Role.DRIVER: QT_TRANSLATE_NOOP("words", "司机"),
    Role.WASHER: QT_TRANSLATE_NOOP("words", "洗车工"),
}

_P = Permission
_RECEPTION = {
    _P.VIEW,
    _P.SEE_PHONES,
    _P.RECEIVE,
    _P.AUTHORISE,
    _P.QUICK_LANE,
    _P.PROPOSE_EXTRA,
    _P.DECIDE_EXTRA,
    _P.DELIVER,
    _P.CANCEL_ORDER,
}
_DISPATCH = {_P.VIEW, _P.PROPOSE_EXTRA, _P.DISPATCH, _P.CLOCK}
_INSPECTION = {_P.VIEW, _P.PROPOSE_EXTRA, _P.INSPECT, _P.CERTIFY}
_PARTS = {_P.VIEW, _P.SEE_COST, _P.ISSUE_PARTS, _P.RECEIVE_GOODS}
_SETTLEMENT = {_P.VIEW, _P.SEE_PHONES, _P.SETTLE}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.RECEPTION: frozenset(_RECEPTION),
    Role.DISPATCH: frozenset(_DISPATCH),
    Role.TECHNICIAN: frozenset({_P.VIEW, _P.PROPOSE_EXTRA, _P.CLOCK}),
    Role.INSPECTION: frozenset(_INSPECTION),
    Role.TOOL_ROOM: frozenset({_P.VIEW, _P.LEND_TOOLS, _P.KEEP_TOOLS}),
    Role.PARTS: frozenset(_PARTS),
    Role.SETTLEMENT: frozenset(_SETTLEMENT),
    Role.WARRANTY: frozenset({_P.VIEW, _P.SEE_PHONES}),
    Role.INSURANCE: frozenset({_P.VIEW, _P.SEE_PHONES}),
    Role.CARE: frozenset({_P.VIEW, _P.SEE_PHONES}),
    Role.INFORMATION: frozenset({_P.VIEW}),
    Role.RECEPTION_LEAD: frozenset(_RECEPTION | {_P.KEEP_CATALOGUE, _P.APPROVE_CREDIT, _P.VOID_NUMBER, _P.REOPEN_FILE}),
    Role.WORKSHOP_LEAD: frozenset(_DISPATCH | _INSPECTION | {_P.UNDO_FINISH, _P.UNDO_PASS, _P.KEEP_CATALOGUE}),
    Role.PARTS_LEAD: frozenset(_PARTS | {_P.KEEP_PARTS, _P.VOID_NUMBER}),
    Role.FINANCE: frozenset(_SETTLEMENT | {_P.SEE_COST, _P.REVERSE_SETTLEMENT, _P.APPROVE_CREDIT, _P.VOID_NUMBER}),
    Role.GENERAL_MANAGER: frozenset({_P.VIEW, _P.SEE_PHONES, _P.SEE_COST, _P.APPROVE_CREDIT, _P.REVERSE_SETTLEMENT}),
    Role.STATION_MANAGER: frozenset(Permission),
    Role.DRIVER: frozenset({_P.VIEW}),
    Role.WASHER: frozenset({_P.VIEW}),
}


def permissions_of(roles: frozenset[Role]) -> frozenset[Permission]:
    """Return everything that an account with ``roles`` may do; nothing for no role."""
    return frozenset().union(*(ROLE_PERMISSIONS[role] for role in roles)) if roles else frozenset()


class Account(Base, Versioned):
    """Somebody who signs in (账号); the password is kept as an argon2 hash only."""

    __tablename__ = "account"
    CHANGES = Change.PEOPLE
    SECRET = frozenset({"password_hash"})

    login: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    failed_attempts: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]
    roles: Mapped[list["AccountRole"]] = relationship(lazy="selectin", order_by="AccountRole.id")


class AccountRole(Base):
    """A post given to an account (账号岗位)."""

    __tablename__ = "account_role"
    __table_args__ = (UniqueConstraint("account_id", "role"),)
    CHANGES = Change.PEOPLE

    account_id: Mapped[int] = mapped_column(Key, ForeignKey("account.id"))
    role: Mapped[Role]


class PcSession(Base):
    """Who is signed in at a PC (本机登录): lets a restart within the idle time go straight to the window."""

    __tablename__ = "pc_session"
    AUDITED = False

    pc: Mapped[str] = mapped_column(String(36), unique=True)
    account_id: Mapped[int] = mapped_column(Key, ForeignKey("account.id"))
    token_hash: Mapped[str] = mapped_column(String(64))
    seen_at: Mapped[datetime]
