"""Connections to the station's database (数据库连接): a local SQLite file or a PostgreSQL server.

SQLite runs in WAL with ``synchronous=FULL``; whoever will write begins IMMEDIATE, since a deferred BEGIN that turns
into a write fails at once, whatever the timeout. PostgreSQL runs READ COMMITTED with row locks.
"""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url

from app.errors import Trouble
from app.text import QT_TRANSLATE_NOOP

APPLICATION_ID = 0x474F4E47
BUSY_MS = 15_000
_SQLITE_MAGIC = b"SQLite format 3\x00"


@dataclass(frozen=True, slots=True)
class Engines:
    """The same pool seen twice: ``writer`` begins a write at once, ``reader`` only reads."""

    writer: Engine
    reader: Engine

    @property
    def dialect(self) -> str:
        """Name of the database: ``sqlite`` or ``postgresql``."""
        return self.writer.dialect.name

    def dispose(self) -> None:
        """Close every connection."""
        self.writer.dispose()


def sqlite_url(path: Path) -> str:
    """Return the URL of the SQLite file at ``path``."""
    return URL.create("sqlite", database=str(path)).render_as_string()


def sqlite_path(url: str) -> Path | None:
    """Return the file behind a SQLite ``url``, ``None`` for another kind of database."""
    parsed = make_url(url)
    return Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None


def open_engines(url: str, *, pool_size: int = 4) -> Engines:
    """Open the database at ``url`` with the guards of its kind; nothing is read yet."""
    if sqlite_path(url) is not None:
        engine = create_engine(
            url, pool_size=pool_size, connect_args={"check_same_thread": False, "timeout": BUSY_MS / 1000}
        )
        event.listen(engine, "connect", _sqlite_connect)
        event.listen(engine, "begin", _sqlite_begin)
    else:
        engine = create_engine(
            url,
            pool_size=pool_size,
            pool_pre_ping=True,
            isolation_level="READ COMMITTED",
            connect_args={"connect_timeout": 10},
        )
    return Engines(writer=engine.execution_options(gongdan_writes=True), reader=engine)


def _sqlite_connect(connection: Any, record: object) -> None:  # noqa: ANN401 - the driver's own connection
    del record
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA cache_size=-16000")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("gongdan_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def lock_structure(connection: Connection) -> None:
    """Keep others from building or migrating the structure until the transaction ends; SQLite's writer is alone."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({APPLICATION_ID})")


def checkpoint(engines: Engines) -> None:
    """Move the write-ahead log into the file without waiting for anybody (PASSIVE), to be called when idle."""
    if engines.dialect == "sqlite":
        raw = engines.reader.raw_connection()
        try:
            raw.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")
        finally:
            raw.close()


def inspect_file(path: Path) -> None:
    """Refuse a file that is not this program's database: ``Trouble`` says what it is."""
    if not path.exists() or path.stat().st_size == 0:
        return
    try:
        with path.open("rb") as file:
            magic = file.read(16)
    except OSError as error:
        raise Trouble(
            QT_TRANSLATE_NOOP("rules", "打不开数据文件 {path}:{cause}"),
            path=path,
            cause=error.strerror,
            advice=QT_TRANSLATE_NOOP("rules", "请检查磁盘与文件权限,或用 --data 指定别的文件夹。"),
        ) from error
    if magic != _SQLITE_MAGIC:
        raise Trouble(
            QT_TRANSLATE_NOOP("rules", "{path} 不是本程序的数据文件。"),
            path=path,
            advice=QT_TRANSLATE_NOOP(
                "rules", "请把它移到别处,或用 --data 指定别的文件夹;如果它原来是站里的数据,请从备份恢复。"
            ),
        )
    _inspect_pages(path)


def _inspect_pages(path: Path) -> None:
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            application = connection.execute("PRAGMA application_id").fetchone()[0]
            tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        raise Trouble(
            QT_TRANSLATE_NOOP("rules", "数据文件 {path} 已损坏:{cause}"),
            path=path,
            cause=error,
            advice=QT_TRANSLATE_NOOP("rules", "请不要再写入它;把整个文件夹复制一份,然后从最近的备份恢复。"),
        ) from error
    if tables and application != APPLICATION_ID:
        raise Trouble(
            QT_TRANSLATE_NOOP("rules", "{path} 是别的程序的数据文件。"),
            path=path,
            advice=QT_TRANSLATE_NOOP("rules", "请用 --data 指定别的文件夹。"),
        )
