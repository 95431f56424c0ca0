"""Backups in the window (备份、恢复): take one now, choose where they go, restore one."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.errors import Refusal, Trouble
from app.settings import MOST_BACKUP_HOURS, PcSettings
from app.views import theme
from app.views.backup_care import BackupCare
from app.views.one_line import PlainLabel
from app.views.wording import local, sentence, told, word, zone_name

if TYPE_CHECKING:
    from app.services.backup import Prepared, Taken

_MEGABYTE = 1_000_000


class BackupsWindow(QWidget):
    """Beside the main window; Esc closes it, what is under way goes on."""

    replace_wanted = Signal(object)
    """Somebody consented: the ``Prepared`` shall take the place of the present data."""

    def __init__(self, care: BackupCare, pc: PcSettings, parent: QWidget | None = None) -> None:
        """Build the window, with nothing chosen."""
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("backups")
        self.setWindowTitle(self.tr("备份与恢复"))
        self.care = care
        self._pc = pc
        self._prepared: Prepared | None = None
        self._may_keep = False
        self._build_lists()
        self._build_settings()
        self._build_consent()
        box = QVBoxLayout(self)
        for part in (self.last, self._row(self.take_button, self.bar), self.list):
            self._add(box, part)
        self._add(box, self._row(self.restore_button, self.other_button))
        self._add(box, self.words)
        self._add(box, self._row(self.consent, self.replace_button))
        self._add(box, self.settings)
        care.progressed.connect(self._show_progress)
        care.taken.connect(self._show_taken)
        care.prepared.connect(self._show_prepared)
        care.failed.connect(self._show_failed)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close)
        self.resize(theme.pixels(640), theme.pixels(620))

    @staticmethod
    def _add(box: QVBoxLayout, part: QWidget | QHBoxLayout) -> None:
        if isinstance(part, QWidget):
            box.addWidget(part)
        else:
            box.addLayout(part)

    @staticmethod
    def _row(*widgets: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        for widget in widgets:
            row.addWidget(widget)
        row.addStretch(1)
        return row

    def _build_lists(self) -> None:
        self.last = PlainLabel(self)
        self.take_button = QPushButton(self.tr("立即备份"), self)
        self.take_button.setProperty("main", True)
        self.take_button.clicked.connect(self.take)
        self.bar = QProgressBar(self)
        self.bar.setMinimumWidth(theme.pixels(320))
        self.bar.hide()
        self.list = QListWidget(self)
        self.list.currentRowChanged.connect(lambda _row: self._arrange())
        self.list.doubleClicked.connect(self._restore_at)
        self.restore_button = QPushButton(self.tr("恢复所选的备份…"), self)
        self.restore_button.clicked.connect(self.restore_chosen)
        self.other_button = QPushButton(self.tr("恢复别的文件…"), self)
        self.other_button.clicked.connect(self._choose_file)

    def _build_settings(self) -> None:
        self.settings = QWidget(self)
        form = QFormLayout(self.settings)
        form.setContentsMargins(0, 0, 0, 0)
        self.folder = QLineEdit(self._pc.backup_folder, self.settings)
        self.folder.setPlaceholderText(str(self._pc.folder / "backups"))
        self.second = QLineEdit(self._pc.backup_second, self.settings)
        self.second.setPlaceholderText(self.tr("例如另一块硬盘上的文件夹"))
        self.hours = QSpinBox(self.settings)
        self.hours.setRange(0, MOST_BACKUP_HOURS)
        self.hours.setValue(self._pc.backup_hours)
        self.hours.setSpecialValueText(self.tr("关闭时不备份"))
        for label, field in (
            (self.tr("备份文件夹"), self.folder),
            (self.tr("第二个文件夹"), self.second),
            (self.tr("关闭时备份:超过几小时没有备份"), self.hours),
        ):
            form.addRow(label, field)
        self.folder.editingFinished.connect(self._keep_settings)
        self.second.editingFinished.connect(self._keep_settings)
        self.hours.editingFinished.connect(self._keep_settings)

    def _build_consent(self) -> None:
        self.words = PlainLabel(self)
        self.words.setWordWrap(True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.consent = QCheckBox(self.tr("我已看过,同意用备份替换现在的数据"), self)
        self.consent.toggled.connect(lambda _on: self._arrange())
        self.replace_button = QPushButton(self.tr("替换并重新打开"), self)
        self.replace_button.clicked.connect(self._replace)

    def show_for(self, *, may_keep: bool) -> None:
        """Show the window; only who ``may_keep`` the station changes settings and restores."""
        self._may_keep = may_keep
        self.refresh()
        self.show()
        self.raise_()
        self.activateWindow()

    def refresh(self) -> None:
        """Read the backups in the folder anew."""
        from app.services import backup

        folder, _second = self._pc.backup_places
        self.list.clear()
        for found in backup.good_backups(folder):
            size = found.manifest.size / _MEGABYTE
            item = QListWidgetItem(f"{local(found.at):%Y-%m-%d %H:%M}    {size:,.1f} MB    {found.path.name}")
            item.setData(Qt.ItemDataRole.UserRole, str(found.path))
            self.list.addItem(item)
        self.last.setText(self.tr("好备份在 {folder}:{count} 份").format(folder=folder, count=self.list.count()))
        self._arrange()

    def _arrange(self) -> None:
        busy = self.care.busy()
        self.take_button.setEnabled(not busy)
        self.settings.setEnabled(self._may_keep and not busy)
        self.restore_button.setEnabled(self._may_keep and not busy and self.list.currentItem() is not None)
        self.other_button.setEnabled(self._may_keep and not busy)
        waiting = self._prepared is not None
        self.consent.setVisible(waiting)
        self.replace_button.setVisible(waiting)
        self.replace_button.setEnabled(waiting and self.consent.isChecked())
        if not busy:
            self.bar.hide()

    def _keep_settings(self) -> None:
        pc = self._pc
        typed = (self.folder.text().strip(), self.second.text().strip(), self.hours.value())
        if typed == (pc.backup_folder, pc.backup_second, pc.backup_hours):
            return
        pc.backup_folder, pc.backup_second, pc.backup_hours = typed
        try:
            pc.save()
        except Trouble as trouble:
            self.words.setText(told(trouble))
        self.refresh()

    def take(self) -> None:
        """Take a backup now."""
        self._put_down()
        self.care.take()
        self._arrange()

    def restore_chosen(self) -> None:
        """Prepare the chosen backup beside the present data."""
        item = self.list.currentItem()
        if item is not None:
            self._prepare(Path(item.data(Qt.ItemDataRole.UserRole)))

    def _restore_at(self, _index: QModelIndex) -> None:
        if self.restore_button.isEnabled():
            self.restore_chosen()

    def _choose_file(self) -> None:
        folder, _second = self._pc.backup_places
        name, _ = QFileDialog.getOpenFileName(self, self.tr("恢复别的文件"), str(folder), "*.db")
        if name:
            self._prepare(Path(name))

    def _prepare(self, path: Path) -> None:
        self._put_down()
        self.care.prepare(path)
        self._arrange()

    def _put_down(self) -> None:
        """Let go of what was prepared before: nobody consented to it."""
        if self._prepared is not None:
            self.care.discard(self._prepared)
        self._prepared = None
        self.consent.setChecked(False)
        self.words.clear()

    def _show_progress(self, done: int, whole: int, step: str) -> None:
        from app.services import backup

        self.bar.setMaximum(whole)
        self.bar.setValue(done)
        self.bar.setFormat(f"{word(backup.step_word(step))} %p%")
        self.bar.show()

    def _show_taken(self, taken: "Taken") -> None:
        lines = [sentence(found.text, found.values) for found in taken.differences]
        if taken.good:
            lines.append(self.tr("已备份并核对无误:{path}").format(path=taken.backup.path))
        else:
            lines.append(self.tr("备份的核对有不符之处,不算好备份:{path}").format(path=taken.backup.path))
        if taken.second_trouble is not None:
            lines.append(told(taken.second_trouble))
        self.words.setText("\n".join(lines))
        self.refresh()

    def _show_prepared(self, prepared: "Prepared") -> None:
        from app.services.backup import telling

        self._prepared = prepared
        self.words.setText("\n".join(sentence(*said) for said in telling.sentences(prepared, zone_name())))
        self._arrange()

    def _show_failed(self, error: BaseException) -> None:
        if isinstance(error, Trouble):
            self.words.setText("\n".join((told(error), sentence(error.advice, error.values))))
        elif isinstance(error, Refusal):
            self.words.setText(told(error))
        else:
            self.words.setText(self.tr("程序出错了,没有完成;报告在日志里。"))
        self._arrange()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let go of what was prepared and not consented to."""
        self._put_down()
        super().closeEvent(event)

    def _replace(self) -> None:
        prepared, self._prepared = self._prepared, None
        if prepared is not None:
            self.replace_wanted.emit(prepared)
