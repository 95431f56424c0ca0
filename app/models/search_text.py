"""The text a record is found by (检索): what is indexed, what a query asks, which hit comes first.

Pure functions. A record's search text ``s`` holds its tidied fields and the pinyin initials of its names, joined
by ``|``; its terms ``t`` are all two-character slices, so that two typed characters find it in any database, and of
letters and digits, which are few and therefore common, also the slices of three and four and the tails of fields.
A query's terms only narrow the search: ``matches`` (or the same test in SQL, ``query_words``) decides.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice, pairwise, product
from typing import Final

MAX_COMBINATIONS: Final = 32
"""Most ways of reading one name that are indexed; beyond, later characters keep their reading in context."""
MAX_QUERY_TERMS: Final = 32
"""Most terms a query narrows by; longer queries are decided by the exact comparison."""
LONGEST_NAME: Final = 40
"""Most Chinese characters of one name whose initials are indexed."""

PLAIN_SLICES: Final = (3, 4)
"""Lengths of the slices of letters and digits that are terms beside those of two."""
TAILS: Final = (3, 4, 5, 6)
"""Lengths of the ends of fields that are terms of their own."""
TAIL_FIELDS: Final = 3
"""How many fields, the most important ones, have their ends as terms."""
_TAIL_SIGN: Final = "$"
"""What stands between the end of a field and the field's place in a term."""

JOIN: Final = "|"
_STANDS_FOR_JOIN: Final = "¦"

_UNSEEN: Final = (
    "\\x00-\\x08\\x0e-\\x1f\\x7f-\\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f\\ud800-\\udfff"
)
_SIGNS_BETWEEN: Final = "·•‧・∙⋅.\\-‐‑‒–—−_/"
_UNSEEN_MARKS: Final = re.compile(f"[{_UNSEEN}]+")
_SEPARATORS: Final = re.compile(f"[{_SIGNS_BETWEEN}]+")
_DROPPED: Final = re.compile(f"[{_UNSEEN}{_SIGNS_BETWEEN}\\s]+")
_PLAIN_RUN: Final = re.compile("[0-9a-z]+")
_CHINESE: Final = re.compile("[\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")


SURNAME_LETTERS: Final = {"浣": "w", "谌": "s", "费": "b"}
"""Letters of surname readings (姓氏读音: wǎn, shèn, bì) that the dictionary lacks."""


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """What the index keeps of one record: ``s`` to compare exactly, ``t`` its terms."""

    s: str
    t: tuple[str, ...]

    @property
    def tokens(self) -> str:
        """The terms as one column for FTS5 (``tokenize='ascii'``)."""
        return " ".join(self.t).translate(_TOKEN_SIGNS)


def normalise(text: str) -> str:
    """Write text the way it is compared: NFKC, small letters, without blanks, invisible marks and separators.

    ``京N·7L820`` and ``京N7L820``, ``0 242 236-566`` and ``0242236566`` become one. Text that holds nothing
    but separators keeps them, so that it is found as well.
    """
    folded = _folded(text)
    return _DROPPED.sub("", folded) or "".join(_visible(folded).split())


