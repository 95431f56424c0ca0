"""Moving an order along its way (阶段流转), its totals and its waits; used by every desk's services."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from app.errors import WrongState
from app.models.lines import CHARGED, Approval, LabourLine, LineShare, OtherLine, PartLine, WorkState
from app.models.orders import EXTRA_UNDECIDED, ExtraWork, OrderWait, Payer, StageChange, WaitKind, WorkOrder
from app.models.stages import ENDED, STAGE_LABELS, Action, Stage, transition
from app.store.unit_of_work import Work
from app.text import QT_TRANSLATE_NOOP
from app.values import Fen, share_out

Line = LabourLine | PartLine | OtherLine


@dataclass(frozen=True, slots=True)
class Charge:
    """One charged line split by payer: ``shares`` are fen and add up to the line's amount."""

    kind: str
    line: Line
    shares: dict[Payer, Fen]


def order_in_work(work: Work, order_id: int, *, seen: int | None = None) -> WorkOrder:
    """Lock and return an order; ``StaleRecord`` where its version is not the one seen."""
    return work.get(WorkOrder, order_id, seen=seen)


def move(work: Work, order: WorkOrder, action: Action, *, enters: Stage | None = None) -> None:
    """Move ``order`` by ``action`` and note it; raises what ``turn`` raises."""
    work.append(turn(work, order, action, enters=enters))


def turn(work: Work, order: WorkOrder, action: Action, *, enters: Stage | None = None) -> StageChange:
    """Move ``order`` by ``action`` and return the note of it; ``WrongState`` when the table does not allow it.

    Actions that the table marks so need a reason; ``enters`` names another stage than the table's, for an order that
    goes back to where it came from. Who may act was checked by the service that calls.
    """
    row = transition(action, order.stage)
    if row.needs_reason:
        work.need_reason()
    left, order.stage = order.stage, enters or row.enters
    if order.stage in ENDED and order.ended_at is None:  # closing the file does not end the repair once more
        order.ended_at = work.now
    return StageChange(
        order_id=order.id,
        action=action,
        left=left,
        entered=order.stage,
        at=work.now,
        account_id=work.actor.account_id,
        reason=work.reason,
    )


def split(amount: Fen, payer: Payer, shares: Iterable[LineShare]) -> dict[Payer, Fen]:
    """Split a line's amount: each share in thousandths, the line's payer takes what is left to the fen."""
    others = list(shares)
    parts = [share.permille for share in others]
    amounts = share_out(amount, [*parts, 1000 - sum(parts)])
    result: dict[Payer, Fen] = {}
    for who, fen in zip([*(share.payer for share in others), payer], amounts, strict=True):
        if fen or not others:
            result[who] = Fen(result.get(who, 0) + fen)
    return result


def paid_by(who: Payer, payer: Payer, shares: Iterable[tuple[Payer, int]]) -> int:
    """Return how much of a line ``who`` pays, in thousandths, where ``payer`` takes what the shares leave."""
    others = list(shares)
    mine = sum(permille for whose, permille in others if whose is who)
    return mine + (1000 - sum(permille for _, permille in others) if payer is who else 0)


_LABOUR = select(LabourLine).where(LabourLine.order_id == bindparam("order")).order_by(LabourLine.position)
_PARTS = select(PartLine).where(PartLine.order_id == bindparam("order")).order_by(PartLine.position)
_OTHERS = select(OtherLine).where(OtherLine.order_id == bindparam("order")).order_by(OtherLine.position)
_SHARES = (
    select(LineShare)
    .where(
        or_(
            LineShare.labour_line_id.in_(bindparam("labour", expanding=True)),
            LineShare.part_line_id.in_(bindparam("parts", expanding=True)),
            LineShare.other_line_id.in_(bindparam("others", expanding=True)),
        )
    )
    .order_by(LineShare.id)
)


def lines_of(session: Session, order_id: int) -> tuple[Sequence[LabourLine], Sequence[PartLine], Sequence[OtherLine]]:
    """Return the labour, part and other lines of an order, each in the order they were written."""
    of = {"order": order_id}
    return session.scalars(_LABOUR, of).all(), session.scalars(_PARTS, of).all(), session.scalars(_OTHERS, of).all()


