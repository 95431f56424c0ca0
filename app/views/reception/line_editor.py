"""All that can be said of one line (行编辑): kind, name, amount, price, who pays and who shares, the old part."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFormLayout, QPushButton, QVBoxLayout, QWidget

from app.drafts.plain import from_plain, to_plain
from app.errors import InvalidEntry
from app.models.lines import OLD_PART_LABELS, ORIGIN_LABELS
from app.models.orders import PAYER_LABELS, Payer
from app.services.entries import ShareEntry
from app.text import QT_TRANSLATE_NOOP
from app.values import Fen, Milli, format_quantity
from app.views import theme
from app.views.field_texts import by_name, on_typing, put_back, texts_of
from app.views.fields import Choice, MoneyEdit, PlainEdit, QuantityEdit
from app.views.reception.line_drafts import KIND_LABELS, LineChange, ShownLine
from app.views.reception.pieces import beside, label, named, put_cursor
from app.views.station_dock import StationDock

MOST_SHARES = 2


class LineEditor(QWidget):
    """Opens below the lines for one of them; 改好 gives what is to change."""

    done = Signal(object, object)
    """``(ShownLine, LineChange)``: what is to change of the line."""
    withdrawn = Signal(object)
    """The ``ShownLine`` that is to go."""
    typed = Signal()
    """Something was typed or chosen."""
    closed = Signal()
    """The editor went away."""

    def __init__(self, dock: StationDock, name: str) -> None:
        """Build the editor, hidden; ``name`` begins the names of its fields."""
        super().__init__(dock)
        self._dock = dock
        self.line: ShownLine | None = None
        self.kind = named(Choice(KIND_LABELS, "lines.kind"), f"{name}Kind")
        self.name = named(PlainEdit("lines.name", limit=200), f"{name}Name")
        self.amount = named(QuantityEdit("lines.quantity"), f"{name}Amount")
        self.price = named(MoneyEdit("lines.price"), f"{name}Price")
        self.payer = named(Choice(PAYER_LABELS, "lines.payer"), f"{name}Payer")
        self.origin = named(Choice(ORIGIN_LABELS, "lines.origin", blank=self.tr("按配件档案")), f"{name}Origin")
        self.old_part = named(Choice(OLD_PART_LABELS, "lines.old_part"), f"{name}OldPart")
        self.share_payers = [
            named(Choice(PAYER_LABELS, "lines.share", blank=self.tr("不分摊")), f"{name}SharePayer{n}")
            for n in range(1, MOST_SHARES + 1)
        ]
        self.share_percents = [
            named(QuantityEdit("lines.share"), f"{name}SharePercent{n}") for n in range(1, MOST_SHARES + 1)
        ]
        self.apply = named(QPushButton(self.tr("改好"), self), f"{name}Apply")
        self.apply.clicked.connect(lambda _checked: self.take())
        self.remove = named(QPushButton(self.tr("撤项"), self), f"{name}Remove")
        self.remove.clicked.connect(lambda _checked: self._remove())
        self.back = named(QPushButton(self.tr("返回"), self), f"{name}Back")
        self.back.clicked.connect(lambda _checked: self.close_line())
        self.fields = (
            self.kind, self.name, self.amount, self.price, self.payer, self.origin, self.old_part,
            *self.share_payers, *self.share_percents,
        )  # fmt: skip
        self._lay_out()
        for place, field in (("lines.name", self.name), ("lines.share", self.share_payers[0])):
            dock.place(place, field)
        for typed_in in self.fields:
            on_typing(typed_in, self.typed.emit)
        for place in ("lines.quantity", "lines.hours"):
            dock.place(place, self.amount)
        for place in ("lines.price", "lines.amount"):
            dock.place(place, self.price)
        self.hide()

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, theme.pixels(4), 0, theme.pixels(4))
        box.setSpacing(theme.pixels(6))
        self._form = QFormLayout()
        self._form.setVerticalSpacing(theme.pixels(6))
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._name_row = beside(self.kind, self.name, stretch=(2, 4))
        self._form.addRow(self.tr("名称"), self._name_row)
        self._amount_label = label(self.tr("数量"))
        self._form.addRow(
            self._amount_label, beside(self.amount, label(self.tr("单价")), self.price, stretch=(3, 0, 4))
        )
        self._form.addRow(self.tr("付费"), self.payer)
        self._share_rows = [
            beside(payer, percent, label("%"), stretch=(4, 2, 0))
            for payer, percent in zip(self.share_payers, self.share_percents, strict=True)
        ]
        for payer, row in zip(self.share_payers, self._share_rows, strict=True):
            self._form.addRow(self.tr("分摊"), row)
            payer.typed.connect(self._show_shares)
        self._part_row = beside(self.old_part, self.origin)
        self._form.addRow(self.tr("旧件"), self._part_row)
        box.addLayout(self._form)
        box.addWidget(beside(self.apply, self.remove, self.back))

    def open_line(self, line: ShownLine, *, cursor: bool = True) -> None:
        """Show a line and put the cursor into it, unless that is to stay."""
        self.line = line
        self.kind.set_value(line.kind)
        self.name.set_value(line.name)
        labour = line.kind == "labour"
        self._amount_label.setText(self.tr("工时") if labour else self.tr("数量"))
        self.amount.set_value(line.amount or None)
        self.amount.setEnabled(line.kind != "other" or line.free)
        self.price.set_value(line.price_fen or (line.total_fen if labour else None) or None)
        self.payer.set_value(line.payer or Payer.CUSTOMER)
        for number, (payer, percent) in enumerate(zip(self.share_payers, self.share_percents, strict=True)):
            share = line.shares[number] if number < len(line.shares) else None
            payer.set_value(share.payer if share else None)
            percent.set_value(Milli(share.permille * 100) if share else None)
        self._show_shares()
        self.origin.set_value(line.origin)
        self.old_part.set_value(line.old_part)
        self._form.setRowVisible(self._name_row, line.free)
        self._form.setRowVisible(self._part_row, line.old_part is not None or line.free)
        self.origin.setVisible(line.version == 0)
        self.show()
        first = self.kind if line.free else self.amount if self.amount.isEnabled() else self.price
        if cursor:
            put_cursor(first)

    def _show_shares(self) -> None:
        """Offer one more share than there are."""
        used = sum(1 for payer in self.share_payers if not payer.is_blank())
        for number, row in enumerate(self._share_rows):
            self._form.setRowVisible(row, number <= used)
            self.share_percents[number].setEnabled(not self.share_payers[number].is_blank())

    def typing(self) -> dict[str, object] | None:
        """Return the line that is open and what stands in its fields as a draft keeps it."""
        if self.line is None:
            return None
        return {"line": to_plain(self.line), "fields": texts_of(by_name(*self.fields))}

    def put_back(self, kept: dict[str, Any]) -> None:
        """Open the line that a draft kept open; the cursor stays where it is."""
        self.open_line(from_plain(ShownLine, kept["line"]), cursor=False)
        put_back(by_name(*self.fields), kept["fields"])
        self._show_shares()

    def take(self) -> bool:
        """Give what is to change and close; tell whether everything typed could be taken."""
        line = self.line
        if line is None:
            return True
        taken = False
        with self._dock.taking_entries():
            change = self._change(line)
            taken = True
            self.close_line()
            self.done.emit(line, change)
        return taken

    def type_over(self, change: LineChange) -> None:
        """Put what was typed elsewhere, or before and refused, into the fields, as if it had been typed here."""
        typed: tuple[tuple[Any, object], ...] = (
            (self.kind, change.kind),
            (self.name, change.name),
            (self.amount, change.amount),
            (self.price, change.price_fen),
            (self.payer, change.payer),
            (self.origin, change.origin),
            (self.old_part, change.old_part),
        )
        for field, value in typed:
            if value is not None:
                field.set_value(value)
        for number, share in enumerate(change.shares or ()):
            self.share_payers[number].set_value(share.payer)
            self.share_percents[number].set_value(Milli(share.permille * 100))
        self._show_shares()

    def reopen(self, line: ShownLine, change: LineChange) -> None:
        """Open a line again with what was typed: nobody types twice what the station refused."""
        if self.line is None:
            self.open_line(line)
            self.type_over(change)

    def _change(self, line: ShownLine) -> LineChange:
        return LineChange(
            kind=self.kind.value() if line.free else None,
            name=self.name.need() if line.free else None,
            amount=self.amount.value(),
            price_fen=self._price(line),
            payer=self.payer.need() if self.payer.value() != line.payer else None,
            shares=self._shares() if self._shares() != line.shares else None,
            origin=self.origin.value() if line.version == 0 else None,
            old_part=self.old_part.value(),
        )

    def _price(self, line: ShownLine) -> Fen | None:
        """Return the price only where another one was typed: the catalogue's and the rate table's stay theirs."""
        typed = self.price.value()
        shown = line.price_fen or (line.total_fen if line.kind == "labour" else None) or None
        return typed if typed != shown else None

    def _shares(self) -> tuple[ShareEntry, ...]:
        found = []
        for payer, percent in zip(self.share_payers, self.share_percents, strict=True):
            who = payer.value()
            if who is None:
                continue
            share = percent.need()
            if share % 100:
                raise InvalidEntry(
                    QT_TRANSLATE_NOOP("rules", "分摊比例 {percent}% 最多一位小数。"),
                    place="lines.share",
                    percent=format_quantity(share),
                )
            found.append(ShareEntry(who, share // 100))
        return tuple(found)

    def _remove(self) -> None:
        line = self.line
        self.close_line()
        if line is not None:
            self.withdrawn.emit(line)

    def close_line(self, *, cursor: bool = True) -> None:
        """Go away without changing anything; the cursor goes on unless it is to stay."""
        self.line = None
        self.hide()
        if cursor:
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Esc close the editor."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_line()
        else:
            super().keyPressEvent(event)
