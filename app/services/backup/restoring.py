"""Restoring a backup (恢复): beside the present data first, checked there; what is newer now is told."""

import errno
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from app.clock import utc_now
from app.errors import CAUSES, Damage, Trouble, cause_of
from app.models.base import table_of
from app.models.journal import AuditRow
from app.models.orders import WorkOrder
from app.services.acts import act_name
from app.services.backup.kept import Manifest, read_manifest
from app.services.backup.register import note_backup
from app.services.backup.taking import check_copy
from app.services.check import Difference, check
from app.store import carry, schema, station_copy
from app.store.engine import Engines, open_engines, sqlite_path, sqlite_url
from app.store.station_file import has_content, inspect_file
from app.store.troubles import damage, is_damage, opening_trouble, parsed_url
from app.text import QT_TRANSLATE_NOOP

MOST_NAMED: Final = 20
_AUDIT: Final = table_of(AuditRow)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a station has come: last audit row and its moment, how many audit rows and orders."""

    audit_last: int
    audit_at: datetime | None
    audits: int
    orders: int


@dataclass(frozen=True, slots=True)
class Newer:
    """What the present data have that the backup has not: both standings, and orders that would be gone.

    ``audits`` counts what was done since, the noting of backups aside.
    """

    present: Standing
    restored: Standing
    same_station: bool
    audits: int
    orders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A backup restored beside the present data, checked, waiting for consent.

    ``newer`` is ``None`` where nothing is there or what is there cannot be read any more; ``unreadable`` says why.
    """

    backup: Path
    url: str
    beside: str
    manifest: Manifest | None
    differences: tuple[Difference, ...]
    newer: Newer | None
    unreadable: Trouble | None


def _nothing(done: int, whole: int, what: str) -> None:
    del done, whole, what


def prepare(backup: Path, url: str, progress: carry.Progress = _nothing) -> Prepared:
    """Restore the file ``backup`` beside the data at ``url`` and check it there; the data are not touched.

    ``Damage`` for a file that is not what its manifest says, ``Trouble`` where it cannot be read or there is no room.
    """
    path = sqlite_path(url)
    beside = station_copy.beside_url(url, path)
    try:
        manifest, differences = _put_beside(backup, url, path, beside, progress)
        newer, unreadable = _compared(url, beside)
    except BaseException:
        _clear(url, beside)
        raise
    return Prepared(backup, url, beside, manifest, differences, newer, unreadable)


def discard(prepared: Prepared) -> None:
    """Take away what was restored beside: nobody consented."""
    _clear(prepared.url, prepared.beside)


def replace_present(prepared: Prepared) -> str:
    """Put the restored station in the place of the present one, whose data stay beside; return their name.

    An empty name where there was nothing. ``Trouble`` while anybody has the present data open, or nothing can be
    written; nothing is replaced then.
    """
    path, beside = sqlite_path(prepared.url), sqlite_path(prepared.beside)
    stamp = f"{utc_now():%Y%m%dt%H%M%Sz}"
    if path is None or beside is None:
        try:
            return station_copy.swap_schemas(prepared.url, stamp)
        except DBAPIError as error:
            raise opening_trouble(error, parsed_url(prepared.url)) from error
    try:
        kept = station_copy.swap_files(path, beside, stamp)
    except sqlite3.Error as error:
        raise _cannot(path.parent, str(error)) from error
    except OSError as error:
        raise _cannot(path.parent, cause_of(error)) from error
    return str(kept or "")


def _put_beside(
    backup: Path, url: str, path: Path | None, beside: str, progress: carry.Progress
) -> tuple[Manifest | None, tuple[Difference, ...]]:
    manifest = read_manifest(backup)
    file = sqlite_path(beside) or _scratch(backup)
    try:
        _copy_file(backup, file, manifest)
        _bring_up_to_date(file, backup)
        with _as_damage(backup):
            differences = check_copy(file, None, progress)
            station_copy.seal(file)
        if path is None:
            differences = _load_server(file, url, beside, progress)
    finally:
        if path is None:
            station_copy.remove(file)
    return manifest, differences


def _copy_file(backup: Path, file: Path, manifest: Manifest | None) -> None:
    """Copy the backup to ``file``; what its manifest says of its bytes must be true."""
    try:
        if not has_content(backup):
            raise _cannot(backup, CAUSES[errno.ENOENT])
        inspect_file(backup)
        station_copy.remove(file)
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(backup, file)
        same = manifest is None or station_copy.digest(file) == manifest.sha256
    except Damage as error:
        raise station_copy.broken(backup, error.values.get("cause", "")) from error
    except OSError as error:
        place = backup if error.filename == os.fspath(backup) else file.parent
        raise _cannot(place, cause_of(error)) from error
    if not same:
        raise station_copy.broken(backup, QT_TRANSLATE_NOOP("words", "内容与清单不同"))


