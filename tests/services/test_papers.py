"""Papers of a car driven through its life: issued through the services, read back, compared with the records."""

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.errors import Refusal
from app.models.access import Role
from app.models.journal import PrintedPaper
from app.models.money import PaymentMethod, Statement
from app.models.orders import EstimateRevision, ExtraWork
from app.models.quality import Certificate, Inspection
from app.models.stock import DocumentKind, StockDocument
from app.models.tools import Tool, ToolLoan
from app.models.visits import Delivery
from app.services import (
    catalogue,
    certificates,
    delivery,
    entries,
    estimates,
    inspection,
    papers,
    parts,
    settlement,
    tool_room,
    workshop,
)
from app.values import Fen, capitals, format_money
from tests.builders import Shop, issued, pass_inspection, passed, received
from tests.databases import sqlite_url_of
from tests.journeys.test_gate_to_gate import do_extra_work, fail_item, give_back_tool
from tests.printing.reading import read
from tests.shops import opened

DESK = Role.RECEPTION
STATION = "冀北远达汽车销售服务有限公司"
HANDOVER = delivery.DeliveryEntry(
    receiver="周大年",
    mileage_out=60186,
    old_parts_shown=True,
    remaining_faults="右后轮胎磨损到极限",
    advice="磨合 200 km",
    next_service_km=70000,
)


@dataclass(frozen=True)
class Life:
    """A car that came and went: its shop, its order and visit, the key and number of each of its papers."""

    shop: Shop
    order_id: int
    keys: dict[str, tuple[int, str]]

    def text(self, form: str, nth: str = "") -> str:
        """Issue a form and return the text of its first copy; ``nth`` must be on every page."""
        texts = read(self.issue(form))
        assert all(nth in text for text in texts)
        return texts[0]

    def issue(self, form: str) -> bytes:
        """Issue a form at the reception desk, the one that shows what goods cost at the parts desk."""
        desk = Role.PARTS if form == "receipt" else DESK
        return papers.issue_paper(self.shop.station, self.shop.actors[desk], form, self.keys[form][0])


def drive(shop: Shop) -> Life:
    """Drive the usual car from gate to gate, with extra work, a tool lent and one line sent back."""
    head = catalogue.StationHeadEntry(STATION, "保定市朝阳北大街 1688 号", "0312-5900000", "")
    shop.do(Role.STATION_MANAGER, catalogue.save_station_head, head, seen=1)
    car = issued(shop)
    labour = shop.lines(car.order_id)[0]
    zhang, li = shop.technicians[:2]
    shop.do(Role.DISPATCH, workshop.assign_line, labour[0].id, zhang, minutes=108)
    shop.do(Role.DISPATCH, workshop.assign_line, labour[1].id, li, minutes=30)
    tool = shop.found(Tool, code="T-001")[0]
    shop.do(Role.TOOL_ROOM, tool_room.lend_tool, tool.id, li, seen=tool.version, order_id=car.order_id)
    shop.do(Role.TECHNICIAN, workshop.start_work, labour[0].id, zhang)
    brakes = do_extra_work(shop, car.order_id, labour[0].id, labour[1].id)
    give_back_tool(shop)
    first = shop.do(Role.INSPECTION, inspection.open_inspection, car.order_id)
    fail_item(shop, first, brakes.id)
    shop.do(Role.INSPECTION, inspection.conclude_inspection, first)
    shop.do(Role.TECHNICIAN, workshop.start_work, brakes.id, zhang)
    shop.do(Role.TECHNICIAN, workshop.finish_work, brakes.id, zhang, self_checked=True)
    pass_inspection(shop, car.order_id)
    shop.do(Role.INSPECTION, certificates.issue_certificate, car.order_id)
    shop.do(Role.SETTLEMENT, settlement.settle_order, car.order_id)
    bill = shop.found(Statement)[0]
    shop.do(Role.SETTLEMENT, settlement.pay_statement, bill.id, PaymentMethod.WECHAT, bill.total_fen, seen=bill.version)
    shop.do(DESK, delivery.deliver_car, car.visit_id, HANDOVER)
    return Life(shop, car.order_id, keys_of(shop, car))


