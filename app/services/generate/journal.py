"""Numbers, moments and the audit chain of made-up transactions (编号、时间、审计)."""

from collections import defaultdict
from datetime import date, timedelta
from functools import lru_cache

from app.store import audit_chain
from app.store.bulk import BulkWriter
from app.store.unit_of_work import dumps

LOCAL_MINUTES = 8 * 60
_DAY = 24 * 60
_EPOCH = date(2000, 1, 1)
_PC = "generated"
_CLOCK = [f" {minute // 60:02}:{minute % 60:02}:00.000000" for minute in range(_DAY)]


@lru_cache(maxsize=8192)
def day_text(day: int) -> str:
    """Return the day ``day`` days after the epoch as a text."""
    return (_EPOCH + timedelta(days=day)).isoformat()


def minutes_of(day: date) -> int:
    """Return the minutes from the epoch to the beginning of ``day`` in UTC."""
    return (day - _EPOCH).days * _DAY


def at(minute: int) -> str:
    """Return a moment, in minutes since the epoch, as the database stores it (UTC)."""
    day, rest = divmod(minute, _DAY)
    return day_text(day) + _CLOCK[rest]


def local_day(minute: int) -> str:
    """Return the station's business day of a moment."""
    return day_text((minute + LOCAL_MINUTES) // _DAY)


class Journal:
    """Draws numbers and chains audit rows while a history is made."""

    def __init__(self, writer: BulkWriter, *, last_audit: int, head: str) -> None:
        """Go on after what the founding wrote."""
        self._counts: dict[tuple[str, str], int] = defaultdict(int)
        self._audit = writer.table("audit", "id at account_id pc service reason confirmed changes hash")
        self._writer = writer
        self._last = last_audit
        self._hash = head

    def number(self, kind: str, minute: int) -> str:
        """Draw the next number of ``kind`` on the business day of a moment."""
        day = local_day(minute)
        self._counts[kind, day] += 1
        return f"{kind}{day.replace('-', '')}-{self._counts[kind, day]:04}"

    def note(self, minute: int, account: int, service: str, changes: list[dict[str, object]]) -> None:
        """Append the audit row of one transaction."""
        moment, text = at(minute), dumps(changes)
        said = (_PC, service, "", "", text)
        self._hash = audit_chain.chained(self._hash, moment.replace(" ", "T"), str(account), *said)
        self._last += 1
        self._audit((self._last, moment, account, *said, self._hash))

    def finish(self) -> tuple[int, str]:
        """Write the counters; return the end of the audit chain."""
        counter = self._writer.table("counter", "kind day last")
        for (kind, day), last in self._counts.items():
            counter((kind, day, last))
        return self._last, self._hash
