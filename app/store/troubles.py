"""What a database cannot do now, in a sentence with advice (数据库故障): while working, and while it is opened.

SQLite tells by the name of its error code, PostgreSQL by its state; where it refused to connect there is none, and its
words are looked at.
"""

import re
import sqlite3
from pathlib import Path
from typing import Final

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from app.errors import Away, Damage, Trouble
from app.text import QT_TRANSLATE_NOOP

CONNECT_S: Final = 10
"""How long a server may take to answer, in seconds."""
_RESTORE: Final = QT_TRANSLATE_NOOP(
    "rules", "请停止使用:先把文件夹 {folder} 整个复制一份,再用最近的备份换掉 {name},然后再试一次。"
)
_SERVER_STATES: Final = {
    "42501": QT_TRANSLATE_NOOP("rules", "数据库 {database}({server})不许用户 {user} 建表或读写。"),
    "53100": QT_TRANSLATE_NOOP("rules", "数据库服务器 {server} 的磁盘满了。"),
    "53300": QT_TRANSLATE_NOOP("rules", "数据库服务器 {server} 的连接数用完了。"),
    "57P03": QT_TRANSLATE_NOOP("rules", "数据库服务器 {server} 正在启动或停止。"),
    "25006": QT_TRANSLATE_NOOP("rules", "数据库 {database}({server})是只读的。"),
}
_REFUSED_WORDS: Final = (
    (
        re.compile(r'database ".*" does not exist|数据库.*不存在'),
        QT_TRANSLATE_NOOP("rules", "数据库服务器 {server} 上没有数据库 {database}。"),
        QT_TRANSLATE_NOOP("rules", "请检查 --database 里的名字,或让管理员先建好这个空数据库,然后再试一次。"),
    ),
    (
        re.compile(r'password|role ".*"|pg_hba|authentication|认证|角色'),
        QT_TRANSLATE_NOOP("rules", "数据库服务器 {server} 不接受用户 {user}:用户名或密码不对,或不许从本机连接。"),
        QT_TRANSLATE_NOOP("rules", "请检查 --database 里的用户名和密码,或请管理员放行本机,然后再试一次。"),
    ),
    (
        re.compile(r"not currently accepting|starting up|shutting down|recovery mode"),
        QT_TRANSLATE_NOOP("rules", "数据库 {database}({server})现在不接受连接。"),
        QT_TRANSLATE_NOOP("rules", "请稍候再试一次;若一直如此,请找管理员。"),
    ),
    (
        re.compile(r"too many clients|remaining connection slots"),
        _SERVER_STATES["53300"],
        QT_TRANSLATE_NOOP("rules", "请关闭不用的程序,或请管理员放宽限制,然后再试一次。"),
    ),
    (
        re.compile(r"connection option|invalid .*value"),
        QT_TRANSLATE_NOOP("rules", "数据库地址里的选项不对:{cause}"),
        QT_TRANSLATE_NOOP("rules", "请改正 --database,例如 postgresql://用户@服务器/数据库。"),
    ),
)
_STOPPING_STATES: Final = frozenset({"57P01", "57P02", "57P03"})
_UNREACHABLE: Final = (
    (re.compile(r"refused"), QT_TRANSLATE_NOOP("words", "服务器拒绝连接,PostgreSQL 没有运行或端口不对")),
    (re.compile(r"timeout|timed out"), QT_TRANSLATE_NOOP("words", "服务器没有应答")),
    (re.compile(r"resolve|not known|translate host"), QT_TRANSLATE_NOOP("words", "找不到这个服务器名")),
    (re.compile(r"unreachable|no route"), QT_TRANSLATE_NOOP("words", "网络不通")),
    (re.compile(r"terminat|closed|lost|reset by peer|shutting down"), QT_TRANSLATE_NOOP("words", "与服务器的连接断了")),
    (re.compile(r"\.s\.PGSQL"), QT_TRANSLATE_NOOP("words", "本机没有运行 PostgreSQL")),
)


def parsed_url(url: str) -> URL:
    """Read the address of a database; ``Trouble`` for one that is malformed or of a kind this program does not know."""
    try:
        found = make_url(url)
        backend = found.get_backend_name() if found.drivername != "postgres" else "postgresql"
    except (SQLAlchemyError, ValueError) as error:
        raise _bad_address(url) from error
    if backend == "postgresql":
        return found.set(drivername="postgresql+psycopg")
    if backend != "sqlite" or not found.database or found.database == ":memory:" or found.query:
        raise _bad_address(url)
    return found


