"""The stock ledger under random days: receipts, issues, returns and reversals of three parts on two orders."""

from collections import Counter
from dataclasses import dataclass
from itertools import count
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.models.access import Role
from app.models.lines import PartLine
from app.models.stock import DocumentKind, MoveKind, StockBalance, StockBatch, StockDocument, StockMove
from app.services import entries, estimates, parts
from app.values import Cost, Fen, Milli
from tests.builders import CONSENT, Shop, received

NEED = 6_000
_DAYS = count(1)

part_at = st.integers(0, 2)
order_at = st.integers(0, 1)
quantities = st.sampled_from((1, 333, 500, 1_000, 2_500, 6_000)) | st.integers(1, 4_000)
# Of what could go, in thousandths: mostly possible, now and then a little too much.
portions = st.sampled_from((1, 333, 500, 1_000, 1_000, 1_100)) | st.integers(1, 1_050)
costs = st.sampled_from((0, 1, 100, 9_999)) | st.integers(0, 200_000)


@dataclass
class Days:
    """Two authorised orders that need the same three new parts, of which nothing is there."""

    parts: list[int]
    orders: list[int]
    lines: list[list[int]]


def begin(shop: Shop) -> Days:
    """Write new parts into the catalogue and bring two new cars as far as authorised."""
    day = next(_DAYS)
    keys = [
        shop.do(Role.PARTS_LEAD, parts.save_part, parts.PartMasterEntry(f"L{day}-{n}", f"零件 {n}", price_fen=Fen(100)))
        for n in range(3)
    ]
    material = tuple(entries.PartEntry(Milli(NEED), part_id=key) for key in keys)
    orders = []
    for letter in "AB":
        vehicle = entries.VehicleEntry(plate=f"京{letter}{day:05}")
        order = received(shop, vehicle=vehicle, lines=entries.LinesEntry(parts=material)).order_id
        shop.do(Role.RECEPTION, estimates.quote_order, order)
        gaps = frozenset({"gap.paper", "gap.vin"})
        shop.do(Role.RECEPTION, estimates.authorise_order, order, CONSENT, confirmed=gaps, reason="急")
        orders.append(order)
    return Days(keys, orders, [[line.id for line in shop.lines(order)[1]] for order in orders])


