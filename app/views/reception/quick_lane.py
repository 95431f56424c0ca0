"""The quick lane at reception (快修): who does it and who agreed; then one click receives, authorises and starts."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from app.services import pickers
from app.views.fields import Picker, PlainEdit
from app.views.reception.pieces import beside, form_on, named
from app.views.row_table import Column
from app.views.station_dock import StationDock


class QuickLane(QWidget):
    """Two fields and a button, folded away below the form of an arrival."""

    wanted = Signal()
    """Somebody wants the car of the form to take the quick lane."""

    def __init__(self, dock: StationDock, name: str) -> None:
        """Build the fields empty; ``name`` begins their names."""
        super().__init__()
        columns: tuple[Column[Any], ...] = (
            Column("", lambda row: row.name, strong=lambda _row: True),
            Column("", lambda row: row.badge, 70, muted=True),
        )
        picker = Picker(
            dock.desk, pickers.find_technicians, columns, "reception.quick", self,
            text_of=lambda row: row.name, hint=self.tr("姓名、工号、拼音"), required=True, width=300,
        )  # fmt: skip
        self.technician = named(picker, f"{name}Technician")
        self.given_by = named(PlainEdit("reception.quick_consent", limit=200), f"{name}GivenBy")
        self.given_by.setPlaceholderText(self.tr("空着:送修人"))
        self.go_button = named(QPushButton(self.tr("快修开工"), self), f"{name}Go")
        self.go_button.clicked.connect(lambda _checked: self.wanted.emit())
        dock.place("reception.quick", self.technician)
        form = form_on(self)
        form.addRow(self.tr("维修工"), self.technician)
        form.addRow(self.tr("认可人"), beside(self.given_by, self.go_button, stretch=(1, 0)))

    def clear(self) -> None:
        """Empty the fields."""
        self.technician.clear_value()
        self.given_by.clear_value()
