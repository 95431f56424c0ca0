"""A length of time as people type it (时长): ``90``, ``+90``, ``1:30``, ``1.5小时``; kept in whole minutes."""

import re
from typing import Final

from app.errors import InvalidEntry
from app.text import QT_TRANSLATE_NOOP
from app.values import half_width, parse_hours
from app.views.fields import Entry

_PLAIN: Final = re.compile(r"(\d{1,5})\s*(?:分钟?|min)?")
_CLOCK: Final = re.compile(r"(\d{1,3}):([0-5]\d)")
_HOURS: Final = ("小时", "h")
_SHOWN: Final = 20


class MinutesEdit(Entry[int]):
    """Minutes (分钟), from 0 up; the service says how many are too many."""

    def parse(self, text: str) -> int:
        """Read a length of time; ``InvalidEntry`` when it is none or no whole number of minutes."""
        typed = half_width(text).strip().lower().removeprefix("+").lstrip()
        if match := _PLAIN.fullmatch(typed):
            return int(match[1])
        if match := _CLOCK.fullmatch(typed):
            return int(match[1]) * 60 + int(match[2])
        if typed.endswith(_HOURS):
            minutes, rest = divmod(parse_hours(typed, zero_ok=True, place=self.place) * 60, 1000)
            if not rest:
                return minutes
        raise InvalidEntry(
            QT_TRANSLATE_NOOP("rules", "“{entry}”不是时长;可填 90、1:30、1.5小时"),
            place=self.place,
            entry=text[:_SHOWN],
        )
