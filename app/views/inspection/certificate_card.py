"""The completion certificate (竣工出厂合格证): issued, printed, voided with a reason; and taking a pass back."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.models.access import Permission
from app.models.guarantee import REPAIR_CLASS_LABELS
from app.models.stages import Stage
from app.services import certificates, inspection
from app.services.inspection_board import OrderQuality
from app.values import format_mileage, format_plate
from app.views import theme
from app.views.card import Card, muted
from app.views.desk import Desk
from app.views.draft_form import FormOf
from app.views.drafting import Drafting
from app.views.field_texts import by_name
from app.views.fields import MileageEdit
from app.views.inspection.days_edit import DaysEdit
from app.views.one_line import PlainLabel
from app.views.station_dock import StationDock
from app.views.wording import moment, word

_CERTIFIABLE = frozenset({Stage.PASSED, Stage.SETTLED})


class CertificateCard(Card):
    """Guarantee and number of the order in hand; shown from the passed inspection on."""

    def __init__(self, desk: Desk, dock: StationDock) -> None:
        """Build the card without an order."""
        super().__init__(self.tr("竣工出厂合格证"), dock)
        self.desk = desk
        self._dock = dock
        self.quality: OrderQuality | None = None
        self.state = muted("", self)
        self.body.addWidget(self.state)
        self.km = dock.place("inspection.guarantee", MileageEdit("inspection.guarantee", self, required=True))
        self.days = DaysEdit("inspection.guarantee", self, required=True)
        self.km.setObjectName("guaranteeKm")
        self.days.setObjectName("guaranteeDays")
        self.guarantee = self._guarantee_row()
        self.body.addWidget(self.guarantee)
        self.issue_button = self.main_button(self.tr("签发合格证"), self.issue)
        self.issue_button.setObjectName("issueCertificate")
        self.print_button = dock.place(
            "inspection.certificate", self.button(self.tr("打印合格证"), self.print_certificate)
        )
        self.print_button.setObjectName("printCertificate")
        self.void_button = self.button(self.tr("作废"), self.void)
        self.void_button.setObjectName("voidCertificate")
        self.undo_button = self.button(self.tr("撤销合格"), self.undo_pass)
        self.undo_button.setObjectName("undoPass")
        self.close_row()
        self.draft = Drafting(
            desk,
            FormOf(self._words, self._show_guarantee),
            self,
            "certificate",
            title=self.title.text(),
            place="inspection.guarantee",
            fields=by_name(self.km, self.days),
        )

    def _words(self) -> str:
        return "" if self.quality is None else f"{format_plate(self.quality.order.plate)} {self.quality.order.number}"

    def _show_guarantee(self) -> None:
        """Offer what the station guarantees at least."""
        if self.quality is not None:
            self.km.set_value(self.quality.record.guarantee.km)
            self.days.set_value(self.quality.record.guarantee.days)

    def _guarantee_row(self) -> QWidget:
        """Return the fields of the guarantee in one row, read as a sentence."""
        line = QWidget(self)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.pixels(6))
        for part in (self.tr("质量保证"), self.km, self.tr("km,或"), self.days, self.tr("天")):
            row.addWidget(PlainLabel(part, line) if isinstance(part, str) else part)
        self.km.setMaximumWidth(theme.pixels(110))
        self.days.setMaximumWidth(theme.pixels(70))
        row.addStretch(1)
        return line

    def show_order(self, quality: OrderQuality) -> None:
        """Show the order's certificate, or the guarantee with which it may be issued."""
        before, order = self.quality, quality.order
        if before is None or before.order.id != order.id:
            self.draft.turn_to(f"order:{order.id}", order_id=order.id, visit_id=order.visit_id)
            self.quality = quality
            self._show_guarantee()
        self.quality = quality
        valid, stage = quality.valid_certificate(), quality.order.stage
        self.setVisible(stage in _CERTIFIABLE or bool(quality.record.certificates))
        self.state.setText("\n".join(self._state_lines(quality)))
        issuable = valid is None and stage in _CERTIFIABLE
        self.guarantee.setVisible(issuable)
        self.issue_button.setVisible(issuable)
        self.print_button.setVisible(valid is not None)
        self.void_button.setVisible(valid is not None and stage in _CERTIFIABLE and self._may(Permission.CERTIFY))
        self.undo_button.setVisible(valid is None and stage is Stage.PASSED and self._may(Permission.UNDO_PASS))

    def _may(self, permission: Permission) -> bool:
        return self.desk.actor is not None and self.desk.actor.may(permission)

    def _state_lines(self, quality: OrderQuality) -> list[str]:
        lines = []
        if (valid := quality.valid_certificate()) is not None:
            lines.append(
                self.tr("{number} · 保证 {km} 或 {days} 天 · {at} 签发").format(
                    number=valid.number,
                    km=format_mileage(valid.guarantee_km),
                    days=valid.guarantee_days,
                    at=moment(valid.issued_at),
                )
            )
        else:
            usual = quality.record.guarantee
            lines.append(
                self.tr("{kind}:本站至少保证 {km} 或 {days} 天,可以多,不能少").format(
                    kind=word(REPAIR_CLASS_LABELS[quality.record.repair_class]),
                    km=format_mileage(usual.km),
                    days=usual.days,
                )
            )
        lines += [
            self.tr("{number} 已作废:{reason}").format(number=row.number, reason=row.void_reason)
            for row in quality.record.certificates
            if row.voided_at is not None
        ]
        return lines

    def issue(self) -> None:
        """Issue the certificate (签发合格证)."""
        if self.quality is not None:
            with self._dock.taking_entries():
                self.desk.perform(
                    certificates.issue_certificate,
                    self.quality.order.id,
                    km=self.km.need(),
                    days=self.days.need(),
                    by=self,
                    done=self._issued,
                    posting=self.draft.posting(),
                )

    def _issued(self, number: str) -> None:
        self.draft.drop()
        self._dock.show_notice(self.tr("合格证 {number} 已签发。").format(number=number))

    def print_certificate(self) -> None:
        """Print the valid certificate."""
        from app.views.printing import print_paper

        if self.quality is not None and self.quality.valid_certificate() is not None:
            print_paper(self.desk, "certificate", self.quality.order.id, self)

    def void(self) -> None:
        """Void the certificate (作废合格证); the strip asks for the reason."""
        valid = self.quality.valid_certificate() if self.quality is not None else None
        if valid is not None:
            self.desk.perform(certificates.void_certificate, valid.number, by=self)

    def undo_pass(self) -> None:
        """Take the passed inspection back (撤销检验合格); the strip asks for the reason."""
        if self.quality is not None:
            self.desk.perform(inspection.undo_pass, self.quality.order.id, by=self)
