"""The quality guarantee a repair carries by law (质量保证期) and which repairs need a certificate.

Source: 《机动车维修管理规定》. The table is the least a station may promise; it may promise more.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from app.errors import InvalidEntry
from app.text import QT_TRANSLATE_NOOP


class RepairClass(enum.StrEnum):
    """What kind of repair it is in the eyes of the law (维修类别)."""

    COMPLETE_OVERHAUL = "complete_overhaul"
    UNIT_OVERHAUL = "unit_overhaul"
    SECOND_MAINTENANCE = "second_maintenance"
    FIRST_MAINTENANCE = "first_maintenance"
    MINOR_REPAIR = "minor_repair"
    SPECIAL_REPAIR = "special_repair"


REPAIR_CLASS_LABELS: Final[Mapping[RepairClass, str]] = MappingProxyType(
    {
        RepairClass.COMPLETE_OVERHAUL: QT_TRANSLATE_NOOP("words", "整车修理"),
        RepairClass.UNIT_OVERHAUL: QT_TRANSLATE_NOOP("words", "总成修理"),
        RepairClass.SECOND_MAINTENANCE: QT_TRANSLATE_NOOP("words", "二级维护"),
        RepairClass.FIRST_MAINTENANCE: QT_TRANSLATE_NOOP("words", "一级维护"),
        RepairClass.MINOR_REPAIR: QT_TRANSLATE_NOOP("words", "小修"),
        RepairClass.SPECIAL_REPAIR: QT_TRANSLATE_NOOP("words", "专项修理"),
    }
)

CERTIFICATE_REQUIRED: Final = frozenset(
    {RepairClass.COMPLETE_OVERHAUL, RepairClass.UNIT_OVERHAUL, RepairClass.SECOND_MAINTENANCE}
)
"""Repairs after which the car may not leave without a completion certificate (竣工出厂合格证)."""


class VehicleKind(enum.StrEnum):
    """Which line of the guarantee table a vehicle falls under (车辆类别)."""

    CAR = "car"
    DANGEROUS_GOODS = "dangerous_goods"
    MOTORCYCLE = "motorcycle"
    OTHER = "other"


VEHICLE_KIND_LABELS: Final[Mapping[VehicleKind, str]] = MappingProxyType(
    {
        VehicleKind.CAR: QT_TRANSLATE_NOOP("words", "汽车"),
        VehicleKind.DANGEROUS_GOODS: QT_TRANSLATE_NOOP("words", "危险货物运输车辆"),
        VehicleKind.MOTORCYCLE: QT_TRANSLATE_NOOP("words", "摩托车"),
        VehicleKind.OTHER: QT_TRANSLATE_NOOP("words", "其他机动车"),
    }
)


@dataclass(frozen=True, slots=True)
class Guarantee:
    """A guarantee by distance and time, whichever ends first: ``km`` kilometres, ``days`` calendar days."""

    km: int
    days: int


_OVERHAUL: Final = frozenset({RepairClass.COMPLETE_OVERHAUL, RepairClass.UNIT_OVERHAUL})

_CAR: Final = MappingProxyType(
    {
        RepairClass.COMPLETE_OVERHAUL: Guarantee(20_000, 100),
        RepairClass.UNIT_OVERHAUL: Guarantee(20_000, 100),
        RepairClass.SECOND_MAINTENANCE: Guarantee(5_000, 30),
        RepairClass.FIRST_MAINTENANCE: Guarantee(2_000, 10),
        RepairClass.MINOR_REPAIR: Guarantee(2_000, 10),
        RepairClass.SPECIAL_REPAIR: Guarantee(2_000, 10),
    }
)


def _two_lines(overhaul: Guarantee, otherwise: Guarantee) -> Mapping[RepairClass, Guarantee]:
    return MappingProxyType({each: overhaul if each in _OVERHAUL else otherwise for each in RepairClass})


MINIMUM_GUARANTEES: Final[Mapping[VehicleKind, Mapping[RepairClass, Guarantee]]] = MappingProxyType(
    {
        VehicleKind.CAR: _CAR,
        VehicleKind.DANGEROUS_GOODS: _CAR,
        VehicleKind.MOTORCYCLE: _two_lines(Guarantee(7_000, 80), Guarantee(800, 10)),
        VehicleKind.OTHER: _two_lines(Guarantee(6_000, 60), Guarantee(700, 7)),
    }
)


def minimum_guarantee(vehicle_kind: VehicleKind, repair_class: RepairClass) -> Guarantee:
    """Look up the least guarantee (最低质量保证期) for a kind of vehicle and a class of repair."""
    return MINIMUM_GUARANTEES[vehicle_kind][repair_class]


def promise(vehicle_kind: VehicleKind, repair_class: RepairClass, *, km: int, days: int, place: str = "") -> Guarantee:
    """Promise a guarantee (承诺质量保证期) of ``km`` kilometres and ``days`` days.

    Raises ``InvalidEntry`` where either is less than the law demands.
    """
    least = minimum_guarantee(vehicle_kind, repair_class)
    if km < least.km or days < least.days:
        raise InvalidEntry(
            QT_TRANSLATE_NOOP("rules", "质量保证期不得低于 {km} 公里或 {days} 日"),
            place=place,
            km=least.km,
            days=least.days,
        )
    return Guarantee(km, days)


def within_guarantee(
    delivered_on: date, mileage_out: int | None, today: date, mileage_now: int | None, guarantee: Guarantee
) -> bool:
    """Tell whether a car that comes back is still under guarantee (质量保证期内返修).

    The day it left is day nought, the last day and the last km count as inside. Where a mileage could not
    be read the date alone decides; a mileage that went backwards (replaced cluster) counts as inside.
    """
    if today > delivered_on + timedelta(days=guarantee.days):
        return False
    if mileage_out is None or mileage_now is None:
        return True
    return mileage_now - mileage_out <= guarantee.km
