"""Money, quantities, hours, kilometres and text as people type and read them (金额、数量、工时、公里、文字).

Amounts are integer 分, quantities and hours integer thousandths: nothing here ever rounds in silence.
Whatever cannot be taken as typed raises ``InvalidEntry``; ``place`` names the field to mark.
"""

import re
from collections.abc import Sequence
from typing import Final, NewType

from app.capitals import capitals
from app.errors import InvalidEntry
from app.text import QT_TRANSLATE_NOOP

__all__ = [
    "MAX_FEN",
    "MAX_HOURS",
    "MAX_KM",
    "MAX_MILLI",
    "MAX_TEXT",
    "Cost",
    "Fen",
    "Milli",
    "Phone",
    "capitals",
    "clean_text",
    "format_hours",
    "format_money",
    "format_plate",
    "format_quantity",
    "half_width",
    "line_amount",
    "mask_phone",
    "parse_hours",
    "parse_mileage",
    "parse_money",
    "parse_quantity",
    "share_out",
]

Fen = NewType("Fen", int)
"""An amount in 分."""
Milli = NewType("Milli", int)
"""Thousandths of a unit of measure, or of an hour."""
Phone = NewType("Phone", str)
"""A telephone number: masked where rows leave the services for a role that need not know it."""
Cost = NewType("Cost", int)
"""A cost in 分: hidden where rows leave the services for a role that may not see costs."""

MAX_FEN: Final = Fen(99_999_999_999)
"""Largest amount that can be typed: 999 999 999.99 元."""
MAX_MILLI: Final = Milli(999_999_999)
"""Largest quantity that can be typed: 999 999.999."""
MAX_HOURS: Final = Milli(9_999_999)
"""Largest number of hours that can be typed: 9 999.999."""
MAX_KM: Final = 9_999_999
"""Largest mileage that can be typed, in km: seven digits, more than any odometer shows."""
MAX_TEXT: Final = 10_000
"""Most characters one text field takes."""

_MONEY_DECIMALS: Final = 2
_MILLI_DECIMALS: Final = 3
_PERMILLE: Final = 1000
_MOST_DIGITS: Final = 40
_SHOWN: Final = 20

_WIDE: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0xFFE5: "¥", 0x2212: "-"}
_PLATE_REST: Final = range(4, 7)
"""How many signs follow the province and the office letter of a plate."""
_NUMBER: Final = re.compile(r"([+-]?)([0-9]{1,3}(?:[, ][0-9]{3})+|[0-9]*)(?:\.([0-9]*))?")


def half_width(text: str) -> str:
    """Turn full-width letters, digits and signs (全角) into the ASCII ones; everything else stays."""
    return text.translate(_WIDE)


def _scaled(text: str, decimals: int, *, place: str) -> int:
    """Read a decimal number as an integer of ``10 ** -decimals``; refuse what is no number or finer than that."""
    match = _NUMBER.fullmatch(text) if len(text) <= _MOST_DIGITS else None
    if match is None or not (match[2] or match[3]):
        if not text:
            raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "请填写数字"), place=place)
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "“{entry}”不是数字"), place=place, entry=text[:_SHOWN])
    fraction = match[3] or ""
    if len(fraction) > decimals:
        raise InvalidEntry(
            QT_TRANSLATE_NOOP("rules", "“{entry}”的小数超过 {decimals} 位,请自行取舍后填写"),
            place=place,
            entry=text[:_SHOWN],
            decimals=decimals,
        )
    digits = re.sub("[, ]", "", match[2]) + fraction.ljust(decimals, "0")
    return int(match[1] + digits)


def _within(amount: int, lowest: int, highest: int, *, shown: str, place: str) -> int:
    """Return ``amount`` if it lies within the limits; ``shown`` is the upper limit as people read it."""
    if amount > highest or amount < -highest:
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "数值过大,上限为 {limit}"), place=place, limit=shown)
    if amount < lowest:
        text = (
            QT_TRANSLATE_NOOP("rules", "数值必须大于零") if lowest > 0 else QT_TRANSLATE_NOOP("rules", "数值不能为负数")
        )
        raise InvalidEntry(text, place=place)
    return amount


def _bare(text: str, *units: str) -> str:
    """Strip blanks and one trailing unit of measure."""
    bare = half_width(text).replace("。", ".").strip()
    for unit in units:
        if bare.lower().endswith(unit):
            return bare[: -len(unit)].rstrip()
    return bare


def parse_money(text: str, *, negative_ok: bool = False, place: str = "") -> Fen:
    """Read an amount of money (金额) in 元: ``1,234.5``, ``¥1 234.50``, full-width digits, a trailing 元.

    Raises ``InvalidEntry`` for anything but a decimal number, for more than two decimals, for more than
    ``MAX_FEN`` and, unless ``negative_ok``, below nought.
    """
    bare = _bare(text, "元")
    sign = "-" if bare.startswith("-") else ""
    bare = sign + bare.removeprefix("-").lstrip().removeprefix("¥").lstrip()
    lowest = -MAX_FEN if negative_ok else 0
    return Fen(
        _within(_scaled(bare, _MONEY_DECIMALS, place=place), lowest, MAX_FEN, shown=format_money(MAX_FEN), place=place)
    )


