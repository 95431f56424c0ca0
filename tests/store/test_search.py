"""Anything typed finds the car, on both databases, and nothing typed finds everything."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import delete, event, select, text

from app.models.access import Role
from app.models.customers import Customer
from app.models.orders import WorkOrder
from app.models.search_text import matches
from app.services import customers, delivery, entries, estimates, order_end, search
from app.store import search_find
from app.store.search import entries as documents
from app.store.search import find, rebuild
from app.store.search_index import TABLE, Kind
from tests.builders import GOOD_VIN, Shop, received

OTHER_CAR = {
    "vehicle": entries.VehicleEntry(plate="冀FD77990", vin="LSVAA4187E2184847", vin_reason="旧车", model="哈弗 H6"),
    "customer": entries.CustomerEntry(name="单雄信", phone="010-88993108", contact="曾国"),
}


@pytest.fixture
def two_cars(shop: Shop) -> Shop:
    """Receive the usual car, quote it, and receive one other."""
    car = received(shop)
    shop.do(Role.RECEPTION, estimates.quote_order, car.order_id)
    received(shop, **OTHER_CAR)
    return shop


def titles(shop: Shop, typed: str, role: Role = Role.RECEPTION) -> list[str]:
    """Return what F2 shows for ``typed``."""
    return [hit.title for hit in shop.ask(role, search.find, typed)]


KNOWN_BY = {
    "京N·7L820": "京N·7L820",
    "7l820": "京N·7L820",
    "820": "京N·7L820",
    GOOD_VIN[-4:]: "京N·7L820",
    GOOD_VIN[-8:]: "京N·7L820",
    "gw4c20b": "京N·7L820",
    "6621": "京N·7L820",
    "138 0000": "京N·7L820",
    "周大年": "京N·7L820",
    "大年": "京N·7L820",
    "zdn": "京N·7L820",
    "炮": "京N·7L820",
    "周 7l8": "京N·7L820",
    "dxx": "冀F·D77990",
    "SXX": "冀F·D77990",
    "3108": "冀F·D77990",
    "曾国": "冀F·D77990",
    "哈弗h6": "冀F·D77990",
    "184847": "冀F·D77990",
}


def test_a_car_is_found_by_anything_that_is_known_of_it(two_cars: Shop) -> None:
    assert {typed: titles(two_cars, typed) for typed in KNOWN_BY} == {t: [plate] for t, plate in KNOWN_BY.items()}


def test_an_order_is_found_by_its_number_with_and_without_dash(two_cars: Shop) -> None:
    order = two_cars.found(WorkOrder, number="WX20261122-0001")[0]
    for typed in ("WX20261122-0001", "wx202611220001", "20261122", "1122-0001", "0001", "wx2026"):
        hits = two_cars.ask(Role.DISPATCH, search.find, typed)
        assert [(hit.kind, hit.title, hit.order_id, hit.visit_id, hit.vehicle_id) for hit in hits] == [
            ("order", "WX20261122-0001", order.id, order.visit_id, order.vehicle_id)
        ], typed
        assert "京N·7L820" in hits[0].detail


def test_a_part_an_operation_a_tool_and_a_customer_are_found(two_cars: Shop) -> None:
    def found(typed: str, kind: Kind) -> list[str]:
        return [hit.title for hit in two_cars.ask(Role.PARTS, search.find, typed, kinds=(kind,))]

    assert found("1017100eg01", Kind.PART) == ["1017100-EG01"]
    assert found("机油", Kind.PART) == ["1017100-EG01", "W5-3004"]
    assert found("gs0600", Kind.OPERATION) == ["GS-0600"]
    assert found("扳手", Kind.TOOL) == ["T-002"]
    assert found("zdn", Kind.CUSTOMER) == ["周大年"]


def test_a_car_in_the_shop_leads_to_its_open_order(two_cars: Shop) -> None:
    order = two_cars.found(WorkOrder, number="WX20261122-0001")[0]
    hit = two_cars.ask(Role.RECEPTION, search.find, "7l820")[0]
    assert (hit.kind, hit.order_id, hit.visit_id, hit.vehicle_id) == (
        "vehicle",
        order.id,
        order.visit_id,
        order.vehicle_id,
    )


def test_the_owners_telephone_is_masked_for_those_who_need_it_not(two_cars: Shop) -> None:
    assert two_cars.ask(Role.RECEPTION, search.find, "7l820")[0].phone == "13800006621"
    assert two_cars.ask(Role.DISPATCH, search.find, "7l820")[0].phone == "138****6621"


def test_the_plate_that_ends_so_comes_before_the_one_that_holds_it(two_cars: Shop) -> None:
    received(two_cars, vehicle=entries.VehicleEntry(plate="京A820Z1"), customer=OTHER_CAR["customer"])
    assert titles(two_cars, "820") == ["京N·7L820", "京A·820Z1"]


def leave(shop: Shop, car: entries.Received) -> None:
    """Have a car leave that is not repaired after all."""
    version = shop.order(car.order_id).version
    shop.do(Role.RECEPTION, order_end.cancel_order, car.order_id, seen=version, reason="客户不修了")
    entry = delivery.DeliveryEntry(receiver="客户", old_parts_shown=True)
    shop.do(Role.RECEPTION, delivery.deliver_car, car.visit_id, entry)


def test_cars_in_the_shop_come_first_then_plates_then_telephones(two_cars: Shop) -> None:
    for number in range(6):
        gone = received(
            two_cars,
            vehicle=entries.VehicleEntry(plate=f"京B{number}4321"),
            customer=entries.CustomerEntry(name=f"前客{number}", phone="13900000000"),
        )
        leave(two_cars, gone)
    for plate in ("京C00001", "京C00002"):
        customer = entries.CustomerEntry(name=plate, phone="13600004321")
        leave(two_cars, received(two_cars, vehicle=entries.VehicleEntry(plate=plate), customer=customer))
    phone = entries.CustomerEntry(name="客在厂", phone="13600004321")
    received(two_cars, vehicle=entries.VehicleEntry(plate="京D00003"), customer=phone)
    assert titles(two_cars, "4321") == [
        "京D·00003",
        *(f"京B·{number}4321" for number in reversed(range(6))),
        "京C·00002",
        "京C·00001",
    ]


def test_a_car_in_the_shop_is_found_though_many_newer_ones_hold_the_same(
    two_cars: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_find, "HITS", 2)
    for number in range(4):
        leave(two_cars, received(two_cars, vehicle=entries.VehicleEntry(plate=f"京B{number}L820")))
    assert titles(two_cars, "820") == ["京N·7L820", "京B·3L820", "京B·2L820"]


def test_an_old_plate_that_ends_so_is_found_though_many_newer_records_hold_the_same(
    two_cars: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_find, "HITS", 2)
    leave(two_cars, received(two_cars, vehicle=entries.VehicleEntry(plate="京B54321")))
    for number in range(4):
        leave(two_cars, received(two_cars, vehicle=entries.VehicleEntry(plate=f"京C4321{number}")))
    assert titles(two_cars, "4321")[0] == "京B·54321"


ODD_INPUT = (
    "",
    " ",
    "%",
    "_",
    "*",
    '"',
    "'",
    "' OR 1=1 --",
    '" OR "',
    "7l820' OR '1'='1",
    "%%",
    "7l820; DROP TABLE visit",
    "NEAR(a b)",
    "t:7l",
    "\x00",
    "\u200b",
    "{}",
    "{0}",
    ":word0",
    ":match",
    "\\",
    "|",
    "||",
    "|京",
    "held",
    "😀",
    "x" * 10_000,
    "京" * 10_000,
    "\u202e028l7",
    "\U0010ffff",
    "-",
    "^京",
    "+",
    "AND",
    "NOT 京",
)


def test_odd_input_finds_nothing_and_breaks_nothing(two_cars: Shop) -> None:
    assert {typed[:20]: titles(two_cars, typed) for typed in ODD_INPUT} == {typed[:20]: [] for typed in ODD_INPUT}
    assert titles(two_cars, "7l820") == ["京N·7L820"]


def test_odd_text_that_is_stored_is_found_again(two_cars: Shop) -> None:
    for number, name in enumerate(("O'Brien; DROP", '王"五"', "%折%扣%", "😀车行", "𬭎业公司", "a|b")):
        customer = entries.CustomerEntry(name=name)
        received(two_cars, vehicle=entries.VehicleEntry(plate=f"京A0000{number}"), customer=customer)
        assert titles(two_cars, name) == [f"京A·0000{number}"]


def test_the_index_follows_its_record_in_the_same_transaction(two_cars: Shop) -> None:
    car = two_cars.found(Customer, name="周大年")[0]
    entry = entries.CustomerEntry(name="赵小六", phone="13900001234")
    two_cars.do(Role.RECEPTION, customers.save_customer, car.id, entry, seen=car.version)
    assert titles(two_cars, "周大年") == titles(two_cars, "6621") == []
    assert titles(two_cars, "zxl") == titles(two_cars, "1234")[:1] == ["京N·7L820"]


def test_a_change_that_concerns_no_searched_field_leaves_the_index_alone(two_cars: Shop) -> None:
    statements: list[str] = []
    engine = two_cars.station.engines.writer
    listener: Callable[..., None] = lambda *given: statements.append(given[2])  # noqa: E731 - SQLAlchemy gives six things
    event.listen(engine, "before_cursor_execute", listener)
    try:
        received(two_cars, vehicle=entries.VehicleEntry(plate="京A00009"))
        order = two_cars.found(WorkOrder)[-1]
        asked = len([one for one in statements if "search_doc" in one])
        assert asked > 0
        two_cars.do(Role.RECEPTION, estimates.withdraw_quote, two_cars.found(WorkOrder)[0].id, reason="改价")
        assert len([one for one in statements if "search_doc" in one]) == asked
        assert order.number is None
    finally:
        event.remove(engine, "before_cursor_execute", listener)


def test_what_is_found_is_exactly_what_holds_the_words(two_cars: Shop) -> None:
    received(two_cars, vehicle=entries.VehicleEntry(plate="京A12131"), customer=entries.CustomerEntry(name="李一三"))
    with two_cars.station.engines.reader.connect() as connection:
        everything = connection.execute(select(TABLE.c.kind, TABLE.c.ref, TABLE.c.s)).all()
        for typed in ("1", "京", "x", "12", "21", "131", "1213", "2131", "三", "李 1", "0", "w", "年", "龘", "00"):
            expected = {(row.kind, row.ref) for row in everything if matches(row.s, typed)}
            assert {(hit.kind, hit.ref) for hit in find(connection, typed, limit=500)} == expected, typed


def test_a_lost_index_is_made_again_from_the_records(two_cars: Shop) -> None:
    engines = two_cars.station.engines
    with engines.writer.begin() as connection:
        before = connection.execute(select(TABLE).order_by(TABLE.c.id)).all()
        connection.execute(delete(TABLE))
    assert titles(two_cars, "7l820") == []
    with engines.writer.begin() as connection:
        assert rebuild(connection) == len(before)
    with engines.reader.connect() as connection:
        after = connection.execute(select(TABLE).order_by(TABLE.c.id)).all()
    assert [row[:4] for row in after] == [row[:4] for row in before]
    assert titles(two_cars, "7l820") == ["京N·7L820"]


def test_every_document_equals_what_its_record_says(two_cars: Shop) -> None:
    with two_cars.station.engines.reader.connect() as connection:
        stored = {row.id: row.s for row in connection.execute(select(TABLE.c.id, TABLE.c.s))}
        assert stored == {row.id: row.s for kind in Kind for row in documents(connection, kind)}


def test_a_search_takes_few_statements_whatever_it_finds(two_cars: Shop) -> None:
    for number in range(12):
        received(two_cars, vehicle=entries.VehicleEntry(plate=f"京A100{number:02}"))
    count = 0

    def counted(*given: object) -> None:
        nonlocal count
        count += str(given[2]).startswith("SELECT")

    engine = two_cars.station.engines.reader
    event.listen(engine, "before_cursor_execute", counted)
    try:
        for typed in ("京a", "1", "0001", "周大年"):
            count = 0
            assert two_cars.ask(Role.RECEPTION, search.find, typed)
            assert count <= 4, typed
    finally:
        event.remove(engine, "before_cursor_execute", counted)


def test_a_new_station_is_opened_without_the_slow_libraries(tmp_path: Path) -> None:
    program = (
        "import sys\nfrom app.store import schema\n"
        f"schema.open_database('sqlite:///{(tmp_path / 'new.db').as_posix()}').dispose()\n"
        "sys.exit(not {'pypinyin', 'alembic', 'psycopg'}.isdisjoint(sys.modules))"
    )
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", program], cwd=root, check=False).returncode == 0


def test_unwritten_changes_are_not_found(two_cars: Shop) -> None:
    with two_cars.station.engines.writer.connect() as connection:
        connection.execute(delete(TABLE))
        connection.rollback()
    assert titles(two_cars, "7l820") == ["京N·7L820"]
    with two_cars.station.engines.reader.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("INSERT INTO search_fts(search_fts) VALUES ('integrity-check')"))


def test_limit_and_kinds_are_kept(two_cars: Shop) -> None:
    assert len(two_cars.ask(Role.RECEPTION, search.find, "1", limit=1)) == 1
    assert two_cars.ask(Role.RECEPTION, search.find, "7l820", kinds=("order",)) == ()
    with pytest.raises(ValueError, match="nothing"):
        two_cars.ask(Role.RECEPTION, search.find, "7l820", kinds=("nothing",))
