"""What the tests' own guards catch, seen in runs of their own."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.house.sources import ROOT

CARELESS = """
import logging, threading, warnings
import pytest

def test_that_logs(): logging.getLogger("app.x").warning("the disk is nearly full")

@pytest.mark.may_log
def test_that_may_log(): logging.getLogger("app.x").error("expected")

def test_that_leaves_a_thread():
    threading.Thread(target=threading.Event().wait, args=(60,), name="left behind", daemon=True).start()

def test_that_warns(): warnings.warn("old way", DeprecationWarning)

def test_that_minds_its_manners(): logging.getLogger("app.x").info("all well")
"""


def test_stray_logs_threads_and_warnings_fail_a_test(tmp_path: Path) -> None:
    careless = tmp_path / "test_careless.py"
    careless.write_text(CARELESS, encoding="utf-8")
    words = ["-q", "-p", "no:xdist", "-p", "no:cacheprovider", "-p", "tests.conftest"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words, "-c", str(ROOT / "pyproject.toml"), str(careless)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 failed, 4 passed, 2 errors" in done.stdout, done.stdout
    assert "the disk is nearly full" in done.stdout
    assert "thread left behind goes on after the test" in done.stdout
    assert "DeprecationWarning: old way" in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_killed_run_leaves_no_server_behind() -> None:
    begin = (
        "import sys, tests.postgres as p; s = p.PostgresServer(); print(s._keeper.pid, s._place['host'], flush=True)"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", f"{begin}; sys.stdin.read()"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert run.stdout is not None
    keeper, folder = run.stdout.readline().split()
    watched = psutil.Process(int(keeper))
    server = psutil.Process(int((Path(folder) / "cluster" / "postmaster.pid").read_text().split()[0]))
    run.send_signal(signal.SIGKILL)
    run.communicate()
    watched.wait(timeout=60)
    assert not server.is_running()
    assert not Path(folder).exists()
