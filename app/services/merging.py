"""Two people, one record (合并修改): fields that only one of them touched merge by themselves."""

from collections.abc import Mapping

from app.errors import Clash, StaleRecord
from app.models.base import Base


def merge(record: Base, edits: Mapping[str, tuple[object, object]]) -> None:
    """Set each field given as (value seen, new value); ``StaleRecord`` lists the fields that changed in between."""
    clashes = []
    for name, (before, mine) in edits.items():
        theirs = getattr(record, name)
        if theirs not in (before, mine):
            clashes.append(Clash(name, before, theirs, mine))
    if clashes:
        raise StaleRecord(record.__tablename__, record.id, clashes)
    for name, (_, mine) in edits.items():
        setattr(record, name, mine)
