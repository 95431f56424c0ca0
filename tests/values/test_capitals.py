"""Amounts in Chinese capitals, read back by a reader that shares nothing with the writer."""

import csv
import re
from decimal import ROUND_DOWN, Decimal
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.values import capitals

VECTORS = Path(__file__).parents[2].parent / "shared" / "data" / "rmb" / "rmb_dev.csv"
DIGITS = {sign: value for value, sign in enumerate("零壹贰叁肆伍陆柒捌玖")}
PLACES = {"拾": 10, "佰": 100, "仟": 1000}


def read_back(written: str) -> int:
    """Read capitals as 分 the way an accountant does: section by section, from the left."""
    sign = -1 if written.startswith("负") else 1
    yuan, _, small = written.removeprefix("负").removesuffix("整").rpartition("元")
    fen = read_number(yuan) * 100
    for digit, place in re.findall("([壹贰叁肆伍陆柒捌玖])([角分])", small):
        fen += DIGITS[digit] * (10 if place == "角" else 1)
    return sign * fen


def read_number(written: str) -> int:
    """Read a whole number: 亿 multiplies everything before it, 万 everything since the last 亿."""
    total = section = digit = above = 0
    for sign in written:
        if sign in DIGITS:
            digit = DIGITS[sign]
        elif sign in PLACES:
            section += digit * PLACES[sign]
            digit = 0
        elif sign == "万":
            total += (section + digit) * 10_000
            section = digit = 0
        else:
            above = (above + total + section + digit) * 100_000_000
            total = section = digit = 0
    return above + total + section + digit


@pytest.mark.parametrize(
    ("fen", "written"),
    [
        (0, "零元整"),
        (1, "壹分"),
        (50, "伍角整"),
        (101, "壹元零壹分"),
        (110, "壹元壹角整"),
        (-12_345, "负壹佰贰拾叁元肆角伍分"),
        (20_000_724_933, "贰亿零柒仟贰佰肆拾玖元叁角叁分"),
        (1_000_000, "壹万元整"),
        (1_010_100, "壹万零壹佰零壹元整"),
        (10_100_000, "壹拾万壹仟元整"),
        (100_000_000_000_000, "壹万亿元整"),
        (1_000_000_000_001_00, "壹万亿零壹元整"),
    ],
)
def test_amounts_are_written_as_banks_want_them(fen: int, written: str) -> None:
    """The noughts stand where they belong, 整 only behind 元 and 角."""
    assert capitals(fen) == written


@settings(max_examples=200)
@given(st.integers(-(10**14), 10**14) | st.integers(-(10**6), 10**6) | st.integers(0, 10**18))
@example(10_010_010_010_010)
@example(10**16)
def test_capitals_are_read_back(fen: int) -> None:
    """Nothing is lost, and no nought is doubled, left over or missing."""
    written = capitals(fen)
    assert read_back(written) == fen
    assert "零零" not in written
    assert not re.search("零[万亿整角分拾佰仟]", written)
    assert written.endswith(("分", "元整", "角整"))


@settings(max_examples=200)
@given(st.integers(1, 10**12))
def test_every_gap_has_its_nought(yuan: int) -> None:
    """Where a place between two written digits is empty inside or below a section, one 零 stands for it."""
    written = capitals(yuan * 100).removesuffix("元整")
    follows = {"仟": "佰", "佰": "拾", "拾": "", "万": "仟", "亿": "仟"}
    for place, next_digit in re.findall("([仟佰拾万亿])(?=[壹贰叁肆伍陆柒捌玖]([仟佰拾]?))", written):
        if place in "万亿" and next_digit == "" and re.search(f"{place}[壹贰叁肆伍陆柒捌玖]$", written):
            pytest.fail(f"{written}: no 零 between {place} and the last digit")
        if next_digit in PLACES and place in follows:
            expected = {"": 1, **PLACES}[follows[place]]
            assert PLACES[next_digit] == expected, written


@pytest.mark.skipif(not VECTORS.exists(), reason="the outside data is not there")
def test_other_programs_agree() -> None:
    """Three other programs' expectations, after their own spellings are evened out."""
    compared = 0
    with VECTORS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            amount = Decimal(row["amount"])
            fen = int((amount * 100).to_integral_value(ROUND_DOWN))
            mine = capitals(fen)
            if "1e12" in row["note"] or row["note"] == "negative":
                continue
            accepted = {_even(row["expected"]), _even(row["also_accept"] or row["expected"])}
            assert _even(mine) in accepted, row
            compared += 1
    assert compared > 50


def _even(written: str) -> str:
    return written.removeprefix("人民币").replace("圆", "元").replace("正", "整").removesuffix("整")
