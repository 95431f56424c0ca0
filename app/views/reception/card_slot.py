"""A card that is built when it is first asked for (按需建卡): a desk opens fast, and shows only what is wanted."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from app.views.reception.pieces import ReceptionCard

if TYPE_CHECKING:
    from app.views.reception.dock import ReceptionDock

C = TypeVar("C", bound=ReceptionCard)


class CardSlot(Generic[C]):
    """An attribute of the dock that builds its card the first time, and keeps it."""

    def __init__(self, build: Callable[["ReceptionDock"], C]) -> None:
        """Build the card by ``build(dock)``."""
        self._build = build
        self._name = ""

    def __set_name__(self, owner: type[Any], name: str) -> None:
        self._name = name

    def __get__(self, dock: "ReceptionDock", owner: type[Any]) -> C:
        built: C | None = dock.__dict__.get(f"card {self._name}")
        if built is None:
            built = self._build(dock)
            dock.__dict__[f"card {self._name}"] = built
            dock.add_card(self._name, built)
        return built
