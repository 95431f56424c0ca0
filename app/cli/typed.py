"""What can be typed after ``main.py`` (命令行参数), and what is said about what cannot."""

import argparse
import math
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final, NoReturn

from app.cli.language import Tongue
from app.settings import LANGUAGES
from app.text import QT_TRANSLATE_NOOP

LEAST_YEARS, MOST_YEARS = 0.01, 20
"""How long a made-up station may have been at work; the largest takes some 30 GB."""
COMMANDS: Final = {
    "check": QT_TRANSLATE_NOOP("words", "核对账目、结存、合计、编号、审计链、引用、文件与检索索引,列出不符之处"),
    "print": QT_TRANSLATE_NOOP("words", "把一张单据打印成 PDF 文件"),
    "generate": QT_TRANSLATE_NOOP("words", "在空数据库里生成一个可信的站"),
    "move": QT_TRANSLATE_NOOP("words", "把整个站搬到另一个空数据库,中断后可再运行接着搬,搬完逐表比较"),
    "backup": QT_TRANSLATE_NOOP("words", "备份整个站,试恢复并核对无误才算好备份"),
    "restore": QT_TRANSLATE_NOOP("words", "从备份恢复,先放在旁边核对,同意后才替换,原数据留在旁边"),
    "walkthrough": QT_TRANSLATE_NOOP("words", "在真窗口里把主流程走一遍,每步都见效才退出 0"),
    "shots": QT_TRANSLATE_NOOP("words", "把每个工作台和每种单据存成 PNG"),
}
_LAUNCHER: Final = QT_TRANSLATE_NOOP(
    "words", "由 run.py 启动时另有:run.py test [...] 运行全部检查;run.py bench [--json 文件] 运行基准测量。"
)
_FLAWS: Final = (
    (re.compile(r"the following arguments are required: (?P<what>.+)"), QT_TRANSLATE_NOOP("rules", "还缺少 {what}。")),
    (re.compile(r"unrecognized arguments: (?P<what>.+)"), QT_TRANSLATE_NOOP("rules", "不认识“{what}”。")),
    (re.compile(r"argument (?P<what>[^:]+): expected .*"), QT_TRANSLATE_NOOP("rules", "{what} 后面要写一个值。")),
    (
        re.compile(r"argument (?P<what>[^:]+): invalid choice: '?(?P<typed>.*?)'? \(choose from (?P<choices>.*)\)"),
        QT_TRANSLATE_NOOP("rules", "没有“{typed}”。可用:{choices}"),
    ),
    (
        re.compile(r"argument (?P<what>[^:]+): ignored explicit argument '?(?P<typed>.*?)'?"),
        QT_TRANSLATE_NOOP("rules", "{what} 后面不能有“{typed}”。"),
    ),
    (re.compile(r"argument (?P<what>[^:]+): (?P<said>.*)", re.DOTALL), QT_TRANSLATE_NOOP("rules", "{what}:{said}")),
)


class Words(argparse.ArgumentParser):
    """A parser that speaks the run's language throughout."""

    def __init__(self, *, tongue: Tongue, **kwargs: Any) -> None:  # noqa: ANN401 - the base's own words
        """Begin with nothing but ``--help``."""
        word = tongue.word(QT_TRANSLATE_NOOP("words", "用法:"))
        super().__init__(
            add_help=False, allow_abbrev=False, formatter_class=lambda prog: _Help(prog, usage_word=word), **kwargs
        )
        self.tongue = tongue
        self.options = self.add_argument_group(tongue.word(QT_TRANSLATE_NOOP("words", "选项")))
        self.option("-h", "--help", action="help", about=QT_TRANSLATE_NOOP("words", "显示本说明"))

    def option(self, *names: str, about: str, **kwargs: Any) -> None:  # noqa: ANN401 - as above
        """Take an option; ``about`` is a marked word."""
        self.options.add_argument(*names, help=self.tongue.word(about), **kwargs)

    def error(self, message: str) -> NoReturn:
        """Say in a sentence what is wrong with what was typed, and where it is written how to; exit code 2."""
        sentence = message
        for words, text in _FLAWS:
            if found := words.fullmatch(message):
                sentence = self.tongue.sentence(text, found.groupdict())
                break
        more = self.tongue.sentence(QT_TRANSLATE_NOOP("rules", "写法见 {prog} --help。"), {"prog": self.prog})
        self.exit(2, f"{sentence}\n{more}\n")


class _Help(argparse.HelpFormatter):
    """Help under the run's own heading."""

    def __init__(self, prog: str, *, usage_word: str) -> None:
        super().__init__(prog, max_help_position=30)
        self._usage_word = f"{usage_word} "

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, self._usage_word if prefix is None else prefix)


def parser(tongue: Tongue | None = None) -> Words:
    """Return the parser of everything that can be typed after ``main.py``."""
    tongue = tongue or Tongue()
    top = Words(
        prog="main.py",
        tongue=tongue,
        description=tongue.word(QT_TRANSLATE_NOOP("words", "工单 Gongdan:汽车服务站工作台。不写命令就打开窗口。")),
        epilog=tongue.word(_LAUNCHER),
    )
    _places(top)
    top.option("--demo", action="store_true", about=QT_TRANSLATE_NOOP("words", "打开演示站,数据为空时先填入演示数据"))
    commands = top.add_subparsers(
        dest="command", title=tongue.word(QT_TRANSLATE_NOOP("words", "命令")), metavar="COMMAND"
    )
    for name, fill in _FILLED.items():
        about = tongue.word(COMMANDS[name])
        command = commands.add_parser(name, help=about, description=about, tongue=tongue)
        _places(command, default=argparse.SUPPRESS)
        fill(command)
    return top


