"""The items of a round (检验项目表): a key judges the item under the cursor."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.models.quality import VERDICT_LABELS, Verdict
from app.services.inspection_board import ItemRow
from app.views.row_table import Column, RowTable
from app.views.theme import ChipKind
from app.views.wording import word

VERDICT_CHIPS: Final = {
    Verdict.OPEN: ChipKind.NEUTRAL,
    Verdict.PASSED: ChipKind.GREEN,
    Verdict.FAILED: ChipKind.RED,
    Verdict.NOT_APPLICABLE: ChipKind.AMBER,
}
_KEYS: Final[Mapping[Qt.Key, Verdict]] = {
    Qt.Key.Key_1: Verdict.PASSED,
    Qt.Key.Key_Space: Verdict.PASSED,
    Qt.Key.Key_2: Verdict.FAILED,
    Qt.Key.Key_3: Verdict.NOT_APPLICABLE,
}


class VerdictTable(RowTable):
    """Item, what was found, verdict; 1 or Space passes, 2 fails, 3 does not apply."""

    judged = Signal(object, object)
    """``(ItemRow, Verdict)``: a key was pressed on an item."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the empty table."""
        columns: tuple[Column[Any], ...] = (
            Column("", lambda row: str(row.position), 42, muted=True),
            Column(
                self.tr("检验项目"), lambda row: row.name, strong=lambda row: row.labour_line_id is not None, tip=_tip
            ),
            Column(self.tr("检测值 / 缺陷"), _found, 130, muted=True, from_width=430),
            Column(
                self.tr("结论"),
                lambda row: word(VERDICT_LABELS[row.verdict]),
                82,
                chip=lambda row: VERDICT_CHIPS[row.verdict],
            ),
        )
        super().__init__(columns, parent, empty=self.tr("这一轮没有检验项目"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Judge the item under the cursor, or let the cursor walk."""
        verdict = (
            _KEYS.get(Qt.Key(event.key())) if not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier else None
        )
        row = self.selected_row()
        if verdict is None or row is None:
            super().keyPressEvent(event)
        else:
            self.judged.emit(row, verdict)

    def step_to_open(self, after: ItemRow, *, skipping: Collection[int] = ()) -> bool:
        """Put the cursor on the next item without a verdict, from ``after`` on and round; tell whether there is one.

        ``skipping`` names items that were judged and not read again yet.
        """
        rows = list(self.rows())
        here = next((n for n, row in enumerate(rows) if row.id == after.id), -1)
        for row in rows[here + 1 :] + rows[: max(here, 0)]:
            if row.verdict is Verdict.OPEN and row.id not in skipping:
                return self.select_id(row.id)
        return False


def _tip(row: ItemRow) -> str:
    return "\n".join(part for part in (row.name, _found(row)) if part)


def _found(row: ItemRow) -> str:
    return " · ".join(part for part in (row.measured, row.finding) if part)
