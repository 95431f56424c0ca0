"""What the station knows of the car that came (老客户): two lines, and what can be done about it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.services import board, comebacks
from app.values import format_mileage
from app.views import theme
from app.views.desk import Desk
from app.views.reception.pieces import beside, label, named, say, wrapped
from app.views.wording import moment

if TYPE_CHECKING:
    from app.services.board import ShopRow
    from app.services.comebacks import GuaranteedOrder
    from app.services.customers import KnownCar


class KnownCarLine(QWidget):
    """Says who came; a car in the shop can be taken in hand, the record of another one corrected."""

    correct_wanted = Signal()
    """Somebody wants to correct the record."""
    left = Signal()
    """The car's order was taken in hand instead."""

    def __init__(self, desk: Desk, name: str, parent: QWidget | None = None) -> None:
        """Build the line, hidden; ``name`` begins the names of its buttons."""
        super().__init__(parent)
        self._desk = desk
        self.car: KnownCar | None = None
        self.line = wrapped()
        self.guarantee = wrapped("bad")
        self.take_button = named(QPushButton(self.tr("取到手上"), self), f"{name}TakeInHand")
        self.take_button.clicked.connect(lambda _checked: self._take_in_hand())
        self.correct_button = named(QPushButton(self.tr("改档案"), self), f"{name}Correct")
        self.correct_button.setProperty("flat", True)
        self.correct_button.clicked.connect(lambda _checked: self._correct())
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.pixels(4))
        box.addWidget(self.line)
        box.addWidget(self.guarantee)
        box.addWidget(beside(self.take_button, self.correct_button, label(""), stretch=(0, 0, 1)))
        self.show_car(None)

    def show_car(self, car: "KnownCar | None") -> None:
        """Say what is known of a car, or nothing."""
        self.car = car
        in_shop = car is not None and car.in_shop_visit is not None
        say(self.line, self._words(car) if car is not None else "")
        self.line.setObjectName("bad" if in_shop else "muted")
        self.line.style().unpolish(self.line)
        self.line.style().polish(self.line)
        say(self.guarantee, "")
        if car is not None and not in_shop:
            self._desk.ask(comebacks.car_under_guarantee, car.id, by=self, done=lambda rows: self._warn(car, rows))
        self.take_button.setVisible(in_shop)
        self.correct_button.setVisible(car is not None and not in_shop)
        self.setVisible(car is not None)

    def _words(self, car: "KnownCar") -> str:
        if car.in_shop_visit is not None:
            return self.tr("这辆车已在厂({at} 进厂),请在它的施工单上加开。").format(at=moment(car.last_arrival))
        who = " ".join(text for text in (car.customer, car.phone) if text)
        what = " · ".join(text for text in (car.model, car.vin, car.engine_no) if text)
        if car.last_arrival is None:
            return self.tr("老客户 {who}\n{what}").format(who=who, what=what)
        return self.tr("老客户 {who} · 上次进厂 {at}\n{what}").format(who=who, what=what, at=moment(car.last_arrival))

    def _warn(self, car: "KnownCar", rows: "tuple[GuaranteedOrder, ...]") -> None:
        """Say what the car is still under guarantee for, so that a comeback is not received as new work."""
        if self.car is not car or not rows:
            return
        said = self.tr("质量保证期内:{number} {work}(至 {day} 或 {km})")
        say(
            self.guarantee,
            "\n".join(
                said.format(
                    number=row.number, work=row.work, day=row.ends_on.isoformat(), km=format_mileage(row.guarantee_km)
                )
                for row in rows
            ),
        )

    def _correct(self) -> None:
        self.correct_button.hide()
        self.correct_wanted.emit()

    def _take_in_hand(self) -> None:
        self._desk.ask(board.vehicles_in_shop, by=self, done=self._found_in_shop)

    def _found_in_shop(self, rows: "tuple[ShopRow, ...]") -> None:
        visit = self.car.in_shop_visit if self.car is not None else None
        for row in rows:
            if row.visit_id == visit:
                self.left.emit()
                self._desk.take_in_hand(row.order_id, row.visit_id)
                return
