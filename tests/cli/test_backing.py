"""``backup`` and ``restore`` from the command line."""

import shutil
from pathlib import Path

import pytest

from app import start
from app.models.orders import WorkOrder
from app.services import entries
from app.services.backup import good_backups
from tests.builders import Shop, passed, received


@pytest.fixture
def folder(sqlite_shop: Shop) -> str:
    """Return the data folder of a station in which one car was inspected; nobody has it open."""
    passed(sqlite_shop)
    path = Path(str(sqlite_shop.station.engines.reader.url.database))
    sqlite_shop.station.engines.dispose()
    return str(path.parent)


def test_a_backup_goes_to_the_usual_folder_or_the_one_typed(
    folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert start.main(["backup", "--data", folder]) == 0
    (one,) = good_backups(Path(folder) / "backups")
    assert capsys.readouterr().out == f"已备份并核对无误:{one.path}\n"
    assert start.main(["backup", "--to", str(tmp_path / "disk"), "--data", folder]) == 0
    assert len(good_backups(tmp_path / "disk")) == 1


def test_without_consent_nothing_is_restored_and_with_it_the_present_data_stay_beside(
    folder: str, sqlite_shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    assert start.main(["backup", "--data", folder]) == 0
    (one,) = good_backups(Path(folder) / "backups")
    received(sqlite_shop, vehicle=entries.VehicleEntry(plate="京C00001"))
    sqlite_shop.station.engines.dispose()
    capsys.readouterr()
    assert start.main(["restore", str(one.path), "--data", folder]) == 1
    said = capsys.readouterr().out
    assert "备份之后又做了 1 笔操作" in said
    assert said.endswith("没有恢复,数据没有改动。\n")
    assert len(sqlite_shop.found(WorkOrder)) == 2
    sqlite_shop.station.engines.dispose()
    assert start.main(["restore", str(one.path), "--yes", "--data", folder]) == 0
    assert "原来的数据留在旁边" in capsys.readouterr().out
    assert len(sqlite_shop.found(WorkOrder)) == 1
    sqlite_shop.station.engines.dispose()
    assert start.main(["check", "--data", folder]) == 0


def test_a_station_is_restored_where_there_was_none(
    folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert start.main(["backup", "--data", folder]) == 0
    (one,) = good_backups(Path(folder) / "backups")
    shutil.copytree(one.path.parent, tmp_path / "stick")
    new = str(tmp_path / "new")
    assert start.main(["restore", str(tmp_path / "stick" / one.path.name), "--yes", "--data", new]) == 0
    assert "现在没有数据,不会丢失什么。" in capsys.readouterr().out
    assert start.main(["check", "--data", new]) == 0


def test_what_cannot_be_done_is_one_sentence(folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    assert start.main(["backup", "--to", str(tmp_path / "file"), "--data", folder]) == 2
    assert capsys.readouterr().err.startswith(f"不能备份到 {tmp_path / 'file'}:那里是一个文件,不是文件夹\n")
    assert start.main(["restore", str(tmp_path / "none.db"), "--data", folder]) == 2
    assert capsys.readouterr().err.startswith(f"不能恢复:{tmp_path / 'none.db'}:没有这个文件夹或文件\n")
    assert start.main(["backup", "--data", str(tmp_path / "nothing")]) == 2
    assert "里还没有站" in capsys.readouterr().err
