"""The set-up as it happens, in a small checkout whose lock is empty: nothing is downloaded."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.sources import ROOT

PROGRAM = """import json, os, sys
print(json.dumps([sys.argv[1:], os.environ.get("QT_QPA_PLATFORM"), sys.prefix]))
"""


class Checkout:
    """A folder with run.py, a lock and a main.py that tells how it was started."""

    def __init__(self, folder: Path) -> None:
        """Lay the files into an empty ``folder``."""
        self.folder = folder
        self.stamp = folder / ".venv" / "set-up.json"
        shutil.copy(ROOT / "run.py", folder)
        self.lock("# nothing")
        (folder / "main.py").write_text(PROGRAM, encoding="utf-8")

    def lock(self, text: str) -> None:
        (self.folder / "requirements.lock").write_text(text + "\n", encoding="utf-8")

    def begin(self, *words: str, **environment: str) -> subprocess.Popen[str]:
        keep = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
        keep.pop("QT_QPA_PLATFORM", None)
        return subprocess.Popen(
            [sys.executable, str(self.folder / "run.py"), *words],
            env={**keep, "PIP_NO_INDEX": "1", **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )

    def start(self, *words: str, **environment: str) -> tuple[int, list[str]]:
        started = self.begin(*words, **environment)
        said, _ = started.communicate()
        return started.returncode, said.splitlines()


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """Make a checkout and start it once; the tests below leave it ready to start."""
    made = Checkout(tmp_path_factory.mktemp("a checkout"))
    code, said = made.start("check")
    assert code == 0, said
    assert any("Setting up" in line for line in said)
    assert json.loads(said[-1]) == [["check"], platform_without_display(), str(made.folder / ".venv")]
    return made


def platform_without_display() -> str | None:
    return "offscreen" if sys.platform.startswith("linux") else None


def test_a_second_start_only_runs_the_program(checkout: Checkout) -> None:
    _, said = checkout.start("print", "工单", "--out", "a b.pdf")
    assert [json.loads(line)[0] for line in said] == [["print", "工单", "--out", "a b.pdf"]]


def test_a_program_with_a_display_is_left_alone(checkout: Checkout) -> None:
    _, said = checkout.start(DISPLAY=":7")
    assert [json.loads(line)[:2] for line in said] == [[[], None]]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a display")
def test_without_a_display_the_walkthrough_runs_on_fresh_folders(checkout: Checkout) -> None:
    seen = set()
    for _ in range(2):
        _, (sentence, told) = checkout.start()
        assert sentence.startswith("No display here: doing the walkthrough instead")
        words, qt, _ = json.loads(told)
        place, results = words[2::2]
        assert [*words[:2], words[3], qt] == ["walkthrough", "--data", "--out", "offscreen"]
        assert not Path(place).exists()
        assert Path(place).is_relative_to(checkout.folder / "out" / "walkthrough")
        assert Path(results).parent == Path(place).parent
        seen.add(place)
    assert len(seen) == 2


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a display")
def test_a_window_is_not_opened_where_nobody_sees_it(checkout: Checkout) -> None:
    _, said = checkout.start("--data", "somewhere")
    assert [json.loads(line)[:2] for line in said] == [[["--data", "somewhere"], None]]


def test_a_half_made_environment_is_made_anew(checkout: Checkout) -> None:
    checkout.stamp.unlink()
    left = checkout.folder / ".venv" / "left-half-way"
    left.mkdir()
    shutil.rmtree(checkout.folder / ".venv" / ("Scripts" if os.name == "nt" else "bin"))
    code, said = checkout.start("check")
    assert code == 0, said
    assert "Setting up" in said[0]
    assert not left.exists()


def test_what_cannot_be_downloaded_is_told_in_a_sentence_and_tried_again(checkout: Checkout) -> None:
    checkout.lock("nobody-has-this==1.0 --hash=sha256:" + "0" * 64)
    try:
        code, said = checkout.start("check")
        assert code == 1
        assert "could not be installed" in said[-1]
        assert "check the network" in said[-1]
        assert "Traceback" not in "".join(said)
        assert not checkout.stamp.exists()
    finally:
        checkout.lock("# nothing again")
    code, said = checkout.start("check")
    assert code == 0, said
    assert "Setting up" in said[0]


def test_two_first_starts_at_once_set_up_only_once(checkout: Checkout) -> None:
    checkout.stamp.unlink()
    starts = [checkout.begin("check") for _ in range(2)]
    said = [start.communicate()[0] for start in starts]
    assert [start.returncode for start in starts] == [0, 0], said
    assert sum("Set up in" in text for text in said) == 1, said


def test_a_check_that_cannot_run_has_failed(checkout: Checkout) -> None:
    code, said = checkout.start("test", "-n0")
    assert code != 0
    assert any(line.startswith("ruff check: FAILED") for line in said)
    assert any(line.startswith("tests: FAILED") for line in said)


def test_a_place_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path) -> None:
    blocked = Checkout(tmp_path)
    (tmp_path / ".venv").write_text("a file where the folder should be", encoding="utf-8")
    code, said = blocked.start("check")
    assert code == 1
    assert len(said) == 1
    assert ".venv" in said[0]


def test_help_names_the_launchers_own_words_and_sets_nothing_up(checkout: Checkout, tmp_path: Path) -> None:
    _, said = checkout.start("--help")
    assert json.loads(said[-1])[0] == ["--help"]
    fresh = Checkout(tmp_path)
    code, said = fresh.start("--help")
    assert code == 0
    assert all(any(line.startswith(f"python3 run.py {word}") for line in said) for word in ("test", "bench", "WORD"))
    assert not fresh.stamp.parent.exists()


@pytest.mark.skipif(os.name == "nt", reason="making a link wants a right there")
def test_an_environment_that_belongs_to_another_checkout_is_not_emptied(checkout: Checkout, tmp_path: Path) -> None:
    borrower = Checkout(tmp_path)
    (tmp_path / ".venv").symlink_to(checkout.stamp.parent)
    code, said = borrower.start("check")
    assert code == 1
    (line,) = said
    assert "is a link to" in line
    assert checkout.stamp.exists()
    assert checkout.start("check")[0] == 0
