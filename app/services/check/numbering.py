"""Document numbers (单据编号): per kind and day each number from 1 to the counter, once; spoilt ones registered."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from sqlalchemy import Connection

from app.models.station import NumberKind
from app.services.check.difference import Difference, stream
from app.text import QT_TRANSLATE_NOOP

_K = NumberKind
_PLACES: Final[Mapping[tuple[str, str], frozenset[NumberKind]]] = {
    ("work_order", "number"): frozenset({_K.ORDER}),
    ("statement", "number"): frozenset({_K.STATEMENT}),
    ("certificate", "number"): frozenset({_K.CERTIFICATE}),
    ("delivery", "number"): frozenset({_K.DELIVERY}),
    ("delivery", "gate_pass"): frozenset({_K.GATE_PASS}),
    ("stock_document", "number"): frozenset({_K.REQUISITION, _K.RECEIPT, _K.RETURN}),
    ("tool_loan", "number"): frozenset({_K.LOAN}),
    ("extra_work", "number"): frozenset({_K.EXTRA_WORK}),
}
_FORM: Final = re.compile(r"([A-Z]{2})(\d{8})-(\d{4,})")
_MOST_NAMED: Final = 10
_SPOILT: Final = """
SELECT c.number, c.voided_at IS NOT NULL, v.number IS NOT NULL
FROM certificate c LEFT JOIN voided_number v ON v.number = c.number
WHERE (c.voided_at IS NULL) <> (v.number IS NULL) ORDER BY c.id
"""


def differences(connection: Connection) -> Iterator[Difference]:
    """Tell of numbers that are missing, twice, not from the counter or malformed, and of voids not registered."""
    counted = {
        f"{kind}{_day(day)}": last
        for kind, day, last in stream(connection, "SELECT kind, day, last FROM counter ORDER BY kind, day")
    }
    used: dict[str, tuple[int, int]] = {}
    for (table, column), kinds in _PLACES.items():
        for number in _numbers(connection, table, column):
            match = _FORM.fullmatch(number)
            if match is None or match[1] not in kinds:
                yield Difference(QT_TRANSLATE_NOOP("rules", "编号 {number} 不合规则。"), {"number": number})
                continue
            head, serial = number[:10], int(match[3])
            count, highest = used.get(head, (0, 0))
            used[head] = (count + 1, max(serial, highest))
    for head in sorted({*used, *counted}):
        if used.get(head) != (counted.get(head, 0), counted.get(head, 0)):
            yield from _of_day(connection, head, counted.get(head, 0))
    yield from _of_register(connection)


def _numbers(connection: Connection, table: str, column: str) -> Iterator[str]:
    """Stream the numbers of a place, and those registered as spoilt that stand on no document any more."""
    kinds = ", ".join(f"'{kind.value}'" for kind in _PLACES[table, column])
    statement = (
        f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL UNION ALL "  # noqa: S608 - places of this module
        f"SELECT v.number FROM voided_number v WHERE v.kind IN ({kinds}) "
        f"AND NOT EXISTS (SELECT 1 FROM {table} d WHERE d.{column} = v.number)"
    )
    return (row[0] for row in stream(connection, statement))


def _of_day(connection: Connection, head: str, last: int) -> Iterator[Difference]:
    """Tell what is wrong with one kind's numbers of one day."""
    places = [place for place, kinds in _PLACES.items() if head[:2] in kinds]
    serials = sorted(
        int(match[3])
        for table, column in places
        for number in _numbers(connection, table, column)
        if number.startswith(head) and (match := _FORM.fullmatch(number))
    )
    missing = sorted(set(range(1, last + 1)) - set(serials))
    if missing:
        yield Difference(
            QT_TRANSLATE_NOOP("rules", "编号 {head} 缺 {missing},已用到 {last:04d},也没有作废登记。"),
            {"head": head, "missing": _listed(missing), "last": last},
        )
    beyond = sorted({serial for serial in serials if not 1 <= serial <= last})
    if beyond:
        yield Difference(
            QT_TRANSLATE_NOOP("rules", "编号 {head} 的 {beyond} 超出计数 {last:04d}。"),
            {"head": head, "beyond": _listed(beyond), "last": last},
        )
    twice = sorted({serial for serial in serials if serials.count(serial) > 1})
    if twice:
        yield Difference(
            QT_TRANSLATE_NOOP("rules", "编号 {head} 的 {twice} 用了不止一次。"), {"head": head, "twice": _listed(twice)}
        )


def _of_register(connection: Connection) -> Iterator[Difference]:
    for number, voided, _registered in stream(connection, _SPOILT):
        if voided:
            yield Difference(QT_TRANSLATE_NOOP("rules", "合格证 {number} 已作废,却没有登记。"), {"number": number})
        else:
            yield Difference(QT_TRANSLATE_NOOP("rules", "合格证 {number} 登记为作废,却仍然有效。"), {"number": number})


def _listed(serials: list[int]) -> str:
    named = ", ".join(f"{serial:04d}" for serial in serials[:_MOST_NAMED])
    return f"{named}…" if len(serials) > _MOST_NAMED else named


def _day(day: date | str) -> str:
    """Write a business day as numbers carry it: SQLite gives a text, PostgreSQL a date."""
    return str(day).replace("-", "")
