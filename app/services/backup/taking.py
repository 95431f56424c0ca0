"""Taking a backup (备份): copied in one snapshot, restored into a scratch file, checked, then given its good name."""

import logging
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy.exc import DBAPIError

from app.clock import to_local
from app.errors import Refusal, Trouble, cause_of
from app.services import check, moving
from app.services.backup import kept
from app.services.backup.kept import Backup, Manifest
from app.services.backup.register import note_backup
from app.services.check import Difference
from app.services.station import Station
from app.store import carry, schema, station_copy
from app.store.actor import AT_THE_MACHINE
from app.store.engine import open_engines, sqlite_url
from app.store.troubles import code_of, first_line, trouble_of, without_password
from app.text import QT_TRANSLATE_NOOP

_STEP_WORDS: Final = check.PART_WORDS | moving.STEP_WORDS | {"verify": QT_TRANSLATE_NOOP("words", "试恢复")}
_PART: Final = ".part"
_SCRATCH: Final = ".scratch"
_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Places:
    """Where a backup goes: its folder, and a second one (another disk) if there is one."""

    folder: Path
    second: Path | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a backup: the file, what its check found, and why the second folder did not get it, if so."""

    backup: Backup
    differences: tuple[Difference, ...]
    second_trouble: Trouble | None

    @property
    def good(self) -> bool:
        """Whether it may be relied on."""
        return self.backup.good


def step_word(step: str) -> str:
    """Return what a step of a backup is called, as a marked word; empty for none."""
    return _STEP_WORDS.get(step, step)


def _nothing(done: int, whole: int, what: str) -> None:
    del done, whole, what


def take(station: Station, source: str, places: Places, progress: carry.Progress = _nothing) -> Taken:
    """Take a backup of the open ``station``, whose address is ``source``, while others work in it.

    A copy in which ``check`` finds differences is kept under another name and is not good. ``Trouble`` where it cannot
    be written or read back, ``Refusal`` while another PC of a server's station takes one.
    """
    now = station.clock()
    with station_copy.alone(station.engines) as alone:
        if not alone:
            raise Refusal(QT_TRANSLATE_NOOP("rules", "另一台电脑正在备份这个站。"))
        with _telling_trouble(places.folder):
            taken = _take(station, source, places, now, progress)
    if taken.good and not station.engines.read_only:
        station.perform(AT_THE_MACHINE, note_backup, now, str(taken.backup.path))
    return taken


def _take(station: Station, source: str, places: Places, now: datetime, progress: carry.Progress) -> Taken:
    places.folder.mkdir(parents=True, exist_ok=True)
    stem = f"gongdan-{to_local(now, station.zone):%Y%m%d-%H%M%S}"
    part = places.folder / f".{stem}-{os.getpid()}{_PART}"
    _sweep(places.folder, now)
    try:
        found = station_copy.copy_station(station.engines, part, progress)
        manifest = Manifest(
            now.isoformat(),
            without_password(source),
            found.station,
            schema.HEAD,
            found.counts,
            found.audit_last,
            found.audit_hash,
            part.stat().st_size,
            station_copy.digest(part),
        )
        differences = _verified(part, manifest, progress)
        path = _free_name(places.folder, stem, kept.DOUBTFUL if differences else kept.GOOD)
        kept.write_manifest(path, manifest)
        os.replace(part, path)  # noqa: PTH105 - one step: it is there wholly or not at all
    finally:
        station_copy.remove(part)
    backup = Backup(path, manifest)
    trouble = _copy_besides(backup, places.second) if places.second and backup.good else None
    for folder in (places.folder, *([places.second] if places.second and trouble is None else [])):
        _let_old_go(folder, manifest.station, now, station.zone)
    return Taken(backup, differences, trouble)


def _verified(part: Path, manifest: Manifest, progress: carry.Progress) -> tuple[Difference, ...]:
    """Restore the copy into a scratch file and check that; ``Damage`` where it does not hold what was copied."""
    scratch = part.with_suffix(_SCRATCH)
    try:
        progress(0, 1, "verify")
        shutil.copyfile(part, scratch)
        progress(1, 1, "verify")
        if station_copy.digest(scratch) != manifest.sha256:
            raise station_copy.broken(part, "SHA-256")
        return check_copy(scratch, manifest, progress)
    finally:
        station_copy.remove(scratch)


def check_copy(path: Path, manifest: Manifest | None, progress: carry.Progress) -> tuple[Difference, ...]:
    """Open the copy at ``path``, compare it with its manifest and check its books.

    ``Damage`` where rows or audit chain are not those of the manifest.
    """
    engines = open_engines(sqlite_url(path), pool_size=2)
    try:
        if manifest is not None:
            with carry.read_snapshot(engines) as snapshot:
                found = station_copy.figures(snapshot)
            if (found.counts, found.audit_last, found.audit_hash) != (
                manifest.counts,
                manifest.audit_last,
                manifest.audit_hash,
            ):
                raise station_copy.broken(path, QT_TRANSLATE_NOOP("words", "行数或审计链与清单不同"))
        return tuple(check.check(engines, progress))
    finally:
        engines.dispose()


def _free_name(folder: Path, stem: str, ending: str) -> Path:
    path = folder / f"{stem}{ending}"
    number = 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}{ending}"
    return path


def _copy_besides(backup: Backup, second: Path) -> Trouble | None:
    """Copy a good backup into the second folder too; return why not, the first one being safe already."""
    part = second / f".{backup.path.name}{_PART}"
    try:
        with _telling_trouble(second):
            second.mkdir(parents=True, exist_ok=True)
            try:
                shutil.copyfile(backup.path, part)
                if station_copy.digest(part) != backup.manifest.sha256:
                    raise station_copy.broken(part, "SHA-256")
                kept.write_manifest(second / backup.path.name, backup.manifest)
                os.replace(part, second / backup.path.name)  # noqa: PTH105 - one step
            finally:
                part.unlink(missing_ok=True)
    except Trouble as trouble:
        return trouble
    return None


def _sweep(folder: Path, now: datetime) -> None:
    """Take away what backups that were broken off a day ago or earlier have left."""
    oldest = (now - kept.ALL_KEPT_FOR).timestamp()
    for path in (*folder.glob(f".gongdan-*{_PART}"), *folder.glob(f".gongdan-*{_SCRATCH}")):
        if path.stat().st_mtime < oldest:
            station_copy.remove(path)


def _let_old_go(folder: Path, station: str, now: datetime, zone: str) -> None:
    """Take away this station's backups that are old enough; those of other stations stay."""
    try:
        ours = [b for b in kept.backups(folder, (kept.GOOD, kept.DOUBTFUL)) if b.manifest.station == station]
        gone = kept.outdated([backup for backup in ours if backup.good], now, zone)
        gone += [backup for backup in ours if not backup.good][kept.DOUBTFUL_KEPT :]
        for backup in gone:
            backup.path.unlink(missing_ok=True)
            kept.manifest_path(backup.path).unlink(missing_ok=True)
    except OSError as error:  # the new backup is there; the old ones go the next time
        _LOG.info("old backups stay in %s: %s", folder, error)


