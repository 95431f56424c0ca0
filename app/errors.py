"""Errors by who can put them right: the person typing, a colleague, or the machine.

Texts are Chinese source sentences with named placeholders, marked with ``QT_TRANSLATE_NOOP("rules", …)``;
they are translated and filled where they are shown. Anything that is none of these is a bug.
"""

import errno
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from app.text import QT_TRANSLATE_NOOP


class Told(Exception):  # noqa: N818 - its subclasses are named for what is told
    """Something a person is told in a sentence; ``text`` is the source sentence, ``values`` fill it."""

    def __init__(self, text: str, **values: object) -> None:
        """Keep the sentence and what fills its named placeholders."""
        super().__init__(text)
        self.text = text
        self.values: Mapping[str, object] = values

    def __str__(self) -> str:
        """Return the filled source sentence, for logs and for tests."""
        return self.text.format(**self.values)


class Refusal(Told):
    """A rule says no (拒绝): nothing was changed; ``place`` names the field or panel where it is put right."""

    def __init__(self, text: str, *, place: str = "", **values: object) -> None:
        """Say which rule refused, and where (``"reception.mileage"``) it can be mended."""
        super().__init__(text, **values)
        self.place = place


class InvalidEntry(Refusal):
    """What was typed cannot be taken as it is (输入有误)."""


class NotPermitted(Refusal):
    """The role signed in may not do this (无权限)."""


class WrongState(Refusal):
    """The record's state does not allow the action (状态不符)."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One warning that may be overridden with a reason; ``key`` confirms it."""

    key: str
    text: str
    values: Mapping[str, Any] = field(default_factory=dict)
    place: str = ""

    def __str__(self) -> str:
        """Return the filled source sentence."""
        return self.text.format(**self.values)


class NeedsConfirmation(Exception):  # noqa: N818 - a question, not an error
    """Warnings to be confirmed (需确认): call again with ``confirmed`` holding each key, and a reason."""

    def __init__(self, doubts: Sequence[Doubt]) -> None:
        """Keep the doubts in the order they arose."""
        super().__init__("; ".join(str(d) for d in doubts))
        self.doubts = tuple(doubts)

    @property
    def keys(self) -> frozenset[str]:
        """The keys that confirm every doubt."""
        return frozenset(d.key for d in self.doubts)


@dataclass(frozen=True, slots=True)
class Clash:
    """One field that two people changed: before, theirs (now stored) and mine (not stored)."""

    field: str
    before: object
    theirs: object
    mine: object


class StaleRecord(Exception):  # noqa: N818 - a state of affairs, not an error
    """Somebody else changed the record since it was shown (记录已被他人修改); nothing was changed."""

    def __init__(self, record: str, record_id: int, clashes: Sequence[Clash] = ()) -> None:
        """Name the record's kind and id and, where known, each clashing field."""
        super().__init__(f"{record} {record_id} was changed by somebody else")
        self.record = record
        self.record_id = record_id
        self.clashes = tuple(clashes)


class Trouble(Told):
    """The machine cannot do it now (机器故障): disk full, printer missing, database away.

    ``text`` says what is wrong, ``advice`` what to do; trying again later may work.
    """

    def __init__(self, text: str, *, advice: str = "", **values: object) -> None:
        """Say what is wrong and what the person can do about it."""
        super().__init__(text, **values)
        self.advice = advice


class Away(Trouble):
    """The server cannot be reached now (断线): it stopped, or the network is gone or hangs; it may come back."""


class Damage(Trouble):
    """What is kept is not whole any more (数据损坏): writing on would make it worse; a backup takes its place."""


CAUSES: Final[Mapping[int, str]] = {
    errno.EACCES: QT_TRANSLATE_NOOP("words", "没有权限"),
    errno.EPERM: QT_TRANSLATE_NOOP("words", "没有权限"),
    errno.EROFS: QT_TRANSLATE_NOOP("words", "磁盘是只读的"),
    errno.ENOSPC: QT_TRANSLATE_NOOP("words", "磁盘已满"),
    errno.EDQUOT: QT_TRANSLATE_NOOP("words", "磁盘配额已满"),
    errno.ENOENT: QT_TRANSLATE_NOOP("words", "没有这个文件夹或文件"),
    errno.ENOTDIR: QT_TRANSLATE_NOOP("words", "路径中间有一个文件,不是文件夹"),
    errno.EEXIST: QT_TRANSLATE_NOOP("words", "那里是一个文件,不是文件夹"),
    errno.EISDIR: QT_TRANSLATE_NOOP("words", "那里是一个文件夹,不是文件"),
    errno.ENAMETOOLONG: QT_TRANSLATE_NOOP("words", "名字太长"),
    errno.EIO: QT_TRANSLATE_NOOP("words", "磁盘有故障"),
    errno.EBUSY: QT_TRANSLATE_NOOP("words", "正被别的程序占用"),
}
"""What the machine says by number, in words."""


def cause_of(error: OSError) -> str:
    """Return why the machine could not do it, as a marked word; its own words where we have none."""
    return CAUSES.get(error.errno or 0, error.strerror or str(error))
