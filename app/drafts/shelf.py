"""The drafts of this PC on the disk (草稿夹): written, dropped, and taken over from processes that died."""

import contextlib
import logging
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from app.clock import new_uuid
from app.drafts import draft as files
from app.drafts import living
from app.drafts.draft import Draft, path_of, read_draft, sync_folder, write_draft
from app.drafts.living import ProcessLock

_LOG = logging.getLogger(__name__)


class Shelf:
    """One process's hand on the folder of drafts; used by one thread at a time."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; it is made with the first draft."""
        self._folder = folder
        self.token = new_uuid()
        self._lock = ProcessLock(folder, self.token)

    def write(self, draft: Draft) -> None:
        """Write a draft as this process's own; ``OSError`` when the disk is full or may not be written."""
        if not self._lock.held() and not self._lock.take():
            _LOG.info("drafts are not locked: this folder knows no locks")
        write_draft(self._folder, replace(draft, owner=self.token))

    def drop(self, draft_id: str) -> None:
        """Remove a draft; one that was never written is fine. ``OSError`` when it cannot be removed."""
        path = path_of(self._folder, draft_id)
        if path.exists():
            path.unlink()
            sync_folder(self._folder)

    def found(self, account: int, station: str) -> list[Draft]:
        """Return an account's drafts that are this process's or a dead one's, which become this one's; newest first.

        A draft of another living process stays with it. What cannot be taken over now is left where it is.
        """
        owned = self._by_owner()
        mine = list(owned.pop(self.token, ()))
        for owner, drafts in owned.items():
            with contextlib.suppress(OSError):  # not readable or not writable now: another time
                mine += self._taken_over(owner, drafts, account, station)
        wanted = [draft for draft in mine if (draft.account, draft.station) == (account, station)]
        return sorted(wanted, key=lambda draft: draft.at, reverse=True)

    def close(self) -> None:
        """Let go of this process's drafts: whoever comes next may take them. ``OSError`` as the disk raises it."""
        if self._lock.held():
            self._lock.let_go(remove=not self._by_owner()[self.token])

    def _by_owner(self) -> dict[str, list[Draft]]:
        """Return every draft by the process that holds it; processes that left only a lock have none."""
        owned: dict[str, list[Draft]] = defaultdict(list)
        for lock in self._folder.glob(f"*{living.SUFFIX}"):
            owned[lock.stem] = []
        for draft in self._all():
            owned[draft.owner].append(draft)
        return owned

    def _all(self) -> Iterator[Draft]:
        for path in sorted(self._folder.glob(f"*{files.SUFFIX}")):
            try:
                yield read_draft(path)
            except FileNotFoundError:
                continue  # dropped meanwhile by the process that holds it
            except (OSError, ValueError) as error:
                _LOG.info("a draft cannot be read: %s", error)

    def _taken_over(self, owner: str, drafts: list[Draft], account: int, station: str) -> list[Draft]:
        """Take an account's drafts from a process, unless it lives; only one of several takers gets them."""
        lock = ProcessLock(self._folder, owner)
        if not lock.take():
            return []
        taken = []
        left = 0
        try:
            for draft in drafts:
                now = self._still(draft)
                if now is None:
                    continue
                if (now.account, now.station) == (account, station):
                    self.write(now)
                    taken.append(replace(now, owner=self.token))
                else:
                    left += 1
            for half in self._folder.glob(f"*.{owner}.new"):
                half.unlink(missing_ok=True)
        finally:
            lock.let_go(remove=not left)
        return taken

    def _still(self, draft: Draft) -> Draft | None:
        """Return a draft as it is now that its owner's lock is held, unless somebody else took it just before."""
        try:
            now = read_draft(path_of(self._folder, draft.id))
        except FileNotFoundError:
            return None
        return now if now.owner == draft.owner else None
