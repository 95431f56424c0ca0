"""Completion certificates: the guarantee the law asks for, a number that is used once."""

from dataclasses import replace

from sqlalchemy import text

from app.errors import InvalidEntry, WrongState
from app.models.access import Permission, Role
from app.models.guarantee import RepairClass, VehicleKind
from app.models.people import Technician
from app.models.quality import Certificate
from app.models.stages import Stage
from app.models.station import GuaranteeTerm, VoidedNumber
from app.services import certificates, inspection
from app.services.acts import service
from app.store.unit_of_work import Work
from tests.builders import Shop, finished, passed
from tests.services.answers import is_refused

INSPECTION = Role.INSPECTION
C, K = RepairClass, VehicleKind

# 《机动车维修管理规定》: km or days from the day the car leaves, whichever comes first.
LAW: dict[tuple[VehicleKind, RepairClass], tuple[int, int]] = {
    (K.CAR, C.COMPLETE_OVERHAUL): (20_000, 100),
    (K.CAR, C.UNIT_OVERHAUL): (20_000, 100),
    (K.CAR, C.SECOND_MAINTENANCE): (5_000, 30),
    (K.CAR, C.FIRST_MAINTENANCE): (2_000, 10),
    (K.CAR, C.MINOR_REPAIR): (2_000, 10),
    (K.CAR, C.SPECIAL_REPAIR): (2_000, 10),
    (K.DANGEROUS_GOODS, C.COMPLETE_OVERHAUL): (20_000, 100),
    (K.DANGEROUS_GOODS, C.UNIT_OVERHAUL): (20_000, 100),
    (K.DANGEROUS_GOODS, C.SECOND_MAINTENANCE): (5_000, 30),
    (K.DANGEROUS_GOODS, C.FIRST_MAINTENANCE): (2_000, 10),
    (K.DANGEROUS_GOODS, C.MINOR_REPAIR): (2_000, 10),
    (K.DANGEROUS_GOODS, C.SPECIAL_REPAIR): (2_000, 10),
    (K.MOTORCYCLE, C.COMPLETE_OVERHAUL): (7_000, 80),
    (K.MOTORCYCLE, C.UNIT_OVERHAUL): (7_000, 80),
    (K.MOTORCYCLE, C.SECOND_MAINTENANCE): (800, 10),
    (K.MOTORCYCLE, C.FIRST_MAINTENANCE): (800, 10),
    (K.MOTORCYCLE, C.MINOR_REPAIR): (800, 10),
    (K.MOTORCYCLE, C.SPECIAL_REPAIR): (800, 10),
    (K.OTHER, C.COMPLETE_OVERHAUL): (6_000, 60),
    (K.OTHER, C.UNIT_OVERHAUL): (6_000, 60),
    (K.OTHER, C.SECOND_MAINTENANCE): (700, 7),
    (K.OTHER, C.FIRST_MAINTENANCE): (700, 7),
    (K.OTHER, C.MINOR_REPAIR): (700, 7),
    (K.OTHER, C.SPECIAL_REPAIR): (700, 7),
}


def make(shop: Shop, order_id: int, kind: VehicleKind, repair_class: RepairClass) -> None:
    """Write the class of a passed order and the kind of its vehicle."""
    with shop.station.engines.writer.begin() as connection:
        connection.execute(
            text("UPDATE work_order SET repair_class = :c WHERE id = :id"), {"c": repair_class, "id": order_id}
        )
        connection.execute(text("UPDATE vehicle SET kind = :k"), {"k": kind})


