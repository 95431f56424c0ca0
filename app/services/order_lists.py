"""Orders that wait for a desk (各岗位待办): inspection, settlement, reception, extra work."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.models.access import Permission
from app.models.customers import Customer, Vehicle
from app.models.orders import EXTRA_UNDECIDED, OPEN_ORDER, OPEN_ORDER_IDS, ExtraState, ExtraWork, WorkOrder
from app.models.quality import Certificate
from app.models.stages import Stage
from app.services.acts import query
from app.store.unit_of_work import Look
from app.values import Fen


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order on a desk's list (施工单行)."""

    id: int
    visit_id: int
    number: str
    plate: str
    model: str
    customer: str
    stage: Stage
    total_fen: Fen
    promised_at: datetime | None
    rework: bool


def _orders(look: Look, stages: frozenset[Stage]) -> tuple[OrderRow, ...]:
    rows = look.session.execute(
        select(
            WorkOrder.id,
            WorkOrder.visit_id,
            WorkOrder.number,
            Vehicle.plate,
            Vehicle.model,
            Customer.name,
            WorkOrder.stage,
            (WorkOrder.labour_fen + WorkOrder.material_fen + WorkOrder.other_fen).label("total"),
            WorkOrder.promised_at,
            WorkOrder.rework_open,
        )
        .join(Vehicle, Vehicle.id == WorkOrder.vehicle_id)
        .join(Customer, Customer.id == WorkOrder.customer_id)
        .where(OPEN_ORDER, WorkOrder.stage.in_(stages))
        .order_by(WorkOrder.promised_at.is_(None), WorkOrder.promised_at, WorkOrder.id)
    )
    return tuple(
        OrderRow(
            r.id, r.visit_id, r.number or "", r.plate, r.model, r.name, r.stage, r.total, r.promised_at, r.rework_open
        )
        for r in rows
    )


@query(Permission.VIEW)
def orders_to_inspect(look: Look) -> tuple[OrderRow, ...]:
    """Return the orders awaiting the final inspection or their certificate, earliest promise first."""
    certified = set(
        look.session.scalars(
            select(Certificate.order_id)
            .join(WorkOrder, WorkOrder.id == Certificate.order_id)
            .where(OPEN_ORDER, Certificate.voided_at.is_(None), WorkOrder.stage == Stage.PASSED)
        )
    )
    rows = _orders(look, frozenset({Stage.AWAITING_INSPECTION, Stage.PASSED}))
    return tuple(row for row in rows if row.id not in certified)


@query(Permission.VIEW)
def orders_to_settle(look: Look) -> tuple[OrderRow, ...]:
    """Return the orders that are passed or given up, and the settled ones not delivered."""
    return _orders(look, frozenset({Stage.PASSED, Stage.NOT_REPAIRED, Stage.SETTLED}))


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposal of extra work that waits for pricing or the customer (待认可增项)."""

    id: int
    order_id: int
    visit_id: int
    number: str
    plate: str
    state: ExtraState
    finding: str
    proposed_at: datetime


@query(Permission.VIEW)
def open_proposals(look: Look) -> tuple[ProposalRow, ...]:
    """Return the proposals that the customer has not decided, oldest first."""
    rows = look.session.execute(
        select(ExtraWork, WorkOrder.visit_id, WorkOrder.number, Vehicle.plate)
        .join(WorkOrder, WorkOrder.id == ExtraWork.order_id)
        .join(Vehicle, Vehicle.id == WorkOrder.vehicle_id)
        .where(ExtraWork.order_id.in_(OPEN_ORDER_IDS), ExtraWork.state.in_(EXTRA_UNDECIDED))
        .order_by(ExtraWork.id)
    )
    return tuple(
        ProposalRow(e.id, e.order_id, visit, number or "", plate, e.state, e.finding, e.proposed_at)
        for e, visit, number, plate in rows
    )


@query(Permission.VIEW)
def reception_orders(look: Look) -> tuple[OrderRow, ...]:
    """Return the orders that wait for the advisor: to be quoted, to be authorised, to be handed back."""
    return _orders(look, frozenset({Stage.OPENED, Stage.QUOTED, Stage.SETTLED}))
