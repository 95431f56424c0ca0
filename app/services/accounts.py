"""Accounts (账号): the station's founding, signing in with a lock after failures, roles, passwords."""

import hashlib
import secrets
from datetime import timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import func, select

from app.clock import DEFAULT_ZONE, new_uuid, zone
from app.errors import InvalidEntry, NotPermitted, Refusal
from app.models.access import Account, AccountRole, PcSession, Permission, Role
from app.models.station import Station as StationRecord
from app.services.acts import open_act, service
from app.services.founding import found_catalogue
from app.services.station import Station
from app.store import change_feed
from app.store.actor import NOBODY, Actor
from app.store.unit_of_work import Look, Work
from app.text import QT_TRANSLATE_NOOP
from app.values import clean_text

MAX_ATTEMPTS = 5
LOCK = timedelta(minutes=5)
MIN_PASSWORD = 6
_HASHER = PasswordHasher()


@open_act("asked before there is anybody")
def is_founded(look: Look) -> bool:
    """Tell whether the database holds a station (已建站)."""
    return look.session.scalar(select(StationRecord.id).limit(1)) is not None


@open_act("done when there is nobody yet who could have a right")
def found_station(
    work: Work,
    name: str,
    login: str,
    person: str,
    password: str,
    *,
    zone_name: str = DEFAULT_ZONE,
    demonstration: bool = False,
) -> int:
    """Found the station (建站) in an empty database with its first account, the station manager's; return its key.

    ``Refusal`` when there is a station already; anybody may do it, since there is nobody yet.
    """
    if is_founded(work):
        raise Refusal(QT_TRANSLATE_NOOP("rules", "这里已经有一个站了,请登录。"), place="account")
    title = clean_text(name, 200, place="founding.name")
    if not title:
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "请填写服务站名称。"), place="founding.name")
    zone(zone_name)
    work.session.add(
        StationRecord(uuid=new_uuid(), name=title, zone=zone_name, founded_at=work.now, demonstration=demonstration)
    )
    account = _new_account(work, login, person, password, (Role.STATION_MANAGER,))
    found_catalogue(work)
    return account.id


def _new_account(work: Work, login: str, person: str, password: str, roles: tuple[Role, ...]) -> Account:
    key = clean_text(login, 64, place="account.login").casefold()
    name = clean_text(person, 100, place="account.name") or key
    if not key:
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "请填写账号。"), place="account.login")
    if work.session.scalar(select(Account.id).where(Account.login == key)) is not None:
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "账号 {login} 已经有了。"), place="account.login", login=key)
    account = work.add(Account(login=key, name=name, password_hash=_hashed(password)))
    work.session.add_all(AccountRole(account_id=account.id, role=role) for role in roles)
    work.session.flush()
    return account


def _hashed(password: str) -> str:
    if len(password) < MIN_PASSWORD:
        raise InvalidEntry(
            QT_TRANSLATE_NOOP("rules", "密码至少 {least} 位。"), place="account.password", least=MIN_PASSWORD
        )
    return _HASHER.hash(password)


@service(Permission.KEEP_ACCOUNTS)
def create_account(work: Work, login: str, person: str, password: str, roles: tuple[Role, ...]) -> int:
    """Create an account (开账号) and return its key; ``InvalidEntry`` for a taken login or a short password."""
    return _new_account(work, login, person, password, roles).id


@service(Permission.KEEP_ACCOUNTS)
def set_roles(work: Work, account_id: int, roles: tuple[Role, ...], *, seen: int) -> int:
    """Give an account other posts (改岗位) and return its version; the last station manager cannot be lost."""
    account = work.get(Account, account_id, seen=seen)
    for given in account.roles:
        if given.role not in roles:
            work.session.delete(given)
    have = {given.role for given in account.roles}
    work.session.add_all(AccountRole(account_id=account.id, role=role) for role in roles if role not in have)
    work.session.flush()
    _refuse_no_manager(work)
    account.version += 1  # its posts are rows of their own: without this, two people would not notice each other
    work.session.flush()
    return account.version


@service(Permission.KEEP_ACCOUNTS)
def retire_account(work: Work, account_id: int, *, seen: int) -> int:
    """Close an account (停用账号) and return its key; its name stays on everything it signed."""
    account = work.get(Account, account_id, seen=seen)
    account.retired_at = work.now
    work.session.flush()
    _refuse_no_manager(work)
    return account.id


def _refuse_no_manager(work: Work) -> None:
    managers = work.session.scalar(
        select(func.count())
        .select_from(AccountRole)
        .join(Account, Account.id == AccountRole.account_id)
        .where(AccountRole.role == Role.STATION_MANAGER, Account.retired_at.is_(None))
    )
    if not managers:
        raise Refusal(QT_TRANSLATE_NOOP("rules", "至少要有一位服务站长的账号。"), place="account.roles")


