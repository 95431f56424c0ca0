"""Amounts, quantities, hours, kilometres (金额、数量、工时、公里数): right-aligned, formatted once."""

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.values import (
    Fen,
    Milli,
    format_hours,
    format_money,
    format_quantity,
    parse_hours,
    parse_mileage,
    parse_money,
    parse_quantity,
)
from app.views.fields.entry import Entry

T = TypeVar("T")


class _Measure(Entry[T]):
    """A number, written from the right."""

    def __init__(
        self, place: str = "", parent: QWidget | None = None, *, hint: str = "", required: bool = False
    ) -> None:
        """Build an empty field."""
        super().__init__(place, parent, hint=hint, required=required)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)


class MoneyEdit(_Measure[Fen]):
    """An amount in 元, as integer 分 (金额)."""

    def parse(self, text: str) -> Fen:
        """Read an amount; ``InvalidEntry`` when it is none."""
        return parse_money(text, place=self.place)

    def shown(self, value: Fen) -> str:
        """Write an amount: ``1,234.50``."""
        return format_money(value)


class QuantityEdit(_Measure[Milli]):
    """A quantity in thousandths (数量)."""

    def parse(self, text: str) -> Milli:
        """Read a quantity; ``InvalidEntry`` when it is none."""
        return parse_quantity(text, place=self.place)

    def shown(self, value: Milli) -> str:
        """Write a quantity without idle noughts."""
        return format_quantity(value)


class HoursEdit(_Measure[Milli]):
    """Hours of labour in thousandths (工时)."""

    def parse(self, text: str) -> Milli:
        """Read hours; ``InvalidEntry`` when they are none."""
        return parse_hours(text, place=self.place)

    def shown(self, value: Milli) -> str:
        """Write hours without idle noughts."""
        return format_hours(value)


class MileageEdit(_Measure[int]):
    """A mileage in whole km (公里数)."""

    def parse(self, text: str) -> int:
        """Read a mileage; ``InvalidEntry`` when it is none."""
        return parse_mileage(text, place=self.place)

    def shown(self, value: int) -> str:
        """Write a mileage with thousands set off."""
        return f"{value:,}"
