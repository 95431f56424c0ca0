"""Settlement (结算): one statement per payer, paid or on account, and taken back with a reason."""

from collections import defaultdict

from sqlalchemy import select

from app.errors import InvalidEntry, Refusal, WrongState
from app.models.access import Permission
from app.models.money import PaidState, Payment, PaymentMethod, Statement
from app.models.orders import ON_ACCOUNT_PAYERS, Payer, StageChange, WorkOrder
from app.models.stages import Action, Stage
from app.models.station import NumberKind
from app.models.visits import Visit
from app.services.acts import service
from app.services.inspection import unposted_part
from app.services.order_moves import Charge, move, order_in_work, recount, undecided_extra
from app.store import numbers
from app.store.unit_of_work import Look, Work
from app.text import QT_TRANSLATE_NOOP
from app.values import Fen, format_money


@service(Permission.SETTLE)
def settle_order(work: Work, order_id: int) -> int:
    """Settle an order (结算): one statement per payer; return how many there are.

    Must be passed (or given up), with parts posted and extra work decided. Insurer, maker, internal and free service
    go on account by themselves; an order without any charge gets one statement of 0.00 for the customer.
    """
    order = order_in_work(work, order_id)
    if undecided_extra(work.session, order.id):
        raise Refusal(QT_TRANSLATE_NOOP("rules", "还有增项客户没有答复。"), place="order.extra")
    unposted = unposted_part(work, order.id)
    if unposted is not None:
        raise Refusal(QT_TRANSLATE_NOOP("rules", "“{name}”还没有出库,不能结算。"), place="parts.needs", name=unposted)
    charges = recount(work, order)
    move(work, order, Action.SETTLE)
    sums = sums_by_payer(charges)
    for payer in sorted(sums, key=list(Payer).index):
        labour, material, other = sums[payer]
        total = Fen(labour + material + other)
        state = PaidState.ON_ACCOUNT if payer in ON_ACCOUNT_PAYERS else PaidState.OPEN if total else PaidState.PAID
        work.session.add(
            Statement(
                number=numbers.draw(work, NumberKind.STATEMENT),
                order_id=order.id,
                payer=payer,
                labour_fen=Fen(labour),
                material_fen=Fen(material),
                other_fen=Fen(other),
                discount_fen=Fen(0),
                total_fen=total,
                state=state,
                settled_at=work.now,
                settled_by=work.actor.account_id,
            )
        )
    return len(sums)


def sums_by_payer(charges: list[Charge]) -> dict[Payer, list[int]]:
    """Return labour, material and other (fen) per payer; the customer stands there with zeros where nobody pays."""
    sums: dict[Payer, list[int]] = defaultdict(lambda: [0, 0, 0])
    columns = {"labour": 0, "part": 1, "other": 2}
    for charge in charges:
        for payer, fen in charge.shares.items():
            sums[payer][columns[charge.kind]] += fen
    if not sums:
        sums[Payer.CUSTOMER] = [0, 0, 0]
    return dict(sums)


def _statement_in_work(work: Work, statement_id: int, seen: int | None) -> Statement:
    order_in_work(work, work.find(Statement, statement_id).order_id)
    statement = work.get(Statement, statement_id, seen=seen)
    if statement.state is not PaidState.OPEN:
        raise WrongState(
            QT_TRANSLATE_NOOP("rules", "结算单 {number} 不在未收款状态。"), place="settlement", number=statement.number
        )
    return statement


@service(Permission.SETTLE)
def pay_statement(work: Work, statement_id: int, method: PaymentMethod, amount_fen: Fen, *, seen: int) -> int:
    """Take a statement's payment in full (收款) and return its key; ``InvalidEntry`` for another amount."""
    statement = _statement_in_work(work, statement_id, seen)
    if amount_fen != statement.total_fen:
        raise InvalidEntry(
            QT_TRANSLATE_NOOP("rules", "应收 {due} 元,录入的是 {typed} 元。"),
            place="settlement.amount",
            due=format_money(statement.total_fen),
            typed=format_money(amount_fen),
        )
    statement.state = PaidState.PAID
    return work.add(
        Payment(
            statement_id=statement.id,
            amount_fen=amount_fen,
            method=method,
            paid_at=work.now,
            taken_by=work.actor.account_id,
        )
    ).id


@service(Permission.APPROVE_CREDIT)
def put_on_account(work: Work, statement_id: int, *, seen: int) -> int:
    """Put a customer's statement on account (挂账) with a reason, approved by whoever is signed in; return its key."""
    statement = _statement_in_work(work, statement_id, seen)
    work.need_reason()
    statement.state = PaidState.ON_ACCOUNT
    statement.approved_by = work.actor.account_id
    return statement.id


@service(Permission.REVERSE_SETTLEMENT)
def reverse_settlement(work: Work, order_id: int) -> str:
    """Reverse an order's settlement (反结算) with a reason and return the stage it is in again.

    Its statements are reversed, payments answered by counter-payments; ``Refusal`` once the car has left.
    """
    order = order_in_work(work, order_id)
    reason = work.need_reason()
    if work.find(Visit, order.visit_id).left_at is not None:
        raise Refusal(QT_TRANSLATE_NOOP("rules", "车已出厂,不能反结算。"), place="settlement")
    move(work, order, Action.REVERSE_SETTLEMENT, enters=settled_from(work, order))
    statements = work.session.scalars(
        select(Statement)
        .where(Statement.order_id == order.id, Statement.state != PaidState.REVERSED)
        .order_by(Statement.id)
    ).all()
    for statement in statements:
        for payment in work.session.scalars(
            select(Payment).where(Payment.statement_id == statement.id).order_by(Payment.id)
        ).all():
            work.session.add(
                Payment(
                    statement_id=statement.id,
                    amount_fen=Fen(-payment.amount_fen),
                    method=payment.method,
                    paid_at=work.now,
                    taken_by=work.actor.account_id,
                    reverses_id=payment.id,
                )
            )
        statement.state, statement.reversed_at, statement.reverse_reason = PaidState.REVERSED, work.now, reason
    return order.stage.value


def settled_from(look: Look, order: WorkOrder) -> Stage:
    """Return the stage the order was settled from: passed, or not repaired."""
    left = look.session.scalar(
        select(StageChange.left)
        .where(StageChange.order_id == order.id, StageChange.action == Action.SETTLE)
        .order_by(StageChange.id.desc())
        .limit(1)
    )
    return left or Stage.PASSED
