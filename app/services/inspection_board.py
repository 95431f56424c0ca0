"""What the inspector sees of an order (质检记录): rounds, items, rework, certificates."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.models.access import Account, Permission
from app.models.customers import Vehicle
from app.models.guarantee import Guarantee, RepairClass
from app.models.lines import Approval, LabourLine
from app.models.orders import WorkOrder
from app.models.people import Technician
from app.models.quality import Certificate, Inspection, InspectionItem, Rework, Verdict
from app.services.acts import query
from app.services.certificates import promised_guarantee
from app.services.order_rows import OrderInHand
from app.services.order_view import order_in_hand
from app.store.unit_of_work import Look


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item of an inspection (检验项目)."""

    id: int
    version: int
    position: int
    name: str
    labour_line_id: int | None
    verdict: Verdict
    finding: str
    measured: str


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One round of inspection with its items (检验轮次)."""

    id: int
    round: int
    verdict: Verdict
    inspector: str
    started_at: datetime
    ended_at: datetime | None
    road_test: str
    road_test_km: int | None
    items: tuple[ItemRow, ...]


@dataclass(frozen=True, slots=True)
class ReworkRow:
    """A rework of an order (返工)."""

    id: int
    line: str
    technician: str
    cause: str
    times: int
    ordered_at: datetime
    passed_at: datetime | None


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """A certificate of an order (合格证), void ones included."""

    id: int
    number: str
    issued_at: datetime
    guarantee_km: int
    guarantee_days: int
    voided_at: datetime | None
    void_reason: str


@dataclass(frozen=True, slots=True)
class QualityRecord:
    """Everything inspected of an order (质检记录), newest round first; ``lines`` may be sent back.

    ``guarantee`` is what the station promises for the order's repair class.
    """

    rounds: tuple[RoundRow, ...]
    reworks: tuple[ReworkRow, ...]
    certificates: tuple[CertificateRow, ...]
    lines: tuple[tuple[int, str], ...]
    methods: tuple[tuple[int, str], ...]
    repair_class: RepairClass
    guarantee: Guarantee


@query(Permission.VIEW)
def quality_record(look: Look, order_id: int) -> QualityRecord:
    """Return the inspections, reworks and certificates of an order."""
    order = look.find(WorkOrder, order_id)
    certificates = look.session.scalars(
        select(Certificate).where(Certificate.order_id == order_id).order_by(Certificate.id)
    )
    lines = look.session.execute(
        select(LabourLine.id, LabourLine.name, LabourLine.method_check, LabourLine.method_approved_by)
        .where(LabourLine.order_id == order_id, LabourLine.approval == Approval.APPROVED)
        .order_by(LabourLine.position)
    ).all()
    return QualityRecord(
        rounds=_rounds(look, order_id),
        reworks=_reworks(look, order_id),
        certificates=tuple(
            CertificateRow(c.id, c.number, c.issued_at, c.guarantee_km, c.guarantee_days, c.voided_at, c.void_reason)
            for c in certificates
        ),
        lines=tuple((row.id, row.name) for row in lines),
        methods=tuple((row.id, row.name) for row in lines if row.method_check and row.method_approved_by is None),
        repair_class=order.repair_class,
        guarantee=promised_guarantee(look, look.find(Vehicle, order.vehicle_id).kind, order.repair_class),
    )


def _rounds(look: Look, order_id: int) -> tuple[RoundRow, ...]:
    items = _items(look, order_id)
    rows = look.session.execute(
        select(Inspection, Account.name)
        .join(Account, Account.id == Inspection.inspector_id)
        .where(Inspection.order_id == order_id)
        .order_by(Inspection.round.desc())
    )
    return tuple(
        RoundRow(
            row.id,
            row.round,
            row.verdict,
            name,
            row.started_at,
            row.ended_at,
            row.road_test,
            row.road_test_km,
            tuple(items.get(row.id, ())),
        )
        for row, name in rows
    )


def _items(look: Look, order_id: int) -> dict[int, list[ItemRow]]:
    found: dict[int, list[ItemRow]] = {}
    for item in look.session.scalars(
        select(InspectionItem)
        .join(Inspection, Inspection.id == InspectionItem.inspection_id)
        .where(Inspection.order_id == order_id)
        .order_by(InspectionItem.position)
    ):
        row = ItemRow(
            item.id,
            item.version,
            item.position,
            item.name,
            item.labour_line_id,
            item.verdict,
            item.finding,
            item.measured,
        )
        found.setdefault(item.inspection_id, []).append(row)
    return found


def _reworks(look: Look, order_id: int) -> tuple[ReworkRow, ...]:
    rows = look.session.execute(
        select(Rework, LabourLine.name, Technician.name)
        .outerjoin(LabourLine, LabourLine.id == Rework.labour_line_id)
        .outerjoin(Technician, Technician.id == Rework.technician_id)
        .where(Rework.order_id == order_id)
        .order_by(Rework.id)
    )
    return tuple(
        ReworkRow(row.id, line or "", who or "", row.cause, row.times, row.ordered_at, row.passed_at)
        for row, line, who in rows
    )


@dataclass(frozen=True, slots=True)
class OrderQuality:
    """An order and everything inspected of it."""

    order: OrderInHand
    record: QualityRecord

    def open_round(self) -> RoundRow | None:
        """Return the round that is going on."""
        return next((row for row in self.record.rounds if row.verdict is Verdict.OPEN), None)

    def valid_certificate(self) -> CertificateRow | None:
        """Return the certificate that is valid."""
        return next((row for row in self.record.certificates if row.voided_at is None), None)


@query(Permission.VIEW)
def order_quality(look: Look, order_id: int) -> OrderQuality:
    """Return an order and its inspections, read in one look so that they fit together."""
    return OrderQuality(order_in_hand(look, order_id), quality_record(look, order_id))
