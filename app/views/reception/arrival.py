"""Receiving a car (接车): the plate recalls what is known; received and quoted by one key."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPushButton, QWidget

from app.services import customers, pickers, quick_lane, quick_reception, reception
from app.services.entries import ArrivalEntry, ConsentEntry, Received
from app.values import format_mileage, format_plate
from app.views.reception.arrival_draft import arrival_draft
from app.views.reception.car_fields import CarFields, owner_of, vehicle_of
from app.views.reception.known_car import KnownCarLine
from app.views.reception.lines_grid import DraftGrid
from app.views.reception.order_fields import OrderFields
from app.views.reception.pieces import Fold, ReceptionCard, beside, even_labels, form_on, named
from app.views.reception.plate_field import RecallingPlate
from app.views.reception.quick_lane import QuickLane
from app.views.reception.visit_fields import VisitFields
from app.views.station_dock import StationDock

if TYPE_CHECKING:
    from app.services.customers import KnownCar

_TAIL = 8


class ArrivalCard(ReceptionCard):
    """The form of an arrival; what is typed stays until the car is received or somebody clears it."""

    received = Signal(object)
    """The ``Received`` that came of it."""
    put_aside = Signal()
    """Somebody wants to do something else first."""

    def __init__(self, dock: StationDock) -> None:
        """Build the form empty."""
        super().__init__(dock, "")
        self.set_title(self.tr("接车"))
        self.setObjectName("card")
        self.known: KnownCar | None = None
        self.touched = False
        self._just_received = False
        self.correcting = False
        self.plate = named(RecallingPlate(self.desk, "reception.plate"), "arrivalPlate")
        self.plate.setPlaceholderText(self.tr("车牌,或后几位;未上牌可空着"))
        self.dock.place("reception.plate", self.plate)
        self.known_line = KnownCarLine(self.desk, "arrival", self)
        self.car = CarFields(dock, "arrival")
        self.visit = VisitFields(dock, "arrival")
        self.head = OrderFields(dock, "arrival")
        self.lines = DraftGrid(dock, "arrivalLines")
        self.more = Fold(self.tr("更多"), self._more_panel())
        self.more.button.setObjectName("arrivalMore")
        self.quick = QuickLane(dock, "quickLane")
        self.quick_fold = Fold(self.tr("快修(接车即开工)"), self.quick)
        self.quick_fold.button.setObjectName("quickLaneFold")
        self._lay_out()
        self._connect()
        self.show_known(None)
        self.draft = arrival_draft(self)

    def _lay_out(self) -> None:
        form = self.form()
        form.addRow(self.tr("车牌"), self.plate)
        self.body.addWidget(self.known_line)
        self.body.addWidget(self.car.panel)
        core = self.form()
        core.addRow(self.tr("公里数"), beside(self.visit.mileage, self.visit.fuel, stretch=(1, 0)))
        core.addRow(self.tr("客户要求"), self.head.request)
        core.addRow(self.tr("预计交车"), self.head.promise)
        self.body.addWidget(self.lines)
        self.body.addWidget(self.more)
        self.body.addWidget(self.quick_fold)
        even_labels(form, self.car.form, core, self._more_form)
        self.main_action = named(self.main_button(self.tr("接车并估价"), self.receive_and_quote), "arrivalReceive")
        self.only_receive = named(self.button(self.tr("只接车"), self.receive_only), "arrivalReceiveOnly")
        self.close_row()
        self.clear_button = named(QPushButton(self.tr("清空"), self), "arrivalClear")
        self.clear_button.clicked.connect(lambda _checked: self.clear())
        self.clear_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Enter pressed once too often empties nothing
        self.aside_button = named(QPushButton(self.tr("放一边"), self), "arrivalAside")
        self.aside_button.clicked.connect(lambda _checked: self.put_aside.emit())
        self.beside_title(self.clear_button, self.aside_button)

    def _more_panel(self) -> QWidget:
        panel = QWidget()
        form = form_on(panel)
        self._more_form = form
        head, visit = self.head, self.visit
        form.addRow(self.tr("业务类型"), head.business)
        form.addRow(self.tr("维修类别"), head.repair_class)
        form.addRow(self.tr("客户"), beside(visit.waiting, head.wash))
        form.addRow(self.tr("送修人"), visit.bringer)
        form.addRow(self.tr("送修电话"), visit.bringer_phone)
        form.addRow(self.tr("初检结果"), head.finding)
        form.addRow(self.tr("增项限额"), head.limit)
        form.addRow(self.tr("钥匙牌"), visit.keys_tag)
        form.addRow(self.tr("随车物品"), visit.belongings)
        return panel

    def _connect(self) -> None:
        self.plate.recalled.connect(self._recalled)
        self.plate.passed.connect(self._after_plate)
        self.plate.typed.connect(self._forget)
        self.car.vin.left.connect(self._recall_by_vin)
        self.known_line.left.connect(self.clear)
        self.known_line.correct_wanted.connect(self._correct)
        self.quick.wanted.connect(self.take_quick_lane)
        self.lines.passed.connect(lambda: self.main_action.setFocus(Qt.FocusReason.TabFocusReason))
        for part in (self.plate, self.car, self.visit, self.head, self.lines):
            part.typed.connect(self._touch)
        self.head.business_chosen.connect(self._price)
        self.visit.waiting.typed.connect(self.summarise)
        self.more.toggled.connect(self._into_more)

    def unsaved(self) -> bool:
        """Tell whether something was typed and not received."""
        return self.touched

    def showEvent(self, event: QShowEvent) -> None:
        """Begin anew with the next car."""
        super().showEvent(event)
        self._just_received = False

    def first_field(self) -> QWidget:
        """Return the plate."""
        return self.plate

    def clear(self) -> None:
        """Empty the form."""
        self.correcting = False
        self.plate.clear_value()
        self.car.clear()
        self.visit.clear()
        self.head.clear()
        self.lines.clear()
        self.more.set_open(False)
        self.quick.clear()
        self.quick_fold.set_open(False)
        self.show_known(None)
        self.touched = False
        self.drop_draft()
        self.plate.setFocus(Qt.FocusReason.OtherFocusReason)

    def recall_plate(self, plate: str) -> None:
        """Begin with a plate, as a search or a camera brings it."""
        self.plate.set_value(plate)
        self.plate.ask()

    def recall_vehicle(self, vehicle_id: int) -> None:
        """Begin with a car that was found."""
        self.desk.ask(customers.recall_car, vehicle_id, by=self, done=self._recalled)

    def _touch(self) -> None:
        self.touched = True
        self._just_received = False
        self.summarise()

    def summarise(self) -> None:
        """Say what the folded fields hold."""
        self.more.summarise(f"{self.head.summary()} · {self.visit.waiting.currentText()}")

    def _price(self) -> None:
        self.lines.price_for(self.head.business.value())
        self.summarise()

    def _into_more(self, opened: bool) -> None:  # noqa: FBT001 - as the signal brings it
        if opened and self.more.button.hasFocus():
            self.head.business.setFocus(Qt.FocusReason.TabFocusReason)

    def _after_plate(self) -> None:
        """Go on to the mileage at once; an unknown car calls the cursor back to its first field."""
        following: QWidget = self.visit.mileage
        if self.known is not None and self.known.in_shop_visit is not None:
            following = self.known_line.take_button
        elif self.known is None and self.plate.is_blank():
            following = self.car.vin
        following.setFocus(Qt.FocusReason.TabFocusReason)

    def _forget(self) -> None:
        """Forget the recalled car as soon as another plate is typed, unless it is the car that got another plate."""
        if self.known is None or self.correcting:
            return
        self.car.clear()
        self.visit.bringer.clear_value()
        self.visit.bringer_phone.clear_value()
        self.show_known(None)

    def _recalled(self, car: "KnownCar | None") -> None:
        if self.correcting and self.known is not None:
            return
        here = self.visit.mileage.hasFocus() and self.visit.mileage.is_blank()
        if car is not None and self.known is None and self.car.is_another(car):
            said = self.tr("档案里 {plate} 是 {model}({customer},VIN {vin}),您填的是另一个 VIN:保存时按另一辆车确认。")
            said = said.format(plate=format_plate(car.plate), model=car.model, customer=car.customer, vin=car.vin)
            self.dock.show_notice(said, good=False)
            return
        typed = self.car.typed_texts() if self.known is None else {}
        if car is not None:
            self.car.show(car)
            self.visit.recall(car)
            self.plate.show_plate(car.plate)
            self.touched = True
        self.show_known(car)
        if car is not None and self.car.retype(typed):
            self.correcting = True
            self.car.panel.show()
            self.dock.show_notice(self.tr("您先填的内容与档案不同,已保留在下面,请核对。"), good=False)
        if car is None:
            self.car.panel.show()
            if here:
                self.car.vin.setFocus(Qt.FocusReason.TabFocusReason)
        elif car.in_shop_visit is not None:
            self.known_line.take_button.setFocus(Qt.FocusReason.TabFocusReason)
        elif here or self.plate.hasFocus():
            self.visit.mileage.setFocus(Qt.FocusReason.TabFocusReason)

    def _recall_by_vin(self) -> None:
        """Recall a car that comes without its plate by its VIN."""
        vin = self.car.vin.text().strip().upper()

        def found(cars: "tuple[KnownCar, ...]") -> None:
            same = [car for car in cars if car.vin == vin]
            if same and self.known is None:
                self._recalled(same[0])

        if self.known is None and self.plate.is_blank() and len(vin) > _TAIL:
            self.desk.ask(pickers.find_cars, vin, by=self, done=found)

    def show_known(self, car: "KnownCar | None") -> None:
        """Say in two lines what is known; the fields themselves open when somebody wants to correct them."""
        self.known = car
        self.correcting = False
        self.known_line.show_car(car)
        self.car.panel.setVisible(car is None)
        hint = self.tr("上次 {km},读不出就写原因").format(km=format_mileage(car.mileage)) if car and car.mileage else ""
        self.visit.mileage.setPlaceholderText(hint or self.tr("读不出就写原因"))

    def _correct(self) -> None:
        self.correcting = True
        self.car.panel.show()
        self.car.vin.setFocus(Qt.FocusReason.OtherFocusReason)

    def entry(self) -> ArrivalEntry:
        """Return everything typed; known records travel by key, with an entry only where something was corrected."""
        plate = self.plate.value() or ""
        vehicle = self.car.vehicle(plate, self.known)
        owner = self.car.owner(self.known)
        known = self.known
        return ArrivalEntry(
            visit=self.visit.entry(),
            order=self.head.entry(),
            customer=None if known is not None and owner == owner_of(known) else owner,
            vehicle=None if known is not None and vehicle == vehicle_of(known) else vehicle,
            customer_id=known.customer_id if known is not None else None,
            vehicle_id=known.id if known is not None else None,
            lines=self.lines.entries(),
        )

    def receive_and_quote(self) -> None:
        """Receive the car and quote its order; Ctrl+Enter pressed once more after it was received does nothing."""
        if self._just_received:
            return
        with self.dock.taking_entries():
            if self.lines.take_open_line():
                service = quick_reception.receive_and_quote
                self.desk.perform(service, self.entry(), by=self, done=self._done, posting=self.posting())

    def take_quick_lane(self) -> None:
        """Receive, quote, authorise, dispatch and start by one click."""
        with self.dock.taking_entries():
            technician = self.quick.technician.value()
            if technician is None or not self.lines.take_open_line():
                return
            owner = self.car.owner(self.known)
            given_by = self.quick.given_by.words() or self.visit.bringer.words() or owner.name
            service, consent = quick_lane.take_quick_lane, ConsentEntry(given_by=given_by)
            key = self.posting()
            self.desk.perform(service, self.entry(), consent, technician.id, by=self, done=self._done, posting=key)

    def receive_only(self) -> None:
        """Receive the car; what is to be done comes later."""
        with self.dock.taking_entries():
            if self.lines.take_open_line():
                key = self.posting()
                self.desk.perform(reception.receive_car, self.entry(), by=self, done=self._done, posting=key)

    def _done(self, received: Received) -> None:
        self.clear()
        self._just_received = True
        self.received.emit(received)
