"""Vehicles in the shop (在厂车辆): plate, model, state and promise, overdue ones on top; shared by all desks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.changes import Change
from app.values import format_plate, short_model
from app.views.chips import chip_kind, chip_word
from app.views.desk import Desk
from app.views.places import VEHICLES
from app.views.row_table import Column, RowTable
from app.views.station_dock import StationDock
from app.views.theme import ChipKind
from app.views.wording import moment, now, promise

_REFRESH_MS = 60_000
_LATEST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class VehicleRow:
    """One order of a car in the yard, or a car without an order yet; ``chip`` is the key of its state."""

    visit_id: int
    order_id: int | None
    plate: str
    model: str
    chip: str
    promised_at: datetime | None
    waiting: bool
    comeback: bool = False


def first_rows(rows: Iterable[tuple[Any, ...]]) -> list[VehicleRow]:
    """Turn the plain tuples of the first board into rows; the promise is an ISO text there."""
    return [
        VehicleRow(visit, order, plate, model, chip, _moment(at), bool(w), bool(comeback))
        for visit, order, plate, model, chip, at, w, comeback in rows
    ]


def _moment(at: str | None) -> datetime | None:
    if not at:
        return None
    read = datetime.fromisoformat(at)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


class VehiclesDock(StationDock):
    """The list every desk works from; choosing a row takes its order in hand."""

    NAME = "vehicles"
    KEEPS_TAB = False  # from here Tab goes on to the car in hand
    WATCHES = Change.VISITS | Change.ORDERS | Change.LINES | Change.CUSTOMERS

    def __init__(self, desk: Desk, title: str, parent: QWidget | None = None) -> None:
        """Build the empty list."""
        super().__init__(desk, title, parent, scrolls=False)
        self._title = title
        self.body.setContentsMargins(0, 0, 0, 0)
        self.table = RowTable(
            (
                Column(
                    self.tr("车牌"),
                    lambda row: format_plate(row.plate),
                    110,
                    strong=_is_late,
                    chip=_flag,
                    tip=self._flag_words,
                ),
                Column(self.tr("车型"), self._model_words, tip=lambda row: row.model),
                Column(self.tr("状态"), lambda row: chip_word(row.chip), 74, chip=lambda row: chip_kind(row.chip)),
                Column(self.tr("预计交车"), lambda row: promise(row.promised_at), 96, tip=_promise_tip),
            ),
            self,
            empty=self.tr("现在没有在厂车辆。按 Ctrl+N 接车。"),
            key=lambda row: row.visit_id,
        )
        self.table.setObjectName("vehiclesTable")
        self.place(VEHICLES, self.table)
        self.body.addWidget(self.table)
        self.table.row_selected.connect(self._take)
        self.table.row_activated.connect(self._take)
        self._showing = False
        desk.signed_in.connect(self.refresh_soon)
        self._minute = QTimer(self)
        self._minute.setInterval(_REFRESH_MS)
        self._minute.timeout.connect(self._show_again)
        self._minute.start()
        self._rows: Sequence[Any] = ()

    def refresh(self) -> None:
        """Read the board."""
        if self.desk.actor is None or not self.desk.is_open():
            return
        from app.services import board

        self.desk.ask(board.vehicles_in_shop, by=self, done=self.show_rows)

    def order_changed(self, order_id: int | None, visit_id: int | None) -> None:
        """Mark the order in hand."""
        del order_id
        self._showing = True
        self.table.select_id(visit_id)
        self._showing = False
        if self._missed or not self._rows:
            self.refresh()

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show the vehicles, overdue ones on top, then by promise."""
        time = now()
        self._rows = sorted(rows, key=lambda row: (row.promised_at or _LATEST, row.plate))
        late = sum(1 for row in self._rows if row.promised_at is not None and row.promised_at < time)
        title = f"{self._title}  {len(self._rows)}"
        self.setWindowTitle(title + (self.tr("   逾期 {count}").format(count=late) if late else ""))
        self._showing = True
        self.table.show_rows(self._rows)
        if self.desk.current_visit is not None:
            self.table.select_id(self.desk.current_visit)
        self._showing = False

    def _show_again(self) -> None:
        self.show_rows(self._rows)

    def _model_words(self, row: Any) -> str:  # noqa: ANN401 - a row of the board
        model = short_model(row.model)
        words = "·".join((self.tr("返修"), model)) if row.comeback else model
        return "·".join((words, self.tr("在店"))) if row.waiting else words

    def _flag_words(self, row: Any) -> str:  # noqa: ANN401 - a row of the board
        return self.tr("质量保证期内返修") if row.comeback else ""

    def _take(self, row: Any) -> None:  # noqa: ANN401 - a row of the board
        if self._showing or row is None:
            return
        if row.visit_id != self.desk.current_visit or self.desk.current_order is None:
            self.desk.take_in_hand(row.order_id, row.visit_id)


def _is_late(row: Any) -> bool:  # noqa: ANN401 - a row of the board
    return row.promised_at is not None and now() - row.promised_at > timedelta(0)


def _flag(row: Any) -> ChipKind | None:  # noqa: ANN401 - a row of the board
    """Return the red of a car that came back (返修)."""
    return ChipKind.RED if row.comeback else None


def _promise_tip(row: Any) -> str:  # noqa: ANN401 - a row of the board
    return moment(row.promised_at)
