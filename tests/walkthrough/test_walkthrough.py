"""The walkthrough does the main job in the real window, and notices when any one step of it is missing."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtWidgets import QApplication

from app import cli
from app.bootstrap import Program
from app.walkthrough import run
from app.walkthrough.hand import Start
from app.walkthrough.story import STORY

ROOT = Path(__file__).resolve().parents[2]
STEPS = tuple(name for name, _, _ in STORY)
DESKS = ("reception", "dispatch", "inspection", "tool_room", "parts", "settlement", "office")


def walk(place: Path, *words: str, command: str = "walkthrough") -> subprocess.CompletedProcess[str]:
    """Run the walkthrough as a person would, without a display."""
    line = [sys.executable, "main.py", command, "--data", str(place / "data"), "--out", str(place / "out"), *words]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        line, cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_the_main_job_is_done_from_gate_to_gate(tmp_path: Path) -> None:
    done = walk(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert steps_done(done.stdout) == list(STEPS)
    for desk in DESKS:
        assert (tmp_path / "out" / f"desk-{desk}.png").stat().st_size > 10_000
    for form, words in (
        ("work_order", ("维修工作单", "周大年", "606.00", "陆佰零陆元整")),
        ("certificate", ("竣工出厂合格证", "准予出厂", "2,000")),
        ("delivery_slip", ("交车单", "出 门 证", "1,218.00")),
    ):
        document = pypdfium2.PdfDocument((tmp_path / "out" / f"{form}.pdf").read_bytes())
        text = "".join(page.get_textpage().get_text_bounded() for page in document)
        document.close()
        assert all(word in text for word in words), form


def test_what_is_missing_makes_the_command_exit_1(tmp_path: Path) -> None:
    done = walk(tmp_path, "--omit", "staff")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "没有见效:张建国 is on the list" in done.stdout


@pytest.fixture
def begin(qapp: QApplication) -> Iterator[Start]:
    """Start the program in this process, for it need not load Qt anew for each of many steps; end it for good."""
    running: list[Program] = []

    def started(folder: Path, database: str) -> Program:
        running.append(Program(qapp, folder, database))
        return running[-1]

    yield started
    for program in running:
        program.window.deleteLater()
        program.deleteLater()


@pytest.mark.parametrize("step", STEPS)
def test_a_missing_step_is_noticed(tmp_path: Path, begin: Start, capsys: pytest.CaptureFixture[str], step: str) -> None:
    places = ["--data", str(tmp_path / "data"), "--out", str(tmp_path / "out")]
    given = cli.parser().parse_args(["walkthrough", *places, "--omit", step])
    assert run(given, begin) == 1
    told = capsys.readouterr().out
    assert steps_done(told) == list(STEPS[: STEPS.index(step)])
    assert "没有见效:" in told


def test_a_database_that_does_not_open_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "station.db").write_text("no database", encoding="utf-8")
    for command in ("walkthrough", "shots"):
        done = walk(tmp_path, command=command)
        assert done.returncode in {1, 2}
        assert "不是本程序的数据文件" in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        assert "plugin" not in done.stderr


def test_only_a_step_of_the_story_can_be_left_out(tmp_path: Path) -> None:
    done = walk(tmp_path, "--omit", "lunch")
    assert done.returncode == 2
    assert done.stderr.startswith("--omit:没有“lunch”这一步。可用:")
    assert "print_order" in done.stderr
    assert not (tmp_path / "data").exists()


def steps_done(told: str) -> list[str]:
    """Return the names of the steps that the walkthrough says it has done."""
    return [words[1] for line in told.splitlines() if (words := line.split()) and words[0].isdecimal()]
