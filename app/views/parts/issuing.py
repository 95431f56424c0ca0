"""Parts out to the order in hand, and back (领料、退料)."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from app.drafts.plain import to_plain
from app.errors import InvalidEntry
from app.models.stock import DocumentKind
from app.services import parts, parts_board, pickers
from app.services.parts_board import DocumentRow, NeedRow
from app.text import QT_TRANSLATE_NOOP
from app.values import Milli, format_quantity, parse_quantity
from app.views.card import Card, allow, muted
from app.views.draft_form import FormOf
from app.views.drafting import Drafting
from app.views.field_texts import by_name
from app.views.fields import Picker, PlainEdit
from app.views.printing import print_paper
from app.views.row_table import Align, Column, RowTable
from app.views.station_dock import StationDock
from app.views.theme import ChipKind

NOW_COLUMN = 5
_NO_RECEIVER = QT_TRANSLATE_NOOP("rules", "请选择领料人。")


class IssuingCard(Card):
    """What the order in hand needs; the quantities of this time can be overtyped."""

    def __init__(self, dock: StationDock) -> None:
        """Build the card without an order."""
        super().__init__("", dock)
        self.set_title(self.tr("领料出库"))
        self.dock = dock
        desk = self.desk = dock.desk
        self._now: dict[int, Milli] = {}
        self.hint = muted("", self)
        self.body.addWidget(self.hint)
        self.table = RowTable(
            (
                Column(self.tr("货位"), lambda r: r.bin, width=56, muted=True, from_width=430),
                Column(self.tr("编号"), lambda r: r.number, width=110, muted=True, from_width=480),
                Column(self.tr("名称"), lambda r: r.name, tip=lambda r: f"{r.number} {r.name}"),
                Column(self.tr("需要"), lambda r: format_quantity(r.quantity), width=50, align=Align.RIGHT),
                Column(
                    self.tr("已领"), lambda r: format_quantity(r.issued), width=50, align=Align.RIGHT, from_width=340
                ),
                Column(
                    self.tr("本次"),
                    lambda r: format_quantity(self._quantity(r)),
                    width=52,
                    align=Align.RIGHT,
                    editable=True,
                    strong=lambda r: self._quantity(r) > 0,
                ),
                Column(self.tr("库存"), self._stock_words, width=78, chip=_stock_tone),
            ),
            self,
            empty=self.tr("这张施工单没有要领的配件"),
        )
        self.table.setObjectName("partsNeeds")
        self.table.setMinimumHeight(self.table.room_for(4))
        self.table.cell_edited.connect(self._retyped)
        self.body.addWidget(self.table, 1)
        form = self.form()
        self.receiver = Picker(
            desk,
            pickers.find_technicians,
            (Column(self.tr("工牌"), lambda r: r.badge, width=70), Column(self.tr("姓名"), lambda r: r.name)),
            "parts.receiver",
            text_of=lambda r: r.name,
        )
        self.receiver.setObjectName("partsReceiver")
        form.addRow(self.tr("领料人"), self.receiver)
        self.table.setTabKeyNavigation(False)
        self.table.row_wanted.connect(self.receiver.setFocus)
        self.reason = PlainEdit("parts.reason", hint=self.tr("退料原因"), limit=200)
        self.reason.setObjectName("partsReturnReason")
        form.addRow(self.tr("退料原因"), self.reason)
        self.issue_button = self.main_button(self.tr("出库"), self._issue)
        self.return_button = self.button(self.tr("全部退料"), self._return)
        self.return_button.setObjectName("partsReturn")
        self.print_button = self.button(self.tr("打印"), self._print)
        self.close_row()
        self._documents: tuple[DocumentRow, ...] = ()
        self._order: int | None = None
        self.draft = self._drafting()

    def _drafting(self) -> Drafting:
        return Drafting(
            self.desk,
            FormOf(self.receiver.text, self._clear, lambda: {"now": to_plain(self._now)}, self._take_draft),
            self,
            "issue",
            title=self.tr("领料出库"),
            place="parts.needs",
            fields=by_name(self.receiver, self.reason),
        )

    def _take_draft(self, values: dict[str, Any]) -> None:
        self._now = {row: Milli(quantity) for row, quantity in values["now"]}
        self.refresh()

    def _clear(self) -> None:
        self._now.clear()
        self.receiver.clear_value()
        self.reason.clear_value()
        self.refresh()

    def _quantity(self, row: NeedRow) -> Milli:
        return self._now.get(row.id, Milli(max(0, min(row.left, row.on_hand))))

    def _stock_words(self, row: NeedRow) -> str:
        if row.left <= 0:
            return self.tr("已领齐")
        if row.on_hand < row.left:
            return self.tr("缺 {left}").format(left=format_quantity(row.left - row.on_hand))
        return self.tr("现货 {there}").format(there=format_quantity(row.on_hand))

    def refresh(self) -> None:
        """Read the needs of the order in hand."""
        order = self.desk.current_order
        if order != self._order:
            self._order = order
            self.draft.turn_to(f"order:{order}" if order else "", order_id=order, visit_id=self.desk.current_visit)
            self._now.clear()
            for field in (self.receiver, self.reason):  # who took parts for the former car takes none for this one
                field.clear_value()
        if order is None:
            no_car = self.tr("请先在左侧选择车辆,或从待领料里选择。")
            self.hint.setText(no_car)
            self.table.show_rows(())
            for button in (self.issue_button, self.return_button, self.print_button):
                allow(button, no_car)
            return
        self.desk.ask(parts_board.needs_of, order, by=self, done=self._show)
        self.desk.ask(parts_board.documents_of, order, by=self, done=self._show_documents)

    def _show(self, rows: Sequence[NeedRow]) -> None:
        if self.table.state() is RowTable.State.EditingState:
            return  # read again when the cell being typed is left
        self._now = {key: value for key, value in self._now.items() if key in {row.id for row in rows}}
        self.table.show_rows(rows)
        open_rows = [row for row in rows if row.left > 0]
        self.hint.setText(
            self.tr("待领 {count} 行,“本次”可改数量").format(count=len(open_rows))
            if open_rows
            else self.tr("已全部领齐")
        )
        short = self.tr("库存不够,“本次”都是 0:先入库,或改数量。") if open_rows else self.hint.text()
        allow(self.issue_button, "" if any(self._quantity(row) for row in open_rows) else short)
        allow(self.return_button, "" if any(row.issued for row in rows) else self.tr("还没有领出的配件。"))
        self._name_return()

    def next_step(self) -> QWidget:
        """Return who takes the parts while some wait to go out, else the lines."""
        return self.receiver if self.issue_button.isEnabled() else self.table

    def _name_return(self) -> None:
        self.return_button.setText(self.tr("退料") if any(self._now.values()) else self.tr("全部退料"))

    def _show_documents(self, rows: tuple[DocumentRow, ...]) -> None:
        self._documents = tuple(row for row in rows if row.kind is DocumentKind.REQUISITION)
        allow(self.print_button, "" if self._documents else self.tr("还没有领料单。"))

    def _retyped(self, row: NeedRow, column: int, text: str) -> None:
        if column != NOW_COLUMN:
            return
        try:
            self._now[row.id] = parse_quantity(text, zero_ok=True, place="parts.needs")
            self.draft.touch()
        except InvalidEntry as wrong:
            self.dock.show_refusal(wrong)
        self._show(tuple(self.table.rows()))
        self.refresh()

    def _issue(self) -> None:
        with self.dock.taking_entries():
            receiver = self.receiver.value()
            if receiver is None:
                raise InvalidEntry(_NO_RECEIVER, place="parts.receiver")
            rows = [row for row in self.table.rows() if row.left > 0]
            wanted = _chosen({row.id: self._quantity(row) for row in rows})
            order, key = self.desk.current_order, self.draft.posting()
            self.desk.perform(parts.issue_parts, order, receiver.id, wanted, by=self, done=self._posted, posting=key)

    def _return(self) -> None:
        """Take back what was retyped; everything issued where nothing was, as the button says."""
        rows = [row for row in self.table.rows() if row.issued]
        chosen = _chosen(self._now) or tuple((row.id, row.issued) for row in rows)
        self.desk.perform(
            parts.return_parts,
            self.desk.current_order,
            chosen,
            by=self,
            reason=self.reason.words(),
            done=self._returned,
        )

    def _posted(self, number: str) -> None:
        self._now.clear()
        self.draft.drop()
        self.dock.show_notice(self.tr("已出库,领料单 {number}").format(number=number))
        self.refresh()

    def _returned(self, number: str) -> None:
        self._now.clear()
        self.reason.clear_value()
        self.draft.drop()
        self.dock.show_notice(self.tr("已退料,退料单 {number}").format(number=number))
        self.refresh()

    def _print(self) -> None:
        if self._documents:
            print_paper(self.desk, "pick_list", self._documents[0].id, self)


def _chosen(quantities: Mapping[int, Milli]) -> tuple[tuple[int, Milli], ...]:
    return tuple((key, quantity) for key, quantity in quantities.items() if quantity)


def _stock_tone(row: NeedRow) -> ChipKind | None:
    if row.left <= 0:
        return ChipKind.NEUTRAL
    return ChipKind.RED if row.on_hand < row.left else ChipKind.GREEN
