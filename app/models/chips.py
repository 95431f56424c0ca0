"""The one state a board shows of an order (状态标签): its stage, unless it waits for something or came back.

Pure and quick to import: the first board is painted before the models are loaded. The keys are the values of
``Stage`` and ``WaitKind``.
"""

import enum
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final

from app.text import QT_TRANSLATE_NOOP


class Chip(enum.StrEnum):
    """A state as a board shows it."""

    OPENED = "opened"
    QUOTED = "quoted"
    AUTHORISED = "authorised"
    DISPATCHED = "dispatched"
    IN_WORK = "in_work"
    AWAITING_INSPECTION = "awaiting_inspection"
    PASSED = "passed"
    SETTLED = "settled"
    DELIVERED = "delivered"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    NOT_REPAIRED = "not_repaired"
    REWORK = "rework"
    CUSTOMER = "customer"
    INSURER = "insurer"
    DEPOSIT = "deposit"
    PARTS = "parts"
    SUBLET = "sublet"
    BAY = "bay"


CHIP_LABELS: Final[Mapping[Chip, str]] = MappingProxyType(
    {
        Chip.OPENED: QT_TRANSLATE_NOOP("words", "已接车"),
        Chip.QUOTED: QT_TRANSLATE_NOOP("words", "待委托"),
        Chip.AUTHORISED: QT_TRANSLATE_NOOP("words", "待派工"),
        Chip.DISPATCHED: QT_TRANSLATE_NOOP("words", "待开工"),
        Chip.IN_WORK: QT_TRANSLATE_NOOP("words", "维修中"),
        Chip.AWAITING_INSPECTION: QT_TRANSLATE_NOOP("words", "待检验"),
        Chip.PASSED: QT_TRANSLATE_NOOP("words", "待结算"),
        Chip.SETTLED: QT_TRANSLATE_NOOP("words", "待交车"),
        Chip.DELIVERED: QT_TRANSLATE_NOOP("words", "已交车"),
        Chip.CLOSED: QT_TRANSLATE_NOOP("words", "已归档"),
        Chip.CANCELLED: QT_TRANSLATE_NOOP("words", "已取消"),
        Chip.NOT_REPAIRED: QT_TRANSLATE_NOOP("words", "未修出厂"),
        Chip.REWORK: QT_TRANSLATE_NOOP("words", "返工"),
        Chip.CUSTOMER: QT_TRANSLATE_NOOP("words", "待认可"),
        Chip.INSURER: QT_TRANSLATE_NOOP("words", "待定损"),
        Chip.DEPOSIT: QT_TRANSLATE_NOOP("words", "待订金"),
        Chip.PARTS: QT_TRANSLATE_NOOP("words", "待料"),
        Chip.SUBLET: QT_TRANSLATE_NOOP("words", "待外协"),
        Chip.BAY: QT_TRANSLATE_NOOP("words", "待工位"),
    }
)
_WAITS: Final = (Chip.CUSTOMER, Chip.INSURER, Chip.DEPOSIT, Chip.PARTS, Chip.SUBLET, Chip.BAY)
_ADVANCE: Final[Mapping[str, int]] = MappingProxyType({chip.value: place for place, chip in enumerate(Chip)})


def advance(stage: str) -> int:
    """Return how far a stage is on the way of a car, for comparing; ``KeyError`` for an unknown one."""
    return _ADVANCE[stage]


def chip(stage: str, waits: Collection[str] = (), *, rework_open: bool = False) -> Chip:
    """Return what to show of an order: up to the work's end rework comes first, then a wait, then the stage.

    Of several waits the one shown is the one that somebody outside must answer. ``ValueError`` for an unknown stage.
    """
    shown = Chip(stage)
    if _ADVANCE[shown] >= _ADVANCE[Chip.AWAITING_INSPECTION]:
        return shown
    if rework_open:
        return Chip.REWORK
    return next((wait for wait in _WAITS if wait in waits), shown)
