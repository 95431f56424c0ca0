"""The rules of the unified social credit code (统一社会信用代码)."""

import pytest

from app.models.credit_code import check_credit_code
from tests.models.outside import outside_rows

GOOD = "91350100M000100Y43"


@pytest.mark.parametrize("typed", [GOOD, GOOD.lower(), "91 350100 M000100Y4-3", f"\u3000{GOOD} ", ""])
def test_a_good_code_and_an_empty_field_pass(typed: str) -> None:
    """Blanks and small letters do no harm."""
    verdict = check_credit_code(typed)
    assert verdict.accepted() in {GOOD, ""}
    assert verdict.warnings == ()


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        (GOOD[:-1], "credit_code.length"),
        ("440301103097413", "credit_code.length"),
        ("9135010OM000100Y43", "credit_code.pattern"),
        ("91350100M000100Y44", "credit_code.check"),
        ("93150100M000100Y43", "credit_code.check"),
    ],
)
def test_an_odd_code_is_doubted_not_refused(typed: str, key: str) -> None:
    """Length, signs, check character."""
    verdict = check_credit_code(typed, place="customer.credit_code")
    assert verdict.accepted() == typed
    assert [(doubt.key, doubt.place) for doubt in verdict.warnings] == [(key, "customer.credit_code")]


@pytest.mark.parametrize("typed", ["9" * 33, "9\x00"])
def test_what_cannot_be_stored_is_refused(typed: str) -> None:
    """Only that."""
    assert check_credit_code(typed).errors


def test_the_codes_of_real_companies() -> None:
    """Two hundred real ones pass, false ones are doubted."""
    for row in outside_rows("id_codes/uscc_dev.csv"):
        verdict = check_credit_code(row["code"])
        assert not verdict.errors, row
        assert bool(verdict.warnings) == row["expected"].startswith("invalid"), row
