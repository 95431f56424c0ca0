"""Stock at a glance (库存查询) and the catalogue entry of a part (配件档案)."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal

from app.drafts.plain import from_plain, to_plain
from app.models.lines import ORIGIN_LABELS, OriginClass
from app.services import parts, pickers
from app.services.parts import PartMasterEntry
from app.services.parts_board import StockRow
from app.values import Fen, Milli, format_money, format_quantity
from app.views.card import Card
from app.views.draft_form import FormOf
from app.views.drafting import Drafting
from app.views.field_texts import by_name
from app.views.fields import Choice, MoneyEdit, PlainEdit, QuantityEdit
from app.views.row_table import Align, Column, RowTable
from app.views.station_dock import StationDock
from app.views.theme import ChipKind
from app.views.wording import word


class StockCard(Card):
    """Find a part by number, name or initials; below the minimum is said in words and colour."""

    chosen = Signal(object)
    """The ``StockRow`` selected, or ``None``."""

    def __init__(self, dock: StationDock) -> None:
        """Build the card with the first parts."""
        super().__init__("", dock)
        self.set_title(self.tr("库存"))
        self.dock = dock
        self.desk = dock.desk
        self.search = PlainEdit("parts.stock", hint=self.tr("编码、名称、拼音首字母"), limit=100)
        self.search.setObjectName("stockSearch")
        self.search.typed.connect(self.refresh)
        self.body.addWidget(self.search)
        self.table = RowTable(
            (
                Column(self.tr("名称"), lambda r: r.name, tip=lambda r: f"{r.number} {r.name}"),
                Column(self.tr("编码"), lambda r: r.number, width=104, muted=True),
                Column(self.tr("货位"), lambda r: r.bin, width=56, from_width=480),
                Column(
                    self.tr("库存"), lambda r: f"{format_quantity(r.quantity)} {word(r.unit)}", width=72, chip=_tone
                ),
                Column(
                    self.tr("售价"), lambda r: format_money(r.price_fen), width=80, align=Align.RIGHT, from_width=400
                ),
            ),
            self,
            empty=self.tr("没有这样的配件。新配件在下面登记,到货在“入库”收。"),
        )
        self.table.setObjectName("stockTable")
        self.table.setMinimumHeight(self.table.room_for(5))
        self.table.row_selected.connect(self.chosen)
        self.body.addWidget(self.table, 1)

    def refresh(self) -> None:
        """Read the parts that fit what was typed."""
        self.desk.ask(pickers.find_parts, self.search.words(), by=self, done=self._show)

    def _show(self, rows: Sequence[StockRow]) -> None:
        self.table.show_rows(rows)


class PartCard(Card):
    """The catalogue entry of the chosen part, or a new one."""

    def __init__(self, dock: StationDock) -> None:
        """Build the card for a new part."""
        super().__init__("", dock)
        self.set_title(self.tr("新配件"))
        self.dock = dock
        self.desk = dock.desk
        self._part: StockRow | None = None
        self.editing = False
        form = self.form()
        self.number = PlainEdit("parts.number", limit=64)
        self.name = PlainEdit("parts.name", limit=200)
        self.unit = PlainEdit("parts.unit", limit=16)
        self.brand = PlainEdit("parts.brand", limit=100)
        self.bin = PlainEdit("parts.bin", limit=32)
        self.origin = Choice(ORIGIN_LABELS, "parts.origin")
        self.price = MoneyEdit("parts.price")
        self.limit = MoneyEdit("parts.limit")
        self.minimum = QuantityEdit("parts.minimum")
        self.fields = (self.number, self.name, self.unit, self.brand, self.bin, self.price, self.limit, self.minimum)
        for label, field, name in (
            (self.tr("编码"), self.number, "partNumber"),
            (self.tr("名称"), self.name, "partName"),
            (self.tr("单位"), self.unit, "partUnit"),
            (self.tr("品牌"), self.brand, "partBrand"),
            (self.tr("货位"), self.bin, "partBin"),
            (self.tr("类别"), self.origin, "partOrigin"),
            (self.tr("售价"), self.price, "partPrice"),
            (self.tr("客户限价"), self.limit, "partLimit"),
            (self.tr("最低库存"), self.minimum, "partMinimum"),
        ):
            field.setObjectName(name)
            field.typed.connect(self._typed)
            form.addRow(label, field)
        self.save_button = self.main_button(self.tr("保存"), self._save)
        self.new_button = self.button(self.tr("新配件"), self._begin_new)
        self.close_row()
        self.draft = Drafting(
            self.desk,
            FormOf(self._words, lambda: self._show(self._part), lambda: {"part": to_plain(self._part)}, self._take),
            self,
            "part",
            title=self.tr("配件档案"),
            place="parts.number",
            fields=by_name(*self.fields, self.origin),
        )
        self.draft.turn_to()

    def _words(self) -> str:
        return f"{self.number.text()} {self.name.text()}".strip()

    def _take(self, values: dict[str, Any]) -> None:
        part = values["part"]
        self._part = None if part is None else from_plain(StockRow, part)
        self._name_part(self._part)
        self.editing = True

    def _begin_new(self) -> None:
        self.show_part(None)
        self.number.setFocus()

    def _typed(self) -> None:
        self.editing = True

    def show_part(self, row: StockRow | None) -> None:
        """Show a part's entry; ``None`` begins a new one. What was typed and not saved stays in its draft."""
        self.draft.turn_to(f"part:{row.id}" if row else "", version=row.version if row else 0)
        self._show(row)

    def _name_part(self, row: StockRow | None) -> None:
        self.set_title(self.tr("新配件") if row is None else self.tr("配件档案:{number}").format(number=row.number))

    def _show(self, row: StockRow | None) -> None:
        self._part = row
        self.editing = False
        self._name_part(row)
        if row is None:
            for field in self.fields:
                field.clear_value()
            self.origin.set_value(OriginClass.ORIGINAL)
            return
        for text, words in (
            (self.number, row.number),
            (self.name, row.name),
            (self.unit, row.unit),
            (self.brand, row.brand),
            (self.bin, row.bin),
        ):
            text.set_value(words)
        self.origin.set_value(row.origin)
        self.price.set_value(row.price_fen)
        self.limit.set_value(row.limit_fen or None)
        self.minimum.set_value(row.minimum or None)

    def _save(self) -> None:
        with self.dock.taking_entries():
            entry = PartMasterEntry(
                number=self.number.words(),
                name=self.name.words(),
                unit=self.unit.words(),
                brand=self.brand.words(),
                origin=self.origin.need(),
                bin=self.bin.words(),
                price_fen=self.price.value() or Fen(0),
                limit_fen=self.limit.value() or Fen(0),
                minimum=self.minimum.value() or Milli(0),
            )
            known = self._part
            self.desk.perform(
                parts.save_part,
                entry,
                part_id=known.id if known else None,
                seen=known.version if known else None,
                by=self,
                done=self._saved,
                posting=self.draft.posting(),
            )

    def _saved(self, _key: int) -> None:
        self.draft.drop()
        self.dock.show_notice(self.tr("配件已保存"))
        self.show_part(None)


def _tone(row: StockRow) -> ChipKind:
    if row.quantity <= 0:
        return ChipKind.RED
    return ChipKind.AMBER if row.quantity < row.minimum else ChipKind.GREEN
