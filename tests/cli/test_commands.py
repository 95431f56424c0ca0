"""``check`` and ``generate`` from the command line: nothing is made by looking, damage is listed, never traced."""

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from app import start
from tests.builders import Shop, received
from tests.databases import sqlite_url_of

Spoil = Callable[[Path], None]


@pytest.mark.parametrize("words", [["check"], ["print", "work_order", "WX-1", "--out", "x.pdf"]])
def test_where_nothing_is_nothing_is_made(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert start.main([*words, "--data", str(tmp_path / "missing")]) == 2
    said = capsys.readouterr()
    assert said.err.startswith(f"{tmp_path / 'missing' / 'station.db'} 里还没有站。\n")
    assert said.out == ""
    assert list(tmp_path.iterdir()) == []


def test_an_empty_database_on_a_server_is_not_filled_by_a_check(
    bare_postgresql_database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        assert start.main(["check", "--database", bare_postgresql_database]) == 2
        assert "里还没有站" in capsys.readouterr().err


def test_a_generated_station_is_in_order_and_is_not_generated_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert start.main(["generate", "--years", "0.01", "--data", str(tmp_path / "50% ?")]) == 0
    assert "账号 boss,密码 gongdan2026" in capsys.readouterr().out
    assert start.main(["check", "--data", str(tmp_path / "50% ?")]) == 0
    assert capsys.readouterr().out == "核对完毕:0 处不符。\n"
    assert start.main(["generate", "--years", "0.01", "--data", str(tmp_path / "50% ?")]) == 2
    assert capsys.readouterr().err == "这个数据库里已经有站,不能再生成。\n"
    assert (tmp_path / "50% ?" / "station.db").exists()


def overwrite_the_middle(path: Path) -> None:
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 3)
        file.write(random.Random(1).randbytes(size // 3))


def zero_some_pages(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(40 * 4096)
        file.write(bytes(60 * 4096))


def cut_the_end(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 100_000)


def scribble_over_the_structure(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(4096 - 600)
        file.write(b"\x8e\xff" * 300)


def lose_the_head(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(16)
        file.write(b"\x01" * 84)


SPOILT: dict[str, Spoil] = {
    "middle": overwrite_the_middle,
    "zeros": zero_some_pages,
    "cut": cut_the_end,
    "structure": scribble_over_the_structure,
    "head": lose_the_head,
}


@pytest.mark.parametrize("kind", SPOILT)
def test_a_damaged_file_is_listed_as_damaged(sqlite_shop: Shop, kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    received(sqlite_shop)
    path = Path(str(sqlite_shop.station.engines.reader.url.database))
    sqlite_shop.station.engines.dispose()
    SPOILT[kind](path)
    assert start.main(["check", "--database", sqlite_url_of(path)]) == 1
    said = capsys.readouterr()
    *lines, count = said.out.splitlines()
    assert any("损坏" in line or "读不出来" in line for line in lines), lines
    assert count.startswith("核对完毕:")
    assert count != "核对完毕:0 处不符。"
    assert said.err == ""


def test_a_record_that_holds_what_it_cannot_is_listed(sqlite_shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    received(sqlite_shop)
    path = Path(str(sqlite_shop.station.engines.reader.url.database))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("UPDATE audit SET reason = CAST(x'ff8e' AS TEXT)")
        connection.execute("UPDATE part_line SET amount_fen = 'much'")
    assert start.main(["check", "--database", sqlite_url_of(path)]) == 1
    assert "核对“审计链”时有记录读不出来" in capsys.readouterr().out