def test_the_certificate_promises_what_the_law_asks_and_nothing_less_is_taken(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    assert set(LAW) == {(kind, repair_class) for kind in VehicleKind for repair_class in RepairClass}
    order = passed(shop).order_id
    issue = (INSPECTION, certificates.issue_certificate, order)
    for (kind, repair_class), (km, days) in LAW.items():
        make(shop, order, kind, repair_class)
        for less_km, less_days in ((km - 1, days), (km, days - 1)):
            is_refused(
                shop,
                *issue,
                km=less_km,
                days=less_days,
                match=f"不得低于 {km} 公里或 {days} 日",
                place="inspection.guarantee",
                kind=InvalidEntry,
            )
        number = shop.do(*issue)
        (certificate,) = shop.found(Certificate, number=number)
        assert (certificate.guarantee_km, certificate.guarantee_days) == (km, days)
        assert certificate.repair_class is repair_class
        shop.do(INSPECTION, certificates.void_certificate, number, reason="试下一类")


def test_a_station_may_promise_more_and_its_own_term_is_usual(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    order = passed(shop).order_id
    shop.station.perform(shop.actors[Role.STATION_MANAGER], promise_term, 3_000, 30)
    shop.do(INSPECTION, certificates.issue_certificate, order, days=60)
    (certificate,) = shop.found(Certificate)
    assert (certificate.guarantee_km, certificate.guarantee_days) == (3_000, 60)


def test_a_term_below_the_law_is_lifted_to_it(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    order = passed(shop).order_id
    shop.station.perform(shop.actors[Role.STATION_MANAGER], promise_term, 500, 90)
    shop.do(INSPECTION, certificates.issue_certificate, order)
    (certificate,) = shop.found(Certificate)
    assert (certificate.guarantee_km, certificate.guarantee_days) == (2_000, 90)


@service(Permission.KEEP_STATION)
def promise_term(work: Work, km: int, days: int) -> None:
    term = work.session.query(GuaranteeTerm).filter_by(vehicle_kind=K.CAR, repair_class=C.FIRST_MAINTENANCE).one()
    term.km, term.days = km, days


def test_without_a_passed_inspection_there_is_no_certificate(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = finished(shop)
    issue = (INSPECTION, certificates.issue_certificate, car.order_id)
    is_refused(shop, *issue, match="不能签发合格证", place="order.stage", kind=WrongState)
    with shop.station.engines.writer.begin() as connection:
        connection.execute(text("UPDATE work_order SET stage = :stage"), {"stage": Stage.PASSED})
    is_refused(shop, *issue, match="没有合格的竣工检验", place="inspection.items")


def test_an_inspection_taken_back_certifies_nothing(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = passed(shop)
    shop.do(Role.WORKSHOP_LEAD, inspection.undo_pass, car.order_id, reason="重做")
    with shop.station.engines.writer.begin() as connection:
        connection.execute(text("UPDATE work_order SET stage = :stage"), {"stage": Stage.PASSED})
    issue = (INSPECTION, certificates.issue_certificate, car.order_id)
    is_refused(shop, *issue, match="没有合格的竣工检验", place="inspection.items")


def test_nobody_certifies_their_own_work(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = passed(shop)
    lead = shop.actors[Role.WORKSHOP_LEAD]
    shop.station.perform(shop.actors[Role.STATION_MANAGER], belongs_to, shop.technicians[1], lead.account_id)
    issue = (Role.WORKSHOP_LEAD, certificates.issue_certificate, car.order_id)
    is_refused(shop, *issue, match="不能由自己检验", place="inspection")
    assert shop.do(INSPECTION, certificates.issue_certificate, car.order_id)


@service(Permission.KEEP_STATION)
def belongs_to(work: Work, technician_id: int, account_id: int) -> None:
    work.get(Technician, technician_id).account_id = account_id


def test_an_order_has_one_valid_certificate(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = passed(shop)
    number = shop.do(INSPECTION, certificates.issue_certificate, car.order_id)
    is_refused(
        shop,
        INSPECTION,
        certificates.issue_certificate,
        car.order_id,
        match=f"{number} 已经签发",
        place="inspection.certificate",
        kind=WrongState,
    )


def test_a_spoilt_number_stays_in_the_register_and_is_never_drawn_again(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = passed(shop)
    numbers = []
    for turn in range(3):
        numbers.append(shop.do(INSPECTION, certificates.issue_certificate, car.order_id))
        shop.do(INSPECTION, certificates.void_certificate, numbers[-1], reason=f"打印错位 {turn}")
    assert len(set(numbers)) == 3
    register = shop.found(VoidedNumber)
    assert [row.number for row in register] == numbers
    assert [row.replaced_by for row in register] == [*numbers[1:], ""]
    assert [row.reason for row in register] == ["打印错位 0", "打印错位 1", "打印错位 2"]
    assert {row.voided_by for row in register} == {shop.actors[INSPECTION].account_id}
    assert len(shop.found(Certificate)) == 3, "void, never deleted"


def test_a_certificate_is_voided_once_with_a_reason(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    number = shop.do(INSPECTION, certificates.issue_certificate, passed(shop).order_id)
    void = (INSPECTION, certificates.void_certificate, number)
    is_refused(shop, *void, match="原因", place="reason")
    shop.do(*void, reason="打印错位")
    is_refused(shop, *void, reason="再来", match="已经作废", place="inspection.certificate", kind=WrongState)
    is_refused(
        shop,
        INSPECTION,
        certificates.void_certificate,
        "HG20261122-0999",
        reason="没有它",
        match="没有合格证",
        place="inspection.certificate",
    )


def test_numbers_go_on_from_car_to_car_and_begin_anew_each_day(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    first = passed(shop).order_id
    second = passed_another(shop)
    drawn = [shop.do(INSPECTION, certificates.issue_certificate, order) for order in (first, second)]
    shop.clock.pass_time(days=1)
    shop.do(INSPECTION, certificates.void_certificate, drawn[1], reason="隔日改")
    drawn.append(shop.do(INSPECTION, certificates.issue_certificate, second))
    assert drawn == ["HG20261122-0001", "HG20261122-0002", "HG20261123-0001"]


def passed_another(shop: Shop) -> int:
    """Bring a second car, with work and no parts, as far as passed."""
    from app.services import entries, estimates
    from tests.builders import CONSENT, arrival, pass_inspection, received, work_line

    usual = arrival(shop)
    lines = replace(usual.lines, labour=usual.lines.labour[:1], parts=())
    car = received(shop, vehicle=entries.VehicleEntry(plate="冀F2D668", model="哈弗 H6"), lines=lines)
    shop.do(Role.RECEPTION, estimates.quote_order, car.order_id)
    gaps = frozenset({"gap.paper", "gap.vin"})
    shop.do(Role.RECEPTION, estimates.authorise_order, car.order_id, CONSENT, confirmed=gaps, reason="急")
    work_line(shop, shop.lines(car.order_id)[0][0].id)
    pass_inspection(shop, car.order_id)
    return car.order_id
