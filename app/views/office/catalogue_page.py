"""Labour operations and hourly rates (工时项目、工时单价)."""

from typing import Any

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.drafts.plain import from_plain, to_plain
from app.models.orders import PAYER_LABELS
from app.models.people import RANK_LABELS, TRADE_LABELS, Rank
from app.services import catalogue, masters
from app.services.catalogue import OperationEntry, RateRow
from app.services.masters import OperationRow
from app.values import Milli, format_hours, format_money
from app.views.card import Card
from app.views.draft_form import FormOf
from app.views.drafting import Drafting
from app.views.field_texts import by_name
from app.views.fields import Choice, HoursEdit, MoneyEdit, PlainEdit
from app.views.row_table import Align, Column, RowTable
from app.views.station_dock import StationDock
from app.views.wording import word


class CataloguePage(QWidget):
    """The labour catalogue, and what an hour costs."""

    def __init__(self, dock: StationDock) -> None:
        """Build both lists with their entries."""
        super().__init__(dock)
        self.dock = dock
        self._chosen_row: OperationRow | None = None
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._operation_card())
        box.addWidget(self._rate_card())

    def _operation_card(self) -> Card:
        card = Card(self.tr("工时项目"), self)
        self.operations = RowTable(
            (
                Column(self.tr("编码"), lambda r: r.code, width=84, muted=True),
                Column(self.tr("名称"), lambda r: r.name),
                Column(self.tr("工种"), lambda r: word(TRADE_LABELS[r.trade]), width=52, from_width=380),
                Column(self.tr("工时"), lambda r: format_hours(r.hours), width=56, align=Align.RIGHT),
            ),
            card,
            empty=self.tr("还没有工时项目。在下面登记。"),
        )
        self.operations.setObjectName("operations")
        self.operations.setMinimumHeight(self.operations.room_for(6))
        self.operations.row_selected.connect(self._choose)
        card.body.addWidget(self.operations)
        form = card.form()
        self.code = self.dock.place("catalogue.code", PlainEdit("catalogue.code", limit=64))
        self.name = self.dock.place("catalogue.name", PlainEdit("catalogue.name", limit=200))
        self.hours = self.dock.place("catalogue.hours", HoursEdit("catalogue.hours"))
        self.lump = MoneyEdit("catalogue.lump", hint=self.tr("包价,不按工时"))
        self.trade = Choice(TRADE_LABELS, "catalogue.trade")
        self.rank = Choice(RANK_LABELS, "catalogue.rank")
        for name, label, field in (
            ("operationCode", self.tr("编码"), self.code),
            ("operationName", self.tr("名称"), self.name),
            ("operationHours", self.tr("工时"), self.hours),
            ("operationLump", self.tr("包价"), self.lump),
            ("operationTrade", self.tr("工种"), self.trade),
            ("operationRank", self.tr("最低等级"), self.rank),
        ):
            field.setObjectName(name)
            field.typed.connect(lambda: self.dock.set_editing(True))
            form.addRow(label, field)
        card.main_button(self.tr("保存"), self._save)
        card.button(self.tr("新项目"), self._begin_new)
        card.close_row()
        fields = (self.code, self.name, self.hours, self.lump, self.trade, self.rank)
        self._keep_operation(card, *fields)
        return card

    def _keep_operation(self, card: Card, *fields: QWidget) -> None:
        self.draft = Drafting(
            self.dock.desk,
            FormOf(
                self._words,
                lambda: self._show_row(self._chosen_row),
                lambda: {"row": to_plain(self._chosen_row)},
                self._take_draft,
            ),
            card,
            "operation",
            title=self.tr("工时项目"),
            place="catalogue.code",
            fields=by_name(*fields),
        )
        self.draft.turn_to()

    def _words(self) -> str:
        return f"{self.code.text()} {self.name.text()}".strip()

    def _take_draft(self, values: dict[str, Any]) -> None:
        row = values["row"]
        self._chosen_row = None if row is None else from_plain(OperationRow, row)
        self.dock.set_editing(True)

    def _rate_card(self) -> Card:
        card = Card(self.tr("工时单价(统一报价)"), self)
        self.rates = RowTable(
            (
                Column(self.tr("业务类型"), lambda r: r.business_type or self.tr("全部")),
                Column(
                    self.tr("付费"), lambda r: word(PAYER_LABELS[r.payer]) if r.payer else self.tr("全部"), width=70
                ),
                Column(self.tr("起用"), lambda r: r.valid_from.isoformat(), width=90),
                Column(self.tr("元/工时"), _rate, width=80, align=Align.RIGHT),
            ),
            card,
            empty=self.tr("还没有单价。在下面登记。"),
        )
        self.rates.setMinimumHeight(self.rates.room_for(3))
        card.body.addWidget(self.rates)
        form = card.form()
        self.payer = Choice(PAYER_LABELS, "catalogue.payer", blank=self.tr("全部"))
        self.rate = self.dock.place("catalogue.rate", MoneyEdit("catalogue.rate"))
        self.rate.setObjectName("hourlyRate")
        form.addRow(self.tr("付费"), self.payer)
        form.addRow(self.tr("元/工时"), self.rate)
        card.main_button(self.tr("今天起用"), self._set_rate)
        card.close_row()
        self.payer.setObjectName("ratePayer")
        self.rate_draft = Drafting(
            self.dock.desk,
            FormOf(self.rate.text, self.rate.clear_value),
            card,
            "rate",
            title=self.tr("工时单价(统一报价)"),
            place="catalogue.rate",
            fields=by_name(self.payer, self.rate),
        )
        self.rate_draft.turn_to()
        return card

    def _begin_new(self) -> None:
        self.operations.setCurrentIndex(QModelIndex())
        self._choose(None)
        self.code.setFocus()

    def refresh(self) -> None:
        """Read operations and rates."""
        self.dock.desk.ask(masters.operations, by=self, done=self.operations.show_rows)
        self.dock.desk.ask(catalogue.rate_list, by=self, done=self.rates.show_rows)

    def _choose(self, row: OperationRow | None) -> None:
        self.dock.set_editing(False)
        self.draft.turn_to(f"operation:{row.id}" if row else "", version=row.version if row else 0)
        self._show_row(row)

    def _show_row(self, row: OperationRow | None) -> None:
        self._chosen_row = row
        self.code.set_value(row.code if row else None)
        self.name.set_value(row.name if row else None)
        self.hours.set_value(row.hours if row else None)
        self.lump.set_value(row.lump_fen if row and row.lump_fen else None)
        if row is not None:
            self.trade.set_value(row.trade)
            self.rank.set_value(Rank(row.min_rank))

    def _save(self) -> None:
        with self.dock.taking_entries():
            row = self._chosen_row
            entry = OperationEntry(
                code=self.code.words(),
                name=self.name.words(),
                hours=self.hours.value() or Milli(0),
                lump_fen=self.lump.value(),
                trade=self.trade.need(),
                min_rank=int(self.rank.need()),
                method_check=row.method_check if row else False,
            )
            self.dock.desk.perform(
                catalogue.save_operation,
                entry,
                operation_id=row.id if row else None,
                seen=row.version if row else None,
                by=self,
                done=lambda _key: self._saved(self.draft),
                posting=self.draft.posting(),
            )

    def _set_rate(self) -> None:
        with self.dock.taking_entries():
            self.dock.desk.perform(
                catalogue.set_rate,
                self.rate.need(),
                payer=self.payer.value(),
                by=self,
                done=lambda _key: self._rate_set(),
                posting=self.rate_draft.posting(),
            )

    def _rate_set(self) -> None:
        self.rate.clear_value()
        self._saved(self.rate_draft)

    def _saved(self, draft: Drafting) -> None:
        draft.drop()
        self.operations.setCurrentIndex(QModelIndex())
        self._choose(None)
        self.dock.show_notice(self.tr("已保存"))
        self.refresh()


def _rate(row: RateRow) -> str:
    return format_money(row.rate_fen)
