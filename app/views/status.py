"""The line at the foot of the window (状态栏): database, age of the backup, time of the station."""

from datetime import timedelta

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QPushButton, QStatusBar, QWidget

from app.views.one_line import PlainLabel
from app.views.wording import local, now

_TICK_MS = 10_000
_HOUR = timedelta(hours=1)
_TWO_DAYS = timedelta(days=2)


class StatusLine(QStatusBar):
    """Says at a glance whether everything works, and what time it is in the station."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the line; until the station is open it says so."""
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self._usual = ""
        self._read_only = False
        self.database = PlainLabel(self.tr("正在打开数据库…"), self)
        self.backup = PlainLabel(self)
        self.clock = PlainLabel(self)
        self.drafts_trouble = PlainLabel(self)
        self.drafts_trouble.setObjectName("bad")
        self.drafts_trouble.hide()
        self.drafts = QPushButton(self)
        self.drafts.setObjectName("openDrafts")
        self.drafts.setProperty("flat", True)
        self.drafts.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.drafts.hide()
        self.addWidget(self.database)
        self.addWidget(self.drafts)
        self.addWidget(self.drafts_trouble)
        self.addPermanentWidget(self.backup)
        self.addPermanentWidget(self.clock)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.tick)
        self._timer.start()
        self.tick()

    def tick(self) -> None:
        """Show the time now."""
        self.clock.setText(f"{local(now()):%Y-%m-%d %H:%M}")

    def show_database(self, *, local_file: bool, read_only: bool = False) -> None:
        """Say that the database is open, and whether anything can be saved in it."""
        self._usual = self.tr("本机数据库 · 正常") if local_file else self.tr("服务器数据库 · 正常")
        self._read_only = read_only
        if read_only:
            self._usual = (
                self.tr("本机数据库 · 只读,不能保存") if local_file else self.tr("服务器数据库 · 只读,不能保存")
            )
        self.show_answering(True)

    def show_drafts(self, count: int) -> None:
        """Say how many drafts lie here; a click shows them."""
        self.drafts.setText(self.tr("草稿 {count}").format(count=count))
        self.drafts.setVisible(bool(count))

    def show_drafts_trouble(self, cause: str) -> None:
        """Say that what is typed is only on the screen, and why; nothing while the disk takes it."""
        said = self.tr("草稿存不到磁盘({cause}),可以继续填写,请尽快保存")
        self.drafts_trouble.setText(said.format(cause=cause))
        self.drafts_trouble.setVisible(bool(cause))

    def show_refused(self, *, damaged: bool = False) -> None:
        """Say that the database is not open, or no longer to be trusted; the page says why and what helps."""
        self._show(self.tr("数据文件已损坏,请停止使用") if damaged else self.tr("数据库没有打开"), bad=True)

    def show_answering(self, answering: bool) -> None:  # noqa: FBT001 - as the signal brings it
        """Say whether the database answers; while it does not, nothing typed is lost."""
        if answering:
            self._show(self._usual, bad=self._read_only)
        else:
            self._show(self.tr("数据库断开了,正在自动重连"), bad=True)

    def show_backup(self, age: timedelta | None, *, old: bool) -> None:
        """Say how old the last good backup is, ``None`` where there never was one; red when it is too ``old``."""
        if age is None:
            text = self.tr("还没有备份")
        elif age < _HOUR:
            text = self.tr("刚备份过")
        elif age < _TWO_DAYS:
            text = self.tr("{hours} 小时前备份").format(hours=age // _HOUR)
        else:
            text = self.tr("{days} 天没有备份").format(days=age.days)
        _put(self.backup, text, bad=old)

    def show_backing_up(self, percent: int) -> None:
        """Say how far the backup under way has come."""
        _put(self.backup, self.tr("正在备份 {percent}%").format(percent=percent), bad=False)

    def _show(self, text: str, *, bad: bool) -> None:
        _put(self.database, text, bad=bad)


def _put(label: QLabel, text: str, *, bad: bool) -> None:
    label.setText(text)
    label.setObjectName("bad" if bad else "")
    label.style().unpolish(label)
    label.style().polish(label)
