"""What the steps of long commands are called, and the bar that shows them (步骤)."""

from collections.abc import Callable
from typing import Final

from app.cli.language import Tongue
from app.cli.telling import progress
from app.services import backup
from app.text import QT_TRANSLATE_NOOP

_STEPS: Final = {"masters": QT_TRANSLATE_NOOP("words", "基础资料"), "orders": QT_TRANSLATE_NOOP("words", "施工单")}


def bar(tongue: Tongue) -> Callable[[int, int, str], None]:
    """Return what shows on the terminal how far a step has come."""
    return lambda done, whole, what: progress(done, whole, tongue.word(_STEPS.get(what) or backup.step_word(what)))