class Store(RuleBasedStateMachine):
    """What a parts clerk may do in any order, beside a reckoning of what must come of it."""

    def __init__(self, shop: Shop) -> None:
        """Begin with empty shelves."""
        super().__init__()
        self.shop = shop
        self.days = begin(shop)
        self.on_hand = Counter[int]()
        self.issued = Counter[int]()
        self.receipts: list[tuple[str, dict[int, int]]] = []

    @rule(goods=st.lists(st.tuples(part_at, quantities, costs), min_size=1, max_size=3))
    def goods_come_in(self, goods: list[tuple[int, int, int]]) -> None:
        """Receive goods, the same part more than once if it happens so."""
        lines = tuple(
            parts.ReceiptEntry(self.days.parts[at], Milli(quantity), Cost(cost)) for at, quantity, cost in goods
        )
        number = self.shop.do(Role.PARTS, parts.receive_goods, "保定", lines)
        came = Counter[int]()
        for at, quantity, _ in goods:
            came[at] += quantity
        self.on_hand.update(came)
        self.receipts.append((number, dict(came)))

    @rule(order=order_at, portion=st.lists(st.tuples(part_at, portions), min_size=1, max_size=3))
    def parts_go_out(self, order: int, portion: list[tuple[int, int]]) -> None:
        """Issue if it is there and needed, and be refused if not."""
        lines = self.days.lines[order]
        wanted = [
            (at, max(1, min(self.on_hand[at], NEED - self.issued[lines[at]]) * part // 1000)) for at, part in portion
        ]
        asked = tuple((lines[at], Milli(quantity)) for at, quantity in wanted)
        sums = Counter[int]()
        for at, quantity in wanted:
            sums[at] += quantity
        possible = all(
            quantity <= self.on_hand[at] and self.issued[lines[at]] + quantity <= NEED for at, quantity in sums.items()
        )
        technician = self.shop.technicians[0]
        issue = (Role.PARTS, parts.issue_parts, self.days.orders[order], technician, asked)
        if not possible:
            self.is_refused(*issue)
            return
        number = self.shop.do(*issue)
        for at, quantity in sums.items():
            self.on_hand[at] -= quantity
            self.issued[lines[at]] += quantity
        self.oldest_first(number)

    @rule(order=order_at, portion=st.lists(st.tuples(part_at, portions), min_size=1, max_size=2))
    def parts_come_back(self, order: int, portion: list[tuple[int, int]]) -> None:
        """Return what was issued, and be refused for more."""
        lines = self.days.lines[order]
        wanted = [(at, max(1, self.issued[lines[at]] * part // 1000)) for at, part in portion]
        sums = Counter[int]()
        for at, quantity in wanted:
            sums[at] += quantity
        asked = tuple((lines[at], Milli(quantity)) for at, quantity in wanted)
        give_back = (Role.PARTS, parts.return_parts, self.days.orders[order], asked)
        if any(quantity > self.issued[lines[at]] for at, quantity in sums.items()):
            self.is_refused(*give_back)
            return
        self.shop.do(*give_back, reason="多领")
        for at, quantity in sums.items():
            self.on_hand[at] += quantity
            self.issued[lines[at]] -= quantity

    @precondition(lambda self: self.receipts)
    @rule(which=st.integers(0, 30))
    def a_receipt_is_taken_back(self, which: int) -> None:
        """Reverse a receipt; the program refuses one of which something is out or that was reversed before."""
        number, came = self.receipts[which % len(self.receipts)]
        with self.shop.looking() as session:
            whole = session.scalars(
                select(StockBatch.quantity_left == StockBatch.quantity_in)
                .join(StockDocument, StockDocument.id == StockBatch.document_id)
                .where(StockDocument.number == number)
            ).all()
        if not all(whole):
            self.is_refused(Role.PARTS, parts.reverse_receipt, number)
            return
        self.shop.do(Role.PARTS, parts.reverse_receipt, number, reason="供货错")
        self.on_hand.subtract(came)

    def is_refused(self, *call: object) -> None:
        """See a refusal that leaves no trace."""
        before = self.moves()
        with pytest.raises(Refusal):
            self.shop.do(*call, reason="试")  # type: ignore[arg-type]  # role and service, then what they take
        assert self.moves() == before

    def moves(self) -> int:
        with self.shop.looking() as session:
            return session.scalar(select(func.count()).select_from(StockMove)) or 0

    def oldest_first(self, number: str) -> None:
        """See that an issue left nothing in any layer older than the newest it touched."""
        with self.shop.looking() as session:
            document = session.scalars(select(StockDocument).where(StockDocument.number == number)).one()
            newest = session.execute(
                select(StockMove.part_id, func.max(StockMove.batch_id))
                .where(StockMove.document_id == document.id)
                .group_by(StockMove.part_id)
            ).all()
            for part, batch in newest:
                left = session.scalars(
                    select(StockBatch.quantity_left).where(StockBatch.part_id == part, StockBatch.id < batch)
                ).all()
                assert not sum(left)

    @invariant()
    def the_books_agree(self) -> None:
        """On hand is the sum of the moves and of the layers, in pieces and in money, and nothing is below nought."""
        keys = self.days.parts
        with self.shop.looking() as session:
            balances = dict(rows(session, StockBalance.part_id, StockBalance.quantity, of=keys))
            batches = rows(
                session, StockBatch.part_id, StockBatch.id, StockBatch.quantity_left, StockBatch.cost_left, of=keys
            )
            moves = rows(
                session,
                StockMove.part_id,
                StockMove.batch_id,
                StockMove.quantity,
                StockMove.cost,
                StockMove.part_line_id,
                of=keys,
            )
            lines = session.execute(select(PartLine.id, PartLine.issued).where(PartLine.part_id.in_(keys))).all()
        assert {part: balances.get(part, 0) for part in keys} == {
            part: self.on_hand[at] for at, part in enumerate(keys)
        }
        for part in keys:
            layers = sum(left for key, _, left, _ in batches if key == part)
            assert balances.get(part, 0) == layers == sum(move.quantity for move in moves if move.part_id == part)
        for _, batch, left, worth in batches:
            mine = [move for move in moves if move.batch_id == batch]
            assert left == sum(move.quantity for move in mine) >= 0
            assert worth == sum(move.cost for move in mine) >= 0
            assert left or not worth, "the last piece takes the remaining cost"
        assert len(lines) == 2 * len(keys)
        for line, issued in lines:
            mine = [move for move in moves if move.part_line_id == line]
            out, cost = -sum(move.quantity for move in mine), -sum(move.cost for move in mine)
            assert issued == out == self.issued[line]
            assert cost >= 0
            assert out or not cost, "what came back whole brought its cost back"


def rows(session: Session, *columns: Any, of: list[int]) -> Any:
    """Read columns of the rows that belong to the parts ``of``; the first column is the part's key."""
    return session.execute(select(*columns).where(columns[0].in_(of))).all()


def test_the_books_agree_after_every_step_of_any_day(shop: Shop) -> None:
    run_state_machine_as_test(
        lambda: Store(shop),  # type: ignore[arg-type]  # anything that makes a machine will do
        settings=settings(max_examples=25, stateful_step_count=20, phases=(Phase.explicit, Phase.generate)),
    )
    documents = shop.found(StockDocument)
    for kind in DocumentKind:
        serials = sorted(int(row.number[-4:]) for row in documents if row.kind is kind)
        assert serials == list(range(1, len(serials) + 1)), "refusals spend no number"
    kinds = {move.kind for move in shop.found(StockMove)}
    assert kinds == set(MoveKind), "every kind of move was made"
