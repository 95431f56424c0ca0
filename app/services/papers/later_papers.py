"""Papers of inspection, settlement and delivery (合格证、结算清单、交车单), filled from the station's records."""

from sqlalchemy import select

from app.models.guarantee import REPAIR_CLASS_LABELS
from app.models.lines import OLD_PART_LABELS, PartLine
from app.models.money import PAID_LABELS, PAYMENT_LABELS, PaidState, Payment, Statement
from app.models.orders import PAYER_LABELS, WorkOrder
from app.models.quality import VERDICT_LABELS, Certificate, Inspection, InspectionItem, Verdict
from app.models.stages import Stage
from app.models.visits import Delivery, Visit
from app.printing.certificate import CertificatePaper
from app.printing.delivery_slip import DeliveredOrder, DeliverySlipPaper, RefusedItem
from app.printing.statement import StatementPaper
from app.printing.workshop_papers import FinalInspectionPaper, InspectedItem
from app.services.certificates import certified_km
from app.services.order_moves import Charge, charges_of
from app.services.papers.common import (
    business_name,
    customer_of,
    letterhead,
    local,
    paper_lines,
    person,
    repair_class_name,
    vehicle_of,
)
from app.services.refused_work import refused_on
from app.store.unit_of_work import Look
from app.values import Fen


def certificate(look: Look, order_id: int) -> CertificatePaper:
    """Return what stands on the order's valid certificate."""
    row = look.session.scalars(
        select(Certificate).where(Certificate.order_id == order_id, Certificate.voided_at.is_(None))
    ).one()
    order = look.find(WorkOrder, order_id)
    visit = look.find(Visit, order.visit_id)
    return CertificatePaper(
        station=letterhead(look),
        number=row.number,
        order_number=order.number or "",
        owner=customer_of(look, order, visit).name,
        vehicle=vehicle_of(look, order, visit),
        repair_class=REPAIR_CLASS_LABELS[row.repair_class],
        mileage_out=visit.mileage_out if visit.mileage_out is not None else row.mileage_out,
        arrived_at=local(look, visit.arrived_at),
        finished_at=local(look, order.finished_at),
        issued_at=local(look, visit.left_at or row.issued_at),
        inspector=person(look, row.inspector_id),
        guarantee_km=row.guarantee_km,
        guarantee_days=row.guarantee_days,
    )


def final_inspection(look: Look, order_id: int) -> FinalInspectionPaper:
    """Return what stands on the order's last final inspection."""
    order = look.find(WorkOrder, order_id)
    visit = look.find(Visit, order.visit_id)
    row = look.session.scalars(
        select(Inspection).where(Inspection.order_id == order_id).order_by(Inspection.round.desc()).limit(1)
    ).one()
    items = look.session.scalars(
        select(InspectionItem).where(InspectionItem.inspection_id == row.id).order_by(InspectionItem.position)
    )
    return FinalInspectionPaper(
        station=letterhead(look),
        number=order.number or "",
        round=row.round,
        vehicle=vehicle_of(look, order, visit),
        items=tuple(InspectedItem(item.name, _verdict(item.verdict), item.finding, item.measured) for item in items),
        verdict=_verdict(row.verdict),
        inspector=person(look, row.inspector_id),
        inspected_at=local(look, row.ended_at or row.started_at),
        road_test=row.road_test,
        road_test_km=row.road_test_km,
        customer=customer_of(look, order, visit).name,
        repair_class=repair_class_name(order),
        started_at=local(look, row.started_at),
    )


def _verdict(verdict: Verdict) -> str:
    return "" if verdict is Verdict.OPEN else VERDICT_LABELS[verdict]


