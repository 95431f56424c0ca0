"""Saving: an 11-line order with all rules, ledger and audit; the whole life of an order in five transactions."""

from collections import deque
from collections.abc import Callable, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import new_uuid
from app.models.access import Permission
from app.models.customers import Vehicle
from app.models.lines import LabourLine, PartLine
from app.models.money import PaidState, PaymentMethod, Statement
from app.models.people import Technician
from app.models.stock import Part, StockBalance
from app.models.visits import Visit
from app.services import (
    certificates,
    delivery,
    entries,
    estimates,
    inspection,
    parts,
    quick_reception,
    settlement,
    workshop,
)
from app.services.acts import service
from app.services.station import Station
from app.store.actor import Actor
from app.store.unit_of_work import Work
from app.values import Cost, Milli
from benchmarks.measure import Row, in_turn, median, row, worst

_GAPS = ("gap.vin", "gap.paper", "gap.mileage", "gap.promise", "mileage.below_last", "plate.pattern")
_FLOOR = ("dispatch.load", "dispatch.rank", "dispatch.trade", "pass.self_check", "pass.tools", "delivery.old_parts")
CONFIRMED = frozenset(_GAPS + _FLOOR)


class Orders:
    """Makes orders of 11 lines (4 labour, 7 parts) for cars that are not in the shop."""

    def __init__(self, station: Station, actor: Actor) -> None:
        """Look up what the orders are made of."""
        self.station = station
        self.actor = actor
        with Session(station.engines.reader) as session:
            there = select(Visit.vehicle_id).where(Visit.left_at.is_(None))
            cars = session.execute(
                select(Vehicle.id, Vehicle.mileage).where(Vehicle.id.not_in(there)).order_by(Vehicle.id)
            )
            self._cars = deque((car, mileage or 0) for car, mileage in cars)
            self.technician = session.scalars(select(Technician.id)).first() or 0
            stocked = (
                select(Part.id)
                .join(StockBalance, StockBalance.part_id == Part.id)
                .order_by(StockBalance.quantity.desc())
            )
            self.parts = list(session.scalars(stocked.limit(7)))
        goods = tuple(parts.ReceiptEntry(key, Milli(99_000_000), Cost(99_000_000)) for key in self.parts)
        station.perform(actor, parts.receive_goods, "bench", goods)

    def entry(self) -> entries.ArrivalEntry:
        """Return the arrival of the next car that the station knows and that is not in the shop."""
        car, mileage = self._cars.popleft()
        labour = tuple(entries.LabourEntry(operation_id=key) for key in (1, 2, 3, 4))
        material = tuple(entries.PartEntry(quantity=Milli(1000), part_id=key, labour=0) for key in self.parts)
        return entries.ArrivalEntry(
            visit=entries.VisitEntry(mileage=mileage + 500, fuel=4),
            order=entries.OrderEntry(business_type_id=1, request="保养", promise_open=True),
            vehicle_id=car,
            lines=entries.LinesEntry(labour=labour, parts=material),
        )

    def save(self) -> entries.Received:
        """Receive one car with its order of 11 lines and quote it: one click, one transaction."""
        answer: entries.Received = self.station.perform(
            self.actor,
            quick_reception.receive_and_quote,
            self.entry(),
            posting=new_uuid(),
            confirmed=CONFIRMED,
            reason="bench",
        ).answer
        return answer

    def live(self) -> None:
        """Take one order through its life in five transactions."""
        car = self.save()
        for act in (_dispatch, _issue, _inspect, _settle):
            self.station.perform(self.actor, act, car, self.technician, confirmed=CONFIRMED, reason="bench")


def _lines(work: Work, order_id: int) -> Iterator[LabourLine]:
    yield from work.session.scalars(select(LabourLine).where(LabourLine.order_id == order_id)).all()


@service(Permission.VIEW)
def _dispatch(work: Work, car: entries.Received, technician: int) -> None:
    estimates.authorise_order(work, car.order_id, entries.ConsentEntry(given_by="客户"))
    for line in _lines(work, car.order_id):
        workshop.assign_line(work, line.id, technician, minutes=5)
        workshop.start_work(work, line.id, technician)
        workshop.finish_work(work, line.id, technician, self_checked=True)


@service(Permission.VIEW)
def _issue(work: Work, car: entries.Received, technician: int) -> None:
    lines = work.session.scalars(select(PartLine).where(PartLine.order_id == car.order_id)).all()
    parts.issue_parts(work, car.order_id, technician, tuple((line.id, line.quantity) for line in lines))


@service(Permission.VIEW)
def _inspect(work: Work, car: entries.Received, technician: int) -> None:
    del technician
    opened = inspection.open_inspection(work, car.order_id)
    inspection.pass_open_items(work, opened)
    inspection.conclude_inspection(work, opened)
    certificates.issue_certificate(work, car.order_id)


@service(Permission.VIEW)
def _settle(work: Work, car: entries.Received, technician: int) -> None:
    del technician
    settlement.settle_order(work, car.order_id)
    work.session.flush()
    for statement in work.session.scalars(
        select(Statement).where(Statement.order_id == car.order_id, Statement.state == PaidState.OPEN)
    ).all():
        settlement.pay_statement(work, statement.id, PaymentMethod.CASH, statement.total_fen, seen=statement.version)
    delivery.deliver_car(work, car.visit_id, delivery.DeliveryEntry(receiver="客户", old_parts_shown=True))


def rows(station: Station, actor: Actor, raw: Callable[[], object], kind: str, bars: tuple[float, float]) -> list[Row]:
    """Measure saving and living on one kind of database; ``bars`` for save and life."""
    orders = Orders(station, actor)
    first, second = in_turn(raw, orders.save, 120, warm=15)
    base, life = in_turn(raw, orders.live, 25, warm=3)
    found = [
        row(f"save an 11-line order, {kind}", median(first), median(second), bars[0], must=True),
        row(f"whole life of an order, {kind} (÷ one raw save)", median(base), median(life), bars[1]),
    ]
    if kind == "SQLite":
        found.append(row("save p99 ÷ own p50, SQLite", median(second), worst(second), 3.0))
    return found
