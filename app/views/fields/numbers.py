"""Plates, VINs and telephone numbers (车牌号码、车架号、电话): written one way; a doubt is shown, never a wall."""

from PySide6.QtWidgets import QWidget

from app.errors import Doubt
from app.models.phone import check_phone
from app.models.plate import check_plate
from app.models.verdict import Verdict
from app.models.vin import check_vin
from app.values import format_plate
from app.views.fields.entry import Entry
from app.views.wording import told


class _Checked(Entry[str]):
    """A number with a pattern: errors mark the field, doubts stand in its tip."""

    def verdict(self, text: str) -> Verdict:
        """Check ``text``."""
        raise NotImplementedError

    def parse(self, text: str) -> str:
        """Take the tidy number; ``InvalidEntry`` for what cannot be stored."""
        return self.verdict(text).accepted()

    def doubts(self) -> tuple[Doubt, ...]:
        """Return what casts doubt on the number that stands here."""
        return () if self.is_blank() else self.verdict(self.text()).warnings

    def tidy(self) -> None:
        """Write the number the usual way and say what is doubtful about it."""
        super().tidy()
        if not self.property("invalid"):
            self.setToolTip("\n".join(told(doubt) for doubt in self.doubts()))


class PlateEdit(_Checked):
    """A licence plate (车牌号码): stored without separator, shown as ``京N·7L820``."""

    def verdict(self, text: str) -> Verdict:
        """Check the plate's pattern."""
        return check_plate(text, place=self.place)

    def shown(self, value: str) -> str:
        """Write a plate with its dot."""
        return format_plate(value)

    def tidy(self) -> None:
        """Write the plate the usual way, keeping the words that say that there is none (未上牌)."""
        if self.is_blank() or check_plate(self.text()).value:
            super().tidy()


class VinEdit(_Checked):
    """A vehicle identification number (车架号); ``nonstandard_reason`` lets an unusual one pass."""

    def __init__(
        self, place: str = "", parent: QWidget | None = None, *, hint: str = "", required: bool = False
    ) -> None:
        """Build an empty field."""
        super().__init__(place, parent, hint=hint, required=required)
        self.nonstandard_reason = ""

    def verdict(self, text: str) -> Verdict:
        """Check alphabet, length and check digit."""
        return check_vin(text, nonstandard_reason=self.nonstandard_reason, place=self.place)


class PhoneEdit(_Checked):
    """A telephone number (电话)."""

    def verdict(self, text: str) -> Verdict:
        """Check the number's pattern."""
        return check_phone(text, place=self.place)
