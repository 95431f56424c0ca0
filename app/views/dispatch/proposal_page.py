"""Proposing extra work found in the middle (提出增项): what was found, what it takes; nothing of it may start yet."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFormLayout, QHBoxLayout, QPushButton, QWidget

from app.drafts.plain import from_plain, to_plain
from app.models.access import Permission
from app.services import extra_work, pickers
from app.services.entries import LabourEntry, LinesEntry, PartEntry
from app.services.masters import OperationRow
from app.services.order_rows import OrderInHand
from app.services.parts_board import StockRow
from app.values import Milli, format_money, format_plate, format_quantity
from app.views import theme
from app.views.card import Card, allow
from app.views.desk import Desk
from app.views.dispatch.minutes_edit import MinutesEdit
from app.views.draft_form import FormOf
from app.views.drafting import Drafting
from app.views.field_texts import by_name
from app.views.fields import HoursEdit, LongText, Picker, QuantityEdit
from app.views.row_table import Align, Column, RowTable
from app.views.station_dock import StationDock
from app.views.wording import word

_ONE = Milli(1000)


@dataclass(frozen=True, slots=True)
class ProposedLine:
    """A line of the proposal as typed: labour with hours or a part with its quantity, in thousandths."""

    id: int
    name: str
    amount: Milli
    unit: str
    labour: LabourEntry | None = None
    part: PartEntry | None = None


class ProposalPage(QWidget):
    """A page over the board: finding, safety, delay on the left, the lines on the right."""

    def __init__(self, desk: Desk, dock: StationDock, closed: Callable[[], object]) -> None:
        """Build the page; ``closed()`` hears when it is done with or left."""
        super().__init__(dock)
        self.desk = desk
        self._dock = dock
        self._closed = closed
        self._order: OrderInHand | None = None
        self._lines: list[ProposedLine] = []
        self._last_key = 0
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.pixels(8))
        self.card = Card(self.tr("提出增项"), self)
        box.addWidget(self.card, 5)
        box.addWidget(self._lines_card(), 6)
        self._build_finding()
        fields = (self.finding, self.delay, self.safety, self.operation, self.hours, self.part, self.quantity)
        self.draft = Drafting(
            desk,
            FormOf(self.card.title.text, self._clear, lambda: {"lines": to_plain(self._lines)}, self._take_draft),
            self.card,
            "proposal",
            title=self.tr("提出增项"),
            place="dispatch",
            fields=by_name(*fields),
        )

    def _take_draft(self, values: dict[str, Any]) -> None:
        self._lines = [from_plain(ProposedLine, line) for line in values["lines"]]
        self._last_key = max((line.id for line in self._lines), default=0)
        self.table.show_rows(tuple(self._lines))
        self._dock.set_editing(True)

    def _build_finding(self) -> None:
        dock, form = self._dock, self.card.form()
        self.finding = dock.place("extra.finding", LongText("extra.finding", self, hint=self.tr("发现了什么"), lines=2))
        self.finding.setObjectName("extraFinding")
        self.safety = QCheckBox(self.tr("涉及行车安全"), self)
        self.safety.setObjectName("extraSafety")
        self.delay = dock.place("extra.delay", MinutesEdit("extra.delay", self, hint=self.tr("分钟,不影响则不填")))
        self.delay.setObjectName("extraDelay")
        form.addRow(self.tr("发现"), self.finding)
        form.addRow(self.tr("推迟交车"), self.delay)
        form.addRow("", self.safety)
        self.propose_button = self.card.main_button(self.tr("提出增项"), self.propose)
        self.propose_button.setObjectName("proposeButton")
        self.back_button = self.card.button(self.tr("返回  Esc"), self.leave)
        self.card.close_row()
        self.card.body.addStretch(1)
        self.finding.typed.connect(lambda: dock.set_editing(True))

    def _walk_lines_first(self) -> None:
        """Lead Tab through the lines before the button that sends the proposal away."""
        chain: tuple[QWidget, ...] = (
            self.finding, self.delay, self.safety,
            self.operation, self.hours, self.add_operation_button,
            self.part, self.quantity, self.add_part_button,
            self.table, self.propose_button, self.back_button,
        )  # fmt: skip
        for one, following in pairwise(chain):
            QWidget.setTabOrder(one, following)

    def _lines_card(self) -> Card:
        card = Card("", self)
        pickers_form = QFormLayout()
        pickers_form.setHorizontalSpacing(theme.pixels(8))
        self.operation = self._picker(
            pickers.find_operations, "extraOperation", self.tr("项目名称、编码、拼音"), free=True
        )
        self.operation.picked.connect(self._operation_picked)
        self.hours = HoursEdit("lines.hours", self, hint=self.tr("工时"))
        self.hours.setObjectName("extraHours")
        self.add_operation_button = self._add_button("addExtraOperation", self.tr("加项目"), self._add_operation)
        pickers_form.addRow(self.tr("项目"), self._beside(self.operation, self.hours, self.add_operation_button))
        self.part = self._picker(pickers.find_parts, "extraPart", self.tr("配件名称、编码、拼音"), free=False)
        self.quantity = QuantityEdit("lines.quantity", self, hint=self.tr("数量"))
        self.quantity.setObjectName("extraQuantity")
        self.add_part_button = self._add_button("addExtraPart", self.tr("加材料"), self._add_part)
        pickers_form.addRow(self.tr("材料"), self._beside(self.part, self.quantity, self.add_part_button))
        card.body.addLayout(pickers_form)
        self.table = RowTable(self._columns(), card, empty=self.tr("还没有项目和材料;也可以只写发现,由前台补充"))
        self.table.setObjectName("extraLines")
        self.table.setMinimumHeight(theme.pixels(60))
        self._dock.place("extra.lines", self.operation)
        card.body.addWidget(self.table, 1)
        return card

    def _columns(self) -> tuple[Column[Any], ...]:
        return (
            Column("", lambda row: self.tr("工") if row.labour else self.tr("料"), 36, muted=True),
            Column(self.tr("项目 / 材料"), lambda row: row.name),
            Column(
                self.tr("工时/数量"), lambda row: f"{format_quantity(row.amount)} {word(row.unit)}", 100, Align.RIGHT
            ),
        )

    def _picker(self, query: Callable[..., Any], name: str, hint: str, *, free: bool) -> Picker:
        columns: tuple[Column[Any], ...] = (
            Column("", lambda row: row.name, strong=lambda _row: True),
            Column("", lambda row: getattr(row, "code", "") or getattr(row, "number", ""), 130, muted=True),
        )
        if not free:
            columns += (
                Column("", lambda part: part.brand, 70, muted=True, from_width=460),
                Column("", self._stock_words, 84, Align.RIGHT),
                Column("", lambda part: format_money(part.price_fen), 76, Align.RIGHT),
            )
        picker = Picker(
            self.desk, query, columns, "extra.lines", self,
            text_of=lambda row: row.name, hint=hint, free=free, width=420 if free else 560,
        )  # fmt: skip
        picker.setObjectName(name)
        return picker

    def _stock_words(self, part: StockRow) -> str:
        return self.tr("现货 {there}").format(there=format_quantity(part.quantity))

    def _add_button(self, name: str, text: str, action: Callable[[], None]) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.clicked.connect(lambda _checked: action())
        return button

    def _beside(self, picker: QWidget, amount: QWidget, button: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.pixels(6))
        amount.setFixedWidth(theme.pixels(76))
        for widget, stretch in ((picker, 1), (amount, 0), (button, 0)):
            row.addWidget(widget, stretch)
        return row

    def begin(self, order: OrderInHand) -> None:
        """Begin a proposal for an order; what was typed for the same order stays."""
        if self._order is None or self._order.id != order.id:
            self.draft.turn_to(f"order:{order.id}", version=order.version, order_id=order.id, visit_id=order.visit_id)
            self._clear()
        self._order = order
        self.card.set_title(
            self.tr("提出增项 · {plate} {number}").format(plate=format_plate(order.plate), number=order.number)
        )
        may = self.desk.actor is not None and self.desk.actor.may(Permission.PROPOSE_EXTRA)
        allow(self.propose_button, "" if may else self.tr("您的岗位不能提出增项。"))
        self._dock.set_editing(bool(self._lines) or not self.finding.is_blank())
        self._walk_lines_first()  # here, since the dock puts its chain into reading order when it is shown
        self.finding.setFocus(Qt.FocusReason.OtherFocusReason)

    def _clear(self) -> None:
        self._lines = []
        self.table.show_rows(())
        for field in (self.finding, self.delay, self.operation, self.hours, self.part, self.quantity):
            field.clear_value()
        self.safety.setChecked(False)
        self._dock.set_editing(False)

    def _operation_picked(self, row: OperationRow) -> None:
        self.hours.set_value(row.hours)

    def _add_operation(self) -> None:
        with self._dock.taking_entries():
            row: OperationRow | None = self.operation.value()
            name = row.name if row else self.operation.text().strip()
            if not name:
                self.operation.setFocus(Qt.FocusReason.OtherFocusReason)
                return
            hours = self.hours.value() if row else self.hours.need()
            entry = LabourEntry(name="" if row else name, operation_id=row.id if row else None, hours=hours)
            amount = hours if hours is not None else row.hours if row else _ONE
            self._add(ProposedLine(self._next_key(), name, amount, self.tr("工时"), labour=entry))
            self._ready_for_next(self.operation, self.hours)

    def _add_part(self) -> None:
        with self._dock.taking_entries():
            row: StockRow | None = self.part.value()
            if row is None:
                self.part.setFocus(Qt.FocusReason.OtherFocusReason)
                return
            quantity = self.quantity.value() or _ONE
            entry = PartEntry(quantity, part_id=row.id)
            self._add(ProposedLine(self._next_key(), row.name, quantity, row.unit, part=entry))
            self._ready_for_next(self.part, self.quantity)

    def _next_key(self) -> int:
        self._last_key += 1
        return self._last_key

    def _add(self, line: ProposedLine) -> None:
        self._lines.append(line)
        self.table.show_rows(tuple(self._lines))
        self.draft.touch()
        self._dock.set_editing(True)

    def _ready_for_next(self, picker: Picker, amount: HoursEdit | QuantityEdit) -> None:
        picker.clear_value()
        amount.clear_value()
        picker.setFocus(Qt.FocusReason.OtherFocusReason)

    def remove_selected(self) -> None:
        """Take the line on which the cursor stands out of the proposal."""
        if (row := self.table.selected_row()) is not None:
            self._lines.remove(row)
            self.table.show_rows(tuple(self._lines))
            self.draft.touch()

    def propose(self) -> None:
        """Propose the extra work."""
        order = self._order
        if order is None:
            return
        with self._dock.taking_entries():
            self.desk.perform(
                extra_work.propose_extra_work,
                order.id,
                self.finding.value(),
                self._entries(),
                safety=self.safety.isChecked(),
                delay_minutes=self.delay.value() or 0,
                by=self,
                done=lambda _key: self._proposed(order),
                posting=self.draft.posting(),
            )

    def _entries(self) -> LinesEntry:
        """Return what was added; a part hangs under the operation added before it."""
        labour: list[LabourEntry] = []
        parts: list[PartEntry] = []
        for line in self._lines:
            if line.labour is not None:
                labour.append(line.labour)
            elif line.part is not None:
                parts.append(replace(line.part, labour=len(labour) - 1 if labour else None))
        return LinesEntry(labour=tuple(labour), parts=tuple(parts))

    def _proposed(self, order: OrderInHand) -> None:
        self._clear()
        self.draft.drop()
        self._closed()
        self._dock.show_notice(
            self.tr("增项已提出:{plate}。客户认可后才能派工。").format(plate=format_plate(order.plate))
        )

    def leave(self) -> None:
        """Go back to the board; what was typed stays for this order."""
        self._dock.set_editing(False)
        self._closed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Esc as going back, and Del as taking a line out."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() == Qt.Key.Key_Delete and self.table.hasFocus():
            self.remove_selected()
        else:
            super().keyPressEvent(event)
