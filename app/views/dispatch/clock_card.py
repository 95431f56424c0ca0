"""The clock of an assignment (施工计时): start, pause with a reason, finish with self-check, and the ways back."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QHBoxLayout, QPushButton, QWidget

from app.models.access import Permission
from app.models.lines import WorkState
from app.models.workshop import PAUSE_LABELS, PauseReason
from app.services import workshop
from app.services.dispatch_board import AssignedLine
from app.values import format_plate
from app.views import theme
from app.views.card import Card, muted
from app.views.desk import Desk
from app.views.dispatch import words
from app.views.fields import Choice
from app.views.station_dock import StationDock

_STARTABLE = frozenset({WorkState.ASSIGNED, WorkState.PAUSED, WorkState.REWORK, WorkState.IN_WORK})


class ClockCard(Card):
    """What the technician does next on the assignment chosen; Ctrl+Enter starts or finishes."""

    def __init__(self, desk: Desk, dock: StationDock) -> None:
        """Build the card without an assignment."""
        super().__init__("", dock)
        self.desk = desk
        self._dock = dock
        self.line: AssignedLine | None = None
        self._told: AssignedLine | None = None
        self.title.setWordWrap(True)
        self.state = muted("", self)
        self.body.addWidget(self.state)
        self.start_button = self._button("startButton", self.start)
        self.finish_button = self._button("finishButton", self.finish)
        self.self_checked = QCheckBox(self.tr("已自检"), self)
        self.self_checked.setObjectName("selfChecked")
        self.pause_reason: Choice[PauseReason] = Choice(PAUSE_LABELS, "dispatch.pause", self)
        self.pause_reason.setObjectName("pauseReason")
        self.pause_button = self._button("pauseButton", self.pause, self.tr("暂停"))
        self.take_back_button = self._button("takeBackButton", self.take_back, self.tr("撤回派工"))
        self.undo_button = self._button("undoFinishButton", self.undo_finish, self.tr("撤销完工"))
        self._lay_out_rows()
        for button in (self.finish_button, self.take_back_button, self.undo_button):
            button.hide()
        for widget in (self.self_checked, self.pause_reason, self.pause_button):
            widget.hide()

    def _button(self, name: str, action: object, text: str = "") -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.clicked.connect(action)
        return button

    def _lay_out_rows(self) -> None:
        rows: tuple[tuple[QWidget, ...], ...] = (
            (self.start_button, self.finish_button, self.self_checked),
            (self.pause_reason, self.pause_button),
            (self.take_back_button, self.undo_button),
        )
        for widgets in rows:
            row = QHBoxLayout()
            row.setSpacing(theme.pixels(8))
            for widget in widgets:
                row.addWidget(widget)
            row.addStretch(1)
            self.body.addLayout(row)
        self.body.addStretch(1)

    def show_line(self, line: AssignedLine) -> None:
        """Show an assignment and what can be done with it now."""
        held = QApplication.focusWidget()
        if self.line is None or self.line.id != line.id:
            self.self_checked.setChecked(False)
            self.pause_reason.set_value(PauseReason.PARTS)
        self.line = line
        self.set_title(f"{format_plate(line.plate)}  {line.name}")
        place = f" · {line.bay}" if line.bay else ""
        self.state.setText(
            f"{line.technician} · {words.state_word(line)}{place} · {words.promise_words(line)}\n{words.worked(line)}"
        )
        running, finished = line.running_since is not None, line.work is WorkState.FINISHED
        resumes = line.work in {WorkState.PAUSED, WorkState.REWORK} or line.worked_minutes > 0
        self._dress(self.start_button, self.tr("继续施工") if resumes else self.tr("开工"), main=not running)
        self._dress(self.finish_button, self.tr("完工"), main=running)
        self.start_button.setVisible(not running and line.work in _STARTABLE)
        can_finish = running or line.work is WorkState.PAUSED
        for widget in (self.finish_button, self.self_checked):
            widget.setVisible(can_finish)
        self.pause_reason.setVisible(running)
        self.pause_button.setVisible(running)
        self.take_back_button.setVisible(not running and not finished and self._may(Permission.DISPATCH))
        self.undo_button.setVisible(finished and self._may(Permission.UNDO_FINISH))
        if held is not None and self.isAncestorOf(held) and held.isHidden():
            self.focus_main()

    def _may(self, permission: Permission) -> bool:
        return self.desk.actor is not None and self.desk.actor.may(permission)

    def _dress(self, button: QPushButton, text: str, *, main: bool) -> None:
        button.setText(f"{text}  Ctrl+Enter" if main else text)
        if bool(button.property("main")) != main:
            button.setProperty("main", main)
            button.style().unpolish(button)
            button.style().polish(button)

    def main_action(self) -> QPushButton | None:
        """Return the button that Ctrl+Enter presses now."""
        for button in (self.finish_button, self.start_button):
            if button.property("main") and not button.isHidden():
                return button
        return None

    def focus_main(self) -> None:
        """Put the cursor on the main button; with nothing left to do on the way back."""
        button = self.main_action() or next((b for b in (self.undo_button, self._dock) if not b.isHidden()), None)
        if button is not None:
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    def start(self) -> None:
        """Start or resume the clock (开工、继续施工)."""
        line = self.line
        if line is not None and line is not self._told:
            self.desk.perform(
                workshop.start_work, line.line_id, line.technician_id, by=self, done=lambda _span: self._tell(line)
            )

    def _tell(self, line: AssignedLine) -> None:
        """Remember that the clock of ``line`` was told: until it is shown anew, the same key again is the same key."""
        self._told = line
        here = QApplication.focusWidget()
        if here is not None and self.isAncestorOf(here):
            self._dock.go_to_next()

    def pause(self) -> None:
        """Stop the clock with the reason chosen (暂停)."""
        if self.line is not None:
            with self._dock.taking_entries():
                reason = self.pause_reason.need()
                self.desk.perform(workshop.pause_work, self.line.line_id, self.line.technician_id, reason, by=self)

    def finish(self) -> None:
        """Finish the work (完工), self-checked or not."""
        if (line := self.line) is not None and line is not self._told:
            self.desk.perform(
                workshop.finish_work,
                line.line_id,
                line.technician_id,
                self_checked=self.self_checked.isChecked(),
                by=self,
                done=lambda stage: self._finished(line, stage),
            )

    def _finished(self, line: AssignedLine, stage: str) -> None:
        self._tell(line)
        plate = format_plate(line.plate)
        if stage == "awaiting_inspection":
            self._dock.show_notice(self.tr("{plate} 全部完工,已送检。").format(plate=plate))
        else:
            self._dock.show_notice(self.tr("{plate}“{name}”已完工。").format(plate=plate, name=line.name))

    def take_back(self) -> None:
        """Take the assignment back (撤回派工); the strip asks for the reason."""
        if self.line is not None:
            self.desk.perform(workshop.take_back_assignment, self.line.id, seen=self.line.version, by=self)

    def undo_finish(self) -> None:
        """Take the finish back (撤销完工); the strip asks for the reason."""
        if self.line is not None:
            self.desk.perform(workshop.undo_finish, self.line.line_id, by=self)
