"""After a backup took the place of the data the window opens anew by itself, on what was restored."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.services import backup, entries
from tests.builders import Shop, passed, received

ROOT = Path(__file__).resolve().parents[2]
RESTORING = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from app import bootstrap
from app.services import backup

folder, url, file = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
application = bootstrap.the_application()
programs = []

class Watched(bootstrap.Program):
    def _opened(self, opened):
        super()._opened(opened)
        programs.append(self)
        if len(programs) == 1:
            QTimer.singleShot(0, lambda: self.backups.care.prepare(file))
            self.backups.care.prepared.connect(self.backups._replace_later)
        else:
            print(self.window.status.currentMessage())
            QTimer.singleShot(0, application.quit)

bootstrap.Program = Watched
code = bootstrap.run_window(folder, url)
print(code, len(programs))
"""


@pytest.mark.parametrize("in_use", [False, True])
def test_the_window_opens_anew_on_what_was_restored(sqlite_shop: Shop, tmp_path: Path, in_use: bool) -> None:
    passed(sqlite_shop)
    url = str(sqlite_shop.station.engines.writer.url)
    file = backup.take(sqlite_shop.station, url, backup.Places(tmp_path / "backups")).backup.path
    received(sqlite_shop, vehicle=entries.VehicleEntry(plate="京C00001"))
    if not in_use:
        sqlite_shop.station.engines.dispose()
    done = subprocess.run(
        [sys.executable, "-c", RESTORING, str(tmp_path), url, str(file)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    said, ended = done.stdout.splitlines()
    assert ended == "0 2", done.stderr
    with sqlite_shop.station.engines.reader.connect() as connection:
        orders = connection.exec_driver_sql("SELECT count(*) FROM work_order").scalar_one()
    if in_use:
        assert "还有窗口或程序在用,没有恢复。" in said
        assert orders == 2
    else:
        assert said.startswith("已恢复。原来的数据留在旁边:")
        assert orders == 1
