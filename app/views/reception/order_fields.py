"""The head of an order as fields (施工单抬头): typed for a new one, changed field by field for one in hand."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from app.models.guarantee import REPAIR_CLASS_LABELS
from app.services.entries import OrderEntry
from app.services.masters import BusinessTypeRow
from app.text import QT_TRANSLATE_NOOP
from app.values import Fen
from app.views.fields import Choice, LongText, MoneyEdit
from app.views.reception.pieces import named
from app.views.reception.special_fields import PromiseEdit
from app.views.station_dock import StationDock
from app.views.wording import word

if TYPE_CHECKING:
    from app.services.order_rows import OrderInHand

WASH_LABELS = {True: QT_TRANSLATE_NOOP("words", "交车前洗车"), False: QT_TRANSLATE_NOOP("words", "不洗车")}


SEEN_OF_HEAD = (
    "request", "finding", "promised_at", "promise_open", "business_type_id", "repair_class", "signed_limit_fen", "wash",
)  # fmt: skip
"""What of an order's head is compared when it is saved."""


class OrderFields(QObject):
    """The fields of an order's head; a card lays them out as it likes."""

    typed = Signal()
    """Something was typed or chosen."""
    business_chosen = Signal()
    """Another business type was chosen, so other rates may hold."""

    def __init__(self, dock: StationDock, name: str) -> None:
        """Build the fields empty; ``name`` begins the names of all of them."""
        super().__init__(dock)
        self._types: dict[int, BusinessTypeRow] = {}
        self._class_chosen = False
        self._shown: int | None = None
        self.request = named(LongText("reception.request", lines=2), f"{name}Request")
        self.request.setPlaceholderText(self.tr("客户怎么说,原话记下"))
        self.finding = named(LongText("reception.finding", lines=2), f"{name}Finding")
        self.promise = named(PromiseEdit("reception.promise"), f"{name}Promise")
        self.promise.setPlaceholderText(self.tr("1700、明天 9:30、+90、待定"))
        self.business = named(Choice[int]({}, "reception.business_type"), f"{name}Business")
        self.repair_class = named(Choice(REPAIR_CLASS_LABELS, "reception.repair_class"), f"{name}RepairClass")
        self.limit = named(MoneyEdit("reception.signed_limit"), f"{name}Limit")
        self.limit.setPlaceholderText(self.tr("不超过此数不必再问"))
        self.wash = named(Choice(WASH_LABELS, "reception.wash"), f"{name}Wash")
        for field in self.fields():
            dock.place(field.place, field)
            field.typed.connect(self.typed)
        self.business.typed.connect(self._follow_business)
        self.repair_class.typed.connect(self._choose_class)

    def fields(self) -> tuple[Any, ...]:
        """Return all of them."""
        return (self.request, self.finding, self.promise, self.business, self.repair_class, self.limit, self.wash)

    def offer(self, rows: Sequence[BusinessTypeRow]) -> None:
        """Offer the station's business types; the first one is the usual one, an order's own stays chosen."""
        chosen = self._shown or (self.business.value() if self._types else None)
        self._types = {row.id: row for row in rows}
        self.business.set_choices({row.id: row.name for row in rows})
        self.business.set_value(chosen if chosen in self._types else next(iter(self._types), None))
        self._follow_business()

    def _follow_business(self) -> None:
        chosen = self._types.get(self.business.value() or 0)
        if chosen is not None and not self._class_chosen:
            self.repair_class.set_value(chosen.repair_class)
        self.business_chosen.emit()

    def _choose_class(self) -> None:
        self._class_chosen = True

    def clear(self) -> None:
        """Empty the fields; the usual business type stays."""
        self._class_chosen = False
        self._shown = None
        for field in (self.request, self.finding, self.promise, self.limit):
            field.clear_value()
        self.wash.set_value(True)
        self.business.set_value(next(iter(self._types), None))
        self._follow_business()

    def take_draft(self) -> None:
        """Keep what a draft put back when the business types are offered later."""
        kept = self.business.typing()
        self._shown = kept if isinstance(kept, int) else None
        self._class_chosen = True

    def summary(self) -> str:
        """Say in a line what is chosen."""
        return " · ".join(text for text in (self.business.currentText(), self.repair_class.currentText()) if text)

    def entry(self) -> OrderEntry:
        """Return the head as typed; ``InvalidEntry`` for what cannot be taken."""
        return OrderEntry(
            business_type_id=self.business.need(),
            repair_class=self.repair_class.value(),
            request=self.request.value(),
            finding=self.finding.value(),
            promised_at=self.promise.value(),
            promise_open=self.promise.is_open(),
            signed_limit_fen=self.limit.value() or Fen(0),
            wash=self.wash.value() is not False,
        )

    def show_order(self, order: "OrderInHand") -> None:
        """Show the head of an order."""
        self._class_chosen = True
        self._shown = order.business_type_id
        self.request.set_value(order.request)
        self.finding.set_value(order.finding)
        self.promise.show_promise(order.promised_at, open_=order.promise_open)
        self.business.set_value(order.business_type_id)
        self.repair_class.set_value(order.repair_class)
        self.limit.set_value(order.signed_limit_fen or None)
        self.wash.set_value(order.wash)

    def edits(self, seen: "OrderInHand") -> dict[str, tuple[object, object]]:
        """Return the fields that differ from ``seen`` as (value seen, new value)."""
        typed = self.entry()
        pairs: dict[str, tuple[object, object]] = {
            "request": (seen.request, typed.request),
            "finding": (seen.finding, typed.finding),
            "promised_at": (seen.promised_at, self._promised(seen)),
            "promise_open": (seen.promise_open, typed.promise_open),
            "business_type_id": (seen.business_type_id, typed.business_type_id),
            "repair_class": (seen.repair_class, typed.repair_class or seen.repair_class),
            "signed_limit_fen": (seen.signed_limit_fen, typed.signed_limit_fen),
            "wash": (seen.wash, typed.wash),
        }
        return {field: pair for field, pair in pairs.items() if pair[0] != pair[1]}

    def _promised(self, seen: "OrderInHand") -> object:
        """Return the promise typed, or the one seen where the same minute stands there."""
        at = self.promise.value()
        before = seen.promised_at
        same = at is not None and before is not None and at == before.replace(second=0, microsecond=0)
        return before if same else at


def class_words(order: "OrderInHand") -> str:
    """Say the repair class of an order."""
    return word(REPAIR_CLASS_LABELS[order.repair_class])
