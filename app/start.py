"""The start (入口): reads what was typed and hands it to the window, the walkthrough or the commands.

Qt is loaded only when a window is wanted: ``check``, ``print`` and ``generate`` run where there is no display library.
"""

import os
from collections.abc import Sequence

from app import cli


def main(argv: Sequence[str]) -> int:
    """Do what was typed after ``main.py`` and return the exit code."""
    cli.speak_anyhow()
    tongue = cli.Tongue(cli.language_of(argv, os.environ))
    given = cli.parser(tongue).parse_args(argv)
    if given.command is not None and given.command not in cli.WINDOW_COMMANDS:
        return cli.run(given, tongue)
    from app.bootstrap import Program, run_window, the_application

    if given.command is None:
        data, database = cli.places(given)
        return run_window(data, database, demo=given.demo, language=given.lang or "")
    from app.walkthrough import run as walk

    return walk(given, lambda folder, url: Program(the_application(), folder, url))
