"""Settlement: one statement per payer, paid in full or on account, taken back by counter-payments."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from app.errors import InvalidEntry, StaleRecord, WrongState
from app.models.access import Role
from app.models.money import PaidState, Payment, PaymentMethod, Statement
from app.models.orders import Payer
from app.models.stages import Stage
from app.services import delivery, entries, estimates, extra_work, order_lines, parts, settlement
from app.values import Fen, Milli
from tests.builders import CONSENT, Shop, authorised, issued, pass_inspection, passed, received, work_line
from tests.services.answers import is_refused

CASHIER = Role.SETTLEMENT


def settled(shop: Shop) -> tuple[int, Statement]:
    order = passed(shop).order_id
    shop.do(CASHIER, settlement.settle_order, order)
    return order, statement(shop)


def statement(shop: Shop, **wanted: object) -> Statement:
    found: Statement = shop.found(Statement, **wanted)[-1]
    return found


def pay(shop: Shop, what: Statement, amount: int | None = None) -> None:
    due = Fen(what.total_fen if amount is None else amount)
    shop.do(CASHIER, settlement.pay_statement, what.id, PaymentMethod.CASH, due, seen=what.version)


def force(shop: Shop, stage: Stage) -> None:
    """Write a stage past all services, to try a guard that another one stands before."""
    with shop.station.engines.writer.begin() as connection:
        connection.execute(text("UPDATE work_order SET stage = :stage"), {"stage": stage})


def test_parts_must_be_posted(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    order = authorised(shop).order_id
    force(shop, Stage.PASSED)
    is_refused(shop, CASHIER, settlement.settle_order, order, match="机油 5W-30.*还没有出库", place="parts.needs")


def test_extra_work_must_be_decided(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    order = issued(shop).order_id
    shop.do(Role.TECHNICIAN, extra_work.propose_extra_work, order, "异响", entries.LinesEntry())
    force(shop, Stage.PASSED)
    is_refused(shop, CASHIER, settlement.settle_order, order, match="增项客户没有答复", place="order.extra")


def test_a_line_is_split_to_the_fen_and_every_payer_has_one_statement(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    third = (entries.ShareEntry(Payer.INSURER, 333), entries.ShareEntry(Payer.WARRANTY, 333))
    lines = entries.LinesEntry(
        labour=(entries.LabourEntry(name="钣金", lump_fen=Fen(10_001), payer=Payer.CUSTOMER, shares=third),),
        others=(entries.OtherEntry("拖车费", Fen(20_000), payer=Payer.INSURER),),
    )
    order = passed_with(shop, lines)
    assert shop.do(CASHIER, settlement.settle_order, order) == 3
    rows = {row.payer: (row.labour_fen, row.other_fen, row.total_fen, row.state) for row in shop.found(Statement)}
    assert rows == {
        Payer.CUSTOMER: (3_341, 0, 3_341, PaidState.OPEN),
        Payer.INSURER: (3_330, 20_000, 23_330, PaidState.ON_ACCOUNT),
        Payer.WARRANTY: (3_330, 0, 3_330, PaidState.ON_ACCOUNT),
    }
    assert sum(row[2] for row in rows.values()) == 10_001 + 20_000


def passed_with(shop: Shop, lines: entries.LinesEntry) -> int:
    """Bring the usual car with other lines as far as passed."""
    order = received(shop, lines=lines).order_id
    shop.do(Role.RECEPTION, estimates.quote_order, order)
    paper = frozenset({"gap.paper"})
    shop.do(Role.RECEPTION, estimates.authorise_order, order, CONSENT, confirmed=paper, reason="急")
    for line in shop.lines(order)[0]:
        work_line(shop, line.id)
    pass_inspection(shop, order)
    return order


@pytest.mark.parametrize("payer", [Payer.INSURER, Payer.WARRANTY, Payer.INTERNAL, Payer.FREE_SERVICE])
def test_these_payers_go_on_account_by_themselves(sqlite_shop: Shop, payer: Payer) -> None:
    shop = sqlite_shop
    lines = entries.LinesEntry(labour=(entries.LabourEntry(name="检查", lump_fen=Fen(5_000), payer=payer),))
    shop.do(CASHIER, settlement.settle_order, passed_with(shop, lines))
    assert (statement(shop).payer, statement(shop).state) == (payer, PaidState.ON_ACCOUNT)


def test_an_order_without_any_charge_has_a_statement_of_nothing_that_is_paid(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    lines = entries.LinesEntry(labour=(entries.LabourEntry(name="免费检查", lump_fen=Fen(0)),))
    shop.do(CASHIER, settlement.settle_order, passed_with(shop, lines))
    assert (statement(shop).total_fen, statement(shop).state) == (0, PaidState.PAID)


@pytest.mark.parametrize("wrong", [-1, +1])
def test_what_is_due_is_paid_and_nothing_else(sqlite_shop: Shop, wrong: int) -> None:
    shop = sqlite_shop
    _, due = settled(shop)
    with pytest.raises(InvalidEntry, match=r"应收 732\.00 元") as refused:
        pay(shop, due, due.total_fen + wrong)
    assert refused.value.place == "settlement.amount"
    pay(shop, due)
    assert (statement(shop).state, [row.amount_fen for row in shop.found(Payment)]) == (PaidState.PAID, [73_200])


def test_nothing_is_paid_twice(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    _, due = settled(shop)
    pay(shop, due)
    with pytest.raises(StaleRecord):
        pay(shop, due)
    with pytest.raises(WrongState, match="不在未收款状态"):
        pay(shop, statement(shop))
    assert len(shop.found(Payment)) == 1


def test_private_credit_needs_an_approver_and_a_reason(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    _, due = settled(shop)
    credit = (Role.FINANCE, settlement.put_on_account, due.id)
    is_refused(shop, *credit, seen=due.version, match="原因", place="reason")
    shop.do(*credit, seen=due.version, reason="老客户,月结")
    kept = statement(shop)
    assert (kept.state, kept.approved_by) == (PaidState.ON_ACCOUNT, shop.actors[Role.FINANCE].account_id)


def test_a_reversal_gives_the_money_back_by_counter_payments(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    order, due = settled(shop)
    pay(shop, due)
    shop.do(Role.FINANCE, settlement.reverse_settlement, order, reason="开错抬头")
    first, counter = shop.found(Payment)
    assert (counter.amount_fen, counter.reverses_id) == (-first.amount_fen, first.id)
    kept = statement(shop)
    assert (kept.state, kept.reverse_reason) == (PaidState.REVERSED, "开错抬头")
    assert shop.order(order).stage is Stage.PASSED


def test_after_the_car_left_nothing_is_reversed(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    from app.services import certificates

    car = passed(shop)
    shop.do(CASHIER, settlement.settle_order, car.order_id)
    pay(shop, statement(shop))
    shop.do(Role.INSPECTION, certificates.issue_certificate, car.order_id)
    handover = delivery.DeliveryEntry(receiver="周大年", old_parts_shown=True)
    shop.do(Role.RECEPTION, delivery.deliver_car, car.visit_id, handover)
    is_refused(
        shop,
        Role.FINANCE,
        settlement.reverse_settlement,
        car.order_id,
        reason="开错",
        match="车已出厂",
        place="settlement",
    )


def test_a_withdrawn_line_and_a_declined_one_are_not_charged(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    order = authorised(shop).order_id
    labour, material, _ = shop.lines(order)
    shop.do(Role.RECEPTION, order_lines.withdraw_line, "labour", labour[1].id, seen=labour[1].version, reason="不响了")
    wanted = tuple((line.id, Milli(line.quantity)) for line in material)
    shop.do(Role.PARTS, parts.issue_parts, order, shop.technicians[0], wanted)
    work_line(shop, labour[0].id)
    pass_inspection(shop, order)
    shop.do(CASHIER, settlement.settle_order, order)
    assert statement(shop).total_fen == 28_800 + 36_400


def test_a_customers_own_part_costs_nothing(sqlite_shop: Shop) -> None:
    from app.models.lines import OriginClass

    shop = sqlite_shop
    own = entries.PartEntry(
        quantity=Milli(1000), name="自带机油", origin=OriginClass.CUSTOMERS_OWN, price_fen=Fen(30_000)
    )
    lines = replace(entries.LinesEntry(), parts=(own,))
    order = shop.order(received(shop, lines=lines).order_id)
    assert (order.material_fen, order.customer_fen) == (0, 0)
