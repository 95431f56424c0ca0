"""Connections to the station's database (数据库连接): a local SQLite file or a PostgreSQL server.

SQLite runs in WAL with ``synchronous=FULL``; whoever will write begins IMMEDIATE, since a deferred BEGIN that turns
into a write fails at once, whatever the timeout. PostgreSQL runs READ COMMITTED with row locks.
"""

import logging
import sqlite3
import threading
import time
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from app.errors import Trouble
from app.store.station_file import APPLICATION_ID, read_uri
from app.store.troubles import CONNECT_S, code_of, parsed_url
from app.text import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from app.store.patience import Lines

__all__ = [
    "APPLICATION_ID",
    "BUSY_MS",
    "Engines",
    "checkpoint",
    "lock_structure",
    "open_engines",
    "sqlite_path",
    "sqlite_url",
]
BUSY_MS = 15_000
_FILE = "gongdan_file"
_WAL_AGAIN_S = 0.02
CACHE_KB = 64_000
"""Most that a connection to a SQLite file keeps of it in memory: what is looked up all day is read from there."""
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Engines:
    """The same pool seen twice: ``writer`` begins a write at once, ``reader`` only reads.

    ``read_only`` says that nothing can be saved: the file, its folder or the server does not allow it.
    """

    writer: Engine
    reader: Engine
    read_only: bool = False
    lines: "Lines | None" = None

    @property
    def dialect(self) -> str:
        """Name of the database: ``sqlite`` or ``postgresql``."""
        return self.writer.dialect.name

    def give_up(self) -> None:
        """Let everybody who waits for a server that has fallen silent fail now (断线); a file is never silent."""
        if self.lines is not None:
            self.lines.give_up()

    def answering_within(self, seconds: float) -> AbstractContextManager[None]:
        """Return a block in which a server has so many seconds for what this thread asks; a file has its own."""
        if self.lines is None:
            return nullcontext()
        from app.store.patience import answering_within

        return answering_within(seconds)

    def dispose(self) -> None:
        """Close every connection."""
        self.writer.dispose()


def sqlite_url(path: Path) -> str:
    """Return the URL of the SQLite file at ``path``."""
    return URL.create("sqlite", database=str(path)).render_as_string()


def sqlite_path(url: str) -> Path | None:
    """Return the file behind a SQLite ``url``, ``None`` for another kind; ``Trouble`` for what is no address."""
    parsed = parsed_url(url)
    return Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None


def open_engines(url: str, *, pool_size: int = 4, immutable: bool = False) -> Engines:
    """Open the database at ``url`` with the guards of its kind; nothing is read yet.

    ``immutable`` reads a SQLite file as it stands, where nothing can be written beside it.
    """
    path = sqlite_path(url)
    if path is None:
        return _server_engines(parsed_url(url), pool_size)
    opened = partial(_open_file, path, immutable=immutable)
    # The connection used last comes first: it holds the pages that were just read.
    engine = create_engine(url, pool_size=pool_size, pool_use_lifo=True, creator=opened)
    event.listen(engine, "connect", partial(_sqlite_connect, path))
    event.listen(engine, "begin", _sqlite_begin)
    return Engines(engine.execution_options(gongdan_writes=True), engine, read_only=immutable)


def _server_engines(url: URL, pool_size: int) -> Engines:
    from app.store.patience import KEEPALIVE, Lines

    engine = create_engine(
        url,
        pool_size=pool_size,
        pool_pre_ping=True,
        isolation_level="READ COMMITTED",
        connect_args={"connect_timeout": CONNECT_S}
        | {name: value for name, value in KEEPALIVE.items() if name not in url.query},
    )
    lines = Lines()
    event.listen(engine, "do_connect", lines.connect)
    return Engines(engine.execution_options(gongdan_writes=True), engine, lines=lines)


def _open_file(path: Path, *, immutable: bool) -> sqlite3.Connection:
    address = read_uri(path, "immutable=1") if immutable else path
    return sqlite3.connect(address, uri=immutable, check_same_thread=False, timeout=BUSY_MS / 1000)


def _sqlite_connect(path: Path, connection: Any, record: Any) -> None:  # noqa: ANN401 - the driver's own connection
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    _into_wal(cursor)
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA cache_size=-{CACHE_KB}")
    cursor.close()
    record.info[_FILE] = path, _identity(path)


def _into_wal(cursor: sqlite3.Cursor) -> None:
    """Turn the file to WAL; where several processes do so to a new file, SQLite lets one and tells the others at once.

    Nobody is waited for in that case, whatever ``busy_timeout`` says, as two could wait for each other.
    """
    patience = time.monotonic() + BUSY_MS / 1000
    pause = threading.Event()
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if code_of(error) != "BUSY" or time.monotonic() > patience:
                raise
            pause.wait(_WAL_AGAIN_S)
        else:
            return


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _sqlite_begin(connection: Connection) -> None:
    """Begin as reader or writer; ``Trouble`` for a writer whose file was taken away or exchanged meanwhile.

    The system would go on writing into the file that nobody finds any more.
    """
    writes = connection.get_execution_options().get("gongdan_writes")
    path, opened = connection.info[_FILE]
    if writes and _identity(path) != opened:
        raise Trouble(
            QT_TRANSLATE_NOOP("rules", "数据文件 {path} 不见了,或被换成了别的文件;没有保存。"),
            path=path,
            advice=QT_TRANSLATE_NOOP("rules", "请把文件放回原处再保存一次,或关闭程序后从备份恢复;已输入的内容还在。"),
        )
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def lock_structure(connection: Connection) -> None:
    """Keep others from building or migrating the structure until the transaction ends; SQLite's writer is alone."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({APPLICATION_ID})")


def checkpoint(engines: Engines) -> None:
    """Move the write-ahead log into the file without waiting for anybody (PASSIVE), to be called when idle.

    Where the file cannot be written now the log stays as it is: nothing is lost, and the next save says so.
    """
    if engines.dialect != "sqlite" or engines.read_only:
        return
    try:
        raw = engines.reader.raw_connection()
        try:
            raw.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")
        finally:
            raw.close()
    except (DBAPIError, sqlite3.Error) as error:
        _LOG.info("the log was not moved into the file: %s", error)
