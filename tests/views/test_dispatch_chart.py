"""The dispatcher's time chart (调度图): what stands where, what is hit, what is said; painted with real pixels."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.clock import DEFAULT_ZONE, utc_now
from app.errors import InvalidEntry
from app.models.lines import WorkState
from app.models.people import Trade
from app.services.dispatch_board import AssignedLine, TechnicianLoad, WaitingLine, best_technician
from app.values import Milli
from app.views import theme, wording
from app.views.dispatch.chart import TimeChart
from app.views.dispatch.day_plan import next_free, plan_day
from app.views.dispatch.minutes_edit import MinutesEdit

NINE = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
"""Nine o'clock at the station."""
LOADS = (
    TechnicianLoad(1, "J001", "张师傅", "机电一组", ((Trade.MECHANIC, 4),), 108, 480),
    TechnicianLoad(2, "J002", "李师傅", "机电一组", ((Trade.MECHANIC, 5),), 528, 480),
    TechnicianLoad(3, "J003", "小王", "机电一组", ((Trade.MECHANIC, 1),), 0, 480),
)
LINE = AssignedLine(
    id=11, version=1, line_id=21, line_version=1, order_id=31, visit_id=41, plate="京N7L820", number="WX20261122-0001",
    name="60 000 km 常规保养", technician_id=1, technician="张师傅", bay="1 号工位", planned_start=NINE,
    planned_end=NINE + timedelta(minutes=108), work=WorkState.ASSIGNED, running_since=None, worked_minutes=0,
    promised_at=NINE + timedelta(hours=8),
)  # fmt: skip


@pytest.fixture
def chart(qtbot: QtBot) -> Iterator[TimeChart]:
    """Show the chart of a station where it is nine o'clock."""
    wording.use_station(DEFAULT_ZONE, lambda: NINE)
    built = TimeChart()
    qtbot.addWidget(built)
    built.resize(900, 240)
    built.show()
    yield built
    wording.use_station(DEFAULT_ZONE, utc_now)


def painted(chart: TimeChart) -> QImage:
    return chart.viewport().grab().toImage()


def share_of(picture: QImage, colour: QColor) -> float:
    """Return how much of a picture has that very colour."""
    wanted = colour.rgb()
    hits = sum(
        picture.pixel(x, y) == wanted for x in range(0, picture.width(), 2) for y in range(0, picture.height(), 2)
    )
    return hits * 4 / (picture.width() * picture.height())


def test_an_assignment_is_painted_as_a_bar_and_an_empty_day_without(chart: TimeChart) -> None:
    ground = QColor(theme.CHIPS[theme.ChipKind.BLUE].ground)
    chart.show_day(LOADS, ())
    assert share_of(painted(chart), ground) == 0
    chart.show_day(LOADS, (LINE,))
    assert share_of(painted(chart), ground) > 0.005


def test_states_have_colours_of_their_own(chart: TimeChart) -> None:
    for work, kind in ((WorkState.PAUSED, "ORANGE"), (WorkState.FINISHED, "GREEN"), (WorkState.REWORK, "RED")):
        chart.show_day(LOADS, (replace(LINE, work=work),))
        assert share_of(painted(chart), QColor(theme.CHIPS[theme.ChipKind[kind]].ground)) > 0.005


def test_the_line_of_now_stands_at_nine(chart: TimeChart) -> None:
    chart.show_day(LOADS, ())
    picture, x = painted(chart), chart.geometry_now().x_of(NINE)
    column = {QColor(picture.pixel(x, y)).name() for y in range(chart.geometry_now().header + 2, picture.height() - 2)}
    assert theme.colour("danger").name() in column


def test_a_click_on_a_bar_chooses_it_and_a_click_beside_it_offers_the_time(qtbot: QtBot, chart: TimeChart) -> None:
    chart.show_day(LOADS, (LINE,))
    bar = chart.geometry_now().rect_of(LINE.id)
    with qtbot.waitSignal(chart.bar_selected) as chosen:
        click(chart, bar.center())
    assert chosen.args == [LINE]
    with qtbot.waitSignal(chart.gap_chosen) as gap:
        click(chart, QPoint(bar.right() + 40, bar.center().y()))
    assert gap.args is not None
    load, start = gap.args
    assert load == LOADS[0]
    assert start.minute % 15 == 0
    assert NINE + timedelta(minutes=108) < start < NINE + timedelta(hours=4)


def click(chart: TimeChart, at: QPoint) -> None:
    QTest.mouseClick(chart.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)


def test_arrow_keys_walk_from_bar_to_bar_and_row_to_row(chart: TimeChart) -> None:
    later = replace(LINE, id=12, planned_start=NINE + timedelta(hours=4), planned_end=NINE + timedelta(hours=5))
    below = replace(LINE, id=13, technician_id=2, planned_start=NINE + timedelta(hours=4))
    below = replace(below, planned_end=NINE + timedelta(hours=6))
    chart.show_day(LOADS, (LINE, later, below))
    walked = []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Left):
        QTest.keyClick(chart, key)
        line = chart.selected_line()
        walked.append(line.id if line else None)
    assert walked == [11, 12, 13, 12, 11]


def test_what_was_chosen_stays_chosen_when_the_day_is_read_again(qtbot: QtBot, chart: TimeChart) -> None:
    chart.show_day(LOADS, (LINE,))
    chart.select_id(LINE.id)
    started = replace(LINE, work=WorkState.IN_WORK, running_since=NINE)
    with qtbot.waitSignal(chart.bar_selected) as told:
        chart.show_day(LOADS, (started,))
    assert told.args == [started]
    with qtbot.waitSignal(chart.bar_selected) as told:
        chart.show_day(LOADS, ())
    assert told.args == [None]


