"""The plate that recalls its car (车牌找老客户): the tail is enough, the rest of what is known follows."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from app.models.plate import PlateKind, check_plate, normalise_plate
from app.services import customers, pickers
from app.values import format_plate
from app.views.columns import Column
from app.views.desk import Desk
from app.views.fields import PlateEdit
from app.views.suggestions import Suggestions

if TYPE_CHECKING:
    from app.services.customers import KnownCar
    from app.views.calls import Asking

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LEAST = 2


class RecallingPlate(PlateEdit):
    """A plate field that offers the cars it may mean, and asks for the car of a whole plate when it is left."""

    recalled = Signal(object)
    """The ``KnownCar`` that carries the plate, or ``None`` where the station knows none."""
    passed = Signal()
    """Enter was pressed: the cursor wants to go on."""

    def __init__(self, desk: Desk, place: str) -> None:
        """Build an empty field."""
        super().__init__(place)
        self._desk = desk
        self._offering: Asking | None = None
        self._asked: str | None = None
        columns: tuple[Column[KnownCar], ...] = (
            Column(self.tr("车牌"), lambda car: format_plate(car.plate) or car.vin, 100, strong=lambda _car: True),
            Column(self.tr("车型"), lambda car: car.model),
            Column(self.tr("客户"), lambda car: car.customer, 120, muted=True),
        )
        self.suggestions = Suggestions(self, columns, width=420)
        self.suggestions.picked.connect(self._take)
        self.textEdited.connect(self._offer)
        self.left.connect(self.ask)

    def show_plate(self, plate: str) -> None:
        """Show a plate as known: it is not asked for again."""
        self._asked = normalise_plate(plate)
        self.set_value(plate or None)

    def clear_value(self) -> None:
        """Empty the field and forget what was asked."""
        self._drop()
        self._asked = None
        super().clear_value()

    def is_asked(self) -> bool:
        """Tell whether it was asked which car carries the plate that stands here."""
        return self._asked == normalise_plate(self.text())

    def take_as_asked(self) -> None:
        """Ask no more for the plate that stands here: a draft brought it with all that was known."""
        self._asked = normalise_plate(self.text())

    def ask(self) -> None:
        """Ask which car carries the plate that stands here, unless that was asked already."""
        plate = normalise_plate(self.text())
        self._drop()
        if plate == self._asked:
            return
        self._asked = plate
        if plate:
            self._desk.ask(customers.cars_with_plate, plate, by=self, done=self._found)
        else:
            self.recalled.emit(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter ask for the car and go on."""
        if event.key() in _ENTER and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.ask()
            self.passed.emit()
        else:
            super().keyPressEvent(event)

    def _offer(self, text: str) -> None:
        self._drop()
        self._asked = None
        if len(text.strip()) >= _LEAST:
            self._offering = self._desk.ask(pickers.find_cars, text.strip(), by=self, done=self._show_offers)

    def _show_offers(self, cars: "tuple[KnownCar, ...]") -> None:
        self._offering = None
        if self.hasFocus():
            self.suggestions.show_rows(cars)

    def _drop(self) -> None:
        """Take away what was offered for other text: Enter must never pick a car that is not meant."""
        if self._offering is not None:
            self._offering.cancel()
            self._offering = None
        self.suggestions.hide()

    def _found(self, cars: "tuple[KnownCar, ...]") -> None:
        if cars:
            self._take_known(cars[0])
        elif self._asked and check_plate(self._asked).kind is PlateKind.UNKNOWN:
            self._desk.ask(pickers.find_cars, self._asked, by=self, done=self._found_by_tail)
        else:
            self.recalled.emit(None)

    def _found_by_tail(self, cars: "tuple[KnownCar, ...]") -> None:
        if len(cars) == 1:
            self._take_known(cars[0])
        else:
            self.recalled.emit(None)

    def _take(self, car: "KnownCar") -> None:
        self._take_known(car)
        self.passed.emit()

    def _take_known(self, car: "KnownCar") -> None:
        self.show_plate(car.plate)
        self.recalled.emit(car)
