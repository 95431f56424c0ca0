"""The rules of the plate (车牌号码)."""

import pytest

from app.models.plate import PROVINCES, PlateColour, PlateKind, check_plate
from tests.models.outside import outside_rows


@pytest.mark.parametrize(
    "typed", ["京N7L820", "京n·7l820", " 京N 7L820", "京N-7L820", "京\uff2e\uff17L820", "京N•7L820"]
)
def test_a_plate_is_stored_one_way(typed: str) -> None:
    """Dots, blanks and small letters make no other plate."""
    verdict = check_plate(typed)
    assert verdict.accepted() == "京N7L820"
    assert verdict.warnings == ()
    assert (verdict.kind, verdict.colour) == (PlateKind.ORDINARY, PlateColour.BLUE)


@pytest.mark.parametrize(
    ("typed", "kind", "colour"),
    [
        ("粤BD12345", PlateKind.NEW_ENERGY_SMALL, PlateColour.GREEN),
        ("粤B01234F", PlateKind.NEW_ENERGY_LARGE, PlateColour.YELLOW_GREEN),
        ("京A1234挂", PlateKind.TRAILER, PlateColour.YELLOW),
        ("京A1234学", PlateKind.LEARNER, PlateColour.YELLOW),
        ("粤A1234警", PlateKind.POLICE, PlateColour.WHITE),
        ("粤Z1234港", PlateKind.HONG_KONG, PlateColour.BLACK),
        ("粤Z1234澳", PlateKind.MACAU, PlateColour.BLACK),
        ("189001使", PlateKind.EMBASSY, PlateColour.BLACK),
        ("闽20401领", PlateKind.CONSULATE, PlateColour.BLACK),
        ("ZB00221", PlateKind.MILITARY, PlateColour.WHITE),
        ("WJ粤1006X", PlateKind.ARMED_POLICE, PlateColour.WHITE),
        ("民航B9016", PlateKind.CIVIL_AVIATION, PlateColour.GREEN),
        ("京X1234应急", PlateKind.EMERGENCY, PlateColour.WHITE),
        ("京A1234超", PlateKind.OVERSIZE, PlateColour.UNKNOWN),
        ("京A1234试", PlateKind.TEST, PlateColour.UNKNOWN),
        ("临京A12345", PlateKind.TEMPORARY, PlateColour.UNKNOWN),
    ],
)
def test_kind_and_colour_are_guessed(typed: str, kind: PlateKind, colour: PlateColour) -> None:
    """Every plate a garage sees has its kind."""
    verdict = check_plate(typed)
    assert (verdict.kind, verdict.colour, verdict.warnings) == (kind, colour, ())


@pytest.mark.parametrize("typed", ["未上牌", "无牌", "临牌", " 新车 "])
def test_a_car_without_a_plate_has_none(typed: str) -> None:
    """Saying so is an answer: no plate is stored, none invented, nothing asked."""
    verdict = check_plate(typed)
    assert (verdict.value, verdict.kind, verdict.warnings) == ("", PlateKind.NONE_YET, ())


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("", "plate.missing"),
        ("美A12345", "plate.pattern"),
        ("京A1234567", "plate.pattern"),
        ("京AI2345", "plate.pattern"),
    ],
)
def test_an_odd_plate_is_doubted_not_refused(typed: str, key: str) -> None:
    """The clerk may go on with a reason."""
    verdict = check_plate(typed, place="reception.plate")
    assert verdict.accepted() == typed
    assert [(doubt.key, doubt.place) for doubt in verdict.warnings] == [(key, "reception.plate")]


def test_letters_that_look_like_digits_are_named() -> None:
    """I and O do not occur behind the dot."""
    (doubt,) = check_plate("京AO2345").warnings
    assert "不含字母 I、O" in str(doubt)


@pytest.mark.parametrize("typed", ["京" * 33, "京A\x00123"])
def test_what_cannot_be_stored_is_refused(typed: str) -> None:
    """Only that."""
    assert check_plate(typed).errors


def test_there_are_31_provinces() -> None:
    """Each once."""
    assert len(set(PROVINCES)) == len(PROVINCES) == 31


def test_the_plates_of_other_programs() -> None:
    """Valid ones pass without a doubt, invalid ones are doubted, none is refused."""
    for row in outside_rows("plate/plate_vectors_dev.csv"):
        verdict = check_plate(row["plate"])
        assert not verdict.errors, row
        if row["expected"] == "valid":
            assert not verdict.warnings, row
        elif row["expected"] == "invalid":
            assert verdict.warnings, row


def test_real_plates_pass() -> None:
    """A thousand photographed plates, and five digits behind every known prefix."""
    for row in outside_rows("plate/real_plates_lprnet.csv"):
        assert not check_plate(row["plate"]).warnings, row
    for row in outside_rows("plate/plate_prefix_regions_a.csv"):
        assert check_plate(row["prefix"] + "12345").accepted(), row
