"""Stock while a history is made (库存推演): receipts before anything runs short, issues oldest layer first."""

from collections import defaultdict, deque
from dataclasses import dataclass

from app.services.generate.journal import Journal, at
from app.services.generate.masters import Masters
from app.store.bulk import BulkWriter

UNIT = 1000
_ORDERED_TOGETHER = 12


@dataclass(slots=True)
class Layer:
    """A cost layer: what is left of it."""

    id: int
    part: int
    document: int
    at: str
    quantity_in: int
    cost_in: int
    left: int
    cost_left: int


class Yard:
    """Layers per part; every move is written as it happens, layers and balances at the end."""

    def __init__(self, writer: BulkWriter, journal: Journal, masters: Masters, clerk: int) -> None:
        """Begin with empty shelves; ``clerk`` is the account that posts."""
        self.writer = writer
        self.journal = journal
        self.masters = masters
        self.clerk = clerk
        self.layers: dict[int, deque[Layer]] = {}
        self.spent: list[Layer] = []
        self.documents = self.moves = self.made = 0
        self._on_hand: dict[int, int] = defaultdict(int)
        self._document = self.writer.table(
            "stock_document",
            "id uuid number kind order_id technician_id supplier supplier_note posted_at posted_by reason",
        )
        self._move = self.writer.table(
            "stock_move", "id part_id batch_id document_id part_line_id kind quantity cost at reverses_id"
        )

    def on_hand(self, part: int) -> int:
        """Return what is on hand of a part, in thousandths."""
        return self._on_hand[part]

    def provide(self, part: int, quantity: int, minute: int) -> None:
        """Receive goods when a part would run short, its neighbours on the same paper."""
        if self.on_hand(part) >= quantity:
            return
        count = len(self.masters.parts)
        wanted = [(part - 1 + step * 7) % count + 1 for step in range(min(_ORDERED_TOGETHER, count))]
        self.receive(dict.fromkeys(wanted, max(quantity, 30 * UNIT)), minute)

    def receive(self, quantities: dict[int, int], minute: int) -> None:
        """Write a goods receipt."""
        self.documents += 1
        number = self.journal.number("RK", minute)
        self._document(
            (
                self.documents,
                f"rk-{self.documents}",
                number,
                "receipt",
                None,
                None,
                "保定配件中心",
                "",
                at(minute),
                self.clerk,
                "",
            )
        )
        for part, quantity in quantities.items():
            cost = self.masters.parts[part - 1].cost * quantity // UNIT
            self.made += 1
            layer = Layer(self.made, part, self.documents, at(minute), quantity, cost, quantity, cost)
            self.layers.setdefault(part, deque()).append(layer)
            self._moved(part, layer.id, self.documents, None, "receipt", quantity, cost, minute)
        self.journal.note(
            minute,
            self.clerk,
            "parts.receive_goods",
            [{"new": "stock_document", "id": self.documents, "fields": {"number": number, "kind": "receipt"}}],
        )

    def _moved(
        self, part: int, layer: int, document: int, line: int | None, kind: str, quantity: int, cost: int, minute: int
    ) -> None:
        self._on_hand[part] += quantity
        self.moves += 1
        self._move((self.moves, part, layer, document, line, kind, quantity, cost, at(minute), None))

    def issue(self, order: int, technician: int, wanted: list[tuple[int, int, int]], minute: int) -> str:
        """Write a requisition; ``wanted`` holds (part line, part, quantity). Return its number."""
        self.documents += 1
        number = self.journal.number("LL", minute)
        self._document(
            (
                self.documents,
                f"ll-{self.documents}",
                number,
                "requisition",
                order,
                technician,
                "",
                "",
                at(minute),
                self.clerk,
                "",
            )
        )
        for line, part, quantity in wanted:
            self._take(line, part, quantity, minute)
        return number

    def _take(self, line: int, part: int, quantity: int, minute: int) -> None:
        layers = self.layers[part]
        left = quantity
        while left:
            layer = layers[0]
            take = min(left, layer.left)
            cost = layer.cost_left if take == layer.left else layer.cost_left * take // layer.left
            layer.left -= take
            layer.cost_left -= cost
            left -= take
            self._moved(part, layer.id, self.documents, line, "issue", -take, -cost, minute)
            if not layer.left:
                self.spent.append(layers.popleft())

    def finish(self) -> None:
        """Write layers and balances as they stand at the end."""
        batch = self.writer.table(
            "stock_batch", "id part_id document_id received_at quantity_in quantity_left cost_in cost_left"
        )
        balance = self.writer.table("stock_balance", "part_id quantity")
        everything = [*self.spent, *(layer for layers in self.layers.values() for layer in layers)]
        for x in sorted(everything, key=lambda layer: layer.id):
            batch((x.id, x.part, x.document, x.at, x.quantity_in, x.left, x.cost_in, x.cost_left))
        for part, layers in self.layers.items():
            balance((part, sum(layer.left for layer in layers)))
