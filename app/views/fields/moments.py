"""A date and time as people type it (时间): ``1700``, ``明天 9:30``, ``11-25 16``, ``+90`` minutes."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from PySide6.QtWidgets import QWidget

from app.clock import zone
from app.errors import InvalidEntry
from app.text import QT_TRANSLATE_NOOP
from app.values import half_width
from app.views.fields.entry import Entry
from app.views.wording import local, moment, now, zone_name

_DAYS: Final = {"昨天": -1, "今天": 0, "明天": 1, "后天": 2, "yesterday": -1, "today": 0, "tomorrow": 1}
_CLOCK: Final = re.compile(r"(\d{1,2})(?:[::.时点](\d{1,2})?分?)?|(\d{1,2})(\d{2})")
_DATE: Final = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?")
_LATER: Final = re.compile(r"\+(\d{1,5})")
_SHOWN: Final = 20


def parse_moment(text: str, at: datetime, *, place: str = "") -> datetime:
    """Read a moment in the station's zone and return it as UTC.

    A clock time alone means today; ``+90`` is ninety minutes from now. ``InvalidEntry`` for anything else.
    """
    typed = " ".join(half_width(text).split()).lower()
    if match := _LATER.fullmatch(typed):
        return (at + timedelta(minutes=int(match[1]))).replace(second=0, microsecond=0)
    today = local(at)
    day, rest = _split_day(typed, today)
    clock = _CLOCK.fullmatch(rest)
    if day is None or clock is None:
        raise _not_a_moment(text, place)
    hour, minute = int(clock[1] or clock[3]), int(clock[2] or clock[4] or 0)
    try:
        written = datetime(day[0], day[1], day[2], hour, minute, tzinfo=zone(zone_name()))
    except ValueError as error:
        raise _not_a_moment(text, place) from error
    return written.astimezone(UTC)


def _not_a_moment(text: str, place: str) -> InvalidEntry:
    return InvalidEntry(
        QT_TRANSLATE_NOOP("rules", "“{entry}”不是时间;可填 1700、明天 9:30、11-25 16:00"),
        place=place,
        entry=text[:_SHOWN],
    )


def _split_day(typed: str, today: datetime) -> tuple[tuple[int, int, int] | None, str]:
    for name, days in _DAYS.items():
        if typed.startswith(name):
            day = today + timedelta(days=days)
            return (day.year, day.month, day.day), typed.removeprefix(name).strip()
    first, _, rest = typed.partition(" ")
    if match := _DATE.fullmatch(first):
        return (int(match[1] or today.year), int(match[2]), int(match[3])), rest.strip()
    return (today.year, today.month, today.day), typed


class MomentEdit(Entry[datetime]):
    """A moment (时间), as aware UTC; shown in the station's zone."""

    def __init__(
        self,
        place: str = "",
        parent: QWidget | None = None,
        *,
        hint: str = "",
        required: bool = False,
        clock: Callable[[], datetime] = now,
    ) -> None:
        """Build an empty field; ``clock`` tells what today is."""
        super().__init__(place, parent, hint=hint, required=required)
        self._clock = clock

    def parse(self, text: str) -> datetime:
        """Read a moment; ``InvalidEntry`` when it is none."""
        return parse_moment(text, self._clock(), place=self.place)

    def shown(self, value: datetime) -> str:
        """Write a moment briefly."""
        return moment(value, self._clock())

    def typing(self) -> str:
        """Return what stands here as a draft keeps it: the moment itself, for “今天” is another day tomorrow."""
        try:
            return self.parse(self.text()).isoformat()
        except InvalidEntry:
            return self.text()

    def put_back(self, kept: str) -> None:
        """Show what a draft kept."""
        try:
            self.set_value(datetime.fromisoformat(kept))
        except ValueError:
            self.setText(kept)
