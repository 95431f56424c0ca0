"""Days of a guarantee as people type them (天数)."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.values import parse_mileage
from app.views.fields import Entry


class DaysEdit(Entry[int]):
    """A whole number of days; ``30``, ``30天``."""

    def __init__(self, place: str = "", parent: QWidget | None = None, *, required: bool = False) -> None:
        """Build an empty field, written from the right."""
        super().__init__(place, parent, required=required)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def parse(self, text: str) -> int:
        """Read a number of days; ``InvalidEntry`` when it is none."""
        return parse_mileage(text.strip().removesuffix("天").removesuffix("日"), place=self.place)
