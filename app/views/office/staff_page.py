"""Technicians and bays (维修工、工位)."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.drafts.plain import from_plain, to_plain
from app.models.people import RANK_LABELS, TRADE_LABELS, Rank, Trade
from app.services import masters, staff
from app.services.staff import StaffRow, TechnicianEntry
from app.values import Milli
from app.views.card import Card
from app.views.draft_form import FormOf
from app.views.drafting import Drafting
from app.views.field_texts import by_name
from app.views.fields import Choice, HoursEdit, PlainEdit
from app.views.row_table import Align, Column, RowTable
from app.views.station_dock import StationDock
from app.views.wording import listed, word

_USUAL_SHIFT = Milli(8000)


class StaffPage(QWidget):
    """Technicians with team, trade, rank and shift; bays by name."""

    def __init__(self, dock: StationDock) -> None:
        """Build list, entry and bays."""
        super().__init__(dock)
        self.dock = dock
        self._chosen_row: StaffRow | None = None
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._list_card())
        box.addWidget(self._entry_card())
        box.addWidget(self._bay_card())

    def _list_card(self) -> Card:
        card = Card(self.tr("维修工"), self)
        self.table = RowTable(
            (
                Column(self.tr("工牌"), lambda r: r.badge, width=60),
                Column(self.tr("姓名"), lambda r: r.name, width=70),
                Column(self.tr("班组"), lambda r: r.team, width=90, from_width=360),
                Column(self.tr("工种与等级"), _trades),
                Column(self.tr("工时/天"), lambda r: f"{r.shift_minutes / 60:g}", width=72, align=Align.RIGHT),
            ),
            card,
            empty=self.tr("还没有维修工。在下面登记,然后才能派工。"),
        )
        self.table.setObjectName("staff")
        self.table.setMinimumHeight(self.table.room_for(6))
        self.table.row_selected.connect(self._choose)
        card.body.addWidget(self.table)
        return card

    def _entry_card(self) -> Card:
        self.card = Card(self.tr("登记维修工"), self)
        form = self.card.form()
        self.badge = self.dock.place("staff.badge", PlainEdit("staff.badge", limit=32))
        self.name = self.dock.place("staff.name", PlainEdit("staff.name", limit=100))
        self.team = PlainEdit("staff.team", limit=60)
        self.trade = self.dock.place("staff.trade", Choice(TRADE_LABELS, "staff.trade"))
        self.rank = Choice(RANK_LABELS, "staff.rank")
        self.shift = self.dock.place("staff.shift", HoursEdit("staff.shift"))
        for name, label, field in (
            ("staffBadge", self.tr("工牌"), self.badge),
            ("staffName", self.tr("姓名"), self.name),
            ("staffTeam", self.tr("班组"), self.team),
            ("staffTrade", self.tr("主工种"), self.trade),
            ("staffRank", self.tr("技术等级"), self.rank),
            ("staffShift", self.tr("每天工时"), self.shift),
        ):
            field.setObjectName(name)
            field.typed.connect(lambda: self.dock.set_editing(True))
            form.addRow(label, field)
        self.shift.set_value(_USUAL_SHIFT)
        self.rank.set_value(Rank.INTERMEDIATE)
        self.card.main_button(self.tr("保存"), self._save)
        self.card.button(self.tr("新维修工"), self._begin_new)
        self.card.button(self.tr("离岗"), self._retire)
        self.card.close_row()
        fields = (self.badge, self.name, self.team, self.trade, self.rank, self.shift)
        self.draft = Drafting(
            self.dock.desk,
            FormOf(
                self._words,
                lambda: self._show_row(self._chosen_row),
                lambda: {"row": to_plain(self._chosen_row)},
                self._take_draft,
            ),
            self.card,
            "technician",
            title=self.tr("维修工"),
            place="staff.badge",
            fields=by_name(*fields),
        )
        self.draft.turn_to()
        return self.card

    def _words(self) -> str:
        return f"{self.badge.text()} {self.name.text()}".strip()

    def _take_draft(self, values: dict[str, Any]) -> None:
        row = values["row"]
        self._name_row(None if row is None else from_plain(StaffRow, row))
        self.dock.set_editing(True)

    def _bay_card(self) -> Card:
        card = Card(self.tr("工位"), self)
        self.bays = RowTable(
            (Column(self.tr("工位"), lambda r: r[1]),),
            card,
            empty=self.tr("还没有工位。在下面登记。"),
            key=lambda row: row[0],
        )
        self.bays.setMinimumHeight(self.bays.room_for(3))
        card.body.addWidget(self.bays)
        form = card.form()
        self.bay = self.dock.place("staff.bay", PlainEdit("staff.bay", limit=60))
        self.bay.setObjectName("bayName")
        form.addRow(self.tr("新工位"), self.bay)
        card.main_button(self.tr("登记工位"), self._save_bay)
        card.close_row()
        self.bay_draft = Drafting(
            self.dock.desk,
            FormOf(self.bay.text, self.bay.clear_value),
            card,
            "bay",
            title=self.tr("工位"),
            place="staff.bay",
            fields=by_name(self.bay),
        )
        self.bay_draft.turn_to()
        return card

    def _begin_new(self) -> None:
        self.table.setCurrentIndex(QModelIndex())
        self._choose(None)
        self.badge.setFocus()

    def refresh(self) -> None:
        """Read technicians and bays."""
        self.dock.desk.ask(staff.staff_list, by=self, done=self._show)
        self.dock.desk.ask(masters.bays, by=self, done=self.bays.show_rows)

    def _show(self, rows: Sequence[StaffRow]) -> None:
        self.table.show_rows(rows)

    def _choose(self, row: StaffRow | None) -> None:
        self.dock.set_editing(False)
        self.draft.turn_to(f"technician:{row.id}" if row else "", version=row.version if row else 0)
        self._show_row(row)

    def _name_row(self, row: StaffRow | None) -> None:
        self._chosen_row = row
        self.card.set_title(self.tr("登记维修工") if row is None else self.tr("维修工:{name}").format(name=row.name))

    def _show_row(self, row: StaffRow | None) -> None:
        self._name_row(row)
        self.badge.set_value(row.badge if row else None)
        self.name.set_value(row.name if row else None)
        self.team.set_value(row.team if row else None)
        trade, rank = row.trades[0] if row and row.trades else (Trade.MECHANIC, int(Rank.INTERMEDIATE))
        self.trade.set_value(trade)
        self.rank.set_value(Rank(rank))
        self.shift.set_value(Milli(row.shift_minutes * 1000 // 60) if row else _USUAL_SHIFT)

    def _save(self) -> None:
        with self.dock.taking_entries():
            row = self._chosen_row
            main = (self.trade.need(), int(self.rank.need()))
            others = tuple(pair for pair in (row.trades[1:] if row else ()) if pair[0] is not main[0])
            entry = TechnicianEntry(
                badge=self.badge.words(),
                name=self.name.words(),
                team=self.team.words(),
                trades=(main, *others),
                shift_minutes=self.shift.need() * 60 // 1000,
                account_id=row.account_id if row else None,
            )
            self.dock.desk.perform(
                staff.save_technician,
                entry,
                technician_id=row.id if row else None,
                seen=row.version if row else None,
                by=self,
                done=lambda _key: self._saved(self.tr("维修工已保存"), self.draft),
                posting=self.draft.posting(),
            )

    def _retire(self) -> None:
        row = self._chosen_row
        if row is not None:
            self.dock.desk.perform(
                staff.retire_technician,
                row.id,
                seen=row.version,
                by=self,
                done=lambda _key: self._saved(self.tr("已离岗,历史记录保留"), self.draft),
            )

    def _save_bay(self) -> None:
        with self.dock.taking_entries():
            self.dock.desk.perform(
                staff.save_bay,
                self.bay.words(),
                by=self,
                done=lambda _key: self._bay_saved(),
                posting=self.bay_draft.posting(),
            )

    def _bay_saved(self) -> None:
        self.bay.clear_value()
        self._saved(self.tr("工位已登记"), self.bay_draft)

    def _saved(self, words: str, draft: Drafting) -> None:
        draft.drop()
        self.table.setCurrentIndex(QModelIndex())
        self._choose(None)
        self.dock.show_notice(words)
        self.refresh()


def _trades(row: StaffRow) -> str:
    return listed(f"{word(TRADE_LABELS[trade])} {word(RANK_LABELS[Rank(rank)])}" for trade, rank in row.trades)
