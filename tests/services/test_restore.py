"""Restoring: beside the present data first, what is newer is told, what is replaced stays."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.errors import Damage, Trouble
from app.models.orders import WorkOrder
from app.services import backup, entries
from app.services.backup import kept, telling
from app.services.check import check
from app.store import schema
from app.store.engine import sqlite_path
from tests.builders import Shop, passed, received

PLATE = entries.VehicleEntry(plate="京C00001")


def url_of(shop: Shop) -> str:
    return shop.station.engines.writer.url.render_as_string(hide_password=False)


@pytest.fixture
def backed_up(shop: Shop, tmp_path: Path) -> Path:
    """Take a backup, and have one more car come in afterwards."""
    passed(shop)
    taken = backup.take(shop.station, url_of(shop), backup.Places(tmp_path / "backups"))
    assert taken.good
    received(shop, vehicle=PLATE)
    return taken.backup.path


def told(prepared: backup.Prepared) -> str:
    return "\n".join(text.format(**values) for text, values in telling.sentences(prepared))


def scalar(url: str, statement: str) -> Any:
    engines = schema.open_existing(url)
    try:
        with engines.reader.connect() as connection:
            return connection.exec_driver_sql(statement).scalar_one()
    finally:
        engines.dispose()


def test_what_is_newer_is_told_before_anything_is_replaced(shop: Shop, backed_up: Path) -> None:
    before = shop.found(WorkOrder)
    prepared = backup.prepare(backed_up, url_of(shop))
    assert prepared.differences == ()
    assert prepared.newer is not None
    assert (prepared.newer.present.orders, prepared.newer.restored.orders) == (2, 1)
    assert prepared.newer.orders == ("#2",)  # not quoted yet, so without a number
    assert prepared.newer.audits == 1
    assert "备份之后又做了 1 笔操作" in told(prepared)
    assert "备份里没有的施工单" in told(prepared)
    backup.discard(prepared)
    assert [order.uuid for order in shop.found(WorkOrder)] == [order.uuid for order in before]
    path = sqlite_path(url_of(shop))
    if path is not None:
        assert not list(path.parent.glob("*restoring*"))


def test_with_consent_it_takes_the_place_and_the_present_data_stay_beside(shop: Shop, backed_up: Path) -> None:
    url = url_of(shop)
    prepared = backup.prepare(backed_up, url)
    shop.station.engines.dispose()
    beside = backup.replace_present(prepared)
    assert scalar(url, "SELECT count(*) FROM work_order") == 1
    engines = schema.open_existing(url)
    assert check(engines) == []
    path = sqlite_path(url)
    if path is None:
        with engines.reader.connect() as connection:
            kept_orders = connection.exec_driver_sql(f"SELECT count(*) FROM {beside}.work_order").scalar_one()
    else:
        with closing(sqlite3.connect(beside)) as connection_:
            kept_orders = connection_.execute("SELECT count(*) FROM work_order").fetchone()[0]
    engines.dispose()
    assert kept_orders == 2
    again = received(shop, vehicle=entries.VehicleEntry(plate="京C00002"))
    assert again.order_id == 2


def test_while_somebody_has_the_data_open_nothing_is_replaced(shop: Shop, backed_up: Path) -> None:
    url = url_of(shop)
    prepared = backup.prepare(backed_up, url)
    with shop.station.engines.reader.connect() as connection:
        connection.exec_driver_sql("SELECT 1 FROM work_order").first()
        with pytest.raises(Trouble, match=r"没有恢复"):
            backup.replace_present(prepared)
    backup.discard(prepared)
    assert len(shop.found(WorkOrder)) == 2
    assert check(shop.station.engines) == []


def test_a_changed_backup_is_refused_and_nothing_is_left(sqlite_shop: Shop, tmp_path: Path) -> None:
    taken = backup.take(sqlite_shop.station, url_of(sqlite_shop), backup.Places(tmp_path / "backups"))
    with closing(sqlite3.connect(taken.backup.path)) as connection, connection:
        connection.execute("UPDATE payment SET amount_fen = 1")
        connection.execute("UPDATE station SET name = 'other'")
    with pytest.raises(Damage, match="内容与清单不同"):
        backup.prepare(taken.backup.path, url_of(sqlite_shop))
    path = sqlite_path(url_of(sqlite_shop))
    assert path is not None
    assert not list(path.parent.glob("*restoring*"))


@pytest.mark.parametrize("with_manifest", [True, False])
def test_a_damaged_backup_is_told_by_its_own_name(sqlite_shop: Shop, tmp_path: Path, with_manifest: bool) -> None:
    taken = backup.take(sqlite_shop.station, url_of(sqlite_shop), backup.Places(tmp_path / "backups"))
    path = taken.backup.path
    if not with_manifest:
        kept.manifest_path(path).unlink()
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)
    with pytest.raises(Damage, match=f"备份 {path} 已损坏"):
        backup.prepare(path, url_of(sqlite_shop))


def test_what_is_no_backup_is_told(sqlite_shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear customer, your car is ready", encoding="utf-8")
    with pytest.raises(Trouble, match=r"letter.txt 不是本程序的数据文件"):
        backup.prepare(tmp_path / "letter.txt", url_of(sqlite_shop))
    with pytest.raises(Trouble, match=r"没有这个文件夹或文件"):
        backup.prepare(tmp_path / "nowhere.db", url_of(sqlite_shop))


def test_damaged_present_data_are_replaced_and_kept(sqlite_shop: Shop, tmp_path: Path) -> None:
    passed(sqlite_shop)
    url = url_of(sqlite_shop)
    taken = backup.take(sqlite_shop.station, url, backup.Places(tmp_path / "backups"))
    sqlite_shop.station.engines.dispose()
    path = sqlite_path(url)
    assert path is not None
    spoilt = b"\x00" * path.stat().st_size
    path.write_bytes(spoilt)
    prepared = backup.prepare(taken.backup.path, url)
    assert prepared.unreadable is not None
    assert "现在的数据读不出来" in told(prepared)
    beside = backup.replace_present(prepared)
    assert Path(beside).read_bytes() == spoilt
    assert scalar(url, "SELECT count(*) FROM work_order") == 1


def test_a_backup_of_another_station_is_told(sqlite_shop: Shop, postgresql_shop: Shop, tmp_path: Path) -> None:
    sqlite_shop.clock.pass_time(hours=1)
    with postgresql_shop.station.engines.writer.begin() as connection:
        connection.exec_driver_sql("UPDATE audit SET hash = repeat('1', 64) WHERE id = 1")
    shutil.rmtree(tmp_path / "backups", ignore_errors=True)
    taken = backup.take(postgresql_shop.station, url_of(postgresql_shop), backup.Places(tmp_path / "backups"))
    prepared = backup.prepare(taken.backup.path, url_of(sqlite_shop))
    assert "备份是另一个站的" in told(prepared)
    assert prepared.differences
    backup.discard(prepared)
