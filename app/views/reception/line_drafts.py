"""Lines while they are typed (未保存的行): plain values that become entries when the form is saved."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.models.lines import OldPart, OriginClass
from app.models.orders import Payer
from app.services.entries import LabourEntry, LinesEntry, OtherEntry, PartEntry, ShareEntry
from app.services.order_rows import LineRow
from app.services.quick_reception import LineOffer, PricedLine
from app.text import QT_TRANSLATE_NOOP
from app.values import Fen, Milli

ONE = Milli(1000)
KIND_MARKS = {
    "labour": QT_TRANSLATE_NOOP("words", "工"),
    "part": QT_TRANSLATE_NOOP("words", "料"),
    "other": QT_TRANSLATE_NOOP("words", "他"),
}
KIND_LABELS = {
    "labour": QT_TRANSLATE_NOOP("words", "维修项目"),
    "part": QT_TRANSLATE_NOOP("words", "材料"),
    "other": QT_TRANSLATE_NOOP("words", "其他费用"),
}


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A line that is not saved: what was typed of it; ``None`` is left to the catalogue and the rate table."""

    id: int
    kind: str
    name: str
    code: str = ""
    key: int | None = None
    unit: str = ""
    amount: Milli | None = None
    price_fen: Fen | None = None
    lump: bool = False
    payer: Payer | None = None
    shares: tuple[ShareEntry, ...] = ()
    origin: OriginClass | None = None
    old_part: OldPart = OldPart.LEAVE


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line as the grid shows it, saved or not; ``version`` is 0 for one that is not saved."""

    id: int | str
    kind: str
    name: str
    code: str
    unit: str
    amount: Milli | None
    price_fen: Fen | None
    total_fen: Fen | None
    payer: Payer | None
    shares: tuple[ShareEntry, ...]
    origin: OriginClass | None
    old_part: OldPart | None
    free: bool
    line_id: int = 0
    version: int = 0


@dataclass(frozen=True, slots=True)
class LineChange:
    """What somebody wants of a line; ``None`` leaves it as it is."""

    kind: str | None = None
    name: str | None = None
    amount: Milli | None = None
    price_fen: Fen | None = None
    payer: Payer | None = None
    shares: tuple[ShareEntry, ...] | None = None
    origin: OriginClass | None = None
    old_part: OldPart | None = None


def draft_of(offer: LineOffer, draft_id: int) -> DraftLine:
    """Return a new line of what was picked; hours and price stay those of the catalogue."""
    amount = offer.amount if offer.kind == "part" else None
    lump = offer.kind == "labour" and offer.price_fen is not None
    return DraftLine(draft_id, offer.kind, offer.name, offer.code, offer.key, offer.unit, amount, lump=lump)


def changed_draft(draft: DraftLine, change: LineChange) -> DraftLine:
    """Return a draft with what was typed over; a kind changed leaves the catalogue behind."""
    return replace(
        draft,
        kind=change.kind or draft.kind,
        name=change.name or draft.name,
        amount=draft.amount if change.amount is None else change.amount,
        price_fen=draft.price_fen if change.price_fen is None else change.price_fen,
        payer=change.payer or draft.payer,
        shares=draft.shares if change.shares is None else change.shares,
        origin=change.origin or draft.origin,
        old_part=change.old_part or draft.old_part,
    )


def shown_draft(draft: DraftLine, priced: PricedLine | None) -> ShownLine:
    """Return a draft as the grid shows it, with what it would cost where that is known."""
    return ShownLine(
        id=draft.id,
        kind=draft.kind,
        name=draft.name,
        code=draft.code,
        unit=draft.unit,
        amount=priced.amount if priced else draft.amount,
        price_fen=priced.price_fen if priced else draft.price_fen,
        total_fen=priced.total_fen if priced else None,
        payer=priced.payer if priced else draft.payer,
        shares=draft.shares,
        origin=draft.origin,
        old_part=draft.old_part if draft.kind == "part" else None,
        free=draft.key is None,
    )


def shown_row(row: LineRow) -> ShownLine:
    """Return a saved line as the grid shows it."""
    return ShownLine(
        id=row.id,
        kind=row.kind,
        name=row.name,
        code=row.code,
        unit=row.unit,
        amount=row.amount,
        price_fen=row.price_fen,
        total_fen=row.total_fen,
        payer=row.payer,
        shares=tuple(ShareEntry(payer, permille) for payer, permille in row.shares),
        origin=None,
        old_part=row.old_part,
        free=False,
        line_id=row.line_id,
        version=row.version,
    )


def entries_of(drafts: Sequence[DraftLine]) -> LinesEntry:
    """Return the typed lines as they travel; a part hangs under the labour line typed before it."""
    labour: list[LabourEntry] = []
    parts: list[PartEntry] = []
    others: list[OtherEntry] = []
    for draft in drafts:
        if draft.kind == "labour":
            labour.append(_labour(draft))
        elif draft.kind == "part":
            parts.append(_part(draft, len(labour) - 1 if labour else None))
        else:
            others.append(OtherEntry(draft.name, draft.price_fen or Fen(0), payer=draft.payer, shares=draft.shares))
    return LinesEntry(tuple(labour), tuple(parts), tuple(others))


def in_order_priced(drafts: Sequence[DraftLine]) -> list[DraftLine]:
    """Return the drafts in the order in which a trial calculation answers: labour, parts, others."""
    return [draft for kind in ("labour", "part", "other") for draft in drafts if draft.kind == kind]


def _labour(draft: DraftLine) -> LabourEntry:
    """Return a labour line; a price without hours is a lump sum, as is that of an operation sold for one."""
    lump = draft.lump or (draft.key is None and not draft.amount)
    return LabourEntry(
        name=draft.name if draft.key is None else "",
        operation_id=draft.key,
        hours=draft.amount,
        rate_fen=None if lump else draft.price_fen,
        lump_fen=_lump(draft) if lump else None,
        payer=draft.payer,
        shares=draft.shares,
    )


def _lump(draft: DraftLine) -> Fen | None:
    return draft.price_fen if draft.price_fen is not None or draft.key is not None else Fen(0)


def _part(draft: DraftLine, labour: int | None) -> PartEntry:
    return PartEntry(
        quantity=draft.amount or ONE,
        part_id=draft.key,
        name=draft.name if draft.key is None else "",
        price_fen=draft.price_fen,
        payer=draft.payer,
        origin=draft.origin,
        old_part=draft.old_part,
        labour=labour,
        shares=draft.shares,
    )
