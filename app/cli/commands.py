"""The commands (命令): each opens the database itself and lets go of it.

Exit code 0: done and all is well; 1: ``check`` found differences; 2: it could not be done, a sentence says why.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from sqlalchemy.exc import DBAPIError

from app.cli.backing import restore, take_backup
from app.cli.language import Tongue
from app.cli.moving import move
from app.cli.steps import bar
from app.cli.telling import say_wrong
from app.errors import Damage, Refusal, Trouble, cause_of
from app.services import check, generate, papers
from app.services.station import Station
from app.settings import load_pc_settings
from app.store import schema
from app.store.actor import AT_THE_MACHINE
from app.store.engine import Engines, sqlite_path
from app.store.troubles import trouble_of
from app.text import QT_TRANSLATE_NOOP

INTERRUPTED: Final = 130
_LONGEST_NAME: Final = 40


def run(given: argparse.Namespace, folder: Path, url: str, tongue: Tongue) -> int:
    """Run the command that was typed and return the exit code."""
    command = _COMMANDS[given.command]
    try:
        return command(given, folder, url, tongue)
    except (Refusal, Trouble) as told:
        return say_wrong(told, tongue)
    except DBAPIError as error:
        return say_wrong(trouble_of(error, sqlite_path(url)), tongue)
    except KeyboardInterrupt:
        print(tongue.sentence(QT_TRANSLATE_NOOP("rules", "已中断。")), file=sys.stderr)
        return INTERRUPTED


def _check(given: argparse.Namespace, folder: Path, url: str, tongue: Tongue) -> int:
    del folder
    try:
        engines = schema.open_existing(url)
    except Damage as damage:
        print(tongue.told(damage))
        return _count(1, tongue)
    try:
        if given.repair:
            check.repair(engines)
        differences = check.check(engines, progress=bar(tongue))
    finally:
        engines.dispose()
    for difference in differences:
        print(tongue.sentence(difference.text, difference.values))
    return _count(len(differences), tongue)


def _count(differences: int, tongue: Tongue) -> int:
    print(tongue.sentence(QT_TRANSLATE_NOOP("rules", "核对完毕:{count} 处不符。"), {"count": differences}))
    return 1 if differences else 0


def _print(given: argparse.Namespace, folder: Path, url: str, tongue: Tongue) -> int:
    engines = schema.open_existing(url)
    try:
        _print_one(engines, given, load_pc_settings(folder).pc)
    finally:
        engines.dispose()
    print(tongue.sentence(QT_TRANSLATE_NOOP("rules", "已打印到 {path}"), {"path": given.out}))
    return 0


def _print_one(engines: Engines, given: argparse.Namespace, pc: str) -> None:
    station = Station(engines, pc=pc)
    key = station.ask(AT_THE_MACHINE, papers.key_of, given.form, given.number)
    with _written(given.out) as keep:
        papers.issue_paper(
            station, AT_THE_MACHINE, given.form, key, reason=QT_TRANSLATE_NOOP("words", "本机命令行打印"), keep=keep
        )


@contextmanager
def _written(out: Path) -> Iterator[Callable[[bytes], object]]:
    """Yield what writes the whole file ``out`` in one step; without that nothing is left there.

    ``Trouble`` where it cannot be written, before anything else is done. A pipe or a device is written into as it is.
    """
    path = Path(os.path.realpath(out))
    draft = path.with_name(f".{os.getpid()}.{path.name[:_LONGEST_NAME]}")
    try:
        _refuse_folder(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path if path.exists() and not path.is_file() else draft
        with draft.open("wb") as file:

            def keep(page: bytes) -> None:
                file.write(page)
                file.close()
                if draft != path:
                    os.replace(draft, path)  # noqa: PTH105 - one step, also over an older one

            yield keep
    except OSError as error:
        raise Trouble(
            QT_TRANSLATE_NOOP("rules", "不能写文件 {path}:{cause}"),
            path=out,
            cause=cause_of(error),
            advice=QT_TRANSLATE_NOOP("rules", "请检查磁盘与文件夹权限,或在 --out 里写别的地方。"),
        ) from error
    finally:
        if draft != path:
            with suppress(OSError):  # it was never made, or its folder went away with it
                draft.unlink(missing_ok=True)


def _refuse_folder(path: Path) -> None:
    if path.is_dir():
        raise Trouble(
            QT_TRANSLATE_NOOP("rules", "{path} 是一个文件夹,不能写成文件。"),
            path=path,
            advice=QT_TRANSLATE_NOOP("rules", "请在 --out 里写上文件名。"),
        )


def _generate(given: argparse.Namespace, folder: Path, url: str, tongue: Tongue) -> int:
    del folder
    generate.generate(url, years=given.years, seed=given.seed, progress=bar(tongue))
    founder = generate.Founder()
    text = QT_TRANSLATE_NOOP("rules", "已生成。账号 {login},密码 {password};用同样的 --data 或 --database 打开窗口。")
    print(tongue.sentence(text, {"login": founder.login, "password": founder.password}))
    return 0


Command = Callable[[argparse.Namespace, Path, str, Tongue], int]
_COMMANDS: Final[dict[str, Command]] = {
    "check": _check,
    "print": _print,
    "generate": _generate,
    "move": move,
    "backup": take_backup,
    "restore": restore,
}
