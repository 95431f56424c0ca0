"""The arrival of the order in hand, to be corrected (更正登记): car, customer, mileage, who brought it."""

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.drafts.plain import fields_of, from_plain, seen_again, to_plain
from app.services import customers, visits
from app.services.customers import KnownCar
from app.values import format_mileage
from app.views.fields import PlateEdit
from app.views.reception.car_fields import CarFields, owner_of, vehicle_of
from app.views.reception.pieces import Edits, FoldedCard, beside, even_labels, form_on, named
from app.views.reception.visit_fields import SEEN_OF_ARRIVAL, WAITING_LABELS, VisitFields
from app.views.station_dock import StationDock
from app.views.wording import word

if TYPE_CHECKING:
    from app.services.order_rows import OrderInHand


class RecordCard(FoldedCard):
    """What was typed when the car came; read when it is opened, saved in one go."""

    def __init__(self, dock: StationDock) -> None:
        """Build the card closed."""
        super().__init__(dock)
        self.car: KnownCar | None = None
        self._seen: OrderInHand | None = None
        self._dirty = False
        self._edits = Edits()
        self.plate = named(PlateEdit("reception.plate"), "recordPlate")
        dock.place("reception.plate", self.plate)
        self.fields = CarFields(dock, "record")
        self.visit = VisitFields(dock, "record")
        self.fold = self.fold_in(self.tr("车辆与进厂登记"), self._panel(), "record")
        self.save_button = named(self.main_button(self.tr("保存更正"), self.save), "recordSave")
        self.undo_button = named(self.button(self.tr("还原"), self._undo), "recordUndo")
        self.close_row()
        for part in (self.plate, self.fields, self.visit):
            part.typed.connect(self._touched)
        self.fold.toggled.connect(self._opened)
        fields = (self.plate, *self.fields.fields(), *self.visit.fields())
        self.keep_drafts("arrival record", self.tr("车辆与进厂登记"), "reception.plate", *fields)

    def draft_values(self) -> dict[str, Any]:
        """Return the arrival and the car as they were seen when somebody began to type."""
        if not self._dirty or self._seen is None:
            return {}
        return {"seen": fields_of(self._seen, SEEN_OF_ARRIVAL), "car": to_plain(self.car)}

    def take_draft(self, values: dict[str, Any]) -> None:
        """Compare with what was seen then: what others changed meanwhile is told when this is saved."""
        if self.order is not None:
            self._seen = seen_again(self.order, values.get("seen", {}))
            car = values.get("car")
            self.car = None if car is None else from_plain(KnownCar, car)
            self._edits.forget()
            self._dirty = True
            self.fields.show_rows()
            self.fold.set_open(True)
            self._show_buttons()

    def drop_typing(self) -> None:
        """Show the arrival as it is stored."""
        self._undo()

    def _panel(self) -> QWidget:
        panel = QWidget()
        visit, form = self.visit, form_on(panel)
        form.addRow(self.tr("车牌"), self.plate)
        form.addRow(self.fields.panel)
        form.addRow(self.tr("公里数"), beside(visit.mileage, visit.fuel, stretch=(1, 0)))
        form.addRow(self.tr("客户"), visit.waiting)
        form.addRow(self.tr("送修人"), visit.bringer)
        form.addRow(self.tr("送修电话"), visit.bringer_phone)
        form.addRow(self.tr("钥匙牌"), visit.keys_tag)
        form.addRow(self.tr("随车物品"), visit.belongings)
        even_labels(form, self.fields.form)
        return panel

    def begin(self, order: "OrderInHand") -> None:
        """Show another order, closed; what was typed for the one before is dropped with it."""
        if self._seen is None or self._seen.visit_id != order.visit_id or self.order is None:
            self._dirty = False
            self.fold.set_open(False)

    def show_order(self, order: "OrderInHand") -> None:
        """Show the arrival unless it is being corrected; then what was seen at first is what is compared with."""
        if self.order is None or self.order.id != order.id:
            self.turn_to(order)
        self.begin(order)
        self.order = order
        if not self._dirty:
            self._seen = order
            self._edits.forget()
            self.visit.show_order(order)
            if self.fold.is_open():
                self._read()
        km = format_mileage(order.mileage_in) if order.mileage_in is not None else order.mileage_answer
        parts = (order.customer, km, word(WAITING_LABELS[order.waiting]))
        self.fold.summarise(" · ".join(text for text in parts if text))
        self._show_buttons()

    def unsaved(self) -> bool:
        """Tell whether something typed is not saved."""
        return self._dirty

    def _opened(self, opened: bool) -> None:  # noqa: FBT001 - as the signal brings it
        if opened and not self._dirty:
            self._read()

    def _read(self) -> None:
        if self.order is not None:
            self.desk.ask(customers.recall_car, self.order.vehicle_id, by=self, done=self._show_car)

    def _show_car(self, car: "KnownCar") -> None:
        if self._dirty or self.order is None or car.id != self.order.vehicle_id:
            return
        self.car = car
        self.plate.set_value(car.plate or None)
        self.fields.show(car)

    def _touched(self) -> None:
        self._dirty = True
        self._show_buttons()

    def _show_buttons(self) -> None:
        for button in (self.save_button, self.undo_button):
            button.setVisible(self._dirty)

    def save(self) -> None:
        """Save what was corrected."""
        with self.dock.taking_entries():
            seen, car = self._seen, self.car
            if seen is None or car is None:
                return
            vehicle, owner = self.fields.vehicle(self.plate.value() or "", car), self.fields.owner(car)
            changed: dict[str, Any] = {}
            if vehicle != vehicle_of(car):
                changed |= {"vehicle": vehicle, "seen_vehicle": car.version}
            if owner != owner_of(car):
                changed |= {"customer": owner, "seen_customer": car.customer_version}
            edits = self.visit.edits(seen)
            if not edits and not changed:
                self._undo()
                return
            service = visits.correct_arrival
            edits = self._edits.over(edits)
            self.desk.perform(
                service,
                seen.visit_id,
                edits,
                by=self,
                done=self._saved,
                failed=self._edits.hear,
                posting=self.posting(),
                **changed,
            )

    def _saved(self, _visit: int) -> None:
        self._dirty = False
        self.drop_draft()
        self._show_buttons()

    def _undo(self) -> None:
        self._dirty = False
        if self.order is not None:
            self.show_order(self.order)
        self.drop_draft()
