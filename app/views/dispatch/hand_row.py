"""The order in hand at the dispatcher's desk (在手施工单): to inspection, extra work, job slip."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from app.models.stages import STAGE_LABELS, WORKSHOP_STAGES
from app.services import workshop
from app.services.extra_work import PROPOSABLE
from app.services.order_rows import OrderInHand
from app.values import format_plate
from app.views import theme
from app.views.card import allow, muted
from app.views.desk import Desk
from app.views.station_dock import StationDock
from app.views.wording import word


class HandRow(QFrame):
    """One row of buttons for the whole order; without an order it says so."""

    def __init__(self, desk: Desk, dock: StationDock, propose: Callable[[OrderInHand], object]) -> None:
        """Build the row without an order; ``propose(order)`` opens the page for extra work."""
        super().__init__(dock)
        self.setObjectName("card")
        self.desk = desk
        self._dock = dock
        self._propose = propose
        self.order: OrderInHand | None = None
        self.plate = muted("", self, wraps=False)
        self.finish_order_button = QPushButton(self.tr("送检"), self)
        self.extra_button = QPushButton(self.tr("增项"), self)
        self.slip_button = QPushButton(self.tr("派工单"), self)
        row = QHBoxLayout(self)
        edge = theme.pixels(4)
        row.setContentsMargins(theme.pixels(12), edge, theme.pixels(12), edge)
        row.setSpacing(edge)
        row.addWidget(self.plate, 1)
        for button, name, action in (
            (self.finish_order_button, "finishOrderButton", self.finish_order),
            (self.extra_button, "extraButton", self.propose),
            (self.slip_button, "jobSlipButton", self.print_slip),
        ):
            button.setObjectName(name)
            button.clicked.connect(action)
            row.addWidget(button)
        self.show_order(None)

    def show_order(self, order: OrderInHand | None) -> None:
        """Show what can be done with an order now."""
        self.order = order
        for button in (self.finish_order_button, self.extra_button, self.slip_button):
            button.setVisible(order is not None)
        if order is None:
            self.plate.setText(self.tr("没有在手的施工单"))
            return
        self.plate.setText(format_plate(order.plate))
        self.plate.setToolTip(f"{order.number} {word(STAGE_LABELS[order.stage])}")
        stage = word(STAGE_LABELS[order.stage])
        not_now = self.tr("现在是“{stage}”,{what}").format
        sends, takes = order.stage in WORKSHOP_STAGES, order.stage in PROPOSABLE
        allow(self.finish_order_button, "" if sends else not_now(stage=stage, what=self.tr("不能送检。")))
        why_not = "" if takes else not_now(stage=stage, what=self.tr("不能提出增项。"))
        allow(self.extra_button, why_not, tip=self.tr("提出增项"))
        why_not = "" if order.number else self.tr("还没有编号,先估价再打印。")
        allow(self.slip_button, why_not, tip=self.tr("打印派工单  Ctrl+P"))

    def finish_order(self) -> None:
        """Send the order to inspection (送检)."""
        if (order := self.order) is not None:
            self.desk.perform(workshop.finish_order, order.id, by=self, done=lambda _key: self._sent(order))

    def _sent(self, order: OrderInHand) -> None:
        self._dock.show_notice(self.tr("{plate} 已送检。").format(plate=format_plate(order.plate)))

    def propose(self) -> None:
        """Open the page for extra work."""
        if self.order is not None:
            self._propose(self.order)

    def print_slip(self) -> None:
        """Print the job slip (派工单)."""
        from app.views.printing import print_paper

        if self.order is not None:
            print_paper(self.desk, "job_slip", self.order.id, self)
