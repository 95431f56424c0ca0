"""Extra work reaches the customer and his answer is recorded: all of it, a part, or nothing."""

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.models.access import Role
from app.models.lines import Approval
from app.models.orders import Consent, ConsentKind, ConsentMethod, ExtraState, ExtraWork
from app.services import entries, extra_work
from app.services.entries import Received
from app.values import Milli
from app.views.desk import Desk
from tests.builders import Shop, authorised
from tests.views.reception_hands import Clerk, seat


@pytest.fixture
def clerk(qtbot: QtBot, desk: Desk, sqlite_shop: Shop, settled: Callable[[Desk], None]) -> Iterator[Clerk]:
    """Seat the clerk at the reception desk."""
    sitting = seat(qtbot, desk, sqlite_shop, settled)
    yield sitting
    sitting.settle()


def proposed(shop: Shop, *, safety: bool = True, lines: bool = True) -> Received:
    """Bring a car so far that the technician proposes brake pads."""
    car = authorised(shop)
    what = entries.LinesEntry(
        labour=(entries.LabourEntry(operation_id=shop.operations["GS-3100"]),),
        parts=(entries.PartEntry(Milli(1000), shop.parts["3501115-K08"], labour=0),),
    )
    shop.do(
        Role.TECHNICIAN,
        extra_work.propose_extra_work,
        car.order_id,
        "前制动片剩余 2.1 mm",
        what if lines else entries.LinesEntry(),
        cause="低于使用极限 3.0 mm",
        safety=safety,
        delay_minutes=55,
    )
    return car


def priced(shop: Shop, *, safety: bool = True) -> Received:
    """Bring a car so far that the customer is to be asked."""
    car = proposed(shop, safety=safety)
    extra = shop.found(ExtraWork)[0]
    shop.do(Role.RECEPTION, extra_work.quote_extra_work, extra.id, entries.LinesEntry(), seen=extra.version)
    return car


def approvals(shop: Shop, car: Received) -> list[Approval]:
    """How the lines of the proposal stand: labour, then the part."""
    labour, parts, _ = shop.lines(car.order_id)
    return [
        *(line.approval for line in labour if line.extra_work_id is not None),
        *(line.approval for line in parts if line.extra_work_id is not None),
    ]


def test_something_more_is_proposed_at_the_desk(clerk: Clerk, sqlite_shop: Shop) -> None:
    clerk.take(authorised(sqlite_shop))
    card = clerk.dock.propose_extra
    card.fold.button.click()
    assert clerk.at() == "proposeFinding"
    clerk.go_on()
    assert clerk.says() == "请写明发现了什么。"
    clerk.write("空调滤清器很脏", free=True)
    clerk.into(card.lines.picker, "GS-0210")
    clerk.enter()
    clerk.go_on()
    extra = sqlite_shop.found(ExtraWork)[0]
    assert (extra.finding, extra.state, extra.safety) == ("空调滤清器很脏", ExtraState.PROPOSED, False)
    assert card.finding.is_blank()
    assert not card.fold.is_open()
    assert clerk.dock.quote_extra.isVisible()


def test_a_proposal_waits_on_the_list_until_the_customer_answered(clerk: Clerk, sqlite_shop: Shop) -> None:
    clerk.take(priced(sqlite_shop))
    table = clerk.dock.todo.table
    assert [table.text_at(0, column) for column in (0, 2, 3)] == ["增项", "前制动片剩余 2.1 mm", "待客户认可"]
    clerk.dock.decide_extra.method.set_value(ConsentMethod.TELEPHONE)
    clerk.dock.decide_extra.agree_button.click()
    clerk.settle()
    assert table.rows() == []


def test_a_proposal_is_priced_with_lines_and_delay(clerk: Clerk, sqlite_shop: Shop) -> None:
    clerk.take(proposed(sqlite_shop, lines=False))
    card = clerk.dock.quote_extra
    assert "前制动片剩余 2.1 mm:低于使用极限 3.0 mm" in card.finding.text()
    assert "【安全】" in card.finding.text()
    clerk.into(card.delay)
    clerk.go_on()
    assert clerk.says() == "增项里还没有项目或材料。"
    clerk.dock.strip.main_button.click()
    assert clerk.at() == "extraQuoteLinesPicker"
    clerk.write("GS-3100")
    clerk.enter()
    card.delay.clear()
    clerk.into(card.delay, "90")
    clerk.go_on()
    extra = sqlite_shop.found(ExtraWork)[0]
    assert (extra.state, extra.delay_minutes) == (ExtraState.QUOTED, 90)
    assert not card.isVisible()
    assert clerk.dock.decide_extra.isVisible()
    assert clerk.at() == "extraConsentMethod"


