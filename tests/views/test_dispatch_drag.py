"""A bar is dragged on the chart: in time, to somebody else; a click alone moves nothing."""

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.models.workshop import Assignment
from app.views.desk import Desk
from app.views.dispatch.chart import TimeChart
from tests.builders import Shop
from tests.views.dispatch_hands import Hands, assigned, at_the_board

LEFT = Qt.MouseButton.LeftButton


def drag(chart: TimeChart, from_: QPoint, to: QPoint) -> None:
    """Take the bar at a point, carry it over and let go."""
    QTest.mousePress(chart.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, from_)
    QTest.mouseMove(chart.viewport(), (from_ + to) / 2)
    QTest.mouseMove(chart.viewport(), to)
    QTest.mouseRelease(chart.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, to)


def board(qtbot: QtBot, desk: Desk, shop: Shop, wait: Callable[[Desk], None]) -> tuple[Hands, Assignment]:
    """Show the board with one assignment of the first technician."""
    assigned(shop)
    hands = at_the_board(qtbot, desk, shop, wait)
    hands.show()
    (assignment,) = shop.found(Assignment)
    return hands, assignment


def test_a_bar_dragged_sideways_begins_later(
    qtbot: QtBot, desk: Desk, sqlite_shop: Shop, settled: Callable[[Desk], None]
) -> None:
    hands, before = board(qtbot, desk, sqlite_shop, settled)
    chart = hands.dock.chart
    geometry = chart.geometry_now()
    at = geometry.rect_of(before.id).center()
    hour = geometry.x_of(chart.plan.first + timedelta(hours=1)) - geometry.x_of(chart.plan.first)
    drag(chart, at, at + QPoint(2 * hour, 0))
    hands.settle()
    (after,) = sqlite_shop.found(Assignment)
    moved = (after.planned_start - before.planned_start).total_seconds() / 60
    assert 105 <= moved <= 135, "two hours, on the nearest quarter"
    assert after.planned_start.minute % 15 == 0
    assert after.planned_end - after.planned_start == before.planned_end - before.planned_start
    assert after.technician_id == before.technician_id


def test_a_bar_dragged_down_goes_to_somebody_else_at_the_same_time(
    qtbot: QtBot, desk: Desk, sqlite_shop: Shop, settled: Callable[[Desk], None]
) -> None:
    hands, before = board(qtbot, desk, sqlite_shop, settled)
    chart = hands.dock.chart
    geometry = chart.geometry_now()
    at = geometry.rect_of(before.id).center()
    drag(chart, at, at + QPoint(0, geometry.lane))
    hands.settle()
    (after,) = sqlite_shop.found(Assignment)
    assert (after.technician_id, after.planned_start) == (sqlite_shop.technicians[1], before.planned_start)
    assert chart.plan.bars()[0].line.technician == "李师傅", "the board shows it at once"


def test_a_click_and_a_drag_off_the_rows_move_nothing(
    qtbot: QtBot, desk: Desk, sqlite_shop: Shop, settled: Callable[[Desk], None]
) -> None:
    hands, before = board(qtbot, desk, sqlite_shop, settled)
    chart = hands.dock.chart
    at = chart.geometry_now().rect_of(before.id).center()
    QTest.mouseClick(chart.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, at)
    drag(chart, at, QPoint(at.x() + 80, 2))
    hands.settle()
    assert [row.version for row in sqlite_shop.found(Assignment)] == [before.version]


def test_alt_and_an_arrow_key_move_the_chosen_bar(
    qtbot: QtBot, desk: Desk, sqlite_shop: Shop, settled: Callable[[Desk], None]
) -> None:
    hands, before = board(qtbot, desk, sqlite_shop, settled)
    chart = hands.dock.chart
    chart.setFocus()
    chart.select_id(before.id)
    hands.press(Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    (after,) = sqlite_shop.found(Assignment)
    assert after.planned_start == before.planned_start + timedelta(minutes=15)
    hands.press(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert sqlite_shop.found(Assignment)[0].technician_id == sqlite_shop.technicians[1]


def test_a_drag_onto_somebody_who_does_not_fit_asks_first(
    qtbot: QtBot, desk: Desk, sqlite_shop: Shop, settled: Callable[[Desk], None]
) -> None:
    hands, before = board(qtbot, desk, sqlite_shop, settled)
    chart = hands.dock.chart
    geometry = chart.geometry_now()
    at = geometry.rect_of(before.id).center()
    drag(chart, at, at + QPoint(0, 2 * geometry.lane))
    hands.settle()
    assert "技术等级低于此项要求" in hands.says()
    assert sqlite_shop.found(Assignment)[0].technician_id == before.technician_id
