"""The backups in a folder (备份文件夹): what each is, which are good, which are old enough to go."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from app.clock import DEFAULT_ZONE, business_day

DAYS_KEPT: Final = 30
MONTHS_KEPT: Final = 12
ALL_KEPT_FOR: Final = timedelta(hours=24)
DOUBTFUL_KEPT: Final = 3
GOOD: Final = ".gongdan.db"
DOUBTFUL: Final = ".doubtful.db"
"""How the name of a backup ends whose check found differences: kept, but not called good."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is written beside a backup (清单): when, of which station at which version, what it must hold."""

    at: str
    source: str
    station: str
    revision: str
    counts: dict[str, int]
    audit_last: int
    audit_hash: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup with its manifest."""

    path: Path
    manifest: Manifest

    @property
    def at(self) -> datetime:
        """The moment that is kept in it, in UTC."""
        return datetime.fromisoformat(self.manifest.at)

    @property
    def good(self) -> bool:
        """Whether it was restored and checked without a difference."""
        return self.path.name.endswith(GOOD)


def manifest_path(path: Path) -> Path:
    """Return where the manifest of a backup stands."""
    return path.with_name(path.name + ".json")


def write_manifest(path: Path, manifest: Manifest) -> None:
    """Write the manifest of the backup at ``path``; ``OSError`` where it cannot be written."""
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
    manifest_path(path).write_text(text, encoding="utf-8")


def read_manifest(path: Path) -> Manifest | None:
    """Return the manifest of the backup at ``path``, ``None`` where there is none that can be read."""
    try:
        return Manifest(**json.loads(manifest_path(path).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def backups(folder: Path, endings: Iterable[str] = (GOOD,)) -> list[Backup]:
    """Return the backups in ``folder`` whose names end so, the newest first; ``OSError`` as the folder gives it."""
    ends = tuple(endings)
    found = [
        Backup(path, manifest)
        for path in folder.iterdir()
        if path.name.endswith(ends) and (manifest := read_manifest(path)) is not None
    ]
    return sorted(found, key=lambda backup: backup.at, reverse=True)


def good_backups(folder: Path) -> list[Backup]:
    """Return the good backups in ``folder``, the newest first; none where the folder cannot be read."""
    try:
        return backups(folder)
    except OSError:
        return []


def outdated(found: Sequence[Backup], now: datetime, zone: str = DEFAULT_ZONE) -> list[Backup]:
    """Return the backups of one station that may go: neither of the last day, nor a day's or a month's newest kept.

    The newest of each of the last 30 days and of each of the last 12 months with a backup stays.
    """
    newest_first = sorted(found, key=lambda backup: backup.at, reverse=True)
    days: dict[object, Backup] = {}
    months: dict[object, Backup] = {}
    for backup in newest_first:
        day = business_day(backup.at, zone)
        days.setdefault(day, backup)
        months.setdefault((day.year, day.month), backup)
    kept = {backup.path for backup in [*list(days.values())[:DAYS_KEPT], *list(months.values())[:MONTHS_KEPT]]}
    return [backup for backup in newest_first if backup.path not in kept and now - backup.at > ALL_KEPT_FOR]
