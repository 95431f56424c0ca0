"""The start (入口): reads what was typed and hands it to the window, the walkthrough or the commands.

Qt is loaded only when a window is wanted: ``check``, ``print`` and ``generate`` run where there is no display library.
"""

import argparse
import gc
import os
import sys
from collections.abc import Sequence

from app import cli
from app.errors import Trouble
from app.text import QT_TRANSLATE_NOOP


def main(argv: Sequence[str]) -> int:
    """Do what was typed after ``main.py`` and return the exit code."""
    cli.speak_anyhow()
    tongue = cli.Tongue(cli.language_of(argv, os.environ))
    given = cli.parser(tongue).parse_args(argv)
    try:
        return _do(given, tongue)
    except ModuleNotFoundError as missing:
        if (missing.name or "app").partition(".")[0] == "app":
            raise
        text = QT_TRANSLATE_NOOP("rules", "还没有安装 {name}。")
        advice = QT_TRANSLATE_NOOP("rules", "请用 python3 run.py(Windows 上用 py run.py)启动,它会先装好所需的一切。")
        return cli.say_wrong(Trouble(text, name=missing.name, advice=advice), tongue)


def _has_display() -> bool:
    """Tell whether a window can be shown; Qt would end the process where it cannot."""
    shown = ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in shown)


def _do(given: argparse.Namespace, tongue: cli.Tongue) -> int:
    if given.command is not None and given.command not in cli.WINDOW_COMMANDS:
        return cli.run(given, tongue)
    if given.command is not None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # pictures and typed steps need no display
    elif not _has_display():
        text = QT_TRANSLATE_NOOP("rules", "没有显示器,不能打开窗口。")
        advice = QT_TRANSLATE_NOOP("rules", "请在有显示器的电脑上打开,或用 walkthrough 看一遍演示。")
        return cli.say_wrong(Trouble(text, advice=advice), tongue)
    # Nothing made while the window is built is garbage, and nobody need look for it; the window's sweeper takes over.
    gc.disable()
    from app.bootstrap import Program, run_window, the_application

    if given.command is None:
        data, database = cli.places(given)
        return run_window(data, database, demo=given.demo, language=given.lang or "")
    from app.walkthrough import run as walk

    language = given.lang or "" if given.command == "shots" else ""  # the walkthrough reads a Chinese desk
    return walk(given, lambda folder, url: Program(the_application(), folder, url, language=language))
