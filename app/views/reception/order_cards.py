"""The order in hand before the work begins (在手施工单): its lines, its head, one more order."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.drafts.plain import fields_of, seen_again
from app.errors import Refusal
from app.models.lines import Approval
from app.models.stages import LINES_OPEN, Action, Stage
from app.services import estimates, order_lines, reception
from app.services.entries import OrderEntry
from app.services.quick_reception import LineOffer
from app.views.reception.line_drafts import (
    DraftLine,
    LineChange,
    ShownLine,
    changed_draft,
    draft_of,
    entries_of,
    shown_draft,
    shown_row,
)
from app.views.reception.lines_grid import DraftGrid, LinesGrid
from app.views.reception.order_fields import SEEN_OF_HEAD, OrderFields
from app.views.reception.pieces import Edits, FoldedCard, beside, form_on, named
from app.views.station_dock import StationDock
from app.views.wording import promise

if TYPE_CHECKING:
    from app.services.order_rows import OrderInHand


class StoredGrid(LinesGrid):
    """Lines of the order in hand: every change is saved at once."""

    def __init__(self, dock: StationDock, name: str) -> None:
        """Build the grid without an order."""
        super().__init__(dock, name)
        self.order: OrderInHand | None = None
        self._worded = DraftLine(0, "labour", "")

    def show_order(self, order: "OrderInHand") -> None:
        """Show the lines of an order that are not withdrawn, and its sums."""
        self.order = order
        self.show_lines([shown_row(row) for row in order.lines if row.approval is not Approval.WITHDRAWN])
        self.totals.show_sums(order.labour_fen, order.material_fen, order.other_fen, order.customer_fen)

    def add_offer(self, offer: LineOffer) -> None:
        """Add what was picked."""
        self._add(draft_of(offer, 0))

    def add_words(self, text: str) -> None:
        """Open a line of free words: it is added once kind, hours and price are said."""
        self._worded = DraftLine(0, "labour", text)
        self.editor.open_line(shown_draft(self._worded, None))

    def _add(self, draft: DraftLine) -> None:
        if self.order is None:
            return
        entry = entries_of([draft])
        labour = [row.line_id for row in self.order.lines if row.kind == "labour"]
        if entry.parts and labour:
            entry = replace(entry, parts=(replace(entry.parts[0], labour_line_id=labour[-1]),))
        self.dock.desk.perform(order_lines.add_lines, self.order.id, entry, by=self)

    def change(self, line: ShownLine, change: LineChange) -> None:
        """Change what was typed over; a line of free words is added now."""
        if line.version == 0:
            self._add(changed_draft(self._worded, change))
            return
        changed = {
            "quantity": change.amount if change.amount != line.amount else None,
            "price_fen": change.price_fen,
            "payer": change.payer,
            "shares": change.shares,
            "old_part": change.old_part if change.old_part != line.old_part else None,
        }
        wanted: dict[str, Any] = {name: value for name, value in changed.items() if value is not None}
        if wanted:
            service = order_lines.change_line
            self.dock.desk.perform(
                service,
                line.kind,
                line.line_id,
                seen=line.version,
                by=self,
                failed=lambda error: self._refused(error, line, change),
                **wanted,
            )

    def _refused(self, error: BaseException, line: ShownLine, change: LineChange) -> None:
        if isinstance(error, Refusal):
            self.editor.reopen(line, change)

    def withdraw(self, line: ShownLine) -> None:
        """Withdraw a line; it stays on record."""
        if line.version == 0:
            return
        self.dock.desk.perform(order_lines.withdraw_line, line.kind, line.line_id, seen=line.version, by=self)


class LinesCard(FoldedCard):
    """The lines of an order that is not authorised yet; an opened one is quoted from here."""

    def __init__(self, dock: StationDock) -> None:
        """Build the card without an order."""
        super().__init__(dock)
        self.lines = StoredGrid(dock, "orderLines")
        self.fold = self.fold_in(self.tr("项目与材料"), self.lines, "orderLines")
        self.quote_button = named(self.main_button(self.tr("估价"), self.quote), "orderQuote")
        self.close_row()
        self.lines.passed.connect(self._go_on)
        draft = self.keep_drafts("order lines", self.tr("项目与材料"), "lines")
        for signal in (self.lines.typed, self.lines.editor.closed, self.lines.picker.offered):
            signal.connect(draft.touch)

    def draft_values(self) -> dict[str, Any]:
        """Return what is typed and not added yet, and the line that is open."""
        return self.lines.typing()

    def take_draft(self, values: dict[str, Any]) -> None:
        """Open the line again as it was seen then."""
        self.fold.set_open(True)
        self.lines.put_back(values)

    def begin(self, order: "OrderInHand") -> None:
        """Open the lines of an order that is to be quoted."""
        self.fold.set_open(order.stage is Stage.OPENED)
        self.lines.picker.clear_value()
        if self.lines.editor.line is not None:
            self.lines.editor.close_line(cursor=False)

    def show_order(self, order: "OrderInHand") -> None:
        """Show the lines as they are now."""
        super().show_order(order)
        self.quote_button.setVisible(Action.QUOTE in order.actions)
        self.lines.show_order(order)
        self.fold.summarise(self.tr("{count} 行").format(count=len(order.lines)))

    def first_field(self) -> QWidget | None:
        """Return the picker of an order that is to be quoted."""
        return self.lines.picker if self.fold.is_open() else None

    def quote(self) -> None:
        """Quote the order as it stands."""
        if self.order is not None:
            self.desk.perform(estimates.quote_order, self.order.id, by=self)

    def _go_on(self) -> None:
        if self.quote_button.isVisible():
            self.quote_button.setFocus(Qt.FocusReason.TabFocusReason)


class HeadCard(FoldedCard):
    """What the customer wants, by when, of what kind: said in a line, changed in place."""

    def __init__(self, dock: StationDock) -> None:
        """Build the card without an order."""
        super().__init__(dock)
        self.head = OrderFields(dock, "order")
        self.fold = self.fold_in(self.tr("要求与约定"), self._panel(), "orderHead")
        self.save_button = named(self.main_button(self.tr("保存修改"), self.save), "orderHeadSave")
        self.undo_button = named(self.button(self.tr("还原"), self._undo), "orderHeadUndo")
        self.close_row()
        self.head.typed.connect(self._touched)
        self._edits = Edits()
        self._seen: OrderInHand | None = None
        self._dirty = False
        self.keep_drafts("order head", self.tr("要求与约定"), "reception.request", *self.head.fields())

    def draft_values(self) -> dict[str, Any]:
        """Return the head as it was seen when somebody began to type."""
        return {"seen": fields_of(self._seen, SEEN_OF_HEAD)} if self._dirty and self._seen is not None else {}

    def take_draft(self, values: dict[str, Any]) -> None:
        """Compare with what was seen then: what others changed meanwhile is told when this is saved."""
        if self.order is not None:
            self._seen = seen_again(self.order, values.get("seen", {}))
            self._edits.forget()
            self._dirty = True
            self.head.take_draft()
            self.fold.set_open(True)
            self._show_buttons()

    def _panel(self) -> QWidget:
        panel = QWidget()
        form = form_on(panel)
        form.addRow(self.tr("客户要求"), self.head.request)
        form.addRow(self.tr("初检结果"), self.head.finding)
        form.addRow(self.tr("预计交车"), beside(self.head.promise, self.head.wash))
        form.addRow(self.tr("业务类型"), self.head.business)
        form.addRow(self.tr("维修类别"), self.head.repair_class)
        form.addRow(self.tr("增项限额"), self.head.limit)
        return panel

    def begin(self, order: "OrderInHand") -> None:
        """Show another order; what was typed for the one before is dropped with it."""
        del order
        self._dirty = False

    def show_order(self, order: "OrderInHand") -> None:
        """Show the head unless it is being changed; then what was seen at first stays what is compared with."""
        super().show_order(order)
        if not self._dirty:
            self._seen = order
            self._edits.forget()
            self.head.show_order(order)
        self.fold.summarise(f"{self.head.summary()} · {promise(order.promised_at)}")
        self._show_buttons()

    def unsaved(self) -> bool:
        """Tell whether something typed is not saved."""
        return self._dirty

    def _touched(self) -> None:
        self._dirty = True
        self._show_buttons()

    def _show_buttons(self) -> None:
        for button in (self.save_button, self.undo_button):
            button.setVisible(self._dirty)

    def save(self) -> None:
        """Save the fields that were changed."""
        with self.dock.taking_entries():
            if self._seen is None:
                return
            edits = self.head.edits(self._seen)
            if edits:
                edits = self._edits.over(edits)
                self.desk.perform(
                    reception.change_order,
                    self._seen.id,
                    edits,
                    by=self,
                    done=self._saved,
                    failed=self._edits.hear,
                    posting=self.posting(),
                )
            else:
                self._undo()

    def _saved(self, _version: int) -> None:
        self._dirty = False
        self.drop_draft()
        self._show_buttons()

    def _undo(self) -> None:
        self._dirty = False
        if self.order is not None:
            self.show_order(self.order)
        self.drop_draft()


class AnotherOrderCard(FoldedCard):
    """One more order for a car that is in the shop (加开施工单), e.g. accident beside service."""

    def __init__(self, dock: StationDock) -> None:
        """Build the form closed."""
        super().__init__(dock)
        self.head = OrderFields(dock, "another")
        self.lines = DraftGrid(dock, "anotherLines")
        panel = QWidget()
        form = form_on(panel)
        form.addRow(self.tr("业务类型"), self.head.business)
        form.addRow(self.tr("客户要求"), self.head.request)
        form.addRow(self.tr("预计交车"), self.head.promise)
        form.addRow(self.lines)
        self.fold = self.fold_in(self.tr("加开施工单"), panel, "another")
        self.fold.toggled.connect(self._opened)
        self.open_button = named(self.main_button(self.tr("加开"), self.open_order), "anotherOpen")
        self.open_button.hide()
        self.close_row()
        self.head.business_chosen.connect(lambda: self.lines.price_for(self.head.business.value()))
        self.lines.passed.connect(lambda: self.open_button.setFocus(Qt.FocusReason.TabFocusReason))
        self._touched = False
        for part in (self.head, self.lines):
            part.typed.connect(self._touch)
        fields = (self.head.business, self.head.request, self.head.promise)
        draft = self.keep_drafts("another order", self.tr("加开施工单"), "reception.business_type", *fields)
        self.lines.typed.connect(draft.touch)

    def draft_values(self) -> dict[str, Any]:
        """Return the lines."""
        return self.lines.typing()

    def take_draft(self, values: dict[str, Any]) -> None:
        """Show the lines and open the form."""
        self.head.take_draft()
        self.fold.set_open(True)
        self.lines.put_back(values)
        self._touched = True

    def drop_typing(self) -> None:
        """Empty the form and close it."""
        self.head.clear()
        self.lines.clear()
        self._touched = False
        self.fold.set_open(False)

    def _touch(self) -> None:
        self._touched = True

    def unsaved(self) -> bool:
        """Tell whether something was typed and no order opened."""
        return self._touched and self.fold.is_open()

    def begin(self, order: "OrderInHand") -> None:
        """Close the form; what was typed for another car is kept with that one."""
        del order
        self.drop_typing()

    def _opened(self, opened: bool) -> None:  # noqa: FBT001 - as the signal brings it
        self.open_button.setVisible(opened)
        if opened:
            self.lines.price_for(self.head.business.value())
            self.head.business.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_order(self) -> None:
        """Open the order."""
        with self.dock.taking_entries():
            if self.order is None or not self.lines.take_open_line():
                return
            entry: OrderEntry = self.head.entry()
            visit = self.order.visit_id
            self.desk.perform(
                reception.add_order,
                visit,
                entry,
                self.lines.entries(),
                by=self,
                done=lambda key: self._done(key, visit),
                posting=self.posting(),
            )

    def _done(self, order_id: int, visit_id: int) -> None:
        self.drop_typing()
        self.drop_draft()
        self.desk.take_in_hand(order_id, visit_id)


def lines_open(order: "OrderInHand") -> bool:
    """Tell whether lines of the order may still be changed without asking the customer."""
    return order.stage in LINES_OPEN
