"""What every paper says at its head (本站), and one's own password."""

from typing import Any

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.services import accounts, catalogue, masters
from app.services.catalogue import StationHeadEntry
from app.services.masters import StationHeadRow
from app.views.card import Card
from app.views.draft_form import FormOf
from app.views.drafting import Drafting
from app.views.field_texts import by_name
from app.views.fields import PlainEdit
from app.views.station_dock import StationDock


class StationPage(QWidget):
    """The station's head, and the password of whoever is signed in."""

    def __init__(self, dock: StationDock) -> None:
        """Build both cards."""
        super().__init__(dock)
        self.dock = dock
        self._version = 0
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._head_card())
        box.addWidget(self._password_card())
        box.addStretch(1)

    def _head_card(self) -> Card:
        card = Card(self.tr("单据抬头"), self)
        form = card.form()
        self.name = self.dock.place("station.name", PlainEdit("station.name", limit=200))
        self.address = self.dock.place("station.address", PlainEdit("station.address", limit=300))
        self.phone = self.dock.place("station.phone", PlainEdit("station.phone", limit=60))
        self.credit_code = self.dock.place("station.credit_code", PlainEdit("station.credit_code", limit=32))
        for name, label, field in (
            ("stationName", self.tr("站名"), self.name),
            ("stationAddress", self.tr("地址"), self.address),
            ("stationPhone", self.tr("电话"), self.phone),
            ("stationCreditCode", self.tr("信用代码"), self.credit_code),
        ):
            field.setObjectName(name)
            field.typed.connect(lambda: self.dock.set_editing(True))
            form.addRow(label, field)
        self.save_button = card.main_button(self.tr("保存"), self._save)
        card.close_row()
        self.draft = Drafting(
            self.dock.desk,
            FormOf(self.name.text, self._read_again, lambda: {"version": self._version}, self._take_draft),
            card,
            "station",
            title=self.tr("单据抬头"),
            place="station.name",
            fields=by_name(self.name, self.address, self.phone, self.credit_code),
        )
        self.draft.turn_to("station")
        return card

    def _password_card(self) -> Card:
        card = Card(self.tr("修改我的密码"), self)
        form = card.form()
        self.old = self.dock.place("account.password", QLineEdit())
        self.new = QLineEdit()
        for label, line in ((self.tr("原密码"), self.old), (self.tr("新密码"), self.new)):
            line.setEchoMode(QLineEdit.EchoMode.Password)
            form.addRow(label, line)
        card.button(self.tr("修改密码"), self._change_password)
        card.close_row()
        return card

    def _take_draft(self, values: dict[str, Any]) -> None:
        self._version = int(values["version"])
        self.dock.set_editing(True)

    def _read_again(self) -> None:
        """Show the head as it is stored."""
        self.dock.set_editing(False)
        self.dock.desk.ask(masters.station_head, by=self, done=self._show_head)

    def refresh(self) -> None:
        """Read the head."""
        self.dock.desk.ask(masters.station_head, by=self, done=self._show)

    def _show(self, row: StationHeadRow) -> None:
        """Show the head, unless somebody types over it."""
        if not self.draft.is_typed():
            self._show_head(row)

    def _show_head(self, row: StationHeadRow) -> None:
        self._version = row.version
        for field, words in (
            (self.name, row.name),
            (self.address, row.address),
            (self.phone, row.phone),
            (self.credit_code, row.credit_code),
        ):
            field.set_value(words)

    def _save(self) -> None:
        with self.dock.taking_entries():
            entry = StationHeadEntry(
                self.name.words(), self.address.words(), self.phone.words(), self.credit_code.words()
            )
            self.dock.desk.perform(
                catalogue.save_station_head,
                entry,
                seen=self._version,
                by=self,
                done=lambda _version: self._saved(),
                posting=self.draft.posting(),
            )

    def _saved(self) -> None:
        self.draft.drop()
        self.dock.set_editing(False)
        self.dock.show_notice(self.tr("已保存,从下一张单据起生效"))
        self.refresh()

    def _change_password(self) -> None:
        self.dock.desk.perform(
            accounts.change_password, self.old.text(), self.new.text(), by=self, done=lambda _key: self._changed()
        )

    def _changed(self) -> None:
        self.old.clear()
        self.new.clear()
        self.dock.show_notice(self.tr("密码已修改"))
