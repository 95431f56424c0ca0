"""The cashier's dock (结算)."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from app.changes import Change
from app.errors import InvalidEntry
from app.models.access import Permission
from app.models.money import PAID_LABELS, PAYMENT_LABELS, PaidState
from app.models.orders import PAYER_LABELS, Payer
from app.models.stages import STAGE_LABELS, Stage
from app.services import order_lists, order_view, settlement, settlement_board
from app.services.order_rows import OrderInHand
from app.services.settlement_board import StatementRow
from app.text import QT_TRANSLATE_NOOP
from app.values import Fen, capitals, format_money, format_plate
from app.views.card import Card, allow, muted
from app.views.desk import Desk
from app.views.draft_form import FormOf
from app.views.drafting import Drafting
from app.views.field_texts import by_name
from app.views.fields import Choice, MoneyEdit
from app.views.printing import print_paper
from app.views.row_table import Align, Column, RowTable
from app.views.station_dock import StationDock
from app.views.theme import ChipKind
from app.views.wording import word

_NO_STATEMENT = QT_TRANSLATE_NOOP("rules", "请先选择一张未收款的结算单。")
_TONES = {
    PaidState.OPEN: ChipKind.AMBER,
    PaidState.PAID: ChipKind.GREEN,
    PaidState.ON_ACCOUNT: ChipKind.BLUE,
    PaidState.REVERSED: ChipKind.NEUTRAL,
}


class SettlementDock(StationDock):
    """One statement per payer, paid or on account, and taken back (结算)."""

    NAME = "settlement"
    WATCHES = Change.MONEY | Change.ORDERS

    def __init__(self, desk: Desk, title: str, parent: QWidget | None = None) -> None:
        """Build the order's card, its statements, and the list of orders to settle."""
        super().__init__(desk, title, parent)
        self._due: int | None = None
        self.order: OrderInHand | None = None
        self.body.addWidget(self._order_card())
        paying = self._statement_card()
        self.body.addWidget(paying, 1)
        self.pay_draft = Drafting(
            desk,
            FormOf(self.heading.text, lambda: self._show_due(self.statements.selected_row())),
            paying,
            "payment",
            title=self.tr("收款"),
            place="settlement.amount",
            fields=by_name(self.method, self.amount),
        )
        self.body.addWidget(self._list_card(), 1)

    def _order_card(self) -> Card:
        card = Card(self.tr("结算施工单"), self)
        self.heading = muted("", card)
        self.amount_due = muted("", card)
        self.amount_due.setObjectName("total")
        card.body.addWidget(self.heading)
        self.in_capitals = muted("", card)
        card.body.addWidget(self.amount_due)
        card.body.addWidget(self.in_capitals)
        self.settle_button = self.place("settlement", card.main_button(self.tr("结算"), self._settle))
        self.settle_button.setObjectName("settleOrder")
        self.reverse_button = card.button(self.tr("反结算"), self._reverse)
        self.reverse_button.setObjectName("reverseSettlement")
        card.close_row()
        return card

    def _statement_card(self) -> Card:
        card = Card(self.tr("结算单"), self)
        self.statements = RowTable(
            (
                Column(self.tr("付费方"), lambda r: word(PAYER_LABELS[r.payer])),
                Column(self.tr("单号"), lambda r: r.number, width=126, muted=True),
                Column(self.tr("金额"), lambda r: format_money(r.total_fen), width=92, align=Align.RIGHT),
                Column(self.tr("状态"), lambda r: word(PAID_LABELS[r.state]), width=84, chip=lambda r: _TONES[r.state]),
            ),
            card,
            empty=self.tr("还没有结算单。检验合格后按“结算”开出。"),
        )
        self.statements.setObjectName("statements")
        self.statements.setMinimumHeight(self.statements.room_for(2))
        self.statements.row_selected.connect(self._chosen)
        card.body.addWidget(self.statements, 1)
        form = card.form()
        self.method = Choice(PAYMENT_LABELS, "settlement.method")
        self.method.setObjectName("paymentMethod")
        self.amount = self.place("settlement.amount", MoneyEdit("settlement.amount"))
        self.amount.setObjectName("paymentAmount")
        form.addRow(self.tr("收款方式"), self.method)
        form.addRow(self.tr("实收"), self.amount)
        self.pay_button = card.main_button(self.tr("收款"), self._pay)
        self.account_button = card.button(self.tr("挂账"), self._put_on_account)
        self.print_button = card.button(self.tr("打印结算单"), self._print)
        card.close_row()
        return card

    def _list_card(self) -> Card:
        card = Card(self.tr("待结算与待交车"), self)
        self.orders = RowTable(
            (
                Column(self.tr("车牌"), lambda r: format_plate(r.plate), width=96, strong=lambda _row: True),
                Column(self.tr("施工单"), lambda r: r.number, from_width=380),
                Column(self.tr("金额"), lambda r: format_money(r.total_fen), width=92, align=Align.RIGHT),
                Column(
                    self.tr("状态"),
                    lambda r: word(STAGE_LABELS[r.stage]),
                    width=80,
                    chip=lambda r: ChipKind.GREEN if r.stage is Stage.SETTLED else ChipKind.TEAL,
                ),
            ),
            card,
            empty=self.tr("没有待结算的车。检验合格的车会列在这里。"),
        )
        self.orders.setObjectName("settlementOrders")
        self.orders.setMinimumHeight(self.orders.room_for(5))
        self.orders.row_activated.connect(lambda row: self.desk.take_in_hand(row.id, row.visit_id))
        card.body.addWidget(self.orders)
        return card

    def refresh(self) -> None:
        """Read the order in hand, its statements and the list."""
        self.desk.ask(order_lists.orders_to_settle, by=self, done=self.orders.show_rows)
        order = self.desk.current_order
        if order is None:
            self._show_none()
            return
        self.desk.ask(order_view.order_in_hand, order, by=self, done=self._show_order)
        self.desk.ask(settlement_board.statements_of, order, by=self, done=self._show_statements)

    def _show_none(self) -> None:
        no_car = self.tr("请先在左侧或下面的列表里选择车辆。")
        self.order = None
        self.heading.setText(no_car)
        self.amount_due.setText("")
        self.in_capitals.setText("")
        self.statements.show_rows(())
        for button in (
            self.settle_button, self.reverse_button, self.pay_button, self.account_button, self.print_button
        ):  # fmt: skip
            allow(button, no_car)

    def _show_order(self, order: OrderInHand) -> None:
        self.order = order
        self.heading.setText(f"{format_plate(order.plate)}  {order.number}  {word(STAGE_LABELS[order.stage])}")
        self._say_due()
        allow(self.settle_button, self._why_not_settle(order))
        allow(self.reverse_button, self._why_not_reverse(order))
        self._chosen(self.statements.selected_row())

    def _may(self, permission: Permission) -> bool:
        return self.desk.actor is not None and self.desk.actor.may(permission)

    def _why_not_settle(self, order: OrderInHand) -> str:
        if order.stage in {Stage.PASSED, Stage.NOT_REPAIRED}:
            return "" if self._may(Permission.SETTLE) else self.tr("您的岗位不能结算。")
        if order.stage in {Stage.SETTLED, Stage.DELIVERED}:
            return self.tr("这张施工单已经结算。")
        said = self.tr("现在是“{stage}”,检验合格后才能结算。")
        return said.format(stage=word(STAGE_LABELS[order.stage]))

    def _why_not_reverse(self, order: OrderInHand) -> str:
        if order.left_at is not None:
            return self.tr("车已出厂,不能反结算。")
        if order.stage is not Stage.SETTLED:
            return self.tr("这张施工单还没有结算。")
        return "" if self._may(Permission.REVERSE_SETTLEMENT) else self.tr("您的岗位不能反结算,请财务或站长来做。")

    def _say_due(self) -> None:
        """Say what the customer owes still, or that nothing is left to be paid."""
        if self.order is None:
            return
        mine = [
            row for row in self.statements.rows() if row.payer is Payer.CUSTOMER and row.state is not PaidState.REVERSED
        ]
        owed = Fen(sum(row.total_fen for row in mine if row.state is PaidState.OPEN)) if mine else None
        text, sum_fen = self.tr("客户应付 ¥{figures}"), self.order.customer_fen
        if owed:
            sum_fen = owed
        elif mine and all(row.state is PaidState.PAID for row in mine):
            text, sum_fen = self.tr("客户已付清 ¥{figures}"), Fen(sum(row.total_fen for row in mine))
        elif mine:
            text, sum_fen = self.tr("客户挂账 ¥{figures}"), Fen(sum(row.total_fen for row in mine))
        self.amount_due.setText(text.format(figures=format_money(sum_fen)))
        self.in_capitals.setText(self.tr("大写 {words}").format(words=capitals(sum_fen)))

    def next_step(self) -> QWidget:
        """Return where the order in hand goes on: settled, then paid; without a car who waits."""
        if self.settle_button.isEnabled():
            return self.settle_button
        if self.pay_button.isEnabled():
            return self.method
        return self.statements if self.order is not None else self.orders

    def main_button(self) -> QPushButton:
        """Return settling while the order can be settled, else paying."""
        return self.pay_button if self.pay_button.isEnabled() else self.settle_button

    def _show_statements(self, rows: Sequence[StatementRow]) -> None:
        self.statements.show_rows(rows)
        self._say_due()
        waiting = next((row for row in rows if row.state is PaidState.OPEN), None)
        if waiting is not None:
            self.statements.select_id(waiting.id)
        elif rows and self.statements.selected_row() is None:
            self.statements.select_first()
        self._chosen(self.statements.selected_row())

    def _chosen(self, row: StatementRow | None) -> None:
        waiting = row is not None and row.state is PaidState.OPEN
        why_not = "" if waiting else self._why_not_pay(row)
        allow(self.pay_button, why_not)
        allow(self.account_button, why_not)
        allow(self.print_button, "" if row is not None else self.tr("还没有结算单。"))
        due = row.id if row is not None and waiting else None
        if due != self._due:  # what the cashier typed for this statement stays through every refresh
            self._due = due
            order, visit = self.desk.current_order, self.desk.current_visit
            self.pay_draft.turn_to(f"statement:{due}" if due else "", order_id=order, visit_id=visit)
            self._show_due(row)

    def _show_due(self, row: StatementRow | None) -> None:
        waiting = row is not None and row.state is PaidState.OPEN
        self.amount.set_value(row.total_fen if row is not None and waiting else None)

    def _why_not_pay(self, row: StatementRow | None) -> str:
        if row is None:
            return self.settle_button.toolTip() or self.tr("还没有结算单,请先结算。")
        return self.tr("结算单 {number}:{state}。").format(number=row.number, state=word(PAID_LABELS[row.state]))

    def _settle(self) -> None:
        self.desk.perform(settlement.settle_order, self.desk.current_order, by=self, done=self._settled)

    def _settled(self, count: int) -> None:
        self.show_notice(self.tr("已结算,{count} 张结算单").format(count=count))
        self.go_to_next()

    def _reverse(self) -> None:
        taken = Fen(sum(row.total_fen for row in self.statements.rows() if row.state is PaidState.PAID))
        said = self.tr("已反结算")
        if taken:
            said = self.tr("已反结算;已收的 ¥{amount} 已冲销,请退还客户").format(amount=format_money(taken))
        self.desk.perform(
            settlement.reverse_settlement,
            self.desk.current_order,
            by=self,
            done=lambda _stage: self._done(said, cursor=self.statements),
        )

    def _done(self, said: str, *, cursor: QWidget | None = None) -> None:
        """Say what was done; ``cursor`` is where one Enter too many does nothing, else it goes to the next step."""
        self.pay_draft.drop()
        self.show_notice(said)
        if cursor is not None:
            cursor.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.go_to_next()

    def _statement(self) -> StatementRow:
        row: StatementRow | None = self.statements.selected_row()
        if row is None or row.state is not PaidState.OPEN:
            raise InvalidEntry(_NO_STATEMENT, place="settlement")
        return row

    def _pay(self) -> None:
        with self.taking_entries():
            row = self._statement()
            self.desk.perform(
                settlement.pay_statement,
                row.id,
                self.method.need(),
                self.amount.need(),
                seen=row.version,
                by=self,
                done=lambda _payment: self._done(self.tr("已收款")),
                posting=self.pay_draft.posting(),
            )

    def _put_on_account(self) -> None:
        with self.taking_entries():
            row = self._statement()
            self.desk.perform(
                settlement.put_on_account,
                row.id,
                seen=row.version,
                by=self,
                done=lambda _statement: self._done(self.tr("已挂账")),
            )

    def _print(self) -> None:
        row = self.statements.selected_row()
        if row is not None:
            print_paper(self.desk, "statement", row.id, self)
