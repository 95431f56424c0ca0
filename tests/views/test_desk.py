"""Every click goes to the station and its answer comes back, or is told where it was clicked."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.changes import Change
from app.errors import NeedsConfirmation, Refusal, StaleRecord, Trouble
from app.models.access import Permission, Role
from app.models.people import Team
from app.services.acts import query, service
from app.store.unit_of_work import Look, Work
from app.views.desk import Desk
from app.views.station_dock import StationDock

if TYPE_CHECKING:
    from tests.builders import Shop

Settled = Callable[[Desk], None]
seen: list[object] = []


@pytest.fixture(autouse=True)
def nothing_seen() -> None:
    seen.clear()


@query(Permission.VIEW)
def team_names(look: Look) -> tuple[str, ...]:
    """Names of the teams, and the thread on which they were read."""
    seen.append(threading.current_thread())
    return tuple(row.name for row in look.session.query(Team).order_by(Team.id))


@service(Permission.VIEW)
def found_team(work: Work, name: str) -> str:
    """Add a team."""
    seen.append(name)
    work.add(Team(name=name))
    return name


@service(Permission.VIEW)
def refuse(work: Work) -> None:
    """Say no."""
    raise Refusal("公里数 {km} 小于上次的", place="made.field", km=7)


@service(Permission.VIEW)
def doubt(work: Work, name: str) -> str:
    """Ask before going on."""
    work.doubt("odd", "名称 {name} 少见", name=name)
    work.stop_if_doubted()
    work.add(Team(name=f"{name}:{work.reason}"))
    return work.reason


@service(Permission.VIEW)
def stale(work: Work) -> None:
    """Say that somebody else was faster."""
    raise StaleRecord("team", 1)


failures: list[str] = []


@service(Permission.VIEW)
def fragile(work: Work, name: str) -> str:
    """Store a team, then fail the first time as a full disk would."""
    work.add(Team(name=name))
    if not failures:
        failures.append(name)
        raise Trouble("磁盘已满", advice="请腾出空间")
    return name


@service(Permission.VIEW)
def broken(work: Work) -> None:
    """Err as only a program errs."""
    message = "no such thing"
    raise KeyError(message)


class MadeDock(StationDock):
    """A dock with one field and a record of what it read."""

    NAME = "made"
    WATCHES = Change.PEOPLE

    def __init__(self, desk: Desk) -> None:
        """Build the dock."""
        super().__init__(desk, "试")
        self.field = self.place("made.field", QLineEdit(self))
        self.body.addWidget(self.field)
        self.read: list[tuple[str, ...]] = []

    def refresh(self) -> None:
        self.desk.ask(team_names, by=self, done=self.read.append)


@pytest.fixture
def dock(qtbot: QtBot, desk: Desk, settled: Settled) -> MadeDock:
    made = MadeDock(desk)
    qtbot.addWidget(made)
    made.show()
    settled(desk)
    made.read.clear()
    seen.clear()
    return made


def teams(shop: "Shop") -> list[str]:
    return [team.name for team in shop.found(Team)]


def test_a_click_changes_the_station_and_tells_what_came_of_it(
    dock: MadeDock, desk: Desk, settled: Settled, sqlite_shop: "Shop"
) -> None:
    answers: list[str] = []
    desk.perform(found_team, "早班", by=dock, done=answers.append)
    settled(desk)
    assert answers == ["早班"]
    assert "早班" in teams(sqlite_shop)


def test_the_window_never_waits_for_the_database(dock: MadeDock, desk: Desk, settled: Settled, qapp: object) -> None:
    desk.ask(team_names, by=dock, done=seen.append)
    settled(desk)
    assert seen[0] != threading.current_thread()


def test_a_dock_that_watches_what_changed_reads_again_and_shows_it(
    dock: MadeDock, desk: Desk, settled: Settled
) -> None:
    desk.perform(found_team, "夜班", by=dock)
    settled(desk)
    assert "夜班" in dock.read[-1]


def test_a_dock_that_watches_something_else_is_left_alone(
    qtbot: QtBot, dock: MadeDock, desk: Desk, settled: Settled
) -> None:
    desk.changed.emit(Change.TOOLS, None)
    settled(desk)
    assert dock.read == []


def test_a_hidden_dock_reads_when_it_is_shown_again(dock: MadeDock, desk: Desk, settled: Settled) -> None:
    dock.hide()
    desk.changed.emit(Change.PEOPLE, None)
    settled(desk)
    assert dock.read == []
    dock.show()
    settled(desk)
    assert len(dock.read) == 1


def test_a_dock_somebody_types_into_waits_until_that_is_saved(dock: MadeDock, desk: Desk, settled: Settled) -> None:
    dock.set_editing(True)
    desk.changed.emit(Change.PEOPLE, None)
    settled(desk)
    assert dock.read == []
    dock.set_editing(False)
    settled(desk)
    assert len(dock.read) == 1


def test_what_another_pc_changed_is_heard_from_any_thread(
    qtbot: QtBot, dock: MadeDock, desk: Desk, settled: Settled
) -> None:
    thread = threading.Thread(target=lambda: desk.hear(Change.PEOPLE))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(dock.read) == 1)


def test_a_refusal_stands_in_the_dock_and_its_button_leads_to_the_field(
    qtbot: QtBot, dock: MadeDock, desk: Desk, settled: Settled
) -> None:
    desk.perform(refuse, by=dock.field)
    settled(desk)
    assert dock.strip.text() == "公里数 7 小于上次的"
    other = QPushButton("别处", dock)
    dock.body.addWidget(other)
    other.setFocus()
    dock.strip.main_button.click()
    assert dock.field.hasFocus()
    assert dock.strip.text() == ""


def test_the_next_success_takes_the_refusal_away(dock: MadeDock, desk: Desk, settled: Settled) -> None:
    desk.perform(refuse, by=dock)
    settled(desk)
    desk.perform(found_team, "中班", by=dock)
    settled(desk)
    assert dock.strip.text() == ""


def test_doubts_are_confirmed_only_with_a_reason(
    dock: MadeDock, desk: Desk, settled: Settled, sqlite_shop: "Shop"
) -> None:
    answers: list[str] = []
    desk.perform(doubt, "天地", by=dock, done=answers.append)
    settled(desk)
    assert "名称 天地 少见" in dock.strip.text()
    assert not dock.strip.main_button.isEnabled()
    assert teams(sqlite_shop) == [name for name in teams(sqlite_shop) if "天地" not in name]
    dock.strip.reason.setText("客户要求")
    dock.strip.main_button.click()
    settled(desk)
    assert answers == ["客户要求"]
    assert "天地:客户要求" in teams(sqlite_shop)


def test_going_back_from_a_doubt_changes_nothing(
    dock: MadeDock, desk: Desk, settled: Settled, sqlite_shop: "Shop"
) -> None:
    desk.perform(doubt, "天地", by=dock)
    settled(desk)
    dock.strip.close_button.click()
    assert dock.strip.text() == ""
    assert not [name for name in teams(sqlite_shop) if "天地" in name]


def test_a_conflict_offers_to_load_the_record_again(dock: MadeDock, desk: Desk, settled: Settled) -> None:
    dock.set_editing(True)
    desk.perform(stale, by=dock)
    settled(desk)
    assert "别人刚改过" in dock.strip.text()
    assert dock.read == []
    dock.strip.main_button.click()
    settled(desk)
    assert len(dock.read) == 1


def test_after_a_trouble_the_same_click_is_tried_again_under_the_same_key(
    dock: MadeDock, desk: Desk, settled: Settled, sqlite_shop: "Shop"
) -> None:
    from app.models.journal import Posting

    failures.clear()
    answers: list[str] = []
    desk.perform(fragile, "备份组", by=dock, done=answers.append)
    (job,) = desk._in_flight
    key = job.posting
    settled(desk)
    assert dock.strip.text() == "磁盘已满\n请腾出空间"
    assert "备份组" not in teams(sqlite_shop)
    dock.strip.main_button.click()
    settled(desk)
    assert answers == ["备份组"]
    assert teams(sqlite_shop).count("备份组") == 1
    assert [posting.uuid for posting in sqlite_shop.found(Posting) if posting.answer == "备份组"] == [key]


def test_two_clicks_on_one_button_do_it_once(dock: MadeDock, desk: Desk, settled: Settled, sqlite_shop: "Shop") -> None:
    button = QPushButton("加组", dock)
    button.clicked.connect(lambda: desk.perform(found_team, "双击", by=dock))
    button.click()
    button.click()
    settled(desk)
    assert seen.count("双击") == 1
    assert dock.strip.text() == ""


def test_two_scans_count_twice(dock: MadeDock, desk: Desk, settled: Settled) -> None:
    answers: list[str] = []
    desk.perform(doubt, "扫", by=dock, confirmed=frozenset({"odd"}), reason="一", repeatable=True, done=answers.append)
    desk.perform(doubt, "扫", by=dock, confirmed=frozenset({"odd"}), reason="二", repeatable=True, done=answers.append)
    settled(desk)
    assert answers == ["一", "二"]


def test_a_late_answer_to_a_widget_that_is_gone_is_dropped(qtbot: QtBot, desk: Desk, settled: Settled) -> None:
    import shiboken6

    widget = QWidget()
    answers: list[object] = []
    desk.ask(team_names, by=widget, done=answers.append)
    shiboken6.delete(widget)
    settled(desk)
    assert answers == []


def test_a_question_called_off_is_not_answered(dock: MadeDock, desk: Desk, settled: Settled) -> None:
    answers: list[object] = []
    asking = desk.ask(team_names, by=dock, done=answers.append)
    asking.cancel()
    settled(desk)
    assert answers == []


def test_a_change_is_broadcast_even_when_nobody_waits_for_its_answer(
    qtbot: QtBot, dock: MadeDock, desk: Desk, settled: Settled
) -> None:
    import shiboken6

    widget = QWidget()
    desk.perform(found_team, "关窗", by=widget)
    shiboken6.delete(widget)
    settled(desk)
    assert "关窗" in dock.read[-1]


@pytest.mark.may_log
def test_an_error_of_the_program_is_reported_with_its_stack(dock: MadeDock, desk: Desk, settled: Settled) -> None:
    bugs: list[tuple[str, object]] = []
    desk.bug.connect(lambda name, error: bugs.append((name, error)))
    dock.field.setText("已输入")
    desk.perform(broken, by=dock)
    settled(desk)
    assert bugs[0][0].endswith("broken")
    assert isinstance(bugs[0][1], KeyError)
    assert dock.field.text() == "已输入"


def test_calls_made_before_the_station_is_open_wait_for_it(
    qtbot: QtBot, closed_desk: Desk, settled: Settled, sqlite_shop: "Shop"
) -> None:
    from app.store.actor import NOBODY

    made = MadeDock(closed_desk)
    qtbot.addWidget(made)
    answers: list[object] = []
    closed_desk.ask(team_names, by=made, done=answers.append)
    assert closed_desk.busy() == 1
    closed_desk.sign_in(sqlite_shop.actors[Role.RECEPTION])
    closed_desk.open(sqlite_shop.station, NOBODY)
    settled(closed_desk)
    assert len(answers) == 1


def test_paper_is_made_beside_the_window_and_without_the_station(
    qtbot: QtBot, closed_desk: Desk, settled: Settled
) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    threads: list[object] = []
    closed_desk.make(threading.current_thread, by=widget, done=threads.append)
    settled(closed_desk)
    assert threads != [threading.current_thread()]


def test_nobody_signed_in_may_not_ask(qtbot: QtBot, dock: MadeDock, desk: Desk, settled: Settled) -> None:
    desk.sign_in(None)
    desk.ask(team_names, by=dock, done=seen.append)
    settled(desk)
    assert dock.strip.text() == "您的岗位不能做这件事。"
    assert seen == []


def test_the_order_in_hand_is_told_to_a_dock_when_it_comes_to_the_front(
    dock: MadeDock, desk: Desk, settled: Settled
) -> None:
    dock.hide()
    desk.take_in_hand(5, 3)
    assert dock.read == []
    dock.show()
    settled(desk)
    assert len(dock.read) == 1
    assert (desk.current_order, desk.current_visit) == (5, 3)


def test_needs_confirmation_names_every_key() -> None:
    from app.errors import Doubt

    assert NeedsConfirmation([Doubt("a", "甲"), Doubt("b", "乙")]).keys == {"a", "b"}
