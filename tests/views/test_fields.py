"""A field reads what people type when they leave it, marks what cannot be taken, and never invents a value."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.errors import InvalidEntry
from app.models.access import Permission
from app.models.orders import PAYER_LABELS, Payer
from app.services.acts import query
from app.store.unit_of_work import Look
from app.views.columns import Column
from app.views.desk import Desk
from app.views.fields import (
    Choice,
    Entry,
    HoursEdit,
    LongText,
    MileageEdit,
    MomentEdit,
    MoneyEdit,
    PhoneEdit,
    Picker,
    PlainEdit,
    PlateEdit,
    QuantityEdit,
    VinEdit,
)
from app.views.fields.moments import parse_moment
from app.views.station_dock import StationDock
from tests.views.hands import compose, press, write

NOW = datetime(2026, 11, 22, 2, 36, tzinfo=UTC)


def shown(qtbot: QtBot, field: Any) -> Any:
    qtbot.addWidget(field)
    field.show()
    return field


@pytest.mark.parametrize(
    ("kind", "typed", "value", "written"),
    [
        (MoneyEdit, "1234.5", 123_450, "1,234.50"),
        (MoneyEdit, "¥3 元", 300, "3.00"),
        (QuantityEdit, "1.500", 1_500, "1.5"),
        (HoursEdit, "1.8h", 1_800, "1.8"),
        (MileageEdit, "60180公里", 60_180, "60,180"),
        (PlateEdit, "京n-7l820", "京N7L820", "京N·7L820"),
        (PhoneEdit, "138 0000 6621", "13800006621", "13800006621"),
        (PlainEdit, "  𬭎 \u200d😀 ", "𬭎 \u200d😀", "𬭎 \u200d😀"),
    ],
)
def test_a_field_takes_what_people_type_and_writes_it_one_way(
    qtbot: QtBot, kind: type[Entry[Any]], typed: str, value: object, written: str
) -> None:
    field = shown(qtbot, kind("made.field"))
    compose(field, typed)
    field.tidy()
    assert field.value() == value
    assert field.text() == written
    assert not field.property("invalid")


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (MoneyEdit, "12.345"),
        (MoneyEdit, "-1"),
        (MoneyEdit, "nan"),
        (QuantityEdit, "0"),
        (HoursEdit, "1e3"),
        (MileageEdit, "12,5"),
        (VinEdit, "LGWEF7A53PH51234"),
        (MomentEdit, "25:00"),
        (PlainEdit, "x" * 10_001),
    ],
)
def test_what_cannot_be_taken_is_marked_and_says_why(qtbot: QtBot, kind: type[Entry[Any]], typed: str) -> None:
    field = shown(qtbot, kind("made.field"))
    compose(field, typed)
    field.tidy()
    assert field.property("invalid")
    assert field.toolTip()
    assert field.text() == typed
    with pytest.raises(InvalidEntry) as refused:
        field.value()
    assert refused.value.place == "made.field"


def test_the_mark_goes_as_soon_as_somebody_types_again(qtbot: QtBot) -> None:
    field = shown(qtbot, MoneyEdit())
    field.setText("x")
    field.tidy()
    write(field, "1")
    assert not field.property("invalid")
    assert field.toolTip() == ""


def test_an_empty_field_is_no_value_and_a_required_one_is_asked_for(qtbot: QtBot) -> None:
    field = shown(qtbot, MileageEdit())
    assert field.value() is None
    with pytest.raises(InvalidEntry):
        field.need()
    field.required = True
    with pytest.raises(InvalidEntry):
        field.value()


def test_a_vin_with_a_wrong_check_digit_is_doubted_not_refused(qtbot: QtBot) -> None:
    field = shown(qtbot, VinEdit())
    compose(field, "lgwef7a50ph512345")
    field.tidy()
    assert field.value() == "LGWEF7A50PH512345"
    assert [doubt.key for doubt in field.doubts()] == ["vin.check_digit"]
    assert "校验位" in field.toolTip()


def test_a_short_vin_passes_with_a_reason(qtbot: QtBot) -> None:
    field = shown(qtbot, VinEdit())
    compose(field, "ABC-1")
    field.nonstandard_reason = "旧车"
    assert field.value() == "ABC-1"


def test_a_car_without_a_plate_is_not_made_one(qtbot: QtBot) -> None:
    field = shown(qtbot, PlateEdit())
    compose(field, "未上牌")
    field.tidy()
    assert field.text() == "未上牌"
    assert field.value() == ""


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("1700", datetime(2026, 11, 22, 9, 0, tzinfo=UTC)),
        ("17:30", datetime(2026, 11, 22, 9, 30, tzinfo=UTC)),
        ("明天 9:30", datetime(2026, 11, 23, 1, 30, tzinfo=UTC)),
        ("后天9点", datetime(2026, 11, 24, 1, 0, tzinfo=UTC)),
        ("11-25 16", datetime(2026, 11, 25, 8, 0, tzinfo=UTC)),
        ("2027-01-02 08:00", datetime(2027, 1, 2, 0, 0, tzinfo=UTC)),
        ("+90", datetime(2026, 11, 22, 4, 6, tzinfo=UTC)),
    ],
)
def test_a_time_is_typed_in_a_few_keys(typed: str, moment: datetime) -> None:
    assert parse_moment(typed, NOW) == moment


@pytest.mark.parametrize("typed", ["2561", "2-30 10:00", "明天", "11-25", "x", "+", "12:60"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(InvalidEntry):
        parse_moment(typed, NOW)


def test_a_time_that_was_written_is_read_as_the_same_time(qtbot: QtBot) -> None:
    field = shown(qtbot, MomentEdit(clock=lambda: NOW))
    compose(field, "明天 930")
    field.tidy()
    assert field.text() == "明天 09:30"
    assert field.value() == datetime(2026, 11, 23, 1, 30, tzinfo=UTC)


def test_a_choice_offers_words_and_returns_the_key(qtbot: QtBot) -> None:
    choice: Choice[Payer] = shown(qtbot, Choice(PAYER_LABELS, "made.payer", blank="(未定)"))
    assert choice.value() is None
    choice.setFocus()
    chosen: list[bool] = []
    choice.typed.connect(lambda: chosen.append(True))
    press(choice, Qt.Key.Key_Down)
    assert choice.value() is Payer.CUSTOMER
    assert choice.currentText() == "自费"
    assert chosen == [True]
    choice.set_value(Payer.WARRANTY)
    choice.set_choices({Payer.WARRANTY: "索赔"})
    assert choice.value() is Payer.WARRANTY
    choice.required = True
    choice.set_value(None)
    with pytest.raises(InvalidEntry):
        choice.value()


def test_a_choice_opens_with_all_its_rows_in_view(qtbot: QtBot) -> None:
    choice: Choice[int] = shown(qtbot, Choice({way: f"方式{way}" for way in range(13)}))
    choice.showPopup()
    view = choice.view()
    last = view.visualRect(view.model().index(12, 0))
    assert view.viewport().rect().contains(last)
    choice.hidePopup()


class WalkDock(StationDock):
    """Three fields and a button."""

    NAME = "walk"

    def __init__(self, desk: Desk) -> None:
        """Build the dock."""
        super().__init__(desk, "走")
        self.first = PlainEdit("walk.first", self)
        self.long = LongText("walk.long", self)
        self.last = PlainEdit("walk.last", self)
        self.pressed = 0
        self.button = QPushButton("好", self)
        self.button.clicked.connect(self._press)
        for widget in (self.first, self.long, self.last, self.button):
            self.body.addWidget(widget)

    def _press(self) -> None:
        self.pressed += 1


def press_enter(dock: WalkDock) -> None:
    press(stands_in(dock), Qt.Key.Key_Return)


def stands_in(dock: WalkDock) -> QWidget | None:
    return dock.window().focusWidget()


def test_enter_walks_the_fields_and_presses_the_button_at_their_end(qtbot: QtBot, closed_desk: Desk) -> None:
    dock = shown(qtbot, WalkDock(closed_desk))
    dock.first.setFocus()
    press_enter(dock)
    assert stands_in(dock) is dock.long
    press_enter(dock)
    assert stands_in(dock) is dock.last
    press_enter(dock)
    assert stands_in(dock) is dock.button
    press_enter(dock)
    assert dock.pressed == 1


def test_shift_enter_begins_a_new_line_in_a_long_text(qtbot: QtBot, closed_desk: Desk) -> None:
    dock = shown(qtbot, WalkDock(closed_desk))
    dock.long.setFocus()
    compose(dock.long, "异响")
    press(dock.long, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    compose(dock.long, "漏油")
    assert dock.long.value() == "异响\n漏油"


def test_enter_skips_fields_that_cannot_be_filled(qtbot: QtBot, closed_desk: Desk) -> None:
    dock = shown(qtbot, WalkDock(closed_desk))
    dock.long.setEnabled(False)
    dock.last.setReadOnly(True)
    dock.first.setFocus()
    press_enter(dock)
    assert stands_in(dock) is dock.button


@dataclass(frozen=True, slots=True)
class Made:
    id: int
    name: str


@query(Permission.VIEW)
def find_made(look: Look, text: str, kind: str = "") -> tuple[Made, ...]:
    """Find made-up rows."""
    return tuple(Made(key, f"{kind}{text}{key}") for key in range(3)) if text != "无" else ()


@pytest.fixture
def picker(qtbot: QtBot, desk: Desk) -> Iterator[Picker]:
    page = QWidget()
    qtbot.addWidget(page)
    made = Picker(desk, find_made, (Column("", lambda row: row.name),), "made.pick", page, text_of=lambda row: row.name)
    box = QVBoxLayout(page)
    box.addWidget(made)
    box.addWidget(QLineEdit(page))
    page.resize(400, 300)
    page.show()
    made.setFocus()
    yield made
    page.close()


def test_a_picker_finds_while_one_types_and_enter_picks(
    qtbot: QtBot, picker: Picker, desk: Desk, settled: Callable[[Desk], None]
) -> None:
    picked: list[Made] = []
    picker.picked.connect(picked.append)
    write(picker, "ab")
    settled(desk)
    assert picker.suggestions.is_open()
    assert [row.name for row in picker.suggestions.table.rows()] == ["ab0", "ab1", "ab2"]
    press(picker, Qt.Key.Key_Down)
    press(picker, Qt.Key.Key_Return)
    assert picked == [Made(1, "ab1")]
    assert picker.text() == "ab1"
    assert picker.value() == Made(1, "ab1")
    assert not picker.suggestions.is_open()


def test_text_that_is_no_row_is_not_taken(
    qtbot: QtBot, picker: Picker, desk: Desk, settled: Callable[[Desk], None]
) -> None:
    compose(picker, "无")
    settled(desk)
    assert not picker.suggestions.is_open()
    with pytest.raises(InvalidEntry):
        picker.value()


def test_typing_after_picking_drops_what_was_picked(
    qtbot: QtBot, picker: Picker, desk: Desk, settled: Callable[[Desk], None]
) -> None:
    picker.set_value(Made(7, "七"))
    write(picker, "x")
    settled(desk)
    assert picker.row() is None


def test_a_picker_narrows_what_it_asks_for(
    qtbot: QtBot, picker: Picker, desk: Desk, settled: Callable[[Desk], None]
) -> None:
    picker.narrow("保养-")
    write(picker, "a")
    settled(desk)
    assert picker.suggestions.table.rows()[0].name == "保养-a0"


def test_esc_closes_the_list_and_keeps_what_was_typed(
    qtbot: QtBot, picker: Picker, desk: Desk, settled: Callable[[Desk], None]
) -> None:
    write(picker, "ab")
    settled(desk)
    press(picker, Qt.Key.Key_Escape)
    assert not picker.suggestions.is_open()
    assert picker.text() == "ab"
