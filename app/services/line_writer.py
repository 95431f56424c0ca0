"""Writing typed lines (项目与材料): priced from the catalogue, one rate table and one price limit for everybody."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, bindparam, or_, select

from app.errors import InvalidEntry, Refusal
from app.models.base import Base, table_of
from app.models.lines import Approval, LabourLine, LineShare, OldPart, OriginClass, OtherLine, PartLine
from app.models.orders import BusinessType, Payer, WorkOrder
from app.models.people import Trade
from app.models.station import LabourOperation, LabourRate
from app.models.stock import USUAL_UNIT, Part
from app.services.entries import LabourEntry, LinesEntry, OtherEntry, PartEntry, ShareEntry
from app.services.order_moves import Charge, Line, split
from app.store import new_rows
from app.store.unit_of_work import Look, Work
from app.text import QT_TRANSLATE_NOOP
from app.values import MAX_FEN, MAX_HOURS, MAX_MILLI, Fen, Milli, clean_text, format_money, line_amount

MAX_LINES = 500
_RATES = select(LabourRate.business_type_id, LabourRate.payer, LabourRate.valid_from, LabourRate.rate_fen).where(
    LabourRate.valid_from <= bindparam("day"),
    or_(LabourRate.business_type_id == bindparam("business"), LabourRate.business_type_id.is_(None)),
    or_(LabourRate.payer == bindparam("payer", type_=LabourRate.payer.type), LabourRate.payer.is_(None)),
)
_NAMED: Mapping[type[LabourOperation | Part], Select[Any]] = {
    kind: select(*table_of(kind).c).where(kind.id.in_(bindparam("keys", expanding=True)))
    for kind in (LabourOperation, Part)
}


def rate_for(look: Look, business_type_id: int, payer: Payer, day: date) -> Fen:
    """Return the hourly rate (fen) of a business type and payer on ``day``; the most particular newest row holds.

    ``Refusal`` when the rate table has no row that fits.
    """
    rows = look.session.connection().execute(_RATES, {"day": day, "business": business_type_id, "payer": payer}).all()
    if not rows:
        raise Refusal(QT_TRANSLATE_NOOP("rules", "工时单价表里没有适用的单价。"), place="station.rates")
    best = max(rows, key=lambda r: (r.business_type_id is not None, r.payer is not None, r.valid_from))
    return Fen(best.rate_fen)


def checked_money(value: int, place: str) -> Fen:
    """Return ``value`` (fen) if a line may cost it, else raise ``InvalidEntry`` at ``place``."""
    if not 0 <= value <= MAX_FEN:
        raise InvalidEntry(
            QT_TRANSLATE_NOOP("rules", "金额应在 0 到 {limit} 元之间。"), place=place, limit=format_money(MAX_FEN)
        )
    return Fen(value)


def checked_amount(quantity: int, limit: int, *, positive: bool, place: str) -> Milli:
    """Return ``quantity`` (thousandths) if within ``limit``, else raise ``InvalidEntry`` at ``place``."""
    if quantity > limit or quantity < (1 if positive else 0):
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "数量或工时超出范围。"), place=place)
    return Milli(quantity)


@dataclass(slots=True)
class MadeLines:
    """Lines of one order, made and not yet written: each with its charge, and their shares."""

    labour: list[LabourLine]
    parts: list[PartLine]
    others: list[OtherLine]
    shares: list[LineShare] = field(default_factory=list)
    charges: list[Charge] = field(default_factory=list)

    def add(self, kind: str, line: Line, shares: list[LineShare]) -> None:
        """Note what a line charges to whom."""
        self.shares.extend(shares)
        self.charges.append(Charge(kind, line, split(line.amount_fen, line.payer, shares)))


class LineWriter:
    """Prices and writes the lines typed for one order; rates are looked up once per payer."""

    def __init__(self, work: Work, order: WorkOrder, *, approval: Approval, extra_work_id: int | None = None) -> None:
        """Write lines of ``order`` with ``approval``; extra work names its proposal."""
        self.work = work
        self.order = order
        self.approval = approval
        self.extra_work_id = extra_work_id
        self.payer = work.find(BusinessType, order.business_type_id).payer
        self._rates: dict[Payer, Fen] = {}
        self._known: dict[tuple[str, int], Row[Any]] = {}

    def make(self, entry: LinesEntry, *, start: int = 0, there: int = 0, with_: Sequence[Base] = ()) -> "MadeLines":
        """Make every line of ``entry`` after position ``start``, priced and with its key, but not yet written.

        New records ``with_`` them, the order among them, get their keys at the same time. ``InvalidEntry`` for more
        than ``MAX_LINES`` together with the lines that are ``there`` already.
        """
        _refuse_too_many(there + len(entry.labour) + len(entry.parts) + len(entry.others))
        self.recall(entry)
        labour = [self.labour(line, start + n) for n, line in enumerate(entry.labour, 1)]
        parts = [self.part(line, start + n) for n, line in enumerate(entry.parts, 1)]
        others = [self.other(line, start + n) for n, line in enumerate(entry.others, 1)]
        every: list[Line] = [*labour, *parts, *others]
        self.work.identify(*with_, *every)
        for line in every:
            line.order_id = self.order.id
        for part, entered in zip(parts, entry.parts, strict=True):
            if entered.labour is not None:
                part.labour_line_id = labour[entered.labour].id
        made = MadeLines(labour, parts, others)
        for kind, lines, entries in (
            ("labour", labour, entry.labour),
            ("part", parts, entry.parts),
            ("other", others, entry.others),
        ):
            for line, typed in _pairs(lines, entries):
                made.add(kind, line, line_shares(kind, line, typed.shares))
        return made

    def keep(self, made: "MadeLines") -> list[Charge]:
        """Write lines that were made, with their shares, and return them as charges; their order is written."""
        self.work.identify(*made.shares)
        self.work.append_all(made.labour, made.parts, made.others, made.shares)
        return made.charges

    def write(self, entry: LinesEntry, *, start: int = 0, there: int = 0) -> list[Charge]:
        """Make and write every line of ``entry`` and return them as charges; raises what ``make`` raises."""
        return self.keep(self.make(entry, start=start, there=there))

    def recall(self, entry: LinesEntry) -> None:
        """Read the operations and parts that ``entry`` names in one go, before its lines are made."""
        self._read(LabourOperation, {line.operation_id for line in entry.labour})
        self._read(Part, {line.part_id for line in entry.parts})

    def _read(self, kind: type[LabourOperation | Part], keys: set[int | None]) -> None:
        wanted = [key for key in keys if key and (kind.__tablename__, key) not in self._known]
        if wanted:
            found = self.work.session.connection().execute(_NAMED[kind], {"keys": wanted})
            self._known |= {(kind.__tablename__, row.id): row for row in found}

    def _named(self, kind: type[LabourOperation | Part], key: int | None) -> Row[Any] | None:
        """Return a row of the catalogue; ``Refusal`` when it is gone."""
        if not key:
            return None
        self._read(kind, {key})
        found = self._known.get((kind.__tablename__, key))
        if found is None:
            raise Refusal(QT_TRANSLATE_NOOP("rules", "这条记录已不存在,请刷新后再试。"))
        return found

    def rate(self, payer: Payer) -> Fen:
        """Return the hourly rate (fen) for ``payer``."""
        if payer not in self._rates:
            self._rates[payer] = rate_for(self.work, self.order.business_type_id, payer, self.work.today)
        return self._rates[payer]

    def labour(self, entry: LabourEntry, position: int) -> LabourLine:
        """Return a labour line, what was not typed taken from the catalogue; ``InvalidEntry`` without a name."""
        operation = self._named(LabourOperation, entry.operation_id)
        name = clean_text(entry.name, 200, place="lines.name") or (operation.name if operation else "")
        if not name:
            raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "请填写维修项目名称。"), place="lines.name")
        payer = entry.payer or self.payer
        hours = checked_amount(
            _given(entry.hours, operation.hours if operation else 0), MAX_HOURS, positive=False, place="lines.hours"
        )
        lump = entry.lump_fen
        if lump is None and entry.rate_fen is None and operation is not None and operation.lump_fen:
            lump = operation.lump_fen
        rate = Fen(0) if lump is not None else checked_money(_given(entry.rate_fen, self.rate(payer)), "lines.price")
        amount = (
            checked_money(lump, "lines.amount")
            if lump is not None
            else checked_money(line_amount(hours, rate), "lines.amount")
        )
        return new_rows.build(
            LabourLine,
            {
                "extra_work_id": self.extra_work_id,
                "position": position,
                "name": name,
                "payer": payer,
                "code": clean_text(entry.code, 64, place="lines.code") or (operation.code if operation else ""),
                "hours": hours,
                "rate_fen": rate,
                "amount_fen": amount,
                "approval": self.approval,
                "operation_id": operation.id if operation else None,
                "trade": entry.trade or (operation.trade if operation else Trade.MECHANIC),
                "min_rank": entry.min_rank or (operation.min_rank if operation else 1),
                "method_check": operation.method_check if operation else False,
                "note": clean_text(entry.note, place="lines.note"),
            },
        )

    def part(self, entry: PartEntry, position: int) -> PartLine:
        """Return a material line; ``InvalidEntry`` above the part's limit price or without a name."""
        part = self._named(Part, entry.part_id)
        name = clean_text(entry.name, 200, place="lines.name") or (part.name if part else "")
        if not name:
            raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "请填写材料名称。"), place="lines.name")
        origin = entry.origin or (part.origin if part else OriginClass.AFTERMARKET)
        price = checked_money(_given(entry.price_fen, part.price_fen if part else 0), "lines.price")
        if origin is OriginClass.CUSTOMERS_OWN:
            price = Fen(0)
        if part is not None:
            refuse_above_limit(part, price)
        quantity = checked_amount(entry.quantity, MAX_MILLI, positive=True, place="lines.quantity")
        return new_rows.build(
            PartLine,
            {
                "extra_work_id": self.extra_work_id,
                "position": position,
                "name": name,
                "code": clean_text(entry.code, 64, place="lines.code") or (part.number if part else ""),
                "unit": clean_text(entry.unit, 16, place="lines.unit") or (part.unit if part else USUAL_UNIT),
                "quantity": quantity,
                "price_fen": price,
                "amount_fen": checked_money(line_amount(quantity, price), "lines.amount"),
                "payer": entry.payer or self.payer,
                "approval": self.approval,
                "part_id": part.id if part else None,
                "origin": origin,
                "old_part": OldPart(entry.old_part),
                "labour_line_id": self._hung_under(entry),
                "note": clean_text(entry.note, place="lines.note"),
            },
        )

    def _hung_under(self, entry: PartEntry) -> int | None:
        if entry.labour_line_id and self.work.find(LabourLine, entry.labour_line_id).order_id != self.order.id:
            raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "所选项目不在这张施工单上。"), place="lines.labour")
        return entry.labour_line_id

    def other(self, entry: OtherEntry, position: int) -> OtherLine:
        """Return another charge; ``InvalidEntry`` without a name."""
        name = clean_text(entry.name, 200, place="lines.name")
        if not name:
            raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "请填写费用名称。"), place="lines.name")
        return new_rows.build(
            OtherLine,
            {
                "extra_work_id": self.extra_work_id,
                "position": position,
                "name": name,
                "code": clean_text(entry.code, 64, place="lines.code"),
                "amount_fen": checked_money(entry.amount_fen, "lines.amount"),
                "payer": entry.payer or self.payer,
                "approval": self.approval,
                "note": clean_text(entry.note, place="lines.note"),
            },
        )


