"""State chips (状态标签): which words and which colour say the state of an order, a line, a proposal.

The keys are the values of the stages and waits of ``app.models``; the words stand here once more because the first
board is painted before the models are loaded, and a test holds both together.
"""

from typing import Final

from app.text import QT_TRANSLATE_NOOP
from app.views.theme import ChipKind
from app.views.wording import word

REWORK: Final = "rework"

BOARD_CHIPS: Final[dict[str, tuple[str, ChipKind]]] = {
    "opened": (QT_TRANSLATE_NOOP("words", "已接车"), ChipKind.NEUTRAL),
    "quoted": (QT_TRANSLATE_NOOP("words", "待委托"), ChipKind.AMBER),
    "authorised": (QT_TRANSLATE_NOOP("words", "待派工"), ChipKind.AMBER),
    "dispatched": (QT_TRANSLATE_NOOP("words", "待开工"), ChipKind.BLUE),
    "in_work": (QT_TRANSLATE_NOOP("words", "维修中"), ChipKind.BLUE),
    "awaiting_inspection": (QT_TRANSLATE_NOOP("words", "待检验"), ChipKind.PURPLE),
    "passed": (QT_TRANSLATE_NOOP("words", "待结算"), ChipKind.TEAL),
    "settled": (QT_TRANSLATE_NOOP("words", "待交车"), ChipKind.GREEN),
    "delivered": (QT_TRANSLATE_NOOP("words", "已交车"), ChipKind.NEUTRAL),
    "closed": (QT_TRANSLATE_NOOP("words", "已归档"), ChipKind.NEUTRAL),
    "cancelled": (QT_TRANSLATE_NOOP("words", "已取消"), ChipKind.NEUTRAL),
    "not_repaired": (QT_TRANSLATE_NOOP("words", "未修出厂"), ChipKind.NEUTRAL),
    REWORK: (QT_TRANSLATE_NOOP("words", "返工"), ChipKind.RED),
    "parts": (QT_TRANSLATE_NOOP("words", "待料"), ChipKind.ORANGE),
    "customer": (QT_TRANSLATE_NOOP("words", "待认可"), ChipKind.AMBER),
    "insurer": (QT_TRANSLATE_NOOP("words", "待定损"), ChipKind.AMBER),
    "sublet": (QT_TRANSLATE_NOOP("words", "待外协"), ChipKind.ORANGE),
    "bay": (QT_TRANSLATE_NOOP("words", "待工位"), ChipKind.ORANGE),
    "deposit": (QT_TRANSLATE_NOOP("words", "待订金"), ChipKind.AMBER),
}

APPROVAL_CHIPS: Final[dict[str, ChipKind]] = {
    "quoted": ChipKind.AMBER,
    "proposed": ChipKind.AMBER,
    "approved": ChipKind.GREEN,
    "declined": ChipKind.NEUTRAL,
    "withdrawn": ChipKind.NEUTRAL,
}
WORK_CHIPS: Final[dict[str, ChipKind]] = {
    "waiting": ChipKind.AMBER,
    "assigned": ChipKind.BLUE,
    "in_work": ChipKind.BLUE,
    "paused": ChipKind.ORANGE,
    "finished": ChipKind.GREEN,
    "rework": ChipKind.RED,
}


def chip_word(key: str) -> str:
    """Return the words of a board chip in the user's language; an unknown key is shown as it is."""
    known = BOARD_CHIPS.get(key)
    return word(known[0]) if known else key


def chip_kind(key: str) -> ChipKind:
    """Return the colour of a board chip."""
    known = BOARD_CHIPS.get(key)
    return known[1] if known else ChipKind.NEUTRAL


def tone_kind(tone: str) -> ChipKind:
    """Return the colour of a tone that a row of a service names: grey, amber, blue, green, red."""
    return ChipKind.NEUTRAL if tone == "grey" else ChipKind(tone)
