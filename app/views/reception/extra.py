"""Extra work on its way to the customer (增项): proposed, priced, agreed to line by line or declined."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.models.access import Permission
from app.models.orders import PAYER_LABELS, ExtraState, Payer
from app.services import extra_work
from app.services.order_rows import ExtraRow, LineRow
from app.values import format_money, format_quantity
from app.views import theme
from app.views.card import allow
from app.views.fields import LongText, PlainEdit
from app.views.reception.consent import ConsentFields
from app.views.reception.lines_grid import DraftGrid
from app.views.reception.pieces import FoldedCard, ReceptionCard, named, say, tick, wrapped
from app.views.reception.special_fields import MinutesEdit
from app.views.station_dock import StationDock
from app.views.wording import moment, word

if TYPE_CHECKING:
    from app.services.order_rows import OrderInHand


def _of_state(order: "OrderInHand", state: ExtraState) -> list[ExtraRow]:
    return [extra for extra in order.extras if extra.state is state]


class _ProposalCard(ReceptionCard):
    """A card about the first proposal of the order that is in a certain state; away while there is none."""

    STATE = ExtraState.PROPOSED

    def __init__(self, dock: StationDock, title: str) -> None:
        """Build the card without a proposal."""
        super().__init__(dock, title)
        self.extra: ExtraRow | None = None
        self._plain_title = title
        self.finding = wrapped("")
        self.body.addWidget(self.finding)

    def show_order(self, order: "OrderInHand") -> None:
        """Show the oldest proposal of that state."""
        waiting = _of_state(order, self.STATE)
        before = self.extra
        self.extra = waiting[0] if waiting else None
        self.setVisible(self.extra is not None)
        super().show_order(order)
        if self.extra is None:
            return
        more = self.tr("(还有 {count} 项)").format(count=len(waiting) - 1) if len(waiting) > 1 else ""
        self.set_title(f"{self._plain_title}  {self.extra.number}{more}")
        safety = self.tr("【安全】") if self.extra.safety else ""
        why = f":{self.extra.reason}" if self.extra.reason else ""
        say(
            self.finding,
            f"{safety}{self.extra.finding}{why}\n{self.extra.proposed_by} {moment(self.extra.proposed_at)}",
        )
        if before is None or before.id != self.extra.id:
            if self.draft is not None:
                at = f"extra:{self.extra.id}"
                self.draft.turn_to(at, version=self.extra.version, order_id=order.id, visit_id=order.visit_id)
            self.begin_extra(order, self.extra)
        self.show_extra(order, self.extra)

    def turn_to(self, order: "OrderInHand") -> None:
        """Leave the draft to the proposal that is shown."""

    def drop_typing(self) -> None:
        """Start afresh with the proposal."""
        if self.order is not None and self.extra is not None:
            self.begin_extra(self.order, self.extra)
            self.show_extra(self.order, self.extra)

    def begin_extra(self, order: "OrderInHand", extra: ExtraRow) -> None:
        """Start afresh with a proposal."""

    def show_extra(self, order: "OrderInHand", extra: ExtraRow) -> None:
        """Show the proposal as it is now."""


class DecideExtraCard(_ProposalCard):
    """A priced proposal: what it costs, what it does to the promise, and what the customer says."""

    STATE = ExtraState.QUOTED

    def __init__(self, dock: StationDock) -> None:
        """Build the card without a proposal."""
        super().__init__(dock, "")
        self._plain_title = self.tr("待客户认可 增项")
        self.checks: list[tuple[LineRow, QCheckBox]] = []
        self._checks_box = QVBoxLayout()
        self._checks_box.setSpacing(theme.pixels(2))
        self.body.addLayout(self._checks_box)
        self.sum_line = wrapped("total")
        self.effect = wrapped()
        self.body.addWidget(self.sum_line)
        self.body.addWidget(self.effect)
        self.fields = ConsentFields(self, "extraConsent")
        self.method, self.given_by, self.phone = self.fields.method, self.fields.given_by, self.fields.phone
        self.words, self.given_at = self.fields.words, self.fields.given_at
        self.reason = named(PlainEdit("extra.decline_reason", limit=500), "extraDeclineReason")
        self.reason.setPlaceholderText(self.tr("涉及安全,不做必须写明"))
        self.fields.form.addRow(self.tr("不做原因"), self.reason)
        self.agree_button = named(self.main_button(self.tr("客户同意"), self.agree), "extraAgree")
        self.decline_button = named(self.button(self.tr("不同意"), self.decline), "extraDecline")
        self.close_row()
        dock.place("extra.decline_reason", self.reason)
        dock.place("order.extra", self.method)
        self.keep_drafts("extra consent", self._plain_title, "order.extra", *self.fields.fields, self.reason)

    def draft_values(self) -> dict[str, Any]:
        """Return which lines the customer does not want."""
        return {"declined": [str(line.id) for line, box in self.checks if not box.isChecked()]}

    def take_draft(self, values: dict[str, Any]) -> None:
        """Tick the lines as they were."""
        for line, box in self.checks:
            box.setChecked(str(line.id) not in values["declined"])
        self.fields.touched = True

    def begin_extra(self, order: "OrderInHand", extra: ExtraRow) -> None:
        """Offer whoever brought the car as the one who answers."""
        del extra
        self.fields.begin(order)
        self.reason.clear_value()

    def show_extra(self, order: "OrderInHand", extra: ExtraRow) -> None:
        """Show the lines and what they come to."""
        kept = {line.id: box.isChecked() for line, box in self.checks}
        while item := self._checks_box.takeAt(0):
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self.checks = []
        for line in extra.lines:
            box = tick(_line_words(line), f"extraCheck{line.id}")
            box.setChecked(kept.get(line.id, True))
            box.toggled.connect(self._count)
            box.clicked.connect(self._ticked)
            self._checks_box.addWidget(box)
            self.checks.append((line, box))
        self._count()
        self.fields.form.setRowVisible(self.reason, extra.safety)
        say(self.effect, self._effect(order, extra))

    def _ticked(self) -> None:
        if self.draft is not None:
            self.draft.touch()

    def _count(self) -> None:
        agreed = [line for line, box in self.checks if box.isChecked()]
        text = self.tr("同意 {count}/{all} 项   ¥{sum}").format(
            count=len(agreed), all=len(self.checks), sum=format_money(sum(line.total_fen for line in agreed))
        )
        say(self.sum_line, text)
        allow(self.agree_button, "" if agreed else self.tr("一项都没有勾选:请勾选同意的项目,或按“不同意”。"))

    def _effect(self, order: "OrderInHand", extra: ExtraRow) -> str:
        if not extra.delay_minutes:
            return self.tr("不影响交车时间")
        if order.promised_at is None:
            return self.tr("交车时间顺延 {minutes} 分钟").format(minutes=extra.delay_minutes)
        later = order.promised_at + timedelta(minutes=extra.delay_minutes)
        return self.tr("认可后交车时间 {before} → {after}").format(
            before=moment(order.promised_at), after=moment(later)
        )

    def unsaved(self) -> bool:
        """Tell whether the customer's answer is being typed."""
        return self.extra is not None and self.fields.touched

    def first_field(self) -> QWidget:
        """Return how the customer answered."""
        return self.method

    def agree(self) -> None:
        """Record that the customer agrees to the lines ticked."""
        with self.dock.taking_entries():
            self._decide(tuple((line.kind, line.line_id) for line, box in self.checks if box.isChecked()))

    def decline(self) -> None:
        """Record that the customer does not want it."""
        with self.dock.taking_entries():
            self._decide(())

    def _decide(self, accepted: tuple[tuple[str, int], ...]) -> None:
        extra = self.extra
        if extra is None:
            return
        self.desk.perform(
            extra_work.decide_extra_work,
            extra.id,
            self.fields.entry(),
            accepted,
            seen=extra.version,
            by=self,
            reason=self.reason.words(),
            done=self._decided,
            posting=self.posting(),
        )

    def _decided(self, state: str) -> None:
        self.fields.touched = False
        self.drop_draft()
        said = {
            ExtraState.APPROVED: self.tr("客户同意,可以派工。"),
            ExtraState.PARTLY: self.tr("客户同意一部分,可以派工。"),
            ExtraState.DECLINED: self.tr("客户不同意,已记录。"),
        }
        self.dock.show_notice(said[ExtraState(state)])