def _places(target: Words, default: str | None = None) -> None:
    """Take data, database and language before or after the command."""
    target.option("--data", type=Path, default=default, metavar="DIR", about=QT_TRANSLATE_NOOP("words", "数据文件夹"))
    target.option(
        "--database",
        default=default,
        metavar="URL",
        about=QT_TRANSLATE_NOOP("words", "数据库地址:sqlite:///文件 或 postgresql://用户@服务器/数据库"),
    )
    target.option(
        "--lang", choices=LANGUAGES, default=default, about=QT_TRANSLATE_NOOP("words", "界面与命令行的语言:zh_CN 或 en")
    )


def _check(command: Words) -> None:
    command.option("--repair", action="store_true", about=QT_TRANSLATE_NOOP("words", "重建检索索引,账目不动"))


def _print(command: Words) -> None:
    wanted = command.add_argument_group(command.tongue.word(QT_TRANSLATE_NOOP("words", "要打印的单据")))
    form = QT_TRANSLATE_NOOP("words", "单据种类,例如 work_order、certificate、delivery_slip、statement")
    number = QT_TRANSLATE_NOOP("words", "单据编号,例如 WX20261122-0001")
    wanted.add_argument("form", metavar="FORM", help=command.tongue.word(form))
    wanted.add_argument("number", metavar="NUMBER", help=command.tongue.word(number))
    _out(command, "FILE", QT_TRANSLATE_NOOP("words", "写到哪个 PDF 文件"))


def _generate(command: Words) -> None:
    command.option(
        "--years",
        type=_years(command.tongue),
        default=1.0,
        metavar="N",
        about=QT_TRANSLATE_NOOP("words", "多少年的数据,默认 1"),
    )
    command.option(
        "--seed",
        type=_seed(command.tongue),
        default=1,
        metavar="S",
        about=QT_TRANSLATE_NOOP("words", "随机种子,同一天同一种子生成同一个站"),
    )


def _move(command: Words) -> None:
    about = QT_TRANSLATE_NOOP("words", "从哪个数据库搬")
    command.option("--from", dest="source", required=True, metavar="URL", about=about)
    about = QT_TRANSLATE_NOOP("words", "搬到哪个空数据库")
    command.option("--to", dest="target", required=True, metavar="URL", about=about)


def _backup(command: Words) -> None:
    about = QT_TRANSLATE_NOOP("words", "备份放在哪个文件夹,默认为本机设置的备份文件夹")
    command.option("--to", type=Path, metavar="DIR", about=about)


def _restore(command: Words) -> None:
    wanted = command.add_argument_group(command.tongue.word(QT_TRANSLATE_NOOP("words", "要恢复的备份")))
    about = QT_TRANSLATE_NOOP("words", "备份文件,例如 backups/gongdan-20261123-180000.gongdan.db")
    wanted.add_argument("file", type=Path, metavar="FILE", help=command.tongue.word(about))
    command.option("--yes", action="store_true", about=QT_TRANSLATE_NOOP("words", "不再询问,直接替换现在的数据"))


def _walkthrough(command: Words) -> None:
    _out(command, "DIR", QT_TRANSLATE_NOOP("words", "单据和截图放在哪个文件夹"))
    command.option(
        "--omit", default="", metavar="STEP", about=QT_TRANSLATE_NOOP("words", "跳过一步,用来看演示能否发觉")
    )


def _shots(command: Words) -> None:
    _out(command, "DIR", QT_TRANSLATE_NOOP("words", "截图放在哪个文件夹"))


_FILLED: Final[dict[str, Callable[[Words], None]]] = {
    "check": _check,
    "print": _print,
    "generate": _generate,
    "move": _move,
    "backup": _backup,
    "restore": _restore,
    "walkthrough": _walkthrough,
    "shots": _shots,
}


def _out(command: Words, metavar: str, about: str) -> None:
    command.option("--out", type=Path, required=True, metavar=metavar, about=about)


def _years(tongue: Tongue) -> Callable[[str], float]:
    """Return what reads a number of years within bounds."""

    def read(typed: str) -> float:
        try:
            years = float(typed)
        except ValueError:
            years = math.nan
        if not LEAST_YEARS <= years <= MOST_YEARS:
            text = QT_TRANSLATE_NOOP("rules", "“{typed}”不行,要写 {least} 到 {most} 之间的年数。")
            values = {"typed": typed, "least": LEAST_YEARS, "most": MOST_YEARS}
            raise argparse.ArgumentTypeError(tongue.sentence(text, values))
        return years

    return read


def _seed(tongue: Tongue) -> Callable[[str], int]:
    """Return what reads a whole number."""

    def read(typed: str) -> int:
        try:
            return int(typed)
        except ValueError:
            text = QT_TRANSLATE_NOOP("rules", "“{typed}”不行,要写一个整数。")
            raise argparse.ArgumentTypeError(tongue.sentence(text, {"typed": typed})) from None

    return read


def speak_anyhow() -> None:
    """Let the terminal show a sign it does not know as a question mark instead of failing over it."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
