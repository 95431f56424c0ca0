"""A5: words keep clear of each other, short words stay whole, part numbers break at their joints."""

from dataclasses import replace

import pytest

from app.printing.registry import print_form
from app.printing.sheets import A5
from app.printing.wrapping import wrap
from tests.printing.reading import opened
from tests.printing.specimens import RUN, SPECIMENS, work_order

ON_A5 = replace(RUN, sheet=A5)
Box = tuple[float, float, float, float]


def boxes(page_bytes: bytes) -> list[Box]:
    """Return where each visible character of the first page stands: left, bottom, right, top."""
    with opened(page_bytes) as document:
        text = document[0].get_textpage()
        return [text.get_charbox(at) for at in range(text.count_chars()) if text.get_text_range(at, 1) not in " ✓\r\n"]


def overlapping(found: list[Box]) -> list[tuple[Box, Box]]:
    """Return characters of one line that stand one on the other by more than a point."""
    ordered = sorted(found)
    return [
        (one, other)
        for at, one in enumerate(ordered)
        for other in ordered[at + 1 : at + 80]
        if min(one[2], other[2]) - other[0] > 1 and min(one[3], other[3]) - max(one[1], other[1]) > 1
    ]


@pytest.mark.parametrize("name", sorted(set(SPECIMENS) - {"certificate"}))
def test_no_word_is_printed_over_another(name: str) -> None:
    assert overlapping(boxes(print_form(SPECIMENS[name](), ON_A5))) == []


def test_the_payer_and_the_origin_stand_on_one_line() -> None:
    with opened(print_form(work_order(), ON_A5)) as document:
        whole = "".join(page.get_textpage().get_text_bounded() for page in document)
    assert "自费" in whole
    assert "同质配件" in whole
    assert "1017100-EG01" in whole


def test_a_part_number_longer_than_its_column_breaks_behind_a_hyphen() -> None:
    assert wrap("1017100-EG01", 50, 10) == ("1017100-", "EG01")


def test_a_word_without_a_joint_breaks_where_the_line_ends() -> None:
    lines = wrap("W" * 60, 100, 10)
    assert "".join(lines) == "W" * 60
    assert len({len(line) for line in lines[:-1]}) == 1
