"""The walkthrough (演示): drives the real window through the main job; and pictures of every dock and form.

``run`` answers ``main.py walkthrough`` and ``main.py shots``. Exit code 0 only if every step was seen to take effect,
in the window and afterwards by a second process that reopens the data.
"""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from app import cli
from app.errors import Trouble, cause_of
from app.text import QT_TRANSLATE_NOOP
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
    tongue = cli.Tongue(given.lang or cli.language_of((), os.environ))
    before = qInstallMessageHandler(None)
    qInstallMessageHandler(_what_matters(before))
    try:
        out.mkdir(parents=True, exist_ok=True)
        if given.command == "shots":
            count = take_pictures(data, database, out, start)
            text = QT_TRANSLATE_NOOP("rules", "{count} 张图片在 {out}")
            print(tongue.sentence(text, {"count": count, "out": out}))
            return 0
        return _walk_and_tell(given, start, tongue)
    except OSError as error:
        text = QT_TRANSLATE_NOOP("rules", "不能写到 {path}:{cause}")
        return cli.say_wrong(Trouble(text, path=error.filename or out, cause=cause_of(error)), tongue)
    except Trouble as trouble:
        return cli.say_wrong(trouble, tongue)
    finally:
        qInstallMessageHandler(before)


QtListener = Callable[[QtMsgType, QMessageLogContext, str], object]


def _what_matters(before: QtListener | None) -> QtListener:
    """Return what passes on what Qt says, but not that a window drawn unseen has no frame."""

    def say(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        if text.startswith("This plugin does not support"):
            return
        if before is not None:
            before(kind, context, text)
        else:
            print(text, file=sys.stderr)

    return say


def _walk_and_tell(given: argparse.Namespace, start: Start, tongue: cli.Tongue) -> int:
    data, database = cli.places(given)
    names = [name for name, _, _ in STORY]
    if given.omit and given.omit not in names:
        text = QT_TRANSLATE_NOOP("rules", "--omit:没有“{typed}”这一步。可用:{choices}")
        return cli.say_wrong(Trouble(text, typed=given.omit, choices=", ".join(names)), tongue)
    missing = walk(data, database, given.out, start, omit=given.omit, tongue=tongue)
    for what in missing:
        print(tongue.sentence(QT_TRANSLATE_NOOP("rules", "没有见效:{what}"), {"what": what}))
    failed, complete = QT_TRANSLATE_NOOP("rules", "演示没有走完。"), QT_TRANSLATE_NOOP("rules", "演示走完:{out}")
    print(tongue.sentence(failed if missing else complete, {"out": given.out}))
    return 1 if missing else 0


def walk(
    data: Path, database: str, out: Path, start: Start, *, omit: str = "", tongue: cli.Tongue | None = None
) -> list[str]:
    """Walk through the main job on fresh data; return what was not seen, nothing when all was.

    With a step left out (``omit``) it is only asked whether that is noticed: nothing is painted but the last picture.
    """
    for form in KEPT_PAPERS:
        (out / f"{form}.pdf").unlink(missing_ok=True)
    program = start(data, database)
    hand = Hand(program.window, program.desk)
    program.show()
    program.window.resize(WIDTH, HEIGHT)
    bugs: list[str] = []
    program.desk.bug.connect(lambda name, error: bugs.append(f"{name}: {error!r}"))
    try:
        hand.wait_for(program.desk.is_open, "the station opens")
        program.window.setUpdatesEnabled(not omit)
        for number, step in enumerate(Story(hand, program.window, out, omit).steps(), 1):
            step.act()
            about = (tongue or cli.Tongue()).word(step.about)
            print(f"{number:>3}  {step.name:<14} {about}", flush=True)
            if not omit:
                _picture(program, out / f"step-{number:02}-{step.name}.png")
        for name in DESKS:
            hand.expect(program.window.workspace.open_desk(name) is not None, f"the desk “{name}” opens")
            hand.settle()
            _picture(program, out / f"desk-{name}.png")
    except NotSeenError as unseen:
        _picture(program, out / "where-it-stopped.png")
        return [str(unseen), *bugs, *_told(program)]
    finally:
        program.window.close()
        program.close()
    papers = [f"the paper {form}" for form in KEPT_PAPERS if not (out / f"{form}.pdf").exists()]
    return [*bugs, *papers, *ask_another_process(database)]


def _picture(program: Running, path: Path) -> None:
    """Save what the window shows."""
    program.window.setUpdatesEnabled(True)
    program.window.grab().save(str(path))


def _told(program: Running) -> list[str]:
    """Return what the page of signing in tells: why the database does not open, where it did not."""
    strip = getattr(program.window.pages.currentWidget(), "strip", None)
    return [strip.text()] if strip is not None and strip.text() else []
