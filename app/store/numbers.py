"""Document numbers (单据编号): gapless, counted per kind and business day, drawn late in the transaction."""

from sqlalchemy import text

from app.models.station import NumberKind
from app.store.unit_of_work import Work

_DRAW = text(
    "INSERT INTO counter (kind, day, last) VALUES (:kind, :day, 1) "
    "ON CONFLICT (kind, day) DO UPDATE SET last = counter.last + 1 RETURNING last"
)


def draw(work: Work, kind: NumberKind) -> str:
    """Return the next number of ``kind``, e.g. ``WX20261122-0017``; it is spent only if the transaction commits.

    The counter row stays locked until then: call it after documents and balances are written.
    """
    day = work.today
    value = day.isoformat() if work.session.get_bind().dialect.name == "sqlite" else day
    last = work.session.connection().execute(_DRAW, {"kind": kind.value, "day": value}).scalar_one()
    return f"{kind.value}{day:%Y%m%d}-{last:04d}"
