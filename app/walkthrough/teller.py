"""What every part of the story does (演示手法): go to a desk, do the deciding touch, look at the order in hand."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit

from app.models.stages import Stage
from app.services.order_rows import OrderInHand
from app.views.main_window import MainWindow
from app.views.order_panel.papers_tab import PapersTab
from app.views.print_preview import PrintPreview
from app.walkthrough.hand import Hand, NotSeenError

PLATE = "京N7L820"
PASSWORD = "gongdan2026"
_CTRL = Qt.KeyboardModifier.ControlModifier


class Teller:
    """Tells steps with a hand in one window, papers saved in ``folder``; ``omit`` names the step that is left out."""

    def __init__(self, hand: Hand, window: MainWindow, folder: Path, omit: str = "") -> None:
        """Bind the story to a window."""
        self.hand = hand
        self.window = window
        self.folder = folder
        self.omit = omit
        self.now = ""

    def decide(self, touch: Callable[[], None]) -> None:
        """Do the deciding touch of this step, unless it is the one left out."""
        if self.now != self.omit:
            touch()

    def order(self) -> OrderInHand:
        """Return the order as the middle of the window shows it."""
        order = self.window.workspace.order_panel.order
        if order is None:
            raise NotSeenError("an order is in hand")
        return order

    def stage(self, stage: Stage) -> None:
        """Look: the order in hand stands at ``stage``."""
        self.hand.expect(self.order().stage is stage, f"the order is “{stage.value}”, not “{self.order().stage.value}”")

    def desk(self, name: str) -> None:
        """Go to a desk."""
        self.hand.expect(self.window.workspace.open_desk(name) is not None, f"the desk “{name}” opens")
        self.hand.settle()

    def print_paper(self, form: str) -> None:
        """Print a paper from the papers of the car in hand and close its preview."""
        panel = self.window.workspace.order_panel
        panel.open_tab("papers")
        self.hand.settle()
        self.hand.point_at("printable", lambda row: row.form == form)
        papers = panel.tab("papers")
        if not isinstance(papers, PapersTab):
            raise NotSeenError("the papers of the car in hand")
        self.decide(lambda: self.hand.click(papers.print_button))
        previews = self.window.findChildren(PrintPreview)
        self.hand.expect(bool(previews), f"the preview of “{form}” opens")
        for preview in previews:
            self._save(preview, form)
            preview.close()
        self.hand.settle()
        self.hand.expect(
            self.hand.row_in("printedPapers", lambda row: row.form == form), f"“{form}” is recorded as printed"
        )
        panel.open_tab("lines")

    def _save(self, preview: PrintPreview, form: str) -> None:
        """Save a paper as PDF: there may be no printer."""
        self.hand.click(preview.save_button)
        dialog = preview.findChild(QFileDialog)
        if dialog is None:
            raise NotSeenError(f"it is asked where “{form}” is saved")
        name = dialog.findChild(QLineEdit)
        if name is None:
            raise NotSeenError(f"the name of the file “{form}” can be typed")
        self.hand.write(name, str(self.folder / f"{form}.pdf"))
        QTest.keyClick(name, Qt.Key.Key_Return)
        self.hand.settle()

    def line(self, name: str) -> None:
        """Take an assigned line in the dispatcher's chart."""
        self.desk("dispatch")
        dock = self.window.workspace.open_desk("dispatch")
        line = next((row for row in dock.shown.assigned if name in row.name), None)  # type: ignore[union-attr] # it is open
        if line is None:
            raise NotSeenError(f"“{name}” is on the chart")
        dock.chart.select_id(line.id)  # type: ignore[union-attr] # it is open
        self.hand.settle()

    def finish_line(self, name: str) -> None:
        """Finish a line on the chart, self-checked."""
        self.line(name)
        self.hand.tick("selfChecked")
        self.hand.click("finishButton")


def named(**fields: str) -> Callable[[Any], bool]:
    """Return what recognises a row by the value of a field."""
    return lambda row: all(getattr(row, name) == value for name, value in fields.items())
