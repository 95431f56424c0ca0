"""Checking the books (核对): every figure that is kept twice must agree, every difference is a sentence.

Reads only, in one snapshot, streaming; other people can go on working.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from app.services.check import charges, database, journal, ledger, numbering, search_index
from app.services.check.difference import Difference
from app.store import search
from app.store.engine import Engines, sqlite_path
from app.store.troubles import first_line, is_damage, lost_record, trouble_of
from app.text import QT_TRANSLATE_NOOP

__all__ = ["MOST_TOLD", "PART_WORDS", "Difference", "check", "repair"]

Progress = Callable[[int, int, str], None]
MOST_TOLD: Final = 200
"""Most differences of one part that are told one by one; beyond, only that there are more."""
PARTS: Final[tuple[tuple[str, Callable[[Connection], Iterator[Difference]]], ...]] = (
    ("ledger", ledger.differences),
    ("charges", charges.differences),
    ("numbers", numbering.differences),
    ("audit", journal.differences),
    ("references", database.dangling_references),
    ("integrity", database.damage),
    ("search", search_index.differences),
)
PART_WORDS: Final = {
    "ledger": QT_TRANSLATE_NOOP("words", "库存台账"),
    "charges": QT_TRANSLATE_NOOP("words", "费用合计"),
    "numbers": QT_TRANSLATE_NOOP("words", "单据编号"),
    "audit": QT_TRANSLATE_NOOP("words", "审计链"),
    "references": QT_TRANSLATE_NOOP("words", "引用"),
    "integrity": QT_TRANSLATE_NOOP("words", "数据文件"),
    "search": QT_TRANSLATE_NOOP("words", "检索索引"),
}
"""What each part is called."""
_UNREADABLE: Final = QT_TRANSLATE_NOOP("rules", "核对“{part}”时有记录读不出来:{cause}")
_MORE: Final = QT_TRANSLATE_NOOP("rules", "同类不符超过 {limit} 处,其余未列出。")


def check(engines: Engines, progress: Progress | None = None) -> list[Difference]:
    """Check ledger, totals, numbers, audit chain, references, file and search index; nothing is changed.

    ``progress`` is told how many of how many parts are done and which comes next. No difference, no sentence. A part
    that a damaged file does not let us read to its end is a difference too, and the others go on; ``Trouble`` when the
    database went away.
    """
    found: list[Difference] = []
    connection = engines.reader.connect()
    if engines.dialect == "postgresql":
        connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    with connection:
        for done, (name, differences) in enumerate(PARTS):
            if progress is not None:
                progress(done, len(PARTS), name)
            part = list(islice(_readable(connection, name, differences), MOST_TOLD + 1))
            if len(part) > MOST_TOLD:
                part[MOST_TOLD] = Difference(_MORE, {"limit": MOST_TOLD})
            found += part
    if progress is not None:
        progress(len(PARTS), len(PARTS), "")
    return found


def _readable(
    connection: Connection, name: str, differences: Callable[[Connection], Iterator[Difference]]
) -> Iterator[Difference]:
    """Yield the differences of one part as far as the records can be read."""
    try:
        yield from differences(connection)
    except DBAPIError as error:
        if not is_damage(error.orig) and not lost_record(error.orig):
            raise trouble_of(error, sqlite_path(connection.engine.url.render_as_string())) from error
        connection.rollback()
        yield Difference(_UNREADABLE, {"part": PART_WORDS[name], "cause": first_line(error.orig)})
    except (ValueError, TypeError, LookupError, ArithmeticError) as error:  # what a damaged record holds instead
        connection.rollback()
        yield Difference(_UNREADABLE, {"part": PART_WORDS[name], "cause": first_line(error)})


def repair(engines: Engines) -> int:
    """Make the search index anew from the records and return how many documents it has; the books are not touched."""
    with engines.writer.begin() as connection:
        return search.rebuild(connection)
