"""Drafts on the disk: written whole, read by their owner alone, taken over only from processes that died."""

import stat
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.clock import new_uuid
from app.drafts.draft import Draft, path_of
from app.drafts.shelf import Shelf

ME, OTHER = 7, 8
STATION = "here"


def a_draft(account: int = ME, **changed: object) -> Draft:
    draft = Draft(new_uuid(), "arrival", account, STATION, title="接车", values={"fields": {"plate": "京N"}})
    return replace(draft, **changed)  # type: ignore[arg-type]  # the test says what changes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "drafts"


@pytest.fixture
def shelf(folder: Path) -> Iterator[Shelf]:
    shelf = Shelf(folder)
    yield shelf
    shelf.close()


def names(folder: Path, pattern: str) -> list[str]:
    return sorted(path.name for path in folder.glob(pattern))


def test_what_was_written_comes_back_word_for_word(shelf: Shelf) -> None:
    odd = a_draft(values={"fields": {"request": "漏油\n\ud83d 半个字", "fuel": None}, "form": {"lines": [1, 2]}})
    shelf.write(odd)
    assert shelf.found(ME, STATION) == [replace(odd, owner=shelf.token)]


def test_the_next_state_takes_the_place_of_the_one_before(shelf: Shelf, folder: Path) -> None:
    draft = a_draft()
    for plate in ("京N7", "京N7L820"):
        shelf.write(replace(draft, values={"plate": plate}))
    assert [found.values for found in shelf.found(ME, STATION)] == [{"plate": "京N7L820"}]
    assert names(folder, "*.new") == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has its own rights")
def test_only_its_owner_can_read_a_draft(shelf: Shelf, folder: Path) -> None:
    draft = a_draft()
    shelf.write(draft)
    assert stat.S_IMODE(path_of(folder, draft.id).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_nobody_gets_the_drafts_of_another_account_or_station(shelf: Shelf) -> None:
    shelf.write(a_draft(OTHER))
    shelf.write(a_draft(station="elsewhere"))
    assert shelf.found(ME, STATION) == []
    assert len(shelf.found(OTHER, STATION)) == 1


def test_a_living_window_keeps_its_drafts(shelf: Shelf, folder: Path) -> None:
    living = Shelf(folder)
    living.write(a_draft())
    assert shelf.found(ME, STATION) == []
    assert len(living.found(ME, STATION)) == 1
    living.close()
    assert len(shelf.found(ME, STATION)) == 1


def test_only_one_of_two_windows_takes_what_a_third_left(shelf: Shelf, folder: Path) -> None:
    dead = Shelf(folder)
    dead.write(a_draft())
    dead.write(a_draft(OTHER))
    dead.close()
    other = Shelf(folder)
    assert len(shelf.found(ME, STATION)) == 1
    assert other.found(ME, STATION) == []
    assert len(other.found(OTHER, STATION)) == 1
    other.close()


def test_what_was_dropped_leaves_nothing_behind(shelf: Shelf, folder: Path) -> None:
    draft = a_draft()
    shelf.write(draft)
    shelf.drop(draft.id)
    shelf.drop(draft.id)
    shelf.close()
    assert list(folder.iterdir()) == []


def test_a_half_written_file_of_a_dead_process_goes(shelf: Shelf, folder: Path) -> None:
    dead = Shelf(folder)
    dead.write(a_draft())
    (folder / f"half.{dead.token}.new").write_text("{", encoding="utf-8")
    dead.close()
    assert len(shelf.found(ME, STATION)) == 1
    assert names(folder, "*.new") == []
    assert names(folder, "*.lock") == [f"{shelf.token}.lock"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 99}', '{"format": 1, "at": "2026-01-01T00:00:00"}'])
def test_a_file_that_is_no_draft_is_left_alone(shelf: Shelf, folder: Path, text: str) -> None:
    shelf.write(a_draft())
    (folder / "strange.json").write_text(text, encoding="utf-8")
    assert len(shelf.found(ME, STATION)) == 1
    assert (folder / "strange.json").exists()
