"""Colours, type and the style sheet (外观): one place for every colour; contrast of text is at least 4.5 to 1."""

import enum
import re
import sys
from dataclasses import dataclass
from typing import Final

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from app.resources import ROOT

BASE_PIXELS: Final = 13
"""Size of type at 100 %."""
SHOP_FLOOR_FACTOR: Final = 1.6
"""How much larger everything is on the workshop's PC, to be read from two metres."""

COLOURS: Final = {
    "ground": "#eff2f6",
    "card": "#ffffff",
    "line": "#dce2ea",
    "frame": "#b6c0cd",
    "text": "#18212e",
    "muted": "#566273",
    "accent": "#1561bd",
    "accent-dark": "#0f4c97",
    "accent-soft": "#e3effd",
    "selected": "#d6e8fd",
    "hover": "#f0f5fb",
    "stripe": "#f8fafc",
    "on-accent": "#ffffff",
    "danger": "#b3261e",
    "danger-soft": "#fdecea",
    "danger-line": "#f0b8b3",
    "doubt": "#7d5200",
    "doubt-soft": "#fff5dc",
    "doubt-line": "#ecd08c",
    "good": "#1c6b2a",
    "good-soft": "#e5f5e6",
    "good-line": "#a9d8ae",
    "done": "#1561bd",
    "ahead": "#c9d2dd",
}


class ChipKind(enum.Enum):
    """Colours of a state chip: each says its state in words too."""

    NEUTRAL = "neutral"
    BLUE = "blue"
    AMBER = "amber"
    ORANGE = "orange"
    RED = "red"
    PURPLE = "purple"
    TEAL = "teal"
    GREEN = "green"


@dataclass(frozen=True, slots=True)
class ChipColours:
    """Ground and ink of a chip or a plate."""

    ground: str
    ink: str


CHIPS: Final = {
    ChipKind.NEUTRAL: ChipColours("#e6eaef", "#3c4755"),
    ChipKind.BLUE: ChipColours("#dbeafd", "#1356a8"),
    ChipKind.AMBER: ChipColours("#fdefc8", "#7d5200"),
    ChipKind.ORANGE: ChipColours("#fde2d3", "#9a3c08"),
    ChipKind.RED: ChipColours("#fbdcd9", "#a8211a"),
    ChipKind.PURPLE: ChipColours("#eae0f9", "#5d32a3"),
    ChipKind.TEAL: ChipColours("#d2f0e8", "#0b5f4c"),
    ChipKind.GREEN: ChipColours("#dcf3da", "#1c6322"),
}

PLATES: Final = {
    "blue": ChipColours("#1557b5", "#ffffff"),
    "yellow": ChipColours("#f5c321", "#1b1b1b"),
    "green": ChipColours("#bfe8c8", "#10301a"),
    "yellow_green": ChipColours("#d7e36b", "#1c2608"),
    "white": ChipColours("#ffffff", "#18212e"),
    "black": ChipColours("#1d1f22", "#ffffff"),
    "": ChipColours("#e6eaef", "#18212e"),
}
"""Ground and ink of a plate badge by the colour of the plate."""


def colour(name: str) -> QColor:
    """Return a colour of the theme by its name."""
    return QColor(COLOURS[name])


def factor(scale: int, *, shop_floor: bool = False) -> float:
    """Return by how much pixels grow for ``scale`` percent, and more in shop-floor mode."""
    return scale / 100 * (SHOP_FLOOR_FACTOR if shop_floor else 1.0)


def style_sheet(grow: float = 1.0) -> str:
    """Return the style sheet with its colours filled in and every length over 1 px grown."""
    text = (ROOT / "styles" / "gongdan.qss").read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"@([a-z-]+)", lambda match: COLOURS[match[1]], text)
    text = text.replace("$icons", (ROOT / "icons").as_posix())
    return re.sub(r"\b(\d+)px", lambda match: f"{_grown(int(match[1]), grow)}px", text)


def _grown(pixels: int, grow: float) -> int:
    return pixels if pixels <= 1 else round(pixels * grow)


def pixels(length: float) -> int:
    """Grow a length drawn by hand the way the style sheet's lengths are grown."""
    application = QApplication.instance()
    grow = application.property("grow") if application is not None else None
    return round(length * (grow if isinstance(grow, float) else 1.0))


def percent() -> int:
    """Return how large everything is shown now, in percent."""
    return pixels(100)


def load_fonts() -> str:
    """Make sure that Chinese can be shown and return the family of type used.

    Windows and macOS bring good screen fonts; elsewhere ours is registered, which takes about a millisecond.
    """
    if sys.platform == "win32":
        return "Microsoft YaHei UI"
    if sys.platform == "darwin":
        return "PingFang SC"
    family = ""
    for name in ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf"):
        key = QFontDatabase.addApplicationFont(str(ROOT / "fonts" / name))
        families = QFontDatabase.applicationFontFamilies(key) if key >= 0 else []
        family = family or (families[0] if families else "")
    return family


def load_rare_fonts() -> None:
    """Make sure that rare characters of names and pictures in messages can be shown; takes some milliseconds."""
    for name in ("HanaMinB.ttf", "NotoEmoji-Regular.ttf"):
        QFontDatabase.addApplicationFont(str(ROOT / "fonts" / name))


STYLE: Final = "Fusion"


def arguments(program: str) -> list[str]:
    """Return Qt's arguments with the style in them; asking for the style later would load all that Qt says of styles.

    ``apply`` is told by the application's property ``style`` that it is there.
    """
    return [program, "-style", STYLE]


def apply(application: QApplication, scale: int = 100, *, shop_floor: bool = False) -> None:
    """Dress the application: style, type, colours and style sheet for ``scale`` percent."""
    grow = factor(scale, shop_floor=shop_floor)
    if application.property("grow") == grow:
        return
    application.setProperty("grow", grow)
    if application.property("style") != STYLE:
        application.setStyle(STYLE)
    family = application.property("family") or load_fonts()
    application.setProperty("family", family)
    font = QFont(family)
    font.setPixelSize(round(BASE_PIXELS * grow))
    application.setFont(font)
    application.setPalette(_palette())
    application.setStyleSheet(style_sheet(grow))


def _palette() -> QPalette:
    palette = QPalette()
    for role, name in (
        (QPalette.ColorRole.Window, "ground"),
        (QPalette.ColorRole.Base, "card"),
        (QPalette.ColorRole.AlternateBase, "stripe"),
        (QPalette.ColorRole.Text, "text"),
        (QPalette.ColorRole.WindowText, "text"),
        (QPalette.ColorRole.ButtonText, "text"),
        (QPalette.ColorRole.Button, "card"),
        (QPalette.ColorRole.PlaceholderText, "muted"),
        (QPalette.ColorRole.Highlight, "accent"),
        (QPalette.ColorRole.HighlightedText, "on-accent"),
        (QPalette.ColorRole.ToolTipBase, "card"),
        (QPalette.ColorRole.ToolTipText, "text"),
        (QPalette.ColorRole.Link, "accent"),
    ):
        palette.setColor(role, colour(name))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, colour("muted"))
    return palette
