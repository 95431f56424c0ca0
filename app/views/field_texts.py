"""What stands in fields, as typed (格内文字): taken for a draft without reading it as a value, and put back."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol, runtime_checkable

from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from app.views.fields import LongText


@runtime_checkable
class KeepsTyping(Protocol):
    """A field whose draft is more than its text."""

    def typing(self) -> Any:  # noqa: ANN401 - whatever JSON can hold
        """Return what stands in the field as a draft keeps it."""

    def put_back(self, kept: Any) -> None:  # noqa: ANN401 - whatever JSON can hold
        """Show what a draft kept."""


def by_name(*fields: QWidget) -> dict[str, QWidget]:
    """Return fields by their stable names."""
    return {field.objectName(): field for field in fields}


def texts_of(fields: Mapping[str, QWidget]) -> dict[str, Any]:
    """Return what stands in each field now, also what could not be taken as a value."""
    return {name: _text_of(field) for name, field in fields.items()}


def put_back(fields: Mapping[str, QWidget], texts: Mapping[str, Any]) -> None:
    """Write into fields what stood in them; a field that the draft does not know stays as it is."""
    for name, field in fields.items():
        if name in texts:
            _put(field, texts[name])


def on_typing(field: QWidget, heard: Callable[[], object]) -> None:
    """Call ``heard()`` whenever somebody types into a field, chooses in it or ticks it."""
    signal = getattr(field, "typed", None)
    if signal is not None:
        signal.connect(heard)
    elif isinstance(field, QAbstractButton):
        field.clicked.connect(lambda _checked: heard())
    elif isinstance(field, QLineEdit):
        field.textEdited.connect(lambda _text: heard())


def _text_of(field: QWidget) -> Any:  # noqa: ANN401 - whatever JSON can hold
    if isinstance(field, KeepsTyping):
        return field.typing()
    if isinstance(field, LongText):
        return field.toPlainText()
    if isinstance(field, QLineEdit):
        return field.text()
    if isinstance(field, QAbstractButton):
        return field.isChecked()
    raise TypeError(type(field).__name__)


def _put(field: QWidget, text: Any) -> None:  # noqa: ANN401 - whatever JSON can hold
    if isinstance(field, KeepsTyping):
        field.put_back(text)
    elif isinstance(field, LongText):
        field.set_value(str(text))
    elif isinstance(field, QLineEdit):
        field.setText(str(text))
    elif isinstance(field, QAbstractButton):
        field.setChecked(bool(text))
