"""What the check of a typed number says (核对结果): the tidy value, what forbids it, what is doubted."""

import re
from dataclasses import dataclass
from typing import Final

from app.errors import Doubt, InvalidEntry
from app.values import half_width

_UNSEEN: Final = re.compile("[\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")
_UPPER: Final = {small: small - 32 for small in range(ord("a"), ord("z") + 1)}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The tidy ``value``; ``errors`` refuse it, ``warnings`` may be overridden with a reason."""

    value: str
    errors: tuple[InvalidEntry, ...] = ()
    warnings: tuple[Doubt, ...] = ()

    def accepted(self) -> str:
        """Return the value, or raise the first ``InvalidEntry``."""
        if self.errors:
            raise self.errors[0]
        return self.value


def compact(text: str) -> str:
    """Write a number the way it is stored: half-width, capitals, no blanks and no invisible marks."""
    return _UNSEEN.sub("", half_width(text)).translate(_UPPER)
