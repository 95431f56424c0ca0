"""Starting: the window is there before anything slow is loaded, and whoever was here a moment ago goes straight on."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from app.bootstrap import Program, complaint_of_gui_thread
from app.changes import Change
from tests.builders import PASSWORD
from tests.databases import sqlite_url_of
from tests.views.hands import press, write

Start = Callable[..., Program]
ROOT = Path(__file__).resolve().parents[2]
SLOW = ("pyqtgraph", "numpy", "openpyxl", "reportlab", "pypinyin", "alembic", "psycopg", "sqlalchemy")
FIRST_PAINT = """
import json, sys
from pathlib import Path
from app.changes import Change
from app.bootstrap import Program, the_application

application = the_application()
program = Program(application, Path(sys.argv[1]), sys.argv[2])
program.window.painted.disconnect()

def painted():
    table = program.window.workspace.vehicles.table
    print(json.dumps({
        "modules": sorted({name.partition(".")[0] for name in sys.modules}),
        "plates": [row.plate for row in table.rows()],
        "working": program.window.pages.currentWidget() is program.window.workspace,
    }))
    application.quit()

program.window.painted.connect(painted, type=__import__("PySide6.QtCore").QtCore.Qt.ConnectionType.QueuedConnection)
program.show()
application.exec()
"""


DIES = """
import faulthandler, sys
from pathlib import Path
from app.bootstrap import log_to

