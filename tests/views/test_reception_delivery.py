"""The car is handed back: what is open is told and led to, the slip is printed, the car leaves the board."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from app.models.access import Role
from app.models.money import PaymentMethod
from app.models.stages import Stage
from app.models.visits import Delivery, Visit
from app.services import board, certificates, order_end, reception, settlement, settlement_board
from app.services.entries import LinesEntry, OrderEntry, Received
from app.views.desk import Desk
from app.views.print_preview import PrintPreview
from app.views.reception.special_fields import parse_day
from tests.builders import Shop, passed, received
from tests.views.reception_hands import Clerk, seat


@pytest.fixture
def clerk(qtbot: QtBot, desk: Desk, sqlite_shop: Shop, settled: Callable[[Desk], None]) -> Iterator[Clerk]:
    """Seat the clerk at the reception desk."""
    sitting = seat(qtbot, desk, sqlite_shop, settled)
    yield sitting
    sitting.settle()


def settled_order(shop: Shop) -> Received:
    car = passed(shop)
    shop.do(Role.SETTLEMENT, settlement.settle_order, car.order_id)
    return car


def pay(shop: Shop, car: Received) -> None:
    for row in shop.ask(Role.SETTLEMENT, settlement_board.statements_of, car.order_id):
        shop.do(Role.SETTLEMENT, settlement.pay_statement, row.id, PaymentMethod.CASH, row.total_fen, seen=row.version)


def ready(shop: Shop) -> Received:
    """Bring the usual car so far that it may leave."""
    car = settled_order(shop)
    pay(shop, car)
    shop.do(Role.INSPECTION, certificates.issue_certificate, car.order_id)
    return car


def test_the_car_is_handed_back_with_everything_told(clerk: Clerk, sqlite_shop: Shop) -> None:
    car = ready(sqlite_shop)
    clerk.take(car)
    card = clerk.dock.delivery
    assert card.points.points == ()
    assert card.receiver.text() == "周先生"
    for field, text in (
        (card.mileage, "60190"), (card.faults, "前制动片下次更换"), (card.advice, "磨合 200 km"),
        (card.items, "钥匙"), (card.next_km, "65000"), (card.next_day, "2027-5-1"), (card.follow_up, "周三下午"),
    ):  # fmt: skip
        clerk.into(field, text)
    card.old_parts.click()
    card.covers.click()
    clerk.go_on()
    assert clerk.order().stage is Stage.DELIVERED
    given = sqlite_shop.found(Delivery)[0]
    assert (given.receiver, given.mileage_out, given.remaining_faults) == ("周先生", 60190, "前制动片下次更换")
    assert (given.next_service_km, given.next_service_on, given.follow_up) == (65000, date(2027, 5, 1), "周三下午")
    assert (given.old_parts_shown, given.covers_off) == (True, True)
    assert given.number in clerk.says()
    assert given.gate_pass in clerk.says()
    assert sqlite_shop.ask(Role.RECEPTION, board.vehicles_in_shop) == ()


def test_after_the_delivery_the_slip_is_printed(clerk: Clerk, qtbot: QtBot, sqlite_shop: Shop) -> None:
    clerk.take(ready(sqlite_shop))
    clerk.dock.delivery.old_parts.click()
    clerk.into(clerk.dock.delivery.mileage, "60190")
    clerk.go_on()
    assert clerk.dock.delivered.isVisible()
    assert not clerk.dock.delivery.isVisible()
    assert clerk.at() == "deliveryPrint"
    clerk.go_on()
    qtbot.waitUntil(lambda: bool(clerk.dock.window().findChildren(PrintPreview)), timeout=20_000)
    clerk.settle()
    (preview,) = clerk.dock.window().findChildren(PrintPreview)
    assert preview.windowTitle().startswith("交车单")
    preview.close()


def test_what_is_open_is_listed_and_leads_to_its_place(clerk: Clerk, sqlite_shop: Shop) -> None:
    clerk.take(settled_order(sqlite_shop))
    card = clerk.dock.delivery
    assert [point.key for point in card.points.points] == ["delivery.unpaid", "delivery.certificate"]
    sent: list[str] = []
    clerk.dock.desk.sent_to.connect(sent.append)
    for button in card.points.buttons:
        button.click()
    assert sent == ["settlement.amount", "inspection.certificate"]
    card.old_parts.click()
    clerk.into(card.mileage, "60190")
    clerk.go_on()
    assert "还没有收款或挂账" in clerk.says()
    assert sqlite_shop.found(Delivery) == []


def test_another_order_of_the_visit_that_is_not_settled_is_taken_in_hand(clerk: Clerk, sqlite_shop: Shop) -> None:
    car = ready(sqlite_shop)
    head = OrderEntry(business_type_id=sqlite_shop.business["repair"], request="异响")
    other = sqlite_shop.do(Role.RECEPTION, reception.add_order, car.visit_id, head, LinesEntry())
    clerk.take(car)
    card = clerk.dock.delivery
    assert [point.key for point in card.points.points] == ["delivery.stage"]
    card.points.buttons[0].click()
    clerk.settle()
    assert clerk.dock.desk.current_order == other


def test_old_parts_not_shown_and_a_lower_mileage_are_doubted(clerk: Clerk, sqlite_shop: Shop) -> None:
    clerk.take(ready(sqlite_shop))
    clerk.into(clerk.dock.delivery.mileage, "60000")
    clerk.go_on()
    assert "低于进厂" in clerk.says()
    assert "旧件还没有给客户看过" in clerk.says()
    clerk.give_reason("客户赶时间;仪表已换")
    assert sqlite_shop.found(Visit)[0].mileage_out == 60000


def test_nobody_to_receive_the_car_is_told(clerk: Clerk, sqlite_shop: Shop) -> None:
    clerk.take(ready(sqlite_shop))
    clerk.dock.delivery.receiver.clear()
    clerk.into(clerk.dock.delivery.mileage, "60190")
    clerk.go_on()
    assert clerk.says() == "请填写接车人。"
    clerk.dock.strip.main_button.click()
    assert clerk.at() == "deliveryReceiver"


def test_a_car_whose_order_was_cancelled_leaves_through_the_same_gate(clerk: Clerk, sqlite_shop: Shop) -> None:
    car = received(sqlite_shop)
    version = sqlite_shop.order(car.order_id).version
    sqlite_shop.do(Role.RECEPTION, order_end.cancel_order, car.order_id, seen=version, reason="客户不修了")
    clerk.take(car)
    card = clerk.dock.delivery
    assert card.isVisible()
    card.old_parts.click()
    clerk.into(card.mileage, "60181")
    clerk.go_on()
    assert sqlite_shop.found(Visit)[0].left_at is not None
    assert clerk.dock.delivered.isVisible()


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2027-3-1", date(2027, 3, 1)),
        ("3月1日", date(2027, 3, 1)),
        ("12-24", date(2026, 12, 24)),
        ("+180", date(2027, 5, 21)),
    ],
)
def test_a_day_is_read_as_people_type_it(typed: str, day: date) -> None:
    assert parse_day(typed, date(2026, 11, 22)) == day


def test_a_delivered_order_is_filed_and_the_lead_opens_the_file_again(clerk: Clerk, sqlite_shop: Shop) -> None:
    clerk.take(ready(sqlite_shop))
    clerk.dock.delivery.old_parts.click()
    clerk.into(clerk.dock.delivery.mileage, "60190")
    clerk.go_on()
    sqlite_shop.clock.pass_time(days=3)
    card = clerk.dock.delivered
    assert card.reopen_button.isHidden()
    card.file_button.click()
    clerk.settle()
    assert clerk.order().stage is Stage.CLOSED
    assert card.file_button.isHidden()
    assert card.reopen_button.isHidden(), "the clerk may not open it again"
    assert "已归档" in card.line.text()
    clerk.dock.desk.sign_in(sqlite_shop.actors[Role.RECEPTION_LEAD])
    clerk.settle()
    card.reopen_button.click()
    clerk.settle()
    clerk.give_reason("客户补开发票")
    assert clerk.order().stage is Stage.DELIVERED
