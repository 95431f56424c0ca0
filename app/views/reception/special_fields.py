"""Fields that only reception needs (接待专用输入格): an answer instead of a number, an open promise, a day."""

import re
from datetime import date, datetime, timedelta
from typing import Final

from app.errors import InvalidEntry
from app.text import QT_TRANSLATE_NOOP
from app.values import clean_text, half_width
from app.views.fields import MileageEdit, MomentEdit
from app.views.fields.entry import Entry
from app.views.fields.marking import mark
from app.views.wording import local, now

_OPEN_WORDS: Final = frozenset({"待定", "未定", "?", "-", "open"})
_DAY: Final = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?")
_LATER: Final = re.compile(r"\+(\d{1,4})")
_SHOWN: Final = 20


class MileageAnswer(MileageEdit):
    """Kilometres, or in words why they cannot be read (公里数或读不出的原因)."""

    def answer(self) -> str:
        """Return the words that stand here instead of a number, empty for a number."""
        text = half_width(self.text()).strip()
        return "" if not text or re.search("[0-9]", text.split(" ")[0]) else clean_text(text, 200, place=self.place)

    def _read(self) -> int | None:
        if self.answer():
            return None
        return super()._read()

    def tidy(self) -> None:
        """Write the number tidily; words stay as they are."""
        if self.answer():
            mark(self, None)
        else:
            super().tidy()


class PromiseEdit(MomentEdit):
    """When the car will be ready (预计交车), or that this is open (待定)."""

    def is_open(self) -> bool:
        """Tell whether it says that the promise is open."""
        text = half_width(self.text()).strip().lower()
        return text in _OPEN_WORDS or text == self.tr("待定").lower()

    def _read(self) -> datetime | None:
        return None if self.is_open() else super()._read()

    def show_promise(self, at: datetime | None, *, open_: bool) -> None:
        """Show a promise, or that it is open."""
        self.set_value(at)
        if at is None and open_:
            self.setText(self.tr("待定"))

    def tidy(self) -> None:
        """Write the moment tidily."""
        if self.is_open():
            self.setText(self.tr("待定"))
            mark(self, None)
        else:
            super().tidy()


class MinutesEdit(Entry[int]):
    """A span in whole minutes (分钟)."""

    def parse(self, text: str) -> int:
        """Read minutes, also ``+30`` as a promise is typed; ``InvalidEntry`` when they are none."""
        typed = half_width(text).strip().removeprefix("+").removesuffix("分钟").removesuffix("min").strip()
        if not re.fullmatch(r"[0-9]{1,5}", typed):
            raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "“{entry}”不是分钟数"), place=self.place, entry=text[:_SHOWN])
        return int(typed)


def parse_day(text: str, today: date, *, place: str = "") -> date:
    """Read a day: ``2027-3-1``, ``3-1`` (the next one), ``+180`` days; ``InvalidEntry`` for anything else."""
    typed = half_width(text).strip()
    if match := _LATER.fullmatch(typed):
        return today + timedelta(days=int(match[1]))
    match = _DAY.fullmatch(typed)
    complaint = InvalidEntry(
        QT_TRANSLATE_NOOP("rules", "“{entry}”不是日期;可填 2027-3-1、3-1、+180"), place=place, entry=text[:_SHOWN]
    )
    if match is None:
        raise complaint
    try:
        day = date(int(match[1] or today.year), int(match[2]), int(match[3]))
        return day if match[1] or day >= today else day.replace(year=day.year + 1)
    except ValueError as error:
        raise complaint from error


class DayEdit(Entry[date]):
    """A day (日期), counted from the station's today."""

    def parse(self, text: str) -> date:
        """Read a day; ``InvalidEntry`` when it is none."""
        return parse_day(text, local(now()).date(), place=self.place)

    def shown(self, value: date) -> str:
        """Write a day: ``2027-03-01``."""
        return value.isoformat()
