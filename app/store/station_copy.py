"""Copying a station into a file of its own (复制成文件), while others work in it, and putting such a file in place.

A SQLite file is copied by SQLite's own backup, a server's database by carrying it in one snapshot.
"""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import URL

from app.errors import Damage, Trouble
from app.store import carry
from app.store.carry.rows import driver_of
from app.store.engine import APPLICATION_ID, Engines, open_engines, sqlite_url
from app.store.troubles import code_of, is_damage, parsed_url
from app.text import QT_TRANSLATE_NOOP

_LOCK: Final = APPLICATION_ID + 2
_BESIDE: Final = "gongdan_restore"
_CHUNK: Final = 1 << 20
_LOGS: Final = ("-wal", "-shm", "-journal")
_OTHERS: Final = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND backend_type = 'client backend'"
)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a station holds at one moment: rows of every table, the audit chain's end, which station it is."""

    counts: dict[str, int]
    audit_last: int
    audit_hash: str
    station: str


def copy_station(engines: Engines, path: Path, progress: carry.Progress) -> Figures:
    """Write the station as it is at one moment into a new file at ``path``; nobody waits for it.

    ``Trouble`` or ``sqlite3.Error`` where the file cannot be written.
    """
    with carry.read_snapshot(engines) as snapshot:
        found = figures(snapshot)
        if engines.dialect == "sqlite":
            whole = sum(found.counts.values())
            progress(0, whole, "carry")
            with closing(sqlite3.connect(path)) as target:
                driver_of(snapshot.connection).backup(target)
            progress(whole, whole, "carry")
        else:
            with carry.open_target(sqlite_url(path)) as target_:
                carry.carry(snapshot, target_, progress)
            filled = open_engines(sqlite_url(path), pool_size=1)
            try:
                carry.finish(filled)
            finally:
                filled.dispose()
    seal(path)
    return found


def figures(snapshot: carry.Snapshot) -> Figures:
    """Count what a snapshot holds."""
    last, hashed = snapshot.head()
    return Figures(snapshot.counts(), last, hashed, snapshot.identity())


def seal(path: Path) -> None:
    """Make a SQLite file whole in itself, without a log beside it, and bring it to the disk."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


def remove(path: Path) -> None:
    """Take a SQLite file away with the logs beside it, as far as they are there."""
    for name in (path.name, *(path.name + log for log in _LOGS)):
        with suppress(OSError):  # what cannot go now goes the next time
            path.with_name(name).unlink(missing_ok=True)


@contextmanager
def alone(engines: Engines) -> Iterator[bool]:
    """Yield whether nobody else takes a backup of this server's station now; a file's station is always ours."""
    if engines.dialect == "sqlite":
        yield True
        return
    with engines.reader.connect() as connection:
        got = bool(connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({_LOCK})").scalar())
        connection.commit()
        try:
            yield got
        finally:
            if got:
                connection.exec_driver_sql(f"SELECT pg_advisory_unlock({_LOCK})")


def beside_url(url: str, path: Path | None) -> str:
    """Return where a station is restored beside the present one: a file beside it, or a schema beside its own."""
    if path is not None:
        return sqlite_url(path.with_name(f"{path.stem}.restoring{path.suffix}"))
    parsed: URL = parsed_url(url)
    return parsed.update_query_dict({"options": f"-csearch_path={_BESIDE}"}).render_as_string(hide_password=False)


def clear_beside(url: str) -> None:
    """Make an empty schema beside that of the present station on a server; what was left there goes."""
    with _server(url) as engines, engines.writer.begin() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {_BESIDE} CASCADE")
        connection.exec_driver_sql(f"CREATE SCHEMA {_BESIDE}")


def drop_beside(url: str) -> None:
    """Take the schema beside the present station away again."""
    with _server(url) as engines, engines.writer.begin() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {_BESIDE} CASCADE")


def swap_schemas(url: str, stamp: str) -> str:
    """Put the restored schema in the place of the present one, in one step; return the name the present one keeps.

    ``Trouble`` while anybody else is connected.
    """
    kept = f"gongdan_replaced_{stamp}"
    with _server(url) as engines, engines.writer.begin() as connection:
        if others := connection.exec_driver_sql(_OTHERS).scalar():
            raise Trouble(
                QT_TRANSLATE_NOOP("rules", "还有 {count} 个连接在用这个数据库,没有恢复。"),
                count=others,
                advice=QT_TRANSLATE_NOOP("rules", "请关闭所有电脑上的本程序,然后再恢复;数据没有改动。"),
            )
        connection.exec_driver_sql(f"ALTER SCHEMA public RENAME TO {kept}")
        connection.exec_driver_sql(f"ALTER SCHEMA {_BESIDE} RENAME TO public")
    return kept


@contextmanager
def _server(url: str) -> Iterator[Engines]:
    engines = open_engines(url, pool_size=1)
    try:
        yield engines
    finally:
        engines.dispose()


def swap_files(present: Path, beside: Path, stamp: str) -> Path | None:
    """Put the restored file in the place of the present one, in one step; return the name the present one keeps.

    ``Trouble`` while anybody has the present one open; ``OSError`` where the folder cannot be written. Nothing is
    replaced then. ``None`` where there was no present one.
    """
    if not present.exists():
        os.replace(beside, present)  # noqa: PTH105 - one step
        return None
    _close_log(present)
    kept = present.with_name(f"{present.stem}.replaced-{stamp}{present.suffix}")
    for log in _LOGS:  # only those of a damaged file are left
        there = present.with_name(present.name + log)
        if there.exists():
            there.rename(kept.with_name(kept.name + log))
    try:
        kept.hardlink_to(present)
    except OSError:  # a disk that knows no second names
        shutil.copy2(present, kept)
    os.replace(beside, present)  # noqa: PTH105 - one step over the present one
    return kept


def _close_log(path: Path) -> None:
    """Bring the log into the file; it works only when nobody else has the file open."""
    try:
        with closing(sqlite3.connect(path, timeout=0)) as connection:
            mode = connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
    except sqlite3.Error as error:
        if is_damage(error):
            return
        if code_of(error) not in {"BUSY", "LOCKED"}:
            raise
        mode = "wal"
    if mode != "delete":
        raise Trouble(
            QT_TRANSLATE_NOOP("rules", "数据文件 {path} 还有窗口或程序在用,没有恢复。"),
            path=path,
            advice=QT_TRANSLATE_NOOP("rules", "请关闭所有打开它的程序,然后再恢复;数据没有改动。"),
        )


def broken(path: Path, cause: object) -> Damage:
    """Return what is told of a backup that is not whole."""
    return Damage(
        QT_TRANSLATE_NOOP("rules", "备份 {path} 已损坏:{cause}"),
        path=path,
        cause=cause,
        advice=QT_TRANSLATE_NOOP("rules", "请用另一个备份;现在的数据没有改动。"),
    )


__all__ = [
    "Figures",
    "alone",
    "beside_url",
    "broken",
    "clear_beside",
    "copy_station",
    "digest",
    "drop_beside",
    "figures",
    "remove",
    "seal",
    "swap_files",
    "swap_schemas",
]
