"""Extra work found in the middle (增项): proposed → quoted → decided by the customer, only then dispatchable."""

from datetime import timedelta

from sqlalchemy import select

from app.errors import InvalidEntry, Refusal, WrongState
from app.models.access import Permission
from app.models.lines import Approval, LabourLine, OtherLine, PartLine
from app.models.orders import EXTRA_UNDECIDED, Consent, ConsentKind, ExtraState, ExtraWork, Payer, WaitKind, WorkOrder
from app.models.stages import WORKSHOP_STAGES, Action, Stage
from app.models.station import NumberKind
from app.services.acts import service
from app.services.entries import ConsentEntry, LinesEntry
from app.services.estimates import freeze, write_consent
from app.services.line_writer import LineWriter
from app.services.order_moves import (
    Line,
    end_wait,
    lines_of,
    move,
    open_wait,
    order_in_work,
    recount,
    refuse_wrong_stage,
    shares_of,
    split,
    undecided_extra,
)
from app.services.workshop import finish_if_done
from app.store import numbers
from app.store.unit_of_work import Work
from app.text import QT_TRANSLATE_NOOP
from app.values import Fen, clean_text

PROPOSABLE = WORKSHOP_STAGES | {Stage.AWAITING_INSPECTION}


@service(Permission.PROPOSE_EXTRA)
def propose_extra_work(
    work: Work,
    order_id: int,
    finding: str,
    lines: LinesEntry,
    *,
    cause: str = "",
    safety: bool = False,
    delay_minutes: int = 0,
) -> int:
    """Propose extra work (提出增项) with what was found and why it is due; nothing of it may start. Return its key.

    ``InvalidEntry`` without a finding, ``WrongState`` before authorisation or after the final inspection.
    """
    order = order_in_work(work, order_id)
    refuse_wrong_stage(order, PROPOSABLE, QT_TRANSLATE_NOOP("words", "提出增项"))
    text = clean_text(finding, place="extra.finding")
    if not text:
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "请写明发现了什么。"), place="extra.finding")
    extra = work.add(
        ExtraWork(
            order_id=order.id,
            number=numbers.draw(work, NumberKind.EXTRA_WORK),
            state=ExtraState.PROPOSED,
            finding=text,
            reason=clean_text(cause, place="extra.reason"),
            safety=safety,
            delay_minutes=_delay(delay_minutes),
            proposed_at=work.now,
            proposed_by=work.actor.account_id,
        )
    )
    _write_lines(work, order, extra, lines)
    return extra.id


def _delay(minutes: int) -> int:
    if not 0 <= minutes <= 60 * 24 * 60:
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "对交车时间的影响超出范围。"), place="extra.delay")
    return minutes


def _write_lines(work: Work, order: WorkOrder, extra: ExtraWork, lines: LinesEntry) -> None:
    places = [line.position for group in lines_of(work.session, order.id) for line in group]
    writer = LineWriter(work, order, approval=Approval.PROPOSED, extra_work_id=extra.id)
    writer.write(lines, start=max(places, default=0), there=len(places))


@service(Permission.DECIDE_EXTRA)
def quote_extra_work(
    work: Work, extra_work_id: int, lines: LinesEntry, *, seen: int, delay_minutes: int | None = None
) -> int:
    """Price a proposal for the customer (增项报价), adding ``lines`` to it; the order then waits for the customer.

    Work that does not touch safety and stays under the limit the customer signed is approved at once. Return the
    proposal's key; ``Refusal`` when it has no line.
    """
    extra, order = _open_proposal(work, extra_work_id, seen)
    _write_lines(work, order, extra, lines)
    mine = _lines(work, extra)
    if not mine:
        raise Refusal(QT_TRANSLATE_NOOP("rules", "增项里还没有项目或材料。"), place="extra.lines")
    if delay_minutes is not None:
        extra.delay_minutes = _delay(delay_minutes)
    extra.state, extra.quoted_at = ExtraState.QUOTED, work.now
    price = customer_price(work, mine)
    if not extra.safety and price and price <= _limit_left(work, order):
        consent = ConsentEntry(
            given_by=QT_TRANSLATE_NOOP("words", "签认限额"), words=QT_TRANSLATE_NOOP("words", "在客户签认的增项限额内")
        )
        _decide(work, order, extra, consent, frozenset(_key(line) for line in mine))
    else:
        open_wait(work, order.id, WaitKind.CUSTOMER, extra.finding)
    return extra.id


