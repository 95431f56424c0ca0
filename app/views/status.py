"""The line at the foot of the window (状态栏): database, PC, time of the station."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QStatusBar, QWidget

from app.views.wording import local, now

_TICK_MS = 10_000


class StatusLine(QStatusBar):
    """Says at a glance whether everything works, and what time it is in the station."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the line; until the station is open it says so."""
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.database = QLabel(self.tr("正在打开数据库…"), self)
        self.clock = QLabel(self)
        self.addWidget(self.database)
        self.addPermanentWidget(self.clock)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.tick)
        self._timer.start()
        self.tick()

    def tick(self) -> None:
        """Show the time now."""
        self.clock.setText(f"{local(now()):%Y-%m-%d %H:%M}")

    def show_database(self, *, local_file: bool) -> None:
        """Say that the database is open."""
        self.database.setText(self.tr("本机数据库 · 正常") if local_file else self.tr("服务器数据库 · 正常"))