def _folded(text: str) -> str:
    """Bring compatibility forms and capitals together."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return text.lower().replace(JOIN, _STANDS_FOR_JOIN)


def _visible(text: str) -> str:
    return _UNSEEN_MARKS.sub("", text)


@lru_cache(maxsize=8192)
def _letters(sign: str) -> str:
    """Return every letter a Chinese character's readings begin with, the commonest first, surnames' included."""
    from pypinyin import Style, pinyin

    readings = pinyin(sign, style=Style.FIRST_LETTER, heteronym=True, errors="ignore")
    letters = (unicodedata.normalize("NFD", letter)[0] for letter in (readings[0] if readings else []))
    return "".join(dict.fromkeys(chain(letters, SURNAME_LETTERS.get(sign, ""))))


def initials(text: str) -> tuple[str, ...]:
    """Return the pinyin initials (拼音首字母) a name may be typed by: ``单雄信`` gives ``dxx``, ``cxx`` and ``sxx``.

    Letters and digits in the name stay, other signs go, a character without a known reading is left out.
    At most ``MAX_COMBINATIONS`` readings; a text without Chinese characters has none.
    """
    signs = [sign for sign in normalise(text) if _CHINESE.match(sign) or (sign.isascii() and sign.isalnum())]
    if not any(_CHINESE.match(sign) for sign in signs):
        return ()
    signs = signs[:LONGEST_NAME]
    choices = [_letters(sign) if _CHINESE.match(sign) else sign for sign in signs]
    count = 1
    for place, letters in enumerate(choices):
        count *= len(letters) or 1
        if count > MAX_COMBINATIONS:
            choices[place:] = _letters_in_context(signs)[place:]
            break
    combinations = product(*(letters for letters in choices if letters))
    return tuple(dict.fromkeys("".join(combination) for combination in islice(combinations, MAX_COMBINATIONS)))


def _letters_in_context(signs: Sequence[str]) -> list[str]:
    """Return one letter per sign: that of its reading in the words around it."""
    from pypinyin import Style, lazy_pinyin

    read = "".join(lazy_pinyin("".join(signs), style=Style.FIRST_LETTER))
    return [letter if letter.isascii() else "" for letter in read]


@lru_cache(maxsize=16384)
def _name_parts(name: str) -> tuple[str, ...]:
    return normalise(name), *initials(name)


def document(fields: Sequence[str], names: Sequence[str] = ()) -> SearchDocument:
    """Make the index entry of a record from its ``fields`` and from ``names``, which are also found by initials.

    The order of the fields is the order of importance for ``rank`` (plate, VIN, telephone, number …); an empty field
    keeps its place.
    """
    parts = [normalise(field) for field in fields]
    for name in names:
        parts.extend(_name_parts(name))
    return SearchDocument(JOIN.join(parts), _terms(parts))


def _terms(parts: Sequence[str]) -> tuple[str, ...]:
    """Return every slice of each part, its last character, the ends of the first parts in letters and digits."""
    terms: dict[str, None] = {}
    for place, part in enumerate(parts):
        if part:
            terms |= dict.fromkeys(map("".join, pairwise(part)))
            terms[part[-1]] = None
            for run in _PLAIN_RUN.findall(part):
                for length in PLAIN_SLICES:
                    terms |= dict.fromkeys(run[at : at + length] for at in range(len(run) - length + 1))
            for length in TAILS if place < TAIL_FIELDS else ():
                if len(part) >= length and _PLAIN_RUN.fullmatch(part, len(part) - length):
                    terms[_tail(part[-length:], place)] = None
    return tuple(terms)


def query_words(text: str) -> tuple[str, ...]:
    """Return the tidied words of a query, each of which must occur in ``s``; nothing typed gives none.

    Blanks part words (``张三 7L820``), unless every word is a single character (``孟 伟``).
    """
    words = _visible(_folded(text)).split()
    if all(len(word) == 1 for word in words):
        words = ["".join(words)]
    tidied = [_SEPARATORS.sub("", word) for word in words]
    if not any(tidied):
        tidied = ["".join(words)]
    return tuple(dict.fromkeys(word for word in tidied if word))


def query_terms(text: str) -> tuple[str, ...]:
    """Return terms that every hit of a query has, the rarest kind first, at most ``MAX_QUERY_TERMS``.

    A query of one character gives that character: in FTS5 as a prefix (``"京"*``); in other databases only the exact
    comparison can answer it. A query of blanks gives none and finds nothing.
    """
    words = query_words(text)
    slices = dict.fromkeys(chain.from_iterable(map(_word_slices, words)))
    return tuple(islice(sorted(slices, key=len, reverse=True), MAX_QUERY_TERMS)) or words[:1]


def _word_slices(word: str) -> Iterator[str]:
    """Yield the longest slices that cover a word: of its letters and digits up to four signs, else two."""
    longest = PLAIN_SLICES[-1]
    for run in _PLAIN_RUN.findall(word):
        if len(run) > 1:
            size = min(longest, len(run))
            yield from (run[at : at + size] for at in range(len(run) - size + 1))
    yield from (pair for pair in map("".join, pairwise(word)) if not _PLAIN_RUN.fullmatch(pair))


def _tail(end: str, place: int) -> str:
    return f"{end}{_TAIL_SIGN}{place}"


def tail_place(term: str) -> int | None:
    """Return of which field a term is the end, ``None`` for a term that is no end."""
    return int(term[-1]) if len(term) > PLAIN_SLICES[0] and term[-2] == _TAIL_SIGN else None


def tail_terms(text: str) -> tuple[str, ...]:
    """Return the terms of the records whose first, second or third field ends with what was typed, where it can be."""
    words = query_words(text)
    word = words[0] if len(words) == 1 else ""
    if len(word) not in TAILS or not _PLAIN_RUN.fullmatch(word):
        return ()
    return tuple(_tail(word, place) for place in range(TAIL_FIELDS))


def matches(s: str, query: str) -> bool:
    """Tell whether a record with the search text ``s`` is a hit: every word of the query occurs in it."""
    words = query_words(query)
    return bool(words) and all(word in s for word in words)


_WHOLE, _TAIL, _HEAD, _MIDDLE, _NOWHERE = range(5)
Rank = tuple[int, int, int, str]


def rank(s: str, query: str) -> Rank:
    """Return the key by which hits are sorted: the whole field, then its tail, its head, its middle.

    Among equals the more important field comes first (plate before telephone before VIN before name before initials),
    then the shorter text. A query of several words ranks by its weakest word.
    """
    return ranking(query)(s)


def ranking(query: str) -> Callable[[str], Rank]:
    """Return the function that ranks a search text for ``query``, as ``rank`` does; for many hits of one query."""
    ranks = [_word_ranking(word) for word in query_words(query)]
    if not ranks:
        return lambda s: (_NOWHERE, 0, len(s), s)
    if len(ranks) == 1:
        return ranks[0]
    return lambda s: max(rank(s) for rank in ranks)


def _word_ranking(word: str) -> Callable[[str], Rank]:
    """Return the function that ranks a search text for one word."""
    whole, tail, head = f"{JOIN}{word}{JOIN}", f"{word}{JOIN}", f"{JOIN}{word}"
    ways = ((_WHOLE, whole), (_TAIL, tail), (_HEAD, head), (_MIDDLE, word))

    def rank_text(s: str) -> Rank:
        # Every field of the fenced text has a sign on both sides.
        fenced = f"{JOIN}{s}{JOIN}"
        for how, sought in ways:
            at = fenced.find(sought)
            if at >= 0:
                return how, fenced.count(JOIN, 0, at + 1) - 1, len(s), s
        return _NOWHERE, 0, len(s), s

    return rank_text


_TOKEN_SIGNS: Final = {code: 0xE000 + code for code in range(0x21, 0x80) if not chr(code).isalnum()}


def fts_token(term: str) -> str:
    """Write a term so that FTS5's ``ascii`` tokenizer keeps it whole.

    That tokenizer parts words at ASCII punctuation only, so those signs move to private code points; the token keeps
    one character per character (a prefix stays a prefix) and needs no quoting in a MATCH expression.
    """
    return term.translate(_TOKEN_SIGNS)