def test_tomorrow_is_a_key_away(chart: TimeChart) -> None:
    tomorrow = replace(LINE, planned_start=NINE + timedelta(days=1), planned_end=NINE + timedelta(days=1, hours=1))
    chart.show_day(LOADS, (tomorrow,))
    assert chart.geometry_now().rect_of(LINE.id).isEmpty()
    QTest.keyClick(chart, Qt.Key.Key_PageDown)
    assert not chart.geometry_now().rect_of(LINE.id).isEmpty()
    QTest.keyClick(chart, Qt.Key.Key_PageUp)
    assert chart.days_ahead() == 0


def test_many_technicians_scroll_and_the_chosen_bar_comes_into_view(chart: TimeChart) -> None:
    many = tuple(replace(LOADS[0], id=n, name=f"{n} 号") for n in range(1, 31))
    chart.show_day(many, (replace(LINE, technician_id=30),))
    assert chart.geometry_now().rect_of(LINE.id).isEmpty()
    chart.select_id(LINE.id)
    assert chart.geometry_now().rect_of(LINE.id).height() > 10


def test_bars_that_overlap_stand_in_lanes_below_each_other(chart: TimeChart) -> None:
    chart.show_day(LOADS, (LINE, replace(LINE, id=12, planned_start=NINE + timedelta(minutes=30))))
    geometry = chart.geometry_now()
    assert geometry.plan.rows[0].lanes == 2
    assert not geometry.rect_of(11).intersects(geometry.rect_of(12))


def test_the_tip_says_in_words_what_colour_and_place_mean(chart: TimeChart) -> None:
    late = replace(LINE, promised_at=NINE + timedelta(minutes=60))
    chart.show_day(LOADS, (late,))
    tip = chart.tip_at(chart.geometry_now().rect_of(LINE.id).center())
    for part in ("京N·7L820", "60 000 km 常规保养", "张师傅 · 已派工 · 1 号工位", "今天 10:00,按计划赶不上"):
        assert part in tip
    full = chart.tip_at(QPoint(20, chart.geometry_now().row_tops()[1][1] + 5))
    assert "110%" in full
    assert "超出班次" in full


def test_a_day_has_the_hours_of_the_shift_and_what_reaches_beyond() -> None:
    plan = plan_day(LOADS, (), NINE)
    assert (plan.first.hour, plan.last.hour) == (8, 18)
    early = replace(LINE, planned_start=NINE - timedelta(hours=2), planned_end=NINE)
    long = replace(LINE, id=12, planned_end=NINE + timedelta(hours=11, minutes=5))
    plan = plan_day(LOADS, (early, long), NINE)
    assert (plan.first.hour, plan.last.hour) == (7, 21)


def test_unfinished_work_of_yesterday_is_carried_over_and_finished_work_is_not() -> None:
    yesterday = replace(LINE, planned_start=NINE - timedelta(days=1), planned_end=NINE - timedelta(hours=20))
    [bar] = plan_day(LOADS, (yesterday,), NINE).bars()
    assert bar.carried
    assert bar.start == plan_day(LOADS, (), NINE).first
    assert plan_day(LOADS, (replace(yesterday, work=WorkState.FINISHED),), NINE).bars() == []


def test_a_clock_that_runs_over_its_plan_is_drawn_up_to_now_and_counts_as_late() -> None:
    over = replace(LINE, running_since=NINE, work=WorkState.IN_WORK, promised_at=NINE + timedelta(hours=2))
    now = NINE + timedelta(hours=3)
    [bar] = plan_day(LOADS, (over,), now).bars()
    assert bar.end == now
    assert bar.late


def test_somebody_who_left_keeps_a_row_while_they_have_an_assignment() -> None:
    plan = plan_day(LOADS[1:], (LINE,), NINE)
    assert [row.load.name for row in plan.rows] == ["李师傅", "小王", "张师傅"]


def test_the_next_free_time_follows_the_last_unfinished_line() -> None:
    assert next_free((LINE,), 1, NINE) == LINE.planned_end
    assert next_free((LINE,), 2, NINE) == NINE
    assert next_free((replace(LINE, work=WorkState.FINISHED),), 1, NINE) == NINE


def test_the_least_loaded_qualified_technician_is_proposed() -> None:
    line = WaitingLine(1, 1, 1, 1, "", "", "", Milli(1000), Trade.MECHANIC, 2, None, rework=False)
    best = best_technician(LOADS, line)
    assert best is not None
    assert best.name == "张师傅"
    assert best_technician(LOADS, replace(line, trade=Trade.PAINT)) is None


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [("90", 90), ("+30", 30), ("＋90", 90), ("90 分钟", 90), ("1:30", 90), ("1.5小时", 90), ("1.5h", 90), ("０", 0)],
)
def test_minutes_are_read_as_people_write_them(qtbot: QtBot, typed: str, minutes: int) -> None:
    field = MinutesEdit()
    qtbot.addWidget(field)
    field.setText(typed)
    assert field.value() == minutes


@pytest.mark.parametrize("typed", ["一会儿", "-5", "1:75", "1:75:00", "0.001h", "999999"])
def test_what_is_no_length_of_time_is_refused(qtbot: QtBot, typed: str) -> None:
    field = MinutesEdit("dispatch.minutes")
    qtbot.addWidget(field)
    field.setText(typed)
    with pytest.raises(InvalidEntry) as refused:
        field.value()
    assert refused.value.place == "dispatch.minutes"
