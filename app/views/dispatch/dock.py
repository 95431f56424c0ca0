"""The dispatcher's dock (调度板): what waits, the day as a chart, and the card of what is chosen."""

from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.changes import Change
from app.services import order_view, pickers, replanning
from app.services.dispatch_board import AssignedLine, DispatchBoard, TechnicianLoad, WaitingLine, dispatch_board
from app.services.masters import TechnicianRow
from app.services.order_rows import OrderInHand
from app.values import format_hours, format_plate
from app.views import theme
from app.views.card import Card, muted
from app.views.desk import Desk
from app.views.dispatch import words
from app.views.dispatch.assign_card import AssignCard
from app.views.dispatch.chart import TimeChart
from app.views.dispatch.choosing import DONE, ChoosingDock, turn
from app.views.dispatch.clock_card import ClockCard
from app.views.dispatch.hand_row import HandRow
from app.views.dispatch.proposal_page import ProposalPage
from app.views.dispatch.scan_edit import ScanEdit
from app.views.down_scroll import DownScroll
from app.views.row_table import Align, Column, RowTable
from app.views.wording import local, now, promise

_MINUTE_MS = 60_000
_LEFT, _RIGHT, _GAP, _LEAST = 244, 312, 8, 228


class DispatchDock(ChoosingDock):
    """Lines to give away on the left, the day in the middle, the clock on the right."""

    NAME = "dispatch"
    WATCHES = Change.ORDERS | Change.LINES | Change.WORKSHOP | Change.PEOPLE | Change.QUALITY

    def __init__(self, desk: Desk, title: str, parent: QWidget | None = None) -> None:
        """Build board and page for extra work."""
        super().__init__(desk, title, parent, scrolls=False)
        self._title = title
        self._wanted: int | None = None
        self._following = False
        self.shown = DispatchBoard()
        gap = theme.pixels(_GAP)
        self.body.setContentsMargins(gap, gap // 2, gap, gap // 2)
        self.pages = QStackedWidget(self)
        self.body.addWidget(self.pages)
        self.board = QWidget(self.pages)
        self.board.setMinimumHeight(theme.pixels(_LEAST))
        row = QHBoxLayout(self.board)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(gap)
        cards = self._card_side()
        row.addWidget(self._waiting_side())
        row.addWidget(self._chart_side(), 1)
        row.addWidget(cards)
        self.proposal = ProposalPage(desk, self, self._close_proposal)
        self.pages.addWidget(self.board)
        self.pages.addWidget(self.proposal)
        self._minute = QTimer(self)
        self._minute.setInterval(_MINUTE_MS)
        self._minute.timeout.connect(self.chart.tick)
        self._minute.start()
        desk.signed_in.connect(self.refresh_soon)

    def _waiting_side(self) -> QWidget:
        side = QWidget(self)
        side.setFixedWidth(theme.pixels(_LEFT))
        box = QVBoxLayout(side)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.pixels(6))
        self.scan = self.place("dispatch.scan", ScanEdit("dispatch.scan", side, hint=self.tr("扫工牌或施工单号")))
        self.scan.setObjectName("dispatchScan")
        self.scan.scanned.connect(self._scanned)
        columns: tuple[Column[Any], ...] = (
            Column(self.tr("车牌"), lambda row: format_plate(row.plate), 100, strong=lambda row: row.rework),
            Column(self.tr("待派项目"), lambda row: row.name, tip=lambda row: f"{row.name}\n{words.needs(row)}"),
            Column(self.tr("工时"), lambda row: format_hours(row.hours), 50, Align.RIGHT, from_width=270),
            Column(self.tr("交车"), lambda row: promise(row.promised_at), 104, from_width=380),
        )
        self.waiting = self.place(
            "dispatch.board", RowTable(columns, side, empty=self.tr("没有待派的项目:认可了的都已派出"))
        )
        self.waiting.setObjectName("waitingLines")
        self.waiting.row_selected.connect(self._waiting_selected)
        self.waiting.row_activated.connect(lambda _row: self.assign.technician.setFocus())
        box.addWidget(self.scan)
        box.addWidget(self.waiting, 1)
        return side

    def _chart_side(self) -> QWidget:
        frame = QFrame(self)
        frame.setObjectName("card")
        box = QVBoxLayout(frame)
        box.setContentsMargins(1, 1, 1, 1)
        self.chart = self.place("dispatch.clock", TimeChart(frame))
        self.strip.led.connect(self._led)
        self.chart.setMinimumWidth(theme.pixels(300))
        self.chart.bar_selected.connect(self._bar_selected)
        self.chart.bar_activated.connect(lambda _line: self.clock.focus_main())
        self.chart.gap_chosen.connect(self._gap_chosen)
        self.chart.bar_moved.connect(self._bar_moved)
        box.addWidget(self.chart)
        return frame

    def _card_side(self) -> QWidget:
        self.assign = AssignCard(self.desk, self, self._given)
        self.clock = ClockCard(self.desk, self)
        self.hint = Card("", self)
        self.hint.body.addWidget(
            muted(self.tr("左边选一项来派工,图上选一项来计时。\n扫工牌找到这位维修工手上的活。"), self.hint)
        )
        self.hint.body.addStretch(1)
        self.cards = QStackedWidget(self)
        for card in (self.hint, self.assign, self.clock):
            self.cards.addWidget(card)
        self.hand = HandRow(self.desk, self, self._open_proposal)
        inside = QWidget()
        box = QVBoxLayout(inside)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.pixels(6))
        box.addWidget(self.hand)
        box.addWidget(self.cards)
        box.addStretch(1)
        area = DownScroll(inside, self)
        area.setMinimumWidth(theme.pixels(_RIGHT))
        return area

    def refresh(self) -> None:
        """Read the board and the order in hand."""
        if self.desk.actor is None or not self.desk.is_open():
            return
        self.desk.ask(dispatch_board, by=self, done=self.show_board)
        self._ask_order(self.desk.current_order)

    def _ask_order(self, order_id: int | None) -> None:
        if order_id is None:
            self.hand.show_order(None)
        else:
            self.desk.ask(order_view.order_in_hand, order_id, by=self, done=self._show_order)

    def _show_order(self, order: OrderInHand) -> None:
        if order.id == self.desk.current_order:
            self.hand.show_order(order)

    def show_board(self, board: DispatchBoard) -> None:
        """Show what waits and the day; what was chosen stays chosen while it is there."""
        self.shown = board
        title = self.tr("{title}   今天 {date}   产能 {capacity}h · 已派 {planned}h · 待派 {waiting} 项")
        self.setWindowTitle(
            title.format(
                title=self._title,
                date=f"{local(now()):%m-%d}",
                capacity=board.capacity(),
                planned=board.planned(),
                waiting=len(board.waiting),
            )
        )
        self._following = True
        self.assign.show_bays(board.bays)
        self.assign.know(board.loads, board.assigned)
        self.waiting.show_rows(board.waiting)
        self.chart.show_day(board.loads, board.assigned)
        self._choose_next()
        self._following = False

    def order_changed(self, order_id: int | None, visit_id: int | None) -> None:
        """Choose a line of the order in hand unless one is chosen."""
        del visit_id
        if self._missed or not self.shown.loads:
            self.refresh()
        else:
            self._ask_order(order_id)
        if not self.shown.loads:
            return
        chosen = self.chosen()
        if order_id is not None and (chosen is None or chosen.order_id != order_id):
            self._following = True
            if not self._choose_line_of(order_id):
                self._choose_nothing()
            self._following = False

    def _gap_chosen(self, load: TechnicianLoad, start: datetime) -> None:
        """Take free time that was clicked for the line about to be given."""
        if self.cards.currentWidget() is self.assign:
            self.assign.choose_by_hand(load, start)

    def _bar_moved(self, line: AssignedLine, load: TechnicianLoad, start: datetime) -> None:
        """Move planned work to where its bar was dragged."""
        self.desk.perform(
            replanning.move_assignment,
            line.id,
            seen=line.version,
            technician_id=load.id,
            planned_start=start,
            by=self,
            done=self._moved,
        )

    def _moved(self, assignment_id: int) -> None:
        self._wanted = assignment_id

    def _given(self, line: WaitingLine, assignment_id: int) -> None:
        self._wanted = assignment_id
        self.show_notice(self.tr("已派工:{plate}“{name}”").format(plate=format_plate(line.plate), name=line.name))

    def _scanned(self, text: str) -> None:
        number = "".join(text.split()).upper().replace("·", "")
        lines: tuple[WaitingLine | AssignedLine, ...] = (*self.shown.waiting, *self.shown.assigned)
        found = next((line for line in lines if number in (line.number.upper(), line.plate.upper())), None)
        if found is None:
            self.desk.ask(pickers.technician_with_badge, text, by=self, done=lambda row: self._badge(text, row))
        elif found.order_id == self.desk.current_order:
            self._choose_line_of(found.order_id)
        else:
            self.desk.take_in_hand(found.order_id, found.visit_id)

    def _badge(self, text: str, row: TechnicianRow | None) -> None:
        """Take a scanned badge: for the line about to be given, or to find what its owner works on."""
        load = self.shown.load(row.id) if row is not None else None
        if row is None or load is None:
            self.show_notice(self.tr("“{text}”不是工牌,车间里也没有这个施工单号。").format(text=text), good=False)
        elif self.cards.currentWidget() is self.assign:
            self.assign.choose_by_hand(load)
            self.assign.assign_button.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            mine = [line for line in self.shown.assigned if line.technician_id == row.id and turn(line) < DONE]
            if mine:
                self.chart.select_id(min(mine, key=lambda line: turn(line, self.desk.current_order)).id)
                self.clock.focus_main()
            else:
                self.show_notice(self.tr("{name} 手上没有派工。").format(name=row.name), good=False)

    def _led(self, place: str) -> None:
        """Show the clock that runs where a refusal spoke of it."""
        line = self.clock.line
        if place == "dispatch.clock" and line is not None:
            running = [
                other
                for other in self.shown.assigned
                if other.technician_id == line.technician_id and other.running_since is not None
            ]
            self.chart.select_id(running[0].id if running else line.id)

    def _open_proposal(self, order: OrderInHand) -> None:
        self.pages.setCurrentWidget(self.proposal)
        self.proposal.begin(order)

    def _close_proposal(self) -> None:
        self.pages.setCurrentWidget(self.board)
        self.chart.setFocus(Qt.FocusReason.OtherFocusReason)

    def print_paper(self) -> None:
        """Print the job slip of the order in hand, as Ctrl+P asks."""
        self.hand.print_slip()