def _pairs(
    lines: Sequence[Line], entries: Sequence[LabourEntry | PartEntry | OtherEntry]
) -> Iterator[tuple[Line, LabourEntry | PartEntry | OtherEntry]]:
    return zip(lines, entries, strict=True)


def _refuse_too_many(count: int) -> None:
    if count > MAX_LINES:
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "一张施工单最多 {limit} 行。"), place="lines", limit=MAX_LINES)


def _given(value: int | None, otherwise: int) -> int:
    return otherwise if value is None else value


def refuse_above_limit(part: Part | Row[Any], price: Fen) -> None:
    """Refuse a selling price (fen) above the part's limit price (客户限价)."""
    if part.limit_fen and price > part.limit_fen:
        raise Refusal(
            QT_TRANSLATE_NOOP("rules", "{part} 的单价不得高于限价 {limit} 元。"),
            place="lines.price",
            part=part.name,
            limit=format_money(part.limit_fen),
        )


def line_shares(kind: str, line: Line, shares: tuple[ShareEntry, ...]) -> list[LineShare]:
    """Make a line's shares for other payers (分摊); ``InvalidEntry`` above 1000 ‰, for its own payer, or twice."""
    total = sum(share.permille for share in shares)
    payers = [share.payer for share in shares]
    if total > 1000 or any(share.permille < 1 for share in shares):  # noqa: PLR2004 - thousandths
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "分摊比例之和不得超过 100%。"), place="lines.share")
    if line.payer in payers or len(set(payers)) != len(payers):
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "分摊的付费方不能重复。"), place="lines.share")
    column = {"labour": "labour_line_id", "part": "part_line_id", "other": "other_line_id"}[kind]
    return [LineShare(**{column: line.id}, payer=share.payer, permille=share.permille) for share in shares]
