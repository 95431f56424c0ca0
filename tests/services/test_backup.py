"""Backups: taken beside the work, called good only after they were restored and checked, kept long enough."""

import os
import signal
import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.errors import Damage, Refusal, Trouble
from app.models.access import Role
from app.models.orders import WorkOrder
from app.services import backup, entries, estimates, parts
from app.services.backup import kept
from app.services.backup.kept import Backup, Manifest
from app.services.check import check
from app.store import schema, station_copy
from app.values import Cost, Milli
from tests.builders import Shop, passed, received
from tests.databases import sqlite_url_of

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


def url_of(shop: Shop) -> str:
    return shop.station.engines.writer.url.render_as_string(hide_password=False)


def taken(shop: Shop, folder: Path, second: Path | None = None) -> backup.Taken:
    return backup.take(shop.station, url_of(shop), backup.Places(folder, second))


def opened(path: Path, tmp_path: Path) -> sqlite3.Connection:
    """Open a copy of a backup, as nobody should work in the backup itself."""
    copy = tmp_path / f"opened-{path.name}"
    copy.write_bytes(path.read_bytes())
    return sqlite3.connect(copy)


def test_a_good_backup_holds_everything_and_says_so(shop: Shop, tmp_path: Path) -> None:
    order = passed(shop)
    done = taken(shop, tmp_path / "backups")
    assert done.good
    assert done.differences == ()
    names = sorted(path.name for path in (tmp_path / "backups").iterdir())
    assert names == ["gongdan-20261122-100200.gongdan.db", "gongdan-20261122-100200.gongdan.db.json"], names
    found = kept.read_manifest(done.backup.path)
    assert found is not None
    assert found.counts["work_order"] == 1
    assert found.sha256 == station_copy.digest(done.backup.path)
    assert "trust" not in found.source
    with closing(opened(done.backup.path, tmp_path)) as connection:
        numbers = connection.execute("SELECT number FROM work_order").fetchall()
    assert numbers == [(shop.order(order.order_id).number,)]


def test_every_pc_knows_of_the_last_good_backup(shop: Shop, tmp_path: Path) -> None:
    assert shop.ask(Role.RECEPTION, backup.last_backup) is None
    for _ in range(2):
        done = taken(shop, tmp_path)
        last = shop.ask(Role.RECEPTION, backup.last_backup)
        assert last == backup.LastBackup(shop.clock.now, "pc-test", str(done.backup.path))
        shop.clock.pass_time(hours=5)
    assert check(shop.station.engines) == []


def test_taken_while_four_post_it_holds_all_that_was_acknowledged_before(shop: Shop, tmp_path: Path) -> None:
    passed(shop)
    acknowledged: list[str] = []
    stopped, begun = threading.Event(), threading.Barrier(5)
    goods = tuple(parts.ReceiptEntry(key, Milli(1000), Cost(3001)) for key in shop.parts.values())
    failures: list[BaseException] = []

    def post(first: int) -> None:
        number = first
        try:
            while not stopped.is_set():
                car = received(shop, vehicle=entries.VehicleEntry(plate=f"京{chr(65 + first // 1000)}{number:05}"))
                shop.do(Role.RECEPTION, estimates.quote_order, car.order_id)
                shop.do(Role.PARTS, parts.receive_goods, "保定配件中心", goods)
                acknowledged.append(shop.order(car.order_id).number or "")
                if number == first:
                    begun.wait()
                number += 1
        except BaseException as failure:
            failures.append(failure)
            begun.abort()
            raise

    threads = [threading.Thread(target=post, args=(1000 * each,)) for each in range(1, 5)]
    for thread in threads:
        thread.start()
    begun.wait()
    before = set(acknowledged)
    try:
        done = taken(shop, tmp_path)
    finally:
        stopped.set()
        for thread in threads:
            thread.join()
    assert failures == []
    assert done.good, [str(difference) for difference in done.differences]
    assert len(before) >= 4
    with closing(opened(done.backup.path, tmp_path)) as connection:
        found = {number for (number,) in connection.execute("SELECT number FROM work_order")}
    assert before <= found
    assert check(shop.station.engines) == []
    assert len(shop.found(WorkOrder)) == len(acknowledged) + 1


def test_what_check_does_not_accept_is_kept_but_not_called_good(sqlite_shop: Shop, tmp_path: Path) -> None:
    passed(sqlite_shop)
    with sqlite_shop.station.engines.writer.begin() as connection:
        connection.exec_driver_sql("UPDATE audit SET reason = 'changed' WHERE id = 5")
    done = taken(sqlite_shop, tmp_path)
    assert not done.good
    assert done.backup.path.name.endswith(".doubtful.db")
    assert "审计记录 5" in str(done.differences[0])
    assert backup.good_backups(tmp_path) == []
    assert sqlite_shop.ask(Role.RECEPTION, backup.last_backup) is None


def test_the_second_folder_gets_the_same_file(sqlite_shop: Shop, tmp_path: Path) -> None:
    done = taken(sqlite_shop, tmp_path / "one", tmp_path / "other")
    assert done.second_trouble is None
    (other,) = backup.good_backups(tmp_path / "other")
    assert other.manifest == done.backup.manifest
    assert other.path.read_bytes() == done.backup.path.read_bytes()


