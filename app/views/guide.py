"""The guide (帮助): the pages of ``docs/guide`` in a window of their own, also without a network."""

from functools import cache
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QTextBrowser, QVBoxLayout, QWidget

from app.resources import ROOT
from app.views import theme

_GUIDE = ROOT.parent / "docs" / "guide"
_FIRST = "README"


class GuideWindow(QWidget):
    """Shows one page of the guide; links lead to the others, Esc closes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the window, empty."""
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("guide")
        self.setWindowTitle(self.tr("帮助 · 工单 Gongdan {version}").format(version=version()))
        self.browser = QTextBrowser(self)
        self.browser.setOpenLinks(False)
        self.browser.setSearchPaths([str(_GUIDE)])
        self.browser.anchorClicked.connect(self._follow)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.browser)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close)
        self.resize(theme.pixels(820), theme.pixels(760))

    def show_page(self, name: str) -> None:
        """Show the page of a desk, the first one for a desk without a page of its own."""
        path = _GUIDE / f"{name}.md"
        path = path if path.is_file() else _GUIDE / f"{_FIRST}.md"
        if not path.is_file():
            self.browser.setPlainText(self.tr("没有找到帮助文件:{path}").format(path=path))
            return
        lines = path.read_text(encoding="utf-8").splitlines()
        self.browser.setMarkdown("\n".join(line for line in lines if not line.startswith("![")))

    def _follow(self, link: QUrl) -> None:
        if link.isRelative() and link.path().endswith(".md"):
            self.show_page(Path(link.path()).stem)


def show_guide(window: QWidget, name: str) -> GuideWindow:
    """Open the guide beside ``window`` at the page ``name``, or turn the one that is open to it."""
    guide = window.findChild(GuideWindow) or GuideWindow(window)
    guide.show_page(name)
    guide.show()
    guide.raise_()
    guide.activateWindow()
    return guide


@cache
def version() -> str:
    """Return the program's version as ``pyproject.toml`` has it."""
    import tomllib

    text = (ROOT.parent / "pyproject.toml").read_text(encoding="utf-8")
    return str(tomllib.loads(text)["project"]["version"])
