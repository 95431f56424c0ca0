"""A small station for tests: one account per post, technicians, parts with stock, tools, and a clock to be set."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.access import Account, AccountRole, Permission, Role
from app.models.lines import LabourLine, OtherLine, PartLine
from app.models.orders import BusinessType, WorkOrder
from app.models.people import Bay, Rank, Team, Technician, TechnicianSkill, Trade
from app.models.station import LabourOperation
from app.services import accounts, entries, estimates, inspection, parts, reception, tool_room, workshop
from app.services.acts import service
from app.services.station import Station
from app.store.actor import NOBODY, Actor
from app.store.engine import open_engines
from app.store.unit_of_work import Work
from app.values import Cost, Fen, Milli

MORNING = datetime(2026, 11, 22, 1, 12, tzinfo=UTC)
PASSWORD = "right-2026"
GOOD_VIN = "LGWEF7A53PH512345"


@dataclass
class SetClock:
    """A clock that stands still until it is moved."""

    now: datetime = MORNING

    def __call__(self) -> datetime:
        """Return the time it is set to."""
        return self.now

    def pass_time(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)


@dataclass
class Shop:
    """A station with people in it; ``do`` acts as the account of a post."""

    station: Station
    clock: SetClock
    actors: dict[Role, Actor]
    technicians: list[int] = field(default_factory=list)
    parts: dict[str, int] = field(default_factory=dict)
    tools: dict[str, int] = field(default_factory=dict)
    operations: dict[str, int] = field(default_factory=dict)
    business: dict[str, int] = field(default_factory=dict)

    def do(self, role: Role, service: Callable[..., Any], *args: object, **kwargs: Any) -> Any:
        """Run a service as the account of ``role`` and return its answer."""
        return self.station.perform(self.actors[role], service, *args, **kwargs).answer

    def ask(self, role: Role, query: Callable[..., Any], *args: object, **kwargs: Any) -> Any:
        """Run a query as the account of ``role``."""
        return self.station.ask(self.actors[role], query, *args, **kwargs)

    @contextmanager
    def looking(self) -> Iterator[Session]:
        """Open a session to look at what is stored."""
        with Session(self.station.engines.reader) as session:
            yield session

    def order(self, order_id: int) -> WorkOrder:
        """Return an order as it is stored now."""
        with self.looking() as session:
            return session.get_one(WorkOrder, order_id)

    def lines(self, order_id: int) -> tuple[list[LabourLine], list[PartLine], list[OtherLine]]:
        """Return an order's lines as they are stored now."""
        with self.looking() as session:
            return (
                list(
                    session.scalars(select(LabourLine).where(LabourLine.order_id == order_id).order_by(LabourLine.id))
                ),
                list(session.scalars(select(PartLine).where(PartLine.order_id == order_id).order_by(PartLine.id))),
                list(session.scalars(select(OtherLine).where(OtherLine.order_id == order_id).order_by(OtherLine.id))),
            )

    def found(self, entity: type[Any], **wanted: object) -> list[Any]:
        """Return the stored records whose fields have the wanted values, in key order."""
        with self.looking() as session:
            return list(session.scalars(select(entity).filter_by(**wanted).order_by(entity.id)))


def open_shop(url: str) -> Shop:
    """Found a station in the empty database at ``url`` and put people, parts and tools into it."""
    clock = SetClock()
    station = Station(open_engines(url), pc="pc-test", clock=clock)
    boss = station.perform(NOBODY, accounts.found_station, "长城服务站", "boss", "站长", PASSWORD).answer
    manager = Actor.of(boss, "boss", "站长", frozenset({Role.STATION_MANAGER}))
    actors = {Role.STATION_MANAGER: manager}
    for role in Role:
        if role is not Role.STATION_MANAGER:
            key = station.perform(manager, _add_account, role).answer
            actors[role] = Actor.of(key, role.value, role.value, frozenset({role}))
    shop = Shop(station, clock, actors)
    station.perform(manager, _add_workshop)
    with shop.looking() as session:
        shop.technicians = list(session.scalars(select(Technician.id).order_by(Technician.id)))
        shop.operations = {
            row.code: row.id for row in session.execute(select(LabourOperation.code, LabourOperation.id))
        }
        shop.business = {row.code: row.id for row in session.execute(select(BusinessType.code, BusinessType.id))}
    for number, name, price, limit in PARTS:
        entry = parts.PartMasterEntry(number=number, name=name, price_fen=Fen(price), limit_fen=Fen(limit), bin="A-01")
        shop.parts[number] = shop.do(Role.PARTS_LEAD, parts.save_part, entry)
    goods = tuple(parts.ReceiptEntry(key, Milli(5000), Cost(5 * 3001)) for key in shop.parts.values())
    shop.do(Role.PARTS, parts.receive_goods, "保定配件中心", goods)
    for code, name, gauge in (("T-001", "变速箱举升托架", False), ("T-002", "扭力扳手", True)):
        entry_ = tool_room.ToolEntry(code, name, measuring=gauge, calibration_due=date(2027, 1, 1) if gauge else None)
        shop.tools[code] = shop.do(Role.TOOL_ROOM, tool_room.save_tool, entry_)
    return shop


