"""TrueType files read where they lie: which glyphs they have, how wide these are, and subsets of them.

The file is mapped, not read: of 30 MB only the pages with wanted glyphs are ever touched. Layout of the
tables after the OpenType specification 1.9.
"""

import mmap
import struct
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import Final

_EM: Final = 1000
_MISSING_WIDTH: Final = 1000
_COPIED: Final = (b"cvt ", b"fpgm", b"prep")


class Typeface:
    """One TrueType file (字体文件); widths are in thousandths of the type size.

    Raises ``OSError`` where the file cannot be read and ``ValueError`` where it is no TrueType font with a
    Unicode character map.
    """

    def __init__(self, name: str, path: Path) -> None:
        """Map the file and read its directory, character map and measures."""
        self.name = name
        with path.open("rb") as file:
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if self._bytes[:4] not in (b"\0\1\0\0", b"true"):
            raise ValueError(f"{path} is no TrueType font")
        self._tables = self._directory()
        self._starts, self._ends, self._offsets = self._character_map(path)
        (self._units,) = self._unpack(">H", b"head", 18)
        (self._long_offsets,) = self._unpack(">H", b"head", 50)
        (self._measured,) = self._unpack(">H", b"hhea", 34)
        self.ascent, self.descent = (self._scale(value) for value in self._unpack(">hh", b"hhea", 4))
        self._cut: dict[int, tuple[bytes, bytes]] = {}
        self.box = tuple(self._scale(value) for value in self._unpack(">4h", b"head", 36))

    def _directory(self) -> dict[bytes, tuple[int, int]]:
        (count,) = struct.unpack_from(">H", self._bytes, 4)
        tables = {}
        for index in range(count):
            tag, _, start, length = struct.unpack_from(">4sLLL", self._bytes, 12 + 16 * index)
            tables[tag] = (start, length)
        return tables

    def _unpack(self, layout: str, table: bytes, at: int) -> tuple[int, ...]:
        return struct.unpack_from(layout, self._bytes, self._tables[table][0] + at)

    def _table(self, tag: bytes) -> bytes:
        start, length = self._tables[tag]
        return self._bytes[start : start + length]

    def _scale(self, value: int) -> int:
        return round(value * _EM / self._units)

    def _character_map(self, path: Path) -> tuple[Sequence[int], Sequence[int], Sequence[int]]:
        """Return first and last characters and first glyphs of the groups of the full Unicode map (format 12)."""
        start = self._tables[b"cmap"][0]
        (count,) = struct.unpack_from(">H", self._bytes, start + 2)
        for index in range(count):
            _, _, at = struct.unpack_from(">HHL", self._bytes, start + 4 + 8 * index)
            if struct.unpack_from(">H", self._bytes, start + at)[0] == 12:
                (groups,) = struct.unpack_from(">L", self._bytes, start + at + 12)
                flat = struct.unpack_from(f">{3 * groups}L", self._bytes, start + at + 16)
                return flat[0::3], flat[1::3], flat[2::3]
        raise ValueError(f"{path} has no full Unicode character map")

    def glyph(self, code: int) -> int:
        """Return the number of the glyph of a character, 0 where the face has none."""
        group = bisect_right(self._starts, code) - 1
        if group < 0 or code > self._ends[group]:
            return 0
        return self._offsets[group] + code - self._starts[group]

    def width(self, glyph: int) -> int:
        """Return a glyph's advance in thousandths of the type size."""
        at = 4 * min(glyph, self._measured - 1)
        (advance,) = self._unpack(">H", b"hmtx", at)
        return self._scale(advance)

    def _glyph(self, glyph: int) -> tuple[bytes, bytes]:
        """Return a glyph's outline, filled up to whole words, and its measures; those once printed are kept."""
        found = self._cut.get(glyph)
        if found is None:
            outline = self._outline(glyph)
            found = self._cut[glyph] = (outline + bytes(-len(outline) % 4), self._measures(glyph))
        return found

    def _outline(self, glyph: int) -> bytes:
        start = self._tables[b"glyf"][0]
        outline = self._bytes[start + self._offset(glyph) : start + self._offset(glyph + 1)]
        if outline[:1] >= b"\x80":
            raise ValueError(f"glyph {glyph} of {self.name} is made of other glyphs")
        return outline

    def can_be_cut(self, glyph: int) -> bool:
        """Tell whether a glyph has an outline of its own, so that it can be embedded without any other."""
        start = self._tables[b"glyf"][0] + self._offset(glyph)
        return self._offset(glyph + 1) == self._offset(glyph) or self._bytes[start] < 0x80

    def _offset(self, glyph: int) -> int:
        if self._long_offsets:
            return self._unpack(">L", b"loca", 4 * glyph)[0]
        return 2 * self._unpack(">H", b"loca", 2 * glyph)[0]

    def _measures(self, glyph: int) -> bytes:
        """Return advance and left side bearing as the ``hmtx`` table writes them."""
        if glyph < self._measured:
            advance, bearing = self._unpack(">Hh", b"hmtx", 4 * glyph)
        else:
            (advance,) = self._unpack(">H", b"hmtx", 4 * (self._measured - 1))
            at = 4 * self._measured + 2 * (glyph - self._measured)
            (bearing,) = self._unpack(">h", b"hmtx", at)
        return struct.pack(">Hh", advance, bearing)

    def subset(self, glyphs: Sequence[int]) -> bytes:
        """Return a font file holding ``glyphs``, numbered from 0 in this order, for embedding in a PDF.

        It has no character map: the PDF addresses its glyphs by number. Raises ``ValueError`` for a glyph
        that is made of other glyphs; the faces of this program have none.
        """
        cut = [self._glyph(glyph) for glyph in glyphs]
        offsets = [0, *accumulate(len(outline) for outline, _ in cut)]
        count = struct.pack(">H", len(glyphs))
        head = self._table(b"head")
        tables = {
            b"head": head[:8] + bytes(4) + head[12:50] + b"\0\1" + head[52:],
            b"hhea": self._table(b"hhea")[:34] + count,
            b"maxp": self._table(b"maxp")[:4] + count + self._table(b"maxp")[6:],
            b"hmtx": b"".join(measures for _, measures in cut),
            b"loca": struct.pack(f">{len(offsets)}L", *offsets),
            b"glyf": b"".join(outline for outline, _ in cut),
        }
        for tag in _COPIED:
            if tag in self._tables:
                tables[tag] = self._table(tag)
        return _font_file(tables)


def _checksum(table: bytes) -> int:
    padded = table + bytes(-len(table) % 4)
    total: int = sum(struct.unpack(f">{len(padded) // 4}L", padded))
    return total & 0xFFFFFFFF


def _font_file(tables: dict[bytes, bytes]) -> bytes:
    """Write the tables, in the order of their tags, behind a directory with checksums."""
    count = len(tables)
    power = count.bit_length() - 1
    reach = 16 << power
    directory = [struct.pack(">LHHHH", 0x00010000, count, reach, power, 16 * count - reach)]
    body = []
    at = 12 + 16 * count
    for tag in sorted(tables):
        table = tables[tag]
        directory.append(struct.pack(">4sLLL", tag, _checksum(table), at, len(table)))
        body.append(table + bytes(-len(table) % 4))
        at += len(body[-1])
    return b"".join(directory + body)
