"""Where the cursor goes among the cards of reception (接待的下一步): the first card that asks for something."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QWidget

from app.models.stages import STAGE_LABELS
from app.values import format_plate
from app.views.reception.pieces import FoldedCard, ReceptionCard, put_cursor
from app.views.reception.todo import TodoCard
from app.views.station_dock import StationDock
from app.views.wording import word

if TYPE_CHECKING:
    from app.services.order_rows import OrderInHand

BEFORE_END = (
    "decide_extra", "quote_extra", "comeback", "consent", "delivery", "delivered", "lines_card",
    "propose_extra", "refused", "head_card", "record_card", "another", "end_card",
)  # fmt: skip
"""The cards of an order in hand, from top to bottom."""


class CardsDock(StationDock):
    """Cards below each other; which of them are shown, its subclass says."""

    todo: TodoCard
    order: "OrderInHand | None"
    _cards: dict[str, ReceptionCard]

    def _first_field(self) -> QWidget | None:
        """Return where the first card that asks for something begins."""
        fields = (card.first_field() for card in self._shown_cards())
        return next((field for field in fields if field is not None), None)

    def _shown_cards(self) -> list[ReceptionCard]:
        names = ("arrival", *BEFORE_END)
        return [self._cards[name] for name in names if name in self._cards and self._cards[name].isVisible()]

    def next_step(self) -> QWidget | None:
        """Return where the card of the next step begins; what may be opened where nothing waits; else what waits."""
        folds = [card.fold.button for card in self._shown_cards() if isinstance(card, FoldedCard)]
        return self._first_field() or next(iter(folds), self.todo.table)

    def main_button(self) -> QPushButton | None:
        """Return the button of the card of the next step."""
        cards = [card for card in self._shown_cards() if card.first_field() is not None]
        return cards[0].main if cards else None

    def nothing_to_do(self) -> str:
        """Say at which stage the order is, or that none is in hand."""
        if self.order is None:
            return self._hint_words()
        said = self.tr("{plate} 现在是“{stage}”,接待没有等着办的一步;要改什么,先打开那一栏。")
        return said.format(plate=format_plate(self.order.plate), stage=word(STAGE_LABELS[self.order.stage]))

    def open_place(self, place: str) -> None:
        """Unfold the card that holds a place which the order in hand needs now."""
        widget = self.desk.places.find_in(self, place)
        for card in self._shown_cards():
            if isinstance(card, FoldedCard) and widget is not None and card.fold.content.isAncestorOf(widget):
                card.fold.set_open(True)

    def _put_cursor(self) -> None:
        field = self.next_step()
        if field is not None:
            put_cursor(field)

    def _holds_the_cursor(self) -> bool:
        here = QApplication.focusWidget()
        return here is None or self.isAncestorOf(here)

    def _show_top(self) -> None:
        """Show the card that comes first now, wherever the dock was scrolled to."""
        area = self.findChild(QScrollArea)
        if area is not None:
            area.verticalScrollBar().setValue(0)

    def _hint_words(self) -> str:
        if self.order is None:
            return self.tr("选一辆在厂车辆,或按 Ctrl+N 接车。")
        return self.tr("这张施工单现在没有接待要办的事。")
