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
    """One desk: its name in layouts, title, key, where its class is and stands.

    ``roles`` open with it; ``places`` are the first words of the places that it holds.
    """

    name: str
    title: str
    key: str
    dock: str
    roles: frozenset[str]
    places: frozenset[str]
    area: Qt.DockWidgetArea = _RIGHT

    def shown_title(self) -> str:
        """Return the title in the user's language."""
        return QCoreApplication.translate("words", self.title)

    def build(self, desk: Desk) -> "StationDock":
        """Import the dock's module and build it."""
        module = importlib.import_module(f"app.views.{self.name}.dock")
        built: StationDock = getattr(module, self.dock)(desk, self.shown_title())
        return built


_MANAGER = "station_manager"

DESKS: Final = (
    DeskEntry(
        name="reception",
        title=QT_TRANSLATE_NOOP("words", "接待"),
        key="F5",
        dock="ReceptionDock",
        roles=frozenset({"reception", "reception_lead", "warranty", "insurance", "care", _MANAGER}),
        places=frozenset({"reception", "lines", "order", "consent", "extra", "delivery"}),
    ),
    DeskEntry(
        name="dispatch",
        title=QT_TRANSLATE_NOOP("words", "调度"),
        key="F6",
        dock="DispatchDock",
        roles=frozenset({"dispatch", "technician", "workshop_lead", _MANAGER}),
        places=frozenset({"dispatch"}),
        area=Qt.DockWidgetArea.BottomDockWidgetArea,
    ),
    DeskEntry(
        name="inspection",
        title=QT_TRANSLATE_NOOP("words", "质检"),
        key="F7",
        dock="InspectionDock",
        roles=frozenset({"inspection"}),
        places=frozenset({"inspection"}),
    ),
    DeskEntry(
        name="tool_room",
        title=QT_TRANSLATE_NOOP("words", "工具"),
        key="F8",
        dock="ToolRoomDock",
        roles=frozenset({"tool_room"}),
        places=frozenset({"tools"}),
    ),
    DeskEntry(
        name="parts",
        title=QT_TRANSLATE_NOOP("words", "配件"),
        key="F9",
        dock="PartsDock",
        roles=frozenset({"parts", "parts_lead"}),
        places=frozenset({"parts"}),
    ),
    DeskEntry(
        name="settlement",
        title=QT_TRANSLATE_NOOP("words", "结算"),
        key="F10",
        dock="SettlementDock",
        roles=frozenset({"settlement", "finance"}),
        places=frozenset({"settlement"}),
    ),
    DeskEntry(
        name="office",
        title=QT_TRANSLATE_NOOP("words", "站务"),
        key="F12",
        dock="OfficeDock",
        roles=frozenset(),
        places=frozenset({"station", "staff", "account", "catalogue"}),
    ),
)


def entry_of(name: str) -> DeskEntry | None:
    """Return the desk called ``name``, or ``None``."""
    return next((entry for entry in DESKS if entry.name == name), None)


def holder_of(place: str) -> DeskEntry | None:
    """Return the desk that holds a place such as ``tools.code``, or ``None``."""
    first = place.partition(".")[0]
    return next((entry for entry in DESKS if first in entry.places), None)


def own_desks(roles: frozenset[str]) -> tuple[DeskEntry, ...]:
    """Return the desks with which somebody of these posts opens; reception for posts without a desk."""
    return tuple(entry for entry in DESKS if entry.roles & roles) or (DESKS[0],)
