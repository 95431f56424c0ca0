"""The search index in step with the records (检索索引): every record has its document, samples are word for word."""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection

from app.services.check.difference import Difference
from app.store import search
from app.text import QT_TRANSLATE_NOOP

_SAMPLE: Final = 300


def differences(connection: Connection) -> Iterator[Difference]:
    """Tell of documents too few or too many, and of sampled ones that are outdated or cannot be found."""
    for kind in search.Kind:
        missing, idle = search.out_of_step(connection, kind)
        if missing or idle:
            yield Difference(
                QT_TRANSLATE_NOOP("rules", "检索索引({kind})缺 {missing} 条,多 {idle} 条;请运行 check --repair 重建。"),
                {"kind": kind.value, "missing": missing, "idle": idle},
            )
        for ref in search.stale_in_sample(connection, kind, _SAMPLE):
            yield Difference(
                QT_TRANSLATE_NOOP("rules", "检索索引({kind})的记录 {ref} 已过时;请运行 check --repair 重建。"),
                {"kind": kind.value, "ref": ref},
            )
