"""Texts that break programs: kept exactly, found again, or politely refused; on both databases."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import InvalidEntry
from app.models.access import Role
from app.models.customers import Customer, Vehicle
from app.models.orders import WorkOrder
from app.models.visits import Visit
from app.services import entries, order_lines, reception
from app.services.pickers import find_cars
from tests.builders import Shop, arrival
from tests.shops import OpenDesk

RECEPTION = Role.RECEPTION
SHARED = Path(__file__).parents[3] / "shared" / "data"

ODD = {
    "rare characters": "𠮷野家 㐂 𪚥𪚥 〇",
    "emoji": "🚗💨 👩‍🔧👨🏽‍🔧 🇨🇳",
    "right to left": "سيارة \u202eمرحبا\u202c עִבְרִית",
    "zero width": "张\u200b三\u200d丰\ufeff 王\u2060五",
    "quotes": 'O\'Brien "甲" `乙` “丙” \\丁\\',
    "SQL": "'; DROP TABLE work_order; --",
    "patterns": "100% _甲_ [a-z] \\% *",
    "braces": "{name} {0} %s %(x)s ${HOME}",
    "mark-up": "<b>甲</b> &amp; <!-- -->",
    "formula": "=1+1",
    "full width": "ABC 123 ()¥",
    "combining": "e\u0301 Z͑ͫ̓a̴̓l̶g̷o̸",
    "lines": "第一行\n第二行\r\n\t第三行",
    "controls": "甲\x01乙\x1b丙\x7f丁\x85戊",
    "numbers that are text": "1E2",
    "nothing that is text": "NULL",
    "separators of the index": "甲|乙¦丙",
    "private use": "\ue000甲\uf8ff",
}


def typed_everywhere(shop: Shop, words: str, plate: str = "京N7L820") -> entries.Received:
    """Receive a car with ``words`` in every field that takes free text."""
    usual = arrival(shop)
    entry = replace(
        usual,
        customer=entries.CustomerEntry(words, contact=words, address=words, note=words),
        vehicle=entries.VehicleEntry(plate, engine_no=words[:64].strip(), model=words),
        visit=entries.VisitEntry(bringer=words, belongings=words, mileage_answer=words),
        order=replace(usual.order, request=words, finding=words),
        lines=entries.LinesEntry(labour=(entries.LabourEntry(words, note=words, lump_fen=entries.NOTHING),)),
    )
    received: entries.Received = shop.do(RECEPTION, reception.receive_car, entry)
    return received


def test_odd_texts_are_kept_exactly_and_found_after_reopening(shop: Shop, another_desk: OpenDesk) -> None:
    cars = {kind: typed_everywhere(shop, words, f"京N{number:05}") for number, (kind, words) in enumerate(ODD.items())}
    shop.station.engines.dispose()
    with another_desk(shop) as other:
        for kind, words in ODD.items():
            car = cars[kind]
            (customer,) = other.found(Customer, id=car.customer_id)
            assert {customer.name, customer.contact, customer.address, customer.note} == {words}, kind
            assert other.found(Vehicle, id=car.vehicle_id)[0].model == words, kind
            (visit,) = other.found(Visit, id=car.visit_id)
            assert {visit.bringer, visit.belongings, visit.mileage_answer} == {words}, kind
            order = other.order(car.order_id)
            assert (order.request, order.finding) == (words, words), kind
            (line,) = other.lines(car.order_id)[0]
            assert (line.name, line.note) == (words, words), kind
            assert car.vehicle_id in [hit.id for hit in other.ask(RECEPTION, find_cars, words)], kind


def test_ten_thousand_characters_are_kept_and_one_more_is_refused(shop: Shop) -> None:
    full = ("左前减震器异响𠮷🚗" * 1200)[:10_000]
    car = typed_everywhere(shop, "甲")
    change = (RECEPTION, reception.change_order, car.order_id)
    shop.do(*change, {"request": ("甲", full)})
    assert shop.order(car.order_id).request == full
    with pytest.raises(InvalidEntry, match="10001 个字,最多 10000"):
        shop.do(*change, {"request": (full, full + "响")})
    assert shop.order(car.order_id).request == full


def naughty() -> list[str]:
    """Return the texts that others collected."""
    folder = SHARED / "injection"
    found: list[str] = [*json.loads((folder / "blns.json").read_text(encoding="utf-8"))]
    found += json.loads((folder / "formula_injection_dev.json").read_text(encoding="utf-8"))
    for name in ("sqli_Generic_SQLI.txt", "sqli_Auth_Bypass.txt"):
        found += (folder / name).read_text(encoding="utf-8").split("\n")
    return list(dict.fromkeys(word.strip() for word in found if word.strip()))


@pytest.mark.skipif(not (SHARED / "injection").is_dir(), reason="the outside collection is not on this machine")
def test_hundreds_of_hostile_texts_are_kept_and_break_nothing(shop: Shop) -> None:
    words = naughty()
    assert len(words) > 900
    orders = [typed_everywhere(shop, "甲", f"京N{number:05}").order_id for number in range(3)]
    for order, some in zip(orders, (words[:400], words[400:800], words[800:]), strict=True):
        labour = tuple(entries.LabourEntry(word[:200], note=word, lump_fen=entries.NOTHING) for word in some)
        shop.do(RECEPTION, order_lines.add_lines, order, entries.LinesEntry(labour))
        lines = shop.lines(order)[0][1:]
        assert [line.note for line in lines] == some
        assert [line.name for line in lines] == [word[:200].strip() for word in some]
    for word in words:
        shop.ask(RECEPTION, find_cars, word)
    assert [row.stage.value for row in shop.found(WorkOrder)] == ["opened"] * 3


def test_a_search_takes_signs_as_signs(shop: Shop) -> None:
    typed_everywhere(shop, "甲乙丙")
    for signs in (
        "'",
        "''",
        '"',
        "%",
        "_",
        "\\",
        "'; DELETE FROM vehicle; --",
        "MATCH",
        "NEAR(",
        "a*",
        "^a",
        "甲 OR 丁",
    ):
        assert shop.ask(RECEPTION, find_cars, signs) == (), signs
    assert len(shop.found(Vehicle)) == 1
    assert len(shop.ask(RECEPTION, find_cars, "乙丙")) == 1


@pytest.mark.parametrize("blank", ["", " ", "\u3000\t", "\u200b"])
def test_a_search_for_nothing_finds_nothing(sqlite_shop: Shop, blank: str) -> None:
    typed_everywhere(sqlite_shop, "甲乙丙")
    assert sqlite_shop.ask(RECEPTION, find_cars, blank) == ()
