"""The stock ledger's equation (流水 = 结存 = 批次): quantities in thousandths, costs in fen."""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection

from app.services.check.difference import Difference, stream
from app.text import QT_TRANSLATE_NOOP
from app.values import format_money, format_quantity

_PARTS: Final = """
SELECT p.number, coalesce(m.quantity, 0), coalesce(m.cost, 0), coalesce(b.quantity, 0), coalesce(b.cost, 0),
       coalesce(s.quantity, 0)
FROM part p
LEFT JOIN (SELECT part_id, sum(quantity) quantity, sum(cost) cost FROM stock_move GROUP BY part_id) m
       ON m.part_id = p.id
LEFT JOIN (SELECT part_id, sum(quantity_left) quantity, sum(cost_left) cost FROM stock_batch GROUP BY part_id) b
       ON b.part_id = p.id
LEFT JOIN stock_balance s ON s.part_id = p.id
WHERE coalesce(m.quantity, 0) <> coalesce(s.quantity, 0) OR coalesce(b.quantity, 0) <> coalesce(s.quantity, 0)
   OR coalesce(m.cost, 0) <> coalesce(b.cost, 0) OR coalesce(s.quantity, 0) < 0
ORDER BY p.id
"""
_BATCHES: Final = """
SELECT t.id, p.number, t.quantity_in, t.cost_in, t.quantity_left, t.cost_left,
       coalesce(m.quantity, 0), coalesce(m.cost, 0), coalesce(m.received, 0), coalesce(m.paid, 0),
       coalesce(m.lowest, t.part_id) <> t.part_id OR coalesce(m.highest, t.part_id) <> t.part_id
FROM stock_batch t
JOIN part p ON p.id = t.part_id
LEFT JOIN (
    SELECT batch_id, sum(quantity) quantity, sum(cost) cost, min(part_id) lowest, max(part_id) highest,
           sum(CASE WHEN kind = 'receipt' THEN quantity ELSE 0 END) received,
           sum(CASE WHEN kind = 'receipt' THEN cost ELSE 0 END) paid
    FROM stock_move GROUP BY batch_id
) m ON m.batch_id = t.id
WHERE coalesce(m.quantity, 0) <> t.quantity_left OR coalesce(m.cost, 0) <> t.cost_left
   OR coalesce(m.received, 0) <> t.quantity_in OR coalesce(m.paid, 0) <> t.cost_in
   OR t.quantity_left < 0 OR t.cost_left < 0 OR (t.quantity_left = 0 AND t.cost_left <> 0)
   OR coalesce(m.lowest, t.part_id) <> t.part_id OR coalesce(m.highest, t.part_id) <> t.part_id
ORDER BY t.id
"""
_LINES: Final = """
SELECT o.number, l.name, l.issued, coalesce(m.issued, 0)
FROM part_line l
JOIN work_order o ON o.id = l.order_id
LEFT JOIN (
    SELECT part_line_id, -sum(quantity) issued FROM stock_move WHERE part_line_id IS NOT NULL GROUP BY part_line_id
) m ON m.part_line_id = l.id
WHERE l.issued <> coalesce(m.issued, 0)
ORDER BY l.id
"""


def differences(connection: Connection) -> Iterator[Difference]:
    """Tell where ledger, balance, batches and issued quantities disagree, or something is below zero."""
    yield from _of_parts(connection)
    yield from _of_batches(connection)
    for number, name, issued, moved in stream(connection, _LINES):
        yield Difference(
            QT_TRANSLATE_NOOP("rules", "施工单 {order} 的材料“{name}”记为已领 {issued},流水合计 {moved}。"),
            {"order": number or "", "name": name, "issued": _units(issued), "moved": _units(moved)},
        )


def _of_parts(connection: Connection) -> Iterator[Difference]:
    for number, moved, moved_cost, left, left_cost, balance in stream(connection, _PARTS):
        if moved != balance:
            yield Difference(
                QT_TRANSLATE_NOOP("rules", "配件 {part}:流水合计 {moved},结存 {balance}。"),
                {"part": number, "moved": _units(moved), "balance": _units(balance)},
            )
        if left != balance:
            yield Difference(
                QT_TRANSLATE_NOOP("rules", "配件 {part}:批次余量合计 {left},结存 {balance}。"),
                {"part": number, "left": _units(left), "balance": _units(balance)},
            )
        if moved_cost != left_cost:
            yield Difference(
                QT_TRANSLATE_NOOP("rules", "配件 {part}:流水成本合计 {moved},批次成本合计 {left}。"),
                {"part": number, "moved": _money(moved_cost), "left": _money(left_cost)},
            )
        if balance < 0:
            yield Difference(
                QT_TRANSLATE_NOOP("rules", "配件 {part}:结存 {balance},小于零。"),
                {"part": number, "balance": _units(balance)},
            )


def _of_batches(connection: Connection) -> Iterator[Difference]:
    for row in stream(connection, _BATCHES):
        key, part, came, cost, left, cost_left, moved, moved_cost, received, paid, mixed = row
        where = {"part": part, "batch": key}
        if (moved, moved_cost) != (left, cost_left):
            yield Difference(
                QT_TRANSLATE_NOOP(
                    "rules", "配件 {part} 批次 {batch}:流水余 {moved}(成本 {cost}),批次余 {left}(成本 {kept})。"
                ),
                where
                | {"moved": _units(moved), "cost": _money(moved_cost), "left": _units(left), "kept": _money(cost_left)},
            )
        if (received, paid) != (came, cost):
            yield Difference(
                QT_TRANSLATE_NOOP(
                    "rules", "配件 {part} 批次 {batch}:入库流水 {moved}(成本 {cost}),批次记入 {left}(成本 {kept})。"
                ),
                where | {"moved": _units(received), "cost": _money(paid), "left": _units(came), "kept": _money(cost)},
            )
        if left < 0 or cost_left < 0 or (left == 0 and cost_left):
            yield Difference(
                QT_TRANSLATE_NOOP("rules", "配件 {part} 批次 {batch}:余量 {left} 与成本 {kept} 不可能同时成立。"),
                where | {"left": _units(left), "kept": _money(cost_left)},
            )
        if mixed:
            yield Difference(QT_TRANSLATE_NOOP("rules", "配件 {part} 批次 {batch}:有别的配件的流水。"), where)


def _units(milli: int) -> str:
    return format_quantity(int(milli))


def _money(fen: int) -> str:
    return format_money(int(fen))