@service(Permission.VIEW)
def change_password(work: Work, old: str, new: str) -> int:
    """Change one's own password (改密码) and return the account's key; ``NotPermitted`` when the old one is wrong."""
    account = work.get(Account, work.actor.account_id)
    if not _matches(account.password_hash, old):
        raise NotPermitted(QT_TRANSLATE_NOOP("rules", "原密码不对。"), place="account.password")
    account.password_hash = _hashed(new)
    return account.id


def _matches(hashed: str, password: str) -> bool:
    try:
        return _HASHER.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def sign_in(station: Station, login: str, password: str) -> Actor:
    """Sign somebody in (登录) and return who they are.

    ``NotPermitted`` for a wrong login or password, said the same way for both; after five failures in a row the
    account is locked for five minutes. Failures are counted in a transaction of their own; where nothing can be saved,
    they are not counted, and the data can be read all the same.
    """
    if station.engines.read_only:
        answer = station.ask(NOBODY, _look_in, login, password)
    else:
        answer = station.perform(NOBODY, _try_sign_in, login, password).answer
    if isinstance(answer, Actor):
        return answer
    raise NotPermitted(str(answer), place="account.password", minutes=int(LOCK.total_seconds() // 60))


@cache
def _nobodys_hash() -> str:
    """Return a hash that nobody's password has, so that an unknown login takes as long as a wrong password."""
    return _HASHER.hash(secrets.token_hex(16))


@open_act("nobody is signed in before")
def _try_sign_in(work: Work, login: str, password: str) -> Actor | str:
    account = work.session.scalars(
        select(Account).where(Account.login == login.strip().casefold(), Account.retired_at.is_(None)).with_for_update()
    ).one_or_none()
    if account is None:
        _matches(_nobodys_hash(), password)
        return QT_TRANSLATE_NOOP("rules", "账号或密码不对。")
    if account.locked_until is not None and account.locked_until > work.now:
        return QT_TRANSLATE_NOOP("rules", "密码错得太多,账号已锁定,请 {minutes} 分钟后再试。")
    if not _matches(account.password_hash, password):
        account.failed_attempts += 1
        if account.failed_attempts >= MAX_ATTEMPTS:
            account.locked_until, account.failed_attempts = work.now + LOCK, 0
            return QT_TRANSLATE_NOOP("rules", "密码错得太多,账号已锁定,请 {minutes} 分钟后再试。")
        return QT_TRANSLATE_NOOP("rules", "账号或密码不对。")
    if account.failed_attempts or account.locked_until is not None:
        account.failed_attempts, account.locked_until = 0, None
    return actor_of(account)


@open_act("nobody is signed in before")
def _look_in(look: Look, login: str, password: str) -> Actor | str:
    account = look.session.scalars(
        select(Account).where(Account.login == login.strip().casefold(), Account.retired_at.is_(None))
    ).one_or_none()
    if account is not None and account.locked_until is not None and account.locked_until > look.now:
        return QT_TRANSLATE_NOOP("rules", "密码错得太多,账号已锁定,请 {minutes} 分钟后再试。")
    if _matches(account.password_hash if account is not None else _nobodys_hash(), password) and account is not None:
        return actor_of(account)
    return QT_TRANSLATE_NOOP("rules", "账号或密码不对。")


def actor_of(account: Account) -> Actor:
    """Return the actor an account signs in as."""
    return Actor.of(account.id, account.login, account.name, frozenset(given.role for given in account.roles))


def remember_session(station: Station, actor: Actor) -> str:
    """Note who is signed in at this PC and return the token that a restart shows within the idle time."""
    token = secrets.token_hex(32)
    station.perform(actor, _keep_session, hashlib.sha256(token.encode()).hexdigest())
    return token


@open_act("part of signing in, whatever the post")
def _keep_session(work: Work, token_hash: str) -> None:
    row = work.session.scalars(select(PcSession).where(PcSession.pc == work.pc)).one_or_none()
    if row is None:
        work.session.add(
            PcSession(pc=work.pc, account_id=work.actor.account_id, token_hash=token_hash, seen_at=work.now)
        )
    else:
        row.account_id, row.token_hash, row.seen_at = work.actor.account_id, token_hash, work.now
    change_feed.trim(work.session.connection(), work.now)


@open_act("nobody is signed in before")
def resume_session(look: Look, pc: str, token: str, idle: timedelta) -> Actor | None:
    """Return who was signed in at ``pc``, if ``token`` is theirs and they were there within ``idle``; else ``None``."""
    row = look.session.scalars(select(PcSession).where(PcSession.pc == pc)).one_or_none()
    if row is None or look.now - row.seen_at > idle:
        return None
    if not secrets.compare_digest(row.token_hash, hashlib.sha256(token.encode()).hexdigest()):
        return None
    account = look.session.get(Account, row.account_id)
    return actor_of(account) if account is not None and account.retired_at is None else None
