"""The window's working page (工作区): top bar, the car in hand, vehicles and desks as docks, keys to all of them."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QTabBar, QTabWidget, QWidget

from app.settings import PcSettings
from app.views import theme
from app.views.desk import Desk
from app.views.desks import DESKS, entry_of, holder_of, own_desks
from app.views.order_panel import OrderPanel
from app.views.station_dock import StationDock
from app.views.top_bar import TopBar, keeps_something
from app.views.vehicles_dock import VehiclesDock

_LEFT = Qt.DockWidgetArea.LeftDockWidgetArea
_STATE_VERSION = 1
_VEHICLES_WIDTH = 380
_VEHICLES_LEAST = 240
_RIGHT_LEAST = 372
_RIGHT_MOST = 560
_RIGHT_SHARE = 0.38
"""What of the room beside the vehicles a desk takes the first time: on a large screen fields show what is typed."""
_BOTTOM_LEAST = 220
_BOTTOM_SHARE = 0.42
"""What of the window's height the day's board takes the first time: its buttons and most technicians are in sight."""
_MOST_GROUPS = 2
"""How many desks somebody may have put above each other; more have no room (old layouts had five)."""


class Workspace(QMainWindow):
    """Opens each desk's dock when it is first asked for, and sends the cursor where a key or a refusal points."""

    lock_wanted = Signal()

    def __init__(self, desk: Desk, pc: PcSettings, parent: QWidget | None = None) -> None:
        """Build top bar, vehicles and the car in hand; no desk yet."""
        super().__init__(parent, Qt.WindowType.Widget)
        self.setObjectName("workspace")
        self.desk = desk
        self.setDockOptions(
            QMainWindow.DockOption.AllowTabbedDocks
            | QMainWindow.DockOption.AllowNestedDocks
            | QMainWindow.DockOption.GroupedDragging
        )
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self.setCorner(Qt.Corner.BottomLeftCorner, _LEFT)
        self._sized = False
        self.docks: dict[str, StationDock] = {}
        self.top_bar = TopBar(desk, pc, self)
        self.order_panel = OrderPanel(desk, self)
        self.setMenuWidget(self.top_bar)
        self.setCentralWidget(self.order_panel)
        self.vehicles = VehiclesDock(desk, self.tr("在厂车辆"), self)
        self.vehicles.setMinimumWidth(theme.pixels(_VEHICLES_LEAST))
        self.addDockWidget(_LEFT, self.vehicles)
        self._shortcuts = self._bind_keys()
        self._connect()

    def showEvent(self, event: QShowEvent) -> None:
        """Give the vehicles their room the first time; Qt takes no widths before."""
        super().showEvent(event)
        if not self._sized:
            self._sized = True
            _share_out(self, self.standing_in(Qt.DockWidgetArea.RightDockWidgetArea))

    def _connect(self) -> None:
        self.top_bar.desk_pressed.connect(self.press_desk)
        self.top_bar.receive_pressed.connect(self.receive)
        self.top_bar.guide_pressed.connect(self.show_guide)
        self.top_bar.search.opened.connect(self._open_hit)
        self.desk.sent_to.connect(self._go)

    def _bind_keys(self) -> list[QShortcut]:
        keys = [
            self._key("F2", self.top_bar.search.begin),
            self._key("Ctrl+N", self.receive),
            self._key("Ctrl+P", self._print),
            self._key("Ctrl+L", self.lock_wanted.emit),
            self._key("F1", self.show_guide),
            self._key("F4", partial(self.press_desk, VehiclesDock.NAME)),
        ]
        keys.extend(self._key(entry.key, partial(self.press_desk, entry.name)) for entry in DESKS)
        return keys

    def _key(self, key: str, action: Callable[[], object]) -> QShortcut:
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)  # floating desks too, a preview has keys of its own
        shortcut.activated.connect(action)
        return shortcut

    def listen_to_keys(self, on: bool) -> None:  # noqa: FBT001 - the state itself
        """Let the keys work, or not while somebody signs in."""
        for shortcut in self._shortcuts:
            shortcut.setEnabled(on)

    def open_desk(self, name: str) -> StationDock | None:
        """Bring a desk's dock to the front, importing and building it the first time; ``None`` for an unknown name."""
        if name == VehiclesDock.NAME:
            self.vehicles.show()
            return self.vehicles
        dock = self._built(name)
        if dock is not None:
            dock.show()
            self._tab_together(dock, _MOST_GROUPS)
            dock.raise_()
        return dock

    def _tab_together(self, dock: StationDock, most: int) -> None:
        """Tab the desks of a dock's area when more than ``most`` stand above or beside each other (叠成标签)."""
        area = self.dockWidgetArea(dock)
        first: list[StationDock] = []
        for other in self.standing_in(area):
            if not any(other in self.tabifiedDockWidgets(group) for group in first):
                first.append(other)
        if len(first) > most:
            everyone = self.standing_in(area)
            for other in everyone[1:]:
                self.tabifyDockWidget(everyone[0], other)

    def _show_whole_tabs(self) -> None:
        """Have the tabs of desks say whole words, and scroll where they find no room."""
        for bar in self.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
            bar.setElideMode(Qt.TextElideMode.ElideNone)
            bar.setUsesScrollButtons(True)

    def standing_in(self, area: Qt.DockWidgetArea) -> list[StationDock]:
        """Return the desks that stand in an area, whether or not the window is on the screen yet."""
        return [
            dock
            for dock in self.docks.values()
            if not dock.isHidden() and not dock.isFloating() and self.dockWidgetArea(dock) == area
        ]

    def _built(self, name: str) -> StationDock | None:
        entry = entry_of(name)
        if entry is None or name in self.docks:
            return self.docks.get(name)
        dock = entry.build(self.desk)
        dock.setParent(self)
        if entry.area == Qt.DockWidgetArea.RightDockWidgetArea:
            dock.setMinimumWidth(theme.pixels(_RIGHT_LEAST))
        self.docks[name] = dock
        # Later, when the tabs of the docks are made.
        dock.visibilityChanged.connect(self._show_whole_tabs, Qt.ConnectionType.QueuedConnection)
        dock.visibilityChanged.connect(lambda shown: self.top_bar.mark_desk(name, shown=shown))
        if not self.restoreDockWidget(dock):
            self._put(dock, entry.area)
        return dock

    def _put(self, dock: StationDock, area: Qt.DockWidgetArea) -> None:
        neighbours = [other for other in self.standing_in(area) if other is not dock]
        self.addDockWidget(area, dock)
        if neighbours:
            self.tabifyDockWidget(neighbours[-1], dock)
        elif area == Qt.DockWidgetArea.BottomDockWidgetArea:
            self.resizeDocks([dock], [_bottom_height(self.height())], Qt.Orientation.Vertical)
        else:
            self.resizeDocks([dock], [_right_width(self.width())], Qt.Orientation.Horizontal)

    def press_desk(self, name: str) -> None:
        """Open a desk and put the cursor where its next action on the car in hand begins."""
        if self._is_closed_to(name):
            self.order_panel.show_notice(
                self.tr("站务由服务站长和有维护权限的岗位使用;您的岗位没有维护服务站、账号或目录的权限。"), good=False
            )
            return
        dock = self.open_desk(name)
        if dock is not None:
            dock.land()
            self.top_bar.mark_desk(name, shown=True)

    def _is_closed_to(self, name: str) -> bool:
        """Tell whether a desk holds nothing for whoever is signed in: only the office may."""
        actor = self.desk.actor
        return name == "office" and actor is not None and not keeps_something(actor)

    def show_guide(self) -> None:
        """Show the guide of the desk in which the cursor is (帮助)."""
        from app.views.guide import show_guide

        here = QApplication.focusWidget()
        while here is not None and not isinstance(here, StationDock):
            here = here.parentWidget()
        show_guide(self.window(), here.NAME if here is not None else "")

    def receive(self) -> None:
        """Begin to receive a car (接车): the reception desk with an empty form."""
        self.open_desk("reception")
        self.desk.vehicle_found.emit(None)
        self.desk.lead_to("reception.plate")

    def open_desks(self) -> list[str]:
        """Return the desks that are not closed, front or behind a tab."""
        return [name for name, dock in self.docks.items() if not dock.isHidden() or self.tabifiedDockWidgets(dock)]

    def layout_state(self) -> QByteArray:
        """Return where the docks stand."""
        return self.saveState(_STATE_VERSION)

    def arrange(self, roles: frozenset[str]) -> None:
        """Stand the docks as somebody of these posts finds them the first time."""
        for dock in self.docks.values():
            dock.close()
        self.addDockWidget(_LEFT, self.vehicles)
        self.vehicles.setFloating(False)
        self.vehicles.show()
        for entry in own_desks(roles):
            dock_of_entry = self._built(entry.name)
            if dock_of_entry is not None:
                dock_of_entry.setFloating(False)
                self._put(dock_of_entry, entry.area)
                dock_of_entry.show()
        _share_out(self, self.standing_in(Qt.DockWidgetArea.RightDockWidgetArea))

    def restore(self, state: QByteArray, desks: list[str]) -> bool:
        """Stand the docks as they were left; tell whether that could be done."""
        mine = [name for name in desks if not self._is_closed_to(name)]
        for name in mine:
            self._built(name)
        for name, dock in self.docks.items():
            dock.setVisible(name in mine)
        self._sized = True
        restored = self.restoreState(state, _STATE_VERSION)
        for dock in self.docks.values():
            self._tab_together(dock, _MOST_GROUPS)
        return restored

    def hide_floating(self) -> list[QDockWidget]:
        """Hide docks on other screens while the window is locked, and return them."""
        floating = [dock for dock in (self.vehicles, *self.docks.values()) if dock.isFloating() and dock.isVisible()]
        for dock in floating:
            dock.hide()
        return list(floating)

    def editing(self) -> bool:
        """Tell whether something typed in a dock is not saved yet."""
        return any(dock.editing() for dock in self.docks.values())

    def _go(self, place: str) -> None:
        entry = holder_of(place)
        dock = self.open_desk(entry.name if entry is not None else place.partition(".")[0])
        if dock is not None:
            dock.land(place)

    def _open_hit(self, hit: object) -> None:
        order_id, visit_id = getattr(hit, "order_id", None), getattr(hit, "visit_id", None)
        if order_id is not None:
            self.desk.take_in_hand(order_id, visit_id)
            self.order_panel.setFocus(Qt.FocusReason.OtherFocusReason)
        elif getattr(hit, "vehicle_id", None) is not None:
            self.open_desk("reception")
            self.desk.vehicle_found.emit(hit)

    def _print(self) -> None:
        """Print the paper of the dock in which the cursor is, else the first one of the car in hand."""
        widget = QApplication.focusWidget()
        while widget is not None:
            paper = getattr(widget, "print_paper", None)
            if callable(paper):
                paper()
                return
            widget = widget.parentWidget()
        self.order_panel.print_paper()


def _right_width(whole: int) -> int:
    """Return how wide a desk on the right stands the first time in a window as wide as ``whole``."""
    room = whole - theme.pixels(_VEHICLES_WIDTH)
    return max(theme.pixels(_RIGHT_LEAST), min(theme.pixels(_RIGHT_MOST), int(room * _RIGHT_SHARE)))


def _bottom_height(whole: int) -> int:
    """Return how high a desk at the bottom stands the first time in a window as high as ``whole``."""
    return max(theme.pixels(_BOTTOM_LEAST), int(whole * _BOTTOM_SHARE))


def _share_out(page: Workspace, right: list[StationDock]) -> None:
    """Give the vehicles and the desks on the right their widths, the one at the bottom its height."""
    docks = [page.vehicles, *right[:1]]
    widths = [theme.pixels(_VEHICLES_WIDTH), _right_width(page.width())]
    page.resizeDocks(docks, widths[: len(docks)], Qt.Orientation.Horizontal)
    bottom = page.standing_in(Qt.DockWidgetArea.BottomDockWidgetArea)[:1]
    page.resizeDocks(bottom, [_bottom_height(page.height())][: len(bottom)], Qt.Orientation.Vertical)