def test_without_the_second_folder_the_first_backup_is_good_still(sqlite_shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "pulled out").write_text("")
    done = taken(sqlite_shop, tmp_path / "one", tmp_path / "pulled out" / "backups")
    assert done.good
    assert str(done.second_trouble).startswith(f"不能备份到 {tmp_path / 'pulled out' / 'backups'}:")


def test_a_folder_that_is_a_file_is_told_in_a_sentence(sqlite_shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "backups").write_text("")
    with pytest.raises(Trouble, match=r"不能备份到 .*:那里是一个文件,不是文件夹"):
        taken(sqlite_shop, tmp_path / "backups")


@pytest.mark.skipif(os.name == "nt", reason="a limit for files is one of POSIX")
def test_a_full_disk_is_told_and_nothing_is_left(shop: Shop, tmp_path: Path) -> None:
    passed(shop)
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    folder = tmp_path / "backups"
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, before[1]))
    try:
        with pytest.raises(Trouble, match=r"磁盘已满|File too large"):
            taken(shop, folder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, old)
    assert list(folder.iterdir()) == []
    assert taken(shop, folder).good


def test_two_pcs_of_a_server_do_not_back_up_at_once(postgresql_shop: Shop, tmp_path: Path) -> None:
    with station_copy.alone(postgresql_shop.station.engines), pytest.raises(Refusal, match="另一台电脑正在备份"):
        taken(postgresql_shop, tmp_path)
    assert taken(postgresql_shop, tmp_path).good


def test_old_backups_of_this_station_go_and_those_of_others_stay(sqlite_shop: Shop, tmp_path: Path) -> None:
    ours = taken(sqlite_shop, tmp_path).backup.manifest
    for number in range(400):
        at = sqlite_shop.clock.now - timedelta(days=number + 2)
        for station in (ours.station, "another"):
            path = tmp_path / f"old-{number}-{station[:3]}{kept.GOOD}"
            path.write_bytes(b"")
            kept.write_manifest(path, replace(ours, at=at.isoformat(), station=station))
    sqlite_shop.clock.pass_time(hours=1)
    taken(sqlite_shop, tmp_path)
    left = backup.good_backups(tmp_path)
    assert sum(found.manifest.station == "another" for found in left) == 400
    mine = [found for found in left if found.manifest.station == ours.station]
    months = {(found.at.year, found.at.month) for found in mine}
    assert len(months) == 12
    assert 30 + 10 <= len(mine) <= 30 + 12 + 1


def backup_at(moment: datetime) -> Backup:
    manifest = Manifest(moment.isoformat(), "", "", "0001", {}, 0, "", 0, "")
    return Backup(Path(f"{moment:%Y%m%d%H%M}{kept.GOOD}"), manifest)


def test_of_a_day_the_newest_stays_and_of_the_last_day_all() -> None:
    today = [backup_at(NOW - timedelta(hours=hours)) for hours in (1, 2, 3)]
    before = [backup_at(NOW - timedelta(days=3, hours=hours)) for hours in (1, 2, 3)]
    assert backup.outdated([*today, *before], NOW) == before[1:]


def test_a_copy_that_is_not_what_was_copied_is_never_called_good(sqlite_shop: Shop, tmp_path: Path) -> None:
    done = taken(sqlite_shop, tmp_path)
    from app.services.backup.taking import check_copy

    spoilt = tmp_path / "spoilt.db"
    spoilt.write_bytes(done.backup.path.read_bytes())
    with closing(sqlite3.connect(spoilt)) as connection, connection:
        connection.execute("DELETE FROM stock_move WHERE id = 1")
    with pytest.raises(Damage, match="行数或审计链与清单不同"):
        check_copy(spoilt, done.backup.manifest, lambda *_: None)


def test_what_a_killed_backup_left_goes_the_next_day(sqlite_shop: Shop, tmp_path: Path) -> None:
    left, fresh = tmp_path / ".gongdan-1-1.part", tmp_path / ".gongdan-2-2.part"
    for path, age in ((left, timedelta(days=2)), (fresh, timedelta(minutes=5))):
        path.write_bytes(b"half")
        moment = (sqlite_shop.clock.now - age).timestamp()
        os.utime(path, (moment, moment))
    taken(sqlite_shop, tmp_path)
    assert not left.exists()
    assert fresh.exists()


def test_a_station_on_a_server_is_restored_into_a_file(postgresql_shop: Shop, tmp_path: Path) -> None:
    """A backup of a server is a station file: one PC can work on with it where the server is lost."""
    order = passed(postgresql_shop)
    done = taken(postgresql_shop, tmp_path / "backups")
    url = sqlite_url_of(tmp_path / "station.db")
    prepared = backup.prepare(done.backup.path, url)
    assert prepared.newer is None
    assert backup.replace_present(prepared) == ""
    engines = schema.open_database(url)
    assert check(engines) == []
    with engines.reader.connect() as connection:
        found = connection.exec_driver_sql("SELECT number FROM work_order").scalar_one()
    engines.dispose()
    assert found == postgresql_shop.order(order.order_id).number
