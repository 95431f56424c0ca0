"""What every test stands on: Qt drawn unseen, the databases, and what no test may leave behind."""

import logging
import os
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

import hypothesis
import pytest

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

pytest_plugins = ["tests.databases", "tests.shops"]

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# The clock of a busy machine says nothing about a rule, and CI wants the same examples each time.
hypothesis.settings.register_profile("ci", max_examples=40, stateful_step_count=25, deadline=None, derandomize=True)
hypothesis.settings.register_profile("long", max_examples=2_000, stateful_step_count=60, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture(scope="session", autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the program's default folders out of the home of whoever runs the tests, and their language out of it."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "APPDATA", "LOCALAPPDATA"):
            patch.setenv(name, str(home / name.lower()))
        for name in ("LC_ALL", "LC_MESSAGES"):
            patch.delenv(name, raising=False)
        patch.setenv("LANG", "C.UTF-8")  # the terminal speaks Chinese unless the machine says English
        yield


@pytest.fixture(scope="session")
def qapp(qapp: "QApplication") -> "QApplication":
    """Qt's application as at a Chinese desk, whatever the locale of this machine."""
    from PySide6.QtCore import QLocale

    QLocale.setDefault(QLocale("zh_CN"))
    return qapp


@pytest.fixture(autouse=True)
def no_stray_warnings(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail a test during which the program logged a warning or worse, unless it is marked ``may_log``."""
    yield
    if request.node.get_closest_marker("may_log"):
        return
    stray = [
        f"{record.name}: {record.getMessage()}"
        for phase in ("setup", "call")
        for record in caplog.get_records(phase)
        if record.levelno >= logging.WARNING
    ]
    if stray:
        pytest.fail("logged without being expected:\n" + "\n".join(stray))


@pytest.fixture(autouse=True)
def no_thread_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that ends while a thread it started goes on, unless it is marked ``may_leave_threads``."""
    before = set(threading.enumerate())
    yield
    if request.node.get_closest_marker("may_leave_threads"):
        return
    for thread in set(threading.enumerate()) - before:
        if isinstance(thread, threading._DummyThread):
            continue  # one of Qt's own pool, which keeps it for the next task
        thread.join(timeout=5)
        if thread.is_alive():
            pytest.fail(f"thread {thread.name} goes on after the test")
