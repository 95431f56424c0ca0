"""Moving a station to another database (搬站): carried, compared table by table, checked, and the report kept.

The source is only read. The target cannot be opened as a station before everything in it was found to be the same.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy.exc import DBAPIError

from app.errors import Refusal, Trouble, cause_of
from app.services import check
from app.services.check import Difference
from app.store import carry
from app.store.engine import Engines, open_engines, sqlite_path
from app.store.troubles import parsed_url, trouble_of, without_password
from app.text import QT_TRANSLATE_NOOP

__all__ = ["STEP_WORDS", "Moved", "move", "store_report"]

STEP_WORDS: Final = {
    "carry": QT_TRANSLATE_NOOP("words", "搬运"),
    "index": QT_TRANSLATE_NOOP("words", "建立索引"),
    "compare": QT_TRANSLATE_NOOP("words", "逐表比较"),
}
"""What each step of carrying is called."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What came of a move: whether it went on from before, each table, the chain's ends, what ``check`` found.

    ``source_went_on`` says that somebody worked on in the source after the moment that was carried.
    """

    resumed: bool
    tables: tuple[carry.TableReport, ...]
    heads: tuple[tuple[int, str], tuple[int, str]]
    differences: tuple[Difference, ...]
    source_went_on: bool

    @property
    def same(self) -> bool:
        """Whether both databases hold the same."""
        return self.heads[0] == self.heads[1] and all(table.agrees for table in self.tables)


def _nothing(done: int, whole: int, what: str) -> None:
    del done, whole, what


def move(source: str, target: str, progress: carry.Progress = _nothing) -> Moved:
    """Carry the station at ``source`` into the empty database at ``target`` and compare both.

    Called again after it was killed it goes on. ``Refusal`` for the same database twice, ``Trouble`` where one of them
    cannot be used or the target is not empty. A target that differs in the end stays closed.
    """
    _refuse_same(source, target)
    engines = carry.open_source(source)
    try:
        with carry.read_snapshot(engines) as snapshot:
            with carry.open_target(target) as loading:
                resumed = carry.carry(snapshot, loading, progress)
            with _opened(target) as filled:
                moved = _compared(snapshot, filled, resumed=resumed, progress=progress)
                if moved.same:
                    carry.finish(filled)
            mark = snapshot.mark()
        with carry.read_snapshot(engines) as later:
            went_on = later.mark() != mark
    except DBAPIError as error:
        raise trouble_of(error, sqlite_path(source)) from error
    finally:
        engines.dispose()
    return Moved(resumed, moved.tables, moved.heads, moved.differences, went_on)


def _compared(snapshot: carry.Snapshot, filled: Engines, *, resumed: bool, progress: carry.Progress) -> Moved:
    with carry.read_snapshot(filled) as there:
        tables = tuple(carry.compare(snapshot, there, progress))
        heads = (snapshot.head(), there.head())
    return Moved(resumed, tables, heads, tuple(check.check(filled, progress)), source_went_on=False)


@contextmanager
def _opened(url: str) -> Iterator[Engines]:
    engines = open_engines(url)
    try:
        yield engines
    finally:
        engines.dispose()


def _refuse_same(source: str, target: str) -> None:
    paths = sqlite_path(source), sqlite_path(target)
    same_file = paths[0] is not None and paths[1] is not None and paths[0].resolve() == paths[1].resolve()
    if same_file or parsed_url(source) == parsed_url(target):
        raise Refusal(QT_TRANSLATE_NOOP("rules", "来源和目标是同一个数据库。"))


def store_report(folder: Path, now: datetime, source: str, target: str, lines: list[str]) -> Path:
    """Keep the report as a text file in the folder ``logs`` of the data folder and return it; ``Trouble`` if it cannot.

    Passwords in the addresses are starred.
    """
    path = folder / "logs" / f"move-{now:%Y%m%d-%H%M%S}.txt"
    head = [now.isoformat(timespec="seconds"), f"{without_password(source)} -> {without_password(target)}"]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join([*head, *lines, ""]), encoding="utf-8")
    except OSError as error:
        raise Trouble(
            QT_TRANSLATE_NOOP("rules", "已搬完,但比较结果不能写到 {path}:{cause}"),
            path=path,
            cause=cause_of(error),
            advice=QT_TRANSLATE_NOOP("rules", "请检查磁盘与文件夹权限;结果已显示在上面。"),
        ) from error
    return path


Told = Callable[[str, dict[str, object]], str]


def report_lines(moved: Moved, told: Told) -> list[str]:
    """Return the comparison, a line a table; ``told`` fills a marked sentence in the language of the run."""
    lines = []
    for table in moved.tables:
        sums = ", ".join(f"{name} {before}" for name, (before, after) in table.sums.items() if before == after)
        text = (
            QT_TRANSLATE_NOOP("rules", "{table}:{rows} 行,一致。{sums}")
            if table.agrees
            else QT_TRANSLATE_NOOP("rules", "{table}:来源 {rows} 行,目标 {there} 行,不一致。{sums}")
        )
        odd = ", ".join(f"{name} {before} ≠ {after}" for name, (before, after) in table.sums.items() if before != after)
        values: dict[str, object] = {"table": table.name, "rows": table.rows[0], "there": table.rows[1]}
        lines.append(told(text, values | {"sums": odd or sums}))
    chain = (
        QT_TRANSLATE_NOOP("rules", "审计链末尾一致:第 {last} 条,{hash}")
        if moved.heads[0] == moved.heads[1]
        else QT_TRANSLATE_NOOP("rules", "审计链末尾不一致:来源第 {last} 条,目标第 {there} 条。")
    )
    (last, hashed), (there, _) = moved.heads
    lines.append(told(chain, {"last": last, "hash": hashed, "there": there}))
    lines += [told(difference.text, dict(difference.values)) for difference in moved.differences]
    count = QT_TRANSLATE_NOOP("rules", "目标核对(台账=结存、费用、编号、审计链、引用、检索):{count} 处不符。")
    lines.append(told(count, {"count": len(moved.differences)}))
    if moved.source_went_on:
        lines.append(told(QT_TRANSLATE_NOOP("rules", "搬运期间来源里又有了新记录,目标里没有它们。"), {}))
    return lines
