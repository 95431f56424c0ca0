"""Printing from a desk (打印): record, draw beside everything else, keep the file, show it as it will come out."""

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
    """Print the paper ``form`` of the record ``key`` and show it; the dock around ``by`` tells what is in the way."""

    def begun(printed_id: int) -> None:
        desk.ask(papers.paper_to_print, printed_id, key, by=by, done=filled)

    def filled(issue: papers.Issue) -> None:
        desk.make(draw_and_keep, issue, desk.paper_folder, by=by, done=drawn)

    def drawn(printed: Printed) -> None:
        desk.perform(papers.finish_print, printed.issue.printed_id, printed.sha256, by=by)
        show(printed, by)

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


def show(printed: Printed, by: QWidget) -> PrintPreview:
    """Open the preview of a printed paper beside the window it was asked for in."""
    title = word(papers.FORMS[printed.issue.form].title)
    nth = printed.issue.run.nth
    again = QCoreApplication.translate("Printing", "(补打 第 {nth} 次)").format(nth=nth - 1) if nth > 1 else ""
    preview = PrintPreview(printed.page, f"{title} {printed.issue.paper.number} {again}".rstrip(), by.window())
    preview.show()
    preview.raise_()
    preview.activateWindow()
    return preview
