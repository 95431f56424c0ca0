"""Amounts of money: typed, shown, multiplied and shared."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import InvalidEntry
from app.values import MAX_FEN, Fen, Milli, format_money, line_amount, parse_money, share_out


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("1,234.5", 123_450),
        ("1 234.50", 123_450),
        ("\u3000\uffe5 88 ", 8_800),
        ("¥88元", 8_800),
        ("\uff11\uff0c234。5", 123_450),
        (".5", 50),
        ("5.", 500),
        ("0", 0),
        ("-0", 0),
        ("999,999,999.99", MAX_FEN),
    ],
)
def test_amounts_are_read_as_people_type_them(typed: str, fen: int) -> None:
    """Separators, signs of currency and full-width characters are understood."""
    assert parse_money(typed) == fen


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "  ",
        "元",
        "¥",
        "nan",
        "NaN",
        "inf",
        "-inf",
        "1e3",
        "12,34",
        "1,23",
        "12 34",
        "1.2.3",
        "0x10",
        "²",
        "½",
        "١٢",
    ],
)
def test_what_is_no_amount_is_refused(typed: str) -> None:
    """Nothing is guessed: a misplaced separator may be a slip of the key."""
    with pytest.raises(InvalidEntry):
        parse_money(typed, place="line.price")


def test_nothing_is_rounded_in_silence() -> None:
    """A third decimal is refused, with the place to mend it."""
    with pytest.raises(InvalidEntry, match="小数超过 2 位") as refusal:
        parse_money("1.005", place="line.price")
    assert refusal.value.place == "line.price"


def test_limits_are_stated() -> None:
    """Too much and less than nought say so."""
    with pytest.raises(InvalidEntry, match=r"999,999,999\.99"):
        parse_money("1000000000")
    with pytest.raises(InvalidEntry, match="不能为负数"):
        parse_money("-1")
    with pytest.raises(InvalidEntry, match="不是数字"):
        parse_money("9" * 5000)
    assert parse_money("-1", negative_ok=True) == -100
    assert parse_money("-¥1", negative_ok=True) == -100


@settings(max_examples=100)
@given(st.integers(-MAX_FEN, MAX_FEN))
def test_what_is_shown_is_read_back(fen: int) -> None:
    """The shown form of every amount is a form that can be typed."""
    assert parse_money(format_money(fen), negative_ok=True) == fen


@pytest.mark.parametrize(("fen", "shown"), [(123_450, "1,234.50"), (0, "0.00"), (-5, "-0.05"), (100, "1.00")])
def test_amounts_are_shown_with_two_decimals(fen: int, shown: str) -> None:
    """Thousands are set off."""
    assert format_money(fen) == shown


@pytest.mark.parametrize(
    ("quantity", "price", "amount"),
    [(1_800, 12_000, 21_600), (500, 1, 1), (499, 1, 0), (1_500, 33, 50), (-500, 1, -1), (1_000, -7, -7)],
)
def test_a_line_is_rounded_half_up(quantity: int, price: int, amount: int) -> None:
    """Half a 分 goes up; a counter-line cancels its line exactly."""
    assert line_amount(Milli(quantity), Fen(price)) == amount


@pytest.mark.parametrize(
    ("total", "parts", "shares"),
    [
        (100, (333, 333, 334), (33, 33, 34)),
        (101, (500, 500), (50, 51)),
        (1, (500, 500, 0), (0, 1, 0)),
        (-101, (500, 500), (-50, -51)),
        (77, (1000,), (77,)),
    ],
)
def test_the_last_payer_with_a_share_takes_the_rest(
    total: int, parts: tuple[int, ...], shares: tuple[int, ...]
) -> None:
    """A payer with no share never gets a stray 分."""
    assert share_out(Fen(total), parts) == shares


@pytest.mark.parametrize("parts", [(), (500,), (600, 500), (-100, 1100)])
def test_shares_must_make_the_whole(parts: tuple[int, ...]) -> None:
    """Anything but 100 % together is refused."""
    with pytest.raises(InvalidEntry, match="100%"):
        share_out(Fen(100), parts)


@settings(max_examples=150)
@given(st.integers(-MAX_FEN, MAX_FEN), st.lists(st.integers(0, 1000), max_size=4))
def test_shares_always_add_up(total: int, cuts: list[int]) -> None:
    """However the line is cut, no 分 is lost, none is owed the wrong way, none strays far."""
    edges = [0, *sorted(cuts), 1000]
    parts = [upper - lower for lower, upper in pairwise(edges)]
    shares = share_out(Fen(total), parts)
    assert sum(shares) == total
    assert all(share * total >= 0 for share in shares)
    assert all(abs(share * 1000 - total * part) <= 1000 * len(parts) for share, part in zip(shares, parts, strict=True))
