"""Papers that the customer agrees to (维修工作单、估价单、增项确认单), filled from the station's records."""

from datetime import timedelta

from sqlalchemy import select

from app.models.customers import Vehicle
from app.models.lines import OLD_PART_LABELS, PartLine
from app.models.orders import (
    CONSENT_METHOD_LABELS,
    Consent,
    ConsentKind,
    EstimateRevision,
    ExtraState,
    ExtraWork,
    Payer,
    WorkOrder,
)
from app.models.visits import Visit
from app.printing.customer_papers import EstimatePaper, ExtraWorkPaper
from app.printing.facts import Consent as PaperConsent
from app.printing.work_order import WorkOrderPaper
from app.services.certificates import promised_guarantee
from app.services.order_moves import Charge, charges_of, extra_charges
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
from app.values import Fen


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


def consent_of(look: Look, order_id: int, extra_work_id: int | None = None) -> PaperConsent:
    """Return the customer's consent to the repair, or to a proposal of extra work; empty before it was given."""
    kind = ConsentKind.REPAIR if extra_work_id is None else ConsentKind.EXTRA
    row = look.session.scalars(
        select(Consent)
        .where(Consent.order_id == order_id, Consent.kind == kind, Consent.withdrawn_at.is_(None))
        .where(Consent.extra_work_id.is_(None) if extra_work_id is None else Consent.extra_work_id == extra_work_id)
        .order_by(Consent.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return PaperConsent()
    return PaperConsent(CONSENT_METHOD_LABELS[row.method], row.given_by, local(look, row.given_at), row.amount_fen)


def estimate(look: Look, order_id: int) -> EstimatePaper:
    """Return what stands on an order's 估价单: its newest revision."""
    order = look.find(WorkOrder, order_id)
    visit = look.find(Visit, order.visit_id)
    charges = charges_of(look.session, order_id)
    guarantee = promised_guarantee(look, look.find(Vehicle, order.vehicle_id).kind, order.repair_class)
    revision = look.session.scalars(
        select(EstimateRevision)
        .where(EstimateRevision.order_id == order_id)
        .order_by(EstimateRevision.revision.desc())
        .limit(1)
    ).one()
    return EstimatePaper(
        station=letterhead(look),
        number=order.number or "",
        revision=revision.revision,
        customer=customer_of(look, order, visit),
        vehicle=vehicle_of(look, order, visit),
        business_type=business_name(look, order),
        quoted_at=local(look, revision.quoted_at),
        promised_at=local(look, order.promised_at),
        advisor=person(look, order.advisor_id),
        request=order.request,
        lines=paper_lines(look, order_id, charges),
        customer_pays=order.customer_fen,
        shares=payer_shares(charges),
        finding=order.finding,
        old_parts=_old_parts(charges),
        wash=order.wash,
        guarantee_km=guarantee.km,
        guarantee_days=guarantee.days,
        extra_limit=order.signed_limit_fen or None,
        terms=terms(look),
    )


def extra_work(look: Look, extra_work_id: int) -> ExtraWorkPaper:
    """Return what stands on an 增项确认单."""
    extra = look.find(ExtraWork, extra_work_id)
    order = look.find(WorkOrder, extra.order_id)
    visit = look.find(Visit, order.visit_id)
    charges = extra_charges(look.session, extra)
    decided = extra.decided_at is not None and extra.state is not ExtraState.DECLINED
    after = order.promised_at
    before = after - timedelta(minutes=extra.delay_minutes) if after is not None and decided else after
    if after is not None and not decided:
        after += timedelta(minutes=extra.delay_minutes)
    return ExtraWorkPaper(
        station=letterhead(look),
        number=extra.number,
        order_number=order.number or "",
        customer=customer_of(look, order, visit),
        vehicle=vehicle_of(look, order, visit),
        finding=extra.finding,
        reason=extra.reason,
        safety=extra.safety,
        lines=paper_lines(look, order.id, charges),
        customer_pays=Fen(sum(charge.shares.get(Payer.CUSTOMER, 0) for charge in charges)),
        promised_before=local(look, before),
        promised_after=local(look, after),
        found_by=person(look, extra.proposed_by),
        advisor=person(look, order.advisor_id),
        decision=_DECISIONS.get(extra.state, ""),
        consent=consent_of(look, order.id, extra.id),
        shares=payer_shares(charges),
    )


_DECISIONS = {ExtraState.APPROVED: "同意", ExtraState.PARTLY: "部分同意", ExtraState.DECLINED: "不同意"}
