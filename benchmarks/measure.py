"""Measuring in turn: the machine's speed drifts, so the raw way and ours alternate and only their ratio is judged."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Action = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: medians in ms (or MB, or a count), their ratio, the bar, whether it holds."""

    name: str
    raw_ms: float
    ours_ms: float
    ratio: float
    bar: float
    ok: bool
    must: bool = False

    def json(self) -> dict[str, object]:
        """Return the row as it goes into the JSON file."""
        return {
            "name": self.name, "raw_ms": round(self.raw_ms, 4), "ours_ms": round(self.ours_ms, 4),
            "ratio": round(self.ratio, 2), "bar": self.bar, "ok": self.ok,
        }  # fmt: skip


def row(name: str, raw: float, ours: float, bar: float, *, must: bool = False) -> Row:
    """Return the line for a raw figure and ours; it holds while ours is at most ``bar`` times raw."""
    ratio = ours / raw if raw else float("inf")
    return Row(name, raw, ours, ratio, bar, ratio <= bar, must)


def absolute(name: str, ours: float, bar: float, *, must: bool = False) -> Row:
    """Return the line for a figure that has no raw way; it holds while it is at most ``bar``."""
    return Row(name, 0.0, ours, ours, bar, ours <= bar, must)


def timed(action: Action) -> float:
    """Return how long an action takes, in ms."""
    begin = time.perf_counter()
    action()
    return (time.perf_counter() - begin) * 1000


def in_turn(raw: Action, ours: Action, rounds: int, *, warm: int = 3) -> tuple[list[float], list[float]]:
    """Run both ways ``rounds`` times in turn after ``warm`` uncounted ones; return their times in ms."""
    for _ in range(warm):
        raw()
        ours()
    gc.collect()
    first: list[float] = []
    second: list[float] = []
    for _ in range(rounds):
        first.append(timed(raw))
        second.append(timed(ours))
    return first, second


def median(times: list[float]) -> float:
    """Return the median."""
    return statistics.median(times)


def worst(times: list[float]) -> float:
    """Return the 99th percentile."""
    return sorted(times)[max(0, round(len(times) * 0.99) - 1)]
