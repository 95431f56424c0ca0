"""What a form tells of itself so that its typing can be kept (草稿表单)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol


class Form(Protocol):
    """What a form tells of itself beside its fields."""

    def draft_values(self) -> dict[str, Any]:
        """Return what is typed or in hand beside the fields, as JSON can hold it."""

    def take_draft(self, values: dict[str, Any]) -> None:
        """Take that back, after the fields were filled; ``ValueError`` or ``KeyError`` for what cannot be taken."""

    def drop_typing(self) -> None:
        """Show what is stored, or an empty form, instead of what was typed."""

    def draft_words(self) -> str:
        """Say in a few words what is being typed: a plate, a name."""


def _nothing() -> dict[str, Any]:
    return {}


def _no_more(_values: dict[str, Any]) -> None:
    """Take nothing beside the fields."""


@dataclass(frozen=True, slots=True)
class FormOf:
    """One of several forms of a page or dock, told by functions."""

    words: Callable[[], str]
    clear: Callable[[], object]
    values: Callable[[], dict[str, Any]] = _nothing
    take: Callable[[dict[str, Any]], object] = _no_more

    def draft_values(self) -> dict[str, Any]:
        """Return what is in hand beside the fields."""
        return self.values()

    def take_draft(self, values: dict[str, Any]) -> None:
        """Take that back."""
        self.take(values)

    def drop_typing(self) -> None:
        """Show the form without what was typed."""
        self.clear()

    def draft_words(self) -> str:
        """Say what is being typed."""
        return self.words()
