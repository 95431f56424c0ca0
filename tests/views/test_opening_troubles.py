"""A database that does not open: the window says why and what to do, and tries again; never a crash box."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.bootstrap import Program
from app.store.engine import Engines
from tests.builders import PASSWORD, Shop
from tests.databases import sqlite_url_of
from tests.views.hands import write

Start = Callable[..., Program]


@pytest.fixture
def start(qapp: QApplication, tmp_path: Path) -> Iterator[Start]:
    """Start the program on any address."""
    running: list[Program] = []

    def begin(url: str, data: Path | None = None) -> Program:
        program = Program(qapp, data or tmp_path / "data", url)
        running.append(program)
        program.show()
        return program

    yield begin
    for program in running:
        program.window.close()
        program.close()
        program.window.deleteLater()
        program.deleteLater()


def told(qtbot: QtBot, program: Program) -> str:
    """Wait for what the page tells and return it; nothing may look like a crash."""
    page = program.window.pages.currentWidget()
    qtbot.waitUntil(lambda: bool(page.strip.text()), timeout=20_000)  # type: ignore[union-attr] # a page of signing in
    assert program.window.crash is None
    assert page is not None
    assert page.strip.main_button.text() == "再试一次"  # type: ignore[attr-defined] # as above
    return str(page.strip.text())  # type: ignore[attr-defined] # as above


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("postgresql+psycopg://boss:secret@127.0.0.1:1/x", "连不上数据库服务器 127.0.0.1:1:服务器拒绝连接"),
        ("foo://boss:secret@x", "看不懂数据库地址 foo://boss:***@x"),
        ("sqlite://", "看不懂数据库地址"),
    ],
)
def test_an_address_that_leads_nowhere_is_told_on_the_page(qtbot: QtBot, start: Start, url: str, sentence: str) -> None:
    program = start(url)
    said = told(qtbot, program)
    assert sentence in said
    assert "secret" not in said
    assert program.window.status.database.text() == "数据库没有打开"


@pytest.mark.may_log
def test_a_data_folder_that_is_a_file_is_told_on_the_page(qtbot: QtBot, start: Start, tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(b"")
    program = start(sqlite_url_of(tmp_path / "data" / "station.db"))
    assert "那里是一个文件" in told(qtbot, program)


def test_a_damaged_file_is_told_with_its_place_and_the_backup_takes_its_place(
    qtbot: QtBot, start: Start, sqlite_shop: Shop, tmp_path: Path
) -> None:
    path = Path(str(sqlite_shop.station.engines.reader.url.database))
    sqlite_shop.station.engines.dispose()
    backup = shutil.copy(path, tmp_path / "backup.db")
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(b"\x5a" * 200_000)
    program = start(sqlite_url_of(path))
    said = told(qtbot, program)
    assert f"数据文件 {path} 已损坏" in said
    assert "最近的备份换掉 station.db" in said
    assert program.window.status.database.text() == "数据文件已损坏,请停止使用"
    assert program.window.status.database.objectName() == "bad"
    shutil.copy(backup, path)
    page = program.window.pages.sign_in
    assert page is not None
    page.strip.main_button.click()
    qtbot.waitUntil(program.desk.is_open, timeout=20_000)
    assert program.window.status.database.text() == "本机数据库 · 正常"
    write(page.login, "boss")
    write(page.password, PASSWORD)
    page.button.click()
    qtbot.waitUntil(lambda: program.desk.actor is not None and not program.desk.busy(), timeout=20_000)


def test_what_can_only_be_read_says_so_and_is_signed_in_to(
    qtbot: QtBot, start: Start, sqlite_shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.store import schema

    def inspect_file(path: Path) -> bool:
        """Take every file for one in a folder where nothing can be written, as root never meets one."""
        return path.exists()

    monkeypatch.setattr(schema, "inspect_file", inspect_file)
    sqlite_shop.station.engines.dispose()
    path = Path(str(sqlite_shop.station.engines.reader.url.database))
    before = path.read_bytes()
    program = start(sqlite_url_of(path))
    qtbot.waitUntil(program.desk.is_open, timeout=20_000)
    engines: Engines | None = program.station.engines if program.station else None
    assert engines is not None
    assert engines.read_only
    assert program.window.status.database.text() == "本机数据库 · 只读,不能保存"
    assert program.window.status.database.objectName() == "bad"
    page = program.window.pages.sign_in
    assert page is not None
    write(page.login, "boss")
    write(page.password, PASSWORD)
    page.button.click()
    qtbot.waitUntil(lambda: program.desk.actor is not None and not program.desk.busy(), timeout=20_000)
    assert program.window.pages.currentWidget() is program.window.workspace
    assert program.window.crash is None
    assert not (tmp_path / "data" / "session").exists()
    assert path.read_bytes() == before
