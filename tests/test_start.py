"""What is typed after ``main.py`` reaches its command, and loads no more than that needs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app import start

ROOT = Path(__file__).resolve().parents[1]


def test_a_command_without_a_window_loads_no_display_library(sqlite_database: str) -> None:
    code = (
        "import sys; from app.start import main; "
        f"code = main(['check', '--database', {sqlite_database!r}]); "
        "print([name for name in sys.modules if name.startswith(('PySide6', 'app.views', 'app.bootstrap'))]); "
        "sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_word_that_is_no_command_is_refused_with_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        start.main(["chekc"])
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert all(word in told for word in ("check", "print", "generate", "walkthrough", "shots"))


def test_started_without_its_libraries_the_program_names_the_launcher(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-S", "-E", "main.py", "check", "--data", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("还没有安装 sqlalchemy。\n请用 python3 run.py")
    assert "Traceback" not in done.stderr


def test_without_a_display_the_window_is_refused_and_pictures_are_made_all_the_same(tmp_path: Path) -> None:
    hidden = {"QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"}
    environment = {name: value for name, value in os.environ.items() if name not in hidden} | {"LC_ALL": "C.UTF-8"}
    if not sys.platform.startswith("linux"):
        pytest.skip("only there a display may be missing")
    window, pictures = (
        subprocess.run(
            [sys.executable, "main.py", *words, "--data", str(tmp_path / "data")],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        for words in ([], ["shots", "--out", str(tmp_path / "out")])
    )
    assert (window.returncode, window.stderr.splitlines()[0]) == (2, "没有显示器,不能打开窗口。")
    assert pictures.returncode == 0, pictures.stderr
    made = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"form-work_order-1.png", "form-extra_work-1.png", "window-reception.png"} <= made