@contextmanager
def _telling_trouble(folder: Path) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        original = error.orig
        if isinstance(original, sqlite3.Error):
            raise _cannot(folder, _cause(original)) from error
        raise trouble_of(error) from error
    except sqlite3.Error as error:
        raise _cannot(folder, _cause(error)) from error
    except OSError as error:
        raise _cannot(folder, cause_of(error)) from error


def _cause(error: sqlite3.Error) -> str:
    return {
        "FULL": QT_TRANSLATE_NOOP("words", "磁盘已满"),
        "IOERR": QT_TRANSLATE_NOOP("words", "磁盘已满或有故障"),
        "READONLY": QT_TRANSLATE_NOOP("words", "磁盘是只读的"),
        "CANTOPEN": QT_TRANSLATE_NOOP("words", "没有权限"),
        "NOTADB": QT_TRANSLATE_NOOP("words", "数据文件已损坏"),
        "CORRUPT": QT_TRANSLATE_NOOP("words", "数据文件已损坏"),
    }.get(code_of(error), first_line(error))


def _cannot(folder: Path, cause: str) -> Trouble:
    return Trouble(
        QT_TRANSLATE_NOOP("rules", "不能备份到 {folder}:{cause}"),
        folder=folder,
        cause=cause,
        advice=QT_TRANSLATE_NOOP("rules", "请检查备份文件夹所在的磁盘与权限,或换一个文件夹;站内数据没有改动。"),
    )
