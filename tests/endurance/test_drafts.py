"""The window is killed while somebody types: all but the last second stands in the draft, and in the next window."""

import json
import os
import random
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

import pytest

from app.models.access import Role
from tests.builders import Shop
from tests.endurance.typist import FIELD, typed_text
from tests.house.sources import ROOT

KILLS = 50 if os.environ.get("ENDURANCE") == "full" else 3
LAST_SECOND = timedelta(seconds=1)


@dataclass
class Typed:
    """What one typist reported until it was killed: how many characters stood there at what time."""

    begun: int
    keys: list[tuple[int, datetime]]

    def a_second_before_the_end(self) -> int:
        """Return how many characters had been typed one second before the last key."""
        end = self.keys[-1][1] - LAST_SECOND
        return max((count for count, at in self.keys if at <= end), default=self.begun)


def type_and_die(folder: Path, login: str, keys: int, *, draft: bool) -> Typed:
    """Let somebody type so many keys, kill the process at once, and return what it reported to the end."""
    words = [sys.executable, "-m", "tests.endurance.typist", str(folder), login, "draft" if draft else "new"]
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    with (
        (folder / "stderr.txt").open("ab") as errors,
        subprocess.Popen(words, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=errors, text=True) as process,
    ):
        assert process.stdout is not None
        lines = read_until(process.stdout, keys)
        process.kill()
        lines += process.stdout.readlines()
    assert lines, (folder / "stderr.txt").read_text(encoding="utf-8")
    begun = next(int(line.split()[1]) for line in lines if line.startswith("begun"))
    whole = [line.split() for line in lines if line.startswith("key") and line.endswith("\n")]
    return Typed(begun, [(int(count), datetime.fromisoformat(at)) for _key, count, at in whole])


def read_until(stream: IO[str], keys: int) -> list[str]:
    """Read until so many keys were reported, or until the process ended by itself."""
    lines: list[str] = []
    while sum(line.startswith("key") for line in lines) < keys:
        line = stream.readline()
        if not line:
            break
        lines.append(line)
    return lines


def kept(folder: Path) -> str:
    """Return the text that the draft on the disk holds."""
    texts = [json.loads(path.read_text(encoding="utf-8")) for path in (folder / "drafts").glob("*.json")]
    assert len(texts) <= 1, "more than one draft of one form"
    return "".join(str(text["values"]["fields"][FIELD]) for text in texts)


@pytest.mark.timeout(60 * KILLS)
def test_killed_while_typing_all_but_the_last_second_is_there(
    sqlite_shop_template: tuple[Path, Shop], tmp_path: Path
) -> None:
    template, shop = sqlite_shop_template
    shutil.copy(template, tmp_path / "station.db")
    login = shop.actors[Role.RECEPTION].login
    chance = random.Random(20261123)
    text = ""
    for turn in range(KILLS):
        typed = type_and_die(tmp_path, login, chance.randint(5, 250), draft=bool(text))
        assert typed.begun == len(text), f"turn {turn}: the window did not bring back what the disk held"
        text = kept(tmp_path)
        assert text == typed_text(len(text)), f"turn {turn}: the draft holds other words"
        missing = typed.a_second_before_the_end() - len(text)
        assert missing <= 0, f"turn {turn}: {missing} keys older than a second are missing"
    assert text, "nothing was ever kept"
