"""Lines of a given width, broken where Chinese typesetting allows (换行、避头尾).

No line begins with a closing mark or ends with an opening one (GB/T 15834, 5.1.10); Latin words and
part numbers stay whole unless one is longer than the line. Nothing is ever cut off.
"""

from functools import lru_cache
from typing import Final

from app.printing.fonts import printable, text_width, width_of

_NOT_FIRST: Final = frozenset(
    "、。,.:;?!)]}%‰°℃”’》〉」』】〕…—·~\uff0c\uff0e\uff1a\uff1b\uff1f\uff01\uff09\uff3d\uff5d\uff05"
)
_NOT_LAST: Final = frozenset("([{“‘《〈「『【〔$#№¥\uff08\uff3b\uff5b\uffe5")
_CACHED_LENGTH: Final = 64
_GRANT: Final = 0.01
"""Points by which a line may seem too long through rounding."""


def wrap(text: str, width: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
    """Break ``text`` into lines of at most ``width`` points; at least one line, which may be empty."""
    if len(text) <= _CACHED_LENGTH:
        return _cached_wrap(text, width, size, bold)
    return _wrap(text, width, size, bold)


def _wrap(text: str, width: float, size: float, bold: bool) -> tuple[str, ...]:  # noqa: FBT001 - a cached function's key is cheaper by position
    lines: list[str] = []
    for paragraph in printable(text).split("\n"):
        if text_width(paragraph, size, bold=bold) <= width + _GRANT:
            lines.append(paragraph)
        else:
            limit = int((width + _GRANT) * 1000 / size)
            lines += _broken(paragraph, limit, bold=bold)
    return tuple(lines)


_cached_wrap = lru_cache(maxsize=8192)(_wrap)


def _may_break(before: str, after: str) -> bool:
    """Tell whether a line may end between two neighbouring characters."""
    if after == " ":
        return False
    if before == " ":
        return True
    if after in _NOT_FIRST or before in _NOT_LAST:
        return False
    return not (before.isascii() and after.isascii())


def _broken(paragraph: str, limit: int, *, bold: bool) -> list[str]:
    """Break one paragraph greedily; ``limit`` in thousandths of the type size."""
    lines = []
    start = place = 0
    used = since = 0
    for at, char in enumerate(paragraph):
        width = width_of(char, bold=bold)
        if at > start and _may_break(paragraph[at - 1], char):
            place, since = at, used
        if used + width > limit and at > start and char != " ":
            if place <= start:
                place = _joint(paragraph, start, at)
                since = used - sum(width_of(late, bold=bold) for late in paragraph[place:at])
            lines.append(paragraph[start:place].rstrip(" "))
            start, used = place, used - since
        used += width
    lines.append(paragraph[start:].rstrip(" "))
    return lines


def _joint(paragraph: str, start: int, end: int) -> int:
    """Return where a word too long for a line is broken: behind its last hyphen or slash, else where the line ends."""
    return max(paragraph.rfind("-", start, end), paragraph.rfind("/", start, end)) + 1 or end
