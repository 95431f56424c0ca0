"""Quantities, hours and mileage as typed and shown."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import InvalidEntry
from app.values import (
    MAX_HOURS,
    MAX_KM,
    MAX_MILLI,
    format_hours,
    format_quantity,
    parse_hours,
    parse_mileage,
    parse_quantity,
)


@pytest.mark.parametrize(("typed", "milli"), [("1.8", 1_800), ("4", 4_000), ("0.125", 125), ("1,000", 1_000_000)])
def test_quantities_are_read(typed: str, milli: int) -> None:
    """Up to three decimals."""
    assert parse_quantity(typed) == milli


@pytest.mark.parametrize("typed", ["", "0", "-1", "1.0001", "NaN", "inf", "1000000", "两"])
def test_impossible_quantities_are_refused(typed: str) -> None:
    """Nought, negatives, a fourth decimal, no number, too much."""
    with pytest.raises(InvalidEntry):
        parse_quantity(typed)


def test_nought_is_taken_where_it_makes_sense() -> None:
    """A count may find nothing, a job may have no standard hours."""
    assert parse_quantity("0", zero_ok=True) == 0
    assert parse_hours("0", zero_ok=True) == 0
    with pytest.raises(InvalidEntry, match="不能为负数"):
        parse_quantity("-0.001", zero_ok=True)


@pytest.mark.parametrize("typed", ["1.5", "1.5 小时", "1.5h", "\uff11\uff0e\uff15"])
def test_hours_are_read(typed: str) -> None:
    """The unit may stand behind."""
    assert parse_hours(typed) == 1_500


def test_hours_have_their_own_limit() -> None:
    """Ten thousand hours are a slip of the key."""
    assert parse_hours("9999.999") == MAX_HOURS
    with pytest.raises(InvalidEntry, match=r"9999\.999"):
        parse_hours("10000")


@pytest.mark.parametrize(
    ("typed", "km"),
    [("0", 0), ("86,500", 86_500), ("86500 km", 86_500), ("86500公里", 86_500), ("\uff18\uff16500", 86_500)],
)
def test_mileage_is_read_in_whole_km(typed: str, km: int) -> None:
    """The unit may stand behind."""
    assert parse_mileage(typed) == km


@pytest.mark.parametrize("typed", ["", "-1", "123.4", "8.65万", str(MAX_KM + 1)])
def test_impossible_mileage_is_refused(typed: str) -> None:
    """No decimals, no negatives, not more than an odometer shows."""
    with pytest.raises(InvalidEntry):
        parse_mileage(typed)


@pytest.mark.parametrize(
    ("milli", "shown"), [(1_800, "1.8"), (1_000, "1"), (0, "0"), (125, "0.125"), (-1_500, "-1.5"), (10_000, "10")]
)
def test_idle_noughts_are_not_shown(milli: int, shown: str) -> None:
    """Quantities and hours look as they would be written by hand."""
    assert format_quantity(milli) == shown
    assert format_hours(milli) == shown


@settings(max_examples=100)
@given(st.integers(1, MAX_MILLI))
def test_what_is_shown_is_read_back(milli: int) -> None:
    """The shown form of every quantity is a form that can be typed."""
    assert parse_quantity(format_quantity(milli)) == milli
