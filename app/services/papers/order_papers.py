"""Papers of an order before work begins (维修工作单)."""

from sqlalchemy import select

from app.models.customers import Vehicle
from app.models.lines import OLD_PART_LABELS, PartLine
from app.models.orders import CONSENT_METHOD_LABELS, Consent, ConsentKind, WorkOrder
from app.models.visits import Visit
from app.printing.facts import Consent as PaperConsent
from app.printing.work_order import WorkOrderPaper
from app.services.certificates import promised_guarantee
from app.services.order_moves import Charge, charges_of
from app.services.papers.common import (
    business_name,
    customer_of,
    lead_technician,
    letterhead,
    local,
    paper_lines,
    payer_shares,
    person,
    repair_class_name,
    vehicle_of,
)
from app.services.settings import setting
from app.store.unit_of_work import Look


def work_order(look: Look, order_id: int) -> WorkOrderPaper:
    """Return what stands on an order's 维修工作单."""
    order = look.find(WorkOrder, order_id)
    visit = look.find(Visit, order.visit_id)
    charges = charges_of(look.session, order_id)
    guarantee = promised_guarantee(look, look.find(Vehicle, order.vehicle_id).kind, order.repair_class)
    return WorkOrderPaper(
        station=letterhead(look),
        number=order.number or "",
        repair_class=repair_class_name(order),
        business_type=business_name(look, order),
        customer=customer_of(look, order, visit),
        vehicle=vehicle_of(look, order, visit),
        arrived_at=local(look, visit.arrived_at),
        promised_at=local(look, order.promised_at),
        advisor=person(look, order.advisor_id),
        lines=paper_lines(look, order_id, charges),
        customer_pays=order.customer_fen,
        shares=payer_shares(charges),
        request=order.request,
        finding=order.finding,
        belongings_note=visit.belongings,
        old_parts=_old_parts(charges),
        wash=order.wash,
        guarantee_km=guarantee.km,
        guarantee_days=guarantee.days,
        extra_limit=order.signed_limit_fen or None,
        consent=consent_of(look, order_id),
        terms=terms(look),
        lead_technician=lead_technician(look, order_id),
    )


def terms(look: Look) -> tuple[str, ...]:
    """Return the station's terms, one a line."""
    return tuple(line.strip() for line in str(setting(look, "terms")).splitlines() if line.strip())


def _old_parts(charges: list[Charge]) -> str:
    """Return what becomes of the old parts when it is the same for all of them."""
    answers = {charge.line.old_part for charge in charges if isinstance(charge.line, PartLine)}
    return OLD_PART_LABELS[answers.pop()] if len(answers) == 1 else ""


def consent_of(look: Look, order_id: int) -> PaperConsent:
    """Return the customer's consent to the repair; empty before it was given."""
    row = look.session.scalars(
        select(Consent)
        .where(Consent.order_id == order_id, Consent.kind == ConsentKind.REPAIR, Consent.withdrawn_at.is_(None))
        .order_by(Consent.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return PaperConsent()
    return PaperConsent(CONSENT_METHOD_LABELS[row.method], row.given_by, local(look, row.given_at), row.amount_fen)
