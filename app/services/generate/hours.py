"""The working hours of a made-up station (工作时间): moments are minutes since the epoch, in UTC."""

from typing import Final

_DAY: Final = 24 * 60
SHIFT: Final = 10 * 60
"""Minutes of work a day: from 8 to 18 o'clock in China, which is where a day in UTC begins."""


def worked(minute: int) -> int:
    """Return the minutes of work that lie before a moment; a moment in the night counts as the evening before."""
    day, rest = divmod(minute, _DAY)
    return day * SHIFT + min(rest, SHIFT)


def moment(work: int) -> int:
    """Return the moment before which ``work`` minutes of work lie."""
    day, rest = divmod(work, SHIFT)
    return day * _DAY + rest


def later(minute: int, by: int) -> int:
    """Return the moment ``by`` minutes of work after another, or before it where ``by`` is negative."""
    return moment(worked(minute) + by)


def room_for(work: int, length: int) -> int:
    """Return when work of ``length`` minutes can begin that is not to be broken off by the evening."""
    begun = work % SHIFT
    return work - begun + SHIFT if begun and begun + length > SHIFT else work