class QuoteExtraCard(_ProposalCard):
    """A proposal without a price: lines are added to it, then the customer is asked."""

    STATE = ExtraState.PROPOSED

    def __init__(self, dock: StationDock) -> None:
        """Build the card without a proposal."""
        super().__init__(dock, "")
        self._plain_title = self.tr("增项待报价")
        self.there = wrapped()
        self.body.addWidget(self.there)
        self.lines = DraftGrid(dock, "extraQuoteLines")
        self.body.addWidget(self.lines)
        self.delay = named(MinutesEdit("extra.delay"), "extraQuoteDelay")
        self.delay.setPlaceholderText(self.tr("交车顺延几分钟"))
        self.form().addRow(self.tr("影响交车"), self.delay)
        self.quote_button = named(self.main_button(self.tr("报价"), self.quote), "extraQuote")
        self.close_row()
        dock.place("extra.lines", self.lines.picker)
        dock.place("extra.delay", self.delay)
        dock.place("order.extra", self.lines.picker)
        self.lines.passed.connect(lambda: self.delay.setFocus(Qt.FocusReason.TabFocusReason))
        draft = self.keep_drafts("extra quote", self._plain_title, "extra.lines", self.delay)
        self.lines.typed.connect(draft.touch)

    def draft_values(self) -> dict[str, Any]:
        """Return the lines."""
        return self.lines.typing()

    def take_draft(self, values: dict[str, Any]) -> None:
        """Show the lines."""
        self.lines.put_back(values)

    def begin_extra(self, order: "OrderInHand", extra: ExtraRow) -> None:
        """Start with the lines that were proposed."""
        self.lines.clear()
        self.lines.price_for(order.business_type_id)
        self.delay.set_value(extra.delay_minutes or None)

    def show_extra(self, order: "OrderInHand", extra: ExtraRow) -> None:
        """Show the lines that are there already."""
        del order
        say(self.there, "\n".join(_line_words(line) for line in extra.lines))

    def unsaved(self) -> bool:
        """Tell whether lines were typed and not quoted."""
        return self.extra is not None and bool(self.lines.drafts)

    def first_field(self) -> QWidget:
        """Return where lines are added."""
        return self.lines.picker

    def quote(self) -> None:
        """Price the proposal for the customer."""
        with self.dock.taking_entries():
            if self.extra is not None and self.lines.take_open_line():
                self.desk.perform(
                    extra_work.quote_extra_work,
                    self.extra.id,
                    self.lines.entries(),
                    seen=self.extra.version,
                    delay_minutes=self.delay.value() or 0,
                    by=self,
                    done=self._quoted,
                    posting=self.posting(),
                )

    def _quoted(self, _extra: object) -> None:
        self.lines.clear()
        self.drop_draft()


