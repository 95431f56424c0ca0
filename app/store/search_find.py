"""Finding records by anything typed (检索): plate tail, VIN tail, telephone tail, name, initials, number.

A query is the AND of its terms, then compared exactly, so that nothing is found that does not hold what was typed.
What people mean first by three or four signs, the end of a plate, a VIN, a telephone, an order number, is asked first;
what is too common for an index, one character or the beginning of an order number, is first looked for where the newest
stand.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from typing import Final, NamedTuple

from sqlalchemy import Connection, Row, TextClause, text

from app.store.search_index import Kind, document_id, id_span, term_number

HITS: Final = 50
"""Most documents of one kind that a query ranks."""
_NEWEST: Final = 2000
"""How many of the newest documents are looked through for a very short query."""
_LONGEST_MATCHED: Final = 3
_OTHERS_MATCHED: Final = 2
"""Most terms FTS5 is asked for, of the longest and of the others: it walks the list of each, and after these few
documents are left to compare."""
_COMMON: Final = frozenset({"有限", "限公", "公司", "限责", "责任", "任公", "分公", "集团", "汽车"})
"""Terms of so many companies' names that the other terms of a query are quicker without them."""
_LAST_SIGN: Final = "\U0010ffff"
_NUMBER_SIGNS: Final = frozenset("wx0123456789")
"""What the search text of an order is made of: its number, without the hyphen."""
_ORDER_BEGINS: Final = re.compile("wx?[0-9]*|20[0-9]*")
_LAST_FIELD: Final = 99
_HERE: Final = "here"
"""What a car in the shop is marked by among the rows read."""

_Row = Row[str, int, str]
"""A document as it is read: kind, key of its record, search text."""


class Found(NamedTuple):
    """A document that holds what was typed: its kind, its record's key, its search text."""

    kind: str
    ref: int
    s: str


@dataclass(frozen=True, slots=True)
class _Query:
    """What was typed, made ready for one kind of database."""

    sqlite: bool
    words: tuple[str, ...]
    terms: tuple[str, ...]
    tails: tuple[str, ...]
    limit: int

    @property
    def short(self) -> bool:
        """Whether it is so short that an index would give a large part of all documents."""
        return len(self.words) == 1 and len(self.words[0]) <= (1 if self.sqlite else 2)

    @property
    def number(self) -> bool:
        """Whether it can be part of an order number."""
        return all(_NUMBER_SIGNS.issuperset(word) for word in self.words)

    @property
    def beginning(self) -> str:
        """The beginning of an order number that was typed, perhaps without its letters; empty where it is none."""
        word = self.words[0]
        if len(self.words) > 1 or not _ORDER_BEGINS.fullmatch(word):
            return ""
        return word if word.startswith("w") else f"wx{word}"

    def values(self) -> dict[str, str]:
        """Everything typed, as parameters of a statement."""
        values = {f"word{number}": word for number, word in enumerate(self.words)}
        if self.beginning:
            values |= {"low": self.beginning, "high": self.beginning + _LAST_SIGN}
        if self.sqlite:
            values["match"] = _match(self.terms)
            values |= {f"tail{place}": _match((term,)) for place, term in enumerate(self.tails)}
        return values