def parse_quantity(text: str, *, zero_ok: bool = False, place: str = "") -> Milli:
    """Read a quantity (数量): at most three decimals, more than nought unless ``zero_ok``, up to ``MAX_MILLI``.

    Raises ``InvalidEntry`` otherwise.
    """
    amount = _scaled(_bare(text), _MILLI_DECIMALS, place=place)
    lowest = 0 if zero_ok else 1
    return Milli(_within(amount, lowest, MAX_MILLI, shown=format_quantity(MAX_MILLI), place=place))


def parse_hours(text: str, *, zero_ok: bool = False, place: str = "") -> Milli:
    """Read hours of labour (工时): like a quantity, up to ``MAX_HOURS``; a trailing 小时 or h may stand.

    Raises ``InvalidEntry`` otherwise.
    """
    amount = _scaled(_bare(text, "小时", "h"), _MILLI_DECIMALS, place=place)
    lowest = 0 if zero_ok else 1
    return Milli(_within(amount, lowest, MAX_HOURS, shown=format_hours(MAX_HOURS), place=place))


def parse_mileage(text: str, *, place: str = "") -> int:
    """Read a mileage (公里数) in whole km, from 0 to ``MAX_KM``; a trailing 公里 or km may stand.

    Raises ``InvalidEntry`` otherwise.
    """
    return _within(_scaled(_bare(text, "公里", "km"), 0, place=place), 0, MAX_KM, shown=str(MAX_KM), place=place)


def format_money(fen: int) -> str:
    """Show an amount of 分 in 元: ``1,234.50``."""
    yuan, cents = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{yuan:,}.{cents:02}"


def format_quantity(milli: int) -> str:
    """Show thousandths without idle noughts: ``1.8``, ``1``."""
    whole, part = divmod(abs(milli), 1000)
    shown = f"{whole}.{part:03}".rstrip("0").rstrip(".")
    return f"-{shown}" if milli < 0 else shown


def format_hours(milli: int) -> str:
    """Show hours (工时) without idle noughts: ``1.5``."""
    return format_quantity(milli)


def line_amount(quantity: Milli, price: Fen) -> Fen:
    """Multiply quantity (or hours) by unit price, half-up to the 分.

    A negative line is the exact counter of its positive.
    """
    product = quantity * price
    rounded = (abs(product) + 500) // 1000
    return Fen(-rounded if product < 0 else rounded)


def share_out(total: Fen, parts: Sequence[int]) -> tuple[Fen, ...]:
    """Share an amount among payers (分摊) by permille; the shares add up to ``total`` exactly.

    Each share is cut down to the 分, and the last payer who has a share takes what is left over, so a
    payer with 0 ‰ pays nothing. Raises ``InvalidEntry`` where the parts are negative or are not 1000 ‰ together.
    """
    if any(part < 0 for part in parts) or sum(parts) != _PERMILLE:
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "分摊比例之和必须是 100%"))
    sign = -1 if total < 0 else 1
    shares = [sign * (abs(total) * part // _PERMILLE) for part in parts]
    last = max(index for index, part in enumerate(parts) if part)
    shares[last] += total - sum(shares)
    return tuple(Fen(share) for share in shares)


def format_plate(plate: str) -> str:
    """Show a stored plate (车牌号码) with its dot: ``京N7L820`` becomes ``京N·7L820``.

    Only province and office letter are set off; plates of another pattern are shown as they are.
    """
    # Letter by letter: to compile a pattern with all Chinese characters takes longer than a board of plates.
    rest = plate[2:]
    if (
        len(rest) in _PLATE_REST
        and _is_chinese(plate[0])
        and _is_capital(plate[1])
        and all(_is_capital(sign) or "0" <= sign <= "9" or _is_chinese(sign) for sign in rest)
    ):
        return f"{plate[:2]}·{rest}"
    return plate


def _is_chinese(sign: str) -> bool:
    return "\u4e00" <= sign <= "\u9fff"


def _is_capital(sign: str) -> bool:
    return "A" <= sign <= "Z"


def format_mileage(km: int) -> str:
    """Show a mileage (公里数): ``60180`` becomes ``60,180 km``."""
    return f"{km:,} km"


def short_model(model: str) -> str:
    """Return a model (车型) without its year and engine, for lists: ``哈弗 H9 2023 款 2.0T`` becomes ``哈弗 H9``."""
    return re.split(r"\s+(?:19|20)\d\d\b", model, maxsplit=1)[0] or model


def mask_phone(phone: str) -> str:
    """Hide the middle of a telephone number: ``13812346621`` becomes ``138****6621``.

    Of a number shorter than eleven characters only the last four stay, of one shorter than seven none.
    """
    number = phone.strip().removeprefix("+86").lstrip(" -")
    if not number:
        return ""
    if len(number) >= len("13812346621"):
        return f"{number[:3]}****{number[-4:]}"
    return "****" + (number[-4:] if len(number) >= len("7654321") else "")


def clean_text(text: str, limit: int = MAX_TEXT, *, place: str = "") -> str:
    """Take typed text as it is, without white space around it.

    Emoji, rare characters, direction and zero-width marks, quotes survive exactly. Raises ``InvalidEntry``
    for more than ``limit`` characters, for NUL (PostgreSQL cannot keep it) and for half of a surrogate pair.
    """
    cleaned = text.strip()
    if len(cleaned) > limit:
        raise InvalidEntry(
            QT_TRANSLATE_NOOP("rules", "文字共 {length} 个字,最多 {limit} 个字"),
            place=place,
            length=len(cleaned),
            limit=limit,
        )
    if re.search("[\x00\ud800-\udfff]", cleaned):
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "文字中含有无法保存的字符,请重新输入"), place=place)
    return cleaned
