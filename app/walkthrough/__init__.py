"""The walkthrough (演示): drives the real window through the main job; and pictures of every dock and form.

``run`` answers ``main.py walkthrough`` and ``main.py shots``. Exit code 0 only if every step was seen to take effect,
in the window and afterwards by a second process that reopens the data.
"""

import argparse
import shutil
from pathlib import Path

from app import cli
from app.errors import Trouble
from app.walkthrough.hand import Hand, NotSeenError, Running, Start
from app.walkthrough.pictures import take_pictures
from app.walkthrough.proof import ask_another_process
from app.walkthrough.story import STORY, Story

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
    names = [name for name, _, _ in STORY]
    if given.omit and given.omit not in names:
        print(f"--omit {given.omit}: not one of {', '.join(names)}")
        return 2
    try:
        missing = walk(data, database, out, start, omit=given.omit)
    except Trouble as trouble:
        return cli.say_wrong(trouble)
    for what in missing:
        print(f"MISSING: {what}")
    print("walkthrough failed" if missing else f"walkthrough complete: {out}")
    return 1 if missing else 0


def walk(data: Path, database: str, out: Path, start: Start, *, omit: str = "") -> list[str]:
    """Walk through the main job on fresh data; return what was not seen, nothing when all was.

    With a step left out (``omit``) it is only asked whether that is noticed: nothing is painted but the last picture.
    """
    program = start(data, database)
    hand = Hand(program.window, program.desk)
    program.show()
    program.window.resize(WIDTH, HEIGHT)
    bugs: list[str] = []
    program.desk.bug.connect(lambda name, error: bugs.append(f"{name}: {error!r}"))
    try:
        hand.wait_for(program.desk.is_open, "the station opens")
        program.window.setUpdatesEnabled(not omit)
        for number, step in enumerate(Story(hand, program.window, omit).steps(), 1):
            step.act()
            print(f"{number:>3}  {step.name:<14} {step.about}", flush=True)
            if not omit:
                _picture(program, out / f"step-{number:02}-{step.name}.png")
        for name in DESKS:
            hand.expect(program.window.workspace.open_desk(name) is not None, f"the desk “{name}” opens")
            hand.settle()
            _picture(program, out / f"desk-{name}.png")
    except NotSeenError as unseen:
        _picture(program, out / "where-it-stopped.png")
        return [str(unseen), *bugs]
    finally:
        program.window.close()
        program.close()
    papers = [f"the paper {form}" for form in KEPT_PAPERS if not _keep(data, out, form)]
    return [*bugs, *papers, *ask_another_process(database)]


def _picture(program: Running, path: Path) -> None:
    """Save what the window shows."""
    program.window.setUpdatesEnabled(True)
    program.window.grab().save(str(path))


def _keep(data: Path, out: Path, form: str) -> bool:
    """Copy the first kept PDF of a form to the output folder; tell whether there is one."""
    kept = sorted((data / "papers").glob(f"*/{form}-*.pdf"))
    if kept:
        shutil.copy(kept[0], out / f"{form}.pdf")
    return bool(kept)
