"""The draft journal (草稿日志): a thread of plain Python that carries drafts to the disk as they are typed."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.drafts.draft import Draft
from app.drafts.shelf import Shelf

_LOG = logging.getLogger(__name__)
_AGAIN_S = 5.0
"""How long a disk that took nothing is left alone, unless something more is typed."""
_CLOSE_S = 10.0
"""How long closing waits for a disk that does not answer."""


@dataclass(frozen=True, slots=True)
class Found:
    """The drafts of an account that this process may open, the newest first."""

    account: int
    drafts: tuple[Draft, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """Whether the disk took what was typed; ``cause`` says in the system's words why it did not."""

    cause: str = ""


class Journal:
    """Keeps the newest state of every draft until it is on the disk; typing never waits for it."""

    def __init__(self, folder: Path, post: Callable[[list[Any]], object]) -> None:
        """Write into ``folder``; ``post`` takes boxed letters: ``Found``, and ``Kept`` when that changes."""
        self._shelf = Shelf(folder)
        self._post = post
        self._changed = threading.Condition()
        self._pending: dict[str, Draft | None] = {}
        self._wanted: list[tuple[int, str]] = []
        self._under_way = False
        self._closing = False
        self._failed = ""
        self._thread: threading.Thread | None = None

    def keep(self, draft: Draft) -> None:
        """Take a draft as it is now; an older state of it that was not written yet is not needed any more."""
        self._tell(lambda: self._pending.update({draft.id: draft}))

    def drop(self, draft_id: str) -> None:
        """Forget a draft that was saved or cleared on purpose."""
        self._tell(lambda: self._pending.update({draft_id: None}))

    def find(self, account: int, station: str) -> None:
        """Ask for an account's drafts; they come as a letter, after everything given before was written."""
        self._tell(lambda: self._wanted.append((account, station)))

    def flush(self, seconds: float = _CLOSE_S) -> bool:
        """Wait until everything given so far was carried to the disk or failed; tell whether the disk has it."""
        with self._changed:
            self._changed.wait_for(lambda: not (self._under_way or self._pending) or bool(self._failed), seconds)
            return not self._pending and not self._under_way

    def close(self) -> None:
        """Write what is still to be written, then let go of this process's drafts."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(_CLOSE_S)

    def _tell(self, change: Callable[[], object]) -> None:
        with self._changed:
            if self._closing:
                return
            change()
            self._changed.notify_all()
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="drafts", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while True:
            with self._changed:
                if self._failed and not self._closing:
                    self._changed.wait(_AGAIN_S)
                else:
                    self._changed.wait_for(lambda: self._pending or self._wanted or self._closing)
                todo, self._pending = self._pending, {}
                wanted, self._wanted = self._wanted, []
                closing, self._under_way = self._closing, True
            self._carry(todo)
            for account, station in wanted:
                self._post([Found(account, tuple(self._shelf.found(account, station)))])
            with self._changed:
                self._under_way = False
                self._changed.notify_all()
            if closing:
                self._let_go()
                return

    def _carry(self, todo: dict[str, Draft | None]) -> None:
        """Write and drop; what the disk does not take waits for the next turn."""
        cause = ""
        for draft_id, draft in todo.items():
            try:
                if draft is None:
                    self._shelf.drop(draft_id)
                else:
                    self._shelf.write(draft)
            except OSError as error:
                cause = error.strerror or str(error)
                with self._changed:
                    self._pending.setdefault(draft_id, draft)
        if cause != self._failed and (todo or not cause):
            _LOG.info("drafts: %s", cause or "the disk takes them again")
            self._post([Kept(cause)])
        with self._changed:
            self._failed = cause

    def _let_go(self) -> None:
        try:
            self._shelf.close()
        except OSError as error:
            _LOG.info("the lock of the drafts stays: %s", error)
