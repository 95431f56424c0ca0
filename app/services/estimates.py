"""Estimates and the customer's authorisation (估价、委托)."""

from typing import Any

from sqlalchemy import select

from app.errors import InvalidEntry, Refusal
from app.models.access import Permission
from app.models.customers import Vehicle
from app.models.journal import PrintedPaper
from app.models.lines import Approval, LabourLine, PartLine
from app.models.orders import Consent, ConsentKind, EstimateRevision, StageChange, WorkOrder
from app.models.stages import Action
from app.models.station import NumberKind
from app.models.vin import check_vin
from app.models.visits import Visit
from app.services.acts import service
from app.services.comebacks import doubt_comeback
from app.services.customers import checked_phone
from app.services.entries import ConsentEntry
from app.services.order_moves import Charge, charges_of, lines_of, move, order_in_work, recount, turn
from app.store import numbers
from app.store.unit_of_work import Look, Work
from app.text import QT_TRANSLATE_NOOP
from app.values import Fen, clean_text

ESTIMATE_FORMS = ("work_order", "estimate")


@service(Permission.RECEIVE)
def quote_order(work: Work, order_id: int) -> str:
    """Quote an order (估价): freeze a revision, draw the order's number once, and return it.

    ``Refusal`` without a line. The work order can be printed and signed from here on.
    """
    order = order_in_work(work, order_id)
    return quote(work, order, recount(work, order))


def quote(work: Work, order: WorkOrder, charges: list[Charge]) -> str:
    """Quote an order with its charges, as ``quote_order``."""
    work.append(_quoted(work, order, charges))
    freeze(work, order, charges)
    return order.number or ""


def _quoted(work: Work, order: WorkOrder, charges: list[Charge]) -> StageChange:
    if not charges:
        raise Refusal(QT_TRANSLATE_NOOP("rules", "至少要有一行维修项目、材料或其他费用。"), place="lines")
    change = turn(work, order, Action.QUOTE)
    if order.number is None:
        order.number = numbers.draw(work, NumberKind.ORDER)
    return change


class FirstQuote:
    """The first estimate of an order that is quoted as it is received: the order is written once, quoted already."""

    def __init__(self, work: Work) -> None:
        """Quote in this transaction."""
        self._work = work
        self._change: StageChange | None = None

    def decide(self, order: WorkOrder, charges: list[Charge]) -> None:
        """Quote the order before it is written; ``Refusal`` without a line."""
        self._change = _quoted(self._work, order, charges)

    def keep(self, order: WorkOrder, charges: list[Charge]) -> None:
        """Keep what was decided, when the order is written."""
        if self._change is not None:
            self._work.append(self._change)
            _keep_revision(self._work, order, 1, _content(charges))


@service(Permission.RECEIVE)
def withdraw_quote(work: Work, order_id: int) -> int:
    """Take an estimate back (撤回估价) with a reason; the number stays the order's. Return the order's key."""
    order = order_in_work(work, order_id)
    move(work, order, Action.WITHDRAW_QUOTE)
    return order.id


def _content(charges: list[Charge]) -> list[dict[str, Any]]:
    rows = []
    for charge in charges:
        line = charge.line
        row: dict[str, Any] = {
            "kind": charge.kind,
            "line": line.id,
            "name": line.name,
            "code": line.code,
            "amount": line.amount_fen,
            "payers": {payer.value: fen for payer, fen in charge.shares.items()},
        }
        if isinstance(line, LabourLine):
            row |= {"hours": line.hours, "rate": line.rate_fen}
        elif isinstance(line, PartLine):
            row |= {"quantity": line.quantity, "unit": line.unit, "price": line.price_fen}
        rows.append(row)
    return rows


def freeze(work: Work, order: WorkOrder, charges: list[Charge] | None = None) -> int:
    """Keep the estimate as it stands (估价版次) where it differs from the last kept one; return its revision."""
    last = _last_revision(work, order.id)
    content = _content(charges_of(work.session, order.id) if charges is None else charges)
    if last is not None and last.lines == content:
        return last.revision
    revision = last.revision + 1 if last else 1
    _keep_revision(work, order, revision, content)
    return revision


def _last_revision(look: Look, order_id: int) -> EstimateRevision | None:
    newest = select(EstimateRevision).where(EstimateRevision.order_id == order_id)
    return look.session.scalars(newest.order_by(EstimateRevision.revision.desc()).limit(1)).one_or_none()


def _keep_revision(work: Work, order: WorkOrder, revision: int, content: list[dict[str, Any]]) -> None:
    work.append(
        EstimateRevision(
            order_id=order.id,
            revision=revision,
            quoted_at=work.now,
            quoted_by=work.actor.account_id,
            labour_fen=order.labour_fen,
            material_fen=order.material_fen,
            other_fen=order.other_fen,
            customer_fen=order.customer_fen,
            lines=content,
        )
    )


