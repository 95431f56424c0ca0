"""Where each assignment stands on the chart of a day (时间图的排布): rows, lanes, hours; no painting, no widgets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from app.models.lines import WorkState
from app.services.dispatch_board import AssignedLine, TechnicianLoad
from app.views.wording import local

FIRST_HOUR: Final = 8
LAST_HOUR: Final = 18
SHORTEST: Final = timedelta(minutes=30)
"""A shorter bar is drawn this long, so that it can be hit."""


@dataclass(frozen=True, slots=True)
class Bar:
    """An assignment on the chart, cut to the hours shown; ``carried`` was left over from an earlier day."""

    line: AssignedLine
    start: datetime
    end: datetime
    lane: int
    carried: bool

    @property
    def late(self) -> bool:
        """Tell whether the plan, or a clock still running, ends after the time promised to the customer."""
        promised = self.line.promised_at
        return self.line.work is not WorkState.FINISHED and promised is not None and self.end > promised


@dataclass(frozen=True, slots=True)
class ChartRow:
    """A technician with today's load and bars; bars that overlap stand in lanes."""

    load: TechnicianLoad
    bars: tuple[Bar, ...]
    lanes: int


@dataclass(frozen=True, slots=True)
class DayPlan:
    """The chart of one day from ``first`` to ``last``, both on the full hour."""

    day: datetime
    first: datetime
    last: datetime
    rows: tuple[ChartRow, ...]

    def share(self, at: datetime) -> float:
        """Return how far along the hours shown ``at`` lies: 0 at the first, 1 at the last."""
        return (at - self.first) / (self.last - self.first)

    def at(self, share: float) -> datetime:
        """Return the moment that lies ``share`` along the hours shown, to the quarter of an hour."""
        quarters = round((self.last - self.first) * share / timedelta(minutes=15))
        return self.first + timedelta(minutes=15) * quarters

    def bars(self) -> list[Bar]:
        """Return every bar, row by row, earliest first."""
        return [bar for row in self.rows for bar in row.bars]


def day_begins(now: datetime, days: int = 0) -> datetime:
    """Return the midnight in the station's zone that begins the day ``days`` after today."""
    midnight = local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=days)


def plan_day(loads: Sequence[TechnicianLoad], lines: Sequence[AssignedLine], now: datetime, days: int = 0) -> DayPlan:
    """Lay out the day ``days`` after today: one row a technician, the hours of the shift and what reaches beyond."""
    day = day_begins(now, days)
    spans = {line.id: span for line in lines if (span := _span(line, day, now, today=days == 0)) is not None}
    planned = [spans[line.id] for line in lines if line.id in spans]
    first = min([day.replace(hour=FIRST_HOUR), *(_full_hour(start) for start, _ in planned if start > day)])
    last = max([day.replace(hour=LAST_HOUR), *(_full_hour(end, up=True) for _, end in planned)])
    last = min(last, day + timedelta(days=1))
    people = {load.id: load for load in loads}
    for line in lines:
        if line.id in spans and line.technician_id not in people:
            people[line.technician_id] = TechnicianLoad(line.technician_id, "", line.technician, "", (), 0, 0)
    rows = tuple(
        _row(
            load,
            [(line, *spans[line.id]) for line in lines if line.id in spans and line.technician_id == key],
            first,
            last,
        )
        for key, load in people.items()
    )
    return DayPlan(day, first, last, rows)


def _span(line: AssignedLine, day: datetime, now: datetime, *, today: bool) -> tuple[datetime, datetime] | None:
    """Return from when to when a line is shown on a day; the midnight as start means left over from before."""
    start, end = line.planned_start, line.planned_end
    if line.running_since is not None and today:
        end = max(end, now)
    if start < day:
        left_over = today and line.work is not WorkState.FINISHED
        return (day, max(end, day)) if left_over or end > day else None
    return (start, end) if start < day + timedelta(days=1) else None


def _full_hour(at: datetime, *, up: bool = False) -> datetime:
    shown = local(at)
    hour = shown.replace(minute=0, second=0, microsecond=0)
    return hour + timedelta(hours=1) if up and hour < shown else hour


def _row(
    load: TechnicianLoad, lines: Sequence[tuple[AssignedLine, datetime, datetime]], first: datetime, last: datetime
) -> ChartRow:
    free_from: list[datetime] = []
    bars = []
    for line, start, end in sorted(lines, key=lambda found: (found[1], found[0].id)):
        shown_start = min(max(start, first), last - SHORTEST)
        shown_end = min(max(end, shown_start + SHORTEST), last)
        lane = next((n for n, free in enumerate(free_from) if free <= shown_start), len(free_from))
        free_from[lane : lane + 1] = [shown_end]
        bars.append(Bar(line, shown_start, shown_end, lane, carried=line.planned_start < start))
    return ChartRow(load, tuple(bars), max(len(free_from), 1))


def next_free(lines: Sequence[AssignedLine], technician_id: int, now: datetime) -> datetime:
    """Return when a technician has done what was planned for today: now, or the end of the last unfinished line."""
    tomorrow = day_begins(now, 1)
    ends = [
        line.planned_end
        for line in lines
        if line.technician_id == technician_id
        and line.work is not WorkState.FINISHED
        and now < line.planned_end
        and line.planned_start < tomorrow
    ]
    return max([now, *ends]).replace(second=0, microsecond=0)
