"""The tabs of the car in hand (页签): each is imported when it is first looked at."""

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.text import QT_TRANSLATE_NOOP
from app.views.desk import Desk

if TYPE_CHECKING:
    from app.services.order_rows import OrderInHand


class OrderTab(QWidget):
    """A tab of the car in hand; it is told which order to show whenever it is looked at."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Keep the desk that it asks."""
        super().__init__(parent)
        self.desk = desk

    def show_order(self, order: "OrderInHand") -> None:
        """Show what this tab knows of ``order``."""
        raise NotImplementedError

    def drop_typing(self) -> None:
        """Drop what was typed here and not saved; the next order shown is shown as it is stored."""


@dataclass(frozen=True, slots=True)
class TabEntry:
    """One tab: its name, title and where its class is."""

    name: str
    title: str
    module: str
    tab: str

    def shown_title(self) -> str:
        """Return the title in the user's language."""
        return QCoreApplication.translate("words", self.title)

    def build(self, desk: Desk) -> OrderTab:
        """Import the tab's module and build it."""
        built: OrderTab = getattr(importlib.import_module(self.module), self.tab)(desk)
        return built


TABS: Final = (
    TabEntry("lines", QT_TRANSLATE_NOOP("words", "项目与材料"), "app.views.order_panel.lines_tab", "LinesTab"),
    TabEntry("inquiry", QT_TRANSLATE_NOOP("words", "问诊与环车"), "app.views.order_panel.inquiry_tab", "InquiryTab"),
    TabEntry("inspection", QT_TRANSLATE_NOOP("words", "检验"), "app.views.order_panel.inspection_tab", "InspectionTab"),
    TabEntry("papers", QT_TRANSLATE_NOOP("words", "单据"), "app.views.order_panel.papers_tab", "PapersTab"),
    TabEntry("record", QT_TRANSLATE_NOOP("words", "记录"), "app.views.order_panel.record_tab", "RecordTab"),
)