def shares_of(
    session: Session, labour: Sequence[Line], parts: Sequence[Line], others: Sequence[Line]
) -> dict[tuple[str, int], list[LineShare]]:
    """Return the shares of the given lines by (kind, line key)."""
    found: dict[tuple[str, int], list[LineShare]] = {}
    keys = {name: [x.id for x in lines] for name, lines in (("labour", labour), ("parts", parts), ("others", others))}
    if not any(keys.values()):
        return found
    for share in session.scalars(_SHARES, keys):
        for kind, key in (
            ("labour", share.labour_line_id),
            ("part", share.part_line_id),
            ("other", share.other_line_id),
        ):
            if key is not None:
                found.setdefault((kind, key), []).append(share)
    return found


def charges_of(session: Session, order_id: int) -> list[Charge]:
    """Return every charged line of an order split by payer."""
    labour, parts, others = lines_of(session, order_id)
    shares = shares_of(session, labour, parts, others)
    kinds: tuple[tuple[str, Sequence[Line]], ...] = (("labour", labour), ("part", parts), ("other", others))
    return [
        Charge(kind, line, split(line.amount_fen, line.payer, shares.get((kind, line.id), ())))
        for kind, lines in kinds
        for line in lines
        if line.approval in CHARGED
    ]


def extra_charges(session: Session, extra: ExtraWork) -> list[Charge]:
    """Return the lines of a proposal split by payer, whatever the customer has said of them."""
    groups = [[line for line in lines if line.extra_work_id == extra.id] for lines in lines_of(session, extra.order_id)]
    shares = shares_of(session, *groups)
    return [
        Charge(kind, line, split(line.amount_fen, line.payer, shares.get((kind, line.id), ())))
        for kind, lines in zip(("labour", "part", "other"), groups, strict=True)
        for line in lines
    ]


def recount(work: Work, order: WorkOrder) -> list[Charge]:
    """Set the order's totals (fen) to the sums of its charged lines and return those lines."""
    work.session.flush()
    charges = charges_of(work.session, order.id)
    write_totals(order, charges)
    return charges


def write_totals(order: WorkOrder, charges: Iterable[Charge]) -> None:
    """Put the sums of ``charges`` (fen) into the order's header."""
    sums = {"labour": 0, "part": 0, "other": 0}
    customer = 0
    for charge in charges:
        sums[charge.kind] += charge.line.amount_fen
        customer += charge.shares.get(Payer.CUSTOMER, 0)
    order.labour_fen, order.material_fen, order.other_fen = Fen(sums["labour"]), Fen(sums["part"]), Fen(sums["other"])
    order.customer_fen = Fen(customer)


def open_wait(work: Work, order_id: int, kind: WaitKind, note: str = "") -> None:
    """Start a wait unless the order already waits for the same thing."""
    if _waits(work, order_id, kind):
        return
    work.session.add(OrderWait(order_id=order_id, kind=kind, started_at=work.now, note=note))


def end_wait(work: Work, order_id: int, kind: WaitKind | None = None) -> None:
    """End the order's open waits of ``kind``, or all of them."""
    for wait in _waits(work, order_id, kind):
        wait.ended_at = work.now


_WAITS = select(OrderWait).where(OrderWait.order_id == bindparam("order"), OrderWait.ended_at.is_(None))
_UNDECIDED = (
    select(ExtraWork)
    .where(ExtraWork.order_id == bindparam("order"), ExtraWork.state.in_(EXTRA_UNDECIDED))
    .order_by(ExtraWork.id)
)
_UNFINISHED = (
    select(LabourLine)
    .where(
        LabourLine.order_id == bindparam("order"),
        LabourLine.approval == Approval.APPROVED,
        LabourLine.work != WorkState.FINISHED,
    )
    .order_by(LabourLine.position)
)


def _waits(work: Work, order_id: int, kind: WaitKind | None) -> Sequence[OrderWait]:
    found = work.session.scalars(_WAITS, {"order": order_id}).all()
    return [wait for wait in found if kind is None or wait.kind is kind]


def undecided_extra(session: Session, order_id: int) -> Sequence[ExtraWork]:
    """Return the proposals of extra work that the customer has not decided."""
    return session.scalars(_UNDECIDED, {"order": order_id}).all()


def unfinished_lines(session: Session, order_id: int) -> Sequence[LabourLine]:
    """Return the approved labour lines whose work is not finished."""
    return session.scalars(_UNFINISHED, {"order": order_id}).all()


def refuse_wrong_stage(order: WorkOrder, allowed: frozenset[Stage], doing: str) -> None:
    """Raise ``WrongState`` unless the order's stage is one of ``allowed``."""
    if order.stage not in allowed:
        raise WrongState(
            QT_TRANSLATE_NOOP("rules", "施工单现在是“{stage}”,不能{action}。"),
            place="order.stage",
            stage=STAGE_LABELS[order.stage],
            action=doing,
        )
