"""The database's structure (库结构): made new, recognised, refused when it is newer than the program."""

from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from app.errors import Damage, Trouble
from app.models.everything import METADATA
from app.store import audit_chain, migrate, search
from app.store.engine import APPLICATION_ID, Engines, lock_structure, open_engines, sqlite_path
from app.store.station_file import has_content, inspect_file, is_read_only, prepare_folder
from app.store.troubles import opening_trouble, parsed_url
from app.text import QT_TRANSLATE_NOOP

HEAD = "0001"
KNOWN = (HEAD,)
CARRYING = "carry_progress"
"""The table in a database that a station is being carried into, until everything is there."""


def build(connection: Connection) -> None:
    """Create every table, index and the search index in an empty database and mark it with the newest revision."""
    METADATA.create_all(connection)
    search.create(connection)
    audit_chain.begin(connection)
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")


def create(url: str) -> None:
    """Create the whole structure in the empty database at ``url``."""
    engines = open_engines(url)
    try:
        with engines.writer.begin() as connection:
            build(connection)
    finally:
        engines.dispose()


def open_database(url: str) -> Engines:
    """Open the database at ``url``, making its structure where it is empty and bringing an older one up to date.

    ``Trouble`` when the address or the folder cannot be used, the file is foreign, damaged, locked or newer than this
    program, or the server cannot be reached. What can only be read is opened so (``Engines.read_only``).
    """
    path = sqlite_path(url)
    if path is not None:
        prepare_folder(path)
    return _open(url, path)


def open_existing(url: str) -> Engines:
    """Open a database that has its structure already; ``Trouble`` for one that is not there or empty, as above."""
    path = sqlite_path(url)
    if path is not None and not has_content(path):
        raise _nothing_there(path)
    return _open(url, path, build_empty=False)


def _open(url: str, path: Path | None, *, build_empty: bool = True) -> Engines:
    immutable = path is not None and inspect_file(path)
    engines = open_engines(url, immutable=immutable)
    try:
        _make_current(engines, url, build_empty=build_empty)
        return replace(engines, read_only=immutable or _is_read_only(engines, path))
    except DBAPIError as error:
        engines.dispose()
        raise opening_trouble(error, parsed_url(url)) from error
    except BaseException:
        engines.dispose()
        raise


def _make_current(engines: Engines, url: str, *, build_empty: bool) -> None:
    revision = revision_of(engines)
    if revision is None:
        if not build_empty:
            raise _nothing_there(sqlite_path(url) or engines.writer.url.database)
        with engines.writer.begin() as connection:
            lock_structure(connection)
            if revision_on(connection) is None:
                build(connection)
    elif revision != HEAD:
        _refuse_newer(revision)
        migrate.upgrade(url)


def _nothing_there(place: object) -> Trouble:
    return Trouble(
        QT_TRANSLATE_NOOP("rules", "{place} 里还没有站。"),
        place=place,
        advice=QT_TRANSLATE_NOOP(
            "rules", "请用 --data 或 --database 指明站的数据;要建新站,请先打开窗口,要做演示站,请用 generate。"
        ),
    )


def _is_read_only(engines: Engines, path: Path | None) -> bool:
    if path is not None:
        return is_read_only(path)
    with engines.reader.connect() as connection:
        return connection.exec_driver_sql("SHOW transaction_read_only").scalar() == "on"


def revision_of(engines: Engines) -> str | None:
    """Return the structure's revision, ``None`` for an empty database; ``Trouble`` where it is not this program's."""
    with engines.reader.connect() as connection:
        return revision_on(connection)


def revision_on(connection: Connection) -> str | None:
    """Do the same through a connection."""
    names = set(inspect(connection).get_table_names())
    if CARRYING in names:
        raise Trouble(
            QT_TRANSLATE_NOOP("rules", "这个数据库正在搬入一个站,还没有搬完。"),
            advice=QT_TRANSLATE_NOOP("rules", "请用同样的地址再运行一次 move,会接着搬;搬完才能打开。"),
        )
    if "alembic_version" in names and "audit_head" in names:
        revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        if revision is None:
            raise Damage(
                QT_TRANSLATE_NOOP("rules", "数据库里没有登记版本,可能已损坏。"),
                advice=QT_TRANSLATE_NOOP("rules", "请停止使用,先复制一份,再从最近的备份恢复。"),
            )
        return str(revision)
    if names:
        raise Trouble(
            QT_TRANSLATE_NOOP("rules", "这个数据库里有别的程序的表。"),
            advice=QT_TRANSLATE_NOOP("rules", "请给本程序一个空的数据库。"),
        )
    return None


def _refuse_newer(revision: str) -> None:
    if revision not in KNOWN:
        raise Trouble(
            QT_TRANSLATE_NOOP("rules", "数据库的版本({revision})比本程序新。"),
            revision=revision,
            advice=QT_TRANSLATE_NOOP("rules", "请先升级本机的程序;数据没有改动。"),
        )
