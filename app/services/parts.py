"""The parts desk (配件): goods in, parts out to orders and back, the catalogue; nothing moves without a paper."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from app.errors import InvalidEntry, Refusal, WrongState
from app.models.access import Permission
from app.models.lines import Approval, OriginClass, PartLine
from app.models.orders import WaitKind
from app.models.people import Technician
from app.models.stages import Stage
from app.models.stock import USUAL_UNIT, DocumentKind, MoveKind, Part, StockBatch, StockDocument, StockMove
from app.services.acts import service
from app.services.entries import NOTHING
from app.services.inspection import unposted_part
from app.services.order_moves import end_wait, order_in_work, refuse_wrong_stage
from app.services.stock_documents import check_quantity, post_document, put_back, shift_balances, take_from_batches
from app.store.unit_of_work import Work
from app.text import QT_TRANSLATE_NOOP
from app.values import MAX_FEN, MAX_MILLI, Cost, Fen, Milli, clean_text, format_quantity

NO_MINIMUM: Final = Milli(0)
ISSUABLE = frozenset(
    {Stage.AUTHORISED, Stage.DISPATCHED, Stage.IN_WORK, Stage.AWAITING_INSPECTION, Stage.PASSED, Stage.NOT_REPAIRED}
)


@dataclass(frozen=True, slots=True)
class ReceiptEntry:
    """One part of a goods receipt as typed (入库): quantity in thousandths, cost in fen for all of it."""

    part_id: int
    quantity: Milli
    cost: Cost


@dataclass(frozen=True, slots=True)
class PartMasterEntry:
    """A part as typed into the catalogue (配件档案): prices in fen a unit, 0 for no limit price."""

    number: str
    name: str
    unit: str = USUAL_UNIT
    brand: str = ""
    origin: OriginClass = OriginClass.ORIGINAL
    bin: str = ""
    price_fen: Fen = NOTHING
    limit_fen: Fen = NOTHING
    minimum: Milli = NO_MINIMUM


@service(Permission.RECEIVE_GOODS)
def receive_goods(work: Work, supplier: str, lines: tuple[ReceiptEntry, ...], *, supplier_note: str = "") -> str:
    """Receive goods into stock (入库) and return the receipt's number; each line becomes a cost layer of its own.

    ``InvalidEntry`` without lines, for quantities or costs out of range.
    """
    if not lines:
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "入库单里还没有配件。"), place="parts.receipt")
    totals: dict[int, int] = defaultdict(int)
    for line in lines:
        check_quantity(line.quantity, "parts.receipt")
        if not 0 <= line.cost <= MAX_FEN:
            raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "进价超出范围。"), place="parts.receipt")
        work.find(Part, line.part_id)
        totals[line.part_id] += line.quantity
    shift_balances(work, totals)
    document = post_document(
        work,
        StockDocument(
            kind=DocumentKind.RECEIPT,
            supplier=clean_text(supplier, 200, place="parts.supplier"),
            supplier_note=clean_text(supplier_note, 200, place="parts.supplier_note"),
            posted_at=work.now,
            posted_by=work.actor.account_id,
            reason=work.reason,
        ),
    )
    for line in lines:
        batch = work.add(
            StockBatch(
                part_id=line.part_id,
                document_id=document.id,
                received_at=work.now,
                quantity_in=line.quantity,
                quantity_left=line.quantity,
                cost_in=line.cost,
                cost_left=line.cost,
            )
        )
        work.session.add(
            StockMove(
                part_id=line.part_id,
                batch_id=batch.id,
                document_id=document.id,
                kind=MoveKind.RECEIPT,
                quantity=line.quantity,
                cost=line.cost,
                at=work.now,
            )
        )
    return document.number


@service(Permission.RECEIVE_GOODS)
def reverse_receipt(work: Work, number: str) -> str:
    """Answer a wrong receipt with a counter-receipt (入库冲销), with a reason; return its number.

    ``Refusal`` when something of it was issued or it was reversed before, ``WrongState`` for a counter-receipt.
    """
    reason = work.need_reason()
    document = work.session.scalars(
        select(StockDocument).where(StockDocument.number == number, StockDocument.kind == DocumentKind.RECEIPT)
    ).one_or_none()
    if document is None:
        raise Refusal(QT_TRANSLATE_NOOP("rules", "没有入库单 {number}。"), place="parts.receipt", number=number)
    moves = work.session.scalars(
        select(StockMove).where(StockMove.document_id == document.id).order_by(StockMove.part_id, StockMove.id)
    ).all()
    if any(move.kind is not MoveKind.RECEIPT for move in moves):
        raise WrongState(QT_TRANSLATE_NOOP("rules", "{number} 本身就是冲销单。"), place="parts.receipt", number=number)
    totals: dict[int, int] = defaultdict(int)
    for move in moves:
        totals[move.part_id] -= move.quantity
    shift_balances(work, totals)
    counter = post_document(
        work,
        StockDocument(
            kind=DocumentKind.RECEIPT,
            supplier=document.supplier,
            supplier_note=document.number,
            posted_at=work.now,
            posted_by=work.actor.account_id,
            reason=reason,
        ),
    )
    for move in moves:
        batch = work.session.get_one(StockBatch, move.batch_id, populate_existing=True, with_for_update=True)
        if batch.quantity_left != batch.quantity_in:
            raise Refusal(
                QT_TRANSLATE_NOOP("rules", "入库单 {number} 的配件已经领用或冲销,不能整单冲销。"),
                place="parts.receipt",
                number=number,
            )
        work.session.add(
            StockMove(
                part_id=move.part_id,
                batch_id=batch.id,
                document_id=counter.id,
                kind=MoveKind.COUNTER_RECEIPT,
                quantity=-move.quantity,
                cost=-move.cost,
                at=work.now,
                reverses_id=move.id,
            )
        )
        batch.quantity_left, batch.cost_left = Milli(0), Cost(0)
    return counter.number


def _lines_to_move(work: Work, order_id: int, wanted: Iterable[tuple[int, Milli]]) -> list[tuple[PartLine, Milli]]:
    """Return the part lines with the quantities asked for, in part order so that locks never cross."""
    sums: dict[int, int] = defaultdict(int)
    for line_id, quantity in wanted:
        check_quantity(quantity, "parts.needs")
        sums[line_id] += quantity
    if not sums:
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "请先选择配件和数量。"), place="parts.needs")
    lines = work.get_all(PartLine, sums)
    if any(line.order_id != order_id for line in lines):
        raise Refusal(QT_TRANSLATE_NOOP("rules", "所选材料不在这张施工单上。"), place="parts.needs")
    found = [(line, Milli(sums[line.id])) for line in lines]
    return sorted(found, key=lambda pair: (pair[0].part_id or 0, pair[0].id))


@service(Permission.ISSUE_PARTS)
def issue_parts(work: Work, order_id: int, technician_id: int, wanted: tuple[tuple[int, Milli], ...]) -> str:
    """Issue parts to an order (领料出库) on a requisition and return its number.

    ``wanted`` pairs part lines with quantities in thousandths. Oldest batches go first; ``Refusal`` when stock is
    short, when a line is not approved, or for more than the line needs.
    """
    order = order_in_work(work, order_id)
    refuse_wrong_stage(order, ISSUABLE, QT_TRANSLATE_NOOP("words", "领料"))
    receiver = work.find(Technician, technician_id)
    lines = _lines_to_move(work, order_id, wanted)
    totals: dict[int, int] = defaultdict(int)
    for line, quantity in lines:
        totals[_issuable_part(line, quantity)] -= quantity
    shift_balances(work, totals)
    document = post_document(
        work,
        StockDocument(
            kind=DocumentKind.REQUISITION,
            order_id=order.id,
            technician_id=receiver.id,
            posted_at=work.now,
            posted_by=work.actor.account_id,
            reason=work.reason,
        ),
    )
    take_from_batches(work, document, lines)
    for line, quantity in lines:
        line.issued = Milli(line.issued + quantity)
    work.session.flush()
    if unposted_part(work, order.id) is None:
        end_wait(work, order.id, WaitKind.PARTS)
    return document.number


def _issuable_part(line: PartLine, quantity: int) -> int:
    if line.approval is not Approval.APPROVED:
        raise Refusal(
            QT_TRANSLATE_NOOP("rules", "“{name}”还没有得到客户认可,不能出库。"), place="order.extra", name=line.name
        )
    if line.part_id is None:
        raise Refusal(QT_TRANSLATE_NOOP("rules", "“{name}”不是库存配件。"), place="parts.needs", name=line.name)
    if line.issued + quantity > line.quantity:
        raise Refusal(
            QT_TRANSLATE_NOOP("rules", "“{name}”只需要 {need},还可领 {left}。"),
            place="parts.needs",
            name=line.name,
            need=format_quantity(line.quantity),
            left=format_quantity(line.quantity - line.issued),
        )
    return line.part_id


@service(Permission.ISSUE_PARTS)
def return_parts(work: Work, order_id: int, wanted: tuple[tuple[int, Milli], ...]) -> str:
    """Take issued parts back into stock (退料) with a reason and return the slip's number.

    They go back into the batches they came from, last issued first, at the cost they left with.
    """
    order = order_in_work(work, order_id)
    reason = work.need_reason()
    refuse_wrong_stage(order, ISSUABLE, QT_TRANSLATE_NOOP("words", "退料"))
    lines = _lines_to_move(work, order_id, wanted)
    totals: dict[int, int] = defaultdict(int)
    for line, quantity in lines:
        if line.part_id is None or quantity > line.issued:
            raise Refusal(
                QT_TRANSLATE_NOOP("rules", "“{name}”只领了 {issued}。"),
                place="parts.needs",
                name=line.name,
                issued=format_quantity(line.issued),
            )
        totals[line.part_id] += quantity
    shift_balances(work, totals)
    document = post_document(
        work,
        StockDocument(
            kind=DocumentKind.RETURN,
            order_id=order.id,
            posted_at=work.now,
            posted_by=work.actor.account_id,
            reason=reason,
        ),
    )
    for line, quantity in lines:
        put_back(work, document, line, quantity)
        line.issued = Milli(line.issued - quantity)
    return document.number


@service(Permission.KEEP_PARTS)
def save_part(work: Work, entry: PartMasterEntry, *, part_id: int | None = None, seen: int | None = None) -> int:
    """Write a part into the catalogue (配件档案) and return its key.

    ``InvalidEntry`` without number or name, for a number already taken, a price above its limit, amounts out of range.
    """
    number = clean_text(entry.number, 64, place="parts.number")
    name = clean_text(entry.name, 200, place="parts.name")
    if not number or not name:
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "请填写配件编码和名称。"), place="parts.number")
    with work.session.no_autoflush:
        taken = work.session.scalar(select(Part.id).where(Part.number == number))
    if taken is not None and taken != part_id:
        raise InvalidEntry(
            QT_TRANSLATE_NOOP("rules", "配件编码 {number} 已经有了。"), place="parts.number", number=number
        )
    _check_prices(entry)
    part = work.get(Part, part_id, seen=seen) if part_id is not None else Part(number=number)
    part.number, part.name, part.unit = number, name, clean_text(entry.unit, 16, place="parts.unit") or USUAL_UNIT
    part.brand, part.origin = clean_text(entry.brand, 100, place="parts.brand"), entry.origin
    part.bin, part.minimum = clean_text(entry.bin, 32, place="parts.bin"), entry.minimum
    part.price_fen, part.limit_fen = entry.price_fen, entry.limit_fen
    return work.add(part).id


def _check_prices(entry: PartMasterEntry) -> None:
    if not 0 <= entry.price_fen <= MAX_FEN or (entry.limit_fen and entry.price_fen > entry.limit_fen >= 0):
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "售价不能为负,也不得高于限价。"), place="parts.price")
    if not 0 <= entry.limit_fen <= MAX_FEN:
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "限价超出范围。"), place="parts.limit")
    if not 0 <= entry.minimum <= MAX_MILLI:
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "最低库存超出范围。"), place="parts.minimum")
