"""Lines of an order (项目与材料): added, changed and withdrawn while the order is not authorised."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from app.errors import Refusal, WrongState
from app.models.access import Permission
from app.models.lines import CHARGED, Approval, LabourLine, LineShare, OldPart, OtherLine, PartLine, WorkState
from app.models.orders import Payer, WorkOrder
from app.models.stages import LINES_OPEN
from app.models.stock import Part
from app.services.acts import service
from app.services.entries import LinesEntry, ShareEntry
from app.services.line_writer import (
    LineWriter,
    checked_amount,
    checked_money,
    line_shares,
    rate_for,
    refuse_above_limit,
)
from app.services.order_moves import Line, lines_of, order_in_work, paid_by, recount
from app.store.unit_of_work import Work
from app.text import QT_TRANSLATE_NOOP
from app.values import MAX_HOURS, MAX_MILLI, Fen, Milli, line_amount

LINE_KINDS: Mapping[str, type[LabourLine | PartLine | OtherLine]] = {
    "labour": LabourLine,
    "part": PartLine,
    "other": OtherLine,
}


def refuse_closed_lines(order: WorkOrder) -> None:
    """Refuse a change of lines after the customer's authorisation: that is extra work (增项)."""
    if order.stage not in LINES_OPEN:
        raise WrongState(
            QT_TRANSLATE_NOOP("rules", "客户已委托,不能直接改项目;请走增项,由客户认可。"), place="order.extra"
        )


@service(Permission.RECEIVE)
def add_lines(work: Work, order_id: int, entry: LinesEntry) -> int:
    """Add lines to an order that is not yet authorised (加项目) and return how many it then has."""
    order = order_in_work(work, order_id)
    refuse_closed_lines(order)
    labour, parts, others = lines_of(work.session, order_id)
    count = len(labour) + len(parts) + len(others)
    added = len(entry.labour) + len(entry.parts) + len(entry.others)
    start = max((line.position for group in (labour, parts, others) for line in group), default=0)
    LineWriter(work, order, approval=Approval.QUOTED).write(entry, start=start, there=count)
    recount(work, order)
    return count + added


@service(Permission.RECEIVE)
def change_line(  # noqa: PLR0913 - what may be changed of a line, by name
    work: Work,
    kind: str,
    line_id: int,
    *,
    seen: int,
    quantity: Milli | None = None,
    price_fen: Fen | None = None,
    payer: Payer | None = None,
    shares: tuple[ShareEntry, ...] | None = None,
    old_part: OldPart | None = None,
) -> int:
    """Change hours or quantity (thousandths), price (fen), payer or shares of a line; return the order's key.

    Another payer brings their own hourly rate unless ``price_fen`` names one; a lump sum stays a lump sum, with
    ``price_fen`` as the new one. ``Refusal`` for moving what was claimed from the maker to somebody else.
    """
    line = work.get(LINE_KINDS[kind], line_id, seen=seen)
    order = order_in_work(work, line.order_id)
    refuse_closed_lines(order)
    there = _shares_there(work, kind, line)
    _refuse_claim_moved(line, there, payer or line.payer, shares)
    moved = payer is not None and payer is not line.payer
    line.payer = payer or line.payer
    if moved and shares is None:
        line_shares(kind, line, tuple(ShareEntry(share.payer, share.permille) for share in there))
    if isinstance(line, LabourLine):
        if moved and price_fen is None and line.rate_fen:
            price_fen = rate_for(work, order.business_type_id, line.payer, work.today)
        _reprice_labour(line, quantity, price_fen)
    elif isinstance(line, PartLine):
        _reprice_part(work, line, quantity, price_fen)
        line.old_part = old_part or line.old_part
    elif price_fen is not None:
        line.amount_fen = checked_money(price_fen, "lines.amount")
    if shares is not None:
        _replace_shares(work, kind, line, there, shares)
    recount(work, order)
    return order.id


def _shares_there(work: Work, kind: str, line: Line) -> list[LineShare]:
    column = {"labour": LineShare.labour_line_id, "part": LineShare.part_line_id, "other": LineShare.other_line_id}[
        kind
    ]
    return list(work.session.scalars(select(LineShare).where(column == line.id).order_by(LineShare.id)))


def _refuse_claim_moved(
    line: Line, there: Sequence[LineShare], payer: Payer, shares: tuple[ShareEntry, ...] | None
) -> None:
    """Refuse to make the maker's share of a line smaller: a claim is locked to the warranty payer (索赔锁定)."""
    stored = [(share.payer, share.permille) for share in there]
    wanted = stored if shares is None else [(share.payer, share.permille) for share in shares]
    if paid_by(Payer.WARRANTY, payer, wanted) < paid_by(Payer.WARRANTY, line.payer, stored):
        raise Refusal(
            QT_TRANSLATE_NOOP(
                "rules", "“{name}”的索赔部分锁定由厂家承担,不能改由他人付费;写错时请撤掉这一行,另加一行。"
            ),
            place="lines.payer",
            name=line.name,
        )


def _reprice_labour(line: LabourLine, hours: Milli | None, price: Fen | None) -> None:
    lump = not line.rate_fen and (line.amount_fen or not line.hours)
    if hours is not None:
        line.hours = checked_amount(hours, MAX_HOURS, positive=False, place="lines.hours")
    if lump:
        if price is not None:
            line.amount_fen = checked_money(price, "lines.amount")
        return
    if price is not None:
        line.rate_fen = checked_money(price, "lines.price")
    line.amount_fen = checked_money(line_amount(line.hours, line.rate_fen), "lines.amount")


def _reprice_part(work: Work, line: PartLine, quantity: Milli | None, price: Fen | None) -> None:
    if quantity is not None:
        line.quantity = checked_amount(quantity, MAX_MILLI, positive=True, place="lines.quantity")
    if price is not None:
        line.price_fen = checked_money(price, "lines.price")
        if line.part_id is not None:
            refuse_above_limit(work.find(Part, line.part_id), line.price_fen)
    line.amount_fen = checked_money(line_amount(line.quantity, line.price_fen), "lines.amount")


def _replace_shares(
    work: Work, kind: str, line: Line, there: Sequence[LineShare], shares: tuple[ShareEntry, ...]
) -> None:
    for old in there:
        work.session.delete(old)
    work.session.flush()
    work.session.add_all(line_shares(kind, line, shares))


@service(Permission.RECEIVE)
def withdraw_line(work: Work, kind: str, line_id: int, *, seen: int) -> int:
    """Withdraw a line (撤项); it stays on record and is no longer charged. Return the order's key."""
    line = work.get(LINE_KINDS[kind], line_id, seen=seen)
    order = order_in_work(work, line.order_id)
    if order.stage not in LINES_OPEN:
        work.need_reason()
        refuse_begun(line)
    line.approval = Approval.WITHDRAWN
    recount(work, order)
    return order.id


def refuse_begun(line: Line) -> None:
    """Refuse to withdraw a line whose work has begun or whose parts were issued."""
    if line.approval not in CHARGED:
        raise WrongState(QT_TRANSLATE_NOOP("rules", "这一行已撤项或客户不做。"), place="lines")
    if isinstance(line, LabourLine) and line.work is not WorkState.WAITING:
        raise WrongState(
            QT_TRANSLATE_NOOP("rules", "“{name}”已派工,请先撤回派工。"), place="dispatch.board", name=line.name
        )
    if isinstance(line, PartLine) and line.issued:
        raise WrongState(QT_TRANSLATE_NOOP("rules", "“{name}”已出库,请先退料。"), place="parts.needs", name=line.name)