def _bad_address(url: str) -> Trouble:
    return Trouble(
        QT_TRANSLATE_NOOP("rules", "看不懂数据库地址 {address}。"),
        address=without_password(url),
        advice=QT_TRANSLATE_NOOP(
            "rules", "请写成 sqlite:///文件夹/station.db 或 postgresql://用户:密码@服务器:5432/数据库。"
        ),
    )


def without_password(url: str) -> str:
    """Return what was typed as an address, fit to be shown: passwords are starred."""
    return re.sub(r"(password=)[^&]*", r"\1***", re.sub(r"(://[^:/@]*):.*@", r"\1:***@", url), flags=re.IGNORECASE)


def trouble_of(error: DBAPIError, path: Path | None = None) -> Trouble:
    """Say what the database cannot do now, while somebody works; ``path`` is its file, if it is one.

    Raises the error again when nothing but a mistake of this program explains it.
    """
    original = error.orig
    if isinstance(original, sqlite3.Error):
        told = _file_trouble(original, path)
        if told is not None:
            return told
    if isinstance(error, OperationalError) or error.connection_invalidated:
        kind = Away if is_away(error) else Trouble
        return kind(
            QT_TRANSLATE_NOOP("rules", "连不上数据库:{cause}"),
            cause=_why_unreachable(original),
            advice=QT_TRANSLATE_NOOP("rules", "请检查服务器与网络;已输入的内容还在,恢复后再保存一次。"),
        )
    raise error


def is_away(error: DBAPIError) -> bool:
    """Tell whether the server itself was lost: the connection broke, or it is stopping or starting."""
    if isinstance(error.orig, sqlite3.Error):
        return False
    state = str(getattr(error.orig, "sqlstate", None) or "")
    return error.connection_invalidated or not state or state.startswith("08") or state in _STOPPING_STATES


def _why_unreachable(error: object) -> str:
    """Return in words why a server was not reached; the driver's first line where none of ours fits."""
    said = str(error)
    return next((why for words, why in _UNREACHABLE if words.search(said)), first_line(error))


def _file_trouble(error: sqlite3.Error, path: Path | None) -> Trouble | None:
    if is_damage(error):
        return damage(path, error)
    code = code_of(error)
    if code == "READONLY":
        return Trouble(
            QT_TRANSLATE_NOOP("rules", "数据文件是只读的,没有保存。"),
            advice=QT_TRANSLATE_NOOP("rules", "请检查文件夹权限;已输入的内容还在,改好后再保存一次。"),
        )
    if code in {"FULL", "IOERR"}:
        return Trouble(
            QT_TRANSLATE_NOOP("rules", "磁盘已满或无法写入,没有保存。"),
            advice=QT_TRANSLATE_NOOP("rules", "请腾出磁盘空间;已输入的内容还在,然后再保存一次。"),
        )
    if code in {"BUSY", "LOCKED"}:
        return Trouble(
            QT_TRANSLATE_NOOP("rules", "数据文件正被别的程序占用,没有保存。"),
            advice=QT_TRANSLATE_NOOP("rules", "请稍候再保存一次;若一直如此,请关闭正在复制该文件的程序。"),
        )
    if code == "CANTOPEN":
        return Trouble(
            QT_TRANSLATE_NOOP("rules", "打不开数据文件 {path}。"),
            path=path or "",
            advice=QT_TRANSLATE_NOOP("rules", "请检查磁盘与文件夹权限;已输入的内容还在,恢复后再保存一次。"),
        )
    return None


