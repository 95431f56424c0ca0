"""What every form does alike: lay its blocks out, fill pages, draw each copy (表单模板).

A form says what stands between head and foot; the rest is the template's.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import ClassVar, Final, Generic, Protocol, TypeVar

from app.printing.blocks import Block
from app.printing.facts import StationHead
from app.printing.layout import draw_page
from app.printing.letterhead import Frame, NumberLine, draw_foot
from app.printing.sheets import A4, PrintRun, Sheet
from app.printing.surface import Surface

_MANY: Final = 99


class Paper(Protocol):
    """What every paper has: the station that issues it and its number."""

    @property
    def station(self) -> StationHead:
        """The letterhead."""

    @property
    def number(self) -> str:
        """The number, empty on a draft."""


class NewSurface(Protocol):
    """Begins a new page of a sheet."""

    def __call__(self, sheet: Sheet) -> Surface:
        """Return an empty page."""


PaperT = TypeVar("PaperT", bound=Paper)


class Form(ABC, Generic[PaperT]):
    """A kind of form (表单): how a paper of one kind is printed."""

    title: ClassVar[str]
    number_label: ClassVar[str] = "单号"
    copies: ClassVar[tuple[str, ...]] = ("",)
    sheet: ClassVar[Sheet] = A4

    @abstractmethod
    def body(self, paper: PaperT, run: PrintRun) -> Iterable[Block]:
        """List the blocks between head and foot, the same on every copy."""

    def appendix(self, paper: PaperT, run: PrintRun, copy: int) -> Iterable[Block]:
        """List blocks that follow the body on one copy only; most forms have none."""
        del paper, run, copy
        return ()

    def heading(self, paper: PaperT) -> str:
        """Return the title at the head of the paper; a few forms have more than one."""
        del paper
        return self.title

    def subtitle(self, paper: PaperT) -> str:
        """Return what stands beside the number, above the frame."""
        del paper
        return ""

    def draw(self, paper: PaperT, run: PrintRun, new_surface: NewSurface) -> None:
        """Draw every page of every copy, each on a new surface."""
        sheet = run.sheet or self.sheet
        copies = run.copies or self.copies
        widest = _place(max(copies, key=len), _MANY, _MANY)
        line = NumberLine(f"{self.number_label} {paper.number or '(草稿)'}", self.subtitle(paper), widest)
        frame = Frame(sheet, self.heading(paper), paper.station, paper.number, line)
        body = [block.lay(frame.room) for block in self.body(paper, run)]
        for index, copy in enumerate(copies):
            appendix = [block.lay(frame.room) for block in self.appendix(paper, run, index)]
            pages = frame.fill([*body, *appendix])
            for at, page in enumerate(pages, 1):
                surface = new_surface(sheet)
                frame.draw_head(surface, _place(copy, at, len(pages)))
                draw_page(surface, page)
                draw_foot(surface, sheet, run, goes_on=at < len(pages))
                surface.finish()


def _place(copy: str, page: int, pages: int) -> str:
    """Say which copy and which page of how many (第 n 页 / 共 m 页)."""
    return f"{copy}  第 {page} 页 / 共 {pages} 页".lstrip()
