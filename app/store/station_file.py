"""The station's file (数据文件) before it is opened: whose it is, whether it is whole, whether it can be written."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Final

from app.errors import Trouble, cause_of
from app.store.troubles import code_of, damage, file_opening_trouble, is_damage
from app.text import QT_TRANSLATE_NOOP

APPLICATION_ID: Final = 0x474F4E47
_MAGIC: Final = b"SQLite format 3\x00"
_STEPS: Final = 1_000
"""After how many of SQLite's own steps the clock is looked at."""
_MOST_TOLD: Final = 100


def prepare_folder(path: Path) -> None:
    """Make the folder of a new file; ``Trouble`` where that cannot be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Trouble(
            QT_TRANSLATE_NOOP("rules", "不能使用文件夹 {path}:{cause}"),
            path=path.parent,
            cause=cause_of(error),
            advice=QT_TRANSLATE_NOOP("rules", "请检查权限,或用 --data 指定别的文件夹。"),
        ) from error


def inspect_file(path: Path) -> bool:
    """Refuse a file that is not this program's database: ``Trouble`` says what it is, ``Damage`` that it is not whole.

    Return whether it can only be read as it stands: nobody works in it, and beside it nothing can be written.
    """
    if not has_content(path):
        return False
    try:
        with path.open("rb") as file:
            magic = file.read(16)
    except OSError as error:
        raise _unreadable(path, error) from error
    if magic != _MAGIC:
        raise Trouble(
            QT_TRANSLATE_NOOP("rules", "{path} 不是本程序的数据文件。"),
            path=path,
            advice=QT_TRANSLATE_NOOP(
                "rules", "请把它移到别处,或用 --data 指定别的文件夹;如果它原来是站里的数据,请从备份恢复。"
            ),
        )
    try:
        _refuse_foreign(path, "mode=ro")
    except UnicodeDecodeError as error:
        raise damage(path, error) from error
    except sqlite3.Error as error:
        if code_of(error) not in {"READONLY", "CANTOPEN"} or _log_of(path):
            raise file_opening_trouble(error, path) from error
        try:
            _refuse_foreign(path, "immutable=1")
        except sqlite3.Error as second:
            raise file_opening_trouble(second, path) from second
        return True
    return False


def has_content(path: Path) -> bool:
    """Tell whether there is a file with anything in it; ``Trouble`` where we may not even look."""
    try:
        return path.stat().st_size > 0
    except FileNotFoundError:
        return False
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError | ValueError) -> Trouble:
    return Trouble(
        QT_TRANSLATE_NOOP("rules", "打不开数据文件 {path}:{cause}"),
        path=path,
        cause=cause_of(error) if isinstance(error, OSError) else error,
        advice=QT_TRANSLATE_NOOP("rules", "请检查磁盘与文件权限,或用 --data 指定别的文件夹。"),
    )


def _log_of(path: Path) -> bool:
    """Tell whether work stands in the write-ahead log that is not in the file yet."""
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0


def read_uri(path: Path, mode: str) -> str:
    """Return the address under which SQLite opens a file for reading; ``mode`` is ``mode=ro`` or ``immutable=1``."""
    return f"{path.resolve().as_uri()}?{mode}"


def _refuse_foreign(path: Path, mode: str) -> None:
    with closing(sqlite3.connect(read_uri(path, mode), uri=True)) as connection:
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        kept, page = connection.execute("PRAGMA page_count").fetchone()[0], connection.execute("PRAGMA page_size")
        bytes_kept = kept * page.fetchone()[0]
    if tables and application != APPLICATION_ID:
        raise Trouble(
            QT_TRANSLATE_NOOP("rules", "{path} 是别的程序的数据文件。"),
            path=path,
            advice=QT_TRANSLATE_NOOP("rules", "请用 --data 指定别的文件夹。"),
        )
    if path.stat().st_size < bytes_kept and not _log_of(path):
        raise damage(path, f"{path.stat().st_size} < {bytes_kept}")


def is_read_only(path: Path) -> bool:
    """Tell whether nothing can be saved in the file at ``path``; waits for nobody."""
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("DELETE FROM alembic_version WHERE 0")
        except sqlite3.Error as error:
            return code_of(error) == "READONLY"
    return False


def find_damage(path: Path, seconds: float) -> bool:
    """Look through the pages of the file for at most ``seconds``; return whether all were seen.

    ``Damage`` with the first thing found. Rows and indexes are not compared: that is what ``check`` does.
    """
    end = time.monotonic() + seconds
    with closing(sqlite3.connect(read_uri(path, "mode=ro"), uri=True)) as connection:
        connection.set_progress_handler(lambda: int(time.monotonic() > end), _STEPS)
        try:
            said = [row[0] for row in connection.execute(f"PRAGMA quick_check({_MOST_TOLD})")]
        except (sqlite3.Error, UnicodeDecodeError) as error:
            if is_damage(error):
                raise damage(path, error) from error
            return False
    if said != ["ok"]:
        raise damage(path, _shortened(said))
    return True


def _shortened(said: list[str]) -> str:
    first = next((line for text in said for line in text.splitlines() if not line.startswith("***")), said[0])
    return f"{first} …" if len(said) > 1 else first
