"""The vehicles in the shop in one plain read (在厂车辆): for the first paint, before any library is loaded.

Imports nothing but the standard library and two pure modules. ``app.services.board`` asks the same question.
"""

import logging
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from app.models.chips import Chip, advance, chip

_SQL: Final = """
SELECT v.id, o.id, o.number, c.plate, c.model, o.stage, o.rework_open, o.promised_at, v.waiting,
       (SELECT {joined} FROM order_wait w WHERE w.order_id = o.id AND w.ended_at IS NULL),
       o.comeback_of IS NOT NULL
FROM visit v
JOIN vehicle c ON c.id = v.vehicle_id
LEFT JOIN work_order o ON o.visit_id = v.id AND o.stage NOT IN ('delivered', 'closed', 'cancelled')
WHERE v.left_at IS NULL
ORDER BY v.id, o.id
"""
SQL: Final[Mapping[str, str]] = {
    "sqlite": _SQL.format(joined="group_concat(w.kind)"),
    "postgresql": _SQL.format(joined="string_agg(w.kind, ',')"),
}
"""The question for each kind of database; its partial indexes keep it to what is in the shop now."""
_LATEST: Final = "9999"
_LOG: Final = logging.getLogger(__name__)


class BoardRow(NamedTuple):
    """A car in the shop with the least advanced of its open orders; ``promised_at`` is an ISO text in UTC."""

    visit_id: int
    order_id: int | None
    plate: str
    model: str
    chip: str
    promised_at: str | None
    waiting: bool
    comeback: bool


class InShop(NamedTuple):
    """A row of the question's answer: a car in the shop and one of its open orders, if it has any."""

    visit_id: int
    order_id: int | None
    number: str | None
    plate: str
    model: str
    stage: str | None
    rework_open: bool | None
    promised_at: Any
    waiting: bool
    waits: str | None
    comeback: bool | None

    @property
    def chip(self) -> Chip:
        """What the board shows of it; a car without an open order was just received (已接车)."""
        waits = self.waits.split(",") if self.waits else ()
        return chip(self.stage or Chip.OPENED, waits, rework_open=bool(self.rework_open))


def least_advanced(rows: Iterable[Any]) -> list[InShop]:
    """Return one row a car: the open order that keeps it here longest."""
    chosen: dict[int, InShop] = {}
    for row in map(InShop._make, rows):
        other = chosen.get(row.visit_id)
        if other is None or advance(row.stage or "opened") < advance(other.stage or "opened"):
            chosen[row.visit_id] = row
    return list(chosen.values())


def first_rows(path: Path) -> list[BoardRow]:
    """Read the board from the file at ``path``: nearest promise first, so that overdue cars are on top.

    Empty where the file cannot be read so: whoever opens the database in earnest says why.
    """
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            found = least_advanced(connection.execute(SQL["sqlite"]))
        finally:
            connection.close()
    except (sqlite3.Error, OSError) as error:
        _LOG.info("no board before the database is open: %s", error)
        return []
    found.sort(key=lambda row: (row.promised_at or _LATEST, row.plate))
    return [
        BoardRow(
            r.visit_id, r.order_id, r.plate, r.model, r.chip.value, r.promised_at, bool(r.waiting), bool(r.comeback)
        )
        for r in found
    ]
