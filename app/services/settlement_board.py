"""What the cashier sees (结算): the statements of an order."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.models.access import Account, Permission
from app.models.money import PaidState, Payment, PaymentMethod, Statement
from app.models.orders import Payer
from app.services.acts import query
from app.store.unit_of_work import Look
from app.values import Fen


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A statement of an order (结算单), amounts in fen."""

    id: int
    version: int
    number: str
    payer: Payer
    labour_fen: Fen
    material_fen: Fen
    other_fen: Fen
    total_fen: Fen
    state: PaidState
    method: PaymentMethod | None
    approved_by: str
    settled_at: datetime
    reverse_reason: str


@query(Permission.VIEW)
def statements_of(look: Look, order_id: int) -> tuple[StatementRow, ...]:
    """Return the statements of an order, reversed ones last."""
    rows = look.session.execute(
        select(Statement, Account.name)
        .outerjoin(Account, Account.id == Statement.approved_by)
        .where(Statement.order_id == order_id)
        .order_by(Statement.state == PaidState.REVERSED, Statement.id)
    ).all()
    paid = {
        row.statement_id: row.method
        for row in look.session.execute(
            select(Payment.statement_id, Payment.method).where(Payment.statement_id.in_([s.id for s, _ in rows]))
        )
    }
    return tuple(
        StatementRow(
            s.id,
            s.version,
            s.number,
            s.payer,
            s.labour_fen,
            s.material_fen,
            s.other_fen,
            s.total_fen,
            s.state,
            paid.get(s.id),
            who or "",
            s.settled_at,
            s.reverse_reason,
        )
        for s, who in rows
    )
