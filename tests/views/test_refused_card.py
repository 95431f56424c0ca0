"""What the customer refused before stands at reception; Enter takes it up again."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.views.desk import Desk
from tests.builders import Shop, received
from tests.services.test_comebacks import come_back
from tests.services.test_refused_work import refused_brakes
from tests.views.reception_hands import Clerk, seat


@pytest.fixture
def clerk(qtbot: QtBot, desk: Desk, sqlite_shop: Shop, settled: Callable[[Desk], None]) -> Iterator[Clerk]:
    """Seat the clerk at the reception desk."""
    sitting = seat(qtbot, desk, sqlite_shop, settled)
    yield sitting
    sitting.settle()


def test_one_key_takes_refused_work_up_again(clerk: Clerk, sqlite_shop: Shop) -> None:
    first = refused_brakes(sqlite_shop)
    sqlite_shop.clock.pass_time(days=30)
    clerk.take(come_back(sqlite_shop, first.vehicle_id, km=65_000))
    card = clerk.dock.refused
    assert card.isVisible()
    assert card.table.text_at(0, 0) == "更换前制动片 / 前制动片组"
    assert card.table.text_at(0, 1) == "612.00"
    card.table.setFocus()
    clerk.press(Qt.Key.Key_Return)
    assert [line.name for line in clerk.order().lines] == ["变速箱异响复查", "更换前制动片", "前制动片组", "拖车费"]
    assert card.isHidden()


def test_a_car_whose_customer_refused_nothing_shows_no_such_card(clerk: Clerk, sqlite_shop: Shop) -> None:
    clerk.take(received(sqlite_shop))
    assert clerk.dock.refused.isHidden()
