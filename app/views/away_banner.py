"""The band across the window while the server is away (断线横幅): what goes on, when it is tried again."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from app.views.one_line import PlainLabel
from app.views.outage import Answering

if TYPE_CHECKING:
    from app.views.main_window import MainWindow

_GOOD_NEWS_MS = 8_000
_SECOND_MS = 1_000


class AwayBanner(QFrame):
    """Stands above every page, the lock too; goes by itself some seconds after the server is back."""

    try_wanted = Signal()
    """Somebody does not want to wait for the next try."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the band, hidden."""
        super().__init__(parent)
        self.setObjectName("notice")
        self.label = PlainLabel(self)
        self.label.setWordWrap(True)
        self.button = QPushButton(self.tr("现在就试"), self)
        self.button.clicked.connect(self._try_now)
        row = QHBoxLayout(self)
        row.addWidget(self.label, 1)
        row.addWidget(self.button)
        self._answering = Answering(here=True)
        self._left = 0
        self._second = QTimer(self)
        self._second.setInterval(_SECOND_MS)
        self._second.timeout.connect(self._tick)
        self._fading = QTimer(self)
        self._fading.setSingleShot(True)
        self._fading.setInterval(_GOOD_NEWS_MS)
        self._fading.timeout.connect(self.hide)
        self.hide()

    def show_answering(self, answering: Answering) -> None:
        """Say that the server is away and when it is tried again, or that it is back."""
        was_away, self._answering = not self._answering.here, answering
        if answering.here:
            self._second.stop()
            if was_away:
                self._dress("good", self.tr("已重新连上,内容已按最新的刷新。"))
                self._fading.start()
            return
        self._fading.stop()
        self._left = round(answering.pause)
        self._say()
        self._second.start()

    def _tick(self) -> None:
        self._left -= 1
        self._say()

    def _say(self) -> None:
        said = self.tr("连不上数据库。屏幕上的内容还在,可以继续填写(自动存为草稿);连上后再保存,不会重复。")
        when = (
            self.tr("第 {tries} 次没连上,{seconds} 秒后再试。").format(tries=self._answering.tries, seconds=self._left)
            if self._left > 0
            else self.tr("正在重连(第 {next} 次)…").format(next=self._answering.tries + 1)
        )
        self._dress("refusal", f"{said} {when}")

    def _try_now(self) -> None:
        self._left = 0
        self._say()
        self.try_wanted.emit()

    def _dress(self, kind: str, text: str) -> None:
        if self.property("kind") != kind:
            self.setProperty("kind", kind)
            for part in (self, self.label):  # the label's ink follows the band's kind
                self.style().unpolish(part)
                self.style().polish(part)
        self.label.setText(text)
        self.button.setVisible(kind == "refusal")
        self.show()


class AwaySigns(QObject):
    """Says across a window and at its foot whether the database answers."""

    def __init__(self, window: "MainWindow") -> None:
        """Follow what the desk of ``window`` hears; the band is built when it is needed for the first time."""
        super().__init__(window)
        self._window = window
        self.banner: AwayBanner | None = None
        window.desk.outage.changed.connect(self._show)

    def _show(self, answering: Answering) -> None:
        self._window.status.show_answering(answering.here)
        if self.banner is None and not answering.here:
            self.banner = AwayBanner(self._window)
            self.banner.try_wanted.connect(self._window.desk.outage.try_now)
            self._window.setMenuWidget(self.banner)
        if self.banner is not None:
            self.banner.show_answering(answering)
