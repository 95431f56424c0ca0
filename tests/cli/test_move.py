"""``move`` from the command line: what it says, what it keeps, how it ends."""

from pathlib import Path

import pytest

from app import start
from tests.builders import Shop, passed
from tests.databases import sqlite_url_of


def test_the_comparison_is_printed_and_stored(
    sqlite_shop: Shop, bare_postgresql_database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    passed(sqlite_shop)
    source = str(sqlite_shop.station.engines.writer.url)
    sqlite_shop.station.engines.dispose()
    words = ["move", "--from", source, "--to", bare_postgresql_database, "--data", str(tmp_path / "own")]
    assert start.main(words) == 0
    said = capsys.readouterr().out
    assert "work_order:1 行,一致。" in said
    assert "审计链末尾一致" in said
    assert "0 处不符" in said
    (kept,) = (tmp_path / "own" / "logs").iterdir()
    assert f"比较结果已存为 {kept}" in said
    report = kept.read_text(encoding="utf-8")
    assert "work_order:1 行,一致。" in report
    assert start.main(["check", "--database", bare_postgresql_database]) == 0
    capsys.readouterr()
    assert start.main(words) == 2
    assert "目标数据库不是空的" in capsys.readouterr().err


def test_both_ends_must_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        start.main(["move", "--from", "sqlite:///a.db"])
    assert capsys.readouterr().err.startswith("还缺少 --to。\n")


def test_a_folder_that_cannot_be_written_is_told(
    sqlite_shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    source = str(sqlite_shop.station.engines.writer.url)
    target = sqlite_url_of(tmp_path / "file" / "station.db")
    assert start.main(["move", "--from", source, "--to", target, "--data", str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith("不能使用文件夹")
