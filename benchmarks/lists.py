"""A list of 360 000 orders: first paint, growth of memory, the deepest page."""

import os
from array import array
from collections.abc import Callable
from typing import Any

import psutil
from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtWidgets import QApplication, QTableView
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.orders import WorkOrder
from app.services.station import Station
from app.views.row_table import Column, PagedRows, RowTable
from benchmarks.measure import Row, absolute, in_turn, median, row


class _Bare(QAbstractTableModel):
    """The least model of that many rows."""

    def __init__(self, rows: int) -> None:
        super().__init__()
        self._rows = rows

    def rowCount(self, parent: object = None) -> int:  # noqa: N802 - Qt's name
        return 0 if isinstance(parent, QModelIndex) and parent.isValid() else self._rows

    def columnCount(self, parent: object = None) -> int:  # noqa: N802 - Qt's name
        return 0 if isinstance(parent, QModelIndex) and parent.isValid() else 6

    def data(self, _index: object, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        return "WX20261122-0001" if role == Qt.ItemDataRole.DisplayRole else None


def rows(station: Station) -> list[Row]:
    """Measure the list of every order of the station."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication([])
    RowTable((Column("id", str),)).grab()  # what any first table brings into the process is not the list's
    before = psutil.Process().memory_info().rss
    with Session(station.engines.reader) as session:
        keys = array(
            "q", session.scalars(select(WorkOrder.id).order_by(WorkOrder.id.desc()).execution_options(yield_per=5000))
        )

        def load(ids: object, done: object) -> None:
            wanted = select(
                WorkOrder.id,
                WorkOrder.number,
                WorkOrder.stage,
                WorkOrder.labour_fen,
                WorkOrder.opened_at,
                WorkOrder.request,
            )
            found = {r.id: r for r in session.execute(wanted.where(WorkOrder.id.in_(ids)))}  # type: ignore[arg-type] # the ids of a page
            done([found[key] for key in ids])  # type: ignore[operator, attr-defined] # the table's answer

        fields = ("id", "number", "stage", "labour_fen", "opened_at", "request")
        columns = tuple(Column(name, _field(name)) for name in fields)

        def bare() -> None:
            view = QTableView()
            model = _Bare(len(keys))
            view.setModel(model)
            view.resize(1200, 700)
            view.grab()
            view.deleteLater()

        def ours() -> None:
            table = RowTable(columns)
            table.resize(1200, 700)
            table.show_paged(PagedRows(keys, load))
            table.grab()
            table.deleteLater()

        ours()
        growth = (psutil.Process().memory_info().rss - before) / 1e6
        first, second = in_turn(bare, ours, 15)
        top, deep = in_turn(lambda: load(keys[:200], lambda _r: None), lambda: load(keys[-200:], lambda _r: None), 60)
    del application
    return [
        row(f"list of {len(keys):,} orders, first paint", median(first), median(second), 1.5),
        absolute("its growth, MB", growth, 25),
        row("its deepest page ÷ first page", median(top), median(deep), 2),
    ]


def _field(name: str) -> Callable[[Any], str]:
    return lambda row: str(getattr(row, name))
