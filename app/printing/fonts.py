"""Which face prints which character: Noto Sans SC, Hanazono Mincho for the rarest names, Noto Emoji (字体).

A character no face has is printed as the printers' geta mark 〓, and said so at the foot of the page:
never an empty box, never nothing. ``☐`` and ``☑`` are tick boxes (勾选框), drawn as lines.
"""

import re
import threading
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from app.printing.truetype import Typeface

GETA: Final = "〓"
TICK_BOXES: Final = "☐☑"
REGULAR: Final = "NotoSansSC-Regular"
BOLD: Final = "NotoSansSC-Bold"
RARE: Final = "HanaMinB"
EMOJI: Final = "NotoEmoji-Regular"
ASCENT: Final = 0.88
"""Height of the baseline's upper side in type sizes, the same for both faces."""

_FOLDER: Final = Path(__file__).parents[2] / "resources" / "fonts"
_TICK_BOX_WIDTH: Final = 1080
_CACHED_LENGTH: Final = 64

# Unicode 16, property Default_Ignorable_Code_Point: marks that have no shape of their own.
_INVISIBLE: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_LINE_ENDS: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACES: Final = re.compile("[\t\xa0\u1680\u2000-\u200a\u202f\u205f]")
_ACCENTED: Final = re.compile("\\w[\u0300-\u036f]+")


@dataclass(frozen=True, slots=True)
class Run:
    """Characters printed with one face; ``face`` is ``None`` for tick boxes; ``width`` in thousandths of the size."""

    face: Typeface | None
    text: str
    width: int
    missing: str = ""


def printable(text: str) -> str:
    """Return what of ``text`` can be seen on paper: no controls, no zero-width and direction marks, plain line ends."""
    if text.isascii() and text.isprintable():
        return text
    text = _SPACES.sub(" ", _LINE_ENDS.sub("\n", text))
    text = _ACCENTED.sub(lambda found: unicodedata.normalize("NFC", found[0]), text)
    return _INVISIBLE.sub("", text)


_faces: dict[str, Typeface] = {}
_opening = threading.Lock()


def face(name: str) -> Typeface:
    """Open a face of ``resources/fonts`` once; any thread may ask."""
    found = _faces.get(name)
    if found is None:
        with _opening:
            found = _faces.get(name) or Typeface(name, _FOLDER / f"{name}.ttf")
            _faces[name] = found
    return found


@dataclass(frozen=True, slots=True)
class Character:
    """How one character is printed: by which face, how wide, and whether only as a geta mark."""

    face: Typeface | None
    width: int
    missing: bool = False


class _Repertoire(dict[str, Character]):
    """What is known of the characters of one weight (regular or bold), looked up when first met."""

    def __init__(self, weight: str) -> None:
        super().__init__()
        self._weight = weight

    def __missing__(self, char: str) -> Character:
        character = self[char] = self._find(char)
        return character

    def _find(self, char: str) -> Character:
        if char in TICK_BOXES:
            return Character(None, _TICK_BOX_WIDTH)
        first = face(self._weight)
        if glyph := first.glyph(ord(char)):
            return Character(first, first.width(glyph))
        for name in (RARE, EMOJI):
            fallback = face(name)
            glyph = fallback.glyph(ord(char))
            if glyph and fallback.can_be_cut(glyph):
                return Character(fallback, fallback.width(glyph))
        return Character(first, first.width(first.glyph(ord(GETA))), missing=True)


_REPERTOIRES: Final = (_Repertoire(REGULAR), _Repertoire(BOLD))


def width_of(char: str, *, bold: bool = False) -> int:
    """Return the width of one printable character in thousandths of the type size."""
    return _REPERTOIRES[bold][char].width


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width in points of one line of printable text."""
    return sum(run.width for run in runs(text, bold=bold)) * size / 1000


def runs(text: str, *, bold: bool = False) -> tuple[Run, ...]:
    """Split one line of printable text into runs of one face each (按字体分段)."""
    if len(text) <= _CACHED_LENGTH:
        return _cached_runs(text, bold)
    return _runs(text, bold)


def _runs(text: str, bold: bool) -> tuple[Run, ...]:  # noqa: FBT001 - a cached function's key is cheaper by position
    repertoire = _REPERTOIRES[bold]
    split: list[Run] = []
    start = width = 0
    current: Typeface | None = None
    missing = ""
    for at, char in enumerate(text):
        character = repertoire[char]
        if at == start:
            current = character.face
        elif character.face is not current:
            split.append(Run(current, text[start:at], width, missing))
            start, width, current, missing = at, 0, character.face, ""
        width += character.width
        if character.missing:
            missing += char
    if text:
        split.append(Run(current, text[start:], width, missing))
    return tuple(split)


_cached_runs = lru_cache(maxsize=8192)(_runs)
