"""The proof (复核): a second process opens the data the walkthrough left and looks for everything it did."""

import json
import subprocess
import sys
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.journal import PrintedPaper
from app.models.lines import LabourLine, PartLine, WorkState
from app.models.money import PaidState, Statement
from app.models.orders import Consent, ExtraState, ExtraWork, WorkOrder
from app.models.quality import Certificate, Inspection, Rework, Verdict
from app.models.stages import Stage
from app.models.stock import MoveKind, StockBalance, StockMove
from app.models.tools import ToolLoan
from app.models.visits import Delivery, Visit
from app.models.workshop import WorkSpan
from app.services import check
from app.store import schema

_ROOT = Path(__file__).resolve().parents[2]


def ask_another_process(database: str) -> list[str]:
    """Run ``look`` on the data in a process of its own and return what it misses."""
    code = f"import json; from app.walkthrough import proof; print(json.dumps(proof.look({database!r})))"
    answer = subprocess.run(  # noqa: S603 - this program's own interpreter
        [sys.executable, "-c", code], cwd=_ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    if answer.returncode:
        return [f"the second process failed: {answer.stderr.strip()[-2000:]}"]
    missing: list[str] = json.loads(answer.stdout.strip().splitlines()[-1])
    return missing


def look(database: str) -> list[str]:
    """Open the data anew and return every effect of the walkthrough that is missing, and what ``check`` finds."""
    engines = schema.open_database(database)
    try:
        with Session(engines.reader) as session:
            missing = [what for what, there in _effects(session).items() if not there]
        missing += [str(difference) for difference in check.check(engines)]
    finally:
        engines.dispose()
    return missing


def _effects(session: Session) -> dict[str, bool]:
    order = session.scalars(select(WorkOrder).order_by(WorkOrder.id)).first()
    if order is None:
        return {"an order": False}
    visit = session.get_one(Visit, order.visit_id)
    labour = session.scalars(select(LabourLine).where(LabourLine.order_id == order.id)).all()
    parts = session.scalars(select(PartLine).where(PartLine.order_id == order.id)).all()
    moves = dict(session.execute(select(StockMove.kind, func.count()).group_by(StockMove.kind)).tuples().all())
    rounds = [row.verdict for row in session.scalars(select(Inspection).order_by(Inspection.round))]
    balances = session.scalars(select(StockBalance.quantity)).all()
    loan = session.scalars(select(ToolLoan)).first()
    extra = session.scalars(select(ExtraWork)).first()
    return {
        "the order's number": bool(order.number),
        "the visit's mileage and its end": visit.mileage_in is not None and visit.left_at is not None,
        "the order delivered": order.stage is Stage.DELIVERED,
        "two labour lines finished": len(labour) == 2 and all(line.work is WorkState.FINISHED for line in labour),  # noqa: PLR2004 - what the story did
        "parts issued in full": bool(parts) and all(line.issued == line.quantity for line in parts),
        "goods received": moves.get(MoveKind.RECEIPT, 0) >= 1,
        "parts taken back": moves.get(MoveKind.RETURN, 0) >= 1,
        "no stock below zero": all(quantity >= 0 for quantity in balances),
        "the tool back": loan is not None and loan.order_id == order.id and loan.returned_at is not None,
        "two consents": session.scalar(select(func.count()).select_from(Consent)) == 2,  # noqa: PLR2004 - what the story did
        "the extra work approved": extra is not None and extra.state is ExtraState.APPROVED,
        "a pause in the work": session.scalar(
            select(func.count()).select_from(WorkSpan).where(WorkSpan.pause.is_not(None))
        )
        == 1,
        "a failed round and a passed one": rounds == [Verdict.FAILED, Verdict.PASSED],
        "the rework done": all(row.passed_at for row in session.scalars(select(Rework)))
        and session.scalar(select(func.count()).select_from(Rework)) == 1,
        "the certificate": session.scalar(select(func.count()).select_from(Certificate)) == 1,
        "the statement paid": [row.state for row in session.scalars(select(Statement))] == [PaidState.PAID],
        "slip and gate pass": session.scalar(select(func.count()).select_from(Delivery)) == 1,
        "three papers printed": {row.form for row in session.scalars(select(PrintedPaper)) if row.sha256}
        >= {"work_order", "certificate", "delivery_slip"},
    }
