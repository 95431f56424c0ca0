"""Everything on the dispatcher's board, read in one look so that its parts fit together (调度板数据)."""

from dataclasses import dataclass
from typing import Any

from app.services.dispatch_board import (
    AssignedLine,
    TechnicianLoad,
    WaitingLine,
    assigned_lines,
    technician_loads,
    waiting_lines,
)
from app.services.masters import bays
from app.values import Milli, format_hours


@dataclass(frozen=True, slots=True)
class Board:
    """What waits, what is given, how full everybody's day is, and the bays as (key, name)."""

    waiting: tuple[WaitingLine, ...] = ()
    assigned: tuple[AssignedLine, ...] = ()
    loads: tuple[TechnicianLoad, ...] = ()
    bays: tuple[tuple[int, str], ...] = ()

    def capacity(self) -> str:
        """Return the hours of all shifts of today."""
        return _hours(sum(load.shift_minutes for load in self.loads))

    def planned(self) -> str:
        """Return the hours given away today."""
        return _hours(sum(load.planned_minutes for load in self.loads))

    def load(self, technician_id: int) -> TechnicianLoad | None:
        """Return a technician's day."""
        return next((load for load in self.loads if load.id == technician_id), None)


def _hours(minutes: int) -> str:
    """Write minutes as hours to the tenth."""
    return format_hours(Milli(round(minutes * 10 / 60) * 100))


def read_board(look: Any) -> Board:  # noqa: ANN401 - the station's look, whose class views do not know
    """Return the board; each part asks for its permission."""
    return Board(waiting_lines(look), assigned_lines(look), technician_loads(look), bays(look))
