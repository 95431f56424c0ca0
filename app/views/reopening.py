"""After a crash or a change of hands (草稿重开): the form that was being typed comes back, the others are listed."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.drafts.draft import Draft
from app.views.desk import Desk
from app.views.status import StatusLine

if TYPE_CHECKING:
    from app.views.drafts_list import DraftsList
    from app.views.main_window import MainWindow


class Reopening(QObject):
    """Looks through the drafts that lay on the disk: what was posted is dropped, the newest is opened again."""

    def __init__(self, desk: Desk, status: StatusLine, window: "MainWindow") -> None:
        """Work for ``window``; the status line says how many drafts there are."""
        super().__init__(window)
        self._desk = desk
        self._status = status
        self._window = window
        self._list: DraftsList | None = None
        desk.drafts.found.connect(self._found)
        desk.drafts.changed.connect(self._count)
        desk.drafts.told.connect(status.show_drafts_trouble)
        status.drafts.clicked.connect(lambda _checked: self.show_list())
        window.drafts_wanted.connect(self.show_list)

    def show_list(self) -> None:
        """Show every draft of whoever is signed in, to be opened or thrown away."""
        from app.views.drafts_list import DraftsList

        if self._list is None:
            self._list = DraftsList(self._desk, self._window)
        self._list.show_drafts()

    def _count(self) -> None:
        self._status.show_drafts(len(self._desk.drafts.rows()))

    def _found(self, drafts: tuple[Draft, ...]) -> None:
        """Ask which of them were saved in the moment in which the program died."""
        from app.services import postings

        keys = tuple(draft.posting for draft in drafts if draft.posting)
        self._desk.ask(
            postings.already_posted,
            keys,
            by=self._window,
            done=lambda posted: self._open(drafts, posted),
            failed=lambda _error: self._open(drafts, ()),
        )

    def _open(self, drafts: tuple[Draft, ...], posted: tuple[str, ...]) -> None:
        pen = self._desk.drafts
        for draft in drafts:
            if draft.posting in posted:
                pen.forget(draft.id)
        pen.offer()
        left = [draft for draft in drafts if draft.posting not in posted and draft.account == pen.account()]
        if left and not any(pen.is_typed_now(draft) for draft in left):
            pen.open_draft(left[0])
