"""Papers read back: the text of each page as a reader copies it, and the page as the eye sees it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2
from PIL import Image

from app.printing.page import Paper
from app.printing.registry import print_form
from app.printing.sheets import PrintRun
from tests.printing.specimens import RUN


@contextmanager
def opened(page_bytes: bytes) -> Iterator[pypdfium2.PdfDocument]:
    document = pypdfium2.PdfDocument(page_bytes)
    try:
        yield document
    finally:
        document.close()


def read(page_bytes: bytes) -> list[str]:
    """Return each page's text without its white space, so that a text broken into lines is found."""
    with opened(page_bytes) as document:
        return [squeezed(page.get_textpage().get_text_bounded()) for page in document]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def pages(paper: Paper, run: PrintRun = RUN) -> list[str]:
    """Print a paper and return each page's text."""
    return read(print_form(paper, run))


def seen(page_bytes: bytes, scale: float = 0.5) -> list[Image.Image]:
    """Return the pages as grey pictures."""
    with opened(page_bytes) as document:
        return [page.render(scale=scale).to_pil().convert("L") for page in document]


def words_beyond_edge(page_bytes: bytes, margin: float) -> list[str]:
    """Return the characters that stand nearer than ``margin`` points to an edge of their page."""
    beyond = []
    with opened(page_bytes) as document:
        for page in document:
            width, height = page.get_size()
            text = page.get_textpage()
            for index in range(text.count_chars()):
                left, bottom, right, top = text.get_charbox(index)
                inside = left >= margin and bottom >= margin and right <= width - margin and top <= height - margin
                if right > left and not inside:
                    beyond.append(text.get_text_range(index, 1))
    return beyond
