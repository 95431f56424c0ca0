"""Texts on paper: rare names, marks nobody sees, naughty strings, very long ones; nothing cut off, nothing lost."""

import json
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from app.printing.facts import PaperLine
from app.printing.fonts import EMOJI, GETA, face, printable
from app.printing.registry import print_form
from app.values import Fen, Milli
from tests.printing.reading import pages, read, seen, squeezed
from tests.printing.specimens import CUSTOMER, LINES, RUN, STATION, VEHICLE, certificate, statement, work_order

NAUGHTY = Path(__file__).parents[2].parent / "shared" / "data" / "injection" / "blns.json"
ONE_COPY = replace(RUN, copies=("客户联",))
HAN = "".join(chr(0x4E00 + 2 * at) for at in range(10_000))


@pytest.mark.parametrize("char", "喆堃犇淼𬭎㛃")
def test_a_rare_character_of_a_name_is_found_in_the_text(char: str) -> None:
    paper = replace(
        work_order(), customer=replace(CUSTOMER, name=f"周{char}明"), station=replace(STATION, name=f"{char}站")
    )
    for text in pages(paper):
        assert f"周{char}明" in text
        assert f"{char}站" in text
        assert "缺字" not in text


def test_a_character_no_face_has_is_a_geta_mark_and_named_at_the_foot() -> None:
    page = print_form(replace(work_order(), request="车主\u1200很满意"), ONE_COPY)
    assert "〓为字库缺字:U+1200" in read(page)[0]
    assert "车主\u1200很满意" in read(page)[0]  # the text can still be searched for what was typed
    typed = print_form(replace(work_order(), request=f"车主{GETA}很满意"), ONE_COPY)
    above_the_foot = (0, 0, 590, 800)
    assert seen(page, 1)[0].crop(above_the_foot).tobytes() == seen(typed, 1)[0].crop(above_the_foot).tobytes()


@pytest.mark.parametrize("emoji", ["😀", "🚗", "👍", "⚠", "🔧", "🇨", "👨\u200d🔧"])
def test_an_emoji_is_drawn_and_found_in_the_text(emoji: str) -> None:
    page = print_form(replace(work_order(), request=f"车主{emoji}很满意"), ONE_COPY)
    assert f"车主{emoji.replace(chr(0x200D), '')}很满意" in read(page)[0]
    assert "缺字" not in read(page)[0]
    missing = print_form(replace(work_order(), request="车主〓很满意"), ONE_COPY)
    assert seen(page, 1)[0].tobytes() != seen(missing, 1)[0].tobytes()


def test_whatever_the_emoji_face_holds_can_be_printed() -> None:
    emoji = face(EMOJI)
    every = [chr(code) for code in range(0x2000, 0x1FB00) if emoji.glyph(code)]
    assert len(every) > 1_400
    for at in range(0, len(every), 700):
        request = "".join(every[at : at + 700])
        assert read(print_form(replace(work_order(), request=request), ONE_COPY))


def test_many_missing_characters_leave_the_foot_readable() -> None:
    ethiopic = "".join(chr(0x1200 + at) for at in range(40))
    text = pages(replace(work_order(), request=ethiopic), replace(ONE_COPY, nth=2))[0]
    assert "补打第2次" in text
    assert "U+1200" in text
    assert "…" in text


@pytest.mark.parametrize("mark", ["\u200b", "\u200e", "\u202e", "\u2066", "\ufeff", "\u00ad", "\x00", "\x1b", "\ufe0f"])
def test_marks_nobody_sees_are_left_out(mark: str) -> None:
    text = pages(replace(work_order(), request=f"变速{mark}箱异响"), ONE_COPY)[0]
    assert "变速箱异响" in text
    assert "缺字" not in text


def test_line_ends_and_tabs_of_any_kind_are_kept_as_breaks() -> None:
    text = pages(replace(work_order(), request="一行\r\n二行\u2028三行\r四行\t完"), ONE_COPY)[0]
    assert "一行二行三行四行完" in text


@pytest.mark.parametrize("name", ["长" * 200, "A" * 200, "北京 " * 66, "(" * 200])
def test_long_names_are_on_the_paper_in_full(name: str) -> None:
    papers = (
        replace(work_order(), customer=replace(CUSTOMER, name=name), station=replace(STATION, name=name)),
        replace(statement(), lines=(PaperLine("part", name, Fen(100), name, Milli(1000), "个", Fen(100)),)),
        replace(certificate(), owner=name),
        replace(work_order(), vehicle=replace(VEHICLE, model=name), repair_class=name),
    )
    for paper in papers:
        assert squeezed(name) in "".join(pages(paper, ONE_COPY))


def test_a_request_of_ten_thousand_characters_is_not_cut() -> None:
    texts = pages(replace(work_order(), request=HAN), ONE_COPY)
    assert len(texts) > 3
    whole = "".join(texts)
    assert [char for char in HAN if char not in whole] == []
    at = [whole.find(HAN[start : start + 5]) for start in range(0, 10_000, 500)]
    assert at == sorted(at)
    assert f"第{len(texts)}页/共{len(texts)}页" in texts[-1]
    assert "客户签名" in texts[-1]


def test_terms_of_ten_thousand_characters_are_not_cut() -> None:
    texts = pages(replace(work_order(), terms=(HAN[:5_000], HAN[5_000:], "末条:到此为止。")), ONE_COPY)
    whole = "".join(texts)
    assert "末条:到此为止。" in whole
    assert [char for char in HAN if char not in whole] == []


def test_a_very_long_printer_and_copy_name_stay_on_the_page() -> None:
    text = pages(work_order(), replace(ONE_COPY, printed_by="名" * 120))[0]
    assert "名" * 120 in text


def left_to_right(text: str) -> bool:
    """Tell whether a reader copies a text in the order it was written in."""
    return not any(unicodedata.bidirectional(char) in {"R", "AL", "AN"} for char in text)


def as_copied(text: str) -> str:
    """Return a text as a reader copies it: visible characters only, ligatures written apart."""
    return squeezed(printable(text)).replace("\ufb01", "fi").replace("\ufb02", "fl")


@pytest.mark.skipif(not NAUGHTY.is_file(), reason="the collection of naughty strings is not there")
def test_naughty_strings_are_printed_as_they_are() -> None:
    strings = [text for text in json.loads(NAUGHTY.read_text(encoding="utf-8")) if text.strip()]
    lines = tuple(PaperLine("other", text, Fen(100)) for text in strings)
    texts = read(print_form(replace(work_order(), lines=(*LINES, *lines)), ONE_COPY))
    whole = "".join(texts)
    lost = [text for text in strings if left_to_right(text) and as_copied(text) not in whole]
    assert lost == []
    assert f"共{len(texts)}页" in texts[0]
