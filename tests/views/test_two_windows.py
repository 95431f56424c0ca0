"""Two windows on one order: each sees what the other wrote, field by field, and nobody's words are lost."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.changes import Change
from app.models.access import Role
from app.models.visits import Visit
from app.services import order_lines
from app.services.entries import Received
from app.store.actor import NOBODY
from app.values import Milli
from app.views.desk import Desk
from tests.builders import Shop, received
from tests.shops import OpenDesk
from tests.views.hands import press, write
from tests.views.reception_hands import Clerk, seat

CTRL = Qt.KeyboardModifier.ControlModifier


@dataclass
class Windows:
    """Two clerks at two windows with one car."""

    one: Clerk
    other: Clerk
    car: Received
    bot: QtBot

    def front(self, clerk: Clerk, field: QWidget) -> None:
        """Turn to a clerk's window and put the cursor into a field."""
        clerk.dock.activateWindow()
        self.bot.waitUntil(lambda: QApplication.activeWindow() is clerk.dock)
        field.setFocus()

    def write(self, clerk: Clerk, field: QWidget, text: str) -> None:
        """Type over what stands in a field of one of the windows."""
        self.front(clerk, field)
        press(field, Qt.Key.Key_A, CTRL)
        write(field, text)

    def save(self, clerk: Clerk, field: QWidget) -> None:
        """Press Ctrl+Enter in a field."""
        self.front(clerk, field)
        clerk.go_on()


@pytest.fixture
def other_desk(sqlite_shop: Shop, another_desk: OpenDesk) -> Iterator[Desk]:
    """Give a second desk on the same database, with a connection of its own, as at another PC."""
    with another_desk(sqlite_shop) as other:
        desk = Desk()
        desk.open(other.station, NOBODY)
        desk.sign_in(sqlite_shop.actors[Role.RECEPTION_LEAD])
        yield desk
        desk.close()
        desk.deleteLater()


@pytest.fixture
def windows(qtbot: QtBot, desk: Desk, other_desk: Desk, sqlite_shop: Shop, settled: Callable[[Desk], None]) -> Windows:
    """Seat two clerks, each with the same car in hand and its head opened."""
    car = received(sqlite_shop)
    both = seat(qtbot, desk, sqlite_shop, settled), seat(qtbot, other_desk, sqlite_shop, settled)
    for clerk in both:
        clerk.take(car)
        clerk.dock.head_card.fold.button.click()
    return Windows(*both, car, qtbot)


def test_different_fields_of_two_windows_merge_without_a_word(windows: Windows) -> None:
    one, other, car = windows.one, windows.other, windows.car
    windows.write(other, other.dock.head_card.head.request, "先换机油")
    windows.write(one, one.dock.head_card.head.finding, "左前轮偏磨")
    windows.save(one, one.dock.head_card.head.finding)
    windows.save(other, other.dock.head_card.head.request)
    kept = one.shop.order(car.order_id)
    assert (kept.request, kept.finding) == ("先换机油", "左前轮偏磨")
    assert other.says() == ""


def test_the_same_field_is_told_with_before_theirs_and_mine_and_mine_can_be_saved_over(windows: Windows) -> None:
    one, other, car = windows.one, windows.other, windows.car
    head = other.dock.head_card.head
    windows.write(other, head.request, "先换机油")
    windows.write(one, one.dock.head_card.head.finding, "左前轮偏磨")
    windows.write(one, one.dock.head_card.head.request, "只做保养")
    windows.save(one, one.dock.head_card.head.request)
    windows.save(other, head.request)
    said = other.says()
    assert "客户要求:原为“做 6 万公里保养;低速换挡时变速箱有异响”,别人改为“只做保养”,您的是“先换机油”" in said
    assert "再保存一次就用您的" in said
    assert head.request.value() == "先换机油"
    assert one.shop.order(car.order_id).request == "只做保养"
    windows.save(other, head.request)
    kept = one.shop.order(car.order_id)
    assert (kept.request, kept.finding) == ("先换机油", "左前轮偏磨")


def test_whoever_loads_again_takes_what_the_other_wrote(windows: Windows) -> None:
    one, other, car = windows.one, windows.other, windows.car
    head = other.dock.head_card.head
    windows.write(other, head.request, "先换机油")
    windows.write(one, one.dock.head_card.head.request, "只做保养")
    windows.save(one, one.dock.head_card.head.request)
    windows.save(other, head.request)
    other.dock.strip.main_button.click()
    other.settle()
    assert head.request.value() == "只做保养"
    assert one.shop.order(car.order_id).request == "只做保养"


def test_an_arrival_corrected_at_two_windows_is_told_in_the_words_of_the_form(windows: Windows) -> None:
    one, other, car = windows.one, windows.other, windows.car
    cards = one.dock.record_card, other.dock.record_card
    for clerk, card in zip((one, other), cards, strict=True):
        card.fold.button.click()
        clerk.settle()
    windows.write(other, cards[1].visit.keys_tag, "8")
    windows.write(one, cards[0].visit.keys_tag, "12")
    windows.save(one, cards[0].visit.keys_tag)
    windows.save(other, cards[1].visit.keys_tag)
    assert "钥匙牌:原为“空”,别人改为“12”,您的是“8”" in other.says()
    windows.save(other, cards[1].visit.keys_tag)
    assert one.shop.found(Visit, id=car.visit_id)[0].keys_tag == "8"


def test_a_line_changed_at_one_window_is_not_changed_unseen_at_the_other(windows: Windows) -> None:
    one, other, car = windows.one, windows.other, windows.car
    line = one.shop.lines(car.order_id)[0][0]
    one.shop.do(Role.RECEPTION, order_lines.change_line, "labour", line.id, seen=line.version, quantity=Milli(2500))
    table = other.dock.lines_card.lines.table
    row = next(place for place, shown in enumerate(table.rows()) if (shown.kind, shown.line_id) == ("labour", line.id))
    windows.front(other, table)
    table.edit_cell(row, next(place for place, column in enumerate(table.columns) if column.editable))
    editor = table.findChild(QLineEdit)
    assert editor is not None
    editor.selectAll()
    write(editor, "3")
    with windows.bot.waitSignal(table.cell_edited):
        press(editor, Qt.Key.Key_Return)
    other.settle()
    assert "别人刚改过" in other.says()
    assert one.shop.lines(car.order_id)[0][0].hours == 2500


def test_the_first_window_hears_of_what_the_second_did(windows: Windows, desk: Desk) -> None:
    one, other = windows.one, windows.other
    windows.write(other, other.dock.head_card.head.request, "先换机油")
    windows.save(other, other.dock.head_card.head.request)
    assert one.shop.order(windows.car.order_id).request == "先换机油"
    desk.hear(Change.ORDERS)
    windows.bot.waitUntil(lambda: one.dock.head_card.head.request.value() == "先换机油")
