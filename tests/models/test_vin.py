"""The rules of the VIN (车架号)."""

import pytest

from app.errors import InvalidEntry
from app.models.vin import check_vin
from tests.models.outside import outside_rows

GOOD = "LSJA24U62JG269225"


@pytest.mark.parametrize(
    "typed", [GOOD, GOOD.lower(), f" {GOOD[:8]} {GOOD[8:]}\n", "LSJA24U62JG\uff126922\uff15", f"\u200b{GOOD}"]
)
def test_a_good_vin_is_tidied(typed: str) -> None:
    """Blanks, small and full-width letters and invisible marks do no harm."""
    verdict = check_vin(typed)
    assert verdict.accepted() == GOOD
    assert verdict.warnings == ()
    assert verdict.suggestion == ""


def test_letters_that_look_like_digits_are_offered_as_digits() -> None:
    """The clerk is asked, nothing is changed for them."""
    verdict = check_vin("LSJA24U62JG2692Z5".replace("0", "O").replace("Z", "I"))
    assert verdict.value == "LSJA24U62JG2692I5"
    assert verdict.suggestion == "LSJA24U62JG269215"
    with pytest.raises(InvalidEntry, match="是否为 LSJA24U62JG269215"):
        verdict.accepted()


@pytest.mark.parametrize(
    ("typed", "said"),
    [(GOOD[:-1], "现为 16 位"), (GOOD + "1", "现为 18 位"), ("LSJA24U62JG26922陈", "只能含数字"), ("L", "现为 1 位")],
)
def test_length_and_alphabet_are_errors(typed: str, said: str) -> None:
    """Each says what is wrong."""
    with pytest.raises(InvalidEntry, match=said) as refusal:
        check_vin(typed, place="reception.vin").accepted()
    assert refusal.value.place == "reception.vin"


def test_a_reason_lets_an_odd_number_pass() -> None:
    """An old or special vehicle has the number it has."""
    verdict = check_vin("io-1967-q", nonstandard_reason="1985 年以前的车辆")
    assert verdict.accepted() == "IO-1967-Q"
    assert verdict.warnings == ()


@pytest.mark.parametrize("typed", ["X" * 33, "AB\x00C"])
def test_even_an_odd_number_must_fit_on_paper(typed: str) -> None:
    """Too long or unprintable is refused with a reason, too."""
    with pytest.raises(InvalidEntry, match="32"):
        check_vin(typed, nonstandard_reason="进口特种车").accepted()


def test_a_blank_reason_is_none() -> None:
    """Blanks do not explain anything."""
    assert check_vin("123", nonstandard_reason="  ").errors


def test_a_wrong_check_digit_is_a_warning() -> None:
    """It names the digit that would fit; imports may not carry it."""
    verdict = check_vin("LSJA24U63JG269225")
    assert verdict.accepted() == "LSJA24U63JG269225"
    (doubt,) = verdict.warnings
    assert doubt.key == "vin.check_digit"
    assert "应为 2,现为 3" in str(doubt)


def test_a_missing_vin_is_a_warning() -> None:
    """The number may follow later."""
    assert [doubt.key for doubt in check_vin("  ").warnings] == ["vin.missing"]


def test_the_vins_of_other_programs() -> None:
    """Form and check digit are judged as two other programs judge them."""
    judged = 0
    for row in outside_rows("vin/vin_vectors_dev.csv"):
        verdict = check_vin(row["vin"])
        if row["note"] == "lower y":
            assert verdict.warnings
        elif row["charset_len_ok"] == "0":
            assert verdict.errors, row
        else:
            assert not verdict.errors, row
            assert bool(verdict.warnings) == (row["check_digit_ok_vininfo"] == "0"), row
        judged += 1
    assert judged > 100
