"""What is kept of an arrival that is being typed (接车草稿): its fields, its lines, and the car that was recalled."""

from typing import TYPE_CHECKING, Any

from app.drafts.plain import from_plain, to_plain
from app.services.customers import KnownCar
from app.views.drafting import Drafting
from app.views.field_texts import by_name

if TYPE_CHECKING:
    from app.views.reception.arrival import ArrivalCard

ARRIVAL = "arrival"


class ArrivalDraft:
    """The arrival card as a form whose typing is kept."""

    def __init__(self, card: "ArrivalCard") -> None:
        """Speak for ``card``."""
        self._card = card

    def draft_values(self) -> dict[str, Any]:
        """Return the car that was recalled, the lines, and what is unfolded."""
        card = self._card
        return {
            "known": to_plain(card.known),
            "asked": card.plate.is_asked(),
            "correcting": card.correcting,
            "lines": card.lines.typing(),
            "more": card.more.is_open(),
            "quick": card.quick_fold.is_open(),
        }

    def take_draft(self, values: dict[str, Any]) -> None:
        """Show the car that was recalled as it was known then, the lines, and what was unfolded."""
        card, known = self._card, values["known"]
        card.show_known(None if known is None else from_plain(KnownCar, known))
        card.correcting = bool(values["correcting"])
        if card.correcting:
            card.car.panel.show()
        if values["asked"]:
            card.plate.take_as_asked()
        card.car.show_rows()
        card.head.take_draft()
        card.lines.put_back(values["lines"])
        card.lines.price_for(card.head.business.value())
        card.more.set_open(bool(values["more"]))
        card.quick_fold.set_open(bool(values["quick"]))
        card.touched = True
        card.summarise()

    def drop_typing(self) -> None:
        """Empty the form."""
        self._card.clear()

    def draft_words(self) -> str:
        """Say which car came, and whose it is."""
        card = self._card
        return " ".join(text for text in (card.plate.text().strip(), card.car.customer.text().strip()) if text)


def arrival_draft(card: "ArrivalCard") -> Drafting:
    """Keep what is typed on an arrival card from now on."""
    fields = (card.plate, *card.car.fields(), *card.visit.fields(), *card.head.fields())
    draft = Drafting(
        card.desk,
        ArrivalDraft(card),
        card,
        ARRIVAL,
        title=card.title.text(),
        place="reception.plate",
        fields=by_name(*fields, card.quick.technician, card.quick.given_by),
    )
    card.lines.typed.connect(draft.touch)
    draft.turn_to()
    return draft
