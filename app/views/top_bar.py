"""The bar on top (顶栏): search, receiving a car, the desks, who is signed in."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QActionGroup, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from app.settings import LANGUAGES, SCALES, PcSettings
from app.views import theme
from app.views.desk import Desk
from app.views.desks import DESKS
from app.views.one_line import PlainLabel
from app.views.search_box import SearchBox
from app.views.wording import word

if TYPE_CHECKING:
    from app.services.station import Actor


class TopBar(QFrame):
    """Built once per window; it only tells what was pressed."""

    desk_pressed = Signal(str)
    receive_pressed = Signal()
    switch_pressed = Signal()
    lock_pressed = Signal()
    sign_out_pressed = Signal()
    guide_pressed = Signal()
    drafts_pressed = Signal()
    backups_pressed = Signal()
    reset_layout_pressed = Signal()
    language_chosen = Signal(str)
    scale_chosen = Signal(int)
    shop_floor_chosen = Signal(bool)

    def __init__(self, desk: Desk, pc: PcSettings, parent: QWidget | None = None) -> None:
        """Build the bar for this PC's settings."""
        super().__init__(parent)
        self.setObjectName("topBar")
        self.brand = PlainLabel(self.tr("工单 Gongdan"), self)
        self.brand.setObjectName("brand")
        self.search = SearchBox(desk, self)
        self.search.setMinimumWidth(theme.pixels(150))
        self.search.setMaximumWidth(theme.pixels(520))
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.receive = QPushButton(self)
        self.receive.setText(self.tr("+ 接车  Ctrl+N"))
        self.receive.setProperty("main", True)
        self.receive.clicked.connect(self.receive_pressed)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.pixels(14), 0, theme.pixels(8), 0)
        row.setSpacing(theme.pixels(8))
        row.addWidget(self.brand)
        row.addSpacing(theme.pixels(8))
        row.addWidget(self.search, 4)
        row.addWidget(self.receive)
        row.addStretch(1)
        self._roomy = True
        self.desk_buttons: dict[str, QToolButton] = {}
        for entry in DESKS:
            self.desk_buttons[entry.name] = self._desk_button(entry.name, f"{entry.shown_title()} {entry.key}")
            self.desk_buttons[entry.name].setToolTip(entry.key)
            row.addWidget(self.desk_buttons[entry.name])
        self.account = QToolButton(self)
        self.account.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.account.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = QMenu(self)
        menu.aboutToShow.connect(lambda: self._fill(menu, pc))
        self.account.setMenu(menu)
        row.addWidget(self.account)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the brand, and the keys beside the desks' names, where there is no room for them."""
        super().resizeEvent(event)
        roomy = self.width() >= self._full_width()
        if roomy != self._roomy:
            self._roomy = roomy
            self.brand.setVisible(roomy)
            self.receive.setText(self.tr("+ 接车  Ctrl+N") if roomy else self.tr("+ 接车"))
            for entry in DESKS:
                title = entry.shown_title()
                self.desk_buttons[entry.name].setText(f"{title} {entry.key}" if roomy else title)

    def _full_width(self) -> int:
        """Return the width in which everything is shown in full."""
        words = [f"{entry.shown_title()} {entry.key}" for entry in DESKS]
        words += [self.tr("+ 接车  Ctrl+N"), self.account.text(), self.brand.text()]
        each = theme.pixels(30)
        return sum(self.fontMetrics().horizontalAdvance(text) + each for text in words) + theme.pixels(330)

    def _desk_button(self, name: str, text: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("desk")
        button.setText(text)
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda _checked: self.desk_pressed.emit(name))
        return button

    def _fill(self, menu: QMenu, pc: PcSettings) -> None:
        """Build the menu of the account when it is opened."""
        menu.clear()
        menu.addAction(self.tr("切换用户")).triggered.connect(self.switch_pressed)
        menu.addAction(self.tr("锁定  Ctrl+L")).triggered.connect(self.lock_pressed)
        menu.addAction(self.tr("草稿")).triggered.connect(self.drafts_pressed)
        menu.addSeparator()
        languages = menu.addMenu(self.tr("语言 Language"))
        group = QActionGroup(menu)
        for language, name in zip(LANGUAGES, ("中文", "English"), strict=True):
            action = languages.addAction(name)
            action.setCheckable(True)
            action.setChecked(language == pc.language)
            action.triggered.connect(lambda _on, chosen=language: self.language_chosen.emit(chosen))
            group.addAction(action)
        scales = menu.addMenu(self.tr("字号"))
        sizes = QActionGroup(menu)
        for scale in SCALES:
            action = scales.addAction(f"{scale}%")
            action.setCheckable(True)
            action.setChecked(scale == pc.scale)
            action.triggered.connect(lambda _on, chosen=scale: self.scale_chosen.emit(chosen))
            if not self._fits(scale):
                action.setText(self.tr("{scale}%  屏幕放不下").format(scale=scale))
                action.setEnabled(False)
            sizes.addAction(action)
        floor = menu.addAction(self.tr("车间大字模式  F11"))
        floor.setCheckable(True)
        floor.setChecked(pc.shop_floor)
        floor.triggered.connect(self.shop_floor_chosen)
        menu.addAction(self.tr("恢复默认布局")).triggered.connect(self.reset_layout_pressed)
        menu.addAction(self.tr("备份与恢复…")).triggered.connect(self.backups_pressed)
        menu.addAction(self.tr("帮助  F1")).triggered.connect(self.guide_pressed)
        menu.addSeparator()
        menu.addAction(self.tr("退出登录")).triggered.connect(self.sign_out_pressed)

    def _fits(self, scale: int) -> bool:
        """Tell whether the window has room on this screen at another size of type."""
        page, room = self.parentWidget(), self.screen().availableSize()
        least = page.minimumSizeHint() if page is not None else self.minimumSizeHint()
        here = theme.percent()
        wide, high = (least.width() * scale <= room.width() * here, least.height() * scale <= room.height() * here)
        return scale <= here or (wide and high)

    def show_person(self, actor: "Actor") -> None:
        """Show who is signed in and in which post, and the office to those who keep something there."""
        from app.models.access import ROLE_LABELS

        post = word(ROLE_LABELS[min(actor.roles, key=list(ROLE_LABELS).index)]) if actor.roles else ""
        self.account.setText(f"{post} · {actor.name}  ▾" if post else f"{actor.name}  ▾")
        self.desk_buttons["office"].setVisible(keeps_something(actor))

    def mark_desk(self, name: str, *, shown: bool) -> None:
        """Underline the button of a desk that is on the screen."""
        if button := self.desk_buttons.get(name):
            button.setChecked(shown)


def keeps_something(actor: "Actor") -> bool:
    """Tell whether somebody may keep the station, its accounts or its catalogue: whether the office is theirs."""
    from app.models.access import Permission

    return any(map(actor.may, (Permission.KEEP_STATION, Permission.KEEP_ACCOUNTS, Permission.KEEP_CATALOGUE)))
