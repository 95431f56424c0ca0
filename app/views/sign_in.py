"""Coming in (登录): founding the station on the first run, signing in, unlocking; pages of the window, not dialogs."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFormLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.errors import InvalidEntry, Refusal
from app.settings import DEMO_PASSWORD
from app.text import QT_TRANSLATE_NOOP
from app.views import theme
from app.views.card import Card, muted
from app.views.desk import Desk
from app.views.fields import PlainEdit
from app.views.notices import NoticeStrip, Telling
from app.views.one_line import PlainLabel
from app.views.walking import walks_on

_CARD_WIDTH = 400


class Page(Telling, QWidget):
    """A card in the middle of an otherwise empty window; Enter walks the fields, on the last one it goes ahead.

    Subclasses set ``button``, which goes ahead, and ``last``, the field that is filled in last.
    """

    button: QPushButton
    last: QLineEdit

    def __init__(self, desk: Desk, title: str, parent: QWidget | None = None) -> None:
        """Build the page with a translated title."""
        super().__init__(parent)
        self.setObjectName("page")
        self.desk = desk
        self.card = Card(parent=self)
        self.card.setFixedWidth(theme.pixels(_CARD_WIDTH))
        self.headline = PlainLabel(title, self.card)
        self.headline.setObjectName("pageTitle")
        self.headline.setWordWrap(True)
        self.strip = NoticeStrip(self.card)
        self.strip.led.connect(desk.lead_to)
        self.card.body.addWidget(self.headline)
        self.card.body.addWidget(self.strip)
        self.form: QFormLayout = self.card.form()
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.card)
        row.addStretch(1)
        box = QVBoxLayout(self)
        box.addStretch(2)
        box.addLayout(row)
        box.addStretch(3)

    def password_line(self, place: str) -> QLineEdit:
        """Return a line whose text is not shown."""
        line = QLineEdit(self)
        line.setEchoMode(QLineEdit.EchoMode.Password)
        self.desk.places.register(place, line)
        return line

    def main(self, text: str) -> QPushButton:
        """Add the page's one button."""
        button = QPushButton(text, self.card)
        button.setProperty("main", True)
        self.card.body.addWidget(button)
        return button

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter walk on to the next field, and go ahead on the last one; Ctrl+Enter goes ahead anywhere."""
        here = self.focusWidget()
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier or here is self.last:
            self.button.click()
        elif isinstance(here, QCheckBox):  # Space ticks it; Enter never, for it is pressed without looking
            self.button.setFocus(Qt.FocusReason.TabFocusReason)
        elif not walks_on(self.card, event):
            super().keyPressEvent(event)


class FirstRunPage(Page):
    """Three fields, then the window (首次使用)."""

    founded = Signal(object)
    """The ``Actor`` of the first account."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Build the page."""
        super().__init__(desk, self.tr("开始使用工单"), parent)
        self.card.body.insertWidget(
            1, muted(self.tr("给服务站起名,设第一个账号(服务站长)。其他岗位的账号以后再加。"), self.card)
        )
        self.station = PlainEdit("founding.name", self, hint=self.tr("例如:长城汽车朝阳服务站"), limit=200)
        self.login = PlainEdit("account.login", self, hint=self.tr("姓名或工号"), limit=64)
        self.password = self.password_line("account.password")
        self.last = self.password
        self.password.setPlaceholderText(self.tr("至少 6 位"))
        desk.places.register("founding.name", self.station)
        desk.places.register("account.login", self.login)
        self.demonstration = QCheckBox(self.tr("填入演示数据"), self)
        self.demonstration.setToolTip(self.tr("12 名维修工、300 种配件、60 件工具、两个月的施工单"))
        self.form.addRow(self.tr("服务站名称"), self.station)
        self.form.addRow(self.tr("账号"), self.login)
        self.form.addRow(self.tr("密码"), self.password)
        self.form.addRow(self.demonstration)
        self.button = self.main(self.tr("开始"))
        self.button.clicked.connect(self.found)

    def found(self) -> None:
        """Found the station with what was typed, then sign its first account in."""
        from app.services import accounts

        try:
            name, login = self.station.need(), self.login.need()
            password = self.password.text()
        except InvalidEntry as complaint:
            self.show_refusal(complaint)
            return
        self.button.setEnabled(False)
        if self.demonstration.isChecked():
            self._fill(name, login, password)
            return
        self.desk.perform(
            accounts.found_station,
            name,
            login,
            login,
            password,
            by=self,
            done=lambda _key: self._sign_in(login, password),
            failed=lambda _error: self.button.setEnabled(True),
        )

    def _fill(self, name: str, login: str, password: str) -> None:
        """Found the station with two months of made-up orders; it takes some seconds."""
        from app.services import demonstration

        self.show_notice(self.tr("正在填入演示数据,请稍候…"))
        self.desk.consult(
            demonstration.fill_open,
            name,
            login,
            login,
            password,
            by=self,
            done=lambda _nothing: self._sign_in(login, password),
            failed=self._not_filled,
        )

    def _not_filled(self, error: BaseException) -> None:
        self.button.setEnabled(True)
        if isinstance(error, Refusal):
            self.show_refusal(error)
        else:
            raise error

    def _sign_in(self, login: str, password: str) -> None:
        from app.services import accounts

        self.desk.consult(accounts.sign_in, login, password, by=self, done=self._come_in)

    def _come_in(self, actor: Any) -> None:  # noqa: ANN401 - an Actor
        self.button.setEnabled(True)
        self.password.clear()
        self.founded.emit(actor)