def printed(look: Look, order: WorkOrder, *, as_it_stands: bool) -> bool:
    """Tell whether the estimate was printed, ``as_it_stands``: with the lines, prices and payers it has now."""
    papers = select(PrintedPaper.id).where(PrintedPaper.order_id == order.id, PrintedPaper.form.in_(ESTIMATE_FORMS))
    if as_it_stands:
        last = _last_revision(look, order.id)
        if last is None or last.lines != _content(charges_of(look.session, order.id)):
            return False
        papers = papers.where(PrintedPaper.printed_at >= last.quoted_at)
    return look.session.scalar(papers.limit(1)) is not None


@service(Permission.AUTHORISE)
def authorise_order(work: Work, order_id: int, consent: ConsentEntry) -> int:
    """Record the customer's authorisation (委托) and return the consent's key.

    Must have a line and a consent; should have a well-formed VIN, the mileage or why it cannot be read, a promised
    time or "open", and a printed estimate. Every quoted line is approved.
    """
    return authorise(work, order_in_work(work, order_id), consent, checking=True)


def authorise(work: Work, order: WorkOrder, consent: ConsentEntry, *, checking: bool) -> int:
    """Authorise an order as ``authorise_order``; without ``checking`` what should be there is asked for later."""
    given = write_consent(work, order, consent, ConsentKind.REPAIR, Fen(order.customer_fen))
    charges = recount(work, order)
    if not charges:
        raise Refusal(QT_TRANSLATE_NOOP("rules", "至少要有一行维修项目、材料或其他费用。"), place="lines")
    move(work, order, Action.AUTHORISE)
    if checking:
        for key, text, place in gaps_of(work, order, as_it_stands=True):
            work.doubt(key, text, place=place)
        doubt_comeback(work, order)
    work.stop_if_doubted()
    freeze(work, order, charges)
    for charge in charges:
        if charge.line.approval is Approval.QUOTED:
            charge.line.approval = Approval.APPROVED
    given.amount_fen = Fen(order.labour_fen + order.material_fen + order.other_fen)
    return work.add(given).id


def gaps_of(look: Look, order: WorkOrder, *, as_it_stands: bool = False) -> list[tuple[str, str, str]]:
    """Return what should be there before work begins and is not: each as key, sentence and place.

    ``as_it_stands``: a paper printed before the lines or payers were changed is not the one that is agreed to.
    """
    visit = look.find(Visit, order.visit_id)
    vehicle = look.find(Vehicle, order.vehicle_id)
    verdict = check_vin(vehicle.vin, nonstandard_reason=vehicle.vin_reason, place="reception.vin")
    gaps = []
    if not vehicle.vin or verdict.errors:
        gaps.append(("gap.vin", QT_TRANSLATE_NOOP("rules", "车架号没有填写完整。"), "reception.vin"))
    if visit.mileage_in is None and not visit.mileage_answer:
        gaps.append(("gap.mileage", QT_TRANSLATE_NOOP("rules", "没有填写进厂公里数。"), "reception.mileage"))
    if order.promised_at is None and not order.promise_open:
        gaps.append(("gap.promise", QT_TRANSLATE_NOOP("rules", "没有约定预计交车时间。"), "reception.promise"))
    if not printed(look, order, as_it_stands=as_it_stands):
        gaps.append(("gap.paper", QT_TRANSLATE_NOOP("rules", "维修工作单(估价)还没有打印给客户。"), "order.print"))
    return gaps


def write_consent(
    work: Work,
    order: WorkOrder,
    entry: ConsentEntry,
    kind: ConsentKind,
    amount: Fen,
    *,
    extra_work_id: int | None = None,
    agreed: bool = True,
) -> Consent:
    """Return a consent as told; ``InvalidEntry`` without a name, or given in the future."""
    who = clean_text(entry.given_by, 200, place="consent.given_by")
    if not who:
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "请填写由谁认可。"), place="consent.given_by")
    at = entry.given_at or work.now
    if at > work.now:
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "认可时间不能在将来。"), place="consent.given_at")
    return Consent(
        order_id=order.id,
        extra_work_id=extra_work_id,
        kind=kind,
        method=entry.method,
        given_by=who,
        phone=checked_phone(work, entry.phone, "consent.phone"),
        given_at=at,
        amount_fen=amount,
        agreed=agreed,
        words=clean_text(entry.words, place="consent.words"),
        recorded_by=work.actor.account_id,
    )


@service(Permission.AUTHORISE)
def withdraw_authorisation(work: Work, order_id: int) -> int:
    """Take an authorisation back (撤回委托) with a reason while nothing is dispatched; return the order's key."""
    order = order_in_work(work, order_id)
    move(work, order, Action.WITHDRAW_AUTHORISATION)
    consents = work.session.scalars(
        select(Consent).where(
            Consent.order_id == order.id, Consent.kind == ConsentKind.REPAIR, Consent.withdrawn_at.is_(None)
        )
    )
    for consent in consents:
        consent.withdrawn_at = work.now
    for lines in lines_of(work.session, order.id):
        for line in lines:
            if line.approval is Approval.APPROVED:
                if isinstance(line, PartLine) and line.issued:
                    raise Refusal(
                        QT_TRANSLATE_NOOP("rules", "“{name}”已出库,请先退料。"), place="parts.needs", name=line.name
                    )
                line.approval = Approval.QUOTED
    recount(work, order)
    return order.id
