"""What every form has: its title, number, copies, pages, who printed it; ink on every page and none past the edge."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import MISSING, fields, is_dataclass, replace
from typing import Any, cast, get_type_hints

import pytest

from app.printing.page import Paper
from app.printing.registry import FORMS, form_of, print_form
from app.printing.sheets import A4, A5, FULL_CONTINUOUS, HALF_CONTINUOUS, THIRD_CONTINUOUS, PrintRun, Sheet
from tests.printing.reading import pages, read, seen, squeezed, words_beyond_edge
from tests.printing.specimens import RUN, SPECIMENS, STATION, work_order

ALL = sorted(SPECIMENS)
EDGE = 10.0


def test_every_form_has_a_specimen() -> None:
    assert {name: type(make()) for name, make in SPECIMENS.items()} == FORMS


@pytest.mark.parametrize("name", ALL)
def test_title_number_station_and_printer_stand_on_every_page(name: str) -> None:
    paper = SPECIMENS[name]()
    for text in pages(paper):
        assert form_of(paper).heading(paper) in text
        assert squeezed(f"{form_of(paper).number_label} {paper.number}") in text
        assert squeezed(STATION.name) in text
        assert STATION.credit_code in text
        assert squeezed("打印 2026-11-22 09:21 首次打印 陈立 接待台 1") in text


@pytest.mark.parametrize("name", ALL)
def test_every_copy_is_named_and_its_pages_are_counted(name: str) -> None:
    paper = SPECIMENS[name]()
    texts = pages(paper)
    copies = form_of(paper).copies
    assert len(texts) == len(copies)
    for copy, text in zip(copies, texts, strict=True):
        assert f"{copy}第1页/共1页" in text


@pytest.mark.parametrize("name", ALL)
def test_every_page_has_ink_within_its_edges(name: str) -> None:
    page_bytes = print_form(SPECIMENS[name](), RUN)
    for picture in seen(page_bytes):
        dark = sum(picture.histogram()[:128]) / (picture.width * picture.height)
        assert 0.01 < dark < 0.25
    assert words_beyond_edge(page_bytes, EDGE) == []


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("sheet", [A4, A5, FULL_CONTINUOUS, HALF_CONTINUOUS, THIRD_CONTINUOUS], ids=lambda s: s.name)
def test_a_form_on_other_paper_keeps_all_it_says(name: str, sheet: Sheet) -> None:
    paper = SPECIMENS[name]()
    run = replace(RUN, sheet=sheet, copies=("客户联",))
    page_bytes = print_form(paper, run)
    assert words_beyond_edge(page_bytes, 6.0) == []
    usual = set("".join(pages(paper, replace(RUN, copies=("客户联",)))))
    assert usual <= set("".join(read(page_bytes)))


@pytest.mark.parametrize("name", ALL)
def test_the_same_paper_gives_the_same_bytes(name: str) -> None:
    assert print_form(SPECIMENS[name](), RUN) == print_form(SPECIMENS[name](), RUN)


def test_several_desks_print_at_once_what_each_prints_alone() -> None:
    alone = {name: print_form(make(), RUN) for name, make in SPECIMENS.items()}
    with ThreadPoolExecutor(4) as desks:
        together = dict(
            zip(SPECIMENS, desks.map(lambda name: print_form(SPECIMENS[name](), RUN), SPECIMENS), strict=True)
        )
    assert together == alone


@pytest.mark.parametrize("name", ALL)
def test_faces_are_embedded_as_small_subsets(name: str) -> None:
    page_bytes = print_form(SPECIMENS[name](), RUN)
    assert b"/FontFile2" in page_bytes
    assert len(page_bytes) < 200_000


@pytest.mark.parametrize("name", ALL)
def test_a_second_print_says_so(name: str) -> None:
    texts = pages(SPECIMENS[name](), replace(RUN, nth=3))
    assert all("补打第3次" in text and "首次打印" not in text for text in texts)


def bare(paper_type: type[Any]) -> Any:
    """Fill a paper with as little as it can have: nothing where nothing may stand, empty texts, no lines."""
    hints = get_type_hints(paper_type)
    answers: dict[str, object] = {}
    for field in fields(paper_type):
        hint = hints[field.name]
        if field.default is not MISSING or field.default_factory is not MISSING:
            continue
        if is_dataclass(hint):
            answers[field.name] = bare(cast("type[Any]", hint))
        elif type(None) in getattr(hint, "__args__", ()):
            answers[field.name] = None
        else:
            answers[field.name] = (getattr(hint, "__origin__", None) or getattr(hint, "__supertype__", None) or hint)()
    return paper_type(**answers)


@pytest.mark.parametrize("name", ALL)
def test_a_form_with_nothing_on_it_is_still_a_form_to_fill_in(name: str) -> None:
    paper = cast("Paper", bare(FORMS[name]))
    page_bytes = print_form(paper, RUN)
    for text in read(page_bytes):
        assert form_of(paper).title in text
        assert "(草稿)" in text
        assert "None" not in text
    assert words_beyond_edge(page_bytes, EDGE) == []


def test_chosen_copies_and_offsets_are_kept() -> None:
    run = replace(RUN, copies=("车间联(黄)",), offset_x=30, offset_y=20)
    moved, straight = print_form(work_order(), run), print_form(work_order(), replace(run, offset_x=0, offset_y=0))
    assert read(moved) == read(straight)
    assert len(read(moved)) == 1
    before, after = seen(straight, 1)[0], seen(moved, 1)[0]
    right, down = (_first_dark(after)[at] - _first_dark(before)[at] for at in (0, 1))
    assert 7 <= right <= 10  # 3 mm are 8.5 points
    assert 4 <= down <= 7  # 2 mm are 5.7 points


def _first_dark(picture: Any) -> tuple[int, int]:
    """Return the left and upper edge of what is printed."""
    box = picture.point(lambda grey: 255 * (grey < 160)).getbbox()
    return box[0], box[1]


def test_blank_rows_for_handwriting_make_the_table_longer() -> None:
    long = pages(work_order(), replace(RUN, blank_rows=20))
    assert len(long) == 2 * len(pages(work_order()))


def test_an_unknown_thing_is_no_paper() -> None:
    with pytest.raises(KeyError):
        print_form(cast("Paper", object()), PrintRun(RUN.printed_at, ""))
