"""Receiving in one go (一次接车): received and quoted by one click; what a line may be, what lines would cost."""

import typing
from collections.abc import Iterable
from dataclasses import dataclass

from app.models.access import Permission
from app.models.lines import Approval, LineShare
from app.models.orders import Payer, WorkOrder
from app.services import masters, parts_board
from app.services.acts import query, service
from app.services.entries import ArrivalEntry, LinesEntry, Received, ShareEntry
from app.services.estimates import FirstQuote
from app.services.line_writer import LineWriter
from app.services.order_moves import Line, split
from app.services.reception import open_visit
from app.store import search
from app.store.unit_of_work import Look, Work
from app.text import QT_TRANSLATE_NOOP
from app.values import Fen, Milli

OFFERED = 30
ONE = Milli(1000)


@service(Permission.RECEIVE)
def receive_and_quote(work: Work, entry: ArrivalEntry) -> Received:
    """Receive a car and quote its first order in one transaction (接车并估价): either both happen or neither.

    Raises what ``receive_car`` and ``quote_order`` raise; without a line it is refused and nothing is received.
    """
    return receive_quoted(work, entry)[0]


def receive_quoted(work: Work, entry: ArrivalEntry) -> tuple[Received, WorkOrder]:
    """Do what ``receive_and_quote`` says; return its answer and the order, for whoever goes on at once."""
    first = FirstQuote(work)
    received, order, charges = open_visit(work, entry, before_writing=first.decide)
    first.keep(order, charges)
    return received, order


@dataclass(frozen=True, slots=True)
class LineOffer:
    """What may become a line (可选项目): an operation or a part; hours or stock in thousandths, price in fen.

    ``price_fen`` is ``None`` for an operation charged by the hour: the rate follows business type and payer.
    """

    id: str
    kind: str
    key: int
    code: str
    name: str
    unit: str
    amount: Milli
    price_fen: Fen | None
    on_hand: Milli
    brand: str = ""


@query(Permission.VIEW)
def find_lines(look: Look, text: str) -> tuple[LineOffer, ...]:
    """Return the operations and parts that fit what was typed (code, name, initials), best first."""
    found = search.find(look.session.connection(), text, kinds=("operation", "part"), limit=OFFERED)
    operations = tuple(hit.ref for hit in found if hit.kind == "operation")
    parts = tuple(hit.ref for hit in found if hit.kind == "part")
    offers: dict[tuple[str, int], LineOffer] = {}
    if operations:
        offers |= {("operation", row.id): _operation_offer(row) for row in masters.operations(look, operations)}
    if parts:
        offers |= {("part", row.id): _part_offer(row) for row in parts_board.stock_of(look, parts)}
    return tuple(offers[hit.kind, hit.ref] for hit in found if (hit.kind, hit.ref) in offers)


def _operation_offer(row: masters.OperationRow) -> LineOffer:
    unit = QT_TRANSLATE_NOOP("words", "工时")
    price = row.lump_fen or None
    return LineOffer(f"labour-{row.id}", "labour", row.id, row.code, row.name, unit, row.hours, price, Milli(0))


def _part_offer(row: parts_board.StockRow) -> LineOffer:
    return LineOffer(
        f"part-{row.id}", "part", row.id, row.number, row.name, row.unit, ONE, row.price_fen, row.quantity, row.brand
    )


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A typed line as it would be charged (试算行): hours or quantity in thousandths, amounts in fen."""

    kind: str
    name: str
    amount: Milli
    price_fen: Fen
    total_fen: Fen
    payer: Payer


@dataclass(frozen=True, slots=True)
class Estimate:
    """What typed lines would cost (试算), in fen; ``lines`` in the order labour, parts, others."""

    lines: tuple[PricedLine, ...]
    labour_fen: Fen
    material_fen: Fen
    other_fen: Fen
    customer_fen: Fen

    @property
    def total_fen(self) -> Fen:
        """What all of it costs, whoever pays."""
        return Fen(self.labour_fen + self.material_fen + self.other_fen)


@query(Permission.VIEW)
def price_lines(look: Look, business_type_id: int, entry: LinesEntry) -> Estimate:
    """Return what ``entry`` would cost on an order of that business type, priced as it will be when it is saved.

    Raises what saving would raise: ``InvalidEntry`` for amounts out of range, ``Refusal`` above a limit price.
    """
    # The writer only reads until its lines are added to a session, which nobody does here.
    work = typing.cast("Work", look)
    writer = LineWriter(work, WorkOrder(business_type_id=business_type_id), approval=Approval.QUOTED)
    writer.recall(entry)
    labour = [writer.labour(line, place) for place, line in enumerate(entry.labour)]
    parts = [writer.part(line, place) for place, line in enumerate(entry.parts)]
    others = [writer.other(line, place) for place, line in enumerate(entry.others)]
    lines: list[Line] = [*labour, *parts, *others]
    shares = [
        *(typed.shares for typed in entry.labour),
        *(typed.shares for typed in entry.parts),
        *(typed.shares for typed in entry.others),
    ]
    return Estimate(
        lines=(
            *(PricedLine("labour", row.name, row.hours, row.rate_fen, row.amount_fen, row.payer) for row in labour),
            *(PricedLine("part", row.name, row.quantity, row.price_fen, row.amount_fen, row.payer) for row in parts),
            *(PricedLine("other", row.name, ONE, row.amount_fen, row.amount_fen, row.payer) for row in others),
        ),
        labour_fen=_sum(labour),
        material_fen=_sum(parts),
        other_fen=_sum(others),
        customer_fen=Fen(sum(_customers(line, typed) for line, typed in zip(lines, shares, strict=True))),
    )


def _sum(lines: Iterable[Line]) -> Fen:
    return Fen(sum(line.amount_fen for line in lines))


def _customers(line: Line, shares: tuple[ShareEntry, ...]) -> int:
    others = [LineShare(payer=share.payer, permille=share.permille) for share in shares]
    return split(line.amount_fen, line.payer, others).get(Payer.CUSTOMER, 0)
