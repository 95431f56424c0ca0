"""Pictures of every dock and every form (截图): what a person sees, as PNG, on a demonstration station."""

from pathlib import Path

import pypdfium2
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.access import Account
from app.models.money import Statement
from app.models.orders import ExtraWork, WorkOrder
from app.models.quality import Certificate, Inspection, Rework
from app.models.stages import Stage
from app.models.stock import DocumentKind, StockDocument
from app.models.tools import ToolLoan
from app.models.visits import Delivery
from app.services import accounts, papers
from app.services.station import Station
from app.store import schema
from app.store.actor import Actor
from app.store.engine import Engines
from app.walkthrough.hand import Hand, Start

DESKS = ("reception", "dispatch", "inspection", "tool_room", "parts", "settlement", "office")
SCALE = 1.6
SIZE = (1500, 900)


def take_pictures(data: Path, database: str, out: Path, start: Start) -> int:
    """Save every dock and form of the station at ``database`` as PNG, filling an empty one; return how many."""
    from app.services import demonstration

    engines = schema.open_database(database)
    account = _first_account(engines)
    if account is None:
        engines.dispose()
        demonstration.fill(database)
        engines = schema.open_database(database)
        account = _first_account(engines)
    if account is None:
        raise LookupError("the demonstration station has no account")
    station = Station(engines)
    actor = accounts.actor_of(account)
    count = _forms(station, actor, out)
    engines.dispose()
    count += _docks(start, data, database, actor, out)
    return count


def _first_account(engines: Engines) -> Account | None:
    with Session(engines.reader) as session:
        return session.scalars(select(Account).order_by(Account.id)).first()


def _newest_records(session: Session) -> dict[str, int | None]:
    """Return, for each form, the key of the newest record that has one."""

    def newest(column: object, *where: object) -> int | None:
        return session.scalar(select(column).where(*where).order_by(column.desc()).limit(1))  # type: ignore[attr-defined, call-overload] # a key column

    return {
        "work_order": newest(WorkOrder.id, WorkOrder.number.is_not(None)),
        "estimate": newest(WorkOrder.id, WorkOrder.number.is_not(None)),
        "extra_work": newest(ExtraWork.id),
        "job_slip": newest(WorkOrder.id, WorkOrder.stage == Stage.IN_WORK),
        "pick_list": newest(StockDocument.id, StockDocument.kind == DocumentKind.REQUISITION),
        "receipt": newest(StockDocument.id, StockDocument.kind == DocumentKind.RECEIPT),
        "final_inspection": newest(Inspection.order_id),
        "rework_slip": newest(Rework.order_id),
        "certificate": newest(Certificate.order_id, Certificate.voided_at.is_(None)),
        "statement": newest(Statement.id),
        "delivery_slip": newest(Delivery.visit_id),
        "tool_loan": newest(ToolLoan.id),
    }


def _forms(station: Station, actor: Actor, out: Path) -> int:
    with Session(station.engines.reader) as session:
        keys = _newest_records(session)
    count = 0
    for form, key in keys.items():
        if key is None:
            print(f"no record for {form}")
            continue
        document = pypdfium2.PdfDocument(papers.issue_paper(station, actor, form, key))
        for number, page in enumerate(document, 1):
            page.render(scale=SCALE).to_pil().save(out / f"form-{form}-{number}.png")
            count += 1
        document.close()
    return count


def _docks(start: Start, data: Path, database: str, actor: Actor, out: Path) -> int:
    program = start(data, database)
    hand = Hand(program.window, program.desk)
    program.show()
    program.window.resize(*SIZE)
    hand.wait_for(program.desk.is_open, "the station opens")
    program.window.come_in(actor)
    hand.settle()
    rows = list(program.window.workspace.vehicles.table.rows())
    if rows:
        program.desk.take_in_hand(rows[0].order_id, rows[0].visit_id)
        hand.settle()
    for name in DESKS:
        dock = program.window.workspace.open_desk(name)
        hand.settle()
        program.window.grab().save(str(out / f"window-{name}.png"))
        if dock is not None:
            dock.grab().save(str(out / f"dock-{name}.png"))
    program.window.close()
    program.close()
    return 2 * len(DESKS)
