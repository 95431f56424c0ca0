"""The inspector's dock (质检): who waits, the order in hand judged item by item, certificate, record."""

from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QWidget

from app.changes import Change
from app.models.stages import STAGE_LABELS, Stage
from app.services import inspection
from app.services.inspection_board import OrderQuality, order_quality
from app.services.order_lists import OrderRow, orders_to_inspect
from app.values import format_plate
from app.views import theme
from app.views.card import Card, muted
from app.views.desk import Desk
from app.views.inspection.certificate_card import CertificateCard
from app.views.inspection.history_card import HistoryCard
from app.views.inspection.methods_card import MethodsCard
from app.views.inspection.round_card import RoundCard
from app.views.row_table import Column, RowTable
from app.views.station_dock import StationDock
from app.views.theme import ChipKind
from app.views.wording import promise, word

_MOST_ROWS, _MARGIN = 5, 40


class InspectionDock(StationDock):
    """The queue on top, below it what the order in hand needs next."""

    NAME = "inspection"
    WATCHES = Change.ORDERS | Change.LINES | Change.QUALITY | Change.WORKSHOP

    def __init__(self, desk: Desk, title: str, parent: QWidget | None = None) -> None:
        """Build queue and cards."""
        super().__init__(desk, title, parent)
        self._title = title
        self._following = False
        self._wants_next = False
        self.quality: OrderQuality | None = None
        self.body.addWidget(self._queue_card())
        self.start_card = self._build_start_card()
        self.round = RoundCard(desk, self, self._saved, self._go_on)
        self.methods = MethodsCard(desk, self)
        self.certificate = CertificateCard(desk, self)
        self.history = HistoryCard(desk, self)
        for card in (self.start_card, self.round, self.methods, self.certificate, self.history):
            self.body.addWidget(card)
        self.body.addStretch(1)
        self._show_none()
        self.strip.led.connect(self._led)
        self._area = self.findChild(QScrollArea)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow_cursor)
        desk.signed_in.connect(self.refresh_soon)

    def _queue_card(self) -> Card:
        card = Card(self.tr("待检验"), self)
        columns: tuple[Column[Any], ...] = (
            Column(self.tr("车牌"), lambda row: format_plate(row.plate), 100),
            Column(self.tr("车型"), lambda row: row.model, muted=True),
            Column(self.tr("状态"), self._state, 96, chip=_state_chip),
            Column(self.tr("预计交车"), lambda row: promise(row.promised_at), 100, from_width=430),
        )
        self.queue = self.place(
            "inspection.queue", RowTable(columns, card, empty=self.tr("没有待检验的车。车间完工送检后列在这里。"))
        )
        self.queue.setObjectName("inspectionQueue")
        self.place("inspection", self.queue)
        self.queue.row_selected.connect(self._take)
        self.queue.row_activated.connect(lambda _row: self.focus_next())
        self.queue.setFixedHeight(self.queue.room_for(2))
        card.body.addWidget(self.queue)
        return card

    def _build_start_card(self) -> Card:
        card = Card(self.tr("竣工检验"), self)
        self.start_words = muted("", card)
        card.body.addWidget(self.start_words)
        self.start_button = card.main_button(self.tr("开始检验"), self.begin)
        self.start_button.setObjectName("beginInspection")
        card.close_row()
        return card

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the items the height that is there now."""
        super().resizeEvent(event)
        self.round.fit()

    def _state(self, row: OrderRow) -> str:
        if row.stage is Stage.PASSED:
            return self.tr("待合格证")
        return self.tr("待复检") if row.rework else self.tr("待检验")

    def refresh(self) -> None:
        """Read the queue and the order in hand."""
        if self.desk.actor is None or not self.desk.is_open():
            return
        self.desk.ask(orders_to_inspect, by=self, done=self.show_queue)
        self._ask_order(self.desk.current_order)

    def order_changed(self, order_id: int | None, visit_id: int | None) -> None:
        """Show the order in hand."""
        del visit_id
        self.set_editing(False)  # what was typed for the order before is kept by its card
        self._following = True
        if not self.queue.select_id(order_id):
            self.queue.clearSelection()
        self._following = False
        self.refresh()

    def _ask_order(self, order_id: int | None) -> None:
        if order_id is None:
            self._show_none()
        else:
            self.desk.ask(order_quality, order_id, by=self, done=self.show_order)

    def show_queue(self, rows: tuple[OrderRow, ...]) -> None:
        """Show who waits; the one in hand is marked."""
        self.setWindowTitle(self.tr("{title}  {count}").format(title=self._title, count=len(rows)))
        self._following = True
        self.queue.setFixedHeight(self.queue.room_for(min(len(rows), _MOST_ROWS) or 2))
        self.queue.show_rows(rows)
        if self.desk.current_order is not None:
            self.queue.select_id(self.desk.current_order)
        self._following = False

    def _take(self, row: OrderRow | None) -> None:
        if row is not None and not self._following and row.id != self.desk.current_order:
            self.desk.take_in_hand(row.id, row.visit_id)

    def _show_none(self) -> None:
        self.quality = None
        for card in (self.round, self.methods, self.certificate, self.history):
            card.hide()
        self.start_card.show()
        self.start_card.set_title(self.tr("竣工检验"))
        self.start_words.setText(self.tr("请从上面选一辆车,或用 F2 查找。"))
        self.start_button.hide()

    def show_order(self, quality: OrderQuality) -> None:
        """Show what the order needs next: its inspection, certificate, methods, and its record."""
        if quality.order.id != self.desk.current_order:
            return
        self.quality = quality
        open_round = quality.open_round()
        waits = quality.order.stage is Stage.AWAITING_INSPECTION
        self.round.setVisible(open_round is not None and waits)
        if open_round is not None and waits:
            self.round.show_round(quality, open_round)
        self._show_start(quality, waits=waits)
        self.methods.show_order(quality)
        self.certificate.show_order(quality)
        self.start_card.setHidden((open_round is not None and waits) or not self.certificate.isHidden())
        self.history.show_order(quality)
        if self._wants_next:
            self._wants_next = False
            QTimer.singleShot(0, self, self.focus_next)  # once the cards have found their places

    def _show_start(self, quality: OrderQuality, *, waits: bool) -> None:
        self.start_card.set_title(self.tr("竣工检验 {plate}").format(plate=format_plate(quality.order.plate)))
        self.start_button.setVisible(waits)
        ended = len(quality.record.rounds)
        if waits and quality.order.rework_open:
            text = self.tr("返工已完成,开始第 {round} 轮检验。").format(round=ended + 1)
        elif waits:
            text = self.tr("全部完工,可以检验。")
        elif quality.order.stage is Stage.PASSED:
            text = self.tr("检验合格。")
        else:
            text = self.tr("现在是“{stage}”,完工送检后才能检验。").format(stage=word(STAGE_LABELS[quality.order.stage]))
        self.start_words.setText(text)

    def begin(self) -> None:
        """Begin the next round (开始检验)."""
        if self.quality is not None:
            self.desk.perform(
                inspection.open_inspection, self.quality.order.id, by=self, done=lambda _key: self._begun()
            )

    def _begun(self) -> None:
        self._go_on()
        self._saved()

    def _go_on(self) -> None:
        """Put the cursor on what comes next as soon as the order was read again."""
        self._wants_next = True

    def _follow_cursor(self, _before: QWidget | None, here: QWidget | None) -> None:
        """Scroll to where the cursor went, with its whole card where there is room."""
        if here is not None and self._area is not None and self._area.isAncestorOf(here):
            for card in (self.start_card, self.methods, self.certificate, self.history):
                if card.isAncestorOf(here):
                    self._area.ensureWidgetVisible(card, 0, 0)
            self._area.ensureWidgetVisible(here, 0, theme.pixels(_MARGIN))

    def _led(self, place: str) -> None:
        if place == "inspection.items":
            self.round.show_open_item()

    def _saved(self) -> None:
        """Read again, also while something else is being typed: what is typed is kept by its card."""
        self.refresh()

    def focus_next(self) -> None:
        """Put the cursor where the order in hand goes on."""
        self.next_step().setFocus(Qt.FocusReason.OtherFocusReason)

    def next_step(self) -> QWidget:
        """Return where the order in hand goes on: its items, its next round, its certificate; else who waits."""
        if self.round.table.isVisible():
            return self.round.table
        return self.main_button() or self.queue

    def main_button(self) -> QPushButton | None:
        """Return the button of what the order in hand needs next."""
        certificate = self.certificate
        buttons = (
            self.round.conclude_button, self.start_button, certificate.issue_button, certificate.print_button
        )  # fmt: skip
        return next((button for button in buttons if button.isVisible()), None)

    def nothing_to_do(self) -> str:
        """Say what the order in hand waits for, or that none is chosen."""
        return self.start_words.text()

    def print_paper(self) -> None:
        """Print the certificate, or the sheet of the last round, as Ctrl+P asks."""
        if self.quality is not None and self.quality.valid_certificate() is not None:
            self.certificate.print_certificate()
        elif not self.history.isHidden():
            self.history.print_inspection()


def _state_chip(row: OrderRow) -> ChipKind:
    if row.stage is Stage.PASSED:
        return ChipKind.TEAL
    return ChipKind.RED if row.rework else ChipKind.PURPLE
