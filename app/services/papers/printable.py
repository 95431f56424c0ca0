"""Which papers of an order can be printed now (可打印单据), each with its number."""

from dataclasses import dataclass

from sqlalchemy import select

from app.models.access import Permission
from app.models.money import PaidState, Statement
from app.models.orders import ExtraWork, WorkOrder
from app.models.quality import Certificate, Inspection, Rework
from app.models.stock import StockDocument
from app.models.tools import ToolLoan
from app.models.visits import Delivery
from app.services.acts import query
from app.services.papers.forms import BEFORE_WORK, FORMS
from app.store.unit_of_work import Look


@dataclass(frozen=True, slots=True)
class PrintableRow:
    """A paper that can be printed: its form, the key of its record, its number."""

    id: str
    form: str
    key: int
    title: str
    number: str


@query(Permission.VIEW)
def printable_of(look: Look, order_id: int) -> tuple[PrintableRow, ...]:
    """Return the papers of an order in the order in which they come about."""
    order = look.find(WorkOrder, order_id)
    if order.number is None:
        return ()
    found = [("work_order", order_id), ("estimate", order_id)]
    found += [("extra_work", key) for key in _keys(look, ExtraWork, order_id)]
    if order.stage not in BEFORE_WORK:
        found.append(("job_slip", order_id))
    found += [("pick_list", key) for key in _keys(look, StockDocument, order_id)]
    found += [("tool_loan", key) for key in _keys(look, ToolLoan, order_id)]
    found += [("final_inspection", order_id)] * bool(_keys(look, Inspection, order_id))
    found += [("rework_slip", order_id)] * bool(_keys(look, Rework, order_id))
    valid = select(Certificate.id).where(Certificate.order_id == order_id, Certificate.voided_at.is_(None))
    found += [("certificate", order_id)] * bool(look.session.scalar(valid))
    statements = select(Statement.id).where(Statement.order_id == order_id, Statement.state != PaidState.REVERSED)
    found += [("statement", key) for key in look.session.scalars(statements.order_by(Statement.id))]
    delivered = look.session.scalar(select(Delivery.id).where(Delivery.visit_id == order.visit_id))
    found += [("delivery_slip", order.visit_id)] * bool(delivered)
    return tuple(
        PrintableRow(f"{form}-{key}", form, key, FORMS[form].title, FORMS[form].number_of(look, key))
        for form, key in found
    )


def _keys(
    look: Look, entity: type[ExtraWork | StockDocument | ToolLoan | Inspection | Rework], order_id: int
) -> list[int]:
    return list(look.session.scalars(select(entity.id).where(entity.order_id == order_id).order_by(entity.id)))