def test_the_customer_is_told_price_and_promise(clerk: Clerk, sqlite_shop: Shop) -> None:
    clerk.take(priced(sqlite_shop))
    card = clerk.dock.decide_extra
    assert [box.text() for _, box in card.checks] == [
        "更换前制动片  0.9工时 × 160.00 = 144.00",
        "前制动片组  1件 × 468.00 = 468.00",
    ]
    assert card.sum_line.text() == "同意 2/2 项   ¥612.00"
    assert card.effect.text() == "认可后交车时间 今天 17:12 → 今天 18:07"


def test_the_customer_agrees_by_telephone(clerk: Clerk, sqlite_shop: Shop) -> None:
    car = priced(sqlite_shop)
    clerk.take(car)
    before = clerk.order().promised_at
    card = clerk.dock.decide_extra
    clerk.go_on()
    assert approvals(sqlite_shop, car) == [Approval.PROPOSED, Approval.PROPOSED]  # how is not guessed
    card.method.set_value(ConsentMethod.TELEPHONE)
    clerk.into(card.words)
    clerk.write("换吧", free=True)
    clerk.go_on()
    assert "可以派工" in clerk.says()
    assert approvals(sqlite_shop, car) == [Approval.APPROVED, Approval.APPROVED]
    given = sqlite_shop.found(Consent, kind=ConsentKind.EXTRA)[0]
    assert (given.method, given.given_by, given.words, given.amount_fen) == (
        ConsentMethod.TELEPHONE,
        "周先生",
        "换吧",
        61200,
    )
    after = clerk.order().promised_at
    assert before is not None
    assert after is not None
    assert (after - before).total_seconds() == 55 * 60
    assert not card.isVisible()


def test_the_customer_agrees_to_a_part_of_it(clerk: Clerk, sqlite_shop: Shop) -> None:
    car = priced(sqlite_shop, safety=False)
    clerk.take(car)
    card = clerk.dock.decide_extra
    assert not card.reason.isVisible()
    card.checks[1][1].click()
    card.method.set_value(ConsentMethod.TELEPHONE)
    assert card.sum_line.text() == "同意 1/2 项   ¥144.00"
    clerk.into(card.given_by)
    clerk.go_on()
    assert approvals(sqlite_shop, car) == [Approval.APPROVED, Approval.DECLINED]
    assert sqlite_shop.found(ExtraWork)[0].state is ExtraState.PARTLY


def test_nothing_ticked_is_no_agreement(clerk: Clerk, sqlite_shop: Shop) -> None:
    car = priced(sqlite_shop)
    clerk.take(car)
    card = clerk.dock.decide_extra
    for _, box in card.checks:
        box.click()
    assert not card.agree_button.isEnabled()
    clerk.into(card.given_by)
    clerk.go_on()
    assert approvals(sqlite_shop, car) == [Approval.PROPOSED, Approval.PROPOSED]


def test_a_refused_safety_item_needs_the_customers_reason(clerk: Clerk, sqlite_shop: Shop) -> None:
    car = priced(sqlite_shop)
    clerk.take(car)
    card = clerk.dock.decide_extra
    card.method.set_value(ConsentMethod.TELEPHONE)
    card.decline_button.click()
    clerk.settle()
    assert clerk.says() == "请写明原因。"
    assert approvals(sqlite_shop, car) == [Approval.PROPOSED, Approval.PROPOSED]
    clerk.dock.strip.close_button.click()
    clerk.into(card.reason)
    clerk.write("客户要自己换", free=True)
    card.decline_button.click()
    clerk.settle()
    assert approvals(sqlite_shop, car) == [Approval.DECLINED, Approval.DECLINED]
    assert "客户不同意" in clerk.says()


def test_what_is_unticked_stays_so_when_the_dock_reads_again(clerk: Clerk, sqlite_shop: Shop) -> None:
    clerk.take(priced(sqlite_shop))
    clerk.dock.decide_extra.checks[0][1].click()
    clerk.dock.refresh_soon()
    clerk.settle()
    assert [box.isChecked() for _, box in clerk.dock.decide_extra.checks] == [False, True]


def test_two_proposals_are_answered_one_after_the_other(clerk: Clerk, sqlite_shop: Shop) -> None:
    car = priced(sqlite_shop)
    lines = entries.LinesEntry(labour=(entries.LabourEntry(operation_id=sqlite_shop.operations["GS-0210"]),))
    second = sqlite_shop.do(Role.INSPECTION, extra_work.propose_extra_work, car.order_id, "空调滤清器很脏", lines)
    sqlite_shop.do(Role.RECEPTION, extra_work.quote_extra_work, second, entries.LinesEntry(), seen=1)
    clerk.take(car)
    card = clerk.dock.decide_extra
    assert "还有 1 项" in card.title.text()
    card.method.set_value(ConsentMethod.TELEPHONE)
    card.agree_button.click()
    clerk.settle()
    assert "空调滤清器很脏" in card.finding.text()
    assert [line.name for line, _ in card.checks] == ["更换空调滤清器"]
