"""Text, plates and telephone numbers as they are kept and shown."""

import json
from pathlib import Path

import pytest

from app.errors import InvalidEntry
from app.values import MAX_TEXT, clean_text, format_plate, mask_phone

NAUGHTY = Path(__file__).parents[2].parent / "shared" / "data" / "injection" / "blns.json"


@pytest.mark.parametrize(
    "typed",
    [
        "右前门异响 🚗👨‍👩‍👧",
        "𬭎𠮷䶮",
        "\u202eabc\u202c \u200bא",
        "'; DROP TABLE customer; --",
        '"quoted"\nsecond line',
        "Z̮̞̠͙͔ͅḀ̗̞͈̻̗Ḷ͙͎̯̹̞͓G̻O̭̗̮",
        "x" * MAX_TEXT,
    ],
)
def test_text_survives_exactly(typed: str) -> None:
    """Whatever people paste stays as it is."""
    assert clean_text(typed) == typed


def test_white_space_around_goes() -> None:
    """Inside it stays."""
    assert clean_text("\u3000 孟  伟\n") == "孟  伟"


@pytest.mark.parametrize("typed", ["a\x00b", "\ud83d", "x" * (MAX_TEXT + 1)])
def test_what_cannot_be_kept_is_refused(typed: str) -> None:
    """Politely, and with the place."""
    with pytest.raises(InvalidEntry) as refusal:
        clean_text(typed, place="customer.name")
    assert refusal.value.place == "customer.name"


@pytest.mark.skipif(not NAUGHTY.exists(), reason="the outside data is not there")
def test_naughty_strings_survive() -> None:
    """The big list of naughty strings comes back as it went in."""
    for text in json.loads(NAUGHTY.read_text(encoding="utf-8")):
        assert clean_text(text) == text.strip()


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("京N7L820", "京N·7L820"),
        ("京AD92035", "京A·D92035"),
        ("粤Z1234港", "粤Z·1234港"),
        ("WJ粤1006X", "WJ粤1006X"),
        ("闽20401领", "闽20401领"),
        ("", ""),
    ],
)
def test_plates_are_shown_with_their_dot(stored: str, shown: str) -> None:
    """Only behind province and letter."""
    assert format_plate(stored) == shown


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("13812346621", "138****6621"),
        ("+8613812346621", "138****6621"),
        ("138****6621", "138****6621"),
        ("010-88993108", "010****3108"),
        ("88993108", "****3108"),
        ("12345", "****"),
        ("", ""),
    ],
)
def test_telephone_numbers_are_masked(stored: str, shown: str) -> None:
    """Enough stays to tell numbers apart, not enough to call."""
    assert mask_phone(stored) == shown
