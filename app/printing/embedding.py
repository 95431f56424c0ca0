"""Faces embedded in a PDF as one subset each, with text that can be copied and searched (内嵌字体).

reportlab's own TrueType font splits a text into fonts of 256 characters and writes a wrong ToUnicode map
for characters beyond the Basic Multilingual Plane, so that 𬭎 prints but cannot be found. This font is a
composite one (PDF 32000-1, 9.7): two bytes a character, one subset file, surrogate pairs in the map. It
keeps no position while writing, so several threads may print at once.
"""

import threading
import zlib
from dataclasses import dataclass, field
from typing import Any, Final, cast
from weakref import WeakKeyDictionary

from reportlab import rl_config
from reportlab.pdfbase import pdfdoc, pdfmetrics

from app.printing.fonts import GETA, face, runs
from app.printing.truetype import Typeface

_SYMBOLIC: Final = 4
_STEM: Final = 80
_MAP_BLOCK: Final = 100
_EFFORT: Final = 4
"""Of zlib: outlines become hardly smaller with more, and take twice as long."""

rl_config.useA85 = 0


class _Assigned(dict[int, int]):
    """Numbers the characters of one document in the order they are first printed; 0 stays "no character"."""

    def __missing__(self, code: int) -> int:
        number = self[code] = len(self) + 1
        return number


@dataclass(slots=True)
class _Use:
    """What one document prints with a face."""

    name: str
    numbers: _Assigned = field(default_factory=_Assigned)


class EmbeddedFont:
    """A face as reportlab's canvas wants a font (it asks for these names): widths, codes, and objects at the end."""

    _multiByte = 1  # noqa: N815 - reportlab's name
    _dynamicFont = 1  # noqa: N815 - reportlab's name
    shapable = False

    def __init__(self, typeface: Typeface) -> None:
        """Wrap an opened face; its name is the font's."""
        self.face = typeface
        self.fontName = typeface.name
        self._uses: WeakKeyDictionary[pdfdoc.PDFDocument, _Use] = WeakKeyDictionary()

    def stringWidth(self, text: str, size: float, encoding: str = "utf8") -> float:  # noqa: N802 - reportlab's name
        """Return the width of ``text`` in points."""
        del encoding
        return sum(run.width for run in runs(text)) * size / 1000

    def _use(self, doc: pdfdoc.PDFDocument) -> _Use:
        use = self._uses.get(doc)
        if use is None:
            use = self._uses[doc] = _Use(f"F{len(doc.fontMapping) + 1}")
            doc.fontMapping[self.fontName] = f"/{use.name}"
            doc.delayedFonts.append(self)
        return use

    def splitString(  # noqa: N802 - reportlab's name
        self, text: str, doc: pdfdoc.PDFDocument, encoding: str = "utf-8"
    ) -> list[tuple[int, bytes]]:
        """Return the text as two-byte codes of this document's subset."""
        del encoding
        return [(0, text.translate(self.numbers(doc)).encode("utf-16-be"))]

    def numbers(self, doc: pdfdoc.PDFDocument) -> dict[int, int]:
        """Return this document's two-byte codes of characters, which takes up what it is asked for the first time."""
        return self._use(doc).numbers

    def getSubsetInternalName(self, subset: int, doc: pdfdoc.PDFDocument) -> str:  # noqa: N802 - reportlab's name
        """Return the name by which a page of this document calls the font."""
        del subset
        return f"/{self._use(doc).name}"

    def addObjects(self, doc: pdfdoc.PDFDocument) -> None:  # noqa: N802 - reportlab's name
        """Write font, widths, subset file and ToUnicode map once all pages are known."""
        use = self._uses.pop(doc)
        codes = list(use.numbers)
        geta = self.face.glyph(ord(GETA))
        glyphs = [0, *(self.face.glyph(code) or geta for code in codes)]
        name = pdfdoc.PDFName(f"GONGDA+{self.fontName}")
        widths = " ".join(str(self.face.width(glyph)) for glyph in glyphs)
        descendant = pdfdoc.PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/CIDFontType2",
                "BaseFont": name,
                "CIDSystemInfo": "<</Registry (Adobe) /Ordering (Identity) /Supplement 0>>",
                "CIDToGIDMap": "/Identity",
                "W": f"[0 [{widths}]]",
                "FontDescriptor": self._descriptor(doc, name, glyphs),
            }
        )
        composite = pdfdoc.PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/Type0",
                "BaseFont": name,
                "Encoding": "/Identity-H",
                "DescendantFonts": pdfdoc.PDFArray([descendant]),
                "ToUnicode": _stream(doc, _to_unicode(codes), f"toUnicode:{use.name}"),
            }
        )
        fonts: dict[str, Any] = cast("Any", doc.idToObject["BasicFonts"]).dict
        fonts[use.name] = doc.Reference(composite, use.name)

    def _descriptor(self, doc: pdfdoc.PDFDocument, name: Any, glyphs: list[int]) -> Any:  # noqa: ANN401 - reportlab's objects have no types
        file = self.face.subset(glyphs)
        descriptor = pdfdoc.PDFDictionary(
            {
                "Type": "/FontDescriptor",
                "FontName": name,
                "Flags": _SYMBOLIC,
                "FontBBox": pdfdoc.PDFArray(list(self.face.box)),
                "Ascent": self.face.ascent,
                "Descent": self.face.descent,
                "CapHeight": self.face.ascent,
                "ItalicAngle": 0,
                "StemV": _STEM,
                "FontFile2": _stream(doc, file, f"fontFile:{self.fontName}", Length1=len(file)),
            }
        )
        return doc.Reference(descriptor, f"fontDescriptor:{self.fontName}")


def _stream(doc: pdfdoc.PDFDocument, content: bytes, name: str, **entries: int) -> Any:  # noqa: ANN401 - as above
    stream = pdfdoc.PDFStream()
    stream.content = content
    stream.dictionary.dict.update(entries)
    if doc.compression:
        stream.content = zlib.compress(content, _EFFORT)
        stream.dictionary.dict["Filter"] = pdfdoc.PDFName("FlateDecode")
    return doc.Reference(stream, name)


def _to_unicode(codes: list[int]) -> bytes:
    """Write the map from this subset's codes back to characters, a surrogate pair beyond the BMP."""
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <FFFF> endcodespacerange",
    ]
    for start in range(0, len(codes), _MAP_BLOCK):
        block = codes[start : start + _MAP_BLOCK]
        lines.append(f"{len(block)} beginbfchar")
        for number, code in enumerate(block, start + 1):
            unicode = chr(code).encode("utf-16-be", "replace").hex().upper()
            lines.append(f"<{number:04X}> <{unicode}>")
        lines.append("endbfchar")
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines).encode("ascii")


_registering = threading.Lock()
_registered: dict[str, EmbeddedFont] = {}


def registered(name: str) -> EmbeddedFont:
    """Make a face known to reportlab when it is first printed with; return its font."""
    found = _registered.get(name)
    if found is None:
        with _registering:
            found = _registered.get(name)
            if found is None:
                found = EmbeddedFont(face(name))
                pdfmetrics.registerFont(found)
                _registered[name] = found
    return found