def _bring_up_to_date(file: Path, backup: Path) -> None:
    """Open the copy as the program would, which brings an older one to this version and refuses a newer one."""
    with _as_damage(backup):
        before = set(file.parent.iterdir())
        schema.open_existing(sqlite_url(file)).dispose()
        for copy in set(file.parent.iterdir()) - before:  # the copy of a copy made before migrating
            if copy.name.startswith(f"{file.stem}.") and copy.suffix == file.suffix:
                station_copy.remove(copy)


@contextmanager
def _as_damage(backup: Path) -> Iterator[None]:
    try:
        yield
    except Damage as error:
        raise station_copy.broken(backup, error.values.get("cause", "")) from error
    except sqlite3.Error as error:
        raise station_copy.broken(backup, error) from error
    except DBAPIError as error:
        if is_damage(error.orig):
            raise station_copy.broken(backup, error.orig) from error
        raise


def _load_server(file: Path, url: str, beside: str, progress: carry.Progress) -> tuple[Difference, ...]:
    """Carry the copy into the schema beside the present one and check it there."""
    try:
        station_copy.clear_beside(url)
    except DBAPIError as error:
        raise opening_trouble(error, parsed_url(url)) from error
    engines = carry.open_source(sqlite_url(file))
    try:
        with carry.read_snapshot(engines) as snapshot:
            with carry.open_target(beside) as target:
                carry.carry(snapshot, target, progress)
            with _open(beside) as filled:
                with carry.read_snapshot(filled) as there:
                    if station_copy.figures(there) != station_copy.figures(snapshot):
                        raise station_copy.broken(file, QT_TRANSLATE_NOOP("words", "行数或审计链与清单不同"))
                differences = tuple(check(filled, progress))
                carry.finish(filled)
    finally:
        engines.dispose()
    return differences


def _compared(url: str, beside: str) -> tuple[Newer | None, Trouble | None]:
    """Compare the present data with the restored ones, as far as the present ones can be read."""
    path = sqlite_path(url)
    if path is not None and not path.exists():
        return None, None
    try:
        with _open(url) as present, _open(beside) as restored:
            if schema.revision_of(present) is None:
                return None, None
            return _newer(present, restored), None
    except Trouble as trouble:
        return None, trouble
    except DBAPIError as error:
        return None, damage(path, error.orig) if is_damage(error.orig) else opening_trouble(error, parsed_url(url))


def _newer(present: Engines, restored: Engines) -> Newer:
    with carry.read_snapshot(present) as ours, carry.read_snapshot(restored) as theirs:
        here, there = _standing(ours), _standing(theirs)
        kept = set(theirs.connection.scalars(select(WorkOrder.uuid)))
        orders = select(WorkOrder.uuid, WorkOrder.number, WorkOrder.id).order_by(WorkOrder.id.desc())
        gone = [number or f"#{key}" for uuid, number, key in ours.connection.execute(orders) if uuid not in kept]
        same = ours.identity() == theirs.identity()
        later = select(func.count()).where(_AUDIT.c.id > there.audit_last, _AUDIT.c.service != act_name(note_backup))
        audits = ours.connection.scalar(later) or 0
    return Newer(here, there, same, audits, tuple(gone[:MOST_NAMED]))


def _standing(snapshot: carry.Snapshot) -> Standing:
    last, _ = snapshot.head()
    at = snapshot.connection.scalar(select(_AUDIT.c.at).where(_AUDIT.c.id == last))
    orders = snapshot.connection.scalar(select(func.count()).select_from(WorkOrder))
    return Standing(last, at.astimezone(UTC) if at else None, snapshot.counts()["audit"], orders or 0)


@contextmanager
def _open(url: str) -> Iterator[Engines]:
    engines = open_engines(url, pool_size=2)
    try:
        yield engines
    finally:
        engines.dispose()


def _scratch(backup: Path) -> Path:
    return Path(tempfile.gettempdir()) / f"gongdan-{os.getpid()}-{backup.name}"


def _clear(url: str, beside: str) -> None:
    file = sqlite_path(beside)
    if file is not None:
        station_copy.remove(file)
        return
    try:
        station_copy.drop_beside(url)
    except DBAPIError as error:
        raise opening_trouble(error, parsed_url(url)) from error


def _cannot(place: Path, cause: str) -> Trouble:
    return Trouble(
        QT_TRANSLATE_NOOP("rules", "不能恢复:{place}:{cause}"),
        place=place,
        cause=cause,
        advice=QT_TRANSLATE_NOOP("rules", "请检查备份文件、磁盘空间与权限,再试一次;现在的数据没有改动。"),
    )
