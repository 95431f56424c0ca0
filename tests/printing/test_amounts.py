"""Amounts on paper: sums by kind, what the customer pays in figures and capitals, what others bear; ticks."""

from dataclasses import replace

import pytest

from app.printing.delivery_slip import RefusedItem
from app.printing.facts import Consent, PaperVehicle, PayerShare
from app.values import Fen, capitals
from tests.printing.reading import pages, squeezed
from tests.printing.specimens import (
    LINES,
    RUN,
    STATION,
    delivery_slip,
    extra_work,
    pick_list,
    receipt,
    statement,
    work_order,
)

ONE_COPY = replace(RUN, copies=("客户联",))


def text_of(paper: object) -> str:
    return "".join(pages(paper, ONE_COPY))  # type: ignore[arg-type]  # every paper of the specimens is one


def test_a_work_order_adds_up_by_kind() -> None:
    text = text_of(work_order())
    for words in ("工时费560.00", "材料费972.00", "其他60.00", "优惠0.00", "预计合计¥1,592.00", "客户应付¥1,512.00"):
        assert words in text
    assert f"客户应付(大写)人民币{capitals(Fen(151200))}" in text
    assert "壹仟伍佰壹拾贰元整" in text
    assert "其余由索赔80.00承担。" in text


def test_a_claim_line_says_that_it_is_still_to_be_judged() -> None:
    assert "待鉴定,非保修则自费" in text_of(work_order())
    own = tuple(line for line in LINES if line.payer != "索赔")
    assert "待鉴定" not in text_of(replace(work_order(), lines=own))
    shared = (replace(LINES[0], payer="自费/索赔"),)
    assert "待鉴定" in text_of(replace(work_order(), lines=shared))


def test_a_discount_lowers_the_sum() -> None:
    text = text_of(replace(work_order(), discount=Fen(9200)))
    assert "优惠92.00预计合计¥1,500.00" in text


@pytest.mark.parametrize("fen", [0, 1, 10, 100, 10_000_00, 123_456_789_01])
def test_what_is_due_stands_in_figures_and_capitals(fen: int) -> None:
    text = text_of(replace(statement(), due=Fen(fen)))
    assert f"应付¥{fen // 100:,}.{fen % 100:02d}" in text
    assert f"人民币(大写){capitals(Fen(fen))}" in text


def test_a_statement_names_origin_discount_rounding_guarantee_and_notes() -> None:
    paper = replace(statement(), rounding=Fen(50), notes=("配件待到货后补装。",))
    text = text_of(paper)
    for words in ("同质配件", "优惠100.00抹零0.50", "2,000km或10天", "《机动车维修管理规定》", "配件待到货后补装。"):
        assert words in text
    assert "客户自带配件" not in text
    own = replace(LINES[1], origin="客户自带")
    assert "不承担该配件的质量保证责任" in text_of(replace(statement(), lines=(own,)))


def test_the_chosen_of_several_boxes_is_ticked() -> None:
    text = text_of(work_order())
    assert "✓带走不带走索赔返厂保险残值" in text
    assert "✓行驶证✓千斤顶✓备胎灭火器✓三角牌" in text
    assert "✓纸面签字屏幕签字" in text
    assert "✓不带走" in text_of(replace(work_order(), old_parts="不带走"))


def test_what_was_not_noted_is_left_to_be_ticked_by_hand() -> None:
    empty = replace(
        work_order(), belongings=(), protection=(), marks=(), valuables_told=False, wash=None, consent=Consent()
    )
    text = text_of(replace(empty, old_parts=""))
    assert "行驶证备胎千斤顶" in text
    assert "座椅套方向盘套换挡杆套脚垫" in text
    assert "凹陷×划痕" in text
    assert "✓" not in text
    assert "未见" not in text


def test_an_answer_outside_the_usual_ones_is_added() -> None:
    assert "✓客户寄存" in text_of(replace(work_order(), old_parts="客户寄存"))


def test_extra_work_says_what_was_agreed_how_and_what_it_does_to_the_promise() -> None:
    text = text_of(extra_work())
    for words in (
        "【涉及行车安全】影响制动",
        "原定交车2026-11-2217:00",
        "认可后交车2026-11-2218:30",
        "同意✓部分同意",
        "✓电话认可",
    ):
        assert words in text
    assert capitals(Fen(19200)) in text


def test_a_return_slip_is_no_requisition() -> None:
    back = text_of(replace(pick_list(), returned=True, reason="多领"))
    assert "退料单" in back
    assert "领料单" not in back
    assert "原因:多领" in back
    assert "领料单" in text_of(pick_list())


def test_a_receipt_shows_cost() -> None:
    text = text_of(receipt())
    assert "250.003,000.00" in text
    assert "合计¥3,000.00" in text


def test_the_gate_pass_hangs_on_the_copy_that_stays() -> None:
    customers, ours = pages(delivery_slip())
    assert "出门证(放行条)" not in customers
    assert "出门证(放行条)" in ours
    assert f"车架号尾{'512345'}" in ours
    assert "CM20261122-0010" in ours
    assert "70,000km或2027-05-22" in customers
    assert "右后轮胎磨损到极限" in customers


def test_what_the_customer_refused_is_listed_to_be_signed() -> None:
    item = RefusedItem("前制动片剩余 2.1mm", "更换前制动片", Fen(61_200), safety=True)
    text = text_of(replace(delivery_slip(), refused=(item,)))
    for words in ("建议维修(客户暂不做)", "前制动片剩余2.1mm", "612.00", "影响行车安全", "客户签名(暂不维修)"):
        assert squeezed(words) in text
    assert squeezed("暂不维修") not in text_of(delivery_slip())


def test_a_plate_is_shown_with_its_dot_and_colour() -> None:
    assert squeezed("冀F·7L820 (蓝)") in text_of(work_order())
    other = replace(work_order(), vehicle=PaperVehicle("WJ京0123A"))
    assert "WJ京0123A" in text_of(other)


def test_several_other_payers_are_all_named() -> None:
    shares = (PayerShare("保险", Fen(70001)), PayerShare("内部结算", Fen(1)))
    assert "其余由保险700.01、内部结算0.01承担。" in text_of(replace(work_order(), shares=shares, station=STATION))