class SignInPage(Page):
    """Account and password (登录)."""

    came_in = Signal(object)
    """The ``Actor`` who signed in."""

    def __init__(self, desk: Desk, parent: QWidget | None = None, *, demonstration: bool = False) -> None:
        """Build the page; for a demonstration it names the accounts."""
        super().__init__(desk, self.tr("登录"), parent)
        if demonstration:
            accounts = "boss, reception, dispatch, inspection, tool_room, parts, settlement"
            told = self.tr("演示站的账号:{accounts};密码都是 {password}。")
            told = told.format(accounts=accounts, password=DEMO_PASSWORD)
            self.card.body.insertWidget(1, muted(told, self.card))
        self.login = PlainEdit("sign_in.login", self, hint=self.tr("服务站给您的账号"), limit=64)
        self.password = self.password_line("account.password")
        self.last = self.password
        self.form.addRow(self.tr("账号"), self.login)
        self.form.addRow(self.tr("密码"), self.password)
        self.button = self.main(self.tr("登录"))
        self.button.clicked.connect(self.sign_in)

    def begin(self) -> None:
        """Ask anew: nothing of whoever was here before stands in the fields."""
        self.clear_notices()
        self.login.clear_value()
        self.password.clear()
        self.login.setFocus(Qt.FocusReason.OtherFocusReason)

    def sign_in(self) -> None:
        """Ask the station who this is."""
        from app.services import accounts

        try:
            login = self.login.need()
        except InvalidEntry as complaint:
            self.show_refusal(complaint)
            return
        self.button.setEnabled(False)
        self.desk.consult(
            accounts.sign_in, login, self.password.text(), by=self, done=self._come_in, failed=self._refused
        )

    def _come_in(self, actor: Any) -> None:  # noqa: ANN401 - an Actor
        self.button.setEnabled(True)
        self.password.clear()
        self.came_in.emit(actor)

    def _refused(self, _error: BaseException) -> None:
        self.button.setEnabled(True)
        self.password.clear()
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)


class LockPage(Page):
    """The window covered while nobody is at the desk (锁屏); the same person unlocks it, another one switches."""

    unlocked = Signal()
    switch_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Build the page."""
        super().__init__(desk, self.tr("已锁定"), parent)
        self.person = PlainLabel(self)
        self.password = self.password_line("account.password")
        self.last = self.password
        self.form.addRow(self.tr("账号"), self.person)
        self.form.addRow(self.tr("密码"), self.password)
        self.button = self.main(self.tr("解锁"))
        self.button.clicked.connect(self.unlock)
        self.switch = QPushButton(self.tr("切换用户"), self.card)
        self.switch.clicked.connect(self.switch_wanted)
        self.card.body.addWidget(self.switch)

    def begin(self) -> None:
        """Name the person and put the cursor into the password."""
        actor = self.desk.actor
        self.person.setText(actor.name if actor is not None else "")
        self.clear_notices()
        self.password.clear()
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)

    def unlock(self) -> None:
        """Ask the station whether the password is right."""
        from app.services import accounts

        actor = self.desk.actor
        if actor is None or not self.button.isEnabled():
            return
        if not self.password.text():
            self.show_refusal(InvalidEntry(QT_TRANSLATE_NOOP("rules", "请输入密码。"), place="account.password"))
            return
        self.button.setEnabled(False)
        self.desk.consult(
            accounts.sign_in, actor.login, self.password.text(), by=self, done=self._opened, failed=self._refused
        )

    def _opened(self, _actor: Any) -> None:  # noqa: ANN401 - an Actor
        self.button.setEnabled(True)
        self.password.clear()
        self.unlocked.emit()

    def _refused(self, _error: BaseException) -> None:
        self.button.setEnabled(True)
        self.password.clear()
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)
