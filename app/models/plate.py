"""Licence plates (车牌号码): what kind a plate is, its likely colour, and doubts about its pattern.

A plate is stored without separator. A pattern that is not known here is doubted, never refused: garages see
every plate there is. Sources: GA 36 (号牌) and the plates seen in practice.
"""

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from app.errors import Doubt, InvalidEntry
from app.models.verdict import Verdict, compact
from app.text import QT_TRANSLATE_NOOP

LONGEST_PLATE: Final = 32
"""Most characters a plate may have: the width of its column."""


class PlateKind(enum.StrEnum):
    """What kind of plate it is (号牌种类)."""

    ORDINARY = "ordinary"
    NEW_ENERGY_SMALL = "new_energy_small"
    NEW_ENERGY_LARGE = "new_energy_large"
    TRAILER = "trailer"
    LEARNER = "learner"
    POLICE = "police"
    EMERGENCY = "emergency"
    HONG_KONG = "hong_kong"
    MACAU = "macau"
    EMBASSY = "embassy"
    CONSULATE = "consulate"
    MILITARY = "military"
    ARMED_POLICE = "armed_police"
    CIVIL_AVIATION = "civil_aviation"
    OVERSIZE = "oversize"
    TEST = "test"
    TEMPORARY = "temporary"
    NONE_YET = "none_yet"
    UNKNOWN = "unknown"


PLATE_KIND_LABELS: Final[Mapping[PlateKind, str]] = MappingProxyType(
    {
        PlateKind.ORDINARY: QT_TRANSLATE_NOOP("words", "普通号牌"),
        PlateKind.NEW_ENERGY_SMALL: QT_TRANSLATE_NOOP("words", "小型新能源号牌"),
        PlateKind.NEW_ENERGY_LARGE: QT_TRANSLATE_NOOP("words", "大型新能源号牌"),
        PlateKind.TRAILER: QT_TRANSLATE_NOOP("words", "挂车号牌"),
        PlateKind.LEARNER: QT_TRANSLATE_NOOP("words", "教练车号牌"),
        PlateKind.POLICE: QT_TRANSLATE_NOOP("words", "警用号牌"),
        PlateKind.EMERGENCY: QT_TRANSLATE_NOOP("words", "应急救援号牌"),
        PlateKind.HONG_KONG: QT_TRANSLATE_NOOP("words", "香港入出境号牌"),
        PlateKind.MACAU: QT_TRANSLATE_NOOP("words", "澳门入出境号牌"),
        PlateKind.EMBASSY: QT_TRANSLATE_NOOP("words", "使馆号牌"),
        PlateKind.CONSULATE: QT_TRANSLATE_NOOP("words", "领馆号牌"),
        PlateKind.MILITARY: QT_TRANSLATE_NOOP("words", "军队号牌"),
        PlateKind.ARMED_POLICE: QT_TRANSLATE_NOOP("words", "武警号牌"),
        PlateKind.CIVIL_AVIATION: QT_TRANSLATE_NOOP("words", "民航号牌"),
        PlateKind.OVERSIZE: QT_TRANSLATE_NOOP("words", "特型车号牌"),
        PlateKind.TEST: QT_TRANSLATE_NOOP("words", "试验车号牌"),
        PlateKind.TEMPORARY: QT_TRANSLATE_NOOP("words", "临时号牌"),
        PlateKind.NONE_YET: QT_TRANSLATE_NOOP("words", "未上牌"),
        PlateKind.UNKNOWN: QT_TRANSLATE_NOOP("words", "其他号牌"),
    }
)


class PlateColour(enum.StrEnum):
    """The ground colour of a plate (号牌颜色)."""

    BLUE = "blue"
    YELLOW = "yellow"
    GREEN = "green"
    YELLOW_GREEN = "yellow_green"
    WHITE = "white"
    BLACK = "black"
    UNKNOWN = ""


PLATE_COLOUR_LABELS: Final[Mapping[PlateColour, str]] = MappingProxyType(
    {
        PlateColour.BLUE: QT_TRANSLATE_NOOP("words", "蓝"),
        PlateColour.YELLOW: QT_TRANSLATE_NOOP("words", "黄"),
        PlateColour.GREEN: QT_TRANSLATE_NOOP("words", "绿"),
        PlateColour.YELLOW_GREEN: QT_TRANSLATE_NOOP("words", "黄绿"),
        PlateColour.WHITE: QT_TRANSLATE_NOOP("words", "白"),
        PlateColour.BLACK: QT_TRANSLATE_NOOP("words", "黑"),
        PlateColour.UNKNOWN: QT_TRANSLATE_NOOP("words", "未知"),
    }
)

_COLOURS: Final[Mapping[PlateKind, PlateColour]] = MappingProxyType(
    {
        PlateKind.ORDINARY: PlateColour.BLUE,
        PlateKind.NEW_ENERGY_SMALL: PlateColour.GREEN,
        PlateKind.NEW_ENERGY_LARGE: PlateColour.YELLOW_GREEN,
        PlateKind.TRAILER: PlateColour.YELLOW,
        PlateKind.LEARNER: PlateColour.YELLOW,
        PlateKind.POLICE: PlateColour.WHITE,
        PlateKind.EMERGENCY: PlateColour.WHITE,
        PlateKind.HONG_KONG: PlateColour.BLACK,
        PlateKind.MACAU: PlateColour.BLACK,
        PlateKind.EMBASSY: PlateColour.BLACK,
        PlateKind.CONSULATE: PlateColour.BLACK,
        PlateKind.MILITARY: PlateColour.WHITE,
        PlateKind.ARMED_POLICE: PlateColour.WHITE,
        PlateKind.CIVIL_AVIATION: PlateColour.GREEN,
    }
)

