"""Finding records by what people remember of them (检索)."""

import json
import sqlite3
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.models.search_text import (
    MAX_COMBINATIONS,
    MAX_QUERY_TERMS,
    SearchDocument,
    document,
    fts_token,
    initials,
    matches,
    normalise,
    query_terms,
    query_words,
    rank,
    tail_place,
    tail_terms,
)
from tests.models.outside import FOLDER, outside_rows

CAR = document(["京N7L820", "LSJA24U62JG269225", "13812346621", "S260301007"], ["单雄信", "大众帕萨特"])


@pytest.mark.parametrize(
    "typed",
    [
        "京N·7L820",
        "n7l820",
        "820",
        "京",
        "269225",
        "6621",
        "138-1234-6621",
        "S260301007",
        "单雄",
        "信",
        "sxx",
        "DXX",
        "dzpst",
        "单雄信 820",
        "sxx 京N",
        "单 雄 信",
        "N7L",
    ],
)
def test_a_car_is_found(typed: str) -> None:
    """By plate, tails, name, initials, several words, in any writing."""
    assert matches(CAR.s, typed)
    assert set(query_terms(typed)) - {typed} <= set(CAR.t)


@pytest.mark.parametrize(
    "typed",
    ["", "  ", "821", "820l", "信大", "单雄信 821", "%", "_", "*", "' OR 1=1 --", "京n7l820|lsj", "\x00", "\ud800"],
)
def test_another_car_is_not(typed: str) -> None:
    """Not across fields, not by wildcards, not by an empty query."""
    assert not matches(CAR.s, typed)


@pytest.mark.parametrize("typed", ["0242236566", "0 242 236 566", "0242-236-566", "\uff10242236566"])
def test_part_numbers_are_found_with_and_without_separators(typed: str) -> None:
    """However the catalogue writes them."""
    assert matches(document(["0 242 236 566"]).s, typed)


def test_a_name_of_signs_alone_is_found() -> None:
    """Text that is nothing but separators keeps them."""
    assert matches(document(["- _/"]).s, "-_/")
    assert matches(document(["|"]).s, "|")
    assert not matches(document(["--"]).s, "-_")


@pytest.mark.parametrize(
    ("surname", "letter"),
    [
        ("单", "s"),
        ("仇", "q"),
        ("解", "x"),
        ("曾", "z"),
        ("区", "o"),
        ("查", "z"),
        ("朴", "p"),
        ("尉迟", "yc"),
        ("万俟", "mq"),
        ("单于", "cy"),
        ("长孙", "zs"),
        ("澹台", "tt"),
        ("缪", "m"),
        ("盖", "g"),
        ("乐", "y"),
        ("种", "c"),
        ("逄", "p"),
        ("隗", "w"),
        ("覃", "q"),
        ("谌", "c"),
        ("谌", "s"),
        ("浣", "w"),
        ("费", "b"),
        ("贠", "y"),
        ("呙", "g"),
        ("黑", "h"),
        ("折", "s"),
    ],
)
def test_surnames_are_found_by_their_own_reading(surname: str, letter: str) -> None:
    """A surname is often not read like the word."""
    assert f"{letter}m" in initials(f"{surname}明")


def test_initials_keep_letters_and_digits() -> None:
    """Models have both; a text without Chinese has no initials."""
    assert "dzgef8" in initials("大众·高尔夫8")
    assert initials("Golf 8") == ()
    assert initials("") == ()


def test_the_number_of_readings_is_bounded() -> None:
    """A long name of many readings keeps those in context."""
    readings = initials("重庆长安行单车曾都查区解乐朴会长还")
    assert 1 < len(readings) <= MAX_COMBINATIONS
    assert all(len(reading) == 17 for reading in readings)
    assert any(reading.startswith("cqca") for reading in readings)
    assert all(len(reading) <= 40 for reading in initials("行" * 5000))


def test_other_programs_initials_find_their_words() -> None:
    """Surnames, names and words of two pinyin libraries."""
    for row in outside_rows("pinyin/pinyin_dev.csv"):
        assert matches(document([], [row["text"]]).s, row["initials"].lower()), row


@settings(max_examples=200)
@given(st.text(max_size=30))
def test_whatever_is_kept_is_found(text: str) -> None:
    """Any text finds itself, exactly as typed, and its terms lead there."""
    kept = document([text], [text])
    if normalise(text):
        assert matches(kept.s, text)
        assert set(query_terms(text)) <= set(kept.t) or len(query_words(text)[0]) == 1
    else:
        assert query_terms(text) == ()


def test_naughty_strings_are_found() -> None:
    """Each line of the big list, saved as a remark, is found again by itself."""
    path = FOLDER / "injection" / "blns.json"
    if not path.exists():
        pytest.skip("the outside data is not there")
    for text in json.loads(path.read_text(encoding="utf-8")):
        if normalise(text):
            assert matches(document([text]).s, text), text


