"""The dock on which every desk is built (停靠窗): refreshes when watched records change, tells what was refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar, TypeVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QPushButton, QVBoxLayout, QWidget

from app.changes import Change
from app.errors import Refusal
from app.views.card import Card
from app.views.desk import Desk
from app.views.down_scroll import DownScroll
from app.views.landing import Landing, first_field
from app.views.notices import NoticeStrip, Telling
from app.views.places import VEHICLES
from app.views.walking import in_reading_order, neighbour, walks_on

W = TypeVar("W", bound=QWidget)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class StationDock(Telling, QDockWidget):
    """A dock of one desk: ``WATCHES`` says which changes make it read again, ``refresh`` reads."""

    NAME: ClassVar[str] = ""
    """Name in saved layouts and first word of the places in this dock, e.g. ``reception``."""
    WATCHES: ClassVar[Change] = Change.NOTHING
    """Changes after which this dock reads again."""

    KEEPS_TAB: ClassVar[bool] = True
    """Tab walks round within this dock."""

    def __init__(self, desk: Desk, title: str, parent: QWidget | None = None, *, scrolls: bool = True) -> None:
        """Build an empty dock; subclasses add their widgets to ``self.body``."""
        super().__init__(title, parent)
        self.setObjectName(self.NAME)
        self.desk = desk
        self._stale = True
        self._missed = False
        self._editing = False
        self._walked = False
        self._told_of_visit = desk.current_visit
        self._landing = Landing(self)
        self.strip = NoticeStrip(self)
        self.strip.led.connect(desk.lead_to)
        self.strip.reload_wanted.connect(self.reload)
        self._content = QWidget()
        self._content.setObjectName("dockBody")
        self.body = QVBoxLayout(self._content)
        self._build_frame(scrolls=scrolls)
        desk.changed.connect(self._heard)
        desk.order_in_hand.connect(self._order_in_hand)
        desk.delivered.connect(self._landing.look)
        self.visibilityChanged.connect(self._shown)

    def _build_frame(self, *, scrolls: bool) -> None:
        frame = QWidget(self)
        box = QVBoxLayout(frame)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.strip)
        if scrolls:
            box.addWidget(DownScroll(self._content, frame), 1)
        else:
            box.addWidget(self._content, 1)
        self.setWidget(frame)

    def refresh(self) -> None:
        """Read again what this dock shows; called when it is visible and not being edited."""

    def order_changed(self, order_id: int | None, visit_id: int | None) -> None:
        """Follow the order in hand; called when it is visible, or when it becomes visible later.

        Whoever does not read everything here reads it where something was ``_missed``.
        """
        del order_id, visit_id
        self.refresh()

    def editing(self) -> bool:
        """Tell whether something typed here is not saved yet; such a dock is not refreshed under somebody's hands."""
        return self._editing

    def set_editing(self, editing: bool) -> None:  # noqa: FBT001 - the state itself
        """Note that something was typed, or that it was saved or dropped; a stale dock then reads again."""
        self._editing = editing
        if not editing and self._stale:
            self.refresh_soon()

    def refresh_soon(self) -> None:
        """Refresh now if the dock is on the screen and not being edited, else when it is."""
        if self.isVisible() and not self.editing():
            self._stale = self._missed = False
            self.refresh()
        else:
            self._stale = self._missed = True

    def reload(self) -> None:
        """Read again in spite of what was typed, as somebody asked for after a conflict."""
        self._editing = False
        self._stale = self._missed = False
        self.desk.drafts.discard_in(self)
        self.refresh()

    def place(self, name: str, widget: W) -> W:
        """Give a widget the name under which refusals speak of it, and return it."""
        self.desk.places.register(name, widget)
        return widget

    def open_place(self, place: str) -> None:
        """Bring the part of this dock that holds ``place`` to the front; for docks that build their cards late."""

    def land(self, place: str = "") -> None:
        """Put the cursor where ``place`` is, else where the next step is, once the dock shows what it asked for."""
        self._landing.want(place)

    def go_to_next(self) -> None:
        """Put the cursor where the next step is once what was just done is shown."""
        QTimer.singleShot(0, self, self.land)

    def next_step(self) -> QWidget | None:
        """Return where the next action of this desk on the car in hand begins, or its list without a car."""
        return first_field(self.widget())

    def main_button(self) -> QPushButton | None:
        """Return the button of that action, for Ctrl+Enter where the cursor is in no card that has one."""
        return None

    def nothing_to_do(self) -> str:
        """Say why there is no such action now (translated)."""
        return self.tr("这里没有可以确认的事:请先选一辆车,或把光标放到要办的一栏。")

    def go_on(self, wanted: QPushButton | None = None) -> None:
        """Press ``wanted``, else this desk's main button; say why where that cannot be."""
        button = wanted or self.main_button()
        if button is not None and button.isVisible() and button.isEnabled():
            button.click()
        else:
            why = button.toolTip() if button is not None and not button.isEnabled() else ""
            self.show_notice(why or self.nothing_to_do(), good=False)

    def press_main_here(self) -> None:
        """Do what Ctrl+Enter does where the cursor is."""
        here = QApplication.focusWidget()
        while here is not None and here is not self:
            if isinstance(here, Card) and here.main is not None:
                here.press_main()
                return
            here = here.parentWidget()
        self.go_on()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001 - as Qt calls it
        """Keep Tab within the desk: other desks have their keys, and nobody loses their place in the middle of one."""
        here = QApplication.focusWidget()
        if not self.KEEPS_TAB or here is None or not self.isAncestorOf(here):
            return super().focusNextPrevChild(forward)
        following = neighbour(self, here, forward=forward)
        if following is not None:
            reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
            following.setFocus(reason)
        return True

    @contextmanager
    def taking_entries(self) -> Iterator[None]:
        """Tell an entry that cannot be taken in the strip instead of going on with the click."""
        try:
            yield
        except Refusal as refusal:
            self.show_refusal(refusal)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter walk on to the next field, and Esc take the notice away or lead back to the vehicles."""
        if self._landing.hold(event) or walks_on(self, event):
            return
        if event.key() in _ENTER and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if not event.isAutoRepeat():
                self.go_on()
            return
        if event.key() == Qt.Key.Key_Escape:
            if self.strip.isHidden():
                self.desk.lead_to(VEHICLES)
            self.clear_notices()
            return
        super().keyPressEvent(event)

    def _heard(self, changes: Change, origin: QWidget | None) -> None:
        del origin
        if changes & self.WATCHES:
            self.refresh_soon()

    def _order_in_hand(self, _order_id: int | None, visit_id: int | None) -> None:
        if visit_id != self._told_of_visit and not self.editing():
            self.clear_notices()  # what was told of one car is not told of the next
        self._told_of_visit = visit_id
        if self.isVisible():
            self._catch_up()
        else:
            self._stale = True

    def _catch_up(self) -> None:
        """Follow the order in hand; while that is done ``_missed`` tells that more changed while nobody looked."""
        self._stale = False
        self.order_changed(self.desk.current_order, self.desk.current_visit)
        self._missed = False

    def _shown(self, visible: bool) -> None:  # noqa: FBT001 - as Qt sends it
        if visible and not self._walked:
            self._walked = True
            in_reading_order(self.body)
        if visible and self._stale and not self.editing():
            self._catch_up()
