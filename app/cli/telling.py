"""What a command says on the terminal (终端输出): troubles, and how far it has come."""

import sys

from app.cli.language import Tongue
from app.errors import Told

_BAR = 30


def say_wrong(told: Told, tongue: Tongue | None = None) -> int:
    """Say on the terminal what is wrong and what helps; return exit code 2."""
    print((tongue or Tongue()).told(told), file=sys.stderr)
    return 2


def progress(done: int, whole: int, what: str) -> None:
    """Show a bar on a terminal; nothing where the output is not one."""
    if not sys.stderr.isatty():
        return
    filled = _BAR * done // max(whole, 1)
    end = "\n" if done >= whole else "\r"
    print(
        f"{'#' * filled}{'.' * (_BAR - filled)} {done:>9,}/{whole:,} {what:<24}", end=end, file=sys.stderr, flush=True
    )
