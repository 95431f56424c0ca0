"""Received and quoted by one click; a trial calculation costs what the saved lines cost."""

from dataclasses import replace

import pytest

from app.errors import NeedsConfirmation, Refusal
from app.models.access import Role
from app.models.orders import EstimateRevision, Payer, WorkOrder
from app.models.stages import Stage
from app.models.visits import Visit
from app.services import entries, quick_reception
from app.values import Fen, Milli
from tests.builders import Shop, arrival

CLERK = Role.RECEPTION


def test_one_click_receives_and_quotes(shop: Shop) -> None:
    received = shop.do(CLERK, quick_reception.receive_and_quote, arrival(shop))
    order = shop.order(received.order_id)
    assert order.stage is Stage.QUOTED
    assert order.number == "WX20261122-0001"
    assert [row.revision for row in shop.found(EstimateRevision, order_id=order.id)] == [1]


def test_without_a_line_nothing_is_received(shop: Shop) -> None:
    empty = arrival(shop, lines=entries.LinesEntry())
    with pytest.raises(Refusal, match="至少要有一行") as refused:
        shop.do(CLERK, quick_reception.receive_and_quote, empty)
    assert refused.value.place == "lines"
    assert shop.found(Visit) == shop.found(WorkOrder) == []


def test_doubts_are_asked_before_anything_is_kept(shop: Shop) -> None:
    odd = arrival(shop, vehicle=entries.VehicleEntry(plate="京N7L8", model="长城 炮"))
    with pytest.raises(NeedsConfirmation, match="格式不符"):
        shop.do(CLERK, quick_reception.receive_and_quote, odd)
    assert shop.found(Visit) == []


def test_operations_and_parts_are_found_by_initials_name_and_code(shop: Shop) -> None:
    def names(text: str) -> list[str]:
        return [offer.name for offer in shop.ask(CLERK, quick_reception.find_lines, text)]

    assert set(names("jyjh")) | set(names("机油")) >= {"机油 5W-30 SN 4L", "更换机油机滤"}
    assert names("GS-3100") == ["更换前制动片"]
    assert names("3501115") == ["前制动片组"]
    assert names("没有这种东西") == []
    assert names("  ") == []


def test_an_offer_says_hours_or_stock_and_the_price_where_it_has_one(shop: Shop) -> None:
    (brakes,) = shop.ask(CLERK, quick_reception.find_lines, "3501115")
    (work,) = shop.ask(CLERK, quick_reception.find_lines, "GS-3100")
    assert (brakes.kind, brakes.on_hand, brakes.price_fen) == ("part", 5000, 46800)
    assert (work.kind, work.amount, work.price_fen) == ("labour", 900, None)


def test_a_trial_calculation_is_what_saving_costs(shop: Shop) -> None:
    entry = arrival(shop)
    goodwill = entries.OtherEntry("拖车费", Fen(20000), shares=(entries.ShareEntry(Payer.INTERNAL, 250),))
    entry = replace(entry, lines=replace(entry.lines, others=(goodwill,)))
    tried = shop.ask(CLERK, quick_reception.price_lines, entry.order.business_type_id, entry.lines)
    order = shop.order(shop.do(CLERK, quick_reception.receive_and_quote, entry).order_id)
    assert (tried.labour_fen, tried.material_fen, tried.other_fen) == (36800, 36400, 20000)
    assert (order.labour_fen, order.material_fen, order.other_fen) == (36800, 36400, 20000)
    assert tried.customer_fen == order.customer_fen == 36800 + 36400 + 15000
    assert [line.total_fen for line in tried.lines] == [28800, 8000, 31800, 4600, 20000]


def test_a_trial_calculation_leaves_nothing_behind(shop: Shop) -> None:
    entry = arrival(shop)
    shop.ask(CLERK, quick_reception.price_lines, entry.order.business_type_id, entry.lines)
    assert shop.found(WorkOrder) == []


def test_a_trial_calculation_follows_the_rate_of_type_and_payer(shop: Shop) -> None:
    hour = entries.LinesEntry(labour=(entries.LabourEntry(name="检查", hours=Milli(1000)),))
    prices = {
        code: shop.ask(CLERK, quick_reception.price_lines, shop.business[code], hour).lines[0].price_fen
        for code in ("service", "accident", "warranty")
    }
    assert prices == {"service": 16000, "accident": 20000, "warranty": 12000}


def test_a_price_above_the_limit_is_refused_before_it_is_saved(shop: Shop) -> None:
    dear = entries.LinesEntry(parts=(entries.PartEntry(Milli(1000), shop.parts["W5-3004"], price_fen=Fen(40000)),))
    with pytest.raises(Refusal, match="限价"):
        shop.ask(CLERK, quick_reception.price_lines, shop.business["service"], dear)
