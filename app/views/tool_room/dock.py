"""The tool keeper's dock (工具间)."""

from datetime import date
from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QWidget

from app.changes import Change
from app.drafts.plain import from_plain, to_plain
from app.errors import InvalidEntry
from app.models.access import Permission
from app.services import masters, pickers, tool_board, tool_room
from app.services.tool_board import ToolRow
from app.services.tool_room import ToolEntry
from app.text import QT_TRANSLATE_NOOP
from app.views.card import Card, allow, muted
from app.views.desk import Desk
from app.views.draft_form import FormOf
from app.views.drafting import Drafting
from app.views.field_texts import by_name
from app.views.fields import MomentEdit, Picker, PlainEdit
from app.views.printing import print_paper
from app.views.row_table import Column, RowTable
from app.views.station_dock import StationDock
from app.views.theme import ChipKind
from app.views.wording import moment

_NO_LOAN = QT_TRANSLATE_NOOP("rules", "请选择工具和借用人。")
_NO_DAY = QT_TRANSLATE_NOOP("rules", "日期请写成 2027-03-01。")
_NO_RETURN = QT_TRANSLATE_NOOP("rules", "请在表里选择借出的工具。")
_TONES = {
    "out": ChipKind.BLUE,
    "overdue": ChipKind.RED,
    "broken": ChipKind.ORANGE,
    "calibration": ChipKind.AMBER,
    "in": ChipKind.GREEN,
}


