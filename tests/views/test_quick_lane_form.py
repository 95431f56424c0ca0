"""The quick lane from the form of an arrival: one click and the clock runs."""

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.models.stages import Stage
from app.views.desk import Desk
from tests.builders import Shop
from tests.views.reception_hands import Clerk, seat
from tests.views.test_reception_arrival import receive_new_car


@pytest.fixture
def clerk(qtbot: QtBot, desk: Desk, sqlite_shop: Shop, settled: Callable[[Desk], None]) -> Iterator[Clerk]:
    """Seat the clerk at the reception desk."""
    sitting = seat(qtbot, desk, sqlite_shop, settled)
    yield sitting
    sitting.settle()


def test_the_quick_lane_starts_the_clock_from_the_form(clerk: Clerk) -> None:
    receive_new_car(clerk)
    arrival = clerk.dock.arrival
    arrival.quick_fold.button.click()
    clerk.into(arrival.quick.technician, "李师傅")
    clerk.enter()
    arrival.quick.go_button.click()
    clerk.settle()
    assert clerk.says() == ""
    order = clerk.order()
    assert (order.stage, order.plate) == (Stage.IN_WORK, "京A88888")
    assert order.lines[0].technician == "李师傅"
    assert order.consents[0].given_by == "保定运输公司"
    assert arrival.plate.is_blank()
    assert arrival.quick.technician.row() is None
