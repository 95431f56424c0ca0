"""Forms that lose nothing (草稿): what is typed goes to the journal within a second and comes back into its form.

A form has a ``Drafting``; it says which record it shows (``turn_to``), and that it was saved or cleared (``drop``).
Everything else happens here: what is typed is collected while typing goes on, kept when the form turns to something
else, and put back when it shows the same record again, be it after a crash.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.clock import new_uuid
from app.drafts.draft import Draft, station_of
from app.views.card import Card
from app.views.draft_form import Form
from app.views.draft_strip import DraftStrip
from app.views.mailbox import Mailbox
from app.views.wording import now

if TYPE_CHECKING:
    from app.drafts.journal import Found, Journal, Kept
    from app.views.desk import Desk

_LOG = logging.getLogger(__name__)
_SOON_MS = 250
"""How long keys are gathered before they go to the journal's thread; the disk has the rest of the second."""


class Drafts(QObject):
    """The drafts of whoever is signed in: the bridge between the forms and the journal's thread."""

    changed = Signal()
    """There are other drafts, or other words in them."""
    found = Signal(object)
    """The ``Draft``s that lay on the disk when somebody signed in, newest first; nobody has opened them yet."""
    wanted = Signal(object)
    """A ``Draft`` is about to be opened: whoever builds its form late does so now."""
    told = Signal(str)
    """Why the disk does not take drafts; empty when it does again."""

    def __init__(self, desk: "Desk") -> None:
        """Keep drafts in memory alone, until a folder is named."""
        super().__init__(desk)
        self._desk = desk
        self._mailbox = Mailbox(self._take, self)
        self._journal: Journal | None = None
        self.station = ""
        self._kept: dict[str, Draft] = {}
        self._forms: list[Drafting] = []
        self._account = 0
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self.gather)
        desk.signed_in.connect(self._person_changed)

    def open(self, folder: Path, database: str) -> None:
        """Keep drafts in ``folder`` from now on; ``database`` says to which station they belong."""
        from app.drafts.journal import Journal

        self.station = station_of(database)
        self._mailbox.listen()
        self._journal = Journal(folder, self._mailbox.post)
        if self._account:
            self._journal.find(self._account, self.station)

    def close(self) -> None:
        """Write what was typed to the last key, and wait until the disk has it."""
        self.gather()
        self._soon.stop()
        self._account = 0
        if self._journal is not None:
            self._journal.close()
            self._journal = None
            self._mailbox.close()

    def rows(self) -> list[Draft]:
        """Return every draft of whoever is signed in, the newest first."""
        return sorted(self._kept.values(), key=lambda draft: draft.at, reverse=True)

    def is_typed_now(self, draft: Draft) -> bool:
        """Tell whether a draft stands in its form now."""
        return self._holder(draft) is not None

    def typed_since(self, posting: str) -> bool:
        """Tell whether somebody typed on in the form that was saved under this key."""
        return any(form.typed_since(posting) for form in self._living())

    def account(self) -> int:
        """Return whose drafts these are, 0 for nobody's."""
        return self._account

    def touched(self) -> None:
        """Note that somebody types: the forms are read soon, also while typing goes on."""
        if not self._soon.isActive():
            self._soon.start()

    def gather(self) -> None:
        """Give the journal what stands in the forms now."""
        for form in self._living():
            form.gather()

    def join(self, form: "Drafting") -> None:
        """Take a new form in."""
        self._forms.append(form)

    def keep(self, draft: Draft) -> None:
        """Keep a draft as it is now."""
        self._kept[draft.id] = draft
        if self._journal is not None:
            self._journal.keep(draft)
        self.changed.emit()

    def forget(self, draft_id: str) -> None:
        """Drop a draft: it was saved, or it is not wanted any more."""
        if self._kept.pop(draft_id, None) is not None:
            if self._journal is not None:
                self._journal.drop(draft_id)
            self.changed.emit()

    def discard(self, draft: Draft) -> None:
        """Drop a draft that is not wanted any more, also where it stands in its form."""
        holder = self._holder(draft)
        if holder is not None:
            holder.discard()
        else:
            self.forget(draft.id)

    def of_record(self, form: str, record: str) -> Draft | None:
        """Return the newest draft of a form and a record that stands in no form now."""
        mine = (draft for draft in self.rows() if (draft.form, draft.record) == (form, record))
        return next((draft for draft in mine if not self.is_typed_now(draft)), None)

    def open_draft(self, draft: Draft) -> None:
        """Lead to the form of a draft with what was typed in it."""
        if draft.order_id is not None and draft.order_id != self._desk.current_order:
            self._desk.take_in_hand(draft.order_id, draft.visit_id)
        self._desk.lead_to(draft.place)
        self.wanted.emit(draft)
        self._desk.lead_to(draft.place)
        for form in self._living():
            if form.name == draft.form and not self.is_typed_now(draft):
                form.show_draft(draft)

    def discard_in(self, around: QWidget) -> None:
        """Throw away what is typed over records in ``around``: somebody wants to see them as they are stored."""
        for form in self._living():
            if form.stands_in(around):
                form.discard()

    def offer(self) -> None:
        """Let every form that shows the record of a draft take it."""
        for form in self._living():
            form.settle()

    def _living(self) -> "list[Drafting]":
        self._forms = [form for form in self._forms if shiboken6.isValid(form)]
        return self._forms

    def _holder(self, draft: Draft) -> "Drafting | None":
        return next((form for form in self._living() if form.holds(draft.id)), None)

    def _person_changed(self, actor: Any) -> None:  # noqa: ANN401 - an actor or nobody
        account = actor.account_id if actor is not None else 0
        if account == self._account:
            return
        for form in self._living():
            form.let_go()
        self._account = account
        self._kept.clear()
        self.changed.emit()
        if account and self._journal is not None:
            self._journal.find(account, self.station)

    def _take(self, letter: "Found | Kept") -> None:
        from app.drafts.journal import Kept

        if isinstance(letter, Kept):
            self.told.emit(letter.cause)
        elif letter.account == self._account:
            new = [draft for draft in letter.drafts if draft.id not in self._kept]
            self._kept |= {draft.id: draft for draft in new}
            self.changed.emit()
            if new:
                self.found.emit(tuple(new))


