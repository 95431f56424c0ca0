"""Founding and filling a made-up station (生成): its size, its days, its cars in the shop today."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import utc_now
from app.errors import Refusal
from app.models.access import Account, AccountRole, Permission, Role
from app.models.journal import AuditHead
from app.models.orders import Payer
from app.models.stages import Stage
from app.services import accounts, catalogue
from app.services.acts import service
from app.services.generate import floor, leaving
from app.services.generate.hours import SHIFT, later, moment, worked
from app.services.generate.journal import Journal, minutes_of
from app.services.generate.lives import Lives
from app.services.generate.masters import Masters, known, make_cars, make_parts, make_people
from app.services.generate.yard import UNIT, Yard
from app.services.line_writer import rate_for
from app.services.station import Station
from app.settings import DEMO_PASSWORD
from app.store import schema
from app.store.actor import NOBODY, Actor
from app.store.bulk import bulk_load
from app.store.engine import Engines
from app.store.unit_of_work import Look, Work
from app.text import QT_TRANSLATE_NOOP

NAME = "保定长城汽车服务站(演示)"
CARS_IN_SHOP = 60
OPEN_STAGES = (
    Stage.OPENED, Stage.QUOTED, Stage.AUTHORISED, Stage.DISPATCHED, Stage.IN_WORK, Stage.IN_WORK, Stage.IN_WORK,
    Stage.AWAITING_INSPECTION, Stage.PASSED, Stage.SETTLED,
)  # fmt: skip
Progress = Callable[[int, int, str], None]
_OPENING, _HOURS = 0, 7 * 60
LONGEST = {
    Stage.OPENED: 3, Stage.QUOTED: 8, Stage.AUTHORISED: 13, Stage.DISPATCHED: 43, Stage.IN_WORK: 63,
    Stage.AWAITING_INSPECTION: 263, Stage.PASSED: 288, Stage.SETTLED: 303,
}  # fmt: skip
"""The minutes of work that it takes at most until a car stands there."""
LATER = (floor.work, floor.inspect, leaving.settle, leaving.deliver)


@dataclass(frozen=True, slots=True)
class Size:
    """How much a made-up station holds."""

    days: int
    orders: int
    vehicles: int
    customers: int
    parts: int
    tools: int
    technicians: int
    in_shop: int

    @classmethod
    def of_years(cls, years: float) -> "Size":
        """Return the size of a busy station after ``years``: ten make 360 000 orders and 150 000 vehicles."""
        orders = max(40, round(36_000 * years))
        return cls(
            days=max(5, round(360 * years)), orders=orders, vehicles=max(150, round(15_000 * years)),
            customers=max(130, round(13_000 * years)), parts=max(60, round(2_000 * years)), tools=max(20, round(60 * years)),
            technicians=max(12, min(64, orders // 500)), in_shop=min(CARS_IN_SHOP, max(10, orders // 20)),
        )  # fmt: skip


def _nothing(done: int, whole: int, what: str) -> None:
    del done, whole, what


def generate(url: str, *, years: float, seed: int, progress: Progress = _nothing) -> None:
    """Make a believable station in the empty database at ``url``; the same seed and day make the same station.

    ``Refusal`` when there is a station already.
    """
    build(url, Size.of_years(years), seed=seed, now=utc_now(), progress=progress)


@dataclass(frozen=True, slots=True)
class Founder:
    """Who founds a made-up station (建站人): the station's name and the first account."""

    station: str = NAME
    login: str = "boss"
    person: str = "站长"
    password: str = DEMO_PASSWORD


def build(url: str, size: Size, *, seed: int, now: datetime, progress: Progress = _nothing) -> None:
    """Found a station of ``size`` whose last day is ``now``'s; every account's password is ``gongdan2026``."""
    engines = schema.open_database(url)
    try:
        build_in(engines, size, seed=seed, now=now, progress=progress)
    finally:
        engines.dispose()


