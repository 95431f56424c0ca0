"""The lists a station keeps for itself: staff, bays, operations, rates, guarantees, its own head."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.errors import InvalidEntry, Refusal, StaleRecord
from app.models.access import Role
from app.models.guarantee import RepairClass, VehicleKind
from app.models.orders import Payer
from app.models.people import Technician, TechnicianSkill, Trade
from app.models.station import GuaranteeTerm, LabourOperation, LabourRate
from app.models.station import Station as StationRecord
from app.services import catalogue, certificates, entries, line_writer, staff, workshop
from app.store.unit_of_work import Look
from app.values import MAX_FEN, MAX_HOURS, Fen, Milli
from tests.builders import Shop, authorised, passed, received
from tests.services.answers import is_refused

MANAGER = Role.STATION_MANAGER
LEAD = Role.WORKSHOP_LEAD
SMITH = staff.TechnicianEntry("J100", "钣金赵", "钣喷组", ((Trade.BODY, 3),))


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"badge": " "}, "staff.badge"),
        ({"name": ""}, "staff.badge"),
        ({"badge": "J001"}, "staff.badge"),
        ({"trades": ()}, "staff.trade"),
        ({"trades": ((Trade.BODY, 0),)}, "staff.trade"),
        ({"trades": ((Trade.BODY, 7),)}, "staff.trade"),
        ({"trades": ((Trade.BODY, 1), (Trade.BODY, 2))}, "staff.trade"),
        ({"shift_minutes": 0}, "staff.shift"),
        ({"shift_minutes": 24 * 60 + 1}, "staff.shift"),
    ],
)
def test_a_technician_is_written_as_one_can_be(sqlite_shop: Shop, changed: dict[str, Any], place: str) -> None:
    with pytest.raises(InvalidEntry) as refused:
        sqlite_shop.do(MANAGER, staff.save_technician, replace(SMITH, **changed))
    assert refused.value.place == place
    assert len(sqlite_shop.found(Technician)) == 3


def test_a_technicians_trades_are_replaced_and_noticed_by_others(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    key = shop.do(MANAGER, staff.save_technician, SMITH)
    save = (MANAGER, staff.save_technician)
    painter = replace(SMITH, trades=((Trade.PAINT, 4), (Trade.BODY, 5)))
    shop.do(*save, painter, technician_id=key, seen=1)
    assert {(row.trade, row.rank) for row in shop.found(TechnicianSkill, technician_id=key)} == {
        (Trade.PAINT, 4),
        (Trade.BODY, 5),
    }
    with pytest.raises(StaleRecord):
        shop.do(*save, SMITH, technician_id=key, seen=1)
    seen = shop.found(Technician, id=key)[0].version
    shop.do(*save, SMITH, technician_id=key, seen=seen)
    assert [(row.trade, row.rank) for row in shop.found(TechnicianSkill, technician_id=key)] == [(Trade.BODY, 3)]


def test_nobody_leaves_over_a_running_clock(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    line = shop.lines(authorised(shop).order_id)[0][0].id
    li = shop.technicians[1]
    shop.do(Role.DISPATCH, workshop.assign_line, line, li, minutes=20)
    shop.do(Role.TECHNICIAN, workshop.start_work, line, li)
    leave = (MANAGER, staff.retire_technician, li)
    is_refused(shop, *leave, seen=1, match="正在施工", place="dispatch.clock")
    shop.do(Role.TECHNICIAN, workshop.finish_work, line, li)
    shop.do(*leave, seen=1)
    assert li not in [row.id for row in shop.ask(MANAGER, staff.staff_list)]


@pytest.mark.parametrize(("name", "match"), [(" ", "工位名称"), ("位" * 61, "最多 60 个字"), ("1 号工位", "已经有了")])
def test_a_bay_has_a_name_of_its_own(sqlite_shop: Shop, name: str, match: str) -> None:
    is_refused(sqlite_shop, MANAGER, staff.save_bay, name, match=match, place="staff.bay", kind=InvalidEntry)


OIL = catalogue.OperationEntry("X-1", "换油", Milli(500))


@pytest.mark.parametrize(
    "changed",
    [
        {"code": " "},
        {"name": ""},
        {"code": "GS-0100"},
        {"hours": Milli(-1)},
        {"hours": Milli(MAX_HOURS + 1)},
        {"lump_fen": Fen(-1)},
        {"lump_fen": Fen(MAX_FEN + 1)},
        {"min_rank": 0},
        {"min_rank": 7},
    ],
)
def test_an_operation_is_written_as_one_can_be(sqlite_shop: Shop, changed: dict[str, Any]) -> None:
    shop = sqlite_shop
    before = len(shop.found(LabourOperation))
    with pytest.raises(InvalidEntry) as refused:
        shop.do(LEAD, catalogue.save_operation, replace(OIL, **changed))
    assert refused.value.place.startswith("catalogue.")
    assert len(shop.found(LabourOperation)) == before


def test_a_rate_holds_from_its_day_for_business_and_payer(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    tomorrow = shop.clock.now.date() + timedelta(days=1)
    service = shop.business["service"]
    shop.do(LEAD, catalogue.set_rate, Fen(20_000), business_type_id=service, valid_from=tomorrow)
    shop.do(LEAD, catalogue.set_rate, Fen(10_000), business_type_id=service, payer=Payer.INTERNAL)

    def rates() -> tuple[int, int, int]:
        with shop.looking() as session:
            look = Look(session, shop.actors[LEAD], now=shop.clock.now)
            wanted = ((service, Payer.CUSTOMER), (service, Payer.INTERNAL), (shop.business["repair"], Payer.WARRANTY))
            first, second, third = (line_writer.rate_for(look, kind, payer, look.today) for kind, payer in wanted)
            return first, second, third

    assert rates() == (16_000, 10_000, 12_000)
    shop.clock.pass_time(days=1)
    assert rates() == (20_000, 10_000, 12_000)


def test_a_rate_of_the_past_and_one_below_nought_are_refused(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    before = len(shop.found(LabourRate))
    yesterday = shop.clock.now.date() - timedelta(days=1)
    change = (LEAD, catalogue.set_rate)
    is_refused(shop, *change, Fen(1), valid_from=yesterday, match="只能从今天起", place="catalogue.rate")
    for rate in (-1, MAX_FEN + 1):
        is_refused(shop, *change, Fen(rate), match="超出范围", place="catalogue.rate", kind=InvalidEntry)
    assert len(shop.found(LabourRate)) == before


def test_a_new_rate_does_not_touch_orders_already_priced(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    order = received(shop).order_id
    shop.do(LEAD, catalogue.set_rate, Fen(30_000), business_type_id=shop.business["service"])
    assert shop.order(order).labour_fen == 36_800
    beside = received(shop, vehicle=entries.VehicleEntry("冀F2D668")).order_id
    assert shop.order(beside).labour_fen == 69_000


def test_a_station_promises_more_than_the_law_and_never_less(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    promise = (MANAGER, catalogue.set_guarantee, VehicleKind.CAR, RepairClass.FIRST_MAINTENANCE)
    for km, days in ((1_999, 10), (2_000, 9)):
        is_refused(shop, *promise, km, days, match="不得低于", place="catalogue.guarantee", kind=InvalidEntry)
    shop.do(*promise, 5_000, 60)
    (term,) = shop.found(GuaranteeTerm, vehicle_kind=VehicleKind.CAR, repair_class=RepairClass.FIRST_MAINTENANCE)
    assert (term.km, term.days) == (5_000, 60)
    shop.do(Role.INSPECTION, certificates.issue_certificate, passed(shop).order_id)


def test_the_stations_head_is_written_as_it_was_seen(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    entry = catalogue.StationHeadEntry("长城服务站(东)", "保定市")
    (head,) = shop.found(StationRecord)
    shop.do(MANAGER, catalogue.save_station_head, entry, seen=head.version)
    with pytest.raises(StaleRecord):
        shop.do(MANAGER, catalogue.save_station_head, entry, seen=head.version)
    with pytest.raises((InvalidEntry, Refusal)):
        shop.do(MANAGER, catalogue.save_station_head, replace(entry, name=" "), seen=head.version + 1)
    assert shop.found(StationRecord)[0].name == "长城服务站(东)"
