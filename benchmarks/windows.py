"""Starting: from the process's first instruction to the painted window and the filled board; memory; modules."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from app.services import accounts
from app.services.station import Station
from app.settings import load_pc_settings
from app.store.actor import Actor
from benchmarks.measure import Row, absolute, median, row

ROOT = Path(__file__).resolve().parent.parent


def sign_in_here(station: Station, actor: Actor, folder: Path) -> None:
    """Leave a session in ``folder`` as the window does, so that the start goes straight to the board."""
    pc = load_pc_settings(folder)
    pc.save()
    token = accounts.remember_session(Station(station.engines, pc=pc.pc), actor)
    (folder / "session").write_text(f"{actor.account_id} {token}", encoding="ascii")


def rows(database: str, folder: Path, rounds: int = 7) -> list[Row]:
    """Measure raw and ours in turn as whole processes."""
    raw: list[dict[str, float]] = []
    ours: list[dict[str, float]] = []
    for counted in range(rounds + 1):
        (folder / "session").touch()
        first, second = _run(folder, "raw"), _run(folder, "ours", str(folder), database)
        if counted:
            raw.append(first)
            ours.append(second)
    base = median([one["painted"] for one in raw])

    def of(name: str) -> float:
        return median([one[name] for one in ours])

    return [
        row("start to painted window", base, of("painted"), 1.5, must=True),
        row("start to filled board", base, of("board"), 2.5, must=True),
        row("start to every desk ready", base, of("desks"), 6),
        row("resident memory, MB", median([one["rss"] for one in raw]), of("rss"), 2.2),
        absolute("slow modules at first paint", of("slow"), 0, must=True),
    ]


def _run(folder: Path, probe: str, *words: str) -> dict[str, float]:
    """Run a probe; return the ms from its launch to each thing it tells.

    A warm start finds its modules compiled; they are kept in ``folder``, since not every machine may write beside them.
    """
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    begin = time.time()
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.probe", probe, *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    found: dict[str, float] = json.loads(told.strip().splitlines()[-1])
    return {
        name: (value - begin) * 1000 if name in {"painted", "board", "opened", "desks"} else value
        for name, value in found.items()
    }
