"""What was typed and is not saved yet (草稿): every draft of whoever is signed in, to be opened or thrown away."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.drafts.draft import Draft
from app.views import theme
from app.views.card import Card, allow
from app.views.desk import Desk
from app.views.row_table import Align, Column, RowTable
from app.views.wording import moment


class DraftsList(QWidget):
    """A small window beside the desks; Enter opens the chosen draft, Esc closes."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Build the list, empty."""
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("drafts")
        self.setWindowTitle(self.tr("草稿"))
        self._desk = desk
        self.card = Card(self.tr("还没有保存的内容"), self)
        self.table = RowTable(
            (
                Column(self.tr("表单"), lambda draft: draft.title, 150, strong=lambda _row: True),
                Column(self.tr("内容"), lambda draft: draft.words),
                Column(self.tr("时间"), lambda draft: moment(draft.at), 120, Align.RIGHT),
                Column(self.tr("状态"), self._state, 90, muted=True),
            ),
            self.card,
            empty=self.tr("没有草稿。没保存的内容会自动留在这里。"),
        )
        self.table.setObjectName("draftsTable")
        self.table.row_selected.connect(lambda _row: self._allow())
        self.table.row_activated.connect(lambda _row: self.open_chosen())
        self.card.body.addWidget(self.table, 1)
        self.open_button = self.card.main_button(self.tr("打开"), self.open_chosen)
        self.discard_button = self.card.button(self.tr("放弃"), self.discard_chosen)
        self.discard_button.setObjectName("discardChosenDraft")
        self.card.close_row()
        box = QVBoxLayout(self)
        box.addWidget(self.card)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close)
        desk.drafts.changed.connect(self._read)
        self.resize(theme.pixels(620), theme.pixels(360))

    def show_drafts(self) -> None:
        """Come to the front with the drafts as they are now."""
        self._read()
        self.table.select_first()
        self.show()
        self.raise_()
        self.activateWindow()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_chosen(self) -> None:
        """Lead to the form of the chosen draft."""
        draft: Draft | None = self.table.selected_row()
        if draft is not None:
            self.close()
            self._desk.drafts.open_draft(draft)

    def discard_chosen(self) -> None:
        """Throw the chosen draft away."""
        draft: Draft | None = self.table.selected_row()
        if draft is not None:
            self._desk.drafts.discard(draft)

    def _read(self) -> None:
        self.table.show_rows(self._desk.drafts.rows())
        self._allow()

    def _allow(self) -> None:
        why_not = "" if self.table.selected_row() is not None else self.tr("请先选一张草稿。")
        allow(self.open_button, why_not)
        allow(self.discard_button, why_not)

    def _state(self, draft: Draft) -> str:
        return self.tr("正在填写") if self._desk.drafts.is_typed_now(draft) else ""