class ProposeExtraCard(FoldedCard):
    """Something more was found: said here, priced later or at once."""

    def __init__(self, dock: StationDock) -> None:
        """Build the form closed."""
        super().__init__(dock)
        self.finding = named(LongText("extra.finding", lines=2), "proposeFinding")
        self.finding.setPlaceholderText(self.tr("发现了什么,如前制动片剩余 2.1 mm"))
        self.reason = named(PlainEdit("extra.reason", limit=500), "proposeReason")
        self.reason.setPlaceholderText(self.tr("为什么要做"))
        self.safety = tick(self.tr("涉及安全(不做须客户写明)"), "proposeSafety")
        self.delay = named(MinutesEdit("extra.delay"), "proposeDelay")
        self.delay.setPlaceholderText(self.tr("交车顺延几分钟"))
        self.lines = DraftGrid(dock, "proposeLines")
        self.propose_button = named(self.main_button(self.tr("提出增项"), self.propose), "proposeExtra")
        self.fold = self.fold_in(self.tr("提出增项"), self._panel(), "propose")
        self.fold.toggled.connect(self._opened)
        self.close_row()
        self.propose_button.hide()
        for place, field in (
            ("extra.finding", self.finding), ("extra.reason", self.reason), ("order.extra", self.fold.button)
        ):  # fmt: skip
            dock.place(place, field)
        self.lines.passed.connect(lambda: self.propose_button.setFocus(Qt.FocusReason.TabFocusReason))
        fields = (self.finding, self.reason, self.safety, self.delay)
        draft = self.keep_drafts("extra proposal", self.tr("提出增项"), "extra.finding", *fields)
        self.lines.typed.connect(draft.touch)

    def draft_values(self) -> dict[str, Any]:
        """Return the lines."""
        return self.lines.typing()

    def take_draft(self, values: dict[str, Any]) -> None:
        """Show the lines and open the form."""
        self.fold.set_open(True)
        self.lines.put_back(values)

    def _clear(self) -> None:
        self.finding.clear_value()
        self.reason.clear_value()
        self.delay.clear_value()
        self.safety.setChecked(False)
        self.lines.clear()
        self.fold.set_open(False)

    def _panel(self) -> QWidget:
        panel = QWidget()
        box = QVBoxLayout(panel)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.pixels(6))
        for field in (self.finding, self.reason, self.safety, self.delay, self.lines):
            box.addWidget(field)
        return panel

    def begin(self, order: "OrderInHand") -> None:
        """Start empty, priced by the order's business type: what was found on another car is kept with that one."""
        self._clear()
        self.lines.price_for(order.business_type_id)

    def show_order(self, order: "OrderInHand") -> None:
        """Show the form to whoever may propose."""
        super().show_order(order)
        actor = self.desk.actor
        self.setVisible(
            order.stage in extra_work.PROPOSABLE and actor is not None and actor.may(Permission.PROPOSE_EXTRA)
        )

    def unsaved(self) -> bool:
        """Tell whether something was found and not proposed."""
        return not self.finding.is_blank() or bool(self.lines.drafts)

    def _opened(self, opened: bool) -> None:  # noqa: FBT001 - as the signal brings it
        self.propose_button.setVisible(opened)
        if opened:
            self.finding.setFocus(Qt.FocusReason.OtherFocusReason)

    def propose(self) -> None:
        """Propose what was found."""
        with self.dock.taking_entries():
            if self.order is not None and self.lines.take_open_line():
                self.desk.perform(
                    extra_work.propose_extra_work,
                    self.order.id,
                    self.finding.value(),
                    self.lines.entries(),
                    cause=self.reason.words(),
                    safety=self.safety.isChecked(),
                    delay_minutes=self.delay.value() or 0,
                    by=self,
                    done=self._proposed,
                    posting=self.posting(),
                )

    def _proposed(self, _extra: int) -> None:
        self._clear()
        self.drop_draft()


def _line_words(line: LineRow) -> str:
    """Say a line in words: name, amount × price = sum, who pays where it is not the customer."""
    amount = f"{format_quantity(line.amount)}{word(line.unit)}"
    price = f" × {format_money(line.price_fen)}" if line.price_fen else ""
    payer = "" if line.payer is Payer.CUSTOMER else f" · {word(PAYER_LABELS[line.payer])}"
    return f"{line.name}  {amount}{price} = {format_money(line.total_fen)}{payer}"


def undecided(extras: Sequence[ExtraRow]) -> int:
    """Count the proposals that wait for a price or for the customer."""
    return sum(1 for extra in extras if extra.state in (ExtraState.PROPOSED, ExtraState.QUOTED))
