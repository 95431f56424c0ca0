"""The quality guarantee (质量保证期), against the figures of the regulation written out by hand."""

from datetime import date

import pytest

from app.errors import InvalidEntry
from app.models.guarantee import (
    CERTIFICATE_REQUIRED,
    REPAIR_CLASS_LABELS,
    VEHICLE_KIND_LABELS,
    Guarantee,
    RepairClass,
    VehicleKind,
    minimum_guarantee,
    promise,
    within_guarantee,
)

OVERHAULS = {"整车修理", "总成修理"}
LEFT = date(2026, 3, 1)


@pytest.mark.parametrize("repair_class", list(RepairClass))
@pytest.mark.parametrize("vehicle_kind", list(VehicleKind))
def test_the_least_guarantee_is_the_law(vehicle_kind: VehicleKind, repair_class: RepairClass) -> None:
    """Kilometres and days for each kind of vehicle and class of repair."""
    repair = REPAIR_CLASS_LABELS[repair_class]
    match VEHICLE_KIND_LABELS[vehicle_kind]:
        case "汽车" | "危险货物运输车辆":
            due = (20_000, 100) if repair in OVERHAULS else (5_000, 30) if repair == "二级维护" else (2_000, 10)
        case "摩托车":
            due = (7_000, 80) if repair in OVERHAULS else (800, 10)
        case _:
            due = (6_000, 60) if repair in OVERHAULS else (700, 7)
    assert minimum_guarantee(vehicle_kind, repair_class) == Guarantee(*due)


def test_three_classes_need_a_certificate() -> None:
    """Without it the car may not be handed over."""
    assert {REPAIR_CLASS_LABELS[each] for each in CERTIFICATE_REQUIRED} == {"整车修理", "总成修理", "二级维护"}


def test_more_may_be_promised() -> None:
    """Both figures are kept as promised."""
    promised = promise(VehicleKind.CAR, RepairClass.MINOR_REPAIR, km=5_000, days=30)
    assert promised == Guarantee(5_000, 30)


@pytest.mark.parametrize(("km", "days"), [(1_999, 10), (2_000, 9), (-1, 10), (100_000, 0)])
def test_less_may_not_be_promised(km: int, days: int) -> None:
    """The refusal names the minimum and the place."""
    with pytest.raises(InvalidEntry, match="2000 公里或 10 日") as refusal:
        promise(VehicleKind.CAR, RepairClass.MINOR_REPAIR, km=km, days=days, place="certificate.guarantee")
    assert refusal.value.place == "certificate.guarantee"


@pytest.mark.parametrize(
    ("today", "mileage_out", "mileage_now", "inside"),
    [
        (date(2026, 3, 1), 50_000, 50_000, True),
        (date(2026, 3, 11), 50_000, 52_000, True),
        (date(2026, 3, 12), 50_000, 50_001, False),
        (date(2026, 3, 2), 50_000, 52_001, False),
        (date(2026, 3, 11), None, 90_000, True),
        (date(2026, 3, 11), 50_000, None, True),
        (date(2026, 3, 12), None, None, False),
        (date(2026, 3, 5), 50_000, 12, True),
    ],
)
def test_a_comeback_is_judged_by_date_and_mileage(
    today: date, mileage_out: int | None, mileage_now: int | None, *, inside: bool
) -> None:
    """Whichever ends first; what could not be read is not held against the customer."""
    assert within_guarantee(LEFT, mileage_out, today, mileage_now, Guarantee(2_000, 10)) is inside
