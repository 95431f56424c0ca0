"""Unified social credit codes of companies (统一社会信用代码): GB 32100, check character mod 31."""

import re
from typing import Final

from app.errors import Doubt, InvalidEntry
from app.models.verdict import Verdict, compact
from app.text import QT_TRANSLATE_NOOP

CODE_LENGTH: Final = 18
LONGEST_CODE: Final = 32
"""Most characters of the field: the width of its column; old registration numbers fit too."""

_SIGNS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_PATTERN: Final = re.compile(f"[{_SIGNS}]{{2}}[0-9]{{6}}[{_SIGNS}]{{10}}")
_MODULUS: Final = 31
_BASE: Final = 3


def check_character(code: str) -> str:
    """Compute the 18th character (校验码) from the first 17: weights are powers of 3, modulo 31."""
    total = sum(_SIGNS.index(sign) * pow(_BASE, index, _MODULUS) for index, sign in enumerate(code[: CODE_LENGTH - 1]))
    return _SIGNS[-total % _MODULUS]


def check_credit_code(text: str, *, place: str = "") -> Verdict:
    """Check a typed credit code (统一社会信用代码).

    All findings are warnings, an empty field is none; only what cannot be stored is an error.
    """
    value = compact(text).replace("-", "")
    if len(value) > LONGEST_CODE or not value.isprintable():
        sentence = QT_TRANSLATE_NOOP("rules", "统一社会信用代码最多 {limit} 个字符,且不能含有不可见字符")
        return Verdict(value, errors=(InvalidEntry(sentence, place=place, limit=LONGEST_CODE),))
    if not value:
        return Verdict(value)
    return Verdict(value, warnings=_doubts(value, place))


def _doubts(value: str, place: str) -> tuple[Doubt, ...]:
    if len(value) != CODE_LENGTH:
        sentence = QT_TRANSLATE_NOOP("rules", "统一社会信用代码应为 18 位,现为 {length} 位")
        return (Doubt("credit_code.length", sentence, {"length": len(value)}, place),)
    if not _PATTERN.fullmatch(value):
        sentence = QT_TRANSLATE_NOOP(
            "rules", "统一社会信用代码只含数字和除 I、O、S、V、Z 以外的字母,第 3 至 8 位为数字"
        )
        return (Doubt("credit_code.pattern", sentence, place=place),)
    expected = check_character(value)
    if value[-1] == expected:
        return ()
    sentence = QT_TRANSLATE_NOOP("rules", "统一社会信用代码的校验码应为 {expected},现为 {found},请核对")
    return (Doubt("credit_code.check", sentence, {"expected": expected, "found": value[-1]}, place),)
