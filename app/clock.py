"""Time of the station (站内时间): stored as UTC, shown and numbered in the station's zone."""

import os
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]
DEFAULT_ZONE = "Asia/Shanghai"


def utc_now() -> datetime:
    """Return this machine's time as an aware UTC datetime."""
    return datetime.now(UTC)


@lru_cache(maxsize=8)
def zone(name: str = DEFAULT_ZONE) -> ZoneInfo:
    """Return the time zone called ``name``; ``ZoneInfoNotFoundError`` when there is none."""
    return ZoneInfo(name)


def to_local(moment: datetime, zone_name: str = DEFAULT_ZONE) -> datetime:
    """Return ``moment`` in the station's zone."""
    return moment.astimezone(zone(zone_name))


def business_day(moment: datetime, zone_name: str = DEFAULT_ZONE) -> date:
    """Return the station's calendar day (营业日) of ``moment``; numbers are counted per day."""
    return to_local(moment, zone_name).date()


def new_uuid() -> str:
    """Return a UUIDv7 (time-ordered) as text: a document's identity and the key that keeps it from posting twice."""
    stamp = time.time_ns() // 1_000_000
    noise = int.from_bytes(os.urandom(10), "big")
    value = (stamp << 80) | (0x7 << 76) | ((noise >> 64 & 0xFFF) << 64) | (0b10 << 62) | (noise & ((1 << 62) - 1))
    text = f"{value:032x}"
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))