def find(
    connection: Connection,
    typed: str,
    *,
    kinds: Collection[str] = tuple(Kind),
    limit: int = 20,
    shop_first: bool = False,
) -> list[Found]:
    """Return at most ``limit`` documents of ``kinds`` that hold every word of ``typed``: best first, then newest first.

    With ``shop_first`` the cars in the shop, however old their records, come first among the documents that hold it in
    the same way (whole field, end, beginning, middle). Beside them at most the newest ``HITS`` documents of a kind are
    ranked, of those that end so ``limit`` for each field. Nothing searchable typed finds nothing. Takes at most two
    statements; ``ValueError`` for a kind that is not searched. Of orders only the newest come before the cars' ends,
    for numbers end alike every month.
    """
    from app.models import search_text

    words = search_text.query_words(typed)
    if not words:
        return []
    terms, tails = search_text.query_terms(typed), search_text.tail_terms(typed)
    query = _Query(connection.dialect.name == "sqlite", words, terms, tails, min(limit, HITS))
    searched = [kind for kind in map(Kind, kinds) if kind is not Kind.ORDER or query.number]
    hits = _hits(connection, query, searched, shop_first=shop_first)
    here = {hit[1] for hit in hits if hit[0] == _HERE}
    newest = set(nlargest(query.limit // 4, {hit[1] for hit in hits if hit[0] == Kind.ORDER}))
    rank = search_text.ranking(typed)

    def order(hit: _Row) -> tuple[int, bool, int, int]:
        how, field, length, _ = rank(hit[2])
        return how, hit[0] != _HERE, field if hit[0] != Kind.ORDER or hit[1] in newest else _LAST_FIELD, length

    # A car in the shop is found twice, and so is a record of which two fields end so.
    once = {(hit[0], hit[1]): hit for hit in hits if hit[0] != Kind.VEHICLE or hit[1] not in here}
    best = sorted(once.values(), key=order)
    return [Found(Kind.VEHICLE if kind == _HERE else kind, ref, s) for kind, ref, s in best[:limit]]


def _hits(connection: Connection, query: _Query, kinds: Collection[Kind], *, shop_first: bool) -> list[_Row]:
    """Return the newest hits of each kind, and those in the shop; first those of a select that may be enough."""
    select = _by_fts if query.sqlite else _by_gin
    quick = {kind: found for kind in kinds if (found := _at_once(query, kind))}
    selects = [quick.get(kind) or select(query.terms, kind, _most(query, kind)) for kind in kinds]
    hits = _ask(connection, query, selects + [_in_shop()] * shop_first)
    if query.tails and 2 * len(hits) >= query.limit:
        return hits  # ends that fit rank before any other place, and half a list of them is enough
    count = Counter(hit[0] for hit in hits)
    lacking = [kind for kind in quick if count[kind] < _enough(query, kind)]
    if not lacking:
        return hits
    # What was found stays: the index gives the newest, and an old car whose plate ends so is none of them.
    return hits + _ask(connection, query, [select(query.terms, kind, _most(query, kind)) for kind in lacking])


def _most(query: _Query, kind: Kind) -> int:
    """Return how many of a kind are ranked: among orders nothing but their age decides, so no more than are wanted."""
    return query.limit if kind is Kind.ORDER else HITS


def _at_once(query: _Query, kind: Kind) -> str:
    """Return the select that is quicker than the terms typed and may be enough, empty where there is none."""
    if kind is Kind.ORDER and query.beginning:
        return _by_beginning()
    if query.tails:
        by = _by_fts if query.sqlite else _by_gin
        ends = (
            by((term,), kind, query.limit).replace(":match", f":tail{place}") for place, term in enumerate(query.tails)
        )
        return " UNION ALL ".join(f"SELECT * FROM ({end}) e{place}" for place, end in enumerate(ends))  # noqa: S608 - selects of this module
    return _among_newest(kind) if query.short else ""


def _enough(query: _Query, kind: Kind) -> int:
    """Return how many hits of the quick select are enough."""
    if kind is Kind.ORDER and query.beginning:
        return 1
    return query.limit if query.tails else HITS


def _ask(connection: Connection, query: _Query, selects: Sequence[str]) -> list[_Row]:
    """Run the selects as one statement, each narrowed to documents that hold every word."""
    compare = "instr(d.s, :word{}) > 0" if query.sqlite else "position(:word{} IN d.s) > 0"
    held = " AND ".join(compare.format(number) for number in range(len(query.words)))
    parts = [f"SELECT * FROM ({part.replace('held', held)}) k{number}" for number, part in enumerate(selects)]  # noqa: S608 - what was typed is in parameters
    if not parts:
        return []
    statement = " UNION ALL ".join(parts)
    if query.sqlite:  # as the driver takes it: asked with every key typed, in well under a millisecond
        return list(connection.exec_driver_sql(statement, query.values()).all())
    return list(connection.execute(_text(statement), query.values()).all())


@lru_cache(maxsize=256)
def _text(statement: str) -> TextClause:
    """Return a statement made ready; the same few come again with every key typed."""
    return text(statement)


def _in_shop() -> str:
    return (
        f"SELECT '{_HERE}' AS kind, d.ref, d.s FROM visit v "  # noqa: S608 - a constant and a number
        f"JOIN search_doc d ON d.id = {document_id(Kind.VEHICLE, 0)} - v.vehicle_id WHERE v.left_at IS NULL AND held"
    )


def _by_beginning() -> str:
    return (
        "SELECT d.kind, d.ref, d.s FROM search_doc d WHERE d.kind = 'order' AND d.s >= :low AND d.s < :high "  # noqa: S608 - a number
        f"ORDER BY d.s DESC LIMIT {HITS}"
    )


def _among_newest(kind: Kind) -> str:
    low, high = id_span(kind)
    return (
        "SELECT d.kind, d.ref, d.s FROM (SELECT kind, ref, s FROM search_doc "  # noqa: S608 - numbers
        f"WHERE id BETWEEN {low} AND {high} ORDER BY id LIMIT {_NEWEST}) d WHERE held LIMIT {HITS}"
    )


def _by_fts(terms: tuple[str, ...], kind: Kind, most: int = HITS) -> str:
    del terms
    low, high = id_span(kind)
    return (
        "SELECT d.kind, d.ref, d.s FROM search_fts f CROSS JOIN search_doc d ON d.id = f.rowid "  # noqa: S608 - numbers
        f"WHERE search_fts MATCH :match AND f.rowid BETWEEN {low} AND {high} AND held ORDER BY f.rowid LIMIT {most}"
    )


def _match(terms: tuple[str, ...]) -> str:
    from app.models.search_text import fts_token

    if len(terms[0]) == 1:
        return f'"{fts_token(terms[0])}"*'
    rare = [term for term in terms if term not in _COMMON] or list(terms)
    longest = [term for term in rare if len(term) == len(rare[0])]
    # Numbers begin alike and end each in its own way; a company's name begins with its town and ends with its trade.
    name = len(longest) > _LONGEST_MATCHED and not longest[0].isascii()
    few = longest[1 : 1 + _LONGEST_MATCHED] if name else longest[-_LONGEST_MATCHED:]
    chosen = few + rare[len(longest) :][-_OTHERS_MATCHED:]
    return " AND ".join(f'"{fts_token(term)}"' for term in chosen)


def _by_gin(terms: tuple[str, ...], kind: Kind, most: int = HITS) -> str:
    # The terms stand in the statement so that the planner knows how common they are; + 0 keeps it from walking the
    # whole table in the order of its keys instead.
    numbers = ",".join(str(term_number(kind, term)) for term in terms)
    return (
        f"SELECT d.kind, d.ref, d.s FROM search_doc d WHERE d.t @> ARRAY[{numbers}]::bigint[] AND held "  # noqa: S608 - numbers
        f"ORDER BY d.id + 0 LIMIT {most}"
    )