def test_terms_are_the_slices_and_the_last_character() -> None:
    """Two typed characters are one term; fields do not run into each other."""
    assert set(document(["abc", "", "京"]).t) == {"ab", "bc", "c", "abc", "abc$0", "京"}
    assert set(document(["京7l82"]).t) == {"京7", "7l", "l8", "82", "2", "7l8", "l82", "7l82", "l82$0", "7l82$0"}
    assert query_terms("ab") == ("ab",)
    assert query_terms("abc") == ("abc",)
    assert query_terms("京7l820") == ("7l82", "l820", "京7")
    assert query_terms("京") == ("京",)
    assert query_terms("0 242") == ("242",)
    assert len(query_terms("".join(chr(0x4E00 + at) for at in range(200)))) == MAX_QUERY_TERMS


def test_the_end_of_a_field_is_a_term_of_its_own() -> None:
    assert tail_terms("7820") == ("7820$0", "7820$1", "7820$2")
    assert {typed: tail_terms(typed)[:1] for typed in ("820", "N7L82", "269225", "8-20")} == {
        "820": ("820$0",),
        "N7L82": ("n7l82$0",),
        "269225": ("269225$0",),
        "8-20": ("820$0",),
    }
    assert [tail_terms(typed) for typed in ("20", "1269225", "年820", "78 20", "")] == [()] * 5
    assert {term for term in CAR.t if tail_place(term) == 1} == {"225$1", "9225$1", "69225$1", "269225$1"}


def test_hits_are_ranked_as_people_mean_them() -> None:
    """The whole plate, its tail, the tails of VIN and telephone, heads, and last the middle."""
    hits = [
        document(["京A82066", "", ""]),
        document(["820123", "", ""]),
        document(["京A00001", "", "13812340820"]),
        document(["京A00002", "LSJA24U62JG000820", ""]),
        document(["京N7L820", "", ""]),
        document(["820", "", ""]),
        document(["京A00003", "", ""]),
    ]
    ranked = sorted(hits, key=lambda hit: rank(hit.s, "820"))
    assert [hits.index(hit) for hit in ranked] == [5, 4, 3, 2, 1, 0, 6]


def test_several_words_rank_by_the_weakest() -> None:
    """A record that has one word only in its middle comes after one that has both as tails."""
    tails = document(["京N7L820"], ["张三"])
    middle = document(["京N8201A"], ["张三"])
    assert rank(tails.s, "张三 820") < rank(middle.s, "张三 820")


def _found(kept: list[SearchDocument], query: str) -> list[int]:
    """Search as the SQLite store does: terms by FTS5, then the exact comparison."""
    with sqlite3.connect(":memory:") as base:
        base.execute("CREATE VIRTUAL TABLE f USING fts5(t, tokenize='ascii', detail=none, columnsize=0)")
        base.executemany("INSERT INTO f(t) VALUES (?)", [(each.tokens,) for each in kept])
        terms = query_terms(query)
        asked = " ".join(f'"{fts_token(term)}"' + ("*" if len(term) == 1 else "") for term in terms)
        rows = base.execute("SELECT rowid FROM f WHERE f MATCH ?", (asked,)).fetchall() if terms else []
    base.close()
    return [row for (row,) in rows if matches(kept[row - 1].s, query)]


def test_sqlite_keeps_every_term_whole() -> None:
    """Signs that part words elsewhere, emoji and rare characters included."""
    texts = ['a"b', "x@y.cn", "c++", "🚗🚙", "𬭎𠮷", "(甲)", "*^*", "AND", "na'ïve", "京"]
    kept = [document([text]) for text in texts]
    for at, text in enumerate(texts, start=1):
        assert at in _found(kept, text), text
    assert _found(kept, "+") == [3]
    assert _found(kept, "京") == [10]


@settings(max_examples=60)
@given(st.lists(st.text(alphabet="京张三n7 ·-|\"'*😀@", max_size=8), min_size=1, max_size=5))
def test_terms_never_lose_a_hit(texts: list[str]) -> None:
    """Narrowing by terms finds what reading every record finds."""
    kept = [document([text]) for text in texts]
    queries = [*texts, *(text[at : at + 2] for text in texts for at in range(len(text)))]
    for query in queries:
        assert _found(kept, query) == [at for at, each in enumerate(kept, start=1) if matches(each.s, query)]


def test_tokens_keep_one_character_per_character() -> None:
    """So a prefix of a term is a prefix of its token."""
    for term in ("京n", "@.", "a*", '"'):
        assert len(fts_token(term)) == len(term)
        assert all(ord(sign) > 127 or sign.isalnum() for sign in fts_token(term))
    assert all(fts_token(one) != fts_token(two) for one, two in pairwise("@.*\"'()"))


def test_the_pinyin_tables_are_loaded_only_when_needed() -> None:
    """Starting the program does not wait for them."""
    code = "import sys; import app.models.search_text; sys.exit('pypinyin' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], check=False)
    assert done.returncode == 0
