"""Lines broken as Chinese typesetting wants them; nothing lost, nothing wider than its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.printing.fonts import printable, text_width
from app.printing.wrapping import wrap

SIZE = 9.5


@given(text=st.text(max_size=120), width=st.floats(30, 400))
def test_no_line_is_too_wide_and_no_character_is_lost(text: str, width: float) -> None:
    lines = wrap(text, width, SIZE)
    assert all(text_width(line, SIZE) <= width + 0.02 or len(line) == 1 for line in lines)
    assert "".join(lines).replace(" ", "") == printable(text).replace(" ", "").replace("\n", "")


@pytest.mark.parametrize("mark", "、。,;:?!)》」】%")
def test_no_line_begins_with_a_closing_mark(mark: str) -> None:
    lines = wrap(f"{'字' * 10}{mark}{'字' * 10}", 10 * SIZE + 1, SIZE)
    assert lines[0] == "字" * 9
    assert lines[1].startswith(f"字{mark}")


@pytest.mark.parametrize("mark", "(《「【¥")
def test_no_line_ends_with_an_opening_mark(mark: str) -> None:
    lines = wrap(f"{'字' * 9}{mark}{'字' * 10}", 10 * SIZE + 1, SIZE)
    assert lines[0] == "字" * 9


def test_part_numbers_and_words_stay_whole_while_they_fit() -> None:
    assert wrap("前制动片 3501115-K08 总成", 8 * SIZE, SIZE) == ("前制动片", "3501115-K08 总", "成")


def test_a_word_longer_than_its_line_is_broken_rather_than_cut() -> None:
    lines = wrap("A" * 100, 100, SIZE)
    assert len(lines) > 1
    assert "".join(lines) == "A" * 100


def test_typed_line_breaks_are_kept() -> None:
    assert wrap("一\n\n二", 100, SIZE) == ("一", "", "二")