log_to(Path(sys.argv[1]))
faulthandler._sigabrt()
"""


@pytest.fixture
def start(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Start]:
    """Start the program on the data folder of the test, as often as is wanted, one after the other."""
    running: list[Program] = []

    def end() -> None:
        for program in running:
            program.window.close()
            program.close()
            program.window.deleteLater()
            program.deleteLater()
        running.clear()

    def begin(*, wait: bool = True) -> Program:
        end()
        program = Program(qapp, tmp_path, sqlite_url_of(tmp_path / "station.db"))
        running.append(program)
        program.show()
        if wait:
            qtbot.waitUntil(lambda: program.desk.is_open() and not program.desk.busy(), timeout=20_000)
        return program

    yield begin
    end()


def found(qtbot: QtBot, program: Program) -> None:
    """Fill the page of the first run with the keyboard."""
    page = program.window.pages.first_run
    assert page is not None
    write(page.station, "朝阳服务站")
    press(page.station, Qt.Key.Key_Return)
    write(page.login, "wang")
    press(page.login, Qt.Key.Key_Return)
    write(page.password, PASSWORD)
    press(page.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.desk.actor is not None and not program.desk.busy(), timeout=20_000)


def test_on_a_fresh_machine_three_fields_open_the_window(qtbot: QtBot, start: Start) -> None:
    program = start()
    assert program.window.pages.currentWidget() is program.window.pages.first_run
    found(qtbot, program)
    assert program.window.pages.currentWidget() is program.window.workspace
    assert program.desk.actor is not None
    assert program.desk.actor.login == "wang"
    assert "正常" in program.window.status.database.text()


def test_enter_never_ticks_the_demonstration(start: Start) -> None:
    page = start().window.pages.first_run
    assert page is not None
    page.demonstration.setFocus()
    press(page.demonstration, Qt.Key.Key_Return)
    assert not page.demonstration.isChecked()
    assert page.window().focusWidget() is page.button
    press(page.demonstration, Qt.Key.Key_Space)
    assert page.demonstration.isChecked()


def test_ctrl_enter_starts_from_any_field(qtbot: QtBot, start: Start) -> None:
    program = start()
    page = program.window.pages.first_run
    assert page is not None
    write(page.login, "wang")
    write(page.password, PASSWORD)
    write(page.station, "朝阳服务站")
    press(page.station, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: program.desk.actor is not None and not program.desk.busy(), timeout=20_000)
    assert program.window.at_work()


def test_a_restart_does_not_open_a_window_that_was_locked(qtbot: QtBot, start: Start) -> None:
    first = start()
    found(qtbot, first)
    first.window.lock()
    assert start().desk.actor is None


def test_after_unlocking_a_restart_goes_straight_on(qtbot: QtBot, start: Start) -> None:
    first = start()
    found(qtbot, first)
    first.window.lock()
    lock = first.window.pages.lock
    assert lock is not None
    write(lock.password, PASSWORD)
    press(lock.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: first.window.at_work() and not first.desk.busy(), timeout=20_000)
    assert start().desk.actor is not None


def test_a_password_that_is_too_short_is_told_on_the_page(qtbot: QtBot, start: Start) -> None:
    program = start()
    page = program.window.pages.first_run
    assert page is not None
    write(page.station, "朝阳服务站")
    write(page.login, "wang")
    write(page.password, "123")
    page.button.click()
    qtbot.waitUntil(lambda: not program.desk.busy())
    assert page.strip.text() == "密码至少 6 位。"
    assert page.button.isEnabled()
    page.strip.main_button.click()
    assert program.window.focusWidget() is page.password


def test_the_same_person_comes_back_within_the_idle_time_without_a_password(qtbot: QtBot, start: Start) -> None:
    found(qtbot, start())
    program = start()
    assert program.window.pages.currentWidget() is program.window.workspace
    assert program.desk.actor is not None
    assert program.desk.actor.login == "wang"


def test_after_signing_out_a_restart_asks_who_is_there(qtbot: QtBot, start: Start) -> None:
    first = start()
    found(qtbot, first)
    first.window.sign_out()
    program = start()
    assert program.desk.actor is None
    assert program.window.pages.currentWidget() is program.window.pages.sign_in


def test_after_a_long_absence_a_restart_asks_for_the_password(qtbot: QtBot, start: Start, tmp_path: Path) -> None:
    found(qtbot, start())
    start().window.close()
    long_ago = (tmp_path / "session").stat().st_mtime - 3600
    os.utime(tmp_path / "session", (long_ago, long_ago))
    program = start()
    assert program.desk.actor is None
    assert program.window.pages.currentWidget() is program.window.pages.sign_in


def test_a_session_somebody_made_up_opens_nothing(qtbot: QtBot, start: Start, tmp_path: Path) -> None:
    found(qtbot, start())
    start(wait=False).window.close()
    (tmp_path / "session").write_text("1 " + "0" * 64, encoding="ascii")
    program = start()
    assert program.desk.actor is None
    assert program.window.pages.currentWidget() is program.window.pages.sign_in


def test_a_file_that_is_not_ours_is_told_with_advice_and_can_be_tried_again(
    qtbot: QtBot, start: Start, tmp_path: Path
) -> None:
    path = tmp_path / "station.db"
    path.write_bytes(b"something else entirely")
    program = start(wait=False)
    page = program.window.pages.sign_in
    assert page is not None
    qtbot.waitUntil(lambda: "不是本程序的数据文件" in page.strip.text(), timeout=20_000)
    assert "--data" in page.strip.text()
    assert path.read_bytes() == b"something else entirely"
    path.unlink()
    page.strip.main_button.click()
    qtbot.waitUntil(program.desk.is_open, timeout=20_000)
    assert program.window.pages.currentWidget() is program.window.pages.first_run


@pytest.mark.may_log
def test_what_nothing_caught_is_logged_and_shown_and_the_window_goes_on(
    qtbot: QtBot, start: Start, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    program = start()
    program._uncaught(ValueError, ValueError("made up"), None)
    assert "uncaught" in caplog.text
    crash = program.window.crash
    assert crash is not None
    assert "made up" in crash.report.toPlainText()
    assert program.window.isVisible()


@pytest.mark.may_log
def test_a_statement_on_the_windows_thread_is_complained_of_with_its_stack(
    qapp: QApplication, caplog: pytest.LogCaptureFixture
) -> None:
    complaint_of_gui_thread()(None, None, "SELECT 1")
    assert "SELECT 1" in caplog.text
    assert caplog.records[0].stack_info


@pytest.mark.may_log
def test_the_program_listens_to_every_statement(qtbot: QtBot, start: Start, caplog: pytest.LogCaptureFixture) -> None:
    from app.services import accounts
    from app.store.actor import NOBODY

    program = start()
    assert program.station is not None
    assert caplog.text == ""
    program.station.ask(NOBODY, accounts.is_founded)
    assert "a statement on the window's thread" in caplog.text


def test_what_another_pc_saved_appears_by_itself(qtbot: QtBot, start: Start, tmp_path: Path) -> None:
    from app.services import staff
    from app.services.station import Station
    from app.store.engine import open_engines

    program = start()
    found(qtbot, program)
    actor = program.desk.actor
    assert actor is not None
    heard: list[tuple[Change, object]] = []
    program.desk.changed.connect(lambda changes, origin: heard.append((changes, origin)))
    other = Station(open_engines(sqlite_url_of(tmp_path / "station.db")), pc="another")
    try:
        other.perform(actor, staff.save_bay, "7 号工位")
    finally:
        other.engines.dispose()
    qtbot.waitUntil(lambda: bool(heard), timeout=20_000)
    changes, origin = heard[0]
    assert Change.PEOPLE in changes
    assert origin is None


def test_no_question_is_put_in_a_dialog(qtbot: QtBot, start: Start) -> None:
    found(qtbot, start())
    assert not [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QMessageBox)]


def test_the_board_is_painted_before_anything_slow_is_loaded(
    sqlite_shop_template: tuple[Path, object], tmp_path: Path
) -> None:
    import shutil

    from tests.builders import received
    from tests.shops import opened

    database = tmp_path / "station.db"
    template, pattern = sqlite_shop_template
    shutil.copy(template, database)
    with opened(pattern, sqlite_url_of(database)) as shop:  # type: ignore[arg-type] # a Shop
        received(shop)
    (tmp_path / "session").write_text("1 " + "0" * 64, encoding="ascii")
    done = subprocess.run(
        [sys.executable, "-c", FIRST_PAINT, str(tmp_path), sqlite_url_of(database)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["working"]
    assert seen["plates"] == ["京N7L820"]
    assert [name for name in SLOW if name in seen["modules"]] == []


def test_where_the_program_died_stands_in_its_log(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", DIES, str(tmp_path)], cwd=ROOT, capture_output=True, timeout=120, check=False
    )
    assert done.returncode != 0
    log = (tmp_path / "gongdan.log").read_text(encoding="utf-8")
    assert "Aborted" in log
    assert 'File "<string>"' in log
