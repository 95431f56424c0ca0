"""The fonts in resources: their licences stand beside them, and together they hold what Chinese papers need."""

from pathlib import Path

import pytest
from reportlab.pdfbase.ttfonts import TTFontFace

from tests.house.sources import ROOT

FONTS = ROOT / "resources" / "fonts"


def holds(name: str) -> set[int]:
    return set(TTFontFace(str(FONTS / name)).charToGlyph)


@pytest.mark.parametrize("font", sorted(FONTS.glob("*.ttf")), ids=lambda font: font.name)
def test_each_font_has_its_licence(font: Path) -> None:
    licence = FONTS / f"{font.stem.partition('-')[0]}-LICENSE.txt"
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence.read_text(encoding="utf-8")
    assert font.name in (FONTS / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf"])
def test_text_fonts_hold_the_common_characters(name: str) -> None:
    """Whatever GB 2312 can write, and the signs of amounts and papers."""
    common = {
        ord(bytes((row, cell)).decode("gb2312"))
        for row in range(0xB0, 0xF8)
        for cell in range(0xA1, 0xFF)
        if (row, cell) < (0xD7, 0xFA) or row > 0xD7
    }
    assert len(common) == 6_763
    missing = (common | {ord(sign) for sign in "0123456789¥￥％№①②③√×《》“”·—"}) - holds(name)
    assert not missing, "".join(map(chr, sorted(missing)))


def test_the_fallback_adds_the_rare_characters_of_names() -> None:
    together = holds("NotoSansSC-Regular.ttf") | holds("HanaMinB.ttf")
    missing = {ord(sign) for sign in "𬭎𬬭𫟹𬴂𠮷𡋤𫠜㛃䶮"} - together
    assert not missing, "".join(map(chr, sorted(missing)))
    assert 0x20000 in together
