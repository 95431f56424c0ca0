"""Accounts: founding, signing in and the lock after failures, posts, and coming back within the idle time."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.errors import InvalidEntry, NotPermitted, Refusal, StaleRecord
from app.models.access import Account, AccountRole, PcSession, Role
from app.models.station import Station as StationRecord
from app.services import accounts
from app.services.station import Station
from app.store.actor import NOBODY, Actor
from app.store.engine import open_engines
from app.store.unit_of_work import Look
from tests.builders import PASSWORD, SetClock, Shop
from tests.services.answers import is_refused

MANAGER = Role.STATION_MANAGER
IDLE = timedelta(minutes=15)


@pytest.fixture
def empty(sqlite_database: str) -> Iterator[Station]:
    """Open a database in which there is no station yet."""
    station = Station(open_engines(sqlite_database), pc="pc-test", clock=SetClock())
    yield station
    station.engines.dispose()


def found(station: Station, **changed: str) -> None:
    typed = {"name": "长城服务站", "login": "Boss", "person": "站长", "password": PASSWORD} | changed
    station.perform(NOBODY, accounts.found_station, *typed.values())


def test_a_station_is_founded_once_and_its_first_account_may_do_everything(empty: Station) -> None:
    found(empty)
    boss = accounts.sign_in(empty, " boss ", PASSWORD)
    assert (boss.login, boss.name, boss.roles) == ("boss", "站长", frozenset({MANAGER}))
    with pytest.raises(Refusal, match="已经有一个站"):
        found(empty)


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"name": " "}, "founding.name"),
        ({"name": "站" * 201}, "founding.name"),
        ({"login": ""}, "account.login"),
        ({"login": "b" * 65}, "account.login"),
        ({"password": "12345"}, "account.password"),
    ],
)
def test_a_founding_that_cannot_be_leaves_the_database_empty(
    empty: Station, changed: dict[str, str], place: str
) -> None:
    with pytest.raises(InvalidEntry) as refused:
        found(empty, **changed)
    assert refused.value.place == place
    with empty.engines.reader.connect() as connection:
        assert connection.scalars(select(StationRecord.id)).all() == []
        assert connection.scalars(select(Account.id)).all() == []


def test_a_wrong_login_and_a_wrong_password_are_told_the_same(sqlite_shop: Shop) -> None:
    told = set()
    for login, password in (("boss", "wrong-2026"), ("nobody", PASSWORD), ("", ""), ("boss'; --", "x" * 5000)):
        with pytest.raises(NotPermitted) as refused:
            accounts.sign_in(sqlite_shop.station, login, password)
        told.add((str(refused.value), refused.value.place))
    assert told == {("账号或密码不对。", "account.password")}


def fail(shop: Shop, times: int) -> str:
    """Type a wrong password; return what was said the last time."""
    said = ""
    for _ in range(times):
        with pytest.raises(NotPermitted) as refused:
            accounts.sign_in(shop.station, "parts", "wrong-2026")
        said = str(refused.value)
    return said


def test_after_five_failures_even_the_right_password_waits_five_minutes(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    assert fail(shop, 4) == "账号或密码不对。"
    assert "已锁定,请 5 分钟后再试" in fail(shop, 1)
    shop.clock.pass_time(minutes=4, seconds=59)
    with pytest.raises(NotPermitted, match="已锁定"):
        accounts.sign_in(shop.station, "parts", PASSWORD)
    assert accounts.sign_in(shop.station, "care", PASSWORD).login == "care", "others are not locked"
    shop.clock.pass_time(seconds=1)
    assert accounts.sign_in(shop.station, "parts", PASSWORD).roles == {Role.PARTS}


def test_signing_in_forgets_the_failures_before(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    fail(shop, 4)
    accounts.sign_in(shop.station, "parts", PASSWORD)
    assert fail(shop, 4) == "账号或密码不对。"
    assert accounts.sign_in(shop.station, "parts", PASSWORD).login == "parts"


def test_failures_are_counted_although_the_sign_in_is_refused(sqlite_shop: Shop) -> None:
    fail(sqlite_shop, 3)
    assert sqlite_shop.found(Account, login="parts")[0].failed_attempts == 3


def test_an_account_is_opened_with_a_login_of_its_own(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    create = (MANAGER, accounts.create_account)
    shop.do(*create, " ZhouDN ", "周大年", "zhou-2026", (Role.RECEPTION, Role.SETTLEMENT))
    signed = accounts.sign_in(shop.station, "zhoudn", "zhou-2026")
    assert signed.roles == {Role.RECEPTION, Role.SETTLEMENT}
    taken = {"match": "已经有了", "place": "account.login"}
    is_refused(shop, *create, "ZHOUDN", "另一位", "other-2026", (), match=taken["match"], place=taken["place"])
    short = (*create, "li", "李", "12345", (Role.CARE,))
    is_refused(shop, *short, match="至少 6 位", place="account.password", kind=InvalidEntry)
    nameless = (*create, " ", "李", "li-2026", (Role.CARE,))
    is_refused(shop, *nameless, match="请填写账号", place="account.login", kind=InvalidEntry)


def test_an_account_without_a_post_may_do_nothing(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    shop.do(MANAGER, accounts.create_account, "new", "新人", "new-2026", ())
    assert accounts.sign_in(shop.station, "new", "new-2026").permissions == frozenset()


def test_posts_are_given_and_taken_as_they_were_seen(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    account = shop.found(Account, login="care")[0]
    change = (MANAGER, accounts.set_roles, account.id)
    version = shop.do(*change, (Role.CARE, Role.INFORMATION), seen=account.version)
    assert version != account.version
    with pytest.raises(StaleRecord):
        shop.do(*change, (Role.CARE,), seen=account.version)
    shop.do(*change, (Role.WASHER,), seen=version)
    assert accounts.sign_in(shop.station, "care", PASSWORD).roles == {Role.WASHER}


def test_the_last_manager_cannot_be_lost(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    boss = shop.found(Account, login="boss")[0]
    demote = (MANAGER, accounts.set_roles, boss.id, (Role.PARTS,))
    retire = (MANAGER, accounts.retire_account, boss.id)
    for call in (demote, retire):
        is_refused(shop, *call, seen=boss.version, match="至少要有一位服务站长", place="account.roles")
    assert [row.role for row in shop.found(AccountRole, account_id=boss.id)] == [MANAGER]
    second = shop.do(MANAGER, accounts.create_account, "deputy", "副站长", "deputy-2026", (MANAGER,))
    shop.do(*retire, seen=boss.version)
    deputy = shop.found(Account, id=second)[0]
    actor = accounts.actor_of(deputy)
    with pytest.raises(Refusal, match="至少要有一位服务站长"):
        shop.station.perform(actor, accounts.retire_account, second, seen=deputy.version)


def test_a_retired_account_does_not_sign_in_and_its_name_stays(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    account = shop.found(Account, login="care")[0]
    shop.do(MANAGER, accounts.retire_account, account.id, seen=account.version)
    with pytest.raises(NotPermitted, match="账号或密码不对"):
        accounts.sign_in(shop.station, "care", PASSWORD)
    assert shop.found(Account, id=account.id)[0].name == "care"
    is_refused(
        shop, MANAGER, accounts.create_account, "care", "新", "care-2026", (), match="已经有了", place="account.login"
    )


def test_a_password_is_changed_by_who_knows_the_old_one(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    change = (Role.PARTS, accounts.change_password)
    is_refused(shop, *change, "wrong", "newer-2026", match="原密码不对", place="account.password", kind=NotPermitted)
    is_refused(shop, *change, PASSWORD, "short", match="至少 6 位", place="account.password", kind=InvalidEntry)
    shop.do(*change, PASSWORD, "newer-2026")
    with pytest.raises(NotPermitted):
        accounts.sign_in(shop.station, "parts", PASSWORD)
    assert accounts.sign_in(shop.station, "parts", "newer-2026").login == "parts"


def test_passwords_are_kept_as_argon2_hashes(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    for login in ("one", "two"):
        shop.do(MANAGER, accounts.create_account, login, login, "same-2026", (Role.CARE,))
    hashes = [shop.found(Account, login=login)[0].password_hash for login in ("one", "two")]
    assert all(kept.startswith("$argon2id$") for kept in hashes)
    assert hashes[0] != hashes[1], "salted"


def resumed(shop: Shop, token: str, pc: str = "pc-test", idle: timedelta = IDLE) -> Actor | None:
    with shop.looking() as session:
        return accounts.resume_session(Look(session, NOBODY, now=shop.clock.now), pc, token, idle)


def test_a_restart_within_the_idle_time_goes_straight_on(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    token = accounts.remember_session(shop.station, shop.actors[Role.PARTS])
    shop.clock.pass_time(minutes=15)
    again = resumed(shop, token)
    assert again is not None
    assert (again.login, again.roles) == ("parts", frozenset({Role.PARTS}))
    shop.clock.pass_time(seconds=1)
    assert resumed(shop, token) is None


def test_a_session_is_of_one_pc_and_one_token(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    token = accounts.remember_session(shop.station, shop.actors[Role.PARTS])
    assert resumed(shop, token, pc="pc-other") is None
    assert resumed(shop, token[:-1] + ("0" if token[-1] != "0" else "1")) is None
    assert resumed(shop, "") is None
    second = accounts.remember_session(shop.station, shop.actors[Role.CARE])
    assert resumed(shop, token) is None, "somebody else has signed in here since"
    assert resumed(shop, second) is not None
    (kept,) = shop.found(PcSession)
    assert second not in kept.token_hash


def test_a_session_ends_with_the_account_and_follows_its_posts(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    token = accounts.remember_session(shop.station, shop.actors[Role.CARE])
    account = shop.found(Account, login="care")[0]
    seen = shop.do(MANAGER, accounts.set_roles, account.id, (Role.WASHER,), seen=account.version)
    again = resumed(shop, token)
    assert again is not None
    assert again.roles == {Role.WASHER}
    shop.do(MANAGER, accounts.retire_account, account.id, seen=seen)
    assert resumed(shop, token) is None
