"""Printing from a desk (打印): a paper is shown as it would come out; what comes out is recorded and kept."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.errors import Trouble
from app.services import papers
from app.text import QT_TRANSLATE_NOOP
from app.views.desk import Desk
from app.views.print_preview import PrintPreview
from app.views.wording import word


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper that came out: its bytes, their hash, and where the file is kept."""

    issue: papers.Issue
    page: bytes
    sha256: str
    path: Path | None


def print_paper(desk: Desk, form: str, key: int, by: QWidget) -> None:
    """Show the paper ``form`` of the record ``key`` for printing; the dock around ``by`` tells what is in the way.

    Nothing is recorded before it goes to the printer or into a file: a paper that was only looked at never came out.
    """

    def filled(issue: papers.Issue) -> None:
        desk.make(papers.draw, issue, by=by, done=lambda page: show(desk, issue, page, key, by))

    desk.ask(papers.paper_to_see, form, key, by=by, done=filled)


def show(desk: Desk, issue: papers.Issue, page: bytes, key: int, by: QWidget) -> PrintPreview:
    """Open the preview of a paper beside the window it was asked for in."""
    preview = PrintPreview(desk, page, title_of(issue), by.window())

    def come_out(done: Callable[[bytes, str], object]) -> None:
        def printed(paper: Printed) -> None:
            def kept(_printed_id: int) -> None:
                done(paper.page, title_of(paper.issue))

            desk.perform(papers.finish_print, paper.issue.printed_id, paper.sha256, by=preview, done=kept)

        issue_paper(desk, issue.form, key, preview, printed)

    preview.come_out = come_out
    preview.show()
    preview.raise_()
    preview.activateWindow()
    return preview


def issue_paper(desk: Desk, form: str, key: int, by: QWidget, done: Callable[[Printed], object]) -> None:
    """Record that a paper is printed, draw it, keep the file; then ``done(printed)``."""

    def begun(printed_id: int) -> None:
        desk.ask(papers.paper_to_print, printed_id, key, by=by, done=filled)

    def filled(issue: papers.Issue) -> None:
        desk.make(draw_and_keep, issue, desk.paper_folder, by=by, done=done)

    desk.perform(papers.begin_print, form, key, by=by, done=begun)


def draw_and_keep(issue: papers.Issue, folder: Path | None) -> Printed:
    """Draw a paper and keep the file in ``folder`` by month; ``Trouble`` when it cannot be written there."""
    page = papers.draw(issue)
    path = None
    if folder is not None:
        month = folder / f"{issue.run.printed_at:%Y-%m}"
        path = month / f"{issue.form}-{issue.paper.number}-{issue.run.nth}.pdf"
        try:
            month.mkdir(parents=True, exist_ok=True)
            path.write_bytes(page)
        except OSError as error:
            raise Trouble(
                QT_TRANSLATE_NOOP("rules", "单据文件不能保存到 {path}:{cause}"),
                path=path,
                cause=error.strerror or error,
                advice=QT_TRANSLATE_NOOP("rules", "请检查磁盘与文件权限,然后再试一次。"),
            ) from error
    return Printed(issue, page, papers.digest(page), path)


def title_of(issue: papers.Issue) -> str:
    """Return what the preview of a paper is headed by: form, number, and whether it is a reprint."""
    title, nth = word(papers.FORMS[issue.form].title), issue.run.nth
    again = QCoreApplication.translate("Printing", "(补打 第 {nth} 次)").format(nth=nth - 1) if nth > 1 else ""
    return f"{title} {issue.paper.number} {again}".rstrip()
