"""The database's structure (库结构): made new, recognised, refused when it is newer than the program."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from app.errors import Trouble
from app.models.everything import METADATA
from app.store import audit_chain, migrate, search
from app.store.engine import APPLICATION_ID, Engines, inspect_file, lock_structure, open_engines, sqlite_path
from app.text import QT_TRANSLATE_NOOP

HEAD = "0001"
KNOWN = (HEAD,)


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

    ``Trouble`` when the folder cannot be written, the file is foreign, corrupt, or newer than this program, or the
    server cannot be reached.
    """
    path = sqlite_path(url)
    if path is not None:
        _prepare_folder(path)
        inspect_file(path)
    engines = open_engines(url)
    try:
        revision = revision_of(engines)
        if revision is None:
            with engines.writer.begin() as connection:
                lock_structure(connection)
                if _revision(connection) is None:
                    build(connection)
        elif revision != HEAD:
            _refuse_newer(revision)
            migrate.upgrade(url)
    except BaseException:
        engines.dispose()
        raise
    return engines


def revision_of(engines: Engines) -> str | None:
    """Return the structure's revision, ``None`` for an empty database; ``Trouble`` where it is not this program's."""
    with engines.reader.connect() as connection:
        return _revision(connection)


def _revision(connection: Connection) -> str | None:
    names = set(inspect(connection).get_table_names())
    if "alembic_version" in names and "audit_head" in names:
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())
    if names:
        raise Trouble(
            QT_TRANSLATE_NOOP("rules", "这个数据库里有别的程序的表。"),
            advice=QT_TRANSLATE_NOOP("rules", "请给本程序一个空的数据库。"),
        )
    return None


def _prepare_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Trouble(
            QT_TRANSLATE_NOOP("rules", "不能使用文件夹 {path}:{cause}"),
            path=path.parent,
            cause=error.strerror,
            advice=QT_TRANSLATE_NOOP("rules", "请检查权限,或用 --data 指定别的文件夹。"),
        ) from error


def _refuse_newer(revision: str) -> None:
    if revision not in KNOWN:
        raise Trouble(
            QT_TRANSLATE_NOOP("rules", "数据库的版本({revision})比本程序新。"),
            revision=revision,
            advice=QT_TRANSLATE_NOOP("rules", "请先升级本机的程序;数据没有改动。"),
        )
