"""An arrival typed wrong is put right: car, owner and visit together, or nothing at all."""

import pytest

from app.errors import InvalidEntry, NeedsConfirmation, StaleRecord, WrongState
from app.models.access import Role
from app.models.customers import Customer, Vehicle
from app.models.visits import Visit
from app.services import delivery, order_end, visits
from app.services.entries import CustomerEntry, Received, VehicleEntry
from tests.builders import GOOD_VIN, Shop, arrival, received

CLERK = Role.RECEPTION


def leave(shop: Shop, car: Received) -> None:
    version = shop.order(car.order_id).version
    shop.do(CLERK, order_end.cancel_order, car.order_id, seen=version, reason="不修了")
    entry = delivery.DeliveryEntry("周先生", old_parts_shown=True, mileage_out=60180)
    shop.do(CLERK, delivery.deliver_car, car.visit_id, entry)


def test_car_owner_and_visit_are_corrected_together(shop: Shop) -> None:
    car = received(shop)
    shop.do(
        CLERK,
        visits.correct_arrival,
        car.visit_id,
        {"mileage_in": (60180, 61180), "bringer": ("周先生", " 周太太 "), "waiting": (True, False)},
        vehicle=VehicleEntry(plate="京N7L828", vin=GOOD_VIN, model="长城 炮"),
        seen_vehicle=shop.found(Vehicle)[0].version,
        customer=CustomerEntry(name="周大年", phone="139 0000 1111"),
        seen_customer=shop.found(Customer)[0].version,
    )
    visit, vehicle, owner = shop.found(Visit)[0], shop.found(Vehicle)[0], shop.found(Customer)[0]
    assert (visit.mileage_in, visit.bringer, visit.waiting) == (61180, "周太太", False)
    assert (vehicle.plate, vehicle.mileage, owner.phone) == ("京N7L828", 61180, "13900001111")


def test_what_two_people_changed_merges_or_is_told(shop: Shop) -> None:
    car = received(shop)
    shop.do(CLERK, visits.correct_arrival, car.visit_id, {"fuel": (6, 2)})
    shop.do(CLERK, visits.correct_arrival, car.visit_id, {"keys_tag": ("", "17")})
    with pytest.raises(StaleRecord) as stale:
        shop.do(CLERK, visits.correct_arrival, car.visit_id, {"fuel": (6, 8), "bringer": ("周先生", "别人")})
    assert [(clash.field, clash.theirs, clash.mine) for clash in stale.value.clashes] == [("fuel", 2, 8)]
    visit = shop.found(Visit)[0]
    assert (visit.fuel, visit.keys_tag, visit.bringer) == (2, "17", "周先生")


def test_a_record_seen_in_an_older_version_is_not_overwritten(shop: Shop) -> None:
    car = received(shop)
    shop.do(CLERK, visits.correct_arrival, car.visit_id, {"mileage_in": (60180, 60181)})
    with pytest.raises(StaleRecord):
        shop.do(CLERK, visits.correct_arrival, car.visit_id, {}, vehicle=VehicleEntry("京N7L828"), seen_vehicle=1)
    assert shop.found(Vehicle)[0].plate == "京N7L820"


def test_a_doubt_keeps_everything_as_it_was_until_it_is_confirmed(shop: Shop) -> None:
    car = received(shop)
    leave(shop, car)
    shop.clock.pass_time(days=9)
    again = received(shop, visit=arrival(shop).visit, vehicle=None, vehicle_id=car.vehicle_id, customer=None)
    edits = {"mileage_in": (60180, 5000), "bringer_phone": ("13800006621", "12")}
    with pytest.raises(NeedsConfirmation) as asked:
        shop.do(CLERK, visits.correct_arrival, again.visit_id, edits)
    assert asked.value.keys == {"mileage.below_last", "phone.pattern"}
    assert shop.found(Visit)[1].mileage_in == 60180
    shop.do(CLERK, visits.correct_arrival, again.visit_id, edits, confirmed=asked.value.keys, reason="换过仪表")
    visit = shop.found(Visit)[1]
    assert (visit.mileage_in, visit.mileage_answer) == (5000, "换过仪表")


@pytest.mark.parametrize("edits", [{"mileage_in": (60180, -1)}, {"fuel": (6, 9)}, {"keys_tag": ("", "x" * 33)}])
def test_values_out_of_range_are_refused(shop: Shop, edits: dict[str, tuple[object, object]]) -> None:
    car = received(shop)
    with pytest.raises(InvalidEntry):
        shop.do(CLERK, visits.correct_arrival, car.visit_id, edits)


def test_a_car_that_left_keeps_its_arrival(shop: Shop) -> None:
    car = received(shop)
    leave(shop, car)
    with pytest.raises(WrongState, match="车已离厂"):
        shop.do(CLERK, visits.correct_arrival, car.visit_id, {"fuel": (6, 2)})


def test_the_newest_order_of_a_visit_is_found_even_when_it_has_ended(shop: Shop) -> None:
    car = received(shop)
    leave(shop, car)
    assert shop.ask(CLERK, visits.newest_order, car.visit_id) == car.order_id
    assert shop.ask(CLERK, visits.newest_order, 999) is None
