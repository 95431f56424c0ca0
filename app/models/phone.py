"""Telephone numbers (电话号码): one way of writing each, and doubts about their pattern.

No number range is refused, and a customer is never turned away because of a telephone number.
"""

import enum
import re
from dataclasses import dataclass
from typing import Final

from app.errors import Doubt, InvalidEntry
from app.models.verdict import Verdict
from app.text import QT_TRANSLATE_NOOP
from app.values import clean_text, half_width

LONGEST_PHONE: Final = 100
"""Most characters of a telephone field; two numbers and a remark fit."""


class PhoneKind(enum.StrEnum):
    """What kind of number it is (号码种类)."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    SERVICE = "service"
    FOREIGN = "foreign"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PhoneVerdict(Verdict):
    """Adds the kind of number."""

    kind: PhoneKind = PhoneKind.UNKNOWN


_GAPS: Final = re.compile(r"[\s\-‐‑–—]+")
_HOME: Final = re.compile(r"(?:\+86|0086|86(?=1[3-9][0-9]{9}$))")
_MOBILE: Final = re.compile(r"0?(1[3-9][0-9]{9})")
_LANDLINE: Final = re.compile(r"0(10|2[0-9]|[3-9][0-9]{2})([1-9][0-9]{6,7})(?:(?:转|[xX*#])([0-9]{1,6}))?")
_SERVICE: Final = re.compile(r"[48]00[0-9]{7}|95[0-9]{3}|1[02][0-9]{3}")
_FOREIGN: Final = re.compile(r"(?:\+|00)[1-9][0-9]{6,14}")
_LOCAL: Final = re.compile(r"[2-9][0-9]{6,7}")


def check_phone(text: str, *, place: str = "") -> PhoneVerdict:
    """Check a typed telephone number (电话号码).

    Mobile and service numbers are stored as digits without the country's 86, landlines as
    ``010-88993108``; what fits no pattern is kept as typed and doubted. An empty field is no doubt; only
    text that cannot be stored is an error.
    """
    try:
        typed = half_width(clean_text(text, LONGEST_PHONE, place=place))
    except InvalidEntry as error:
        return PhoneVerdict(text[:LONGEST_PHONE], errors=(error,))
    if not typed:
        return PhoneVerdict("", kind=PhoneKind.NONE)
    written, kind = _recognised(_GAPS.sub("", typed))
    if kind is not PhoneKind.UNKNOWN:
        return PhoneVerdict(written, kind=kind)
    if _LOCAL.fullmatch(written):
        sentence = QT_TRANSLATE_NOOP("rules", "电话号码 {phone} 缺少区号或位数不够,请核对")
    else:
        sentence = QT_TRANSLATE_NOOP("rules", "电话号码 {phone} 与常见格式不符,请核对")
    return PhoneVerdict(typed, warnings=(Doubt("phone.pattern", sentence, {"phone": typed}, place),))


def _recognised(bare: str) -> tuple[str, PhoneKind]:
    """Return the number as it is stored, and its kind."""
    home = _HOME.sub("", bare, count=1) if _HOME.match(bare) else bare
    if match := _MOBILE.fullmatch(home):
        return match[1], PhoneKind.MOBILE
    national = home if home.startswith("0") or home == bare else f"0{home}"
    if match := _LANDLINE.fullmatch(national):
        extension = f"转{match[3]}" if match[3] else ""
        return f"0{match[1]}-{match[2]}{extension}", PhoneKind.LANDLINE
    if _SERVICE.fullmatch(home):
        return home, PhoneKind.SERVICE
    if home == bare and _FOREIGN.fullmatch(bare):
        return bare, PhoneKind.FOREIGN
    return bare, PhoneKind.UNKNOWN
