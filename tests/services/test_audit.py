"""The audit: one row per transaction, what was before and after, and a chain that shows any change made behind it."""

import json
from datetime import timedelta
from typing import Any

import pytest

from app.errors import NeedsConfirmation, Refusal
from app.models.access import Account, Role
from app.models.journal import AuditRow, ChangeRow
from app.models.orders import Payer
from app.services import accounts, customers, entries, estimates, order_lines, parts, reception, tool_room
from app.services.check.journal import differences
from app.services.papers import issue
from app.values import Milli
from tests.builders import CONSENT, PASSWORD, Shop, arrival, authorised, passed, received

RECEPTION = Role.RECEPTION


def last(shop: Shop) -> AuditRow:
    row: AuditRow = shop.found(AuditRow)[-1]
    return row


def changes(row: AuditRow) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(row.changes)
    return found


def broken(shop: Shop) -> list[str]:
    with shop.station.engines.reader.connect() as connection:
        return [str(difference.values) for difference in differences(connection)]


def test_every_transaction_leaves_one_row_that_says_who_where_when_what(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    before = len(shop.found(AuditRow))
    car = authorised(shop)
    oil = shop.lines(car.order_id)[1][0].id
    shop.clock.pass_time(minutes=7)
    shop.do(Role.PARTS, parts.issue_parts, car.order_id, shop.technicians[0], ((oil, Milli(1000)),))
    rows = shop.found(AuditRow)[before:]
    assert [row.service for row in rows] == [
        "reception.receive_car",
        "estimates.quote_order",
        "estimates.authorise_order",
        "parts.issue_parts",
    ]
    assert [row.account_id for row in rows[2:]] == [
        shop.actors[RECEPTION].account_id,
        shop.actors[Role.PARTS].account_id,
    ]
    assert rows[3].at - rows[2].at == timedelta(minutes=7)
    assert {row.pc for row in rows} == {"pc-test"}
    assert len(shop.found(ChangeRow)) >= len(rows)


def test_what_is_read_or_refused_leaves_no_row(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = received(shop)
    before = len(shop.found(AuditRow))
    shop.ask(RECEPTION, customers.recall_car, car.vehicle_id)
    with pytest.raises(Refusal):
        shop.do(Role.WASHER, estimates.quote_order, car.order_id)
    shop.do(RECEPTION, estimates.quote_order, car.order_id)
    with pytest.raises(NeedsConfirmation):
        shop.do(RECEPTION, estimates.authorise_order, car.order_id, CONSENT)
    assert len(shop.found(AuditRow)) == before + 1


def test_reason_and_confirmed_warnings_are_kept(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = received(shop)
    assert (last(shop).reason, last(shop).confirmed) == ("进口车架号", "vin.check_digit")
    shop.do(RECEPTION, estimates.quote_order, car.order_id)
    both = frozenset({"gap.paper"})
    shop.do(RECEPTION, estimates.authorise_order, car.order_id, CONSENT, confirmed=both, reason="  打印机没纸 ")
    assert (last(shop).reason, last(shop).confirmed) == ("打印机没纸", "gap.paper")


def test_a_change_is_kept_with_the_value_before_and_after(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    order = shop.order(received(shop).order_id)
    edits = {"finding": (order.finding, "前制动片薄"), "wash": (True, False)}
    shop.do(RECEPTION, reception.change_order, order.id, edits)
    (entry,) = changes(last(shop))
    assert entry == {
        "edit": "work_order",
        "id": order.id,
        "fields": {"finding": [order.finding, "前制动片薄"], "wash": [True, False]},
    }


def test_a_new_record_is_kept_with_its_fields(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    tool = tool_room.ToolEntry("T-100", "塞尺", place="柜 3")
    key = shop.do(Role.TOOL_ROOM, tool_room.save_tool, tool)
    (entry,) = changes(last(shop))
    assert (entry["new"], entry["id"]) == ("tool", key)
    assert {name: entry["fields"][name] for name in ("code", "name", "place")} == {
        "code": "T-100",
        "name": "塞尺",
        "place": "柜 3",
    }


def test_what_is_taken_away_is_kept_too(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    account = shop.found(Account, login="parts")[0]
    shop.do(Role.STATION_MANAGER, accounts.set_roles, account.id, (Role.CARE,), seen=account.version)
    gone = [entry for entry in changes(last(shop)) if "gone" in entry]
    assert [(entry["gone"], entry["fields"]["role"]) for entry in gone] == [("account_role", "parts")]
    line = shop.lines(received(shop).order_id)[0][0]
    share = (RECEPTION, order_lines.change_line, "labour", line.id)
    insurer = (entries.ShareEntry(Payer.INSURER, 250),)
    shop.do(*share, seen=line.version, shares=insurer)
    seen = shop.lines(line.order_id)[0][0].version
    shop.do(*share, seen=seen, shares=())
    (taken,) = [entry for entry in changes(last(shop)) if "gone" in entry]
    assert (taken["gone"], taken["fields"]["permille"]) == ("line_share", 250)


def test_prints_are_in_the_audit(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = authorised(shop)
    issue.issue_paper(shop.station, shop.actors[RECEPTION], "work_order", car.order_id)
    rows = [row for row in shop.found(AuditRow) if row.service.startswith("papers.")]
    assert [row.service for row in rows] == ["papers.issue.begin_print", "papers.issue.finish_print"]
    assert changes(rows[0])[0]["fields"]["number"] == "WX20261122-0001"


def test_no_password_and_no_hash_of_one_is_ever_in_the_audit(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    manager = shop.actors[Role.STATION_MANAGER]
    key = shop.do(Role.STATION_MANAGER, accounts.create_account, "zhou", "周", "first-2026", (Role.CARE,))
    shop.station.perform(manager, accounts.change_password, PASSWORD, "second-2026")
    kept = "".join(row.changes for row in shop.found(AuditRow))
    for secret in ("first-2026", "second-2026", PASSWORD, "argon2"):
        assert secret not in kept
    entry = changes(last(shop))[0]
    assert (entry["edit"], entry["id"]) == ("account", manager.account_id)
    assert "password_hash" in entry["fields"], "that it was changed is kept"
    assert key


def test_the_chain_holds_through_a_whole_life(shop: Shop) -> None:
    passed(shop)
    assert broken(shop) == []


TAMPERINGS = {
    "another reason": "UPDATE audit SET reason = '别的' WHERE id = {id}",
    "another person": "UPDATE audit SET account_id = 1 WHERE id = {id}",
    "another moment": "UPDATE audit SET at = '2026-11-22 01:12:00.000001' WHERE id = {id}",
    "another service": "UPDATE audit SET service = 'accounts.change_password' WHERE id = {id}",
    "other changes": "UPDATE audit SET changes = '[]' WHERE id = {id}",
    "another PC": "UPDATE audit SET pc = 'elsewhere' WHERE id = {id}",
    "other confirmations": "UPDATE audit SET confirmed = '' WHERE id = {id}",
    "another hash": "UPDATE audit SET hash = 'f' WHERE id = {id}",
    "a row gone": "DELETE FROM audit WHERE id = {id}",
}


@pytest.mark.parametrize("how", TAMPERINGS)
def test_any_change_behind_the_programs_back_is_seen(shop_of_one_life: Shop, how: str) -> None:
    shop = shop_of_one_life
    row = next(row for row in shop.found(AuditRow) if row.confirmed)
    assert broken(shop) == []
    with shop.station.engines.writer.begin() as connection:
        connection.exec_driver_sql(TAMPERINGS[how].format(id=row.id))
    assert broken(shop)


def test_an_end_that_was_cut_off_is_seen(shop_of_one_life: Shop) -> None:
    shop = shop_of_one_life
    with shop.station.engines.writer.begin() as connection:
        connection.exec_driver_sql(f"DELETE FROM audit WHERE id = {last(shop).id}")
    assert broken(shop)


@pytest.fixture
def shop_of_one_life(sqlite_shop: Shop) -> Shop:
    """Return a shop with an authorised order."""
    authorised(sqlite_shop)
    return sqlite_shop


def test_what_one_types_stays_as_typed_in_the_audit(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    odd = "𠮷🚗 \u202e'; DROP TABLE audit; -- \x1f"
    entry = arrival(shop, customer=entries.CustomerEntry(odd))
    shop.do(RECEPTION, reception.receive_car, entry, confirmed=frozenset({"vin.check_digit"}), reason=odd)
    assert last(shop).reason == odd.strip()
    names = [one["fields"]["name"] for one in changes(last(shop)) if one.get("new") == "customer"]
    assert names == [odd.strip()]
    assert broken(shop) == []
