"""Papers (单据): what stands on each form, read from the station's records, and the printing of it."""

from app.services.papers.forms import FORMS, key_of
from app.services.papers.issue import (
    Issue,
    PrintedRow,
    begin_print,
    digest,
    draw,
    finish_print,
    issue_paper,
    paper_to_print,
    paper_to_see,
    papers_of,
    print_by_number,
)
from app.services.papers.printable import PrintableRow, printable_of

__all__ = [
    "FORMS",
    "Issue",
    "PrintableRow",
    "PrintedRow",
    "begin_print",
    "digest",
    "draw",
    "finish_print",
    "issue_paper",
    "key_of",
    "paper_to_print",
    "paper_to_see",
    "papers_of",
    "print_by_number",
    "printable_of",
]
