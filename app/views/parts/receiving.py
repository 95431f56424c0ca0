"""Goods in (入库): the lines of one receipt, each a cost layer of its own."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QPushButton

from app.drafts.plain import from_plain, to_plain
from app.errors import InvalidEntry
from app.services import papers, parts, pickers
from app.services.parts import ReceiptEntry
from app.services.parts_board import StockRow
from app.text import QT_TRANSLATE_NOOP
from app.values import Cost, Fen, Milli, format_money, format_quantity, line_amount
from app.views.card import Card, allow
from app.views.draft_form import FormOf
from app.views.drafting import Drafting
from app.views.field_texts import by_name
from app.views.fields import MoneyEdit, Picker, PlainEdit, QuantityEdit
from app.views.printing import print_paper
from app.views.row_table import Align, Column, RowTable
from app.views.station_dock import StationDock

_NO_PART = QT_TRANSLATE_NOOP("rules", "请选择配件,填写数量和进价。")


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One line typed so far: unit cost in fen."""

    id: int
    part: StockRow
    quantity: Milli
    unit_cost: Fen

    @property
    def cost(self) -> Cost:
        """Cost of the whole line (fen)."""
        return Cost(line_amount(self.quantity, self.unit_cost))


class ReceivingCard(Card):
    """A goods receipt being typed: part, quantity, cost, Enter; then the receipt is posted."""

    def __init__(self, dock: StationDock) -> None:
        """Build an empty receipt."""
        super().__init__("", dock)
        self.set_title(self.tr("入库"))
        self.dock = dock
        self.desk = dock.desk
        self._lines: list[ReceiptLine] = []
        form = self.form()
        self.supplier = PlainEdit("parts.supplier", hint=self.tr("供应商"), limit=200)
        self.note = PlainEdit("parts.supplier_note", hint=self.tr("随货单号"), limit=200)
        self.part = Picker(
            self.desk,
            pickers.find_parts,
            (
                Column(self.tr("编码"), lambda r: r.number, width=130),
                Column(self.tr("名称"), lambda r: r.name),
                Column(self.tr("库存"), lambda r: format_quantity(r.quantity), width=60, align=Align.RIGHT),
            ),
            "parts.receipt",
            text_of=lambda r: f"{r.number} {r.name}",
        )
        self.quantity = QuantityEdit("parts.quantity")
        self.unit_cost = MoneyEdit("parts.cost")
        self.fields = (self.supplier, self.note, self.part, self.quantity, self.unit_cost)
        for name, field in (
            ("receiptSupplier", self.supplier),
            ("receiptNote", self.note),
            ("receiptPart", self.part),
            ("receiptQuantity", self.quantity),
            ("receiptCost", self.unit_cost),
        ):
            field.setObjectName(name)
        form.addRow(self.tr("供应商"), self.supplier)
        form.addRow(self.tr("随货单"), self.note)
        form.addRow(self.tr("配件"), self.part)
        form.addRow(self.tr("数量"), self.quantity)
        form.addRow(self.tr("进价(单件)"), self.unit_cost)
        self._build_lines()
        self.post_button = self.main_button(self.tr("入库"), self._post)
        self.print_button = self.button(self.tr("打印入库单"), self._print)
        allow(self.print_button, self.tr("还没有入库单。"))
        self._posted_id: int | None = None
        self.close_row()
        self._show_lines()
        self.draft = Drafting(
            self.desk,
            FormOf(self.supplier.text, self._clear, lambda: {"lines": to_plain(self._lines)}, self._take_draft),
            self,
            "receipt",
            title=self.tr("入库"),
            place="parts.receipt",
            fields=by_name(*self.fields),
        )
        self.draft.turn_to()

    def _take_draft(self, values: dict[str, Any]) -> None:
        self._lines = [from_plain(ReceiptLine, line) for line in values["lines"]]
        self._show_lines()

    def _clear(self) -> None:
        self._lines.clear()
        self._show_lines()
        for field in self.fields:
            field.clear_value()

    def _build_lines(self) -> None:
        """Build the lines typed so far, with what takes one up and takes one off."""
        self.add_button = QPushButton(self.tr("加入"), self)
        self.add_button.clicked.connect(lambda _checked: self._add())
        self.remove_button = QPushButton(self.tr("去掉所选"), self)
        self.remove_button.clicked.connect(lambda _checked: self._remove())
        row = QHBoxLayout()
        row.addWidget(self.add_button)
        row.addWidget(self.remove_button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.table = RowTable(
            (
                Column(self.tr("名称"), lambda r: r.part.name, tip=lambda r: r.part.number),
                Column(self.tr("数量"), lambda r: format_quantity(r.quantity), width=60, align=Align.RIGHT),
                Column(self.tr("进价"), lambda r: format_money(r.unit_cost), width=80, align=Align.RIGHT),
                Column(self.tr("金额"), lambda r: format_money(r.cost), width=90, align=Align.RIGHT),
            ),
            self,
            empty=self.tr("还没有配件。选好配件、数量和进价后按“加入”"),
        )
        self.table.setObjectName("receiptLines")
        self.table.setMinimumHeight(self.table.room_for(4))
        self.body.addWidget(self.table, 1)

    def _add(self) -> None:
        with self.dock.taking_entries():
            part, quantity, cost = self.part.value(), self.quantity.value(), self.unit_cost.value()
            if part is None or quantity is None or cost is None:
                raise InvalidEntry(_NO_PART, place="parts.receipt")
            key = max((line.id for line in self._lines), default=0) + 1
            self._lines.append(ReceiptLine(key, part, quantity, cost))
            self._show_lines()
            for field in (self.part, self.quantity, self.unit_cost):
                field.clear_value()
            self.draft.touch()
            self.part.setFocus()

    def _remove(self) -> None:
        chosen = self.table.selected_row()
        self._lines = [line for line in self._lines if chosen is None or line.id != chosen.id]
        self._show_lines()
        self.draft.touch()

    def _show_lines(self) -> None:
        self.table.show_rows(tuple(self._lines))
        allow(self.remove_button, "" if self._lines else self.tr("还没有配件。"))

    def _post(self) -> None:
        if self._posted_id is not None and not self._lines and all(field.is_blank() for field in self.fields):
            return  # pressed once more after the receipt: nothing was typed since
        with self.dock.taking_entries():
            if not self.part.is_blank():
                self._add()
            entries = tuple(ReceiptEntry(line.part.id, line.quantity, line.cost) for line in self._lines)
            self.desk.perform(
                parts.receive_goods,
                self.supplier.words(),
                entries,
                supplier_note=self.note.words(),
                by=self,
                done=self._received,
                posting=self.draft.posting(),
            )

    def _received(self, number: str) -> None:
        self._clear()
        self.draft.drop()
        self.dock.show_notice(self.tr("已入库,入库单 {number}").format(number=number))
        self.desk.ask(papers.key_of, "receipt", number, by=self, done=self._offer_paper)

    def _offer_paper(self, key: int) -> None:
        self._posted_id = key
        allow(self.print_button)

    def _print(self) -> None:
        if self._posted_id is not None:
            print_paper(self.desk, "receipt", self._posted_id, self)
