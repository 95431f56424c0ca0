"""A database that cannot be opened is told in a sentence with what to do, and nothing in its place is changed."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from app import start
from app.errors import Damage, Trouble
from app.models.access import Permission
from app.models.everything import METADATA
from app.models.orders import WorkOrder
from app.services.acts import query
from app.services.check import check
from app.services.station import Station
from app.store import schema
from app.store.actor import AT_THE_MACHINE
from app.store.engine import open_engines, sqlite_path
from app.store.station_file import find_damage
from app.store.unit_of_work import Look
from tests.builders import PASSWORD, Shop, received
from tests.databases import sqlite_url_of
from tests.postgres import PostgresServer, running_as_root

ROOT = Path(__file__).resolve().parents[2]


def told(url: str) -> str:
    """Return what opening says and advises."""
    with pytest.raises(Trouble) as trouble:
        schema.open_database(url)
    assert trouble.value.advice
    return f"{trouble.value}\n{trouble.value.advice.format(**trouble.value.values)}"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "foo://x",
        "mysql://boss:secret@server/x",
        "postgresql://boss:secret@server:port/x",
        "postgresql://boss:s@cret@[::1/x",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite:///x.db?mode=ro",
        "sqlite:/x.db",
    ],
)
def test_what_is_no_address_is_told_with_examples_and_without_the_password(url: str) -> None:
    said = told(url)
    assert said.startswith("看不懂数据库地址")
    assert "postgresql://用户:密码@服务器:5432/数据库" in said
    assert "cret" not in said


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg", "postgres", "postgresql+psycopg2"])
def test_a_server_that_is_not_there_is_named_without_the_password(scheme: str) -> None:
    said = told(f"{scheme}://boss:secret@127.0.0.1:1/station")
    assert said.startswith("连不上数据库服务器 127.0.0.1:1:服务器拒绝连接")
    assert "再试一次" in said
    assert "secret" not in said


def test_a_server_whose_name_nobody_knows_is_told() -> None:
    host = "no-such-host.invalid"
    assert f"连不上数据库服务器 {host}:5432:找不到这个服务器名" in told(f"postgresql://boss@{host}/station")


def test_a_wrong_option_of_the_address_is_told() -> None:
    assert "数据库地址里的选项不对" in told("postgresql:///station?colour=red")


def test_a_database_that_the_server_does_not_have_is_told(postgresql_database: str) -> None:
    missing = postgresql_database.replace("/station_", "/nothing_", 1)
    assert "上没有数据库 nothing_" in told(missing)


def test_a_user_whom_the_server_does_not_know_is_told(postgresql_database: str) -> None:
    assert "不接受用户 nosuchuser:用户名或密码不对" in told(
        postgresql_database.replace("user=postgres", "user=nosuchuser")
    )


def test_a_user_who_may_make_no_tables_is_told(postgres_machine: PostgresServer, bare_postgresql_database: str) -> None:
    postgres_machine.execute("DROP ROLE IF EXISTS guest")
    postgres_machine.execute("CREATE ROLE guest LOGIN")
    assert "不许用户 guest 建表或读写" in told(bare_postgresql_database.replace("user=postgres", "user=guest"))


def test_a_server_that_saves_nothing_is_opened_for_reading(
    postgres_machine: PostgresServer, postgresql_shop: Shop
) -> None:
    url = postgresql_shop.station.engines.reader.url
    postgres_machine.execute(f'ALTER DATABASE "{url.database}" SET default_transaction_read_only = on')
    engines = schema.open_database(url.render_as_string(hide_password=False))
    try:
        assert engines.read_only
    finally:
        engines.dispose()


def a_text(path: Path) -> None:
    path.write_text("买菜:白菜、豆腐\n" * 3, encoding="utf-8")


def a_folder(path: Path) -> None:
    path.mkdir()


def somebody_elses(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE recipe (name TEXT)")


FOUND: dict[str, tuple[Callable[[Path], None], str]] = {
    "text": (a_text, "不是本程序的数据文件"),
    "folder": (a_folder, "打不开数据文件"),
    "foreign": (somebody_elses, "是别的程序的数据文件"),
}


@pytest.mark.parametrize("kind", FOUND)
def test_what_is_no_station_is_told_with_its_place_and_left_as_it_is(kind: str, tmp_path: Path) -> None:
    make, sentence = FOUND[kind]
    path = tmp_path / "station.db"
    make(path)
    before = path.read_bytes() if path.is_file() else b""
    said = told(sqlite_url_of(path))
    assert sentence in said
    assert str(path) in said
    assert "--data" in said
    assert (path.read_bytes() if path.is_file() else b"") == before
    assert [found.name for found in tmp_path.iterdir()] == ["station.db"]


def test_a_data_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(b"")
    assert "不能使用文件夹" in told(sqlite_url_of(tmp_path / "data" / "station.db"))
    assert "那里是一个文件" in told(sqlite_url_of(tmp_path / "data" / "station.db"))


def test_looking_where_we_may_not_look_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "data").write_bytes(b"")
    assert start.main(["check", "--data", str(tmp_path / "data")]) == 2
    assert "路径中间有一个文件,不是文件夹" in capsys.readouterr().err


def test_a_file_that_another_program_keeps_to_itself_is_told(sqlite_database: str) -> None:
    path = Path(sqlite_database.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = DELETE")
        other.execute("BEGIN EXCLUSIVE")
        said = told(sqlite_database)
    assert f"{path} 正被别的程序独占" in said
    assert "再试一次" in said
    schema.open_database(sqlite_database).dispose()


def spoilt(shop: Shop) -> Path:
    """Overwrite a third of the shop's file, but neither its beginning nor its end."""
    received(shop)
    path = Path(str(shop.station.engines.reader.url.database))
    shop.station.engines.dispose()
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 3)
        file.write(b"\x5a" * (path.stat().st_size // 3))
    return path


def test_damage_in_the_middle_of_the_file_is_found_with_its_place_and_the_backup(sqlite_shop: Shop) -> None:
    path = spoilt(sqlite_shop)
    with pytest.raises(Damage) as damage:
        find_damage(path, 30)
    assert str(damage.value).startswith(f"数据文件 {path} 已损坏:")
    advice = damage.value.advice.format(**damage.value.values)
    assert str(path.parent) in advice
    assert "最近的备份换掉 station.db" in advice


def test_looking_for_damage_ends_when_its_time_is_over(sqlite_shop: Shop) -> None:
    received(sqlite_shop)
    path = Path(str(sqlite_shop.station.engines.reader.url.database))
    assert not find_damage(path, -1)
    assert find_damage(path, 30)


def test_a_file_that_was_cut_is_damaged(sqlite_shop: Shop) -> None:
    path = Path(str(sqlite_shop.station.engines.reader.url.database))
    sqlite_shop.station.engines.dispose()
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 8192)
    with pytest.raises(Damage, match="已损坏"):
        schema.open_database(sqlite_url_of(path))


def test_saving_into_a_damaged_file_says_where_it_is_and_what_to_do(sqlite_shop: Shop) -> None:
    path = spoilt(sqlite_shop)
    station = Station(open_engines(sqlite_url_of(path)), pc="pc-test")
    try:
        with pytest.raises(Damage) as damage:
            station.ask(AT_THE_MACHINE, _everything)
    finally:
        station.engines.dispose()
    assert str(path) in str(damage.value)


@query(Permission.VIEW)
def _everything(look: Look) -> int:
    return sum(len(look.session.execute(table.select()).all()) for table in METADATA.sorted_tables)


READING = """
import sys
from app.errors import Trouble
from app.services import accounts, catalogue
from app.services.station import Station
from app.store import schema
from app.store.actor import NOBODY
from app.store.engine import checkpoint

engines = schema.open_database(sys.argv[1])
station = Station(engines)
actor = accounts.sign_in(station, "boss", sys.argv[2])
print(engines.read_only, actor.login, station.ask(NOBODY, accounts.is_founded))
try:
    accounts.remember_session(station, actor)
except Trouble as trouble:
    print(trouble)
checkpoint(engines)
engines.dispose()
"""


@contextmanager
def forbidden(folder: Path, file: Path, *, writable: Path | None = None) -> Iterator[None]:
    """Forbid writing in a folder and its file to whoever is not root."""
    folder.chmod(0o777 if writable == folder else 0o555)
    file.chmod(0o666 if writable == file else 0o444)
    try:
        yield
    finally:
        folder.chmod(0o755)
        file.chmod(0o644)


def as_everybody_else() -> list[str]:
    """Return the words that run a program without root's leave to write where it is forbidden."""
    if not running_as_root():
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("root may write everywhere, and setpriv is not there to forbid it")
    return ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]