class ToolRoomDock(StationDock):
    """Lending and taking back tools (工具间)."""

    NAME = "tool_room"
    WATCHES = Change.TOOLS | Change.PEOPLE

    def __init__(self, desk: Desk, title: str, parent: QWidget | None = None) -> None:
        """Build lending, taking back, the shelf and the tool's entry."""
        super().__init__(desk, title, parent)
        self._known: ToolRow | None = None
        self.lending, self.shelf = self._lending_card(), self._shelf_card()
        self.body.addWidget(self.lending)
        self.body.addWidget(self.shelf, 1)
        self.entry = self._entry_card()
        self.body.addWidget(self.entry)
        self._keep_drafts()
        self._chosen(None)
        desk.signed_in.connect(self._allow)
        self._allow()

    def _keep_drafts(self) -> None:
        """Lose nothing of what is typed: a loan, a return, the record of a tool."""
        loan = by_name(self.tool, self.borrower, self.due, self.condition)
        self.loan_draft = Drafting(
            self.desk, FormOf(self.tool.text, self._clear_loan), self.lending, "tool loan",
            title=self.lending.title.text(), place="tools.shelf", fields=loan,
        )  # fmt: skip
        self.loan_draft.turn_to()
        back = FormOf(lambda: self._known.name if self._known else "", self.damaged.clear_value)
        self.return_draft = Drafting(
            self.desk, back, self.shelf, "tool return",
            title=self.tr("归还"), place="tools.loans", fields=by_name(self.damaged),
        )  # fmt: skip
        fields = (self.code, self.name, self.spec, self.where, self.broken, self.measuring, self.calibration)
        record = FormOf(
            self._tool_words, lambda: self._show_tool(self._known),
            lambda: {"known": to_plain(self._known)}, self._take_tool,
        )  # fmt: skip
        self.entry_draft = Drafting(
            self.desk, record, self.entry, "tool",
            title=self.tr("登记工具"), place="tools.code", fields=by_name(*fields),
        )  # fmt: skip

    def _tool_words(self) -> str:
        return f"{self.code.text()} {self.name.text()}".strip()

    def _take_tool(self, values: dict[str, Any]) -> None:
        known = values["known"]
        self._known = None if known is None else from_plain(ToolRow, known)
        self.set_editing(True)

    def _clear_loan(self) -> None:
        for field in (self.tool, self.borrower, self.due, self.condition):
            field.clear_value()

    def _allow(self) -> None:
        who = self.desk.actor
        self.entry.setVisible(who is not None and who.may(Permission.KEEP_TOOLS))

    def _lending_card(self) -> Card:
        card = Card(self.tr("借出工具"), self)
        self.order_hint = muted("", card)
        card.body.addWidget(self.order_hint)
        form = card.form()
        self.tool = self.place(
            "tools.shelf",
            Picker(
                self.desk,
                pickers.find_tools,
                (
                    Column(self.tr("编号"), lambda r: r.code, width=80),
                    Column(self.tr("名称"), lambda r: f"{r.name} {r.spec}".rstrip()),
                    Column(self.tr("状态"), self._state_words, width=90, chip=lambda r: _TONES[r.state]),
                ),
                "tools.shelf",
                text_of=lambda r: f"{r.code} {r.name}",
            ),
        )
        self.borrower = self.place(
            "tools.borrower",
            Picker(
                self.desk,
                pickers.find_technicians,
                (Column(self.tr("工牌"), lambda r: r.badge, width=80), Column(self.tr("姓名"), lambda r: r.name)),
                "tools.borrower",
                text_of=lambda r: r.name,
            ),
        )
        self.due = self.place("tools.due", MomentEdit("tools.due", hint=self.tr("下班前,可填 1700、+90")))
        self.condition = self.place("tools.condition", PlainEdit("tools.condition", hint=self.tr("完好"), limit=500))
        for name, label, field in (
            ("loanTool", self.tr("工具"), self.tool),
            ("loanBorrower", self.tr("借用人"), self.borrower),
            ("loanDue", self.tr("应还"), self.due),
            ("loanCondition", self.tr("借出状况"), self.condition),
        ):
            field.setObjectName(name)
            form.addRow(label, field)
        self.tool.picked.connect(lambda _row: self.borrower.setFocus())
        self.borrower.picked.connect(lambda _row: self.due.setFocus())
        self.lend_button = card.main_button(self.tr("借出"), self._lend)
        card.close_row()
        return card

    def _shelf_card(self) -> Card:
        card = Card(self.tr("工具台账"), self)
        self.table = self.place(
            "tools.loans",
            RowTable(
                (
                    Column(self.tr("编号"), lambda r: r.code, width=58, muted=True),
                    Column(self.tr("名称"), lambda r: r.name, tip=self._whole_words),
                    Column(self.tr("状态"), self._state_words, width=86, chip=lambda r: _TONES[r.state]),
                    Column(self.tr("借用人"), lambda r: r.borrower, width=60),
                    Column(self.tr("应还"), lambda r: moment(r.due_at), width=92, from_width=400),
                ),
                card,
                empty=self.tr("还没有工具,请在下面登记"),
            ),
        )
        self.table.setObjectName("toolShelf")
        self.table.setMinimumHeight(self.table.room_for(6))
        self.table.row_selected.connect(self._chosen)
        card.body.addWidget(self.table, 1)
        form = card.form()
        self.damaged = PlainEdit("tools.damaged", hint=self.tr("完好不填;损坏写明,工具停借"), limit=500)
        self.damaged.setObjectName("returnDamaged")
        form.addRow(self.tr("损坏"), self.damaged)
        self.return_button = card.main_button(self.tr("归还"), self._take_back)
        key = QShortcut(QKeySequence("Ctrl+R"), self)
        key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        key.activated.connect(self.return_button.click)
        self.print_button = card.button(self.tr("打印借用单"), self._print)
        card.close_row()
        return card

    def _entry_card(self) -> Card:
        card = Card(self.tr("登记工具"), self)
        form = card.form()
        self.code = self.place("tools.code", PlainEdit("tools.code", limit=32))
        self.name = self.place("tools.name", PlainEdit("tools.name", limit=200))
        self.spec = self.place("tools.spec", PlainEdit("tools.spec", limit=200))
        self.where = self.place("tools.place", PlainEdit("tools.place", limit=100))
        self.broken = PlainEdit("tools.condition", hint=self.tr("不停借不填;修好后清空"), limit=500)
        for name, label, field in (
            ("toolCode", self.tr("编号"), self.code),
            ("toolName", self.tr("名称"), self.name),
            ("toolSpec", self.tr("规格"), self.spec),
            ("toolPlace", self.tr("存放处"), self.where),
            ("toolBroken", self.tr("停借原因"), self.broken),
        ):
            field.setObjectName(name)
            field.typed.connect(lambda: self.set_editing(True))
            form.addRow(label, field)
        self.measuring = QCheckBox(self.tr("量具,须检定"))
        self.measuring.setObjectName("toolMeasuring")
        self.measuring.clicked.connect(lambda: self.set_editing(True))
        self.calibration = self.place("tools.calibration", PlainEdit("tools.calibration", limit=20))
        self.calibration.setObjectName("toolCalibration")
        self.calibration.setPlaceholderText(self.tr("年-月-日"))
        self.calibration.typed.connect(lambda: self.set_editing(True))
        form.addRow(self.measuring)
        form.addRow(self.tr("下次检定"), self.calibration)
        self.save_button = card.main_button(self.tr("保存"), self._save)
        self.new_button = card.button(self.tr("新工具"), self._begin_new)
        card.close_row()
        return card

    def _whole_words(self, row: ToolRow) -> str:
        due = self.tr("应还 {due}").format(due=moment(row.due_at)) if row.due_at else ""
        return " ".join(word for word in (row.name, row.spec, row.out_of_order, due) if word)

    def _state_words(self, row: ToolRow) -> str:
        return {
            "out": self.tr("已借出"),
            "overdue": self.tr("逾期未还"),
            "broken": self.tr("停借"),
            "calibration": self.tr("检定到期"),
            "in": self.tr("在库"),
        }[row.state]

    def refresh(self) -> None:
        """Read the shelf and say for which order a tool would be lent."""
        self.desk.ask(tool_board.tool_shelf, by=self, done=self.table.show_rows)
        order = self.desk.current_order
        if order is None:
            self.order_hint.setText(self.tr("没有选择车辆:借出不挂施工单"))
        else:
            self.desk.ask(masters.order_label, order, by=self, done=self._name_order)

    def _name_order(self, label: str) -> None:
        self.order_hint.setText(self.tr("借给施工单 {order}").format(order=label))

    def _chosen(self, row: ToolRow | None) -> None:
        self.set_editing(False)
        record, version = (f"tool:{row.id}", row.version) if row else ("", 0)
        for draft in (self.return_draft, self.entry_draft):
            draft.turn_to(record, version=version)
        self.damaged.clear_value()
        self._show_tool(row)
        why_not = ""
        if row is None:
            why_not = self.tr("请先在表里选一件借出的工具。")
        elif row.loan_id is None:
            why_not = self.tr("{tool} 没有借出。").format(tool=row.name)
        allow(self.return_button, why_not, tip="Ctrl+R")
        allow(self.print_button, why_not)

    def _show_tool(self, row: ToolRow | None) -> None:
        self._known = row
        self.entry.set_title(
            self.tr("登记工具")
            if row is None
            else self.tr("工具档案:{code} {name}").format(code=row.code, name=row.name)
        )
        for field, words in (
            (self.code, row.code if row else ""),
            (self.name, row.name if row else ""),
            (self.spec, row.spec if row else ""),
            (self.where, row.place if row else ""),
            (self.broken, row.out_of_order if row else ""),
        ):
            field.set_value(words)
        self.measuring.setChecked(row is not None and row.measuring)
        due = row.calibration_due if row else None
        self.calibration.set_value(due.isoformat() if due else "")

    def next_step(self) -> QWidget:
        """Return the shelf at a tool that is out for the car in hand, else where the next loan begins."""
        order = self.desk.current_order
        out = next((row for row in self.table.rows() if order is not None and row.order_id == order), None)
        if out is None:
            return self.tool
        self.table.select_id(out.id)
        return self.table

    def _lend(self) -> None:
        with self.taking_entries():
            tool, borrower = self.tool.value(), self.borrower.value()
            if tool is None or borrower is None:
                raise InvalidEntry(_NO_LOAN, place="tools.shelf" if tool is None else "tools.borrower")
            self.desk.perform(
                tool_room.lend_tool,
                tool.id,
                borrower.id,
                seen=tool.version,
                order_id=self.desk.current_order,
                due_at=self.due.value(),
                condition=self.condition.words(),
                by=self,
                done=self._lent,
                posting=self.loan_draft.posting(),
            )

    def _lent(self, number: str) -> None:
        self._clear_loan()
        self.loan_draft.drop()
        self.tool.setFocus()
        self.show_notice(self.tr("已借出,借用单 {number}").format(number=number))

    def _take_back(self) -> None:
        with self.taking_entries():
            row = self.table.selected_row()
            if row is None or row.loan_id is None:
                raise InvalidEntry(_NO_RETURN, place="tools.loans")
            self.desk.perform(
                tool_room.take_back_tool,
                row.loan_id,
                seen=row.loan_version,
                damaged=self.damaged.words(),
                by=self,
                done=self._taken_back,
                posting=self.return_draft.posting(),
            )

    def _taken_back(self, _tool: int) -> None:
        self.damaged.clear_value()
        self.return_draft.drop()
        self.show_notice(self.tr("已归还"))

    def _print(self) -> None:
        row = self.table.selected_row()
        if row is not None and row.loan_id is not None:
            print_paper(self.desk, "tool_loan", row.loan_id, self)

    def _begin_new(self) -> None:
        self.table.clearSelection()
        self.table.setCurrentIndex(QModelIndex())
        self.code.setFocus()

    def _calibration_day(self) -> date | None:
        """Return the day typed, ``None`` for an empty line; ``InvalidEntry`` for what is no day."""
        typed = self.calibration.words()
        try:
            return date.fromisoformat(typed) if typed else None
        except ValueError as error:
            raise InvalidEntry(_NO_DAY, place="tools.calibration") from error

    def _save(self) -> None:
        with self.taking_entries():
            known = self._known
            entry = ToolEntry(
                self.code.words(),
                self.name.words(),
                self.spec.words(),
                self.where.words(),
                measuring=self.measuring.isChecked(),
                calibration_due=self._calibration_day(),
                out_of_order=self.broken.words(),
            )
            self.desk.perform(
                tool_room.save_tool,
                entry,
                tool_id=known.id if known else None,
                seen=known.version if known else None,
                by=self,
                done=self._saved,
                posting=self.entry_draft.posting(),
            )

    def _saved(self, _tool: int) -> None:
        self.entry_draft.drop()
        self.table.setCurrentIndex(QModelIndex())
        self._chosen(None)
        self.show_notice(self.tr("工具已保存"))
