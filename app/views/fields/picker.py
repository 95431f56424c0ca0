"""A line that finds a row as one types (查找选择): part, operation, technician, vehicle, customer."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.errors import InvalidEntry
from app.text import QT_TRANSLATE_NOOP
from app.views.calls import Asking
from app.views.columns import Column
from app.views.desk import Desk
from app.views.fields.marking import mark
from app.views.suggestions import Suggestions


class Picker(QLineEdit):
    """Asks ``query(look, text, *args)`` with every key and shows the rows below; Enter picks the chosen one.

    ``text_of(row)`` is what stands in the line once a row is picked. ``free`` also takes text that is no row:
    ``row()`` is then ``None`` and ``text()`` what was typed.
    """

    typed = Signal()
    """Somebody typed here."""
    picked = Signal(object)
    """The row that was picked."""

    def __init__(  # noqa: PLR0913 - what a picker finds and how it shows it, all by name
        self,
        desk: Desk,
        query: Callable[..., Sequence[Any]],
        columns: Sequence[Column[Any]],
        place: str = "",
        parent: QWidget | None = None,
        *,
        text_of: Callable[[Any], str],
        hint: str = "",
        free: bool = False,
        required: bool = False,
        width: int = 420,
    ) -> None:
        """Build an empty picker; ``columns`` are those of the list, ``width`` its least width at 100 %."""
        super().__init__(parent)
        self.place = place
        self.required = required
        self.setPlaceholderText(hint)
        self._desk = desk
        self._query = query
        self._text_of = text_of
        self._free = free
        self._row: Any = None
        self._looked_for = ""
        self._args: tuple[object, ...] = ()
        self._asking: Asking | None = None
        self.suggestions = Suggestions(self, columns, width=width)
        self.suggestions.picked.connect(self._take)
        self.textEdited.connect(self._typed)

    def narrow(self, *args: object) -> None:
        """Give the query further arguments after the text from now on, e.g. the business type."""
        self._args = args

    def row(self) -> Any:  # noqa: ANN401 - rows of any kind
        """Return the row that was picked, or ``None``."""
        return self._row

    def is_blank(self) -> bool:
        """Tell whether nothing stands here."""
        return not self.text().strip()

    def value(self) -> Any:  # noqa: ANN401 - rows of any kind
        """Return the row picked, ``None`` for an empty line; ``InvalidEntry`` for text that is no row."""
        if self._row is None and not self._free and (self.required or not self.is_blank()):
            complaint = InvalidEntry(QT_TRANSLATE_NOOP("rules", "请从列表中选择"), place=self.place)
            mark(self, complaint)
            raise complaint
        mark(self, None)
        return self._row

    def set_value(self, row: Any) -> None:  # noqa: ANN401 - rows of any kind
        """Show a row as picked; ``None`` empties the line."""
        self._drop_question()
        self._row = row
        self.setText("" if row is None else self._text_of(row))
        mark(self, None)

    def clear_value(self) -> None:
        """Empty the line."""
        self._looked_for = ""
        self.set_value(None)

    def typing(self) -> dict[str, object]:
        """Return what stands here as a draft keeps it: the words, what was looked for, the row that was picked."""
        return {"text": self.text(), "looked": self._looked_for, "row": getattr(self._row, "id", None)}

    def put_back(self, kept: Mapping[str, object]) -> None:
        """Show what a draft kept; the row is looked for again and is picked as it is now."""
        self.set_value(None)
        self.setText(str(kept["text"]))
        self._looked_for = looked = str(kept["looked"])
        wanted, text = kept["row"], self.text()
        if wanted is not None:
            self._desk.ask(
                self._query,
                (looked or self.text()).strip(),
                *self._args,
                by=self,
                done=lambda rows: self._pick_again(text, wanted, rows),
            )

    def _pick_again(self, text: str, wanted: object, rows: Sequence[Any]) -> None:
        same = next((row for row in rows if getattr(row, "id", None) == wanted), None)
        if same is not None and self._row is None and self.text() == text:
            self.set_value(same)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Drop the question under way when the cursor leaves."""
        super().focusOutEvent(event)
        self._drop_question()

    def _drop_question(self) -> None:
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None

    def _typed(self, text: str) -> None:
        self._row = None
        self._looked_for = text
        mark(self, None)
        self.typed.emit()
        self._drop_question()
        if text.strip():
            self._asking = self._desk.ask(
                self._query, text.strip(), *self._args, by=self, done=self.suggestions.show_rows
            )
        else:
            self.suggestions.show_rows(())

    def _take(self, row: Any) -> None:  # noqa: ANN401 - rows of any kind
        self.set_value(row)
        self.picked.emit(row)
