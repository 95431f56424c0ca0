"""State chips (状态标签): in which colour the state of an order, a line, a proposal is shown, beside its words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from app.models.chips import CHIP_LABELS, Chip
from app.views.theme import ChipKind
from app.views.wording import word

CHIP_KINDS: Final[Mapping[Chip, ChipKind]] = MappingProxyType(
    {
        Chip.OPENED: ChipKind.NEUTRAL,
        Chip.QUOTED: ChipKind.AMBER,
        Chip.AUTHORISED: ChipKind.AMBER,
        Chip.DISPATCHED: ChipKind.BLUE,
        Chip.IN_WORK: ChipKind.BLUE,
        Chip.AWAITING_INSPECTION: ChipKind.PURPLE,
        Chip.PASSED: ChipKind.TEAL,
        Chip.SETTLED: ChipKind.GREEN,
        Chip.DELIVERED: ChipKind.NEUTRAL,
        Chip.CLOSED: ChipKind.NEUTRAL,
        Chip.CANCELLED: ChipKind.NEUTRAL,
        Chip.NOT_REPAIRED: ChipKind.NEUTRAL,
        Chip.REWORK: ChipKind.RED,
        Chip.CUSTOMER: ChipKind.AMBER,
        Chip.INSURER: ChipKind.AMBER,
        Chip.DEPOSIT: ChipKind.AMBER,
        Chip.PARTS: ChipKind.ORANGE,
        Chip.SUBLET: ChipKind.ORANGE,
        Chip.BAY: ChipKind.ORANGE,
    }
)
APPROVAL_CHIPS: Final[Mapping[str, ChipKind]] = MappingProxyType(
    {
        "quoted": ChipKind.AMBER,
        "proposed": ChipKind.AMBER,
        "approved": ChipKind.GREEN,
        "declined": ChipKind.NEUTRAL,
        "withdrawn": ChipKind.NEUTRAL,
    }
)
WORK_CHIPS: Final[Mapping[str, ChipKind]] = MappingProxyType(
    {
        "waiting": ChipKind.AMBER,
        "assigned": ChipKind.BLUE,
        "in_work": ChipKind.BLUE,
        "paused": ChipKind.ORANGE,
        "finished": ChipKind.GREEN,
        "rework": ChipKind.RED,
    }
)


def chip_word(key: str) -> str:
    """Return the words of a board's chip (the value of a ``Chip``) in the user's language."""
    return word(CHIP_LABELS[Chip(key)])


def chip_kind(key: str) -> ChipKind:
    """Return the colour of a board's chip."""
    return CHIP_KINDS[Chip(key)]


def tone_kind(tone: str) -> ChipKind:
    """Return the colour of a tone that a row of a service names: grey, amber, blue, green, red."""
    return ChipKind.NEUTRAL if tone == "grey" else ChipKind(tone)
