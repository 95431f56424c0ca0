"""What the parts clerk sees (配件): needs of orders, stock, documents."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, func, select

from app.models.access import Account, Permission
from app.models.customers import Vehicle
from app.models.lines import Approval, OriginClass, PartLine
from app.models.orders import OPEN_ORDER_IDS, Payer, WorkOrder
from app.models.stock import DocumentKind, Part, StockBalance, StockDocument
from app.services.acts import query
from app.services.parts import ISSUABLE
from app.store.unit_of_work import Look
from app.values import Fen, Milli


@dataclass(frozen=True, slots=True)
class NeedRow:
    """What an order needs from stock (用料需求), quantities in thousandths."""

    id: int
    order_id: int
    part_id: int
    number: str
    name: str
    unit: str
    bin: str
    quantity: Milli
    issued: Milli
    on_hand: Milli
    payer: Payer
    approval: Approval

    @property
    def left(self) -> Milli:
        """What is still to be issued."""
        return Milli(self.quantity - self.issued)


@query(Permission.VIEW)
def needs_of(look: Look, order_id: int) -> tuple[NeedRow, ...]:
    """Return the stock parts of an order with what is on hand, in the order of their bins."""
    rows = look.session.execute(
        select(PartLine, Part.id, Part.number, Part.bin, func.coalesce(StockBalance.quantity, 0))
        .join(Part, Part.id == PartLine.part_id)
        .outerjoin(StockBalance, StockBalance.part_id == Part.id)
        .where(PartLine.order_id == order_id, PartLine.approval.in_((Approval.APPROVED, Approval.PROPOSED)))
        .order_by(Part.bin, PartLine.position)
    )
    return tuple(
        NeedRow(
            line.id,
            line.order_id,
            part_id,
            number,
            line.name,
            line.unit,
            place,
            line.quantity,
            line.issued,
            Milli(on_hand),
            line.payer,
            line.approval,
        )
        for line, part_id, number, place, on_hand in rows
    )


@dataclass(frozen=True, slots=True)
class PickingRow:
    """An order with parts to issue (待领料)."""

    id: int
    visit_id: int
    number: str
    plate: str
    open_lines: int
    short_lines: int


@query(Permission.VIEW)
def orders_to_pick(look: Look) -> tuple[PickingRow, ...]:
    """Return the orders whose approved parts are not fully issued, and how many lines stock cannot serve."""
    short = (
        func.sum(func.coalesce(StockBalance.quantity, 0) < PartLine.quantity - PartLine.issued)
        if look.session.get_bind().dialect.name == "sqlite"
        else func.count().filter(func.coalesce(StockBalance.quantity, 0) < PartLine.quantity - PartLine.issued)
    )
    rows = look.session.execute(
        select(
            WorkOrder.id,
            WorkOrder.visit_id,
            WorkOrder.number,
            Vehicle.plate,
            func.count().label("lines"),
            short.label("short"),
        )
        .join(PartLine, PartLine.order_id == WorkOrder.id)
        .join(Vehicle, Vehicle.id == WorkOrder.vehicle_id)
        .outerjoin(StockBalance, StockBalance.part_id == PartLine.part_id)
        .where(
            PartLine.order_id.in_(OPEN_ORDER_IDS),
            WorkOrder.stage.in_(ISSUABLE),
            PartLine.approval == Approval.APPROVED,
            PartLine.part_id.is_not(None),
            PartLine.issued < PartLine.quantity,
        )
        .group_by(WorkOrder.id, WorkOrder.visit_id, WorkOrder.number, Vehicle.plate)
        .order_by(WorkOrder.id)
    )
    return tuple(PickingRow(r.id, r.visit_id, r.number or "", r.plate, r.lines, int(r.short or 0)) for r in rows)


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A stock document (单据)."""

    id: int
    number: str
    kind: DocumentKind
    posted_at: datetime
    posted_by: str
    supplier: str
    reason: str


@query(Permission.VIEW)
def documents_of(look: Look, order_id: int | None = None) -> tuple[DocumentRow, ...]:
    """Return the stock documents of an order, or the newest fifty of the station."""
    wanted = select(StockDocument, Account.name).join(Account, Account.id == StockDocument.posted_by)
    if order_id is not None:
        wanted = wanted.where(StockDocument.order_id == order_id)
    rows = look.session.execute(wanted.order_by(StockDocument.id.desc()).limit(50))
    return tuple(DocumentRow(d.id, d.number, d.kind, d.posted_at, who, d.supplier, d.reason) for d, who in rows)


@dataclass(frozen=True, slots=True)
class StockRow:
    """A part with what is on hand (库存): quantities in thousandths, prices in fen."""

    id: int
    version: int
    number: str
    name: str
    unit: str
    brand: str
    bin: str
    quantity: Milli
    minimum: Milli
    price_fen: Fen
    limit_fen: Fen
    origin: OriginClass


_STOCK: Select[*tuple[Any, ...]] = select(
    Part.id,
    Part.version,
    Part.number,
    Part.name,
    Part.unit,
    Part.brand,
    Part.bin,
    func.coalesce(StockBalance.quantity, 0),
    Part.minimum,
    Part.price_fen,
    Part.limit_fen,
    Part.origin,
).outerjoin(StockBalance, StockBalance.part_id == Part.id)
_KEYS: BindParameter[int] = bindparam("keys", expanding=True)


@query(Permission.VIEW)
def stock_of(look: Look, part_ids: tuple[int, ...]) -> tuple[StockRow, ...]:
    """Return the given parts with what is on hand, in the order given."""
    rows = look.session.connection().execute(_STOCK.where(Part.id.in_(_KEYS)), {"keys": part_ids}).all()
    found = {row[0]: StockRow(*row) for row in rows}
    return tuple(found[key] for key in part_ids if key in found)


@query(Permission.VIEW)
def stock_list(look: Look, after: str = "", limit: int = 200) -> tuple[StockRow, ...]:
    """Return a page of the stock by part number after ``after``."""
    page = _STOCK.where(Part.number > after, Part.retired.is_(False)).order_by(Part.number).limit(limit)
    return tuple(StockRow(*row) for row in look.session.connection().execute(page).all())
