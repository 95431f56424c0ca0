"""What every stock document has in common (单据): guarded balances, FIFO layers, numbers."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from sqlalchemy import insert, select, update

from app.changes import Change
from app.errors import InvalidEntry, Refusal
from app.models.lines import PartLine
from app.models.station import NumberKind
from app.models.stock import DocumentKind, MoveKind, Part, StockBalance, StockBatch, StockDocument, StockMove
from app.store import numbers
from app.store.unit_of_work import Work
from app.text import QT_TRANSLATE_NOOP
from app.values import MAX_MILLI, Cost, Milli, format_quantity

_NUMBERS = {
    DocumentKind.RECEIPT: NumberKind.RECEIPT,
    DocumentKind.REQUISITION: NumberKind.REQUISITION,
    DocumentKind.RETURN: NumberKind.RETURN,
}


def post_document(work: Work, document: StockDocument) -> StockDocument:
    """Draw the number of a stock document and write it (过账); call it after the balances are locked."""
    document.number = numbers.draw(work, _NUMBERS[document.kind])
    return work.add(document)


def check_quantity(quantity: int, place: str) -> None:
    """Refuse a quantity (thousandths) that is not above zero or beyond the limit."""
    if not 0 < quantity <= MAX_MILLI:
        raise InvalidEntry(
            QT_TRANSLATE_NOOP("rules", "数量应大于 0 且不超过 {limit}。"), place=place, limit=format_quantity(MAX_MILLI)
        )


def shift_balances(work: Work, totals: Mapping[int, int]) -> None:
    """Add signed quantities (thousandths) to the balances of several parts, in part order so that locks never cross."""
    for part_id in sorted(totals):
        _shift_balance(work, part_id, totals[part_id])


def _shift_balance(work: Work, part_id: int, quantity: int) -> None:
    """Add to a part's balance in one guarded statement; ``Refusal`` rather than below zero."""
    changed = work.execute_dml(
        update(StockBalance)
        .where(StockBalance.part_id == part_id, StockBalance.quantity + quantity >= 0)
        .values(quantity=StockBalance.quantity + quantity),
        change=Change.STOCK,
    ).rowcount
    if changed == 1:
        return
    there = work.session.scalar(select(StockBalance.quantity).where(StockBalance.part_id == part_id))
    if there is None and quantity > 0:
        work.execute_dml(insert(StockBalance).values(part_id=part_id, quantity=quantity), change=Change.STOCK)
        return
    part = work.find(Part, part_id)
    raise Refusal(
        QT_TRANSLATE_NOOP("rules", "{part} 库存不足:现有 {there},要出 {wanted}。"),
        place="parts.stock",
        part=part.name,
        there=format_quantity(there or 0),
        wanted=format_quantity(-quantity),
    )


def take_from_batches(work: Work, document: StockDocument, wanted: Sequence[tuple[PartLine, Milli]]) -> None:
    """Issue quantities (thousandths) from the oldest layers; the last piece of a layer takes its remaining cost."""
    layers = _layers(work, {line.part_id for line, _ in wanted})
    moves = [move for line, quantity in wanted for move in _take(work, document, line, quantity, layers[line.part_id])]
    work.identify(*moves)
    work.write(moves)


def _layers(work: Work, parts: Collection[int | None]) -> Mapping[int | None, list[StockBatch]]:
    """Lock what is left of the layers of several parts, oldest first, in part order so that locks never cross."""
    layers: dict[int | None, list[StockBatch]] = defaultdict(list)
    for batch in work.session.scalars(
        select(StockBatch)
        .where(StockBatch.part_id.in_(parts), StockBatch.quantity_left > 0)
        .order_by(StockBatch.part_id, StockBatch.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ):
        layers[batch.part_id].append(batch)
    return layers


def _take(
    work: Work, document: StockDocument, line: PartLine, quantity: int, layers: Iterable[StockBatch]
) -> Iterator[StockMove]:
    left = quantity
    for batch in layers:
        take = min(left, batch.quantity_left)
        if not take:
            continue
        cost = batch.cost_left if take == batch.quantity_left else batch.cost_left * take // batch.quantity_left
        batch.quantity_left, batch.cost_left = Milli(batch.quantity_left - take), Cost(batch.cost_left - cost)
        yield StockMove(
            part_id=batch.part_id,
            batch_id=batch.id,
            document_id=document.id,
            part_line_id=line.id,
            kind=MoveKind.ISSUE,
            quantity=-take,
            cost=-cost,
            at=work.now,
        )
        left -= take
        if not left:
            return
    message = f"batches of part {line.part_id} hold {left} thousandths less than its balance"
    raise ValueError(message)


def put_back(work: Work, document: StockDocument, line: PartLine, quantity: int) -> None:
    """Return a quantity (thousandths) into the layers it came from, last issued first, at the cost it left with."""
    moves = work.session.scalars(
        select(StockMove).where(StockMove.part_line_id == line.id).order_by(StockMove.id.desc())
    ).all()
    returned: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for move in moves:
        if move.reverses_id is not None:
            returned[move.reverses_id][0] += move.quantity
            returned[move.reverses_id][1] += move.cost
    left = quantity
    for move in moves:
        out = -move.quantity - returned[move.id][0]
        if move.kind is not MoveKind.ISSUE or out <= 0:
            continue
        back = min(left, out)
        worth = -move.cost - returned[move.id][1]
        cost = worth if back == out else worth * back // out
        batch = work.session.get_one(StockBatch, move.batch_id, populate_existing=True, with_for_update=True)
        batch.quantity_left, batch.cost_left = Milli(batch.quantity_left + back), Cost(batch.cost_left + cost)
        work.session.add(
            StockMove(
                part_id=batch.part_id,
                batch_id=batch.id,
                document_id=document.id,
                part_line_id=line.id,
                kind=MoveKind.RETURN,
                quantity=back,
                cost=cost,
                at=work.now,
                reverses_id=move.id,
            )
        )
        left -= back
        if not left:
            return
    message = f"the ledger holds {left} thousandths less issued to line {line.id} than the line says"
    raise ValueError(message)
