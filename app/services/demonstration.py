"""The demonstration station (演示站): two months of orders, twelve technicians, 300 parts, 60 tools."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import utc_now
from app.models.orders import WorkOrder
from app.models.stages import Stage
from app.models.station import LabourOperation
from app.services import accounts, extra_work
from app.services.entries import LabourEntry, LinesEntry
from app.services.generate import Founder, Size, build, build_in
from app.services.station import Station
from app.settings import DEMO_PASSWORD
from app.store import schema

DEMONSTRATION = Size(days=60, orders=620, vehicles=420, customers=380, parts=300, tools=60, technicians=12, in_shop=12)
SEED = 2026
PC = "demo"
FOUNDER = ("boss", DEMO_PASSWORD)


def fill(url: str) -> None:
    """Found and fill the demonstration station in the empty database at ``url``.

    One account for each post, called like the post (``reception``), and ``boss``; every password is ``gongdan2026``.
    """
    build(url, DEMONSTRATION, seed=SEED, now=utc_now())
    engines = schema.open_database(url)
    try:
        _propose_extra_work(Station(engines, pc=PC), *FOUNDER)
    finally:
        engines.dispose()


def fill_open(station: Station, name: str, login: str, person: str, password: str) -> None:
    """Do the same in an open database, the first account being the one typed; ``Refusal`` where a station is."""
    founder = Founder(name, login.strip().casefold(), person, password)
    build_in(station.engines, DEMONSTRATION, seed=SEED, now=utc_now(), founder=founder)
    _propose_extra_work(station, founder.login, password)


def _propose_extra_work(station: Station, login: str, password: str) -> None:
    """Have one car in work wait for its customer's word on extra work, as the generated ones never do."""
    boss = accounts.sign_in(station, login, password)
    brakes = LabourOperation.name.contains("制动片")
    with Session(station.engines.reader) as session:
        order = session.scalars(select(WorkOrder.id).where(WorkOrder.stage == Stage.IN_WORK).order_by(WorkOrder.id))
        operation = session.scalars(select(LabourOperation.id).where(brakes).order_by(LabourOperation.id))
        in_work, labour = order.first(), operation.first()
    if in_work is None or labour is None:
        return
    found = "前制动片剩余 2.1 mm,低于使用极限"
    done = station.perform(boss, extra_work.propose_extra_work, in_work, found, LinesEntry(), safety=True)
    lines = LinesEntry(labour=(LabourEntry(operation_id=labour),))
    station.perform(boss, extra_work.quote_extra_work, done.answer, lines, seen=1, delay_minutes=40)
