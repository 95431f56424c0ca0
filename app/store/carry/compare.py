"""Whether two databases hold the same station (比较): rows, sums of amounts and contents, table by table."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.store.carry.rows import Progress, tables
from app.store.carry.source import Snapshot


@dataclass(frozen=True, slots=True)
class TableReport:
    """One table on both sides: rows, sums of its amount columns, and whether every value is the same."""

    name: str
    rows: tuple[int, int]
    sums: Mapping[str, tuple[int, int]]
    same_contents: bool

    @property
    def agrees(self) -> bool:
        """Whether nothing differs."""
        return self.rows[0] == self.rows[1] and self.same_contents and all(a == b for a, b in self.sums.values())


def compare(source: Snapshot, target: Snapshot, progress: Progress) -> list[TableReport]:
    """Compare every table of two snapshots, reading both wholly."""
    found = []
    ours, theirs = source.counts(), target.counts()
    whole = sum(ours.values())
    done = 0
    for table in tables():
        before, after = source.sums(table), target.sums(table)
        found.append(
            TableReport(
                table.name,
                (ours[table.name], theirs[table.name]),
                {name: (before[name], after[name]) for name in before},
                source.digest(table) == target.digest(table),
            )
        )
        done += ours[table.name]
        progress(done, whole, "compare")
    return found
