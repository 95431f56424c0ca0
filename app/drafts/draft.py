"""One draft (草稿) as it lies on the disk: who typed what in which form, for which record, seen at which version."""

import hashlib
import json
import os
import sys
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from app.clock import utc_now

SUFFIX = ".json"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Draft:
    """What is typed in one form and not saved.

    ``record`` and ``version`` say what the form was showing (``""`` and 0 for something new), ``posting`` is the
    idempotency key with which it will be saved, ``owner`` the process that holds it; ``place``, ``order_id`` and
    ``visit_id`` lead back to the form.
    """

    id: str
    form: str
    account: int
    station: str
    record: str = ""
    version: int = 0
    posting: str = ""
    title: str = ""
    words: str = ""
    place: str = ""
    order_id: int | None = None
    visit_id: int | None = None
    owner: str = ""
    at: datetime = field(default_factory=utc_now)
    values: dict[str, Any] = field(default_factory=dict)


def station_of(database: str) -> str:
    """Return a short mark of the station that a database URL leads to: drafts of one never open in another."""
    scheme, _, rest = database.partition("://")
    if scheme.startswith("sqlite"):
        where = str(Path(unquote(rest.removeprefix("/"))).resolve())
    else:
        where = f"{scheme.partition('+')[0]}://{rest.rpartition('@')[2]}"  # a password changes, the station does not
    return hashlib.sha256(where.encode()).hexdigest()[:16]


def path_of(folder: Path, draft_id: str) -> Path:
    """Return the file of a draft."""
    return folder / f"{draft_id}{SUFFIX}"


def write_draft(folder: Path, draft: Draft) -> None:
    """Write a draft whole beside its file and put it in its place in one step; ``OSError`` when that cannot be done.

    Only its owner may read it: customers' names and telephone numbers stand in it.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = {"format": _FORMAT, **asdict(draft), "at": draft.at.isoformat()}
    path = path_of(folder, draft.id)
    beside = folder / f"{draft.id}.{draft.owner}.new"
    number = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(number, "w", encoding="utf-8") as file:
        json.dump(kept, file)  # as ASCII: half a character pair, as some keyboards bring it, must not stop it
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)  # noqa: PTH105 - one step, also over the older one
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Make a rename in ``folder`` last through a power cut, where the system can."""
    if sys.platform == "win32":
        return  # NTFS keeps renames in its own log
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def read_draft(path: Path) -> Draft:
    """Read a draft; ``OSError`` when there is none, ``ValueError`` for what this version cannot read."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    try:
        if kept.pop("format") != _FORMAT:
            message = f"{path.name} has another format"
            raise ValueError(message)
        at = datetime.fromisoformat(kept.pop("at"))
        return Draft(**kept, at=at)
    except (AttributeError, KeyError, TypeError) as error:
        message = f"{path.name} is no draft"
        raise ValueError(message) from error