def customer_price(work: Work, lines: list[Line]) -> Fen:
    """Return what the customer would pay of ``lines`` (fen)."""
    labour = [line for line in lines if isinstance(line, LabourLine)]
    parts = [line for line in lines if isinstance(line, PartLine)]
    others = [line for line in lines if isinstance(line, OtherLine)]
    shares = shares_of(work.session, labour, parts, others)
    return Fen(
        sum(split(line.amount_fen, line.payer, shares.get(_key(line), ())).get(Payer.CUSTOMER, 0) for line in lines)
    )


def _limit_left(work: Work, order: WorkOrder) -> int:
    spent = work.session.scalars(
        select(Consent.amount_fen).where(
            Consent.order_id == order.id, Consent.kind == ConsentKind.EXTRA, Consent.agreed.is_(True)
        )
    ).all()
    return order.signed_limit_fen - sum(spent)


def _key(line: Line) -> tuple[str, int]:
    return ("labour" if isinstance(line, LabourLine) else "part" if isinstance(line, PartLine) else "other", line.id)


def _lines(work: Work, extra: ExtraWork) -> list[Line]:
    return [
        line for group in lines_of(work.session, extra.order_id) for line in group if line.extra_work_id == extra.id
    ]


def _open_proposal(work: Work, extra_work_id: int, seen: int | None) -> tuple[ExtraWork, WorkOrder]:
    order = order_in_work(work, work.find(ExtraWork, extra_work_id).order_id)
    extra = work.get(ExtraWork, extra_work_id, seen=seen)
    if extra.state not in EXTRA_UNDECIDED:
        raise WrongState(QT_TRANSLATE_NOOP("rules", "这项增项客户已经答复。"), place="order.extra")
    return extra, order


@service(Permission.DECIDE_EXTRA)
def decide_extra_work(
    work: Work, extra_work_id: int, consent: ConsentEntry, accepted: tuple[tuple[str, int], ...], *, seen: int
) -> str:
    """Record the customer's answer to a proposal (客户答复增项) and return the state it reached.

    ``accepted`` names the lines agreed to as (kind, key): all, some or none. ``WrongState`` while the proposal has no
    price; a refused safety item needs the reason the customer gave.
    """
    extra, order = _open_proposal(work, extra_work_id, seen)
    if extra.state is not ExtraState.QUOTED:
        raise WrongState(QT_TRANSLATE_NOOP("rules", "增项还没有报价,请先报价。"), place="extra.lines")
    _decide(work, order, extra, consent, frozenset(accepted))
    return extra.state.value


def _decide(
    work: Work, order: WorkOrder, extra: ExtraWork, consent: ConsentEntry, accepted: frozenset[tuple[str, int]]
) -> None:
    lines = _lines(work, extra)
    agreed = [line for line in lines if _key(line) in accepted]
    if len(agreed) != len(accepted):
        raise Refusal(QT_TRANSLATE_NOOP("rules", "所选的行不在这项增项里,请刷新。"), place="extra.lines")
    if extra.safety and len(agreed) < len(lines):
        work.need_reason()
    given = write_consent(
        work,
        order,
        consent,
        ConsentKind.EXTRA,
        customer_price(work, agreed) if agreed else Fen(0),
        extra_work_id=extra.id,
        agreed=bool(agreed),
    )
    work.stop_if_doubted()
    work.session.add(given)
    for line in lines:
        line.approval = Approval.APPROVED if _key(line) in accepted else Approval.DECLINED
    extra.state = (
        ExtraState.APPROVED if len(agreed) == len(lines) else ExtraState.PARTLY if agreed else ExtraState.DECLINED
    )
    extra.decided_at = work.now
    work.session.flush()
    if not undecided_extra(work.session, order.id):
        end_wait(work, order.id, WaitKind.CUSTOMER)
    if agreed:
        _go_on(work, order, extra)
    else:
        finish_if_done(work, order)


def _go_on(work: Work, order: WorkOrder, extra: ExtraWork) -> None:
    charges = recount(work, order)
    freeze(work, order, charges)
    if order.promised_at is not None and extra.delay_minutes:
        order.promised_at += timedelta(minutes=extra.delay_minutes)
    if order.stage is Stage.AWAITING_INSPECTION:
        move(work, order, Action.RESUME)