def keys_of(shop: Shop, car: entries.Received) -> dict[str, tuple[int, str]]:
    """Return the key and number of the record each form stands for."""
    number = shop.order(car.order_id).number or ""
    of_order = ("work_order", "estimate", "job_slip", "final_inspection", "rework_slip")
    keys = dict.fromkeys(of_order, (car.order_id, number))
    keys["certificate"] = (car.order_id, shop.found(Certificate)[0].number)
    keys["delivery_slip"] = (car.visit_id, shop.found(Delivery)[0].number)
    records = {
        "extra_work": shop.found(ExtraWork)[0],
        "pick_list": shop.found(StockDocument, kind=DocumentKind.REQUISITION)[0],
        "receipt": shop.found(StockDocument, kind=DocumentKind.RECEIPT)[0],
        "statement": shop.found(Statement)[0],
        "tool_loan": shop.found(ToolLoan)[0],
    }
    return keys | {form: (row.id, row.number) for form, row in records.items()}


@pytest.fixture(scope="module")
def life(sqlite_shop_template: tuple[Path, Shop], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    template, pattern = sqlite_shop_template
    path = tmp_path_factory.mktemp("papers") / "station.db"
    shutil.copy(template, path)
    with opened(pattern, sqlite_url_of(path)) as shop:
        yield drive(shop)


def test_every_form_belongs_to_this_life(life: Life) -> None:
    assert set(life.keys) == set(papers.FORMS)


OF_THE_CAR = sorted(set(papers.FORMS) - {"receipt", "tool_loan"})


@pytest.mark.parametrize("form", sorted(papers.FORMS))
def test_a_form_carries_number_station_and_the_count_of_its_prints(life: Life, form: str) -> None:
    before = len(life.shop.found(PrintedPaper, form=form, number=life.keys[form][1]))
    first, second = life.issue(form), life.issue(form)
    mark = f"补打第{before + 2}次"
    assert all(mark in text for text in read(second))
    assert all(("首次打印" in text) == (before == 0) for text in read(first))
    for text in read(second):
        assert life.keys[form][1] in text
        assert STATION in text
    rows = life.shop.found(PrintedPaper, form=form, number=life.keys[form][1])[before:]
    assert [row.sha256 for row in rows] == [hashlib.sha256(page).hexdigest() for page in (first, second)]
    assert [row.nth for row in rows] == [before + 1, before + 2]


@pytest.mark.parametrize("form", OF_THE_CAR)
def test_a_form_of_the_car_names_its_plate(life: Life, form: str) -> None:
    assert "京N·7L820" in life.text(form)


@pytest.mark.parametrize("form", ["work_order", "estimate", "extra_work", "certificate", "statement", "delivery_slip"])
def test_a_form_for_the_customer_names_customer_and_car(life: Life, form: str) -> None:
    text = life.text(form)
    assert "周大年" in text
    assert "长城炮2023款" in text
    assert "LGWEF7A53PH512345" in text


def test_work_order_and_estimate_say_what_the_order_adds_up_to(life: Life) -> None:
    order = life.shop.order(life.order_id)
    sums = (
        f"工时费{format_money(order.labour_fen)}",
        f"材料费{format_money(order.material_fen)}",
        f"客户应付¥{format_money(order.customer_fen)}",
        capitals(order.customer_fen),
    )
    for form in ("work_order", "estimate"):
        text = life.text(form)
        assert all(words in text for words in sums)
        labour, material, _ = life.shop.lines(life.order_id)
        for name, amount in [(line.name, line.amount_fen) for line in labour] + [
            (line.name, line.amount_fen) for line in material
        ]:
            assert name.replace(" ", "") in text
            assert format_money(amount) in text
    assert "✓纸面签字" in life.text("work_order")
    assert "2,000km或10天" in life.text("work_order")


def test_an_estimate_says_which_revision_and_until_when_it_holds(life: Life) -> None:
    newest = life.shop.found(EstimateRevision, order_id=life.order_id)[-1]
    text = life.text("estimate")
    assert f"第{newest.revision}版" in text
    assert "有效期至2026-11-29" in text


def test_the_statement_is_the_one_in_the_books(life: Life) -> None:
    bill = life.shop.found(Statement)[0]
    text = life.text("statement")
    assert f"应付¥{format_money(bill.total_fen)}" in text
    assert f"人民币(大写){capitals(bill.total_fen)}" in text
    assert f"工时费{format_money(bill.labour_fen)}材料费{format_money(bill.material_fen)}" in text
    assert "已收款(微信)" in text
    assert "旧件处理不带走" in text
    assert "出厂里程60,186km" in text


def test_extra_work_says_how_the_customer_agreed(life: Life) -> None:
    text = life.text("extra_work")
    assert "✓同意部分同意不同意" in text
    assert "✓电话认可" in text
    labour, material, _ = life.shop.lines(life.order_id)
    amounts = [line.amount_fen for line in labour if line.extra_work_id]
    amounts += [line.amount_fen for line in material if line.extra_work_id]
    worth = Fen(sum(amounts))
    assert len(amounts) == 2
    assert f"客户应付(大写)人民币{capitals(worth)}客户应付¥{format_money(worth)}" in text
    assert "【涉及行车安全】" in text


def test_the_workshops_papers_name_team_cause_and_round(life: Life) -> None:
    job = life.text("job_slip")
    assert "机电一组张师傅" in job
    assert "做6万公里保养" in job
    rework = life.text("rework_slip")
    assert "竣工检验第1轮更换前制动片制动踏板行程偏大张师傅1" in rework
    final = life.text("final_inspection")
    assert f"第{life.shop.found(Inspection)[-1].round}轮" in final
    assert "检验结论:✓合格" in final


def test_the_certificate_says_its_guarantee_three_parts_and_mileage(life: Life) -> None:
    text = life.text("certificate")
    assert text.count(life.keys["certificate"][1]) == 4
    for words in ("存根", "该车按维修合同维修,经检验合格,准予出厂。", "2,000公里或10日", "返修日期", "60,186km"):
        assert words in text


def test_the_delivery_slip_says_what_was_paid_left_and_advised(life: Life) -> None:
    text = life.text("delivery_slip")
    bill, certificate = life.keys["statement"][1], life.keys["certificate"][1]
    for words in (bill, certificate, "已收款(微信)", "右后轮胎磨损到极限", "磨合200km", "70,000km", "✓已给客户查验"):
        assert words in text


def test_stock_and_tool_papers_say_what_moved(life: Life) -> None:
    picked = life.text("pick_list")
    assert "1017100-EG01机油滤清器1" in picked
    assert "共2项" in picked
    received_goods = life.text("receipt")
    assert "30.01150.05" in received_goods
    assert "合计¥450.15" in received_goods
    loan = life.text("tool_loan")
    assert "变速箱举升托架" in loan
    assert "李师傅" in loan
    assert "归还状况完好" in loan


@pytest.mark.parametrize("form", sorted(papers.FORMS))
def test_a_paper_is_printed_by_its_number(life: Life, form: str) -> None:
    key, number = life.keys[form]
    page = papers.print_by_number(life.shop.station, life.shop.actors[DESK], form, f" {number} ")
    newest = life.shop.found(PrintedPaper, form=form, number=number)[-1]
    assert newest.sha256 == hashlib.sha256(page).hexdigest()
    assert life.shop.ask(DESK, papers.key_of, form, number) == key


@pytest.mark.parametrize("form", sorted(papers.FORMS))
def test_an_unknown_number_is_refused(life: Life, form: str) -> None:
    before = len(life.shop.found(PrintedPaper))
    with pytest.raises(Refusal, match="没有编号为 XX-404 的"):
        papers.print_by_number(life.shop.station, life.shop.actors[DESK], form, "XX-404")
    assert len(life.shop.found(PrintedPaper)) == before


def test_an_unknown_form_is_refused_with_those_there_are(life: Life) -> None:
    with pytest.raises(Refusal, match="没有这种单据:invoice。可用:work_order"):
        papers.print_by_number(life.shop.station, life.shop.actors[DESK], "invoice", "WX20261122-0001")


def test_the_orders_papers_are_listed_in_the_order_they_come_about(life: Life) -> None:
    found = life.shop.ask(DESK, papers.printable_of, life.order_id)
    assert [row.form for row in found if row.form != "pick_list"] == [
        "work_order",
        "estimate",
        "extra_work",
        "job_slip",
        "tool_loan",
        "final_inspection",
        "rework_slip",
        "certificate",
        "statement",
        "delivery_slip",
    ]
    assert {(row.form, row.number) for row in found} >= {
        (form, number) for form, (_, number) in life.keys.items() if form != "receipt"
    }


def test_prints_are_listed_newest_first(life: Life) -> None:
    life.issue("job_slip")
    rows = life.shop.ask(DESK, papers.papers_of, life.order_id)
    assert (rows[0].form, rows[0].title, rows[0].printed_by) == ("job_slip", "派工单", "reception")
    assert [row.id for row in rows] == sorted((row.id for row in rows), reverse=True)


def test_a_draft_cannot_be_printed_before_it_is_priced(sqlite_shop: Shop) -> None:
    order = received(sqlite_shop).order_id
    with pytest.raises(Refusal, match="还没有编号"):
        papers.issue_paper(sqlite_shop.station, sqlite_shop.actors[DESK], "work_order", order)
    assert sqlite_shop.found(PrintedPaper) == []


def test_the_first_estimate_of_a_quoted_order_is_kept(sqlite_shop: Shop) -> None:
    order = received(sqlite_shop).order_id
    sqlite_shop.do(DESK, estimates.quote_order, order)
    text = "".join(read(papers.issue_paper(sqlite_shop.station, sqlite_shop.actors[DESK], "estimate", order)))
    kept = sqlite_shop.found(EstimateRevision, order_id=order)[-1]
    assert f"客户应付¥{format_money(kept.customer_fen)}" in text
    assert "增项须经客户认可" in text


def test_chosen_copies_alone_are_printed(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = issued(shop)
    printed = shop.do(DESK, papers.begin_print, "work_order", car.order_id, "车间联(黄)")
    issue = shop.ask(DESK, papers.paper_to_print, printed, car.order_id)
    texts = read(papers.draw(issue))
    assert len(texts) == 1
    assert "车间联(黄)第1页" in texts[0]


def test_a_returned_part_prints_a_return_slip(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = issued(shop)
    line = shop.lines(car.order_id)[1][0]
    number = shop.do(Role.PARTS, parts.return_parts, car.order_id, ((line.id, line.issued),), reason="多领")
    text = read(papers.print_by_number(shop.station, shop.actors[DESK], "pick_list", number))[0]
    for words in ("退料单", number, "机油5W-30SN4L1", "原因:多领"):
        assert words in text


def test_a_statement_taken_back_says_that_it_is_void(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    order = passed(shop).order_id
    shop.do(Role.SETTLEMENT, settlement.settle_order, order)
    bill = shop.found(Statement)[0]
    shop.do(Role.FINANCE, settlement.put_on_account, bill.id, seen=bill.version, reason="老客户")
    owed = read(papers.issue_paper(shop.station, shop.actors[DESK], "statement", bill.id))[0]
    assert "(批准:finance)" in owed
    assert "作废" not in owed
    shop.do(Role.FINANCE, settlement.reverse_settlement, order, reason="开错")
    assert "作废" in read(papers.issue_paper(shop.station, shop.actors[DESK], "statement", bill.id))[0]
