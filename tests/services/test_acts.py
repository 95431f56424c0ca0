"""Only what says who may do it can be run: the station refuses every other function."""

import pytest
from sqlalchemy import select

from app.models.access import Account, Role
from app.models.people import Team
from app.services import accounts, board, customers, entries
from app.services.acts import OPEN_ACTS
from app.store.actor import NOBODY
from app.store.unit_of_work import Look, Work
from tests.builders import Shop


def add_team(work: Work) -> int:
    """Change something without having said who may."""
    return work.add(Team(name="偷加的班组")).id


def password_hashes(look: Look) -> list[str]:
    """Read something without having said who may."""
    return list(look.session.scalars(select(Account.password_hash)))


def test_a_function_that_is_no_service_changes_nothing(sqlite_shop: Shop) -> None:
    before = len(sqlite_shop.found(Team))
    with pytest.raises(TypeError, match=r"add_team is no service"):
        sqlite_shop.do(Role.STATION_MANAGER, add_team)
    assert len(sqlite_shop.found(Team)) == before


def test_a_function_that_is_no_query_reads_nothing(sqlite_shop: Shop) -> None:
    with pytest.raises(TypeError, match=r"password_hashes is no query"):
        sqlite_shop.ask(Role.STATION_MANAGER, password_hashes)


def test_what_stands_under_the_guard_of_a_service_cannot_be_run_beside_it(sqlite_shop: Shop) -> None:
    unguarded = customers.save_customer.__wrapped__  # type: ignore[attr-defined] # set by functools.wraps
    with pytest.raises(TypeError, match="save_customer is no service"):
        sqlite_shop.do(Role.TECHNICIAN, unguarded, entries.CustomerEntry(name="无权的人"))


def test_a_query_is_not_performed_and_a_service_not_asked(sqlite_shop: Shop) -> None:
    with pytest.raises(TypeError, match="no service"):
        sqlite_shop.do(Role.STATION_MANAGER, board.vehicles_in_shop)
    with pytest.raises(TypeError, match="no query"):
        sqlite_shop.ask(Role.STATION_MANAGER, customers.save_customer, entries.CustomerEntry(name="周大年"))


def test_nothing_but_founding_and_signing_in_needs_no_right(sqlite_shop: Shop) -> None:
    assert sqlite_shop.station.ask(NOBODY, accounts.is_founded) is True
    assert set(OPEN_ACTS) == {
        "accounts.is_founded",
        "accounts.found_station",
        "accounts._try_sign_in",
        "accounts._keep_session",
        "accounts._look_in",
        "accounts.resume_session",
    }
