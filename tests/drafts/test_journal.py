"""The journal's thread: typing never waits for it, and a disk that takes nothing is told once."""

from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest

from app.drafts.draft import path_of, read_draft
from app.drafts.journal import Found, Journal, Kept
from tests.drafts.test_shelf import ME, STATION, a_draft

Letters = SimpleQueue[list[Any]]


@pytest.fixture
def letters() -> Letters:
    return SimpleQueue()


@pytest.fixture
def begin(tmp_path: Path, letters: Letters) -> Iterator[Callable[[], Journal]]:
    begun: list[Journal] = []

    def journal() -> Journal:
        begun.append(Journal(tmp_path / "drafts", letters.put))
        return begun[-1]

    yield journal
    for each in begun:
        each.close()


def next_letter(letters: Letters) -> Any:
    return letters.get(timeout=60).pop()


def test_what_is_kept_is_on_the_disk_and_what_is_dropped_is_not(begin: Callable[[], Journal], tmp_path: Path) -> None:
    journal, draft = begin(), a_draft()
    journal.keep(draft)
    assert journal.flush(60)
    assert read_draft(path_of(tmp_path / "drafts", draft.id)).values == draft.values
    journal.drop(draft.id)
    assert journal.flush(60)
    assert not path_of(tmp_path / "drafts", draft.id).exists()


def test_closing_writes_the_last_key(begin: Callable[[], Journal], letters: Letters) -> None:
    first, draft = begin(), a_draft()
    first.keep(draft)
    first.close()
    second = begin()
    second.find(ME, STATION)
    found = next_letter(letters)
    assert isinstance(found, Found)
    assert [each.id for each in found.drafts] == [draft.id]


def test_a_disk_that_takes_nothing_is_told_once_and_tried_again(
    begin: Callable[[], Journal], letters: Letters, tmp_path: Path
) -> None:
    (tmp_path / "drafts").write_text("a file where the folder should be", encoding="utf-8")
    journal, draft = begin(), a_draft()
    for _ in range(3):
        journal.keep(draft)
        assert not journal.flush(60)
    told = next_letter(letters)
    assert isinstance(told, Kept)
    assert told.cause
    assert letters.empty()
    (tmp_path / "drafts").unlink()
    journal.keep(draft)
    assert next_letter(letters) == Kept("")
    assert journal.flush(60)
    assert path_of(tmp_path / "drafts", draft.id).exists()
