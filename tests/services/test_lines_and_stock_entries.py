"""What is typed into lines, receipts and master records once they are there: limits hold at every door."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.errors import InvalidEntry, Refusal, StaleRecord, WrongState
from app.models.access import Role
from app.models.lines import LineShare
from app.models.orders import Payer
from app.models.stock import Part, StockBalance, StockBatch
from app.models.tools import Tool, ToolLoan
from app.services import entries, estimates, order_lines, parts, settings, tool_room
from app.values import MAX_FEN, MAX_HOURS, MAX_MILLI, Cost, Fen, Milli
from tests.builders import CONSENT, Shop, authorised, received
from tests.services.answers import is_refused

RECEPTION = Role.RECEPTION
OIL, FILTER, PADS = "W5-3004", "1017100-EG01", "3501115-K08"


@pytest.mark.parametrize(
    ("changed", "match", "place"),
    [
        ({"quantity": Milli(0)}, "超出范围", "lines.quantity"),
        ({"quantity": Milli(-1)}, "超出范围", "lines.quantity"),
        ({"quantity": Milli(MAX_MILLI + 1)}, "超出范围", "lines.quantity"),
        ({"price_fen": Fen(-1)}, "金额应在", "lines.price"),
        ({"price_fen": Fen(33_001)}, "限价 330.00", "lines.price"),
        ({"quantity": MAX_MILLI, "price_fen": Fen(33_000)}, "", ""),
        ({"shares": (entries.ShareEntry(Payer.INSURER, 1001),)}, "不得超过 100%", "lines.share"),
        ({"shares": (entries.ShareEntry(Payer.CUSTOMER, 10),)}, "不能重复", "lines.share"),
    ],
)
def test_a_material_line_is_changed_within_its_limits(
    sqlite_shop: Shop, changed: dict[str, Any], match: str, place: str
) -> None:
    shop = sqlite_shop
    line = shop.lines(received(shop).order_id)[1][0]
    change = (RECEPTION, order_lines.change_line, "part", line.id)
    if match:
        is_refused(shop, *change, seen=line.version, match=match, place=place, **changed)
        assert shop.lines(line.order_id)[1][0].amount_fen == line.amount_fen
    else:
        shop.do(*change, seen=line.version, **changed)
        assert shop.order(line.order_id).material_fen == 33_000 * 999_999 + 32_967 + 4_600


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"quantity": Milli(-1)}, "lines.hours"),
        ({"quantity": Milli(MAX_HOURS + 1)}, "lines.hours"),
        ({"price_fen": Fen(-1)}, "lines.price"),
        ({"price_fen": Fen(MAX_FEN + 1)}, "lines.price"),
        ({"quantity": MAX_HOURS, "price_fen": MAX_FEN}, "lines.amount"),
    ],
)
def test_a_labour_line_is_changed_within_its_limits(sqlite_shop: Shop, changed: dict[str, Any], place: str) -> None:
    shop = sqlite_shop
    line = shop.lines(received(shop).order_id)[0][0]
    with pytest.raises(InvalidEntry) as refused:
        shop.do(RECEPTION, order_lines.change_line, "labour", line.id, seen=line.version, **changed)
    assert refused.value.place == place


def test_selling_above_the_limit_price_is_refused_at_every_door(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    dear = entries.LinesEntry(parts=(entries.PartEntry(Milli(1000), part_id=shop.parts[OIL], price_fen=Fen(33_001)),))
    order = received(shop).order_id
    capped = "机油.*限价 330.00 元"
    with pytest.raises(Refusal, match=capped):
        received(shop, vehicle=entries.VehicleEntry(plate="冀F2D668"), lines=dear)
    is_refused(shop, RECEPTION, order_lines.add_lines, order, dear, match=capped, place="lines.price")
    at_limit = entries.LinesEntry(parts=(replace(dear.parts[0], price_fen=Fen(33_000)),))
    shop.do(RECEPTION, order_lines.add_lines, order, at_limit)
    no_limit = entries.PartEntry(Milli(1000), part_id=shop.parts[PADS], price_fen=Fen(99_999))
    shop.do(RECEPTION, order_lines.add_lines, order, entries.LinesEntry(parts=(no_limit,)))


def test_amounts_are_rounded_half_up_and_never_in_silence_elsewhere(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    lines = entries.LinesEntry(
        labour=(entries.LabourEntry("查", hours=Milli(333), rate_fen=Fen(10_500)),),
        parts=(entries.PartEntry(Milli(1_005), name="油", price_fen=Fen(100)),),
    )
    order = shop.order(received(shop, lines=lines).order_id)
    assert (order.labour_fen, order.material_fen) == (3_497, 101)  # 3 496.5 and 100.5


def test_shares_are_replaced_as_a_whole(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    line = shop.lines(received(shop).order_id)[0][0]
    change = (RECEPTION, order_lines.change_line, "labour", line.id)
    shop.do(*change, seen=line.version, shares=(entries.ShareEntry(Payer.INSURER, 250),))
    assert shop.order(line.order_id).customer_fen == 73_200 - 7_200
    seen = shop.lines(line.order_id)[0][0].version
    shop.do(*change, seen=seen, shares=(entries.ShareEntry(Payer.WARRANTY, 1_000),))
    assert [(row.payer, row.permille) for row in shop.found(LineShare)] == [(Payer.WARRANTY, 1_000)]
    assert shop.order(line.order_id).customer_fen == 73_200 - 28_800


def test_material_hangs_under_a_labour_line_of_its_own_order(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    first = received(shop)
    foreign = shop.lines(first.order_id)[0][0].id
    second = received(shop, vehicle=entries.VehicleEntry(plate="冀F2D668")).order_id
    hung = entries.LinesEntry(parts=(entries.PartEntry(Milli(1000), name="油", labour_line_id=foreign),))
    is_refused(
        shop,
        RECEPTION,
        order_lines.add_lines,
        second,
        hung,
        match="不在这张施工单上",
        place="lines.labour",
        kind=InvalidEntry,
    )
    own = shop.lines(second)[0][0].id
    shop.do(
        RECEPTION,
        order_lines.add_lines,
        second,
        entries.LinesEntry(parts=(entries.PartEntry(Milli(1000), name="油", labour_line_id=own),)),
    )
    assert shop.lines(second)[1][-1].labour_line_id == own


def test_a_line_whose_work_began_is_not_withdrawn(sqlite_shop: Shop) -> None:
    from app.services import workshop

    shop = sqlite_shop
    order = authorised(shop).order_id
    labour, material, _ = shop.lines(order)
    shop.do(Role.DISPATCH, workshop.assign_line, labour[0].id, shop.technicians[1], minutes=10)
    shop.do(Role.PARTS, parts.issue_parts, order, shop.technicians[1], ((material[0].id, Milli(500)),))
    labour, material, _ = shop.lines(order)
    for kind, line, match in (("labour", labour[0], "先撤回派工"), ("part", material[0], "先退料")):
        withdraw = (RECEPTION, order_lines.withdraw_line, kind, line.id)
        with pytest.raises(WrongState, match=match):
            shop.do(*withdraw, seen=line.version, reason="不做了")
    line = material[1]
    is_refused(
        shop, RECEPTION, order_lines.withdraw_line, "part", line.id, seen=line.version, match="原因", place="reason"
    )
    shop.do(RECEPTION, order_lines.withdraw_line, "part", line.id, seen=line.version, reason="不换了")
    with pytest.raises((WrongState, StaleRecord)):
        shop.do(RECEPTION, order_lines.withdraw_line, "part", line.id, seen=line.version, reason="不换了")


@pytest.mark.parametrize(
    ("quantity", "cost", "match"),
    [
        (0, 100, "数量应大于 0"),
        (-1000, 100, "数量应大于 0"),
        (MAX_MILLI + 1, 100, "数量应大于 0"),
        (1000, -1, "进价超出范围"),
        (1000, MAX_FEN + 1, "进价超出范围"),
    ],
)
def test_a_receipt_takes_what_can_be(sqlite_shop: Shop, quantity: int, cost: int, match: str) -> None:
    shop = sqlite_shop
    before = len(shop.found(StockBatch))
    goods = (
        parts.ReceiptEntry(shop.parts[OIL], Milli(1000), Cost(100)),
        parts.ReceiptEntry(shop.parts[OIL], Milli(quantity), Cost(cost)),
    )
    is_refused(
        shop, Role.PARTS, parts.receive_goods, "保定", goods, match=match, place="parts.receipt", kind=InvalidEntry
    )
    assert len(shop.found(StockBatch)) == before
    assert {row.quantity for row in shop.found(StockBalance)} == {5000}


def test_a_receipt_has_goods_on_it(sqlite_shop: Shop) -> None:
    is_refused(
        sqlite_shop,
        Role.PARTS,
        parts.receive_goods,
        "保定",
        (),
        match="还没有配件",
        place="parts.receipt",
        kind=InvalidEntry,
    )


@pytest.mark.parametrize("quantity", [0, -1000, MAX_MILLI + 1])
def test_issues_and_returns_move_something_that_can_be(sqlite_shop: Shop, quantity: int) -> None:
    shop = sqlite_shop
    order = authorised(shop).order_id
    line = shop.lines(order)[1][0].id
    wanted = ((line, Milli(quantity)),)
    with pytest.raises(InvalidEntry, match="数量应大于 0"):
        shop.do(Role.PARTS, parts.issue_parts, order, shop.technicians[0], wanted)
    with pytest.raises(InvalidEntry, match="数量应大于 0"):
        shop.do(Role.PARTS, parts.return_parts, order, wanted, reason="错")
    with pytest.raises(InvalidEntry, match="先选择配件"):
        shop.do(Role.PARTS, parts.issue_parts, order, shop.technicians[0], ())


def test_no_more_is_issued_than_the_line_needs_or_returned_than_was_issued(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    order = authorised(shop).order_id
    line = shop.lines(order)[1][0].id
    issue = (Role.PARTS, parts.issue_parts, order, shop.technicians[0])
    is_refused(shop, *issue, ((line, Milli(1001)),), match="只需要 1,还可领 1", place="parts.needs")
    # The same line twice on one requisition counts together.
    is_refused(shop, *issue, ((line, Milli(600)), (line, Milli(500))), match="还可领 1", place="parts.needs")
    shop.do(*issue, ((line, Milli(600)),))
    is_refused(shop, *issue, ((line, Milli(401)),), match="还可领 0.4", place="parts.needs")
    give_back = (Role.PARTS, parts.return_parts, order)
    is_refused(shop, *give_back, ((line, Milli(601)),), reason="错", match="只领了 0.6", place="parts.needs")
    is_refused(shop, *give_back, ((line, Milli(600)),), match="原因", place="reason")


def test_parts_of_one_order_are_not_issued_to_another(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    foreign = shop.lines(authorised(shop).order_id)[1][0].id
    second = received(shop, vehicle=entries.VehicleEntry(plate="冀F2D668")).order_id
    shop.do(RECEPTION, estimates.quote_order, second)
    gaps = frozenset({"gap.paper", "gap.vin"})
    shop.do(RECEPTION, estimates.authorise_order, second, CONSENT, confirmed=gaps, reason="急")
    wanted = ((foreign, Milli(1000)),)
    is_refused(
        shop,
        Role.PARTS,
        parts.issue_parts,
        second,
        shop.technicians[0],
        wanted,
        match="不在这张施工单上",
        place="parts.needs",
    )


MASTER = parts.PartMasterEntry("X-1", "试件", price_fen=Fen(100), limit_fen=Fen(200))


@pytest.mark.parametrize(
    ("changed", "match"),
    [
        ({"number": " "}, "编码和名称"),
        ({"name": ""}, "编码和名称"),
        ({"number": "9" * 65}, "最多 64 个字"),
        ({"number": OIL}, "已经有了"),
        ({"price_fen": Fen(-1)}, "售价不能为负"),
        ({"price_fen": Fen(MAX_FEN + 1), "limit_fen": Fen(0)}, "售价不能为负"),
        ({"price_fen": Fen(201)}, "高于限价"),
        ({"limit_fen": Fen(-1), "price_fen": Fen(0)}, "限价"),
        ({"limit_fen": Fen(MAX_FEN + 1)}, "限价"),
        ({"minimum": Milli(-1)}, "最低库存"),
        ({"minimum": Milli(MAX_MILLI + 1)}, "最低库存"),
    ],
)
def test_a_part_is_written_as_it_can_be_sold(sqlite_shop: Shop, changed: dict[str, Any], match: str) -> None:
    shop = sqlite_shop
    with pytest.raises(InvalidEntry, match=match) as refused:
        shop.do(Role.PARTS_LEAD, parts.save_part, replace(MASTER, **changed))
    assert refused.value.place.startswith("parts.")
    assert len(shop.found(Part)) == 3


def test_a_part_is_corrected_as_it_was_seen(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    key = shop.do(Role.PARTS_LEAD, parts.save_part, MASTER)
    save = (Role.PARTS_LEAD, parts.save_part, replace(MASTER, name="试件二"))
    assert shop.do(*save, part_id=key, seen=1) == key
    with pytest.raises(StaleRecord):
        shop.do(*save, part_id=key, seen=1)
    assert shop.found(Part, id=key)[0].name == "试件二"


def test_a_tool_is_lent_when_it_is_there_whole_and_calibrated(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    stand, wrench = shop.tools["T-001"], shop.tools["T-002"]
    lend = (Role.TOOL_ROOM, tool_room.lend_tool)
    zhang, li = shop.technicians[:2]
    shop.do(*lend, stand, zhang, seen=1)
    is_refused(shop, *lend, stand, li, seen=1, match="已借给 张师傅", place="tools.loans", kind=WrongState)
    (loan,) = shop.found(ToolLoan)
    back = (Role.TOOL_ROOM, tool_room.take_back_tool, loan.id)
    shop.do(*back, seen=loan.version, damaged="托盘变形")
    is_refused(shop, *back, seen=loan.version + 1, match="已经归还", place="tools.loans", kind=WrongState)
    seen = shop.found(Tool, id=stand)[0].version
    is_refused(shop, *lend, stand, li, seen=seen, match="托盘变形", place="tools.shelf")
    shop.clock.now = shop.clock.now.replace(year=2027, month=1, day=1)
    shop.do(*lend, wrench, li, seen=1)
    (loan,) = shop.found(ToolLoan, tool_id=wrench)
    shop.do(Role.TOOL_ROOM, tool_room.take_back_tool, loan.id, seen=loan.version)
    shop.clock.pass_time(days=1)
    is_refused(shop, *lend, wrench, li, seen=1, match="检定已于 2027-01-01 到期", place="tools.shelf")


def test_a_loan_ends_after_it_begins(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    lend = (Role.TOOL_ROOM, tool_room.lend_tool, shop.tools["T-001"], shop.technicians[0])
    for due in (shop.clock.now, shop.clock.now - timedelta(hours=1)):
        is_refused(shop, *lend, seen=1, due_at=due, match="现在以后", place="tools.due", kind=InvalidEntry)


@pytest.mark.parametrize(
    ("changed", "match"), [({"code": " "}, "编号和名称"), ({"name": ""}, "编号和名称"), ({"code": "T-001"}, "已经有了")]
)
def test_a_tool_has_a_code_of_its_own_and_a_name(sqlite_shop: Shop, changed: dict[str, Any], match: str) -> None:
    entry = replace(tool_room.ToolEntry("T-100", "塞尺", measuring=True, calibration_due=date(2027, 5, 1)), **changed)
    is_refused(
        sqlite_shop, Role.TOOL_ROOM, tool_room.save_tool, entry, match=match, place="tools.code", kind=InvalidEntry
    )


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("no_such_setting", 1),
        ("certificate_for_every_car", 1),
        ("idle_lock_minutes", True),
        ("idle_lock_minutes", "15"),
        ("idle_lock_minutes", -1),
        ("follow_up_days", 100_000),
        ("terms", "条" * 10_001),
    ],
)
def test_a_setting_takes_its_own_kind_of_value(sqlite_shop: Shop, key: str, value: object) -> None:
    shop = sqlite_shop
    before = shop.ask(RECEPTION, settings.all_settings)
    is_refused(
        shop,
        Role.STATION_MANAGER,
        settings.change_setting,
        key,
        value,
        match="它的值不对",
        place="station.settings",
        kind=InvalidEntry,
    )
    assert shop.ask(RECEPTION, settings.all_settings) == before


def test_a_setting_holds_from_the_day_it_is_set(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    shop.do(Role.STATION_MANAGER, settings.change_setting, "follow_up_days", 5)
    shop.do(Role.STATION_MANAGER, settings.change_setting, "follow_up_days", 7)
    assert shop.ask(RECEPTION, settings.all_settings)["follow_up_days"] == 7
    shop.clock.pass_time(days=-1)
    assert shop.ask(RECEPTION, settings.all_settings)["follow_up_days"] == 3
