"""The vehicles in the shop (在厂车辆), the list that every desk works from."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.models.access import Permission
from app.models.chips import Chip
from app.services.acts import query
from app.store import board
from app.store.unit_of_work import Look

_LATEST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ShopRow:
    """A car in the shop with its least advanced open order.

    ``overdue`` once the promise has passed; ``comeback`` where it came back under guarantee (返修).
    """

    id: int
    visit_id: int
    order_id: int | None
    number: str
    plate: str
    model: str
    stage: str
    chip: Chip
    promised_at: datetime | None
    waiting: bool
    overdue: bool
    comeback: bool


@query(Permission.VIEW)
def vehicles_in_shop(look: Look) -> tuple[ShopRow, ...]:
    """Return the cars in the shop (在厂车辆), overdue ones first, then by promise; one statement."""
    connection = look.session.connection()
    answer = connection.exec_driver_sql(board.SQL[connection.dialect.name]).all()
    rows = [_row(look, found) for found in board.least_advanced(answer)]
    return tuple(sorted(rows, key=lambda row: (row.promised_at or _LATEST, row.plate)))


def _row(look: Look, found: board.InShop) -> ShopRow:
    visit, order, number, plate, model, stage, _, promise, waiting, _, comeback = found
    promised = _moment(promise)
    return ShopRow(
        id=visit,
        visit_id=visit,
        order_id=order,
        number=number or "",
        plate=plate,
        model=model,
        stage=stage or "",
        chip=found.chip,
        promised_at=promised,
        waiting=bool(waiting),
        overdue=promised is not None and promised < look.now,
        comeback=bool(comeback),
    )


def _moment(stored: Any) -> datetime | None:  # noqa: ANN401 - a text on SQLite, a datetime on PostgreSQL
    if not stored:
        return None
    moment = datetime.fromisoformat(stored) if isinstance(stored, str) else stored
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
