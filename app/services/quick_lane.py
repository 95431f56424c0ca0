"""The quick lane (快修): received, quoted, authorised, dispatched and started by one click, for listed jobs only.

The checks that a careful reception asks before the authorisation are asked before the car leaves instead.
"""

from datetime import timedelta

from sqlalchemy import select

from app.errors import Refusal
from app.models.access import Permission
from app.models.lines import LabourLine
from app.models.orders import WorkOrder
from app.models.people import Technician
from app.models.station import LabourOperation
from app.services.acts import query, service
from app.services.entries import ArrivalEntry, ConsentEntry, Received
from app.services.estimates import authorise
from app.services.order_moves import lines_of
from app.services.quick_reception import receive_quoted
from app.services.settings import setting
from app.services.workshop import doubt_fit, give_line, start_clock, usual_minutes
from app.store.unit_of_work import Look, Work
from app.text import QT_TRANSLATE_NOOP


@query(Permission.VIEW)
def quick_jobs(look: Look) -> tuple[str, ...]:
    """Return the codes of the jobs that may take the quick lane (快修项目表), as the station's setting lists them."""
    return tuple(str(setting(look, "quick_lane")).split())


@service(Permission.QUICK_LANE)
def take_quick_lane(work: Work, entry: ArrivalEntry, consent: ConsentEntry, technician_id: int) -> Received:
    """Receive, quote, authorise, dispatch and start a car's order in one transaction (快修开工).

    Every labour line must be a listed job without a method to approve, the technician free: ``Refusal`` otherwise and
    nothing is kept. The first job's clock runs, the others are planned after it.
    """
    received, order = receive_quoted(work, entry)
    work.session.flush()
    authorise(work, order, consent, checking=False)
    labour = list(lines_of(work.session, order.id)[0])
    _refuse_slow(work, labour)
    technician = work.find(Technician, technician_id)
    if technician.retired:
        raise Refusal(
            QT_TRANSLATE_NOOP("rules", "{name} 已不在岗。"), place="dispatch.technician", name=technician.name
        )
    for line in labour:
        doubt_fit(work, line, technician)
    work.stop_if_doubted()
    _begin(work, order, labour, technician)
    return received


def _refuse_slow(work: Work, labour: list[LabourLine]) -> None:
    if not labour:
        raise Refusal(QT_TRANSLATE_NOOP("rules", "快修至少要有一个维修项目。"), place="lines")
    keys = [line.operation_id for line in labour if line.operation_id is not None]
    rows = work.session.execute(select(LabourOperation.id, LabourOperation.code).where(LabourOperation.id.in_(keys)))
    codes = {row.id: row.code for row in rows}
    listed = quick_jobs(work)
    for line in labour:
        code = codes.get(line.operation_id) if line.operation_id is not None else None
        if code not in listed or line.method_check:
            raise Refusal(
                QT_TRANSLATE_NOOP("rules", "“{name}”不在快修项目表里,请按普通流程接车并估价。"),
                place="lines",
                name=line.name,
            )


def _begin(work: Work, order: WorkOrder, labour: list[LabourLine], technician: Technician) -> None:
    start = work.now
    for line in labour:
        minutes = usual_minutes(line)
        give_line(work, order, line, technician, start=start, minutes=minutes)
        start += timedelta(minutes=minutes)
    start_clock(work, order, labour[0], technician.id)
