"""Car and customer as fields (车辆与客户): typed for a new one, corrected for a known one."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from app.models.customers import CUSTOMER_KIND_LABELS, CustomerKind
from app.models.guarantee import VEHICLE_KIND_LABELS, VehicleKind
from app.models.vin import check_vin
from app.services.customers import KnownCar
from app.services.entries import CustomerEntry, VehicleEntry
from app.views.fields import Choice, PhoneEdit, PlainEdit, VinEdit
from app.views.reception.pieces import beside, form_on, named
from app.views.station_dock import StationDock

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CarFields(QObject):
    """VIN, engine number, model, owner, telephone; ``panel`` holds them, laid out."""

    typed = Signal()
    """Something was typed or chosen."""

    def __init__(self, dock: StationDock, name: str) -> None:
        """Build the fields empty; ``name`` begins the names of all of them."""
        super().__init__(dock)
        self.vin = named(VinEdit("reception.vin"), f"{name}Vin")
        self.vin.setPlaceholderText(self.tr("17 位"))
        self.vin_reason = named(PlainEdit("reception.vin_reason", limit=200), f"{name}VinReason")
        self.vin_reason.setPlaceholderText(self.tr("不足 17 位等非标准车架号,写明原因"))
        self.engine_no = named(PlainEdit("reception.engine_no", limit=64), f"{name}EngineNo")
        self.model = named(PlainEdit("reception.model", limit=200), f"{name}Model")
        self.kind = named(Choice(VEHICLE_KIND_LABELS, "reception.vehicle_kind"), f"{name}VehicleKind")
        self.customer = named(PlainEdit("reception.customer", limit=200), f"{name}Customer")
        self.customer_kind = named(Choice(CUSTOMER_KIND_LABELS, "reception.customer_kind"), f"{name}CustomerKind")
        self.phone = named(PhoneEdit("reception.phone"), f"{name}Phone")
        self.contact = named(PlainEdit("reception.contact", limit=200), f"{name}Contact")
        self.credit_code = named(PlainEdit("reception.credit_code", limit=32), f"{name}CreditCode")
        for field in self.fields():
            dock.place(field.place, field)
            field.typed.connect(self.typed)
        self.vin.left.connect(self._ask_reason)
        self.vin.installEventFilter(self)
        self.vin_reason.typed.connect(self._take_reason)
        self.customer_kind.typed.connect(self._show_company)
        self.panel = QWidget()
        self.form = self._lay_out(self.panel)
        self.clear()

    def fields(self) -> tuple[Any, ...]:
        """Return all of them."""
        return (
            self.vin, self.vin_reason, self.engine_no, self.model, self.kind,
            self.customer, self.customer_kind, self.phone, self.contact, self.credit_code,
        )  # fmt: skip

    def _lay_out(self, panel: QWidget) -> QFormLayout:
        form = form_on(panel)
        form.addRow(self.tr("VIN"), self.vin)
        form.addRow(self.tr("非标原因"), self.vin_reason)
        form.addRow(self.tr("发动机号"), self.engine_no)
        form.addRow(self.tr("车型"), beside(self.model, self.kind, stretch=(1, 0)))
        form.addRow(self.tr("客户"), beside(self.customer, self.customer_kind, stretch=(1, 0)))
        form.addRow(self.tr("电话"), self.phone)
        form.addRow(self.tr("联系人"), self.contact)
        form.addRow(self.tr("信用代码"), self.credit_code)
        return form

    def _ask_reason(self) -> None:
        """Ask why a VIN is none by the standard, once one that is none stands there."""
        odd = not self.vin.is_blank() and bool(check_vin(self.vin.text()).errors)
        self.form.setRowVisible(self.vin_reason, odd or not self.vin_reason.is_blank())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ask for the reason before Enter walks on, so that it leads there."""
        if watched is self.vin and isinstance(event, QKeyEvent) and event.key() in _ENTER:
            self._ask_reason()
        return super().eventFilter(watched, event)

    def _take_reason(self) -> None:
        self.vin.nonstandard_reason = self.vin_reason.text().strip()
        self.vin.tidy()

    def _show_company(self) -> None:
        company = self.customer_kind.value() is CustomerKind.COMPANY
        self.form.setRowVisible(self.contact, company)
        self.form.setRowVisible(self.credit_code, company)

    def show_rows(self) -> None:
        """Show the rows that what stands in the fields calls for."""
        self._take_reason()
        self._ask_reason()
        self._show_company()

    def is_blank(self) -> bool:
        """Tell whether nothing was typed."""
        lines = (self.vin, self.engine_no, self.model, self.customer, self.phone)
        return all(field.is_blank() for field in lines)

    def is_another(self, car: KnownCar) -> bool:
        """Tell whether the VIN typed is that of another car than ``car``."""
        typed = self.vin.text().strip().upper()
        return bool(typed and car.vin and typed != car.vin)

    def typed_texts(self) -> dict[QLineEdit, str]:
        """Return what stands in the fields that a recalled car would fill."""
        lines = (self.engine_no, self.model, self.customer, self.phone)
        return {line: line.text() for line in lines if not line.is_blank()}

    def retype(self, typed: Mapping[QLineEdit, str]) -> bool:
        """Put back what was typed before a car was recalled and is not what is known; tell whether there was any."""
        others = {line: text for line, text in typed.items() if line.text().strip() != text.strip()}
        for line, text in others.items():
            line.setText(text)
        return bool(others)

    def clear(self) -> None:
        """Empty the fields."""
        for field in (self.vin, self.vin_reason, self.engine_no, self.model, self.customer, self.phone):
            field.clear_value()
        self.contact.clear_value()
        self.credit_code.clear_value()
        self.kind.set_value(VehicleKind.CAR)
        self.customer_kind.set_value(CustomerKind.PERSON)
        self.show_rows()

    def show(self, car: KnownCar) -> None:
        """Show a car that the station knows."""
        self.vin_reason.set_value(car.vin_reason)
        self.vin.set_value(car.vin)
        self._take_reason()
        self.engine_no.set_value(car.engine_no)
        self.model.set_value(car.model)
        self.kind.set_value(car.kind)
        self.customer.set_value(car.customer)
        self.customer_kind.set_value(CustomerKind(car.customer_kind))
        self.phone.set_value(car.phone)
        self.contact.set_value(car.contact)
        self.credit_code.set_value(car.credit_code)
        self._ask_reason()
        self._show_company()

    def vehicle(self, plate: str, known: KnownCar | None) -> VehicleEntry:
        """Return the car as typed; of a known one what has no field here stays as it is."""
        kept = vehicle_of(known) if known is not None else VehicleEntry()
        return replace(
            kept,
            plate=plate,
            plate_colour=kept.plate_colour if known is not None and known.plate == plate else "",
            vin=kept.vin if kept.vin and self.vin.text().strip() == kept.vin else self.vin.value() or "",
            vin_reason=self.vin_reason.words(),
            engine_no=self.engine_no.words(),
            model=self.model.words(),
            kind=self.kind.need(),
        )

    def owner(self, known: KnownCar | None) -> CustomerEntry:
        """Return the customer as typed; of a known one what has no field here stays as it is."""
        kept = owner_of(known) if known is not None else CustomerEntry(name="")
        return replace(
            kept,
            name=self.customer.words(),
            kind=self.customer_kind.need(),
            phone=self.phone.value() or "",
            contact=self.contact.words(),
            credit_code=self.credit_code.words(),
        )


def vehicle_of(car: KnownCar) -> VehicleEntry:
    """Return a known car as it would be typed."""
    return VehicleEntry(
        plate=car.plate,
        plate_colour=car.plate_colour,
        vin=car.vin,
        vin_reason=car.vin_reason,
        engine_no=car.engine_no,
        model=car.model,
        kind=car.kind,
        purchased_on=car.purchased_on,
    )


def owner_of(car: KnownCar) -> CustomerEntry:
    """Return a known car's owner as he would be typed."""
    return CustomerEntry(
        name=car.customer,
        kind=CustomerKind(car.customer_kind),
        phone=car.phone,
        contact=car.contact,
        credit_code=car.credit_code,
        address=car.address,
        note=car.note,
    )
