"""A conflict in words (修改冲突): each field as it was, as somebody else wrote it, as one typed it."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from app.errors import Clash
from app.models.guarantee import REPAIR_CLASS_LABELS, RepairClass
from app.text import QT_TRANSLATE_NOOP
from app.values import format_money
from app.views.wording import moment, word

_LONGEST = 60

FIELD_LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "request": QT_TRANSLATE_NOOP("words", "客户要求"),
        "finding": QT_TRANSLATE_NOOP("words", "初检结果"),
        "promised_at": QT_TRANSLATE_NOOP("words", "预计交车"),
        "promise_open": QT_TRANSLATE_NOOP("words", "交车时间未定"),
        "wash": QT_TRANSLATE_NOOP("words", "洗车"),
        "signed_limit_fen": QT_TRANSLATE_NOOP("words", "签字限额"),
        "repair_class": QT_TRANSLATE_NOOP("words", "维修类别"),
        "business_type_id": QT_TRANSLATE_NOOP("words", "业务类型"),
        "mileage_in": QT_TRANSLATE_NOOP("words", "公里数"),
        "mileage_answer": QT_TRANSLATE_NOOP("words", "公里数读不出的原因"),
        "fuel": QT_TRANSLATE_NOOP("words", "油量"),
        "waiting": QT_TRANSLATE_NOOP("words", "在店等候"),
        "bringer": QT_TRANSLATE_NOOP("words", "送修人"),
        "bringer_phone": QT_TRANSLATE_NOOP("words", "送修电话"),
        "keys_tag": QT_TRANSLATE_NOOP("words", "钥匙牌"),
        "belongings": QT_TRANSLATE_NOOP("words", "随车物品"),
    }
)
"""Names of the fields that two people may change at once."""


def clash_words(clash: Clash) -> str:
    """Return one line that says what a field was, what it is now, and what was typed here."""
    if clash.field.endswith("_id"):
        chosen = word(QT_TRANSLATE_NOOP("words", "{field}:别人选了另一项"))
        return chosen.format(field=word(FIELD_LABELS.get(clash.field, clash.field)))
    text = word(QT_TRANSLATE_NOOP("words", "{field}:原为“{before}”,别人改为“{theirs}”,您的是“{mine}”"))
    return text.format(
        field=word(FIELD_LABELS.get(clash.field, clash.field)),
        before=_shown(clash, clash.before),
        theirs=_shown(clash, clash.theirs),
        mine=_shown(clash, clash.mine),
    )


def _shown(clash: Clash, value: object) -> str:
    if value is None or value == "":
        return word(QT_TRANSLATE_NOOP("words", "空"))
    if isinstance(value, bool):
        return word(QT_TRANSLATE_NOOP("words", "是") if value else QT_TRANSLATE_NOOP("words", "否"))
    if isinstance(value, datetime):
        return moment(value)
    text = _written(clash, value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _written(clash: Clash, value: object) -> str:
    if isinstance(value, RepairClass):
        return word(REPAIR_CLASS_LABELS[value])
    if isinstance(value, int) and clash.field == "fuel":
        return f"{value}/8"
    if isinstance(value, int) and clash.field.endswith("_fen"):
        return format_money(value)
    return str(value)
