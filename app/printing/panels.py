"""Blocks set side by side, and the line to cut along (并排、分联、裁切线)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.printing.blocks import SMALL, Block, Drawn, Room, Text, lay_row
from app.printing.layout import MM, PAD_X, Drawing, Row, Section
from app.printing.surface import THICK, Surface
from app.printing.wrapping import wrap

_SCALES: Final = (1.0, 0.92, 0.84, 0.76, 0.68)


@dataclass(frozen=True, slots=True)
class Beside:
    """Blocks on the left of one framed drawing; one below the other where they grow too long (图文并排)."""

    left: tuple[Block, ...]
    drawing: Drawing
    drawing_share: float
    min_height: float
    most: float = 90 * MM

    def lay(self, room: Room) -> Section:
        """Lay the blocks out in their part of the width, or over the whole width above the drawing."""
        left = Room(room.width * (1 - self.drawing_share), room.size)
        rows = [row for block in self.left for row in block.lay(left).rows]
        height = sum(row.height for row in rows)
        drawn = Drawn(self.drawing, self.drawing_share, self.min_height)
        if height > self.most:
            wide = [row for block in self.left for row in block.lay(room).rows]
            return Section((*wide, lay_row((drawn,), room)))
        cells = (Drawn(_stack(rows), 1 - self.drawing_share, height), drawn)
        return Section((lay_row(cells, room),))


def _stack(rows: Sequence[Row]) -> Drawing:
    """Return what draws rows one below the other; those of several cells are stretched to fill the height."""
    elastic = sum(len(row.cells) > 1 for row in rows) or 1

    def draw(surface: Surface, x: float, y: float, width: float, height: float) -> None:
        extra = (height - sum(row.height for row in rows)) / elastic
        for index, row in enumerate(rows):
            if index and rows[index - 1].framed:
                surface.rule(x, y, width)
            stretched = replace(row, height=row.height + extra) if len(row.cells) > 1 else row
            stretched.draw(surface, x, y)
            y += stretched.height

    return draw


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Stacks of blocks side by side, each in a frame of its own, filling the page (分联)."""

    columns: tuple[tuple[Block, ...], ...]
    shares: tuple[float, ...]
    space: float = 5 * MM

    def lay(self, room: Room) -> Section:
        """Lay every stack out in its part of the width, in smaller type or one below the other on low paper."""
        for scale in _SCALES:
            stacks = self._stacks(room, scale)
            if max(sum(row.height for row in rows) for rows in stacks) <= room.height:
                break
        else:
            return Section(tuple(row for blocks in self.columns for row in _rows(blocks, room)))
        cells: list[Text | Drawn] = []
        for index, rows in enumerate(stacks):
            if index:
                cells.append(Text("", self.space))
            cells.append(Drawn(_boxed(rows), rows[0].width))
        return Section((lay_row(cells, room, min_height=room.height, framed=False),), together=True)

    def _stacks(self, room: Room, scale: float) -> list[list[Row]]:
        unit = (room.width - self.space * (len(self.columns) - 1)) / sum(self.shares)
        return [
            _rows(blocks, Room(share * unit, room.size * scale))
            for blocks, share in zip(self.columns, self.shares, strict=True)
        ]


def _rows(blocks: Sequence[Block], room: Room) -> list[Row]:
    """Lay blocks out one below the other, with the heads of their tables."""
    sections = [block.lay(room) for block in blocks]
    return [row for section in sections for row in (*section.head, *section.rows)]


def _boxed(rows: Sequence[Row]) -> Drawing:
    """Return what draws rows one below the other in a frame, stretched to fill the height."""

    def draw(surface: Surface, x: float, y: float, width: float, height: float) -> None:
        surface.frame(x, y, width, height, THICK)
        _stack(rows)(surface, x, y, width, height)

    return draw


@dataclass(frozen=True, slots=True)
class Clauses:
    """Numbered sentences in small type, in two columns where the paper is wide enough (条款)."""

    texts: tuple[str, ...]
    scale: float = SMALL
    wide: float = 120 * MM

    def lay(self, room: Room) -> Section:
        """Lay the sentences out, as many lines on the left as on the right."""
        numbered = [f"{number}. {text}" for number, text in enumerate(self.texts, 1)]
        if room.width < self.wide or len(numbered) < 2:
            return Section((lay_row((Text("\n".join(numbered), scale=self.scale),), room),))
        counts = [len(wrap(text, room.width / 2 - 2 * PAD_X, room.size * self.scale)) for text in numbered]
        cut = min(range(1, len(counts)), key=lambda at: max(sum(counts[:at]), sum(counts[at:])))
        halves = (numbered[:cut], numbered[cut:])
        cells = [Text("\n".join(half), scale=self.scale, top=True) for half in halves]
        return Section((lay_row(cells, room),))


@dataclass(frozen=True, slots=True)
class CutLine:
    """A dashed line to cut along, with a word on it (裁切线)."""

    text: str = "✂ 沿此线裁开"
    height: float = 8 * MM

    def lay(self, room: Room) -> Section:
        """Lay the line out."""
        row = lay_row((Drawn(self._drawing(room.size * SMALL), height=self.height),), room, framed=False)
        return Section((row,))

    def _drawing(self, size: float) -> Drawing:
        def draw(surface: Surface, x: float, y: float, width: float, height: float) -> None:
            middle = y + height / 2
            word = 7 * size
            half = (width - word) / 2
            surface.dashes(x - 6, middle, x + half, middle)
            surface.dashes(x + half + word, middle, x + width + 6, middle)
            surface.write(x + half + PAD_X, middle + 0.36 * size, self.text, size)

        return draw
