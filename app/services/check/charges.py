"""Totals of orders and statements (施工单合计、结算单): sums of the charged lines, split by payer, in fen."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import Connection

from app.models.lines import CHARGED, LineShare
from app.models.orders import Payer
from app.models.stages import STAGE_LABELS, Stage
from app.services.check.difference import Difference, stream
from app.services.order_moves import split
from app.text import QT_TRANSLATE_NOOP
from app.values import Fen, format_money

Sums = dict[str, list[int]]
_KINDS: Final = (("labour_line", 0), ("part_line", 1), ("other_line", 2))
_IS_CHARGED: Final = "approval IN (" + ", ".join(f"'{state}'" for state in sorted(CHARGED)) + ")"
_SUMS: Final = f"""
SELECT order_id, payer, sum(labour), sum(material), sum(other) FROM (
    SELECT order_id, payer, amount_fen labour, 0 material, 0 other FROM labour_line WHERE {_IS_CHARGED}
    UNION ALL SELECT order_id, payer, 0, amount_fen, 0 FROM part_line WHERE {_IS_CHARGED}
    UNION ALL SELECT order_id, payer, 0, 0, amount_fen FROM other_line WHERE {_IS_CHARGED}
) charged GROUP BY order_id, payer ORDER BY order_id
"""  # noqa: S608 - the states come from the model
_ORDERS: Final = (
    "SELECT id, number, stage, labour_fen, material_fen, other_fen, customer_fen FROM work_order ORDER BY id"
)
_STATEMENTS: Final = """
SELECT order_id, number, payer, labour_fen, material_fen, other_fen, discount_fen, total_fen, state,
       coalesce((SELECT sum(amount_fen) FROM payment p WHERE p.statement_id = s.id), 0)
FROM statement s ORDER BY order_id, id
"""
_NEEDS_STATEMENT: Final = frozenset({Stage.SETTLED, Stage.DELIVERED, Stage.CLOSED})
_FIGURES: Final = (
    QT_TRANSLATE_NOOP("words", "工时费"),
    QT_TRANSLATE_NOOP("words", "材料费"),
    QT_TRANSLATE_NOOP("words", "其他费用"),
    QT_TRANSLATE_NOOP("words", "客户应付"),
)


def differences(connection: Connection) -> Iterator[Difference]:
    """Tell where an order's header or a statement disagrees with the charged lines, or payments with a statement."""
    corrections = _shared(connection)
    sums = _Following(stream(connection, _SUMS))
    statements = _Following(stream(connection, _STATEMENTS))
    for order in stream(connection, _ORDERS):
        payers = _by_payer(sums.of(order.id), corrections.get(order.id, {}))
        yield from _of_header(order, payers)
        yield from _of_statements(order, payers, statements.of(order.id))


class _Following:
    """Rows grouped by their first column, read alongside the orders in the same order of keys."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._groups = groupby(rows, key=itemgetter(0))
        self._next = next(self._groups, None)

    def of(self, key: int) -> list[Any]:
        """Return the rows of ``key``, passing over keys that no order has."""
        while self._next is not None and self._next[0] < key:
            self._next = next(self._groups, None)
        if self._next is None or self._next[0] != key:
            return []
        rows = list(self._next[1])
        self._next = next(self._groups, None)
        return rows


def _shared(connection: Connection) -> dict[int, Sums]:
    """Return, per order with shared lines, what their shares change in the plain sums by payer."""
    corrections: dict[int, Sums] = defaultdict(lambda: defaultdict(lambda: [0, 0, 0]))
    for table, column in _KINDS:
        statement = (
            f"SELECT l.id, l.order_id, l.amount_fen, l.payer, s.payer, s.permille FROM line_share s "  # noqa: S608 - tables of this module
            f"JOIN {table} l ON l.id = s.{table}_id WHERE l.{_IS_CHARGED} ORDER BY l.id, s.id"
        )
        for _, group in groupby(stream(connection, statement), key=itemgetter(0)):
            rows = list(group)
            _, order_id, amount, payer = rows[0][:4]
            shares = [LineShare(payer=Payer(row[4]), permille=row[5]) for row in rows]
            corrections[order_id][payer][column] -= amount
            for who, fen in split(Fen(amount), Payer(payer), shares).items():
                corrections[order_id][who][column] += fen
    return corrections


def _by_payer(rows: Iterable[Any], corrections: Sums) -> Sums:
    payers: Sums = {payer: [int(sum_) for sum_ in sums] for _, payer, *sums in rows}
    for payer, changes in corrections.items():
        before = payers.get(payer, [0, 0, 0])
        payers[payer] = [one + other for one, other in zip(before, changes, strict=True)]
    return payers


def _of_header(order: Any, payers: Sums) -> Iterator[Difference]:  # noqa: ANN401 - a row of the orders
    expected = [sum(sums[column] for sums in payers.values()) for _, column in _KINDS]
    expected.append(sum(payers.get(Payer.CUSTOMER, ())))
    for figure, kept, due in zip(_FIGURES, order[3:7], expected, strict=True):
        if kept != due:
            yield Difference(
                QT_TRANSLATE_NOOP("rules", "施工单 {order} 的{figure}记为 {kept},项目合计 {due}。"),
                {"order": _named(order), "figure": figure, "kept": format_money(kept), "due": format_money(due)},
            )


def _of_statements(order: Any, payers: Sums, statements: list[Any]) -> Iterator[Difference]:  # noqa: ANN401 - a row
    valid: dict[str, Any] = {}
    for row in statements:
        yield from _of_statement(row)
        if row.state != "reversed":
            valid[row.payer] = row
    if not valid:
        if order.stage in _NEEDS_STATEMENT:
            yield Difference(
                QT_TRANSLATE_NOOP("rules", "施工单 {order} 在“{stage}”阶段却没有结算单。"),
                {"order": _named(order), "stage": STAGE_LABELS[Stage(order.stage)]},
            )
        return
    for payer in sorted({*payers, *valid}):
        due = sum(payers.get(payer, ()))
        row = valid.get(payer)
        kept = row[3:6] if row is not None else (0, 0, 0)
        if list(kept) != payers.get(payer, [0, 0, 0]):
            yield Difference(
                QT_TRANSLATE_NOOP("rules", "施工单 {order}:{payer} 应结 {due},结算单 {number} 记为 {kept}。"),
                {
                    "order": _named(order),
                    "payer": payer,
                    "due": format_money(due),
                    "number": row.number if row is not None else "-",
                    "kept": format_money(sum(kept)),
                },
            )


def _of_statement(row: Any) -> Iterator[Difference]:  # noqa: ANN401 - a row of the statements
    total = row.labour_fen + row.material_fen + row.other_fen - row.discount_fen
    if row.total_fen != total:
        yield Difference(
            QT_TRANSLATE_NOOP("rules", "结算单 {number} 合计记为 {kept},各项相加 {due}。"),
            {"number": row.number, "kept": format_money(row.total_fen), "due": format_money(total)},
        )
    paid, due = int(row[-1]), row.total_fen if row.state == "paid" else 0
    if paid != due:
        yield Difference(
            QT_TRANSLATE_NOOP("rules", "结算单 {number} 应已收 {due},收款合计 {paid}。"),
            {"number": row.number, "due": format_money(due), "paid": format_money(paid)},
        )


def _named(order: Any) -> str:  # noqa: ANN401 - a row of the orders
    return order.number or f"#{order.id}"