@pytest.mark.skipif(os.name == "nt", reason="Windows forbids writing in other ways")
@pytest.mark.parametrize("writable", ["nothing", "folder", "file"])
def test_what_cannot_be_written_is_opened_for_reading_and_says_so_when_saving(
    sqlite_shop: Shop, tmp_path: Path, writable: str
) -> None:
    received(sqlite_shop)
    sqlite_shop.station.engines.dispose()
    folder = tmp_path / "data"
    folder.mkdir()
    file = folder / "station.db"
    shutil.copy(str(sqlite_shop.station.engines.reader.url.database), file)
    with forbidden(folder, file, writable={"folder": folder, "file": file}.get(writable)):
        done = subprocess.run(
            [*as_everybody_else(), sys.executable, "-c", READING, sqlite_url_of(file), PASSWORD],
            cwd=ROOT,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    assert done.stdout.splitlines() == ["True boss True", "数据文件是只读的,没有保存。"], done.stderr
    engines = open_engines(sqlite_url_of(file))
    try:
        assert check(engines) == []
    finally:
        engines.dispose()


NO_ROOM = """
import resource, sys
from app.start import main

resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, 65_536))
sys.exit(main(["generate", "--years", "0.01", "--data", sys.argv[1]]))
"""


@pytest.mark.skipif(os.name == "nt", reason="only POSIX limits how large a file may become")
def test_a_disk_without_room_for_a_new_station_is_told_and_is_filled_once_there_is_room(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", NO_ROOM, str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert "磁盘已满" in done.stderr
    assert "请腾出磁盘空间" in done.stderr
    assert "Traceback" not in done.stderr
    assert start.main(["generate", "--years", "0.01", "--data", str(tmp_path)]) == 0
    assert start.main(["check", "--data", str(tmp_path)]) == 0


@pytest.mark.skipif(os.name == "nt", reason="elsewhere an open file cannot be taken away")
def test_a_file_taken_away_under_the_program_is_told_when_saving_and_nothing_is_lost(sqlite_shop: Shop) -> None:
    path = sqlite_path(str(sqlite_shop.station.engines.writer.url))
    assert path is not None
    assert sqlite_shop.found(WorkOrder) == []
    elsewhere = path.with_name("elsewhere.db")
    path.rename(elsewhere)
    with pytest.raises(Trouble, match="不见了") as gone:
        received(sqlite_shop)
    assert "放回原处" in gone.value.advice
    elsewhere.rename(path)
    received(sqlite_shop)
    assert len(sqlite_shop.found(WorkOrder)) == 1
