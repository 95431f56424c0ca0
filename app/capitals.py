"""Amounts written in Chinese capitals (人民币大写), as settlement statements and receipts carry them.

The rules are those of the payment and settlement rules for banks (支付结算办法, appendix on filling in
bills): 整 after 元 and after 角, none after 分; one 零 for any run of noughts between two digits that
are written.
"""

from typing import Final

_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ((1000, "仟"), (100, "佰"), (10, "拾"), (1, ""))
_STEPS: Final = ((100_000_000, "亿"), (10_000, "万"))


def capitals(fen: int) -> str:
    """Write an amount of 分 in capitals (人民币大写), without the leading 人民币.

    Every integer has a form: nought is 零元整, a negative amount begins with 负, and from 10 000 亿 元 on
    the number of 亿 is itself read in 万 and 亿.
    """
    sign = "负" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), 100)
    jiao, cents = divmod(rest, 10)
    written = _number(yuan) + "元" if yuan else ""
    if jiao:
        written += _DIGITS[jiao] + "角"
    if cents:
        nought = "零" if yuan and not jiao else ""
        return f"{sign}{written}{nought}{_DIGITS[cents]}分"
    return f"{sign}{written or '零元'}整"


def _number(number: int) -> str:
    """Read a positive whole number: by 亿, then by 万, then digit by digit."""
    for step, name in _STEPS:
        if number >= step:
            upper, lower = divmod(number, step)
            nought = "零" if 0 < lower < step // 10 else ""
            return _number(upper) + name + nought + (_number(lower) if lower else "")
    return _four_digits(number)


def _four_digits(number: int) -> str:
    """Read 1 to 9999; noughts between written digits become one 零, noughts at the ends none."""
    written = ""
    skipped = False
    for place, name in _PLACES:
        digit = number // place % 10
        if digit:
            written += ("零" if skipped and written else "") + _DIGITS[digit] + name
        skipped = not digit
    return written
