"""Carrying a station from one database to another (搬站): read in one snapshot, written in pages, resumable.

A row travels as numbers and texts, as SQLite keeps them; moments are texts in UTC. Keys stay, the search index is made
anew, since each kind of database keeps another one.
"""

from app.store.carry.compare import TableReport, compare
from app.store.carry.rows import Progress, tables
from app.store.carry.source import Snapshot, open_source, read_snapshot
from app.store.carry.target import Target, finish, open_target

__all__ = [
    "Progress",
    "Snapshot",
    "TableReport",
    "Target",
    "carry",
    "compare",
    "finish",
    "open_source",
    "open_target",
    "read_snapshot",
]


def carry(source: Snapshot, target: Target, progress: Progress) -> bool:
    """Bring every row of the snapshot into the target and make its indexes; return whether it went on from before.

    Whoever is killed on the way calls it again: what was committed is not carried twice. Where the source changed in
    the meantime everything is carried anew.
    """
    resumed = target.begin(source.mark())
    whole = sum(source.counts().values())
    done = 0
    for table in tables():
        done += target.count(table)
        for rows in source.pages(table, after=target.last_key(table)):
            target.write(table, rows)
            done += len(rows)
            progress(done, whole, "carry")
    progress(whole, whole, "carry")
    progress(0, 1, "index")
    target.make_indexes()
    progress(1, 1, "index")
    return resumed
