"""Workers know nothing of the window: whatever belongs to it goes on its own thread, or Qt dies of it."""

import gc
import sys
import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.errors import Refusal
from app.views.desk import Desk
from app.views.station_dock import StationDock

Settled = Callable[[Desk], None]


@pytest.fixture
def waiting(qtbot: QtBot, desk: Desk) -> QWidget:
    """Give a dock that waits for answers."""
    widget = StationDock(desk, "等待")
    qtbot.addWidget(widget)
    return widget


class Held:
    """Something that belongs to the window; notes on which thread it goes."""

    def __init__(self, gone: list[threading.Thread]) -> None:
        """Note it in ``gone``."""
        self.gone = gone
        self.itself: Held | None = None

    def __del__(self) -> None:
        self.gone.append(threading.current_thread())


def take(held: Held) -> None:
    """Take what a job was given, and keep nothing of it."""


def fail_with(held: Held) -> None:
    """Fail while holding what the job was given."""
    raise Refusal("不行")


@pytest.fixture
def hasty() -> Iterator[None]:
    """Let the threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("work", [take, fail_with])
def test_what_a_job_was_given_is_let_go_of_on_the_windows_thread(
    waiting: QWidget, desk: Desk, settled: Settled, work: Callable[[Held], None]
) -> None:
    gone: list[threading.Thread] = []
    for _ in range(100):
        desk.make(work, Held(gone), by=waiting, done=lambda _nothing: None)
        desk.make(work, Held(gone), by=waiting, done=lambda _nothing: None).cancel()
    settled(desk)
    gc.collect()
    assert len(gone) == 200
    assert set(gone) == {threading.current_thread()}


def much_rubbish() -> int:
    """Leave so much behind that Python would collect at once."""
    return len([[] for _ in range(100_000)])


def test_garbage_of_the_window_is_not_collected_by_a_worker(waiting: QWidget, desk: Desk, settled: Settled) -> None:
    gone: list[threading.Thread] = []
    for _ in range(20):
        held = Held(gone)
        held.itself = held
        del held
        desk.make(much_rubbish, by=waiting, done=lambda _count: None)
        settled(desk)
    desk.sweeper.sweep_all()
    assert len(gone) == 20
    assert set(gone) == {threading.current_thread()}


def test_garbage_is_collected_while_the_window_is_open(qtbot: QtBot, desk: Desk) -> None:
    gone: list[threading.Thread] = []
    held = Held(gone)
    held.itself = held
    del held
    kept: list[list[int]] = [[] for _ in range(2 * gc.get_threshold()[0])]
    qtbot.waitUntil(lambda: bool(gone), timeout=20_000)
    assert kept


def test_python_collects_by_itself_again_when_the_last_desk_is_closed(closed_desk: Desk) -> None:
    assert not gc.isenabled()
    closed_desk.close()
    assert gc.isenabled()
