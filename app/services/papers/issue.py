"""Issuing papers (出单): begun in one transaction, drawn outside of any, its hash kept in another.

A print is recorded before it is drawn, so that it knows the how-manieth it is; a record without a hash is one that
never came out. Looking at a paper beforehand records nothing.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.clock import to_local
from app.errors import Refusal
from app.models.access import Permission
from app.models.journal import PrintedPaper
from app.models.stages import Stage
from app.printing.page import Paper
from app.printing.registry import print_form
from app.printing.sheets import PrintRun
from app.services.acts import query, service
from app.services.estimates import ESTIMATE_FORMS, freeze
from app.services.order_moves import order_in_work
from app.services.papers.common import person
from app.services.papers.forms import FORMS, key_of
from app.services.settings import setting
from app.services.station import Station
from app.store.actor import Actor
from app.store.unit_of_work import Look, Work
from app.text import QT_TRANSLATE_NOOP


@dataclass(frozen=True, slots=True)
class Issue:
    """A paper ready to be drawn (待打印单据): what it says, and this printing of it; 0 where it is only looked at."""

    printed_id: int
    form: str
    paper: Paper
    run: PrintRun


@service(Permission.VIEW)
def begin_print(work: Work, form: str, key: int, copies: str = "") -> int:
    """Record that a paper is printed (打印) and return the record's key; ``key`` is the form's own record.

    A quoted order's estimate is frozen as it is given to the customer. ``Refusal`` while the paper has no number.
    """
    number = _number(work, form, key)
    order_id = FORMS[form].order_of(work, key)
    if form in ESTIMATE_FORMS and order_id is not None:
        order = order_in_work(work, order_id)
        if order.stage is Stage.QUOTED:
            freeze(work, order)
    row = work.add(
        PrintedPaper(
            form=form,
            number=number,
            order_id=order_id,
            nth=_next_nth(work, form, number),
            copies=copies,
            printed_at=work.now,
            printed_by=work.actor.account_id or None,
            pc=work.pc,
            sha256="",
        )
    )
    return row.id


def _number(look: Look, form: str, key: int) -> str:
    number = FORMS[form].number_of(look, key)
    if not number:
        raise Refusal(QT_TRANSLATE_NOOP("rules", "还没有编号,不能打印;请先估价。"), place="order.stage")
    return number


def _next_nth(look: Look, form: str, number: str) -> int:
    printed = select(func.max(PrintedPaper.nth)).where(PrintedPaper.form == form, PrintedPaper.number == number)
    return (look.session.scalar(printed) or 0) + 1


@query(Permission.VIEW)
def paper_to_see(look: Look, form: str, key: int) -> Issue:
    """Return a paper as it would come out now (预览); nothing is recorded. ``Refusal`` while it has no number."""
    nth = _next_nth(look, form, _number(look, form, key))
    run = _run(look, form, look.now, look.actor.account_id or None, nth, "")
    return Issue(0, form, FORMS[form].build(look, key), run)


@query(Permission.VIEW)
def paper_to_print(look: Look, printed_id: int, key: int) -> Issue:
    """Return the paper of a recorded print, filled from the station's records."""
    row = look.find(PrintedPaper, printed_id)
    run = _run(look, row.form, row.printed_at, row.printed_by, row.nth, row.copies)
    return Issue(row.id, row.form, FORMS[row.form].build(look, key), run)


def _run(look: Look, form: str, moment: datetime, account_id: int | None, nth: int, copies: str) -> PrintRun:
    return PrintRun(
        printed_at=to_local(moment, look.zone),
        printed_by=person(look, account_id),
        nth=nth,
        copies=tuple(copies.split("/")) if copies else (),
        blank_rows=int(setting(look, "blank_rows")) if form in ESTIMATE_FORMS else 0,
    )


@service(Permission.VIEW)
def finish_print(work: Work, printed_id: int, sha256: str) -> int:
    """Keep the hash of the bytes that came out and return the record's key."""
    row = work.get(PrintedPaper, printed_id)
    row.sha256 = sha256
    return row.id


def draw(issue: Issue) -> bytes:
    """Draw a paper as PDF bytes; touches no database."""
    return print_form(issue.paper, issue.run)


def digest(page: bytes) -> str:
    """Return the SHA-256 of a paper's bytes."""
    return hashlib.sha256(page).hexdigest()


def issue_paper(
    station: Station,
    actor: Actor,
    form: str,
    key: int,
    *,
    reason: str = "",
    keep: Callable[[bytes], object] | None = None,
) -> bytes:
    """Print a paper from beginning to end and return its PDF bytes; for callers without a window.

    ``keep`` takes the bytes to where they belong before the print counts as one that came out; ``reason`` is audited.
    """
    printed_id = station.perform(actor, begin_print, form, key, reason=reason).answer
    page = draw(station.ask(actor, paper_to_print, printed_id, key))
    if keep is not None:
        keep(page)
    station.perform(actor, finish_print, printed_id, digest(page), reason=reason)
    return page


def print_by_number(station: Station, actor: Actor, form: str, number: str) -> bytes:
    """Print the paper that carries ``number``; ``Refusal`` for an unknown form or number."""
    key = station.ask(actor, key_of, form, number)
    return issue_paper(station, actor, form, key)


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A paper printed for an order (打印记录)."""

    id: int
    form: str
    title: str
    number: str
    nth: int
    printed_at: datetime
    printed_by: str


@query(Permission.VIEW)
def papers_of(look: Look, order_id: int) -> tuple[PrintedRow, ...]:
    """Return the papers printed for an order, newest first."""
    rows = look.session.scalars(
        select(PrintedPaper).where(PrintedPaper.order_id == order_id).order_by(PrintedPaper.id.desc())
    ).all()
    return tuple(
        PrintedRow(
            row.id, row.form, FORMS[row.form].title, row.number, row.nth, row.printed_at, person(look, row.printed_by)
        )
        for row in rows
    )