def statement(look: Look, statement_id: int) -> StatementPaper:
    """Return what stands on a settlement statement."""
    row = look.find(Statement, statement_id)
    order = look.find(WorkOrder, row.order_id)
    visit = look.find(Visit, order.visit_id)
    charges = charges_of(look.session, order.id)
    promise = look.session.execute(
        select(Certificate.guarantee_km, Certificate.guarantee_days).where(
            Certificate.order_id == order.id, Certificate.voided_at.is_(None)
        )
    ).one_or_none()
    return StatementPaper(
        station=letterhead(look),
        number=row.number,
        order_number=order.number or "",
        payer=PAYER_LABELS[row.payer],
        customer=customer_of(look, order, visit),
        vehicle=vehicle_of(look, order, visit),
        repair_class=repair_class_name(order),
        mileage_out=visit.mileage_out if visit.mileage_out is not None else certified_km(look, [order.id]),
        arrived_at=local(look, visit.arrived_at),
        settled_at=local(look, row.settled_at),
        lines=paper_lines(look, order.id, charges, row.payer),
        due=row.total_fen,
        discount=row.discount_fen,
        paid=_paid(look, row),
        old_parts=_old_parts(charges),
        guarantee_km=promise.guarantee_km if promise else None,
        guarantee_days=promise.guarantee_days if promise else None,
        cashier=person(look, row.settled_by),
        advisor=person(look, order.advisor_id),
        notes=("本结算单已反结算,作废。",) if row.state is PaidState.REVERSED else (),
        finished_at=local(look, order.finished_at),
    )


def _old_parts(charges: list[Charge]) -> str:
    """Say what becomes of the old parts (旧件)."""
    answers = {charge.line.old_part for charge in charges if isinstance(charge.line, PartLine)}
    return "、".join(label for answer, label in OLD_PART_LABELS.items() if answer in answers)


def _paid(look: Look, row: Statement) -> str:
    """Say how a statement stands: paid and how, or on account and approved by whom."""
    words = PAID_LABELS[row.state]
    if row.state is PaidState.PAID:
        method = look.session.scalar(
            select(Payment.method).where(Payment.statement_id == row.id).order_by(Payment.id.desc()).limit(1)
        )
        return f"{words} ({PAYMENT_LABELS[method]})" if method else words
    if row.state is PaidState.ON_ACCOUNT and row.approved_by:
        return f"{words} (批准:{person(look, row.approved_by)})"
    return words


def delivery_slip(look: Look, visit_id: int) -> DeliverySlipPaper:
    """Return what stands on the delivery slip and gate pass of a visit."""
    row = look.session.scalars(select(Delivery).where(Delivery.visit_id == visit_id)).one()
    visit = look.find(Visit, visit_id)
    orders = look.session.scalars(select(WorkOrder).where(WorkOrder.visit_id == visit_id).order_by(WorkOrder.id)).all()
    return DeliverySlipPaper(
        station=letterhead(look),
        number=row.number,
        gate_pass=row.gate_pass,
        customer=customer_of(look, orders[0], visit),
        vehicle=vehicle_of(look, orders[0], visit, out=True),
        mileage_out=row.mileage_out,
        arrived_at=local(look, visit.arrived_at),
        delivered_at=local(look, row.delivered_at),
        receiver=row.receiver,
        released_by=person(look, row.delivered_by),
        orders=tuple(_delivered(look, order) for order in orders),
        items_back=row.items_back,
        remaining_faults=row.remaining_faults,
        advice=row.advice,
        old_parts_shown=row.old_parts_shown,
        covers_off=row.covers_off,
        next_service_km=row.next_service_km,
        next_service_on=row.next_service_on,
        follow_up=row.follow_up,
        refused=tuple(
            RefusedItem(row.finding, row.work, row.price_fen, row.safety)
            for row in refused_on(look, [order.id for order in orders])
        ),
        old_parts=_old_parts([charge for order in orders for charge in charges_of(look.session, order.id)]),
    )


def _delivered(look: Look, order: WorkOrder) -> DeliveredOrder:
    if order.stage is Stage.CANCELLED:
        return DeliveredOrder(order.number or "", f"{business_name(look, order)}(已取消)", "", Fen(0), "")
    statements = look.session.scalars(
        select(Statement)
        .where(Statement.order_id == order.id, Statement.state != PaidState.REVERSED)
        .order_by(Statement.id)
    ).all()
    number = look.session.scalar(
        select(Certificate.number).where(Certificate.order_id == order.id, Certificate.voided_at.is_(None))
    )
    states = "、".join(dict.fromkeys(_paid(look, row) for row in statements))
    return DeliveredOrder(
        order.number or "",
        business_name(look, order),
        "、".join(row.number for row in statements),
        Fen(sum(row.total_fen for row in statements)),
        states,
        number or "",
    )
