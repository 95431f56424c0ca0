"""Accounts and their posts (账号与岗位)."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from app.drafts.plain import from_plain, to_plain
from app.models.access import ROLE_LABELS, Role
from app.services import accounts, masters
from app.services.masters import AccountRow
from app.views.card import Card
from app.views.draft_form import FormOf
from app.views.drafting import Drafting
from app.views.field_texts import by_name
from app.views.fields import PlainEdit
from app.views.row_table import Column, RowTable
from app.views.station_dock import StationDock
from app.views.theme import ChipKind
from app.views.wording import listed, word


class AccountsPage(QWidget):
    """The accounts; a new one is opened, or the posts of the chosen one are changed."""

    def __init__(self, dock: StationDock) -> None:
        """Build list and entry."""
        super().__init__(dock)
        self.dock = dock
        self._chosen_row: AccountRow | None = None
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._list_card())
        box.addWidget(self._entry_card())

    def _list_card(self) -> Card:
        card = Card(self.tr("账号"), self)
        self.table = RowTable(
            (
                Column(self.tr("账号"), lambda r: r.login, width=82),
                Column(self.tr("姓名"), lambda r: r.name, width=64),
                Column(
                    self.tr("岗位"),
                    lambda r: self.tr("已停用") if r.retired else _posts(r),
                    tip=_posts,
                    chip=lambda r: ChipKind.NEUTRAL if r.retired else None,
                ),
            ),
            card,
            empty=self.tr("还没有账号。在下面登记。"),
        )
        self.table.setObjectName("accounts")
        self.table.setMinimumHeight(self.table.room_for(6))
        self.table.row_selected.connect(self._choose)
        card.body.addWidget(self.table)
        return card

    def _entry_card(self) -> Card:
        self.card = Card(self.tr("新账号"), self)
        form = self.card.form()
        self.login = self.dock.place("account.login", PlainEdit("account.login", limit=64))
        self.login.setObjectName("accountLogin")
        self.name = PlainEdit("account.name", limit=100)
        self.name.setObjectName("accountName")
        self.password = QLineEdit()
        self.password.setObjectName("accountPassword")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        for field in (self.login, self.name):
            field.typed.connect(lambda: self.dock.set_editing(True))
        form.addRow(self.tr("账号"), self.login)
        form.addRow(self.tr("姓名"), self.name)
        form.addRow(self.tr("密码"), self.password)
        grid = QGridLayout()
        self.roles: dict[Role, QCheckBox] = {}
        for place, role in enumerate(Role):
            self.roles[role] = QCheckBox(word(ROLE_LABELS[role]), self)
            self.roles[role].clicked.connect(lambda: self.dock.set_editing(True))
            grid.addWidget(self.roles[role], place // 3, place % 3)
        self.card.body.addLayout(grid)
        self.dock.place("account.roles", self.roles[Role.STATION_MANAGER])
        self.card.main_button(self.tr("保存"), self._save)
        self.card.button(self.tr("新账号"), self._begin_new)
        self.card.button(self.tr("停用"), self._retire)
        self.card.close_row()
        self.draft = Drafting(
            self.dock.desk,
            FormOf(
                self.login.text,
                lambda: self._show_row(self._chosen_row),
                lambda: {"row": to_plain(self._chosen_row)},
                self._take_draft,
            ),
            self.card,
            "account",
            title=self.tr("账号"),
            place="account.login",
            fields={**by_name(self.login, self.name), **{role.value: box for role, box in self.roles.items()}},
        )
        self.draft.turn_to()
        return self.card

    def _take_draft(self, values: dict[str, Any]) -> None:
        row = values["row"]
        self._name_row(None if row is None else from_plain(AccountRow, row))
        self.dock.set_editing(True)

    def _begin_new(self) -> None:
        self.table.setCurrentIndex(QModelIndex())
        self._choose(None)
        self.login.setFocus()

    def refresh(self) -> None:
        """Read the accounts."""
        self.dock.desk.ask(masters.account_list, by=self, done=self._show)

    def _show(self, rows: Sequence[AccountRow]) -> None:
        self.table.show_rows(rows)

    def _choose(self, row: AccountRow | None) -> None:
        self.dock.set_editing(False)
        self.draft.turn_to(f"account:{row.id}" if row else "", version=row.version if row else 0)
        self._show_row(row)

    def _name_row(self, row: AccountRow | None) -> None:
        self._chosen_row = row
        self.card.set_title(self.tr("新账号") if row is None else self.tr("岗位:{name}").format(name=row.name))
        for field in (self.login, self.name, self.password):
            field.setEnabled(row is None)

    def _show_row(self, row: AccountRow | None) -> None:
        self._name_row(row)
        self.login.set_value(row.login if row else None)
        self.name.set_value(row.name if row else None)
        for role, box in self.roles.items():
            box.setChecked(row is not None and role in row.roles)

    def _save(self) -> None:
        posts = tuple(role for role, box in self.roles.items() if box.isChecked())
        with self.dock.taking_entries():
            if self._chosen_row is None:
                self.dock.desk.perform(
                    accounts.create_account,
                    self.login.words(),
                    self.name.words(),
                    self.password.text(),
                    posts,
                    by=self,
                    done=lambda _key: self._saved(),
                    posting=self.draft.posting(),
                )
            else:
                row = self._chosen_row
                self.dock.desk.perform(
                    accounts.set_roles,
                    row.id,
                    posts,
                    seen=row.version,
                    by=self,
                    done=lambda _version: self._saved(),
                    posting=self.draft.posting(),
                )

    def _retire(self) -> None:
        row = self._chosen_row
        if row is not None:
            self.dock.desk.perform(
                accounts.retire_account, row.id, seen=row.version, by=self, done=lambda _key: self._saved()
            )

    def _saved(self) -> None:
        self.draft.drop()
        self.table.setCurrentIndex(QModelIndex())
        self._choose(None)
        self.password.clear()
        self.dock.show_notice(self.tr("账号已保存"))
        self.refresh()


def _posts(row: AccountRow) -> str:
    return listed(word(ROLE_LABELS[role]) for role in row.roles)
