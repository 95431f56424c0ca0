"""Texts as the user reads them (用语): translated sentences, words, moments in the station's zone."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication

from app.clock import DEFAULT_ZONE, Clock, to_local, utc_now
from app.errors import Doubt, Told
from app.text import QT_TRANSLATE_NOOP, RULES, WORDS


class _Station:
    """Zone and clock of the station, once it is open."""

    zone = DEFAULT_ZONE
    clock: Clock = staticmethod(utc_now)


def use_station(zone: str, clock: Clock) -> None:
    """Show moments in the station's zone, and count from its clock, from now on."""
    _Station.zone = zone
    _Station.clock = staticmethod(clock)


def zone_name() -> str:
    """Return the zone in which moments are shown and read."""
    return _Station.zone


def now() -> datetime:
    """Return the station's time."""
    return _Station.clock()


def word(text: str) -> str:
    """Translate a marked word, such as a state's label."""
    return QCoreApplication.translate(WORDS, text) if text else ""


def sentence(text: str, values: Mapping[str, object] | None = None) -> str:
    """Translate a marked sentence and fill its placeholders; values that are marked words are translated too."""
    if not text:
        return ""
    shown = {name: _shown(value) for name, value in (values or {}).items()}
    return QCoreApplication.translate(RULES, text).format(**shown)


def listed(parts: Iterable[str]) -> str:
    """Join what is listed (already translated), as the user's language lists things."""
    return word(QT_TRANSLATE_NOOP("words", "、")).join(parts)


def told(what: Told | Doubt) -> str:
    """Return what a refusal, a trouble or a doubt says."""
    return sentence(what.text, what.values)


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, tuple | list | frozenset | set):
        return listed(_shown(part) for part in value)
    return word(value) if isinstance(value, str) else str(value)


def local(at: datetime) -> datetime:
    """Return a moment in the station's zone."""
    return to_local(at, _Station.zone)


def moment(at: datetime | None, since: datetime | None = None) -> str:
    """Show a moment briefly: ``今天 17:00``, ``明天 9:30``, ``11-25 16:00``, with the year where it is another one."""
    if at is None:
        return ""
    shown, today = local(at), local(since or now())
    clock = f"{shown:%H:%M}"
    days = (shown.date() - today.date()).days
    near = {
        -1: QT_TRANSLATE_NOOP("words", "昨天"),
        0: QT_TRANSLATE_NOOP("words", "今天"),
        1: QT_TRANSLATE_NOOP("words", "明天"),
    }.get(days)
    if near is not None:
        return f"{word(near)} {clock}"
    return f"{shown:%m-%d} {clock}" if shown.year == today.year else f"{shown:%Y-%m-%d} {clock}"


def promise(at: datetime | None, since: datetime | None = None) -> str:
    """Show a promised time (预计交车): how long it is overdue once it has passed."""
    if at is None:
        return word(QT_TRANSLATE_NOOP("words", "未定"))
    late = (since or now()) - at
    return moment(at, since) if late <= timedelta(0) else overdue(late)


def overdue(late: timedelta) -> str:
    """Say by how much a promise is overdue (逾期): minutes, at least one, then hours, then days."""
    minutes = max(1, int(late.total_seconds() // 60))
    if minutes < 60:
        return word(QT_TRANSLATE_NOOP("words", "逾期 {minutes} 分钟")).format(minutes=minutes)
    if minutes < 48 * 60:
        return word(QT_TRANSLATE_NOOP("words", "逾期 {hours} 小时")).format(hours=minutes // 60)
    return word(QT_TRANSLATE_NOOP("words", "逾期 {days} 天")).format(days=minutes // (24 * 60))
