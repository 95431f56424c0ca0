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
        self._usual = ""
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
        self._usual = self.tr("本机数据库 · 正常") if local_file else self.tr("服务器数据库 · 正常")
        self.show_answering(True)

    def show_answering(self, answering: bool) -> None:  # noqa: FBT001 - as the signal brings it
        """Say whether the database answers; while it does not, nothing typed is lost."""
        self.database.setText(self._usual if answering else self.tr("数据库没有应答,恢复后会自动继续"))
        self.database.setObjectName("" if answering else "bad")
        self.database.style().unpolish(self.database)
        self.database.style().polish(self.database)
