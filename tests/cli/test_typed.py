"""What is typed wrong is told in one sentence, in one language, with exit code 2; help is there for every command."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app import start
from app.cli import language, language_of, parser
from app.cli.language import Tongue
from app.cli.typed import COMMANDS
from app.errors import Refusal

ROOT = Path(__file__).resolve().parents[2]


def refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """Type ``words`` and return what is said; the program must end with 2 and say nothing on its output."""
    with pytest.raises(SystemExit) as ended:
        start.main(words)
    said = capsys.readouterr()
    assert ended.value.code == 2
    assert said.out == ""
    return said.err


@pytest.fixture(autouse=True)
def chinese_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("years", ["nan", "inf", "-inf", "-1", "0", "1e9", "21", "x", ""])
def test_years_that_no_station_has_are_refused(years: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(["generate", f"--years={years}", "--data", str(tmp_path / "new")], capsys)
    assert said.startswith(f"--years:“{years}”不行,要写 0.01 到 20 之间的年数。\n")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("seed", ["x", "1.5", ""])
def test_a_seed_that_is_no_whole_number_is_refused(seed: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(["generate", f"--seed={seed}"], capsys).startswith(f"--seed:“{seed}”不行,要写一个整数。\n")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["print", "work_order"], "还缺少 NUMBER, --out。"),
        (["print", "work_order", "WX-1"], "还缺少 --out。"),
        (["check", "--data"], "--data 后面要写一个值。"),
        (["check", "--fast"], "不认识“--fast”。"),
        (["chekc"], "没有“chekc”。可用:"),
        (["--lang", "de"], "没有“de”。可用:"),
        (["check", "--repair=now"], "--repair 后面不能有“now”。"),
        (["check", "--dat", "x"], "不认识“--dat x”。"),
    ],
)
def test_what_is_typed_wrong_is_one_sentence(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = refused(words, capsys).splitlines()
    assert first.startswith(sentence)
    assert second.startswith("写法见 main.py")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_in_one_language(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        start.main([command, "--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert said.startswith(f"用法: main.py {command}")
    assert COMMANDS[command] in said
    assert not [word for word in ("usage", "options", "optional", "show this", "positional") if word in said]


def test_the_whole_help_names_every_command_and_those_of_the_launcher() -> None:
    said = parser().format_help()
    assert all(word in said for word in (*COMMANDS, "run.py test", "run.py bench", "--data", "--database", "--demo"))


@pytest.mark.parametrize(
    ("argv", "environment", "language"),
    [
        ([], {}, "zh_CN"),
        ([], {"LANG": "C.UTF-8"}, "zh_CN"),
        ([], {"LANG": "en_GB.UTF-8"}, "en"),
        ([], {"LANG": "en_GB.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh_CN"),
        (["check", "--lang", "en"], {"LANG": "zh_CN.UTF-8"}, "en"),
        (["--lang=zh_CN", "check"], {"LANG": "en_US.UTF-8"}, "zh_CN"),
        (["--lang"], {}, "zh_CN"),
    ],
)
def test_the_language_is_chinese_unless_english_is_wanted(
    argv: list[str], environment: dict[str, str], language: str
) -> None:
    assert language_of(argv, environment) == language


def test_a_sentence_is_filled_in_any_language() -> None:
    for spoken in ("zh_CN", "en"):
        assert "WX-1" in Tongue(spoken).sentence(
            "没有编号为 {number} 的{title}。", {"number": "WX-1", "title": "派工单"}
        )


CATALOGUE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="zh_CN">
<context><name>words</name><message><source>派工单</source><translation>Job slip</translation></message></context>
<context><name>rules</name><message><source>没有编号为 {number} 的{title}。</source>
<translation>There is no {title} numbered {number}.</translation></message></context>
</TS>
"""


def test_english_comes_from_the_catalogue_of_the_window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "i18n").mkdir()
    (tmp_path / "i18n" / "gongdan_en.ts").write_text(CATALOGUE, encoding="utf-8")
    monkeypatch.setattr(language, "ROOT", tmp_path)
    language._catalogue.cache_clear()
    refusal = Refusal("没有编号为 {number} 的{title}。", number="WX-1", title="派工单")
    try:
        assert Tongue("en").told(refusal) == "There is no Job slip numbered WX-1."
        assert Tongue("zh_CN").told(refusal) == "没有编号为 WX-1 的派工单。"
    finally:
        language._catalogue.cache_clear()


def test_a_terminal_that_knows_no_chinese_gets_question_marks_and_no_traceback(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "main.py", "check", "--data", str(tmp_path / "nothing")],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "station.db ???" in done.stderr
    assert "Traceback" not in done.stderr
