"""The walkthrough (演示): drives the real window through the main job; and pictures of every dock and form.

``run`` answers ``main.py walkthrough`` and ``main.py shots``. Exit code 0 only if every step was seen to take effect,
in the window and afterwards by a second process that reopens the data.
"""

import argparse
import shutil
from pathlib import Path

from app import cli
from app.errors import Trouble
from app.walkthrough.hand import Hand, NotSeenError, Start
from app.walkthrough.pictures import take_pictures
from app.walkthrough.proof import ask_another_process
from app.walkthrough.story import Story

DESKS = ("reception", "dispatch", "inspection", "tool_room", "parts", "settlement", "office")
KEPT_PAPERS = ("work_order", "certificate", "delivery_slip")
WIDTH, HEIGHT = 1500, 900


def run(given: argparse.Namespace, start: Start) -> int:
    """Do what was typed, the walkthrough or the pictures; return the exit code."""
    data, database = cli.places(given)
    out: Path = given.out
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        print(f"{out}: {error.strerror}")
        return 2
    if given.command == "shots":
        return take_pictures(data, database, out, start)
    try:
        missing = walk(data, database, out, start, omit=given.omit)
    except Trouble as trouble:
        return cli.say_wrong(trouble)
    for what in missing:
        print(f"MISSING: {what}")
    print("walkthrough failed" if missing else f"walkthrough complete: {out}")
    return 1 if missing else 0


def walk(data: Path, database: str, out: Path, start: Start, *, omit: str = "") -> list[str]:
    """Walk through the main job on fresh data; return what was not seen, nothing when all was."""
    program = start(data, database)
    hand = Hand(program.window, program.desk)
    program.show()
    program.window.resize(WIDTH, HEIGHT)
    missing: list[str] = []
    bugs: list[str] = []
    program.desk.bug.connect(lambda name, error: bugs.append(f"{name}: {error!r}"))
    try:
        hand.wait_for(program.desk.is_open, "the station opens")
        for number, step in enumerate(Story(hand, program.window, omit).steps(), 1):
            step.act()
            program.window.grab().save(str(out / f"step-{number:02}-{step.name}.png"))
            print(f"{number:>3}  {step.name:<14} {step.about}")
        for name in DESKS:
            program.window.workspace.open_desk(name)
            hand.settle()
            program.window.grab().save(str(out / f"desk-{name}.png"))
    except NotSeenError as unseen:
        missing.append(str(unseen))
        program.window.grab().save(str(out / "where-it-stopped.png"))
    finally:
        program.window.close()
        program.close()
    missing += bugs
    missing += [f"the paper {form}" for form in KEPT_PAPERS if not _keep(data, out, form)]
    missing += ask_another_process(database)
    return missing


def _keep(data: Path, out: Path, form: str) -> bool:
    """Copy the first kept PDF of a form to the output folder; tell whether there is one."""
    kept = sorted((data / "papers").glob(f"*/{form}-*.pdf"))
    if kept:
        shutil.copy(kept[0], out / f"{form}.pdf")
    return bool(kept)