PARTS = (
    ("W5-3004", "机油 5W-30 SN 4L", 31800, 33000),
    ("1017100-EG01", "机油滤清器", 4600, 4600),
    ("3501115-K08", "前制动片组", 46800, 0),
)


@service(Permission.KEEP_ACCOUNTS)
def _add_account(work: Work, role: Role) -> int:
    """Open an account with the first account's hash: hashing is slow on purpose, and tested elsewhere."""
    first = work.session.scalars(select(Account)).first()
    account = work.add(Account(login=role.value, name=role.value, password_hash=first.password_hash if first else ""))
    work.add(AccountRole(account_id=account.id, role=role))
    return account.id


@service(Permission.KEEP_STATION)
def _add_workshop(work: Work) -> None:
    team = work.add(Team(name="机电一组"))
    work.add(Bay(name="1 号工位"))
    for badge, name, rank in (
        ("J001", "张师傅", Rank.SENIOR),
        ("J002", "李师傅", Rank.MASTER),
        ("J003", "小王", Rank.APPRENTICE),
    ):
        technician = work.add(Technician(badge=badge, name=name, team_id=team.id))
        work.add(TechnicianSkill(technician_id=technician.id, trade=Trade.MECHANIC, rank=rank))


def arrival(shop: Shop, **changed: Any) -> entries.ArrivalEntry:
    """Return a believable arrival: a Great Wall Cannon for its 60 000 km service; fields may be replaced."""
    entry = entries.ArrivalEntry(
        visit=entries.VisitEntry(mileage=60180, fuel=6, waiting=True, bringer="周先生", bringer_phone="13800006621"),
        order=entries.OrderEntry(
            business_type_id=shop.business["service"],
            request="做 6 万公里保养;低速换挡时变速箱有异响",
            finding="前制动片剩余约 3 mm",
            promised_at=shop.clock.now + timedelta(hours=8),
        ),
        customer=entries.CustomerEntry(name="周大年", phone="13800006621"),
        vehicle=entries.VehicleEntry(plate="京N7L820", vin=GOOD_VIN, engine_no="GW4C20B", model="长城 炮 2023 款"),
        lines=entries.LinesEntry(
            labour=(
                entries.LabourEntry(operation_id=shop.operations["GS-0600"]),
                entries.LabourEntry(operation_id=shop.operations["GS-2210"], payer=None),
            ),
            parts=(
                entries.PartEntry(quantity=Milli(1000), part_id=shop.parts["W5-3004"], labour=0),
                entries.PartEntry(quantity=Milli(1000), part_id=shop.parts["1017100-EG01"], labour=0),
            ),
        ),
    )
    return replace(entry, **changed)


def received(shop: Shop, **changed: Any) -> entries.Received:
    """Receive the usual car."""
    answer: entries.Received = shop.do(
        Role.RECEPTION,
        reception.receive_car,
        arrival(shop, **changed),
        confirmed=frozenset({"vin.check_digit"}),
        reason="进口车架号",
    )
    return answer


CONSENT = entries.ConsentEntry(given_by="周大年")


def authorised(shop: Shop) -> entries.Received:
    """Receive, quote and authorise the usual car."""
    car = received(shop)
    shop.do(Role.RECEPTION, estimates.quote_order, car.order_id)
    shop.do(
        Role.RECEPTION,
        estimates.authorise_order,
        car.order_id,
        CONSENT,
        confirmed=frozenset({"gap.paper"}),
        reason="打印机没纸",
    )
    return car


def issued(shop: Shop) -> entries.Received:
    """Bring the usual car as far as parts issued."""
    car = authorised(shop)
    _, material, _ = shop.lines(car.order_id)
    shop.do(
        Role.PARTS,
        parts.issue_parts,
        car.order_id,
        shop.technicians[0],
        tuple((line.id, line.quantity) for line in material),
    )
    return car


def finished(shop: Shop) -> entries.Received:
    """Bring the usual car as far as waiting for inspection."""
    car = issued(shop)
    for line in shop.lines(car.order_id)[0]:
        work_line(shop, line.id)
    return car


def work_line(shop: Shop, line_id: int, technician: int = 1) -> None:
    """Have a technician do a line from assignment to finish."""
    who = shop.technicians[technician]
    shop.do(Role.DISPATCH, workshop.assign_line, line_id, who, minutes=30)
    shop.do(Role.TECHNICIAN, workshop.start_work, line_id, who)
    shop.clock.pass_time(minutes=25)
    shop.do(Role.TECHNICIAN, workshop.finish_work, line_id, who, self_checked=True)


def passed(shop: Shop) -> entries.Received:
    """Bring the usual car as far as passed."""
    car = finished(shop)
    pass_inspection(shop, car.order_id)
    return car


def pass_inspection(shop: Shop, order_id: int) -> None:
    """Inspect an order and find everything good."""
    round_ = shop.do(Role.INSPECTION, inspection.open_inspection, order_id)
    shop.do(Role.INSPECTION, inspection.pass_open_items, round_)
    shop.do(Role.INSPECTION, inspection.conclude_inspection, round_, road_test="路试 3 km 正常", road_test_km=60183)
