"""One of a few words (选择): payer, method, class; the first letter or the arrow keys choose."""

from collections.abc import Hashable, Mapping
from typing import Final, Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QWidget

from app.drafts.plain import to_plain
from app.errors import InvalidEntry
from app.text import QT_TRANSLATE_NOOP
from app.views.fields.marking import mark
from app.views.wording import word

K = TypeVar("K", bound=Hashable)
_NOTHING: Final = object()
_MOST_SHOWN: Final = 20


class Choice(QComboBox, Generic[K]):
    """A list to choose from; the labels are marked words, translated here (``translated`` says they are ready)."""

    typed = Signal()
    """Somebody chose (not: the program)."""

    def __init__(
        self,
        labels: Mapping[K, str] | None = None,
        place: str = "",
        parent: QWidget | None = None,
        *,
        blank: str = "",
        required: bool = False,
        translated: bool = False,
    ) -> None:
        """Build a list of ``labels``; ``blank`` (translated) is a first choice that means none."""
        super().__init__(parent)
        self.place = place
        self.required = required
        self._translated = translated
        self._blank = blank
        self._keys: list[K | None] = []
        self._awaited: object = _NOTHING
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setMaxVisibleItems(_MOST_SHOWN)
        self.setItemDelegate(QStyledItemDelegate(self))
        self.set_choices(labels or {})
        self.activated.connect(self._chosen)

    def set_choices(self, labels: Mapping[K, str]) -> None:
        """Offer other choices; what was chosen stays chosen if it is still there."""
        chosen = self._key()
        self.clear()
        self._keys = []
        if self._blank:
            self._keys.append(None)
            self.addItem(self._blank)
        for key, label in labels.items():
            self._keys.append(key)
            self.addItem(label if self._translated else word(label))
        if self._awaited is not _NOTHING:
            self.put_back(self._awaited)
        elif chosen is not None:
            self.set_value(chosen)

    def typing(self) -> object:
        """Return what is chosen as a draft keeps it."""
        return to_plain(self._key()) if self._awaited is _NOTHING else self._awaited

    def put_back(self, kept: object) -> None:
        """Choose what a draft kept, now or when it is offered."""
        found = [index for index, key in enumerate(self._keys) if to_plain(key) == kept]
        self._awaited = _NOTHING if found or kept is None else kept
        self.setCurrentIndex(found[0] if found else -1)
        mark(self, None)

    def is_blank(self) -> bool:
        """Tell whether nothing is chosen."""
        return self._key() is None

    def value(self) -> K | None:
        """Return what is chosen, ``None`` for nothing; ``InvalidEntry`` where something must be."""
        chosen = self._key()
        if chosen is None and self.required:
            complaint = InvalidEntry(QT_TRANSLATE_NOOP("rules", "请选择一项"), place=self.place)
            mark(self, complaint)
            raise complaint
        mark(self, None)
        return chosen

    def need(self) -> K:
        """Return what is chosen; ``InvalidEntry`` for nothing."""
        chosen = self.value()
        if chosen is None:
            complaint = InvalidEntry(QT_TRANSLATE_NOOP("rules", "请选择一项"), place=self.place)
            mark(self, complaint)
            raise complaint
        return chosen

    def set_value(self, value: K | None) -> None:
        """Choose ``value``; a value that is not offered chooses nothing."""
        self._awaited = _NOTHING
        self.setCurrentIndex(self._keys.index(value) if value in self._keys else (0 if self._blank else -1))
        mark(self, None)

    def _key(self) -> K | None:
        index = self.currentIndex()
        return self._keys[index] if 0 <= index < len(self._keys) else None

    def _chosen(self) -> None:
        self._awaited = _NOTHING
        mark(self, None)
        self.typed.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the scrolling list around: a choice is never changed in passing."""
        event.ignore()
