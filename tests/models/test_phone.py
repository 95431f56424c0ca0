"""The rules of telephone numbers (电话号码)."""

import pytest

from app.models.phone import PhoneKind, check_phone
from tests.models.outside import outside_rows


@pytest.mark.parametrize(
    ("typed", "stored", "kind"),
    [
        ("138 1234 6621", "13812346621", PhoneKind.MOBILE),
        ("+86 138-1234-6621", "13812346621", PhoneKind.MOBILE),
        ("8613812346621", "13812346621", PhoneKind.MOBILE),
        ("013812346621", "13812346621", PhoneKind.MOBILE),
        ("\uff1138\uff0d12346621", "13812346621", PhoneKind.MOBILE),
        ("01088993108", "010-88993108", PhoneKind.LANDLINE),
        ("+86 10 88993108", "010-88993108", PhoneKind.LANDLINE),
        ("0755-7654321转801", "0755-7654321转801", PhoneKind.LANDLINE),
        ("400-860-8608", "4008608608", PhoneKind.SERVICE),
        ("95500", "95500", PhoneKind.SERVICE),
        ("+85261234567", "+85261234567", PhoneKind.FOREIGN),
        ("", "", PhoneKind.NONE),
    ],
)
def test_each_number_is_written_one_way(typed: str, stored: str, kind: PhoneKind) -> None:
    """However it is typed."""
    verdict = check_phone(typed)
    assert (verdict.accepted(), verdict.kind, verdict.warnings) == (stored, kind, ())


@pytest.mark.parametrize("second", "3456789")
def test_no_range_of_mobile_numbers_is_refused(second: str) -> None:
    """New ranges come every year."""
    assert check_phone(f"1{second}000000000").kind is PhoneKind.MOBILE


@pytest.mark.parametrize("typed", ["1381234662", "138123466211", "88993108", "13812346621 / 13900000000", "找老王"])
def test_an_odd_number_is_kept_and_doubted(typed: str) -> None:
    """A customer is never turned away because of it."""
    verdict = check_phone(typed, place="reception.phone")
    assert verdict.accepted() == typed
    assert [(doubt.key, doubt.place) for doubt in verdict.warnings] == [("phone.pattern", "reception.phone")]


@pytest.mark.parametrize("typed", ["1" * 101, "138\x00"])
def test_what_cannot_be_stored_is_refused(typed: str) -> None:
    """Only that."""
    assert check_phone(typed).errors


def test_the_numbers_of_other_programs() -> None:
    """Valid ones pass, invalid ones are doubted."""
    for row in outside_rows("names/phones_dev.csv"):
        verdict = check_phone(row["phone"])
        assert not verdict.errors, row
        if row["expected"] == "valid":
            assert not verdict.warnings, row
        elif row["expected"] == "invalid":
            assert verdict.warnings, row
