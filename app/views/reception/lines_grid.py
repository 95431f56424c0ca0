"""The lines of an order in one grid (项目与材料): found and added by one line, changed in place or in the editor."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.drafts.plain import from_plain, to_plain
from app.errors import InvalidEntry
from app.models.orders import PAYER_LABELS
from app.services import quick_reception
from app.services.entries import LinesEntry
from app.services.quick_reception import Estimate, LineOffer, PricedLine
from app.values import Fen, Milli, capitals, format_money, format_quantity, parse_money, parse_quantity
from app.views import theme
from app.views.calls import Asking
from app.views.reception.line_drafts import (
    KIND_MARKS,
    DraftLine,
    LineChange,
    ShownLine,
    changed_draft,
    draft_of,
    entries_of,
    in_order_priced,
    shown_draft,
)
from app.views.reception.line_editor import LineEditor
from app.views.reception.line_picker import LinePicker
from app.views.reception.pieces import label, named
from app.views.row_table import Align, Column, RowTable
from app.views.station_dock import StationDock
from app.views.wording import word

AMOUNT_COLUMN, PRICE_COLUMN = 2, 3
_LEAST_ROWS, _MOST_ROWS = 2, 8


class Totals(QWidget):
    """What the lines come to (合计): by kind, together, what the customer pays, in capitals."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Build the lines of an empty estimate."""
        super().__init__(parent)
        self.parts: QLabel = label("", role="muted")
        self.total: QLabel = label("", role="total")
        self.capitals: QLabel = label("", role="muted")
        self.setObjectName(f"{name}Totals")
        self.parts.setWordWrap(True)
        self.capitals.setWordWrap(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.pixels(2))
        for line in (self.parts, self.total, self.capitals):
            line.setAlignment(Qt.AlignmentFlag.AlignRight)
            box.addWidget(line)
        self.show_sums(Fen(0), Fen(0), Fen(0), Fen(0))

    def show_sums(self, labour: Fen, material: Fen, other: Fen, customer: Fen) -> None:
        """Show the sums (fen)."""
        total = labour + material + other
        self.parts.setText(
            self.tr("工时 {labour}   材料 {material}   其他 {other}").format(
                labour=format_money(labour), material=format_money(material), other=format_money(other)
            )
        )
        self.total.setText(
            self.tr("合计 ¥{total}").format(total=format_money(total))
            if total == customer
            else self.tr("合计 ¥{total} 客户付 ¥{customer}").format(
                total=format_money(total), customer=format_money(customer)
            )
        )
        self.total.setWordWrap(total != customer)
        self.capitals.setText(self.tr("客户应付大写 {capitals}").format(capitals=capitals(customer)))
        self.setVisible(bool(total))


