"""The table keeps its place while its rows change, and says in words what is in each cell."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.views.row_table import Align, Column, PagedRows, RowTable
from app.views.rows import PAGE
from app.views.theme import CHIPS, ChipKind
from tests.views.hands import press, write


@dataclass(frozen=True, slots=True)
class Car:
    id: int
    plate: str
    money: str = "0.00"
    late: bool = False


COLUMNS: tuple[Column[Car], ...] = (
    Column("车牌", lambda car: car.plate, strong=lambda car: car.late),
    Column("状态", lambda car: "返工" if car.late else "维修中", 80, chip=lambda _car: ChipKind.RED),
    Column("金额", lambda car: car.money, 90, Align.RIGHT),
)


def cars(count: int) -> list[Car]:
    return [Car(key, f"京A{key:05}", f"{key}.00") for key in range(1, count + 1)]


@pytest.fixture
def table(qtbot: QtBot) -> RowTable:
    made = RowTable(COLUMNS, empty="没有车")
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    return made


def test_rows_are_shown_as_their_columns_say(table: RowTable) -> None:
    table.show_rows(cars(2))
    assert [table.text_at(1, column) for column in range(3)] == ["京A00002", "维修中", "2.00"]
    assert table.model().headerData(2, Qt.Orientation.Horizontal) == "金额"


def test_the_selected_row_stays_selected_when_the_rows_are_read_again(table: RowTable) -> None:
    table.show_rows(cars(50))
    table.select_id(20)
    table.show_rows([Car(99, "新来的"), *cars(50)])
    assert table.selected_row().id == 20
    assert table.currentIndex().row() == 20


def test_the_table_stays_where_it_was_scrolled_to(table: RowTable) -> None:
    table.show_rows(cars(200))
    table.verticalScrollBar().setValue(1_000)
    assert table.verticalScrollBar().value() == 1_000
    table.show_rows(cars(200))
    assert table.verticalScrollBar().value() == 1_000


def test_a_selected_row_that_is_gone_is_said_to_be_gone(qtbot: QtBot, table: RowTable) -> None:
    table.show_rows(cars(3))
    table.select_id(3)
    told: list[object] = []
    table.row_selected.connect(told.append)
    table.show_rows(cars(2))
    assert told == [None]
    assert table.selected_row() is None


def test_a_selected_row_read_again_is_told_as_it_is_now(table: RowTable) -> None:
    table.show_rows(cars(3))
    table.select_id(2)
    told: list[Car] = []
    table.row_selected.connect(told.append)
    table.show_rows([Car(2, "改过")])
    assert told == [Car(2, "改过")]


def test_enter_and_double_click_open_the_row(qtbot: QtBot, table: RowTable) -> None:
    table.show_rows(cars(3))
    table.select_id(2)
    opened: list[int] = []
    table.row_activated.connect(lambda car: opened.append(car.id))
    press(table, Qt.Key.Key_Return)
    table.doubleClicked.emit(table.currentIndex())
    assert opened == [2, 2]


def test_an_empty_table_says_why_it_is_empty(table: RowTable) -> None:
    empty = table.grab().toImage()
    table.show_rows(cars(1))
    table.show_rows([])
    assert table.grab().toImage() == empty
    other = RowTable(COLUMNS)
    other.resize(400, 300)
    other.show()
    assert other.grab().toImage() != empty
    other.deleteLater()


def test_a_state_is_painted_in_its_colour(table: RowTable) -> None:
    table.show_rows(cars(1))
    image = table.viewport().grab().toImage()
    rect = table.visualRect(table.model().index(0, 1))
    colours = {image.pixelColor(x, rect.center().y()).name() for x in range(rect.left(), rect.right())}
    assert CHIPS[ChipKind.RED].ground in colours


def test_a_state_stands_out_on_the_selected_row(table: RowTable) -> None:
    """The blue of a chip and of a selected row are nearly the same: there the chip has a frame in its ink."""
    table.show_rows(cars(1))
    table.selectRow(0)
    image = table.viewport().grab().toImage()
    rect = table.visualRect(table.model().index(0, 1))
    middle = rect.left() + 16
    colours = {image.pixelColor(middle, y).name() for y in range(rect.top(), rect.center().y() - 7)}
    ink = QColor(CHIPS[ChipKind.RED].ink)
    assert any(_near(QColor(name), ink) for name in colours)


def _near(one: QColor, other: QColor) -> bool:
    parts = ((one.red(), other.red()), (one.green(), other.green()), (one.blue(), other.blue()))
    return all(abs(a - b) < 100 for a, b in parts)


def test_the_model_keeps_the_rules_of_qt(table: RowTable) -> None:
    model: QAbstractItemModel = table.model()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    table.show_rows(cars(5))
    table.show_rows([])
    assert tester.model() is model


def editable(qtbot: QtBot) -> RowTable:
    made = RowTable(
        (Column("名称", lambda car: car.plate, editable=True), Column("金额", lambda car: car.money, 90, editable=True))
    )
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    made.show_rows(cars(2))
    return made


def test_what_is_typed_into_a_cell_is_told_with_its_row(qtbot: QtBot) -> None:
    table = editable(qtbot)
    told: list[tuple[int, int, str]] = []
    table.cell_edited.connect(lambda car, column, text: told.append((car.id, column, text)))
    table.edit_cell(0, 1)
    editor = table.findChild(QLineEdit, "cell")
    assert isinstance(editor, QLineEdit)
    write(editor, "12.50")
    press(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: told == [(1, 1, "12.50")])


def test_a_cell_left_as_it_was_is_not_told(qtbot: QtBot) -> None:
    table = editable(qtbot)
    told: list[object] = []
    table.cell_edited.connect(lambda *what: told.append(what))
    table.edit_cell(0, 1)
    press(table.findChild(QLineEdit, "cell"), Qt.Key.Key_Tab)
    assert table.currentIndex().row() == 1
    assert told == []


def test_tab_past_the_last_cell_asks_for_a_new_row(qtbot: QtBot) -> None:
    table = editable(qtbot)
    wanted: list[bool] = []
    table.row_wanted.connect(lambda: wanted.append(True))
    table.edit_cell(0, 1)
    press(table.findChild(QLineEdit, "cell"), Qt.Key.Key_Tab)
    assert wanted == []
    table.edit_cell(1, 1)
    editor = table.focusWidget()
    press(editor if isinstance(editor, QLineEdit) else table, Qt.Key.Key_Tab)
    assert wanted == [True]


class Shelf:
    """A long list in the background; pages arrive when they are let through."""

    def __init__(self) -> None:
        """Begin with nothing asked for."""
        self.asked: list[int] = []

    def load(self, ids: Sequence[int], done: object) -> None:
        self.asked.append(ids[0])
        assert callable(done)
        done([Car(key, f"京A{key:05}") for key in ids])


def test_of_a_long_list_only_the_pages_looked_at_are_loaded(qtbot: QtBot, table: RowTable) -> None:
    shelf = Shelf()
    table.show_paged(PagedRows(range(1, 100_001), shelf.load))
    table.viewport().grab()
    assert shelf.asked == [1]
    table.scrollToBottom()
    table.viewport().grab()
    assert len(shelf.asked) <= 3
    assert table.text_at(99_999, 0) == "京A100000"
    assert len(table.rows()) <= 3 * PAGE


def test_a_page_that_arrives_later_is_painted_then(qtbot: QtBot, table: RowTable) -> None:
    waiting: list[tuple[Sequence[int], object]] = []
    table.show_paged(PagedRows([7, 8], lambda ids, done: waiting.append((ids, done))))
    before = table.viewport().grab().toImage()
    assert table.text_at(0, 0) == ""
    ids, done = waiting[0]
    assert callable(done)
    done([Car(key, f"京A{key:05}") for key in ids])
    assert len(waiting) == 1
    assert table.text_at(1, 0) == "京A00008"
    assert table.viewport().grab().toImage() != before


def test_columns_without_room_are_left_out(qtbot: QtBot) -> None:
    made = RowTable((Column("甲", lambda car: car.plate), Column("乙", lambda car: car.money, 90, from_width=500)))
    qtbot.addWidget(made)
    made.resize(400, 200)
    made.show()
    assert made.isColumnHidden(1)
    made.resize(700, 200)
    assert not made.isColumnHidden(1)
