"""A car comes back within its guarantee: reception is told, one click makes it a comeback, everybody sees the flag."""

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.models.access import Role
from app.models.stages import Stage
from app.services.entries import Received
from app.views.desk import Desk
from app.views.order_panel.head import Head
from app.views.theme import ChipKind
from app.views.vehicles_dock import VehiclesDock
from tests.builders import Shop, passed, received
from tests.services.test_comebacks import come_back, leave
from tests.views.reception_hands import Clerk, seat


@pytest.fixture
def clerk(qtbot: QtBot, desk: Desk, sqlite_shop: Shop, settled: Callable[[Desk], None]) -> Iterator[Clerk]:
    """Seat the clerk at the reception desk."""
    sitting = seat(qtbot, desk, sqlite_shop, settled)
    yield sitting
    sitting.settle()


@pytest.fixture
def first(sqlite_shop: Shop) -> Received:
    """Have the usual car repaired and handed back."""
    car = passed(sqlite_shop)
    leave(sqlite_shop, car)
    return car


def test_one_click_makes_the_order_a_comeback(clerk: Clerk, sqlite_shop: Shop, first: Received) -> None:
    clerk.take(come_back(sqlite_shop, first.vehicle_id))
    card = clerk.dock.comeback
    assert card.isVisible()
    assert card.table.text_at(0, 0) == "WX20261122-0001"
    assert card.table.text_at(0, 2) == "inspection"
    card.link_button.click()
    clerk.settle()
    order = clerk.order()
    assert order.comeback_of == first.order_id
    assert order.customer_fen == 0
    assert card.table.isHidden()
    assert "WX20261122-0001" in card.line.text()
    card.unlink.button.click()
    clerk.into(card.unlink.reason, "另一种异响")
    card.unlink.go.click()
    clerk.settle()
    assert clerk.order().comeback_of is None
    assert card.table.isVisible()


def test_a_car_without_a_guarantee_shows_no_such_card(clerk: Clerk, sqlite_shop: Shop) -> None:
    clerk.take(received(sqlite_shop))
    assert clerk.order().stage is Stage.OPENED
    assert clerk.dock.comeback.isHidden()


def test_reception_hears_of_the_guarantee_when_the_plate_is_typed(
    clerk: Clerk, sqlite_shop: Shop, first: Received
) -> None:
    del first
    clerk.begin()
    clerk.write("京N7L820")
    clerk.enter()
    clerk.settle()
    said = clerk.dock.arrival.known_line.guarantee.text()
    assert "WX20261122-0001" in said
    assert "2,000 km" in said
    assert "2026-12-02" in said


def test_board_and_panel_fly_the_red_flag(qtbot: QtBot, clerk: Clerk, sqlite_shop: Shop, first: Received) -> None:
    clerk.take(come_back(sqlite_shop, first.vehicle_id))
    clerk.dock.comeback.link_button.click()
    clerk.settle()
    dock = VehiclesDock(clerk.dock.desk, "在厂车辆")
    qtbot.addWidget(dock)
    dock.show()
    dock.refresh()
    clerk.settle()
    (row,) = dock.table.rows()
    assert dock.table.text_at(0, 1).startswith("返修·")
    flag = dock.table.columns[0].chip
    assert flag is not None
    assert flag(row) is ChipKind.RED
    head = Head()
    qtbot.addWidget(head)
    head.show_order(clerk.order())
    assert not head.comeback.isHidden()
    assert "检验员 inspection" in head.comeback.text()
    assert sqlite_shop.actors[Role.INSPECTION].name == "inspection"
