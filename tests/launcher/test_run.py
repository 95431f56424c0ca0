"""What run.py says and decides, asked of its own functions; nothing is installed here."""

import ast
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import run
from tests.house.sources import ROOT


def test_an_older_python_can_read_the_launcher() -> None:
    """Debian 11 and Ubuntu 20.04 must be told, in a sentence, that they are too old."""
    ast.parse((ROOT / "run.py").read_text(encoding="utf-8"), feature_version=(3, 8))


def test_the_launcher_needs_nothing_but_python() -> None:
    tree = ast.parse((ROOT / "run.py").read_text(encoding="utf-8"))
    names = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


@pytest.mark.parametrize("version", [(3, 8, 10), (3, 10, 12), (3, 15, 0)])
def test_a_python_without_wheels_is_told_so_in_one_line(version: tuple[int, ...]) -> None:
    begin = f"import sys, run; sys.version_info = {(*version, 'final', 0)}; sys.exit(run.main())"
    done = subprocess.run([sys.executable, "-c", begin], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == ""
    (line,) = done.stdout.splitlines()
    assert "Python 3.11 to 3.14 is needed and this is " + ".".join(map(str, version)) in line


def test_the_python_of_the_project_is_welcome() -> None:
    run.check_python((3, 11, 0))
    run.check_python((3, 14, 2))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems bring Qt's libraries along")
def test_only_libraries_that_the_loader_lacks_are_missing() -> None:
    wanted = {"libnobody-has-it.so.7": "libnobody7", "libc.so.6": "libc6"}
    assert run.missing_libraries(wanted) == {"libnobody-has-it.so.7": "libnobody7"}


@pytest.fixture
def only_apt(tmp_path: Path) -> Path:
    """Make a folder for PATH with an apt-get that fails and notes it down, and a sudo that lets everything through."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, does in {
        "apt-get": f'echo "$@" >> {tmp_path}/said\necho "E: Unable to locate package"\nexit 100',
        "env": 'shift\nexec "$@"',
        "sudo": 'shift\n[ "$1" = true ] || exec "$@"',
    }.items():
        (folder / name).write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
        (folder / name).chmod(stat.S_IRWXU | stat.S_IRGRP | stat.S_IXGRP | stat.S_IROTH | stat.S_IXOTH)
    return folder


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="apt is Debian's")
def test_whoever_may_not_install_reads_the_exact_line_to_type(only_apt: Path) -> None:
    (only_apt / "sudo").unlink()
    # Root has to become nobody first, who cannot see into the folders of a test and takes the system's apt-get.
    is_root = os.geteuid() == 0
    path = "/usr/bin:/bin" if is_root else str(only_apt)
    if shutil.which("apt-get", path=path) is None:
        pytest.skip("no apt-get on this system")
    begin = f"""
import os, shutil, subprocess, run
{"os.setuid(65534)" if is_root else ""}
try:
    run.install_packages(["libgl1", "libegl1"])
except run.CannotStart as reason:
    print(reason)
"""
    done = subprocess.run(
        [sys.executable, "-c", begin],
        cwd=ROOT,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    (line,) = done.stdout.splitlines()
    assert line.endswith("sudo apt-get update && sudo apt-get install -y libgl1 libegl1")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="apt is Debian's")
def test_a_failing_installation_is_tried_with_fresh_lists_and_then_told(
    only_apt: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", f"{only_apt}:/bin:/usr/bin")
    with pytest.raises(run.CannotStart, match=r"Unable to locate package.*apt-get install -y libnobody7"):
        run.install_packages(["libnobody7"])
    said = (only_apt.parent / "said").read_text(encoding="utf-8").splitlines()
    assert ["install" in line for line in said] == [True, False, True]
    assert said[1].endswith("update")
    assert said[0].endswith("install -y --no-install-recommends libnobody7")
    assert "libnobody7" in capsys.readouterr().out


def test_a_system_without_apt_is_told_which_libraries_to_bring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(run.CannotStart, match=r"Missing from this system.*libgl1"):
        run.install_packages(["libgl1"])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a display")
@pytest.mark.parametrize(
    ("environment", "shown"),
    [
        ({}, False),
        ({"DISPLAY": ""}, False),
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, False),
        ({"QT_QPA_PLATFORM": "vnc:size=1280x800"}, True),
    ],
)
def test_where_a_window_can_be_shown(environment: dict[str, str], *, shown: bool) -> None:
    assert run.has_display(environment) is shown


@pytest.mark.parametrize("words", [["-n0"], ["-n", "4"], ["-p", "no:xdist"], ["--pdb"]])
def test_words_about_workers_are_left_alone(words: list[str]) -> None:
    assert run.pytest_words(words) == words


def test_two_workers_are_the_rule() -> None:
    assert run.pytest_words(["-k", "stock"]) == ["-n", "2", "-k", "stock"]


def test_the_reason_of_a_failed_download_is_the_connection() -> None:
    said = (
        "WARNING: Retrying after connection broken by 'SSLError(1)': /x/\nERROR: No matching distribution found for x"
    )
    assert run.last_line(said) == "connection broken by 'SSLError(1)': /x/"
    assert run.last_line("one\nERROR: two\nthree\n") == "ERROR: two"
    assert run.last_line("") == "it said nothing"
