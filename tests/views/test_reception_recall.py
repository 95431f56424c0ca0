"""A plate brings back what is known, and never takes away what somebody typed before it."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.models.customers import Vehicle
from app.models.visits import Visit
from app.views.desk import Desk
from tests.builders import GOOD_VIN, Shop, received
from tests.views.reception_hands import Clerk, seat

OTHER_VIN = "LGWEE2K51KE001001"


@pytest.fixture
def clerk(qtbot: QtBot, desk: Desk, sqlite_shop: Shop, settled: Callable[[Desk], None]) -> Iterator[Clerk]:
    """Seat the clerk at a station that knows the car 京N·7L820, which is not in the shop now."""
    car = received(sqlite_shop)
    with sqlite_shop.looking() as session:
        session.get_one(Visit, car.visit_id).left_at = sqlite_shop.clock.now
        session.commit()
    sqlite_shop.clock.pass_time(days=30)
    sitting = seat(qtbot, desk, sqlite_shop, settled)
    yield sitting
    sitting.settle()


def test_another_cars_vin_typed_first_is_kept_and_the_plate_is_asked_about(clerk: Clerk) -> None:
    clerk.begin()
    arrival = clerk.dock.arrival
    clerk.into(arrival.car.vin, OTHER_VIN)
    clerk.into(arrival.plate, "京N7L820")
    clerk.enter()
    assert arrival.car.vin.text() == OTHER_VIN
    assert arrival.known is None
    assert GOOD_VIN in clerk.says()
    assert "另一个 VIN" in clerk.says()
    assert [car.vin for car in clerk.shop.found(Vehicle)] == [GOOD_VIN]


def test_an_owner_typed_first_stays_to_be_compared(clerk: Clerk) -> None:
    clerk.begin()
    arrival = clerk.dock.arrival
    clerk.into(arrival.car.customer, "新车主")
    clerk.into(arrival.plate, "京N7L820")
    clerk.press(Qt.Key.Key_Return)
    assert arrival.known is not None
    assert arrival.car.customer.text() == "新车主"
    assert arrival.car.panel.isVisible()
    assert "请核对" in clerk.says()