def build_in(
    engines: Engines,
    size: Size,
    *,
    seed: int,
    now: datetime,
    progress: Progress = _nothing,
    founder: Founder | None = None,
) -> None:
    """Do the same in an open database; ``Refusal`` when there is a station already."""
    station = Station(engines, pc="generated", clock=lambda: now)
    if station.ask(NOBODY, accounts.is_founded):
        raise Refusal(QT_TRANSLATE_NOOP("rules", "这个数据库里已经有站,不能再生成。"))
    manager = _found(station, founder or Founder())
    with Session(engines.reader) as session:
        masters = known(session)
        rates = _rates(session, manager, masters, now)
        head = session.scalars(select(AuditHead)).one()
        last_audit, last_hash = head.last_id, head.hash
    dice = random.Random(seed)
    with bulk_load(engines) as writer:
        progress(0, size.orders, "masters")
        make_people(dice, writer, masters, size.technicians)
        make_cars(dice, writer, masters, size.vehicles, size.customers)
        make_parts(dice, writer, masters, size.parts, size.tools)
        writer.flush()
        journal = Journal(writer, last_audit=last_audit, head=last_hash)
        yard = Yard(writer, journal, masters, masters.accounts[Role.PARTS])
        first = minutes_of(now.date()) - size.days * 24 * 60
        yard.receive({part.id: 20 * UNIT for part in masters.parts}, first - 60)
        _orders(Lives(dice, writer, journal, masters, yard, rates, LATER), size, now, progress)
        yard.finish()
        last_audit, last_hash = journal.finish()
        writer.flush()
        writer.move_audit_head(last_audit, last_hash)
        progress(size.orders, size.orders, "index")


def _found(station: Station, founder: Founder) -> Actor:
    """Found the station with the services, one account for each post."""
    boss = station.perform(
        NOBODY,
        accounts.found_station,
        founder.station,
        founder.login,
        founder.person,
        founder.password,
        demonstration=True,
    ).answer
    manager = Actor.of(boss, founder.login, founder.person, frozenset({Role.STATION_MANAGER}))
    head = catalogue.StationHeadEntry(founder.station, "河北省保定市竞秀区朝阳北大街 1688 号", "0312-5900000")
    station.perform(manager, catalogue.save_station_head, head, seen=1)
    station.perform(manager, _open_accounts, tuple(role for role in Role if role is not Role.STATION_MANAGER))
    return manager


@service(Permission.KEEP_ACCOUNTS)
def _open_accounts(work: Work, roles: tuple[Role, ...]) -> None:
    """Open an account for each post, all with the first account's password hash: it is slow to make on purpose."""
    hashed = work.session.scalars(select(Account.password_hash)).first() or ""
    for number, role in enumerate(roles, 1):
        name = (
            f"{'陈赵钱孙李周吴郑王冯褚卫蒋沈韩杨朱秦'[number - 1]}{'静强敏军丽伟芳磊洋勇艳杰娟涛明超霞平'[number - 1]}"
        )
        account = work.add(Account(login=role.value, name=name, password_hash=hashed))
        work.add(AccountRole(account_id=account.id, role=role))


def _rates(session: Session, actor: Actor, masters: Masters, now: datetime) -> dict[tuple[int, str], int]:
    look = Look(session, actor, now=now)
    return {(key, payer): rate_for(look, key, Payer(payer), look.today) for key, _, payer in masters.business}


def _orders(lives: Lives, size: Size, now: datetime, progress: Progress) -> None:
    """Spread the orders over the days, busier at weekends; the last cars are still in the shop."""
    dice = lives.dice
    done = 0
    history = size.orders - size.in_shop
    today = now.date()
    for day in range(size.days):
        date = today - timedelta(days=size.days - day)
        left = size.days - day
        share = (history - done) / left
        count = (
            history - done
            if left == 1
            else min(history - done, max(1, round(share * (1.15 if date.weekday() >= 5 else 0.94))))
        )
        begin = minutes_of(date) + _OPENING
        cars = dice.sample(range(1, size.vehicles + 1), min(count, size.vehicles))
        for arrived, car in sorted((begin + dice.randrange(_HOURS), car) for car in cars):
            lives.live(car, arrived)
        done += len(cars)
        progress(done, size.orders, "orders")
    minute = minutes_of(today) + now.hour * 60 + now.minute
    for number, car in enumerate(dice.sample(range(1, size.vehicles + 1), size.in_shop)):
        stage = OPEN_STAGES[number % len(OPEN_STAGES)]
        lives.live(car, _arrival(minute, stage, dice.randint(2, 60)), stage, promised=_promise(dice, minute))


def _arrival(minute: int, stage: Stage, waited: int) -> int:
    """Return when a car came that has reached ``stage`` by now; clocks that run were started today where that can be."""
    arrived = later(minute, -LONGEST[stage] - waited)
    opened = moment(worked(minute) // SHIFT * SHIFT)
    if stage is Stage.IN_WORK and arrived < opened <= later(minute, -LONGEST[stage]):
        return opened
    return arrived


def _promise(dice: random.Random, minute: int) -> int:
    """Promise a car for today, a few of them too early already; for tomorrow where the day is at its end."""
    quarters = (SHIFT - worked(minute) % SHIFT) // 15
    return later(minute, 15 * dice.randint(-3, max(8, quarters - 1)))
