"""What is shown when the program itself erred (程序出错): nothing typed is lost, and a report can be saved."""

import platform
import traceback
from pathlib import Path

import PySide6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from app.clock import utc_now
from app.views import theme
from app.views.one_line import PlainLabel


def report_of(name: str, error: BaseException) -> str:
    """Write what happened, for whoever mends it: where, what, versions."""
    stack = "".join(traceback.format_exception(error))
    machine = f"Python {platform.python_version()}, Qt {PySide6.__version__}, {platform.platform()}"
    return f"{utc_now():%Y-%m-%d %H:%M:%S} UTC\n{machine}\n{name}\n\n{stack}"


class CrashWindow(QWidget):
    """A window beside the others, not in front of them: work goes on, the typing is still there."""

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        """Build the window; reports are saved in ``folder``."""
        super().__init__(parent, Qt.WindowType.Window)
        self._folder = folder
        self.setWindowTitle(self.tr("程序出错"))
        self.setObjectName("page")
        self.words = PlainLabel(
            self.tr("刚才的操作没有完成,数据没有改动,您输入的内容还在。请保存报告交给维护人员,然后可以继续工作。"), self
        )
        self.words.setWordWrap(True)
        self.report = QPlainTextEdit(self)
        self.report.setReadOnly(True)
        self.saved = PlainLabel(self)
        self.saved.setObjectName("muted")
        self.saved.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.save_button = QPushButton(self.tr("保存报告"), self)
        self.save_button.setProperty("main", True)
        self.save_button.clicked.connect(self.save)
        close = QPushButton(self.tr("继续工作"), self)
        close.clicked.connect(self.hide)
        buttons = QHBoxLayout()
        buttons.addWidget(self.save_button)
        buttons.addWidget(close)
        buttons.addStretch(1)
        box = QVBoxLayout(self)
        box.addWidget(self.words)
        box.addWidget(self.report, 1)
        box.addWidget(self.saved)
        box.addLayout(buttons)
        self.resize(theme.pixels(640), theme.pixels(420))

    def show_bug(self, name: str, error: BaseException) -> None:
        """Show what happened; a second one is added below the first."""
        before = self.report.toPlainText() if self.isVisible() else ""
        self.report.setPlainText("\n".join(part for part in (before, report_of(name, error)) if part))
        self.saved.clear()
        self.show()
        self.raise_()

    def save(self) -> None:
        """Write the report into the data folder and say where it is."""
        path = self._folder / f"report-{utc_now():%Y%m%d-%H%M%S}.txt"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            path.write_text(self.report.toPlainText(), encoding="utf-8")
        except OSError as error:
            text = self.tr("不能保存到 {path}:{cause}。请选中上面的文字复制。")
            self.saved.setText(text.format(path=path, cause=error.strerror or error))
        else:
            self.saved.setText(self.tr("已保存:{path}").format(path=path))
