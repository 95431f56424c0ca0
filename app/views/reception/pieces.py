"""What every card of the reception desk is made of (卡片零件): rows of fields, folds, ways back with a reason."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.errors import StaleRecord
from app.values import format_plate
from app.views import theme
from app.views.card import Card
from app.views.drafting import Drafting
from app.views.field_texts import by_name
from app.views.fields import PlainEdit
from app.views.one_line import PlainLabel
from app.views.station_dock import StationDock

if TYPE_CHECKING:
    from app.services.order_rows import OrderInHand

W = TypeVar("W", bound=QWidget)


def named(widget: W, name: str) -> W:
    """Give a widget its stable name and return it."""
    widget.setObjectName(name)
    return widget


def beside(*widgets: QWidget, stretch: tuple[int, ...] = ()) -> QWidget:
    """Return the widgets side by side as one; ``stretch`` says how they share the width."""
    row = QWidget()
    box = QHBoxLayout(row)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(theme.pixels(6))
    for place, widget in enumerate(widgets):
        box.addWidget(widget, stretch[place] if place < len(stretch) else 1)
    return row


def put_cursor(field: QWidget) -> None:
    """Put the cursor into a field; what stands in it is marked, so that typing replaces it."""
    field.setFocus(Qt.FocusReason.OtherFocusReason)
    if isinstance(field, QLineEdit):
        field.selectAll()


def form_on(panel: QWidget) -> QFormLayout:
    """Lay a form of labelled fields on an empty panel and return it."""
    form = QFormLayout(panel)
    form.setContentsMargins(0, 0, 0, 0)
    form.setHorizontalSpacing(theme.pixels(10))
    form.setVerticalSpacing(theme.pixels(6))
    form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form


def even_labels(*forms: QFormLayout) -> None:
    """Give the labels of forms that stand below each other one width."""
    labels = [
        item.widget()
        for form in forms
        for row in range(form.rowCount())
        if (item := form.itemAt(row, QFormLayout.ItemRole.LabelRole)) is not None
    ]
    width = max((found.sizeHint().width() for found in labels if found is not None), default=0)
    for found in labels:
        if isinstance(found, QLabel):
            found.setMinimumWidth(width)
            found.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


def label(text: str, *, role: str = "") -> QLabel:
    """Return a label; ``role`` is its look: muted, bad, total."""
    found = PlainLabel(text)
    if role:
        found.setObjectName(role)
    return found


def wrapped(role: str = "muted") -> QLabel:
    """Return an empty label whose text may run over several lines and can be copied."""
    found = label("", role=role)
    found.setWordWrap(True)
    found.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    found.hide()
    return found


def say(line: QLabel, text: str) -> None:
    """Show ``text`` in a label that takes no room while it has none."""
    line.setText(text)
    line.setVisible(bool(text))


def tick(text: str, name: str) -> QCheckBox:
    """Return a box to tick."""
    return named(QCheckBox(text), name)


class ReceptionCard(Card):
    """A card of the reception desk; it shows the order in hand and never overwrites what is being typed."""

    def __init__(self, dock: StationDock, title: str = "") -> None:
        """Build an empty card of ``dock``."""
        super().__init__(title, dock)
        self.dock = dock
        self.desk = dock.desk
        self.order: OrderInHand | None = None
        self.draft: Drafting | None = None

    def keep_drafts(self, name: str, title: str, place: str, *fields: QWidget) -> Drafting:
        """Lose nothing of what is typed into ``fields``; ``place`` leads here, ``title`` (translated) names it."""
        self.draft = Drafting(self.desk, self, self, name, title=title, place=place, fields=by_name(*fields))
        return self.draft

    def draft_values(self) -> dict[str, Any]:
        """Return what is typed beside the fields."""
        return {}

    def take_draft(self, values: dict[str, Any]) -> None:
        """Take that back."""

    def drop_typing(self) -> None:
        """Show the order as it is stored."""
        if self.order is not None:
            self.begin(self.order)
            self.show_order(self.order)

    def draft_words(self) -> str:
        """Say whose order it is."""
        return "" if self.order is None else f"{format_plate(self.order.plate)} {self.order.number}".strip()

    def drop_draft(self) -> None:
        """Drop the draft: everything typed was saved."""
        if self.draft is not None:
            self.draft.drop()

    def posting(self) -> str:
        """Return the idempotency key under which what is typed here is saved."""
        return "" if self.draft is None else self.draft.posting()

    def beside_title(self, *buttons: QPushButton) -> None:
        """Put small buttons at the right end of the title's line."""
        box = self.layout()
        if isinstance(box, QVBoxLayout):
            box.removeWidget(self.title)
            row = QHBoxLayout()
            row.addWidget(self.title, 1)
            for button in buttons:
                button.setProperty("flat", True)
                row.addWidget(button)
            box.insertLayout(0, row)

    def show_order(self, order: "OrderInHand") -> None:
        """Take the order in hand as it is now."""
        changed = self.order is None or (self.order.id, self.order.stage) != (order.id, order.stage)
        if changed:
            self.turn_to(order)
        self.order = order
        if changed:
            self.begin(order)

    def turn_to(self, order: "OrderInHand") -> None:
        """Keep the draft of what was shown before, and look for that of the order."""
        if self.draft is not None:
            self.draft.turn_to(f"order:{order.id}", version=order.version, order_id=order.id, visit_id=order.visit_id)

    def begin(self, order: "OrderInHand") -> None:
        """Start afresh with an order, or with a stage that it has just reached."""

    def first_field(self) -> QWidget | None:
        """Return where the cursor goes when the card comes up by itself; ``None``: nowhere."""
        return None

    def unsaved(self) -> bool:
        """Tell whether something typed here is not saved."""
        return False


