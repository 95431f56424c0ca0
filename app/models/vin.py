"""Vehicle identification numbers (车架号, VIN): alphabet, length and check digit (ISO 3779, GB 16735)."""

import re
from dataclasses import dataclass
from typing import Final

from app.errors import Doubt, InvalidEntry
from app.models.verdict import Verdict, compact
from app.text import QT_TRANSLATE_NOOP

VIN_LENGTH: Final = 17
LONGEST_NONSTANDARD: Final = 32
"""Most characters a non-standard number may have: the width of its column."""

_ALPHABET: Final = re.compile(r"[0-9A-HJ-NPR-Z]*")
_LOOKALIKES: Final = str.maketrans("OQI", "001")
_CHECK_PLACE: Final = 8
_CHECK_MODULUS: Final = 11
_WEIGHTS: Final = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VALUES: Final = dict(zip("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", "012345678912345678123457923456789", strict=True))


@dataclass(frozen=True, slots=True)
class VinVerdict(Verdict):
    """Adds ``suggestion``: the number with O, Q and I read as 0, 0 and 1, or nothing."""

    suggestion: str = ""


def check_digit(vin: str) -> str:
    """Compute the check digit (校验位) of a well-formed VIN: ``0`` to ``9`` or ``X``."""
    total = sum(int(_VALUES[sign]) * weight for sign, weight in zip(vin, _WEIGHTS, strict=True))
    remainder = total % _CHECK_MODULUS
    return "X" if remainder == _CHECK_MODULUS - 1 else str(remainder)


def check_vin(text: str, *, nonstandard_reason: str = "", place: str = "") -> VinVerdict:
    """Check a typed VIN (车架号).

    Wrong length and foreign characters are errors, unless a reason says why the number is non-standard
    (old, special or foreign vehicle). A check digit that does not fit and a missing number are warnings:
    imports need not carry the digit.
    """
    value = compact(text)
    if not value:
        doubt = Doubt("vin.missing", QT_TRANSLATE_NOOP("rules", "未填写车架号"), place=place)
        return VinVerdict(value, warnings=(doubt,))
    if nonstandard_reason.strip():
        return VinVerdict(value, errors=_nonstandard_errors(value, place))
    swapped = value.translate(_LOOKALIKES)
    suggestion = swapped if swapped != value else ""
    errors = _errors(value, suggestion, place)
    warnings = () if errors else _warnings(value, place)
    return VinVerdict(value, errors, warnings, suggestion)


def _nonstandard_errors(value: str, place: str) -> tuple[InvalidEntry, ...]:
    """Refuse only what could not be stored or printed."""
    if len(value) > LONGEST_NONSTANDARD or not value.isprintable():
        text = QT_TRANSLATE_NOOP("rules", "非标准车架号最多 {limit} 个字符,且不能含有不可见字符")
        return (InvalidEntry(text, place=place, limit=LONGEST_NONSTANDARD),)
    return ()


def _errors(value: str, suggestion: str, place: str) -> tuple[InvalidEntry, ...]:
    errors = []
    if len(value) != VIN_LENGTH:
        text = QT_TRANSLATE_NOOP("rules", "车架号应为 17 位,现为 {length} 位")
        errors.append(InvalidEntry(text, place=place, length=len(value)))
    if suggestion:
        text = QT_TRANSLATE_NOOP("rules", "车架号不含字母 I、O、Q,是否为 {suggestion}?")
        errors.append(InvalidEntry(text, place=place, suggestion=suggestion))
    if not _ALPHABET.fullmatch(suggestion or value):
        text = QT_TRANSLATE_NOOP("rules", "车架号只能含数字和除 I、O、Q 以外的字母")
        errors.append(InvalidEntry(text, place=place))
    return tuple(errors)


def _warnings(value: str, place: str) -> tuple[Doubt, ...]:
    expected = check_digit(value)
    found = value[_CHECK_PLACE]
    if found == expected:
        return ()
    text = QT_TRANSLATE_NOOP("rules", "车架号第 9 位校验位应为 {expected},现为 {found},请核对")
    return (Doubt("vin.check_digit", text, {"expected": expected, "found": found}, place),)
