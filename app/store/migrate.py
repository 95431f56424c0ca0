"""Bringing an older database to this program's structure (升级数据库).

Alembic is slow to import and comes in only when there is something to migrate. A SQLite file is copied first; the
whole migration is one transaction, under a lock, so that it happens once and wholly or not at all. A new revision is
a file in ``migrations/versions`` written by hand, and the next ``HEAD`` in ``schema``.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, event, inspect

from app.errors import Trouble
from app.store.engine import lock_structure, open_engines, sqlite_path
from app.text import QT_TRANSLATE_NOOP

FOLDER: Final = Path(__file__).parent / "migrations"


def upgrade(url: str, *, folder: Path | None = None) -> Path | None:
    """Bring the database at ``url`` to the newest revision; return the copy made of a SQLite file.

    ``folder`` holds the revisions, this program's unless another is named. An empty database gets the whole
    structure, a current one is left alone. ``Trouble`` when the copy cannot be written or the migration would leave
    references that lead nowhere; then nothing was changed.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(folder or FOLDER).replace("%", "%%"))
    newest = ScriptDirectory.from_config(config).get_current_head()
    with _locked(url) as connection:
        if MigrationContext.configure(connection).get_current_revision() == newest:
            return None
        copy = _copy(sqlite_path(url)) if inspect(connection).get_table_names() else None
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        _refuse_dangling(connection)
    return copy


@contextmanager
def _locked(url: str) -> Iterator[Connection]:
    """Open one transaction that nobody else migrates beside; SQLite's references rest until its end."""
    engines = open_engines(url, pool_size=1)
    try:
        if engines.dialect == "sqlite":
            event.listen(engines.writer, "connect", _let_references_rest)
        with engines.writer.begin() as connection:
            lock_structure(connection)
            yield connection
    finally:
        engines.dispose()


def _let_references_rest(connection: Any, record: object) -> None:  # noqa: ANN401 - the driver's own connection
    # Changing a table on SQLite makes it anew: the old one goes while others refer to it.
    del record
    connection.execute("PRAGMA foreign_keys=OFF")


def _copy(path: Path | None) -> Path | None:
    """Copy a SQLite file as it was committed last, beside itself."""
    if path is None:
        return None
    copy = path.with_name(f"{path.stem}.{datetime.now(UTC):%Y%m%dT%H%M%SZ}{path.suffix}")
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
    except (sqlite3.Error, OSError) as error:
        raise Trouble(
            QT_TRANSLATE_NOOP("rules", "升级前不能复制数据文件到 {copy}:{cause}"),
            copy=copy,
            cause=error,
            advice=QT_TRANSLATE_NOOP("rules", "请腾出磁盘空间或检查文件夹权限,再启动一次;数据没有改动。"),
        ) from error
    return copy


def _refuse_dangling(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if dangling is not None:
        raise Trouble(
            QT_TRANSLATE_NOOP("rules", "升级数据库时 {table} 的记录 {key} 失去了所指的 {parent},没有升级。"),
            table=dangling[0],
            key=dangling[1],
            parent=dangling[2],
            advice=QT_TRANSLATE_NOOP("rules", "数据没有改动,请继续用原来的程序并联系开发者。"),
        )
