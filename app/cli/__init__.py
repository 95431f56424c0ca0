"""The program without a window (命令行): what can be typed after ``main.py``, and the commands that need no display."""

import argparse
from pathlib import Path

from app.cli.language import Tongue, language_of
from app.cli.telling import progress, say_wrong
from app.cli.typed import parser, speak_anyhow
from app.settings import default_data_folder

__all__ = [
    "WINDOW_COMMANDS",
    "Tongue",
    "language_of",
    "parser",
    "places",
    "progress",
    "run",
    "say_wrong",
    "speak_anyhow",
]
WINDOW_COMMANDS = ("walkthrough", "shots")


def places(given: argparse.Namespace) -> tuple[Path, str]:
    """Return data folder and database URL: what was typed, else the usual folder and its SQLite file."""
    folder = (given.data or default_data_folder()).absolute()
    # An address reads these two signs otherwise.
    path = (folder / "station.db").as_posix().replace("%", "%25").replace("?", "%3F")
    return folder, given.database or f"sqlite:///{path}"


def run(given: argparse.Namespace, tongue: Tongue | None = None) -> int:
    """Run a command that needs no window and return the exit code; what is wrong is said in a sentence."""
    from app.cli import commands

    folder, url = places(given)
    return commands.run(given, folder, url, tongue or Tongue())
