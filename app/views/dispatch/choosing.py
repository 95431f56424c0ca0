"""What is chosen on the board and what comes next with it (选中与下一步): the line to give, its clock, the order."""

from typing import Any

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QApplication, QPushButton, QStackedWidget, QWidget

from app.models.lines import WorkState
from app.models.stages import STAGE_LABELS, WORKSHOP_STAGES
from app.services.dispatch_board import AssignedLine, DispatchBoard, WaitingLine
from app.values import format_plate
from app.views.card import Card
from app.views.dispatch.assign_card import AssignCard
from app.views.dispatch.chart import TimeChart
from app.views.dispatch.clock_card import ClockCard
from app.views.dispatch.hand_row import HandRow
from app.views.dispatch.proposal_page import ProposalPage
from app.views.row_table import RowTable
from app.views.station_dock import StationDock
from app.views.wording import word

DONE = (9,)
"""The turn of what is done: after everything else."""


def turn(line: AssignedLine, order_id: int | None = None) -> tuple[Any, ...]:
    """Order assignments by what comes next: a running clock, the order in hand, the rest by plan, done ones last."""
    if line.work is WorkState.FINISHED:
        return (*DONE, line.planned_start)
    first = 0 if line.running_since is not None else 1 if line.order_id == order_id else 2
    return (first, line.planned_start)


class ChoosingDock(StationDock):
    """Which line is chosen, its card, and where the cursor goes on; the dock itself is built by its subclass."""

    pages: QStackedWidget
    cards: QStackedWidget
    hint: Card
    assign: AssignCard
    clock: ClockCard
    hand: HandRow
    proposal: ProposalPage
    waiting: RowTable
    chart: TimeChart
    shown: DispatchBoard
    _wanted: int | None
    _following: bool

    def chosen(self) -> WaitingLine | AssignedLine | None:
        """Return the line whose card is shown."""
        card = self.cards.currentWidget()
        return self.assign.line if card is self.assign else self.clock.line if card is self.clock else None

    def _choose_next(self) -> None:
        """Where nothing is chosen: the next line of the order in hand to give, else what was given a moment ago."""
        if self.cards.currentWidget() is self.hint:
            wanted, self._wanted = self._wanted, None
            order_id = self.desk.current_order
            more = any(line.order_id == order_id for line in self.shown.waiting)
            if more or wanted is None or not self.chart.select_id(wanted):
                self._choose_line_of(order_id)

    def _choose_line_of(self, order_id: int | None) -> bool:
        """Choose the order's first waiting line, else its assignment that comes next."""
        waiting = next((line for line in self.shown.waiting if line.order_id == order_id), None)
        if waiting is not None:
            return self.waiting.select_id(waiting.id)
        mine = [line for line in self.shown.assigned if line.order_id == order_id]
        return bool(mine) and self._choose_bar(min(mine, key=turn))

    def _choose_bar(self, line: AssignedLine) -> bool:
        """Choose an assignment and show its clock, also where it is the one chosen before."""
        self.chart.select_id(line.id)
        self._bar_selected(line)
        return True

    def _choose_nothing(self) -> None:
        self.cards.setCurrentWidget(self.hint)
        self.waiting.setCurrentIndex(QModelIndex())
        self.chart.select_id(None)

    def _waiting_selected(self, line: WaitingLine | None) -> None:
        if line is not None:
            self.assign.show_line(line)
            self._turn_to(self.assign)
            self.chart.select_id(None)
            self._take(line)
        elif self.cards.currentWidget() is self.assign:
            self.cards.setCurrentWidget(self.hint)

    def _bar_selected(self, line: AssignedLine | None) -> None:
        if line is not None:
            self.clock.show_line(line)
            self._turn_to(self.clock)
            self.waiting.setCurrentIndex(QModelIndex())
            self._take(line)
        elif self.cards.currentWidget() is self.clock:
            self.cards.setCurrentWidget(self.hint)

    def _turn_to(self, card: AssignCard | ClockCard) -> None:
        """Show a card; the cursor that was in the one before goes on to it."""
        before, here = self.cards.currentWidget(), QApplication.focusWidget()
        held = before is not card and before is not None and here is not None and before.isAncestorOf(here)
        self.cards.setCurrentWidget(card)
        if held:
            card.focus_main()

    def _take(self, line: WaitingLine | AssignedLine) -> None:
        if not self._following and line.order_id != self.desk.current_order:
            self.desk.take_in_hand(line.order_id, line.visit_id)

    def next_step(self) -> QWidget | None:
        """Return where the order in hand goes on: its line to give, its clock, the whole order; else what waits."""
        if self.pages.currentWidget() is self.proposal:
            return self.proposal.finding
        order_id = self.desk.current_order
        if order_id is not None and (self._goes_on(order_id) or self._choose_line_of(order_id)):
            if self.cards.currentWidget() is self.assign:
                return self.assign.technician
            if (button := self.clock.main_action()) is not None:
                return button
        if self._waits_to_be_sent():
            return self.hand.finish_order_button
        return self.waiting if self.shown.waiting else self.chart

    def _waits_to_be_sent(self) -> bool:
        """Tell whether all the work is done and only the order itself is to be sent to inspection."""
        order = self.hand.order
        if order is None or order.stage not in WORKSHOP_STAGES:
            return False
        to_give = any(line.order_id == order.id for line in self.shown.waiting)
        given = [line.work for line in self.shown.assigned if line.order_id == order.id]
        return not to_give and all(work is WorkState.FINISHED for work in given)

    def _goes_on(self, order_id: int) -> bool:
        """Tell whether the line chosen is one of the order that comes next: to be given before those that are."""
        line = self.chosen()
        if line is None or line.order_id != order_id:
            return False
        to_give = any(other.order_id == order_id for other in self.shown.waiting)
        return not isinstance(line, AssignedLine) or not (to_give or line.work is WorkState.FINISHED)

    def main_button(self) -> QPushButton | None:
        """Return what Ctrl+Enter presses: for the line chosen, else for the whole order."""
        if self.pages.currentWidget() is self.proposal:
            return self.proposal.propose_button
        card = self.cards.currentWidget()
        button = self.assign.assign_button if card is self.assign else self.clock.main_action()
        if button is not None and card is not self.hint:
            return button
        return self.hand.finish_order_button if self._waits_to_be_sent() else None

    def nothing_to_do(self) -> str:
        """Say what the order in hand waits for, or that none is chosen."""
        order, line = self.hand.order, self.chosen()
        if line is not None:
            return self.tr("“{name}”已完工,没有等着计时的了。").format(name=line.name)
        if order is None:
            return self.tr("请先在左边选一项来派工,或在图上选一项来计时。")
        said = self.tr("{plate} 现在是“{stage}”,没有待派或待完工的项目。")
        return said.format(plate=format_plate(order.plate), stage=word(STAGE_LABELS[order.stage]))
