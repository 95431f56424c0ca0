"""The desks of the station and where their docks stand (工作台): imported only when first shown."""

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, Qt

from app.text import QT_TRANSLATE_NOOP
from app.views.desk import Desk

if TYPE_CHECKING:
    from app.views.station_dock import StationDock

_RIGHT = Qt.DockWidgetArea.RightDockWidgetArea
_BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea


@dataclass(frozen=True, slots=True)
class DeskEntry:
    """One desk: its name in layouts and places, title, key, where its class is, its area, whose own desk it is."""

    name: str
    title: str
    key: str
    module: str
    dock: str
    area: Qt.DockWidgetArea
    roles: frozenset[str]

    def shown_title(self) -> str:
        """Return the title in the user's language."""
        return QCoreApplication.translate("words", self.title)

    def build(self, desk: Desk) -> "StationDock":
        """Import the dock's module and build it."""
        built: StationDock = getattr(importlib.import_module(self.module), self.dock)(desk, self.shown_title())
        return built


_MANAGER = "station_manager"

DESKS: Final = (
    DeskEntry(
        "reception",
        QT_TRANSLATE_NOOP("words", "接待"),
        "F5",
        "app.views.reception.dock",
        "ReceptionDock",
        _RIGHT,
        frozenset({"reception", "reception_lead", "warranty", "insurance", "care", _MANAGER}),
    ),
    DeskEntry(
        "dispatch",
        QT_TRANSLATE_NOOP("words", "调度"),
        "F6",
        "app.views.dispatch.dock",
        "DispatchDock",
        _BOTTOM,
        frozenset({"dispatch", "technician", "workshop_lead", _MANAGER}),
    ),
    DeskEntry(
        "inspection",
        QT_TRANSLATE_NOOP("words", "质检"),
        "F7",
        "app.views.inspection.dock",
        "InspectionDock",
        _RIGHT,
        frozenset({"inspection"}),
    ),
    DeskEntry(
        "tool_room",
        QT_TRANSLATE_NOOP("words", "工具"),
        "F8",
        "app.views.tool_room.dock",
        "ToolRoomDock",
        _RIGHT,
        frozenset({"tool_room"}),
    ),
    DeskEntry(
        "parts",
        QT_TRANSLATE_NOOP("words", "配件"),
        "F9",
        "app.views.parts.dock",
        "PartsDock",
        _RIGHT,
        frozenset({"parts", "parts_lead"}),
    ),
    DeskEntry(
        "settlement",
        QT_TRANSLATE_NOOP("words", "结算"),
        "F10",
        "app.views.settlement.dock",
        "SettlementDock",
        _RIGHT,
        frozenset({"settlement", "finance"}),
    ),
    DeskEntry(
        "office", QT_TRANSLATE_NOOP("words", "站务"), "F12", "app.views.office.dock", "OfficeDock", _RIGHT, frozenset()
    ),
)


def entry_of(name: str) -> DeskEntry | None:
    """Return the desk called ``name``, or ``None``."""
    return next((entry for entry in DESKS if entry.name == name), None)


def own_desks(roles: frozenset[str]) -> tuple[DeskEntry, ...]:
    """Return the desks with which somebody of these posts opens; reception for posts without a desk."""
    return tuple(entry for entry in DESKS if entry.roles & roles) or (DESKS[0],)
