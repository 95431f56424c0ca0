"""A round of the final inspection (竣工检验): begun, judged item by item, concluded."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton

from app.drafts.plain import from_plain, to_plain
from app.models.quality import Verdict
from app.models.stages import Stage
from app.services import inspection
from app.services.inspection_board import ItemRow, OrderQuality, RoundRow
from app.values import format_plate
from app.views import theme
from app.views.card import Card, allow, muted
from app.views.desk import Desk
from app.views.draft_form import FormOf
from app.views.drafting import Drafting
from app.views.fields import Choice, MileageEdit, PlainEdit
from app.views.inspection.drafts import ItemDraft, RoadDraft
from app.views.inspection.verdict_table import VerdictTable
from app.views.one_line import PlainLabel
from app.views.station_dock import StationDock

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LEAST_ROWS, _MOST_ROWS = 3, 14
_AROUND = 452
"""Height of everything in the dock but the items, in pixels at 100 %."""


class RoundCard(Card):
    """The items with their verdicts, what was measured and found, the road test, the conclusion."""

    def __init__(
        self, desk: Desk, dock: StationDock, changed: Callable[[], object], concluded: Callable[[], object]
    ) -> None:
        """Build the card; ``changed()`` hears when something was saved, ``concluded()`` before that at the end."""
        super().__init__("", dock)
        self.desk = desk
        self._dock = dock
        self._changed = changed
        self._ended = concluded
        self.round: RoundRow | None = None
        self._item: ItemRow | None = None
        self._failing = False
        self._sent: set[int] = set()
        self._answered: set[int] = set()
        self._drafts: dict[int, ItemDraft] = {}
        self._roads: dict[int, RoadDraft] = {}
        self.progress = muted("", self)
        self.body.addWidget(self.progress)
        self.table = dock.place("inspection.items", VerdictTable(self))
        self.table.setObjectName("inspectionItems")
        self.table.judged.connect(self._judge_row)
        self.table.row_selected.connect(self._show_item)
        self.body.addWidget(self.table)
        self._build_fields()
        self._build_verdicts()
        self._build_road_test()
        self.conclude_button = self.main_button(self.tr("检验结论"), self.conclude)
        self.conclude_button.setObjectName("concludeButton")
        self.close_row()
        self.draft = Drafting(
            desk,
            FormOf(self.title.text, self._forget_typing, self._typed, self._take_draft),
            self,
            "inspection",
            title=self.tr("竣工检验"),
            place="inspection.items",
            fields={},
        )

    def _typed(self) -> dict[str, Any]:
        """Return what is typed in this round and not saved, item by item."""
        round_ = self.round
        if round_ is None:
            return {"items": [], "road": None}
        mine = [[item.id, to_plain(self._drafts[item.id])] for item in round_.items if item.id in self._drafts]
        return {"items": mine, "road": to_plain(self._roads.get(round_.id))}

    def _take_draft(self, values: dict[str, Any]) -> None:
        for item, typed in values["items"]:
            self._drafts[item] = from_plain(ItemDraft, typed)
        if self.round is not None and values["road"] is not None:
            self._roads[self.round.id] = from_plain(RoadDraft, values["road"])
        self._show_typed()

    def _forget_typing(self) -> None:
        if self.round is not None:
            self._roads.pop(self.round.id, None)
            for item in self.round.items:
                self._drafts.pop(item.id, None)
        self._show_typed()
        self._dock.set_editing(False)

    def _show_typed(self) -> None:
        """Show the item under the cursor and the road test as they are typed."""
        item, self._item = self._item, None
        self._show_item(item)
        road = self._roads.get(self.round.id, RoadDraft()) if self.round is not None else RoadDraft()
        self.road_test.setText(road.words)
        self.road_test_km.setText(road.km)

    def _build_fields(self) -> None:
        dock, form = self._dock, self.form()
        self.measured = dock.place("inspection.measured", PlainEdit("inspection.measured", self, limit=200))
        self.finding = dock.place(
            "inspection.finding", PlainEdit("inspection.finding", self, hint=self.tr("不合格时必填"))
        )
        self.line: Choice[int] = dock.place(
            "inspection.line", Choice({}, "inspection.line", self, blank=self.tr("不合格时选择"), translated=True)
        )
        for name, label, field in (
            ("itemMeasured", self.tr("检测值"), self.measured),
            ("itemFinding", self.tr("缺陷"), self.finding),
            ("itemLine", self.tr("返工项目"), self.line),
        ):
            field.setObjectName(name)
            form.addRow(label, field)
            field.typed.connect(self._note_item)

    def _build_verdicts(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.pixels(6))
        self.pass_button = self._verdict_button("passItem", self.tr("合格 1"), Verdict.PASSED)
        self.fail_button = self._verdict_button("failItem", self.tr("不合格 2"), Verdict.FAILED)
        self.skip_button = self._verdict_button("skipItem", self.tr("不适用 3"), Verdict.NOT_APPLICABLE)
        self.pass_rest_button = QPushButton(self.tr("其余合格  Ctrl+1"), self)
        self.pass_rest_button.setObjectName("passRest")
        self.pass_rest_button.clicked.connect(self.pass_rest)
        key = QShortcut(QKeySequence("Ctrl+1"), self)
        key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        key.setAutoRepeat(False)
        key.activated.connect(self.pass_rest_button.click)
        for button in (self.pass_button, self.fail_button, self.skip_button):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.pass_rest_button)
        self.body.addLayout(row)

    def _verdict_button(self, name: str, text: str, verdict: Verdict) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.clicked.connect(lambda _checked: self.judge(verdict))
        return button

    def _build_road_test(self) -> None:
        self.road_test = self._dock.place(
            "inspection.road_test", PlainEdit("inspection.road_test", self, hint=self.tr("路试情况,可不填"))
        )
        self.road_test_km = self._dock.place(
            "inspection.road_test_km", MileageEdit("inspection.road_test_km", self, hint=self.tr("路试后公里数"))
        )
        self.road_test.setObjectName("roadTest")
        self.road_test_km.setObjectName("roadTestKm")
        self.road_test_km.setFixedWidth(theme.pixels(128))
        row = QHBoxLayout()
        row.setSpacing(theme.pixels(6))
        row.addWidget(PlainLabel(self.tr("路试"), self))
        for field in (self.road_test, self.road_test_km):
            field.typed.connect(self._note_road)
            row.addWidget(field)
        self.body.addLayout(row)

    def show_round(self, quality: OrderQuality, round_: RoundRow) -> None:
        """Show a round that is going on; the cursor stays where it was, what was typed too."""
        if self.round is None or self.round.id != round_.id:
            self._sent.clear()
            order = quality.order
            self.draft.turn_to(f"round:{round_.id}", order_id=order.id, visit_id=order.visit_id)
            road = self._roads.get(round_.id, RoadDraft())
            self.road_test.setText(road.words)
            self.road_test_km.setText(road.km)
        self.round = round_
        self.set_title(
            self.tr("竣工检验 {plate} · 第 {round} 轮").format(
                plate=format_plate(quality.order.plate), round=round_.round
            )
        )
        self.line.set_choices(dict(quality.record.lines))
        self._sent -= self._answered
        self._answered.clear()
        self.fit()
        self.table.show_rows(round_.items)
        self.table.select_first()
        judged = sum(1 for row in round_.items if row.verdict is not Verdict.OPEN)
        failed = sum(1 for row in round_.items if row.verdict is Verdict.FAILED)
        text = (
            self.tr("已判 {judged} / {all} 项")
            if not failed
            else self.tr("已判 {judged} / {all} 项,不合格 {failed} 项")
        )
        self.progress.setText(text.format(judged=judged, all=len(round_.items), failed=failed))
        allow(self.pass_rest_button, "" if judged < len(round_.items) else self.tr("各项都已判定。"))

    def fit(self) -> None:
        """Let the items take what the dock has left, so that the conclusion stays on the screen where it can."""
        if self.round is None:
            return
        room = self._dock.height() - theme.pixels(_AROUND)
        rows = min(max(room // self.table.verticalHeader().defaultSectionSize(), _LEAST_ROWS), _MOST_ROWS)
        self.table.setFixedHeight(self.table.room_for(min(len(self.round.items), rows)))

    def show_open_item(self) -> None:
        """Put the cursor on an item without a verdict."""
        if self._item is not None and self._item.verdict is not Verdict.OPEN:
            self.table.step_to_open(self._item)

    def _show_item(self, item: ItemRow | None) -> None:
        """Show what is known of the item under the cursor, or what was typed for it and not saved."""
        same = item is not None and self._item is not None and item.id == self._item.id
        self._item = item
        if item is None or (same and item.id in self._drafts):
            return
        self._failing = self._failing and same
        draft = self._drafts.get(item.id, ItemDraft(item.measured, item.finding, item.labour_line_id))
        self.measured.set_value(draft.measured)
        self.finding.set_value(draft.finding)
        self.line.set_value(draft.line)

    def _note_item(self) -> None:
        if self._item is not None:
            line = None if self.line.is_blank() else self.line.value()
            self._drafts[self._item.id] = ItemDraft(self.measured.text(), self.finding.text(), line)
            self._dock.set_editing(True)
            self.draft.touch()

    def _note_road(self) -> None:
        if self.round is not None:
            self._roads[self.round.id] = RoadDraft(self.road_test.text(), self.road_test_km.text())
            self._dock.set_editing(True)
            self.draft.touch()

    def _judge_row(self, _row: ItemRow, verdict: Verdict) -> None:
        self.judge(verdict)

    def judge(self, verdict: Verdict) -> None:
        """Judge the item under the cursor; a failed one first needs its defect and the line to be done again."""
        item = self._item
        if item is None or item.id in self._sent:
            return
        self._failing = verdict is Verdict.FAILED
        if self._failing and (missing := self._missing()) is not None:
            missing.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        with self._dock.taking_entries():
            measured, finding = self.measured.words(), self.finding.words()
            self._sent.add(item.id)
            self.desk.perform(
                inspection.judge_item,
                item.id,
                verdict,
                seen=item.version,
                finding=finding,
                measured=measured,
                labour_line_id=self.line.value(),
                by=self,
                done=lambda _key: self._judged(item),
                failed=lambda _error: self._sent.discard(item.id),
            )
            self._failing = False
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            if not self.table.step_to_open(item, skipping=self._sent):
                self.road_test.setFocus(Qt.FocusReason.OtherFocusReason)

    def _missing(self) -> PlainEdit | Choice[int] | None:
        """Return the field that a failed item still needs."""
        if self.finding.is_blank():
            return self.finding
        return self.line if self.line.is_blank() else None

    def _judged(self, item: ItemRow) -> None:
        self._drafts.pop(item.id, None)
        self._answered.add(item.id)
        self._saved()

    def pass_rest(self) -> None:
        """Judge every item still open as passed (其余合格)."""
        if self.round is not None:
            self.desk.perform(
                inspection.pass_open_items, self.round.id, by=self, done=lambda _count: self._rest_passed()
            )

    def _rest_passed(self) -> None:
        self._saved()
        self.road_test.setFocus(Qt.FocusReason.OtherFocusReason)

    def conclude(self) -> None:
        """Conclude the round (检验结论)."""
        round_ = self.round
        if round_ is None:
            return
        with self._dock.taking_entries():
            self.desk.perform(
                inspection.conclude_inspection,
                round_.id,
                road_test=self.road_test.words(),
                road_test_km=self.road_test_km.value(),
                by=self,
                done=lambda stage: self._concluded(round_, stage),
            )

    def _concluded(self, round_: RoundRow, stage: str) -> None:
        self._roads.pop(round_.id, None)
        for item in round_.items:
            self._drafts.pop(item.id, None)
        self._ended()
        self._saved()
        if stage == Stage.PASSED:
            self._dock.show_notice(self.tr("检验合格,可以签发合格证。"))
        else:
            self._dock.show_notice(self.tr("检验不合格,已退回返工。"), good=False)

    def _saved(self) -> None:
        round_ = self.round
        typed = round_ is not None and (
            round_.id in self._roads or any(item.id in self._drafts for item in round_.items)
        )
        self._dock.set_editing(typed)
        if typed:
            self.draft.touch()
        else:
            self.draft.drop()
        self._changed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter finish judging an item as failed once its defect is written."""
        here = QApplication.focusWidget()
        if event.key() in _ENTER and self._failing and here in (self.measured, self.finding, self.line):
            self.judge(Verdict.FAILED)
        else:
            super().keyPressEvent(event)