class Drafting(QObject):
    """What one form adds to lose nothing: it watches the fields and holds the draft that stands in them."""

    def __init__(
        self, desk: "Desk", form: Form, card: Card, name: str, *, title: str, place: str, fields: Mapping[str, QWidget]
    ) -> None:
        """Watch ``fields`` of ``form``, whose restored draft is told on ``card``; ``place`` leads to it."""
        from app.views.field_texts import on_typing

        super().__init__(card)
        self.name = name
        self._drafts = desk.drafts
        self._desk = desk
        self._form = form
        self._card = card
        self._title = title
        self._place = place
        self._fields = dict(fields)
        self._record: str | None = None
        self._version = 0
        self._order: tuple[int | None, int | None] = (None, None)
        self._draft: Draft | None = None
        self._dirty = False
        self._turning = False
        self._posted = False
        self._posting = new_uuid()
        self._sent = ""
        self._blank: dict[str, Any] = {}
        self.strip: DraftStrip | None = None
        for field in self._fields.values():
            on_typing(field, self.touch)
        self._drafts.join(self)

    def holds(self, draft_id: str) -> bool:
        """Tell whether a draft stands in this form now."""
        return self._draft is not None and self._draft.id == draft_id

    def stands_in(self, around: QWidget) -> bool:
        """Tell whether something typed over a record stands here, and the form in ``around``."""
        return bool(self._record) and self.is_typed() and around.isAncestorOf(self._card)

    def is_typed(self) -> bool:
        """Tell whether something stands here that is not saved."""
        return self._dirty or self._draft is not None

    def turn_to(
        self, record: str = "", *, version: int = 0, order_id: int | None = None, visit_id: int | None = None
    ) -> None:
        """Say that the form is about to show another record (``""``: something new), before its fields change."""
        self.let_go()
        self._turning, self._blank = True, {}
        self._record, self._version, self._order = record, version, (order_id, visit_id)
        QTimer.singleShot(0, self, self._arrive)

    def _arrive(self) -> None:
        """Look for a draft once the form shows what it turned to."""
        self._turning = False
        self.settle()

    def settle(self) -> None:
        """Put back what was typed for the record that is shown now, unless somebody types already."""
        if self._record is None or self._turning or self.is_typed():
            return
        self._blank = self._written()
        kept = self._drafts.of_record(self.name, self._record) if self._drafts.account() else None
        if kept is not None:
            self._put_back(kept)

    def touch(self) -> None:
        """Note that somebody typed."""
        if not self._drafts.account():
            return
        if self._posted:  # what was sent is not what stands here now
            self._posted, self._posting = False, new_uuid()
        self._dirty = True
        self._drafts.touched()

    def posting(self) -> str:
        """Return the idempotency key under which what stands here is saved; the draft keeps it."""
        self._posted, self._sent = True, self._posting
        return self._posting

    def typed_since(self, posting: str) -> bool:
        """Tell whether somebody typed here after it was sent under this key."""
        return self._sent == posting and not self._posted and self.is_typed()

    def gather(self) -> None:
        """Keep what stands in the form now, if somebody typed since the last time."""
        if not self._dirty or not self._drafts.account():
            return
        self._dirty = False
        values = self._written()
        if values == self._blank:
            self._forget()
            return
        draft = self._draft or Draft(
            new_uuid(),
            self.name,
            self._drafts.account(),
            self._drafts.station,
            record=self._record or "",
            version=self._version,
            title=self._title,
            place=self._place,
            order_id=self._order[0],
            visit_id=self._order[1],
        )
        self._draft = replace(draft, posting=self._posting, words=self._form.draft_words(), at=now(), values=values)
        self._drafts.keep(self._draft)

    def let_go(self) -> None:
        """Keep what stands here and leave it to whoever shows the record next."""
        self.gather()
        self._free()

    def drop(self) -> None:
        """Drop the draft: what was typed was saved, or cleared on purpose."""
        self._forget()
        self._blank = self._written()

    def discard(self) -> None:
        """Throw away what was typed, as somebody asked for."""
        self._form.drop_typing()
        self.drop()

    def show_draft(self, draft: Draft) -> None:
        """Put a draft into the form; that of an order waits until the order is shown. What is typed now is kept."""
        if draft.order_id is not None and draft.record != self._record:
            return
        self.let_go()
        self._record, self._version, self._order = draft.record, draft.version, (draft.order_id, draft.visit_id)
        self._put_back(draft)

    def _forget(self) -> None:
        draft = self._draft
        self._free()
        if draft is not None:
            self._drafts.forget(draft.id)

    def _free(self) -> None:
        self._draft = None
        self._dirty = False
        self._posted, self._posting = False, new_uuid()
        if self.strip is not None:
            self.strip.hide()

    def _written(self) -> dict[str, Any]:
        from app.views.field_texts import texts_of

        return {"fields": texts_of(self._fields), "form": self._form.draft_values()}

    def _put_back(self, draft: Draft) -> None:
        from app.views.field_texts import put_back

        if self._written() != draft.values:
            try:
                put_back(self._fields, draft.values["fields"])
                self._form.take_draft(draft.values["form"])
            except (KeyError, ValueError, TypeError) as error:
                _LOG.info("the draft %s of %s is not understood: %s", draft.id, draft.form, error)
                self._form.drop_typing()
                return
            self._tell(draft)
        self._draft = draft
        self._posting = draft.posting or self._posting
        self._drafts.changed.emit()

    def _tell(self, draft: Draft) -> None:
        if self.strip is None:
            self.strip = DraftStrip(self._card)
            self.strip.discarded.connect(self.discard)
            self._card.body.insertWidget(0, self.strip)
        self.strip.show_time(draft.at)
