"""What is typed at reception: errors refuse, warnings ask, and nothing is invented or rounded away."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.errors import InvalidEntry, NeedsConfirmation, Refusal
from app.models.access import Role
from app.models.customers import Customer, Vehicle
from app.models.lines import LabourLine
from app.models.orders import Payer, WorkOrder
from app.models.visits import Visit
from app.services import customers, entries, order_lines, reception
from app.values import MAX_FEN, MAX_HOURS, MAX_KM, MAX_MILLI, Fen, Milli
from tests.builders import Shop, arrival, received
from tests.services.answers import asks_first, is_refused

RECEPTION = Role.RECEPTION
RIGHT_VIN = "LSVAA4182E2184847"
RIGHT_CODE = "91110000600037341L"


def car(shop: Shop, **changed: Any) -> entries.ArrivalEntry:
    """Return an arrival nothing is wrong with, but for the fields of its vehicle that are changed."""
    usual = arrival(shop)
    vehicle = entries.VehicleEntry(plate="京N7L820", vin=RIGHT_VIN, model="长城 炮")
    return replace(usual, vehicle=replace(vehicle, **changed))


def by_customer(shop: Shop, **changed: Any) -> entries.ArrivalEntry:
    return replace(car(shop), customer=replace(entries.CustomerEntry("周大年"), **changed))


def by_visit(shop: Shop, **changed: Any) -> entries.ArrivalEntry:
    usual = car(shop)
    return replace(usual, visit=replace(usual.visit, **changed))


def by_order(shop: Shop, **changed: Any) -> entries.ArrivalEntry:
    usual = car(shop)
    return replace(usual, order=replace(usual.order, **changed))


def test_a_right_arrival_asks_nothing(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    assert shop.do(RECEPTION, reception.receive_car, by_customer(shop, credit_code=RIGHT_CODE, phone="13812346621"))


REFUSED: dict[str, tuple[Callable[..., entries.ArrivalEntry], dict[str, Any], str, str]] = {
    "a VIN too short": (car, {"vin": RIGHT_VIN[:-1]}, "17 位,现为 16 位", "reception.vin"),
    "a VIN too long": (car, {"vin": RIGHT_VIN + "0"}, "17 位,现为 18 位", "reception.vin"),
    "a VIN with an O": (car, {"vin": "LSVAA4182E2184O47"}, "是否为 LSVAA4182E2184047", "reception.vin"),
    "a VIN with a sign": (car, {"vin": "LSVAA4182E21848-7"}, "车架号只能含", "reception.vin"),
    "neither plate nor VIN": (car, {"plate": "", "vin": ""}, "车牌号码或车架号", "reception.plate"),
    "no plate said in words": (car, {"plate": "未上牌", "vin": ""}, "车牌号码或车架号", "reception.plate"),
    "a plate too long": (car, {"plate": "京" * 33}, "车牌号码最多", "reception.plate"),
    "a nameless customer": (by_customer, {"name": " "}, "客户名称", "reception.customer"),
    "a name too long": (by_customer, {"name": "周" * 201}, "最多 200 个字", "reception.customer"),
    "an address too long": (by_customer, {"address": "路" * 501}, "最多 500 个字", "reception.address"),
    "a note too long": (by_customer, {"note": "长" * 10_001}, "最多 10000 个字", "reception.note"),
    "a credit code too long": (by_customer, {"credit_code": "9" * 33}, "信用代码最多", "reception.credit_code"),
    "a telephone field too long": (by_customer, {"phone": "1" * 101}, "最多 100 个字", "reception.phone"),
    "a text with NUL": (by_customer, {"name": "周\x00大年"}, "无法保存的字符", "reception.customer"),
    "a text with half a character": (by_customer, {"name": "周\ud800"}, "无法保存的字符", "reception.customer"),
    "km below nought": (by_visit, {"mileage": -1}, "公里数超出范围", "reception.mileage"),
    "km beyond any car": (by_visit, {"mileage": MAX_KM + 1}, "公里数超出范围", "reception.mileage"),
    "fuel below nought": (by_visit, {"fuel": -1}, "0 到 8 格", "reception.fuel"),
    "more than a full tank": (by_visit, {"fuel": 9}, "0 到 8 格", "reception.fuel"),
    "belongings too long": (by_visit, {"belongings": "伞" * 10_001}, "最多 10000 个字", "reception.belongings"),
    "a keys tag too long": (by_visit, {"keys_tag": "7" * 33}, "最多 32 个字", "reception.keys_tag"),
    "a request too long": (by_order, {"request": "响" * 10_001}, "最多 10000 个字", "reception.request"),
    "a limit below nought": (by_order, {"signed_limit_fen": Fen(-1)}, "增项限额", "reception.signed_limit"),
    "a limit too large": (by_order, {"signed_limit_fen": Fen(MAX_FEN + 1)}, "增项限额", "reception.signed_limit"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_taken_is_refused_and_nothing_is_kept(sqlite_shop: Shop, what: str) -> None:
    shop = sqlite_shop
    make, changed, match, place = REFUSED[what]
    entry = make(shop, **changed)
    # Saying yes to everything does not help.
    every_key = frozenset({"vin.check_digit", "plate.pattern", "phone.pattern"})
    is_refused(
        shop,
        RECEPTION,
        reception.receive_car,
        entry,
        confirmed=every_key,
        reason="就这样",
        match=match,
        place=place,
        kind=InvalidEntry,
    )
    assert [shop.found(entity) for entity in (Customer, Vehicle, Visit, WorkOrder)] == [[], [], [], []]


ASKED: dict[str, tuple[Callable[..., entries.ArrivalEntry], dict[str, Any], dict[str, str]]] = {
    "a check digit that does not fit": (car, {"vin": "LSVAA4182E2184848"}, {"vin.check_digit": "reception.vin"}),
    "a plate of no known pattern": (car, {"plate": "京N7L8"}, {"plate.pattern": "reception.plate"}),
    "a plate with an I": (car, {"plate": "京N7I820"}, {"plate.pattern": "reception.plate"}),
    "a short telephone number": (by_customer, {"phone": "138000"}, {"phone.pattern": "reception.phone"}),
    "an odd number of who brought it": (
        by_visit,
        {"bringer_phone": "138000"},
        {"phone.pattern": "reception.bringer_phone"},
    ),
    "a credit code of the wrong length": (
        by_customer,
        {"credit_code": RIGHT_CODE[:-1]},
        {"credit_code.length": "reception.credit_code"},
    ),
    "a credit code whose check character is wrong": (
        by_customer,
        {"credit_code": RIGHT_CODE[:-1] + "M"},
        {"credit_code.check": "reception.credit_code"},
    ),
    "a credit code with an I": (
        by_customer,
        {"credit_code": "I" + RIGHT_CODE[1:]},
        {"credit_code.pattern": "reception.credit_code"},
    ),
}


@pytest.mark.parametrize("what", ASKED)
def test_what_is_only_odd_is_asked_about(sqlite_shop: Shop, what: str) -> None:
    shop = sqlite_shop
    make, changed, asked = ASKED[what]
    asks_first(shop, RECEPTION, reception.receive_car, make(shop, **changed), asked=asked)
    assert len(shop.found(WorkOrder)) == 1


@pytest.mark.parametrize(
    ("changed", "stored"),
    [
        ({"plate": "京n·7l820"}, "京N7L820"),
        ({"plate": " 京 N 7L820 "}, "京N7L820"),
        ({"plate": "WJ京0001J"}, "WJ京0001J"),
        ({"plate": "京AD12345"}, "京AD12345"),
        ({"plate": "粤Z1234港"}, "粤Z1234港"),
    ],
)
def test_plates_are_stored_without_separators_and_without_a_question(
    sqlite_shop: Shop, changed: dict[str, str], stored: str
) -> None:
    shop = sqlite_shop
    shop.do(RECEPTION, reception.receive_car, car(shop, **changed))
    assert shop.found(Vehicle)[0].plate == stored


def test_a_vin_of_another_kind_is_taken_with_its_reason(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    shop.do(RECEPTION, reception.receive_car, car(shop, vin="jza80-0012345", vin_reason="日本平行进口"))
    (vehicle,) = shop.found(Vehicle)
    assert (vehicle.vin, vehicle.vin_reason) == ("JZA80-0012345", "日本平行进口")


def test_a_car_without_vin_and_one_without_plate_are_taken_as_they_are(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    shop.do(RECEPTION, reception.receive_car, car(shop, vin=""))
    shop.do(RECEPTION, reception.receive_car, car(shop, plate="未上牌"))
    assert [(row.plate, row.vin) for row in shop.found(Vehicle)] == [("京N7L820", ""), ("", RIGHT_VIN)]


def test_a_mileage_that_was_not_typed_stays_empty(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    shop.do(RECEPTION, reception.receive_car, by_visit(shop, mileage=None))
    assert (shop.found(Visit)[0].mileage_in, shop.found(Vehicle)[0].mileage) == (None, None)


def test_the_same_plate_on_another_car_asks_showing_both(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    received(shop)
    other = car(shop, vin=RIGHT_VIN, model="哈弗 H6")
    with pytest.raises(NeedsConfirmation) as asked:
        shop.do(RECEPTION, reception.receive_car, other)
    (doubt,) = asked.value.doubts
    assert (doubt.key, doubt.place) == ("plate.taken", "reception.plate")
    for shown in ("京N·7L820", "长城 炮 2023 款", "LGWEF7A53PH512345", "周大年", "哈弗 H6", RIGHT_VIN):
        assert shown in str(doubt)
    asks_first(shop, RECEPTION, reception.receive_car, other, asked={"plate.taken": "reception.plate"})
    assert len(shop.ask(RECEPTION, customers.cars_with_plate, "京N·7L820")) == 2


def test_the_same_vin_on_another_car_asks_too(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    shop.do(RECEPTION, reception.receive_car, car(shop))
    other = car(shop, plate="冀F2D668")
    asks_first(shop, RECEPTION, reception.receive_car, other, asked={"vin.taken": "reception.vin"})


def test_correcting_a_car_to_anothers_plate_asks_as_well(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    received(shop)
    second = shop.do(RECEPTION, reception.receive_car, car(shop, plate="冀F2D668"))
    entry = entries.VehicleEntry(plate="京N7L820", vin=RIGHT_VIN)
    save = (RECEPTION, customers.save_vehicle, second.vehicle_id, entry)
    asks_first(shop, *save, seen=shop.found(Vehicle)[1].version, asked={"plate.taken": "reception.plate"})


def test_a_mileage_below_the_last_one_asks_and_keeps_the_answer(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    known = received(shop)
    with shop.station.engines.writer.begin() as connection:
        connection.exec_driver_sql("UPDATE visit SET left_at = arrived_at")
    again = replace(by_visit(shop, mileage=60_179), customer=None, vehicle=None, vehicle_id=known.vehicle_id)
    asks_first(shop, RECEPTION, reception.receive_car, again, asked={"mileage.below_last": "reception.mileage"})
    assert (shop.found(Visit)[1].mileage_in, shop.found(Visit)[1].mileage_answer) == (60_179, "已核对")


@pytest.mark.parametrize(
    ("span", "key"), [(timedelta(minutes=-1), "promise.passed"), (timedelta(days=366, minutes=1), "promise.far")]
)
def test_a_promise_in_the_past_or_in_a_year_asks(sqlite_shop: Shop, span: timedelta, key: str) -> None:
    shop = sqlite_shop
    entry = by_order(shop, promised_at=shop.clock.now + span)
    asks_first(shop, RECEPTION, reception.receive_car, entry, asked={key: "reception.promise"})
    order = shop.found(WorkOrder)[0]
    edits = {"promised_at": (order.promised_at, shop.clock.now + 2 * span)}
    change = (RECEPTION, reception.change_order, order.id, edits)
    asks_first(shop, *change, asked={key: "reception.promise"})


def test_the_head_of_an_order_is_checked_when_it_is_changed_too(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    order = shop.order(received(shop).order_id)
    for limit in (-1, MAX_FEN + 1):
        is_refused(
            shop,
            RECEPTION,
            reception.change_order,
            order.id,
            {"signed_limit_fen": (Fen(0), Fen(limit))},
            match="增项限额",
            place="reception.signed_limit",
            kind=InvalidEntry,
        )
    is_refused(
        shop,
        RECEPTION,
        reception.change_order,
        order.id,
        {"request": (order.request, "长" * 10_001)},
        match="最多 10000 个字",
        place="reception.request",
        kind=InvalidEntry,
    )
    with pytest.raises(Refusal, match="不存在"):
        shop.do(RECEPTION, reception.change_order, order.id, {"business_type_id": (order.business_type_id, 999)})


LABOUR, PART, OTHER = entries.LabourEntry, entries.PartEntry, entries.OtherEntry
ONE = Milli(1000)
SHARE = entries.ShareEntry

BAD_LINES: dict[str, tuple[entries.LinesEntry, str, str]] = {
    "labour without a name": (entries.LinesEntry((LABOUR(hours=ONE),)), "项目名称", "lines.name"),
    "hours below nought": (entries.LinesEntry((LABOUR("查", hours=Milli(-1)),)), "超出范围", "lines.hours"),
    "more hours than a year": (
        entries.LinesEntry((LABOUR("查", hours=Milli(MAX_HOURS + 1)),)),
        "超出范围",
        "lines.hours",
    ),
    "a rate below nought": (
        entries.LinesEntry((LABOUR("查", hours=ONE, rate_fen=Fen(-1)),)),
        "金额应在",
        "lines.price",
    ),
    "a lump sum below nought": (entries.LinesEntry((LABOUR("查", lump_fen=Fen(-1)),)), "金额应在", "lines.amount"),
    "a lump sum too large": (
        entries.LinesEntry((LABOUR("查", lump_fen=Fen(MAX_FEN + 1)),)),
        "金额应在",
        "lines.amount",
    ),
    "a product too large": (
        entries.LinesEntry((LABOUR("查", hours=Milli(2000), rate_fen=MAX_FEN),)),
        "金额应在",
        "lines.amount",
    ),
    "material without a name": (entries.LinesEntry(parts=(PART(ONE),)), "材料名称", "lines.name"),
    "none of a part": (entries.LinesEntry(parts=(PART(Milli(0), name="油"),)), "超出范围", "lines.quantity"),
    "less than none": (entries.LinesEntry(parts=(PART(Milli(-1000), name="油"),)), "超出范围", "lines.quantity"),
    "too much of a part": (
        entries.LinesEntry(parts=(PART(Milli(MAX_MILLI + 1), name="油"),)),
        "超出范围",
        "lines.quantity",
    ),
    "a price below nought": (
        entries.LinesEntry(parts=(PART(ONE, name="油", price_fen=Fen(-1)),)),
        "金额应在",
        "lines.price",
    ),
    "another charge without a name": (entries.LinesEntry(others=(OTHER(" ", Fen(1)),)), "费用名称", "lines.name"),
    "another charge below nought": (entries.LinesEntry(others=(OTHER("拖车", Fen(-1)),)), "金额应在", "lines.amount"),
    "shares above the whole": (
        entries.LinesEntry((LABOUR("查", lump_fen=Fen(100), shares=(SHARE(Payer.INSURER, 1001),)),)),
        "不得超过 100%",
        "lines.share",
    ),
    "shares above the whole together": (
        entries.LinesEntry(
            (LABOUR("查", lump_fen=Fen(9), shares=(SHARE(Payer.INSURER, 600), SHARE(Payer.WARRANTY, 401))),)
        ),
        "不得超过 100%",
        "lines.share",
    ),
    "a share of nothing": (
        entries.LinesEntry((LABOUR("查", lump_fen=Fen(9), shares=(SHARE(Payer.INSURER, 0),)),)),
        "不得超过 100%",
        "lines.share",
    ),
    "a share below nothing": (
        entries.LinesEntry((LABOUR("查", lump_fen=Fen(9), shares=(SHARE(Payer.INSURER, -1),)),)),
        "不得超过 100%",
        "lines.share",
    ),
    "two shares of one payer": (
        entries.LinesEntry((LABOUR("查", lump_fen=Fen(9), shares=(SHARE(Payer.INSURER, 1), SHARE(Payer.INSURER, 1))),)),
        "不能重复",
        "lines.share",
    ),
    "a share of the line's own payer": (
        entries.LinesEntry((LABOUR("查", lump_fen=Fen(9), payer=Payer.INSURER, shares=(SHARE(Payer.INSURER, 1),)),)),
        "不能重复",
        "lines.share",
    ),
    "more lines than an order holds": (
        entries.LinesEntry(tuple(LABOUR(f"查 {n}", lump_fen=Fen(1)) for n in range(501))),
        "最多 500 行",
        "lines",
    ),
}


@pytest.mark.parametrize("what", BAD_LINES)
def test_a_line_that_cannot_be_is_refused_at_every_door(sqlite_shop: Shop, what: str) -> None:
    shop = sqlite_shop
    lines, match, place = BAD_LINES[what]
    order = received(shop).order_id
    with pytest.raises(InvalidEntry, match=match) as refused:
        shop.do(RECEPTION, reception.receive_car, replace(car(shop, plate="冀F2D668"), lines=lines))
    assert refused.value.place == place
    with pytest.raises(InvalidEntry, match=match) as refused:
        shop.do(RECEPTION, order_lines.add_lines, order, lines)
    assert refused.value.place == place
    assert len(shop.found(WorkOrder)) == 1
    assert len(shop.found(LabourLine)) == 2
