"""``--demo`` opens a filled station and asks who is there."""

from pathlib import Path

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.bootstrap import Program, the_application
from app.services.demonstration import FOUNDER


def test_the_demonstration_station_opens_at_the_first_start(qtbot: QtBot, tmp_path: Path) -> None:
    program = Program(the_application(), tmp_path, f"sqlite:///{tmp_path / 'station.db'}", demo=True)
    qtbot.addWidget(program.window)
    program.show()
    pages = program.window.pages
    qtbot.waitUntil(lambda: pages.sign_in is not None and pages.currentWidget() is pages.sign_in, timeout=60_000)
    assert pages.sign_in is not None
    pages.sign_in.login.setText("reception")
    pages.sign_in.password.setText("gongdan2026")
    pages.sign_in.sign_in()
    workspace = program.window.workspace
    qtbot.waitUntil(lambda: bool(workspace.vehicles.table.rows()) and not program.desk.busy(), timeout=30_000)
    assert program.desk.actor is not None
    assert program.desk.actor.login == "reception"
    program.window.close()
    program.close()


def test_the_sign_in_page_of_the_demonstration_names_its_accounts(qtbot: QtBot, tmp_path: Path) -> None:
    program = Program(the_application(), tmp_path, f"sqlite:///{tmp_path / 'station.db'}", demo=True)
    program.window.pages.ask_who()
    page = program.window.pages.sign_in
    assert page is not None
    qtbot.addWidget(program.window)
    said = " ".join(label.text() for label in page.findChildren(QLabel))
    program.close()
    for login in ("reception", "dispatch", "inspection", "tool_room", "parts", "settlement", FOUNDER[0]):
        assert login in said
    assert FOUNDER[1] in said
