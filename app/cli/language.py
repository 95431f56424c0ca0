"""The language of a run (用语): Chinese, unless ``--lang en`` or the machine's own setting says English.

Reads the same catalogue as the window, but its source file, so that no display library is needed for a sentence.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Final

from app.errors import Told
from app.resources import ROOT
from app.settings import LANGUAGES
from app.text import QT_TRANSLATE_NOOP, RULES, WORDS

CHINESE, ENGLISH = LANGUAGES
_VARIABLES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")


def language_of(argv: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return the language that was typed after ``--lang``, else that of the machine's locale, else Chinese."""
    for word, following in pairwise([*argv, ""]):
        typed = following if word == "--lang" else word.partition("--lang=")[2]
        if typed in LANGUAGES:
            return typed
    locale = next((environment[name] for name in _VARIABLES if environment.get(name)), "")
    return ENGLISH if locale.lower().startswith("en") else CHINESE


class Tongue:
    """Says marked texts in one language."""

    def __init__(self, language: str = CHINESE) -> None:
        """Speak ``language`` from now on."""
        self.language = language

    def word(self, text: str) -> str:
        """Translate a marked word."""
        return self._translated(WORDS, text)

    def sentence(self, text: str, values: Mapping[str, object] | None = None) -> str:
        """Translate a marked sentence and fill its placeholders; values that are marked words are translated too."""
        shown = {name: self._shown(value) for name, value in (values or {}).items()}
        return self._translated(RULES, text).format(**shown)

    def told(self, what: Told) -> str:
        """Return what is told and, on a line of its own, what helps."""
        advice = getattr(what, "advice", "")
        lines = (self.sentence(what.text, what.values), self.sentence(advice, what.values) if advice else "")
        return "\n".join(line for line in lines if line)

    def _shown(self, value: object) -> str:
        if isinstance(value, tuple | list):
            return self.word(QT_TRANSLATE_NOOP("words", "、")).join(self._shown(part) for part in value)
        return self.word(value) if isinstance(value, str) else str(value)

    def _translated(self, context: str, text: str) -> str:
        if self.language == CHINESE or not text:
            return text
        return _catalogue(self.language).get((context, text), text)


@cache
def _catalogue(language: str) -> Mapping[tuple[str, str], str]:
    """Read the translations of the layers without Qt: (context, source) and what it is called in ``language``."""
    from xml.etree import ElementTree as ET

    path = ROOT / "i18n" / f"gongdan_{language}.ts"
    if not path.exists():
        return {}
    found = {}
    for context in ET.parse(path).getroot().iter("context"):  # noqa: S314 - the program's own file
        name = context.findtext("name", "")
        for message in context.iter("message"):
            if translated := message.findtext("translation", ""):
                found[name, message.findtext("source", "")] = translated
    return found
