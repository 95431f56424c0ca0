"""The program without a window (命令行): what can be typed after ``main.py``, and the commands that need no display."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from app.errors import Refusal, Told, Trouble
from app.settings import default_data_folder

WINDOW_COMMANDS = ("walkthrough", "shots")
BAR = 30


def parser() -> argparse.ArgumentParser:
    """Return the parser of everything that can be typed after ``main.py``."""
    top = argparse.ArgumentParser(
        prog="main.py", description="工单 Gongdan - the service station's desktop / 服务站工作台"
    )
    _places(top, suppress=False)
    top.add_argument(
        "--demo", action="store_true", help="open (and fill, where empty) a demonstration station / 打开演示站"
    )
    top.add_argument("--lang", choices=("zh_CN", "en"), help="language of the window / 界面语言")
    commands = top.add_subparsers(dest="command", title="commands")
    check = commands.add_parser(
        "check", help="compare ledger, balances, totals, numbers, audit chain; list differences"
    )
    check.add_argument("--repair", action="store_true", help="rebuild what is only derived (search index)")
    page = commands.add_parser("print", help="print a paper into a PDF file")
    page.add_argument("form", metavar="FORM", help="e.g. work_order, certificate, delivery_slip, statement")
    page.add_argument("number", metavar="NUMBER", help="the document's number, e.g. WX20261122-0001")
    page.add_argument("--out", type=Path, required=True, metavar="FILE")
    made = commands.add_parser("generate", help="make a believable station in an empty database")
    made.add_argument("--years", type=float, default=1.0)
    made.add_argument("--seed", type=int, default=1)
    walk = commands.add_parser(
        "walkthrough", help="drive the real window through the main job; exit 0 if all took effect"
    )
    walk.add_argument("--out", type=Path, required=True, metavar="DIR")
    walk.add_argument(
        "--omit", default="", metavar="STEP", help="leave one step out, to see that the walkthrough notices"
    )
    shots = commands.add_parser("shots", help="save every dock and every form as PNG")
    shots.add_argument("--out", type=Path, required=True, metavar="DIR")
    for command in (check, page, made, walk, shots):
        _places(command, suppress=True)
    return top


def _places(target: argparse.ArgumentParser, *, suppress: bool) -> None:
    """Take --data and --database before or after the command."""
    default = argparse.SUPPRESS if suppress else None
    target.add_argument("--data", type=Path, default=default, metavar="DIR", help="data folder / 数据文件夹")
    target.add_argument(
        "--database", default=default, metavar="URL", help="SQLite file or PostgreSQL server by URL / 数据库"
    )


def places(given: argparse.Namespace) -> tuple[Path, str]:
    """Return data folder and database URL: what was typed, else the usual folder and its SQLite file."""
    folder = (given.data or default_data_folder()).absolute()
    return folder, given.database or f"sqlite:///{(folder / 'station.db').as_posix()}"


def run(given: argparse.Namespace) -> int:
    """Run a command that needs no window and return the exit code; what is wrong is said in a sentence."""
    commands: dict[str, Callable[[argparse.Namespace], int]] = {"check": _check, "print": _print, "generate": _generate}
    try:
        return commands[given.command](given)
    except (Refusal, Trouble) as told:
        return say_wrong(told)


def say_wrong(told: Told) -> int:
    """Say on the terminal what is wrong and what helps; return exit code 2."""
    print(told, file=sys.stderr)
    advice = getattr(told, "advice", "")
    if advice:
        print(advice.format(**told.values), file=sys.stderr)
    return 2


def progress(done: int, whole: int, what: str) -> None:
    """Show a bar on a terminal; nothing where the output is not one."""
    if not sys.stderr.isatty():
        return
    filled = BAR * done // max(whole, 1)
    end = "\n" if done >= whole else "\r"
    print(f"{'#' * filled}{'.' * (BAR - filled)} {done:>9,}/{whole:,} {what:<24}", end=end, file=sys.stderr, flush=True)


def _check(given: argparse.Namespace) -> int:
    from app.services import check
    from app.store import schema

    engines = schema.open_database(places(given)[1])
    try:
        if given.repair:
            check.repair(engines)
        differences: Sequence[object] = check.check(engines, progress=progress)
    finally:
        engines.dispose()
    for difference in differences:
        print(difference)
    print(f"{len(differences)} difference(s) / {len(differences)} 处不符")
    return 1 if differences else 0


def _print(given: argparse.Namespace) -> int:
    from app.services import papers
    from app.services.station import Station
    from app.store import schema
    from app.store.actor import NOBODY

    engines = schema.open_database(places(given)[1])
    try:
        page = papers.print_by_number(Station(engines), NOBODY, given.form, given.number)
    finally:
        engines.dispose()
    try:
        given.out.parent.mkdir(parents=True, exist_ok=True)
        given.out.write_bytes(page)
    except OSError as error:
        print(f"{given.out}: {error.strerror}", file=sys.stderr)
        return 2
    print(given.out)
    return 0


def _generate(given: argparse.Namespace) -> int:
    from app.services.generate import generate

    folder, url = places(given)
    folder.mkdir(parents=True, exist_ok=True)
    generate(url, years=given.years, seed=given.seed, progress=progress)
    return 0
