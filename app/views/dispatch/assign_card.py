"""Giving a waiting line to a technician (派工): the least-loaded qualified one is proposed."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.services import pickers, workshop
from app.services.dispatch_board import AssignedLine, TechnicianLoad, WaitingLine, best_technician
from app.services.masters import TechnicianRow
from app.values import format_plate
from app.views import theme
from app.views.card import Card, muted
from app.views.desk import Desk
from app.views.dispatch import words
from app.views.dispatch.day_plan import next_free
from app.views.dispatch.minutes_edit import MinutesEdit
from app.views.draft_form import FormOf
from app.views.drafting import Drafting
from app.views.field_texts import by_name
from app.views.fields import Choice, MomentEdit, Picker
from app.views.one_line import PlainLabel
from app.views.row_table import Column
from app.views.station_dock import StationDock
from app.views.wording import now


class AssignCard(Card):
    """Who does the line, where, from when, how long; Ctrl+Enter gives it to them."""

    def __init__(self, desk: Desk, dock: StationDock, done: Callable[[WaitingLine, int], object]) -> None:
        """Build the card; ``done(line, assignment)`` hears when a line was given."""
        super().__init__(self.tr("派工"), dock)
        self.desk = desk
        self._dock = dock
        self._done = done
        self._loads: Sequence[TechnicianLoad] = ()
        self._assigned: Sequence[AssignedLine] = ()
        self._proposed: TechnicianLoad | None = None
        self._touched = False
        self.line: WaitingLine | None = None
        self._gone: WaitingLine | None = None
        self.title.setWordWrap(True)
        self.needs = muted("", self)
        self.body.addWidget(self.needs)
        self.technician = dock.place("dispatch.technician", self._technician_picker())
        self.bay: Choice[int] = dock.place("dispatch.bay", Choice({}, "dispatch.bay", self, blank=self.tr("不指定")))
        self.start = dock.place("dispatch.start", MomentEdit("dispatch.start", self, hint=self.tr("现在")))
        self.minutes = dock.place("dispatch.minutes", MinutesEdit("dispatch.minutes", self, hint=self.tr("按工时")))
        self._name_fields()
        self._lay_out_fields()
        self.body.addStretch(1)
        self.body.setSpacing(theme.pixels(4))
        self.assign_button = self.main_button(self.tr("派工"), self.assign)
        self.assign_button.setObjectName("assignButton")
        self.proposal = muted("", self)
        self.buttons.addWidget(self.proposal, 1)
        self.draft = Drafting(
            desk,
            FormOf(self.title.text, self._propose_again, take=self._take_draft),
            self,
            "assignment",
            title=self.tr("派工"),
            place="dispatch.technician",
            fields=by_name(self.technician, self.bay, self.start, self.minutes),
        )

    def _take_draft(self, _values: dict[str, Any]) -> None:
        self._touched = True

    def _propose_again(self) -> None:
        self._touched = False
        self.bay.set_value(None)
        if self.line is not None:
            self._propose(self.line)

    def _technician_picker(self) -> Picker:
        columns: tuple[Column[Any], ...] = (
            Column("", lambda row: row.name, strong=lambda _row: True),
            Column("", lambda row: row.badge, 70, muted=True),
            Column("", lambda row: row.team, 110, muted=True),
            Column("", self._load_words, 60, muted=True),
        )
        return Picker(
            self.desk,
            pickers.find_technicians,
            columns,
            "dispatch.technician",
            self,
            text_of=lambda row: row.name,
            hint=self.tr("姓名、工号、拼音"),
            required=True,
            width=340,
        )

    def _load_words(self, row: TechnicianRow) -> str:
        load = self._load(row.id)
        return f"{load.percent}%" if load else ""

    def _name_fields(self) -> None:
        for name, field in (
            ("assignTechnician", self.technician),
            ("assignBay", self.bay),
            ("assignStart", self.start),
            ("assignMinutes", self.minutes),
        ):
            field.setObjectName(name)
        self.technician.picked.connect(self._technician_picked)
        for typed in (self.technician.typed, self.bay.typed, self.start.typed, self.minutes.typed):
            typed.connect(self._note_touched)

    def _lay_out_fields(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.pixels(8))
        grid.setVerticalSpacing(theme.pixels(6))
        pairs: tuple[tuple[str, QWidget, int, int], ...] = (
            (self.tr("维修工"), self.technician, 0, 0),
            (self.tr("工位"), self.bay, 0, 2),
            (self.tr("开始"), self.start, 1, 0),
            (self.tr("分钟"), self.minutes, 1, 2),
        )
        for label, field, row, column in pairs:
            caption = PlainLabel(label, self)
            caption.setBuddy(field)
            field.setMinimumWidth(theme.pixels(60))
            grid.addWidget(caption, row, column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(field, row, column + 1)
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(3, 2)
        self.body.addLayout(grid)

    def know(self, loads: Sequence[TechnicianLoad], assigned: Sequence[AssignedLine]) -> None:
        """Take who has how much today; the proposal follows unless somebody chose already."""
        self._loads, self._assigned = loads, assigned
        if self.line is not None and not self._touched:
            self._propose(self.line)

    def show_bays(self, bays: Sequence[tuple[int, str]]) -> None:
        """Offer the station's bays."""
        self.bay.set_choices(dict(bays))

    def show_line(self, line: WaitingLine) -> None:
        """Show a waiting line and who should have it; what was chosen for the very same line stays."""
        same = self.line is not None and self.line.id == line.id
        if not same:
            self.draft.turn_to(f"line:{line.id}", version=line.version, order_id=line.order_id, visit_id=line.visit_id)
        self.line = line
        self.set_title(f"{format_plate(line.plate)}  {line.name}")
        self.needs.setText(words.needs(line))
        if not (same and self._touched):
            self._touched = False
            self.bay.set_value(None)
            self._propose(line)

    def _propose(self, line: WaitingLine) -> None:
        self._proposed = best_technician(tuple(self._loads), line)
        self.minutes.set_value(max(15, line.hours * 60 // 1000))
        self.choose(self._proposed)
        if self._proposed is not None:
            text = self.tr("建议 {name},今天 {percent}%")
            self.proposal.setText(text.format(name=self._proposed.name, percent=self._proposed.percent))
        else:
            self.proposal.setText(self.tr("没有人够这个工种和等级,请自行选择"))

    def choose(self, load: TechnicianLoad | None, start: datetime | None = None) -> None:
        """Put a technician into the card, from ``start`` or as soon as they are free."""
        if load is None:
            self.technician.set_value(None)
            self.start.set_value(None)
        else:
            self.technician.set_value(TechnicianRow(load.id, load.badge, load.name, load.team))
            self.start.set_value(start or next_free(self._assigned, load.id, now()))

    def choose_by_hand(self, load: TechnicianLoad, start: datetime | None = None) -> None:
        """Put in a technician whom somebody pointed at or whose badge was scanned; no proposal takes their place."""
        self.choose(load, start)
        self._touched = True

    def _technician_picked(self, row: TechnicianRow) -> None:
        self.start.set_value(next_free(self._assigned, row.id, now()))
        self._touched = True
        self.draft.touch()

    def _note_touched(self) -> None:
        self._touched = True

    def _load(self, technician_id: int) -> TechnicianLoad | None:
        return next((load for load in self._loads if load.id == technician_id), None)

    def focus_main(self) -> None:
        """Put the cursor where it is said who does the line."""
        self.technician.setFocus(Qt.FocusReason.OtherFocusReason)
        self.technician.selectAll()  # what is proposed goes when something else is typed

    def assign(self) -> None:
        """Give the line to the technician chosen; one that was given is gone before the board shows it."""
        line = self.line
        if line is None or line is self._gone:
            return
        with self._dock.taking_entries():
            self.desk.perform(
                workshop.assign_line,
                line.id,
                self.technician.value().id,
                planned_start=self.start.value(),
                minutes=self.minutes.value(),
                bay_id=self.bay.value(),
                seen=line.version,
                by=self,
                done=lambda key: self._given(line, key),
                posting=self.draft.posting(),
            )

    def _given(self, line: WaitingLine, assignment_id: int) -> None:
        self._touched = False
        self.draft.drop()
        self._gone = line
        self._done(line, assignment_id)