class Edits:
    """What was typed over a record that others change too (修改): a clash that was told may be saved over.

    The fields that somebody else touched are told one by one; whoever then saves once more wants their own.
    """

    def __init__(self) -> None:
        """Begin without any clash."""
        self._told: dict[str, object] = {}

    def forget(self) -> None:
        """Forget what was told: the record is shown anew."""
        self._told = {}

    def hear(self, error: BaseException) -> None:
        """Remember what somebody else wrote, as it was just told."""
        if isinstance(error, StaleRecord):
            self._told |= {clash.field: clash.theirs for clash in error.clashes}

    def over(self, edits: dict[str, tuple[object, object]]) -> dict[str, tuple[object, object]]:
        """Return the edits, each compared with what is known to stand there now."""
        return {name: (self._told.get(name, seen), mine) for name, (seen, mine) in edits.items()}


_FOLD_EDGES = 26


class FoldedCard(ReceptionCard):
    """A card that is one line until somebody opens it."""

    fold: "Fold"

    def __init__(self, dock: StationDock) -> None:
        """Build the card without its fold."""
        super().__init__(dock)
        box = self.layout()
        if box is not None:
            box.setContentsMargins(theme.pixels(4), theme.pixels(2), theme.pixels(4), theme.pixels(2))
            box.setSpacing(0)
        self._room_below(False)

    def _room_below(self, opened: bool) -> None:  # noqa: FBT001 - as the signal brings it
        """Keep the buttons of an open card off its edge."""
        edge = theme.pixels(8)
        self.buttons.setContentsMargins(edge, 0, edge, edge if opened else 0)

    def fold_in(self, title: str, content: QWidget, name: str) -> "Fold":
        """Fold ``content`` under a translated title; ``name`` begins the name of the button."""
        edge = theme.pixels(8)
        inner = content.layout()
        if inner is not None:
            inner.setContentsMargins(edge, 0, edge, edge)
        fold = Fold(title, content, self)
        fold.button.setObjectName(f"{name}Fold")
        fold.toggled.connect(self._room_below)
        self.body.addWidget(fold)
        return fold


class Fold(QWidget):
    """A line that opens and closes what lies below it (折叠); closed, it says briefly what is in there."""

    toggled = Signal(bool)
    """It was opened or closed."""

    def __init__(self, title: str, content: QWidget, parent: QWidget | None = None, *, open_: bool = False) -> None:
        """Fold ``content`` under a translated title."""
        super().__init__(parent)
        self._title = title
        self._summary = ""
        self.content = content
        self.button = QPushButton(self)
        self.button.setProperty("flat", True)
        self.button.setStyleSheet("text-align: left")
        self.button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(lambda _checked: self.set_open(not self.is_open()))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.pixels(6))
        box.addWidget(self.button)
        box.addWidget(content)
        content.setVisible(open_)
        self._write()

    def is_open(self) -> bool:
        """Tell whether the content is shown."""
        return not self.content.isHidden()

    def set_open(self, open_: bool) -> None:  # noqa: FBT001 - the state itself
        """Show the content or hide it."""
        self.content.setVisible(open_)
        self._write()
        self.toggled.emit(open_)

    def summarise(self, text: str) -> None:
        """Say what is in there while it is closed."""
        self._summary = text
        self._write()

    def _write(self) -> None:
        mark = "▾" if self.is_open() else "▸"
        summary = f"   {self._summary}" if self._summary and not self.is_open() else ""
        whole = f"{mark} {self._title}{summary}"
        room = self.width() - theme.pixels(_FOLD_EDGES)
        self.button.setText(self.button.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideRight, room))
        self.button.setToolTip(self._summary if summary else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the summary off where it does not fit: a long name must not push the card out of its dock."""
        super().resizeEvent(event)
        self._write()


class WayBack(QWidget):
    """A step back (撤回): one button that first asks for the reason, here and not in a dialog."""

    def __init__(self, dock: StationDock, text: str, action: Callable[[str], object], name: str) -> None:
        """Build the button ``text`` (translated); ``action(reason)`` does it."""
        super().__init__(dock)
        self.setObjectName(name)
        self._dock = dock
        self._action = action
        self.button = named(QPushButton(f"{text}…", self), f"{name}Button")
        self.button.clicked.connect(lambda _checked: self.set_open(not self.is_open()))
        self.reason = named(PlainEdit(f"{name}.reason", required=True, limit=500), f"{name}Reason")
        self.reason.setPlaceholderText(self.tr("原因(必填)"))
        self.go = named(QPushButton(text, self), f"{name}Go")
        self.go.clicked.connect(lambda _checked: self._go())
        self._row = beside(self.reason, self.go, stretch=(1, 0))
        dock.place(f"{name}.reason", self.reason)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.pixels(6))
        box.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        box.addWidget(self._row)
        self._row.hide()

    def show_reason(self) -> None:
        """Show the reason that a draft brought."""
        self._row.setVisible(not self.reason.is_blank())

    def is_open(self) -> bool:
        """Tell whether it asks for the reason now."""
        return not self._row.isHidden()

    def set_open(self, open_: bool) -> None:  # noqa: FBT001 - the state itself
        """Ask for the reason, or do not any more."""
        self._row.setVisible(open_)
        if open_:
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.reason.clear_value()

    def _go(self) -> None:
        with self._dock.taking_entries():
            self._action(self.reason.need())