class LinesGrid(QWidget):
    """Picker, table, editor and totals; subclasses say what becomes of what was added, changed and withdrawn."""

    passed = Signal()
    """Enter was pressed in the empty picker: the cursor wants to go on."""
    typed = Signal()
    """Lines were added, changed or withdrawn, or are being typed."""

    def __init__(self, dock: StationDock, name: str) -> None:
        """Build the grid without lines; ``name`` begins the names of its widgets."""
        super().__init__(dock)
        self.dock = dock
        self.picker = named(LinePicker(dock.desk, "lines", self), f"{name}Picker")
        self.table = named(self._build_table(), f"{name}Table")
        self.editor = LineEditor(dock, f"{name}Line")
        self.totals = Totals(name, self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.pixels(6))
        for part in (self.picker, self.table, self.editor, self.totals):
            box.addWidget(part)
        dock.place("lines", self.picker)
        self._connect()
        self.show_lines(())

    def _connect(self) -> None:
        self.picker.offered.connect(self.add_offer)
        self.picker.worded.connect(self.add_words)
        self.picker.passed.connect(self.passed)
        self.picker.table_wanted.connect(self._into_table)
        self.table.row_activated.connect(self._open)
        self.table.row_wanted.connect(self._back_to_picker)
        self.table.cell_edited.connect(self._retyped)
        self.table.installEventFilter(self)
        self.picker.typed.connect(self.typed)
        self.editor.typed.connect(self.typed)
        self.editor.done.connect(self.change)
        self.editor.withdrawn.connect(self.withdraw)
        self.editor.closed.connect(self._back_to_picker)

    def _build_table(self) -> RowTable:
        return RowTable(
            (
                Column("", lambda line: word(KIND_MARKS[line.kind]), 34, muted=True),
                Column(self.tr("项目 / 材料"), lambda line: line.name, tip=_tip),
                Column(self.tr("工时/数量"), _amount_words, 74, Align.RIGHT, editable=True),
                Column(self.tr("单价"), _price_words, 74, Align.RIGHT, editable=True, from_width=440),
                Column(self.tr("金额"), _total_words, 78, Align.RIGHT),
                Column(self.tr("付费"), _payer_words, 64, from_width=360),
            ),
            self,
            empty=self.tr("还没有项目;上面输入即可添加"),
        )  # fmt: skip

    def add_offer(self, offer: LineOffer) -> None:
        """Add what was picked."""
        raise NotImplementedError

    def add_words(self, text: str) -> None:
        """Add a line of free words."""
        raise NotImplementedError

    def change(self, line: ShownLine, change: LineChange) -> None:
        """Change a line."""
        raise NotImplementedError

    def withdraw(self, line: ShownLine) -> None:
        """Take a line away."""
        raise NotImplementedError

    def show_lines(self, lines: Sequence[ShownLine]) -> None:
        """Show the lines, as high as there are, within reason."""
        self.table.show_rows(lines)
        self.table.setFixedHeight(self.table.room_for(max(_LEAST_ROWS, min(_MOST_ROWS, len(lines)))))

    def typing(self) -> dict[str, Any]:
        """Return what is typed and not taken yet as a draft keeps it: words in the picker, the line that is open."""
        return {"picker": self.picker.text(), "open": self.editor.typing()}

    def put_back(self, kept: dict[str, Any]) -> None:
        """Show what a draft kept."""
        self.picker.set_value(None)
        self.picker.setText(str(kept["picker"]))
        if kept["open"] is not None:
            self.editor.put_back(kept["open"])

    def take_open_line(self) -> bool:
        """Take what is typed in an open editor; tell whether it could be taken."""
        return self.editor.take()

    def _open(self, line: ShownLine) -> None:
        if self.editor.take():
            self.editor.open_line(line)

    def _into_table(self) -> None:
        self.table.select_first()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _back_to_picker(self) -> None:
        self.picker.setFocus(Qt.FocusReason.OtherFocusReason)

    def _retyped(self, line: ShownLine, column: int, text: str) -> None:
        """Take a cell typed over; what cannot be taken is told and the old value stands.

        Where the line is open below, the cell is one of its fields: it is taken together with the others.
        """
        try:
            if column == AMOUNT_COLUMN:
                change = LineChange(amount=parse_quantity(text, place="lines"))
            elif column == PRICE_COLUMN:
                change = LineChange(price_fen=parse_money(text, place="lines"))
            else:
                return
        except InvalidEntry as complaint:
            self.dock.show_refusal(complaint)
            return
        if self.editor.line is not None and self.editor.line.id == line.id:
            self.editor.type_over(change)
            self.editor.take()
        else:
            self.change(line, change)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Delete withdraw the line under the cursor, and Esc lead back to the picker."""
        if watched is self.table and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            line = self.table.selected_row()
            if event.key() == Qt.Key.Key_Delete and line is not None:
                self.withdraw(line)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self._back_to_picker()
                return True
        return super().eventFilter(watched, event)


class DraftGrid(LinesGrid):
    """Lines of a form that is not saved; what they cost is calculated by the station as they are typed."""

    def __init__(self, dock: StationDock, name: str) -> None:
        """Build the grid without lines."""
        super().__init__(dock, name)
        self.drafts: tuple[DraftLine, ...] = ()
        self._business_type: int | None = None
        self._next = 1
        self._asking: Asking | None = None
        self._priced: dict[int, PricedLine] = {}
        self._refused = False

    def entries(self) -> LinesEntry:
        """Return the lines as they travel."""
        return entries_of(self.drafts)

    def clear(self) -> None:
        """Drop every line."""
        if self.editor.line is not None:
            self.editor.close_line()
        self.picker.clear_value()
        self._put(())

    def typing(self) -> dict[str, Any]:
        """Return the lines, too."""
        return {**super().typing(), "lines": to_plain(self.drafts)}

    def put_back(self, kept: dict[str, Any]) -> None:
        """Show the lines that a draft kept."""
        drafts = tuple(from_plain(DraftLine, line) for line in kept["lines"])
        self._next = max((draft.id for draft in drafts), default=self._next)
        self._put(drafts)
        super().put_back(kept)

    def price_for(self, business_type: int | None) -> None:
        """Price by the rates of another business type from now on."""
        self._business_type = business_type
        self._calculate()

    def add_offer(self, offer: LineOffer) -> None:
        """Add what was picked."""
        self._set((*self.drafts, draft_of(offer, self._new_id())))

    def add_words(self, text: str) -> None:
        """Add a line of free words and open it: kind, hours and price are still to be said."""
        draft = DraftLine(self._new_id(), "labour", text)
        self._set((*self.drafts, draft))
        self.editor.open_line(shown_draft(draft, None))

    def change(self, line: ShownLine, change: LineChange) -> None:
        """Change a draft."""
        self._set(tuple(changed_draft(draft, change) if draft.id == line.id else draft for draft in self.drafts))

    def withdraw(self, line: ShownLine) -> None:
        """Drop a draft."""
        self._set(tuple(draft for draft in self.drafts if draft.id != line.id))

    def _new_id(self) -> int:
        self._next += 1
        return self._next

    def _set(self, drafts: tuple[DraftLine, ...]) -> None:
        self._put(drafts)
        self.typed.emit()

    def _put(self, drafts: tuple[DraftLine, ...]) -> None:
        """Show other lines, which nobody typed just now."""
        self.drafts = drafts
        self._show()
        self._calculate()

    def _show(self) -> None:
        self.show_lines([shown_draft(draft, self._priced.get(draft.id)) for draft in self.drafts])

    def _calculate(self) -> None:
        """Ask what the lines cost now; a slower answer to an earlier question is dropped."""
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None
        if self._business_type is None or not self.drafts:
            self.totals.show_sums(Fen(0), Fen(0), Fen(0), Fen(0))
            return
        self._asking = self.dock.desk.ask(
            quick_reception.price_lines,
            self._business_type,
            self.entries(),
            by=self,
            done=self._calculated,
            failed=self._not_calculated,
        )

    def _calculated(self, estimate: Estimate) -> None:
        self._asking = None
        if self._refused:
            self._refused = False
            self.dock.clear_notices()
        order = in_order_priced(self.drafts)
        self._priced = {draft.id: line for draft, line in zip(order, estimate.lines, strict=True)}
        self._show()
        self.totals.show_sums(estimate.labour_fen, estimate.material_fen, estimate.other_fen, estimate.customer_fen)

    def _not_calculated(self, _error: BaseException) -> None:
        self._asking = None
        self._refused = True


def _amount_words(line: ShownLine) -> str:
    return format_quantity(line.amount) if line.amount else ""


def _price_words(line: ShownLine) -> str:
    price = line.price_fen or (line.total_fen if line.kind == "labour" else None)
    return "" if price is None else format_money(price)


def _total_words(line: ShownLine) -> str:
    return "" if line.total_fen is None else format_money(line.total_fen)


def _payer_words(line: ShownLine) -> str:
    if line.payer is None:
        return ""
    own = word(PAYER_LABELS[line.payer])
    return f"{own} +{len(line.shares)}" if line.shares else own


def _tip(line: ShownLine) -> str:
    shares = [
        f"{word(PAYER_LABELS[share.payer])} {format_quantity(Milli(share.permille * 100))}%" for share in line.shares
    ]
    return "\n".join(text for text in (line.name, line.code, *shares) if text)
