"""The arrival as fields (进厂): mileage, fuel, who brought the car, what lies in it."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from app.services.customers import KnownCar
from app.services.entries import VisitEntry
from app.text import QT_TRANSLATE_NOOP
from app.views.fields import Choice, LongText, PhoneEdit, PlainEdit
from app.views.reception.pieces import named
from app.views.reception.special_fields import MileageAnswer
from app.views.station_dock import StationDock

if TYPE_CHECKING:
    from app.services.order_rows import OrderInHand

WAITING_LABELS = {False: QT_TRANSLATE_NOOP("words", "离店"), True: QT_TRANSLATE_NOOP("words", "在店等候")}
FUEL_LABELS = {eighth: f"{eighth}/8" for eighth in range(9)}


SEEN_OF_ARRIVAL = (
    "mileage_in", "mileage_answer", "fuel", "waiting", "bringer", "bringer_phone", "keys_tag", "belongings",
)  # fmt: skip
"""What of an arrival is compared when it is corrected."""


class VisitFields(QObject):
    """The fields of an arrival; a card lays them out as it likes."""

    typed = Signal()
    """Something was typed or chosen."""

    def __init__(self, dock: StationDock, name: str) -> None:
        """Build the fields empty; ``name`` begins the names of all of them."""
        super().__init__(dock)
        self.mileage = named(MileageAnswer("reception.mileage"), f"{name}Mileage")
        self.mileage.setPlaceholderText(self.tr("读不出就写原因"))
        self.fuel = named(Choice(FUEL_LABELS, "reception.fuel", blank=self.tr("油量"), translated=True), f"{name}Fuel")
        self.waiting = named(Choice(WAITING_LABELS, "reception.waiting"), f"{name}Waiting")
        self.bringer = named(PlainEdit("reception.bringer", limit=200), f"{name}Bringer")
        self.bringer.setPlaceholderText(self.tr("空着:客户本人"))
        self.bringer_phone = named(PhoneEdit("reception.bringer_phone"), f"{name}BringerPhone")
        self.keys_tag = named(PlainEdit("reception.keys_tag", limit=32), f"{name}KeysTag")
        self.belongings = named(LongText("reception.belongings", lines=2), f"{name}Belongings")
        self.belongings.setPlaceholderText(self.tr("贵重物品请客户带走"))
        for field in self.fields():
            dock.place(field.place, field)
            field.typed.connect(self.typed)
        self.clear()

    def fields(self) -> tuple[Any, ...]:
        """Return all of them."""
        return (
            self.mileage, self.fuel, self.waiting, self.bringer, self.bringer_phone, self.keys_tag, self.belongings
        )  # fmt: skip

    def clear(self) -> None:
        """Empty the fields; the customer has left unless somebody says otherwise."""
        for field in (self.mileage, self.bringer, self.bringer_phone, self.keys_tag, self.belongings):
            field.clear_value()
        self.fuel.set_value(None)
        self.waiting.set_value(False)

    def recall(self, car: KnownCar) -> None:
        """Offer who brought a known car the last time, and say how far it had run."""
        self.bringer.set_value(car.last_bringer)
        self.bringer_phone.set_value(car.last_bringer_phone)

    def show_order(self, order: "OrderInHand") -> None:
        """Show the arrival of an order in hand."""
        self.mileage.set_value(order.mileage_in)
        if order.mileage_in is None:
            self.mileage.setText(order.mileage_answer)
        self.fuel.set_value(order.fuel)
        self.waiting.set_value(order.waiting)
        self.bringer.set_value(order.bringer)
        self.bringer_phone.set_value(order.bringer_phone)
        self.keys_tag.set_value(order.keys_tag)
        self.belongings.set_value(order.belongings)

    def edits(self, seen: "OrderInHand") -> dict[str, tuple[object, object]]:
        """Return the fields that differ from ``seen`` as (value seen, new value)."""
        typed = self.entry()
        answer = typed.mileage_answer if typed.mileage != seen.mileage_in else seen.mileage_answer
        pairs: dict[str, tuple[object, object]] = {
            "mileage_in": (seen.mileage_in, typed.mileage),
            "mileage_answer": (seen.mileage_answer, answer if typed.mileage is not None else typed.mileage_answer),
            "fuel": (seen.fuel, typed.fuel),
            "waiting": (seen.waiting, typed.waiting),
            "bringer": (seen.bringer, typed.bringer),
            "bringer_phone": (seen.bringer_phone, typed.bringer_phone),
            "keys_tag": (seen.keys_tag, typed.keys_tag),
            "belongings": (seen.belongings, typed.belongings),
        }
        return {field: pair for field, pair in pairs.items() if pair[0] != pair[1]}

    def entry(self) -> VisitEntry:
        """Return the arrival as typed; ``InvalidEntry`` for what cannot be taken."""
        return VisitEntry(
            mileage=self.mileage.value(),
            mileage_answer=self.mileage.answer(),
            fuel=self.fuel.value(),
            waiting=bool(self.waiting.value()),
            bringer=self.bringer.words(),
            bringer_phone=self.bringer_phone.value() or "",
            keys_tag=self.keys_tag.words(),
            belongings=self.belongings.value(),
        )
