"""Finding a car or an order by anything typed (检索, F2)."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, bindparam, select

from app.models.access import Permission
from app.models.base import Base
from app.models.chips import advance
from app.models.customers import Customer, Vehicle
from app.models.orders import OPEN_ORDER, WorkOrder
from app.models.station import LabourOperation
from app.models.stock import Part
from app.models.tools import Tool
from app.models.visits import Visit
from app.services.acts import query
from app.store import search
from app.store.unit_of_work import Look
from app.values import Phone, format_plate

FIRST_SEARCHED = ("vehicle", "order")
"""What F2 searches: a customer is found as the owner of a car."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A record found: ``order_id`` and ``visit_id`` say what to open, ``phone`` is its owner's."""

    id: int
    kind: str
    title: str
    detail: str
    phone: Phone
    order_id: int | None
    visit_id: int | None
    vehicle_id: int | None


_VEHICLES: Final = (
    select(
        Vehicle.id,
        Vehicle.plate,
        Vehicle.vin,
        Vehicle.model,
        Customer.name,
        Customer.phone,
        Visit.id.label("visit_id"),
        WorkOrder.id.label("order_id"),
        WorkOrder.stage,
    )
    .join(Customer, Customer.id == Vehicle.customer_id)
    .outerjoin(Visit, (Visit.vehicle_id == Vehicle.id) & Visit.left_at.is_(None))
    .outerjoin(WorkOrder, (WorkOrder.visit_id == Visit.id) & OPEN_ORDER)
    .where(Vehicle.id.in_(bindparam("keys", expanding=True)))
)
_ORDERS: Final = (
    select(
        WorkOrder.id,
        WorkOrder.number,
        WorkOrder.visit_id,
        WorkOrder.vehicle_id,
        Vehicle.plate,
        Vehicle.model,
        Customer.name,
        Customer.phone,
    )
    .join(Vehicle, Vehicle.id == WorkOrder.vehicle_id)
    .join(Customer, Customer.id == WorkOrder.customer_id)
    .where(WorkOrder.id.in_(bindparam("keys", expanding=True)))
)


def _rows(look: Look, statement: Select[*tuple[Any, ...]], keys: list[int]) -> Sequence[Any]:
    return look.session.connection().execute(statement, {"keys": keys}).all()


def _vehicles(look: Look, keys: list[int]) -> Iterable[Hit]:
    """Describe cars; one in the shop leads to the least advanced of its open orders."""
    chosen: dict[int, Any] = {}
    for row in _rows(look, _VEHICLES, keys):
        if row.id not in chosen or advance(row.stage) < advance(chosen[row.id].stage):
            chosen[row.id] = row
    for key, plate, vin, model, name, phone, visit, order, _ in chosen.values():
        detail = _joined(model, name, vin if plate else "")
        yield Hit(key, "vehicle", format_plate(plate) or vin, detail, phone, order, visit, key)


def _orders(look: Look, keys: list[int]) -> Iterable[Hit]:
    for key, number, visit, vehicle, plate, model, name, phone in _rows(look, _ORDERS, keys):
        yield Hit(key, "order", number or "", _joined(format_plate(plate), model, name), phone, key, visit, vehicle)


def _customers(look: Look, keys: list[int]) -> Iterable[Hit]:
    rows = look.rows(
        select(Customer.id, Customer.name, Customer.contact, Customer.address, Customer.phone).where(
            Customer.id.in_(keys)
        )
    )
    for row in rows:
        yield Hit(row.id, "customer", row.name, _joined(row.contact, row.address), row.phone, None, None, None)


def _describe_by(title: Any, *details: Any) -> Callable[[Look, list[int]], Iterable[Hit]]:  # noqa: ANN401 - columns
    entity = title.class_
    read = select(entity.id, title, *details)

    def describe(look: Look, keys: list[int]) -> Iterable[Hit]:
        for key, shown, *rest in look.rows(read.where(entity.id.in_(keys))):
            yield Hit(key, _KIND_OF[entity], shown, _joined(*rest), Phone(""), None, None, None)

    return describe


def _joined(*words: str) -> str:
    return " · ".join(word for word in words if word)


_KIND_OF: Final[Mapping[type[Base], str]] = {Part: "part", LabourOperation: "operation", Tool: "tool"}
_DESCRIBE: Final[Mapping[str, Callable[[Look, list[int]], Iterable[Hit]]]] = {
    "vehicle": _vehicles,
    "customer": _customers,
    "order": _orders,
    "part": _describe_by(Part.number, Part.name, Part.brand),
    "operation": _describe_by(LabourOperation.code, LabourOperation.name),
    "tool": _describe_by(Tool.code, Tool.name, Tool.spec),
}


@query(Permission.VIEW)
def find(look: Look, text: str, limit: int = 20, kinds: Collection[str] = FIRST_SEARCHED) -> tuple[Hit, ...]:
    """Return the records that hold every word of ``text``, best first, at most ``limit``.

    Plate, VIN, engine number, telephone, name and its pinyin initials, model; order, part and tool numbers, whole or
    in part. A car in the shop comes before its equals and leads to its open order. At most two statements to find and
    one for each kind found.
    """
    found = search.find(look.session.connection(), text, kinds=kinds, limit=limit, shop_first="vehicle" in kinds)
    hits: dict[tuple[str, int], Hit] = {}
    for kind, describe in _DESCRIBE.items():
        if keys := [hit.ref for hit in found if hit.kind == kind]:
            hits |= {(kind, hit.id): hit for hit in describe(look, keys)}
    return tuple(hits[hit.kind, hit.ref] for hit in found if (hit.kind, hit.ref) in hits)