def opening_trouble(error: DBAPIError, url: URL) -> Trouble:
    """Say why a database cannot be opened and what helps; the error again where only a mistake of ours explains it."""
    original = error.orig
    if isinstance(original, sqlite3.Error) and url.database:
        return file_opening_trouble(original, Path(url.database))
    state = str(getattr(original, "sqlstate", None) or "")
    values = _server(url) | {"cause": first_line(original)}
    if state in _SERVER_STATES:
        return Trouble(
            _SERVER_STATES[state], advice=QT_TRANSLATE_NOOP("rules", "请找数据库管理员,然后再试一次。"), **values
        )
    said = str(original)
    if not state:
        for words, text, advice in _REFUSED_WORDS:
            if words.search(said):
                return Trouble(text, advice=advice, **values)
    if state and not isinstance(error, OperationalError):
        raise error
    return Trouble(
        QT_TRANSLATE_NOOP("rules", "连不上数据库服务器 {server}:{cause}"),
        advice=QT_TRANSLATE_NOOP("rules", "请确认服务器已开机、网络通、PostgreSQL 在运行,然后再试一次。"),
        **values | {"cause": _why_unreachable(original)},
    )


def _server(url: URL) -> dict[str, object]:
    """Return where a server is and whom it was asked for; never the password."""
    host = url.host or url.query.get("host") or "localhost"
    port = url.port or url.query.get("port") or 5432
    user = url.username or url.query.get("user") or ""
    return {"server": f"{host}:{port}", "database": url.database or "", "user": user}


def file_opening_trouble(error: sqlite3.Error, path: Path) -> Trouble:
    """Say why the file at ``path`` cannot be opened."""
    if is_damage(error):
        return damage(path, error)
    code = code_of(error)
    if code in {"BUSY", "LOCKED"}:
        return Trouble(
            QT_TRANSLATE_NOOP("rules", "数据文件 {path} 正被别的程序独占。"),
            path=path,
            advice=QT_TRANSLATE_NOOP("rules", "请关闭正在复制、备份或修改它的程序,然后再试一次。"),
        )
    if code == "FULL":
        return Trouble(
            QT_TRANSLATE_NOOP("rules", "磁盘已满,打不开数据文件 {path}。"),
            path=path,
            advice=QT_TRANSLATE_NOOP("rules", "请腾出磁盘空间,然后再试一次;原有数据没有改动。"),
        )
    if code == "IOERR":
        return Trouble(
            QT_TRANSLATE_NOOP("rules", "数据文件 {path} 读写失败:磁盘已满或有故障。"),
            path=path,
            advice=QT_TRANSLATE_NOOP("rules", "请腾出磁盘空间、检查磁盘,然后再试一次;原有数据没有改动。"),
        )
    if code in {"READONLY", "CANTOPEN", "PERM", "AUTH"}:
        return Trouble(
            QT_TRANSLATE_NOOP("rules", "没有权限打开数据文件 {path} 或在它的文件夹里写。"),
            path=path,
            advice=QT_TRANSLATE_NOOP("rules", "请检查文件夹与文件的权限,或用 --data 指定别的文件夹,然后再试一次。"),
        )
    raise error


def damage(path: Path | None, cause: object) -> Damage:
    """Return the trouble of a damaged file: where it is, and that a backup takes its place."""
    return Damage(
        QT_TRANSLATE_NOOP("rules", "数据文件 {path} 已损坏:{cause}"),
        path=path or "",
        folder=path.parent if path is not None else "",
        name=path.name if path is not None else "",
        cause=first_line(cause),
        advice=_RESTORE,
    )


def is_damage(error: object) -> bool:
    """Tell whether SQLite says that the file is not whole."""
    if not isinstance(error, sqlite3.Error):
        return isinstance(error, UnicodeDecodeError)
    # A text that is no UTF-8 comes without a code of its own.
    return code_of(error) in {"CORRUPT", "NOTADB"} or "decode to UTF-8" in str(error)


def lost_record(error: object) -> bool:
    """Tell whether a database says that what was asked for is damaged or gone (PostgreSQL's classes XX and 58)."""
    if isinstance(error, sqlite3.Error):
        return code_of(error) == "ERROR" or (code_of(error) == "IOERR" and "SHORT" in error.sqlite_errorname)
    return str(getattr(error, "sqlstate", None) or "").startswith(("XX", "58"))


def code_of(error: sqlite3.Error) -> str:
    """Return the primary code of an error of SQLite without its prefix: ``FULL``, ``BUSY``; empty for none."""
    return str(getattr(error, "sqlite_errorname", "")).removeprefix("SQLITE_").partition("_")[0]


def first_line(error: object) -> str:
    """Return the first line of what a driver said."""
    return next(iter(str(error).strip().splitlines()), "")