PROVINCES: Final = "京津沪渝冀晋蒙辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼川贵云藏陕甘青宁新"
"""The short names of the provinces, as plates carry them."""

_SEPARATORS: Final = re.compile("[·•‧・∙⋅．.\\-‐‑‒–—_]+")
_OFFICE: Final = f"[{PROVINCES}][A-HJ-Z]"
_SIGN: Final = "[0-9A-HJ-NP-Z]"
_NOT_YET: Final = frozenset({"未上牌", "未上户", "无牌", "无牌照", "暂无", "无", "新车", "临牌", "临时牌照"})

_PATTERNS: Final = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (PlateKind.ARMED_POLICE, rf"WJ[{PROVINCES}]?[0-9]{{4}}[0-9A-Z]|WJ[0-9]{{7}}"),
        (PlateKind.MILITARY, "[A-Z]{2}[0-9]{5}"),
        (PlateKind.NEW_ENERGY_SMALL, f"{_OFFICE}[A-HJK]{_SIGN}[0-9]{{4}}"),
        (PlateKind.NEW_ENERGY_LARGE, f"{_OFFICE}[0-9]{{5}}[A-HJK]"),
        (PlateKind.ORDINARY, f"{_OFFICE}{_SIGN}{{5}}"),
        (PlateKind.TRAILER, f"{_OFFICE}{_SIGN}{{4}}挂"),
        (PlateKind.LEARNER, f"{_OFFICE}{_SIGN}{{4}}学"),
        (PlateKind.POLICE, f"{_OFFICE}{_SIGN}{{4}}警"),
        (PlateKind.EMERGENCY, f"[{PROVINCES}][XS]{_SIGN}{{4}}应急"),
        (PlateKind.HONG_KONG, f"粤Z{_SIGN}{{4}}港"),
        (PlateKind.MACAU, f"粤Z{_SIGN}{{4}}澳"),
        (PlateKind.CONSULATE, f"{_OFFICE}{_SIGN}{{4}}领|[{PROVINCES}][0-9]{{5}}领"),
        (PlateKind.EMBASSY, "[0-9]{6}使|使[0-9]{6}"),
        (PlateKind.CIVIL_AVIATION, "民航[0-9A-Z][0-9]{4}"),
        (PlateKind.OVERSIZE, f"{_OFFICE}{_SIGN}{{4}}超"),
        (PlateKind.TEST, f"{_OFFICE}{_SIGN}{{4}}试"),
        (PlateKind.TEMPORARY, f"临{_OFFICE}?{_SIGN}{{4,6}}|{_OFFICE}{_SIGN}{{4,6}}临"),
    )
)


@dataclass(frozen=True, slots=True)
class PlateVerdict(Verdict):
    """Adds the kind of plate and its likely colour: a guess, the clerk may see another one."""

    kind: PlateKind = PlateKind.UNKNOWN
    colour: PlateColour = PlateColour.UNKNOWN


def normalise_plate(text: str) -> str:
    """Write a plate as it is stored: capitals, no blanks, no dot; empty for 未上牌."""
    value = _SEPARATORS.sub("", compact(text))
    return "" if value in _NOT_YET else value


def plate_kind(value: str) -> PlateKind:
    """Tell the kind of a stored plate (号牌种类); ``UNKNOWN`` where no pattern fits."""
    if not value:
        return PlateKind.NONE_YET
    return next((kind for kind, pattern in _PATTERNS if pattern.fullmatch(value)), PlateKind.UNKNOWN)


def check_plate(text: str, *, place: str = "") -> PlateVerdict:
    """Check a typed plate (车牌号码).

    A pattern that fits nothing known and an empty field are warnings; only what cannot be stored is an
    error. A car said to have no plate yet (未上牌, 无牌, 临牌, …) is stored with an empty plate and no doubt.
    """
    value = normalise_plate(text)
    kind = plate_kind(value)
    if len(value) > LONGEST_PLATE or not value.isprintable():
        sentence = QT_TRANSLATE_NOOP("rules", "车牌号码最多 {limit} 个字符,且不能含有不可见字符")
        return PlateVerdict(value, errors=(InvalidEntry(sentence, place=place, limit=LONGEST_PLATE),))
    doubts = _doubts(text, value, kind, place)
    return PlateVerdict(value, (), doubts, kind, _COLOURS.get(kind, PlateColour.UNKNOWN))


def _doubts(text: str, value: str, kind: PlateKind, place: str) -> tuple[Doubt, ...]:
    if kind is PlateKind.NONE_YET and not text.strip():
        return (Doubt("plate.missing", QT_TRANSLATE_NOOP("rules", "未填写车牌号码"), place=place),)
    if kind is not PlateKind.UNKNOWN:
        return ()
    if re.search("[IO]", value[2:]):
        sentence = QT_TRANSLATE_NOOP("rules", "车牌号码 {plate} 的序号不含字母 I、O,请核对是否为数字 1、0")
    else:
        sentence = QT_TRANSLATE_NOOP("rules", "车牌号码 {plate} 与常见格式不符,请核对")
    return (Doubt("plate.pattern", sentence, {"plate": value}, place),)
