"""What is told of a backup before it replaces anything (恢复前告知): marked sentences with what fills them."""

from collections.abc import Iterator
from typing import Any

from app.clock import DEFAULT_ZONE, to_local
from app.services.backup.restoring import Newer, Prepared
from app.text import QT_TRANSLATE_NOOP

Sentence = tuple[str, dict[str, Any]]


def sentences(prepared: Prepared, zone: str = DEFAULT_ZONE) -> Iterator[Sentence]:
    """Yield what somebody must know who is asked for consent, one sentence after the other."""
    if prepared.manifest is None:
        yield QT_TRANSLATE_NOOP("rules", "这个备份旁边没有清单,只能凭核对判断它是否完整。"), {}
    for difference in prepared.differences:
        yield difference.text, dict(difference.values)
    count = QT_TRANSLATE_NOOP("rules", "备份已恢复到旁边并核对:{count} 处不符。")
    yield count, {"count": len(prepared.differences)}
    if prepared.unreadable is not None:
        yield prepared.unreadable.text, dict(prepared.unreadable.values)
        yield QT_TRANSLATE_NOOP("rules", "现在的数据读不出来,不能说出哪些比备份新。"), {}
    elif prepared.newer is None:
        yield QT_TRANSLATE_NOOP("rules", "现在没有数据,不会丢失什么。"), {}
    else:
        yield from _newer(prepared.newer, zone)


def _newer(newer: Newer, zone: str) -> Iterator[Sentence]:
    standing = QT_TRANSLATE_NOOP("rules", "现在:施工单 {orders} 张,审计 {audits} 条,最后一条在 {at}。")
    restored = QT_TRANSLATE_NOOP("rules", "备份:施工单 {orders} 张,审计 {audits} 条,最后一条在 {at}。")
    for text, one in ((standing, newer.present), (restored, newer.restored)):
        at = f"{to_local(one.audit_at, zone):%Y-%m-%d %H:%M}" if one.audit_at else "-"
        yield text, {"orders": one.orders, "audits": one.audits, "at": at}
    if not newer.same_station:
        yield QT_TRANSLATE_NOOP("rules", "注意:备份是另一个站的。"), {}
    elif newer.audits:
        yield QT_TRANSLATE_NOOP("rules", "备份之后又做了 {count} 笔操作,替换后这些不在了。"), {"count": newer.audits}
    else:
        yield QT_TRANSLATE_NOOP("rules", "现在的数据不比备份新。"), {}
    if newer.orders:
        yield QT_TRANSLATE_NOOP("rules", "备份里没有的施工单:{orders}"), {"orders": newer.orders}
