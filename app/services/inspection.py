"""Inspection (质检): item by item; a failed item sends its line back as rework, the next round passes."""

from collections.abc import Sequence

from sqlalchemy import func, select

from app.errors import InvalidEntry, Refusal, WrongState
from app.models.access import Permission
from app.models.lines import Approval, LabourLine, PartLine, WorkState
from app.models.orders import WorkOrder
from app.models.people import Technician
from app.models.quality import Certificate, Inspection, InspectionItem, InspectionKind, Rework, Verdict
from app.models.stages import Action, Stage
from app.models.tools import ToolLoan
from app.models.workshop import Assignment, WorkSpan
from app.resources import checklist
from app.services.acts import service
from app.services.order_moves import move, order_in_work, refuse_wrong_stage, undecided_extra
from app.store.unit_of_work import Look, Work
from app.text import QT_TRANSLATE_NOOP
from app.values import MAX_KM, clean_text


@service(Permission.INSPECT)
def open_inspection(work: Work, order_id: int) -> int:
    """Begin the next round of the final inspection (竣工检验) and return its key.

    Its items are the order's approved labour lines and the station's checklist. ``WrongState`` unless the order awaits
    inspection; ``Refusal`` while extra work is undecided or the inspector worked on the order.
    """
    order = order_in_work(work, order_id)
    refuse_wrong_stage(order, frozenset({Stage.AWAITING_INSPECTION}), QT_TRANSLATE_NOOP("words", "竣工检验"))
    _refuse_undecided(work, order)
    refuse_own_work(work, order)
    there = work.session.scalars(
        select(Inspection).where(Inspection.order_id == order.id, Inspection.verdict == Verdict.OPEN)
    ).one_or_none()
    if there is not None:
        _add_missing_lines(work, there)
        return there.id
    last = work.session.scalar(select(func.max(Inspection.round)).where(Inspection.order_id == order.id)) or 0
    inspection = work.add(
        Inspection(
            order_id=order.id,
            kind=InspectionKind.FINAL,
            round=last + 1,
            verdict=Verdict.OPEN,
            inspector_id=work.actor.account_id,
            started_at=work.now,
        )
    )
    lines = _approved_lines(work, order.id)
    names = [(line.name, line.id) for line in lines] + [(name, None) for name in checklist("final_inspection")]
    items = [_item(inspection, n, name, key) for n, (name, key) in enumerate(names, 1)]
    work.identify(*items)
    work.write(items)
    return inspection.id


def _approved_lines(work: Work, order_id: int) -> Sequence[LabourLine]:
    return work.session.scalars(
        select(LabourLine)
        .where(LabourLine.order_id == order_id, LabourLine.approval == Approval.APPROVED)
        .order_by(LabourLine.position)
    ).all()


def _item(inspection: Inspection, position: int, name: str, line_id: int | None) -> InspectionItem:
    return InspectionItem(
        inspection_id=inspection.id,
        labour_line_id=line_id,
        position=position,
        name=name,
        verdict=Verdict.OPEN,
        finding="",
        measured="",
    )


def _add_missing_lines(work: Work, inspection: Inspection) -> None:
    """Put lines that were agreed to after the round began among its items."""
    items = work.session.scalars(select(InspectionItem).where(InspectionItem.inspection_id == inspection.id)).all()
    there = {item.labour_line_id for item in items}
    missing = [line for line in _approved_lines(work, inspection.order_id) if line.id not in there]
    work.session.add_all(_item(inspection, n, line.name, line.id) for n, line in enumerate(missing, len(items) + 1))


def _refuse_undecided(work: Work, order: WorkOrder) -> None:
    if undecided_extra(work.session, order.id):
        raise Refusal(QT_TRANSLATE_NOOP("rules", "还有增项客户没有答复。"), place="order.extra")


def refuse_own_work(look: Look, order: WorkOrder) -> None:
    """Refuse an inspector who worked on the order: nobody inspects their own work."""
    mine = look.session.scalar(
        select(WorkSpan.id)
        .join(Technician, Technician.id == WorkSpan.technician_id)
        .join(LabourLine, LabourLine.id == WorkSpan.labour_line_id)
        .where(Technician.account_id == look.actor.account_id, LabourLine.order_id == order.id)
        .limit(1)
    )
    if mine is not None:
        raise Refusal(QT_TRANSLATE_NOOP("rules", "自己做过的车不能由自己检验,请换一位质检员。"), place="inspection")


@service(Permission.INSPECT)
def approve_method(work: Work, line_id: int) -> int:
    """Approve the method of a flagged operation (认可施工方法) so that it may start; return the line's key."""
    line = work.get(LabourLine, line_id)
    if not line.method_check:
        raise WrongState(QT_TRANSLATE_NOOP("rules", "这一项不需要先认可施工方法。"), place="inspection.method")
    line.method_approved_by = work.actor.account_id
    return line.id


def _open_round(work: Work, inspection_id: int) -> Inspection:
    inspection = work.get(Inspection, inspection_id)
    if inspection.verdict is not Verdict.OPEN:
        raise WrongState(QT_TRANSLATE_NOOP("rules", "这一轮检验已经结束。"), place="inspection")
    return inspection


@service(Permission.INSPECT)
def judge_item(
    work: Work,
    item_id: int,
    verdict: Verdict,
    *,
    seen: int,
    finding: str = "",
    measured: str = "",
    labour_line_id: int | None = None,
) -> int:
    """Judge one item (逐项判定) and return its key; a failed one needs a finding and the line to be done again."""
    item = work.get(InspectionItem, item_id, seen=seen)
    inspection = _open_round(work, item.inspection_id)
    item.finding = clean_text(finding, place="inspection.finding")
    item.measured = clean_text(measured, 200, place="inspection.measured")
    if labour_line_id is not None:
        line = work.find(LabourLine, labour_line_id)
        if line.order_id != inspection.order_id:
            raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "所选项目不在这张施工单上。"), place="inspection.line")
        item.labour_line_id = line.id
    if verdict is Verdict.FAILED:
        if not item.finding:
            raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "不合格要写明缺陷。"), place="inspection.finding")
        if item.labour_line_id is None:
            raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "请选择要返工的项目。"), place="inspection.line")
    item.verdict = verdict
    return item.id


@service(Permission.INSPECT)
def pass_open_items(work: Work, inspection_id: int) -> int:
    """Judge every item still open as passed (其余合格) and return how many there were."""
    inspection = _open_round(work, inspection_id)
    items = _items(work, inspection, Verdict.OPEN)
    for item in items:
        item.verdict = Verdict.PASSED
    return len(items)


def _items(work: Work, inspection: Inspection, verdict: Verdict) -> Sequence[InspectionItem]:
    return work.session.scalars(
        select(InspectionItem)
        .where(InspectionItem.inspection_id == inspection.id, InspectionItem.verdict == verdict)
        .order_by(InspectionItem.position)
    ).all()


@service(Permission.INSPECT)
def conclude_inspection(work: Work, inspection_id: int, *, road_test: str = "", road_test_km: int | None = None) -> str:
    """Conclude a round (检验结论) and return the order's stage: passed, or in work again with the failed lines.

    Must have every item judged, every line finished and, to pass, extra work decided; should have self-checks, parts
    posted and tools returned.
    """
    inspection = _open_round(work, inspection_id)
    order = order_in_work(work, inspection.order_id)
    refuse_wrong_stage(order, frozenset({Stage.AWAITING_INSPECTION}), QT_TRANSLATE_NOOP("words", "竣工检验"))
    refuse_own_work(work, order)
    open_items = _items(work, inspection, Verdict.OPEN)
    if open_items:
        raise Refusal(
            QT_TRANSLATE_NOOP("rules", "还有 {count} 项没有判定,例如“{name}”。"),
            place="inspection.items",
            count=len(open_items),
            name=open_items[0].name,
        )
    if road_test_km is not None and not 0 <= road_test_km <= MAX_KM:
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "公里数超出范围。"), place="inspection.road_test_km")
    failed = _items(work, inspection, Verdict.FAILED)
    if not failed:
        _refuse_undecided(work, order)
        _doubt_loose_ends(work, order)
        work.stop_if_doubted()
    inspection.road_test = clean_text(road_test, place="inspection.road_test")
    inspection.road_test_km = road_test_km
    inspection.verdict = Verdict.FAILED if failed else Verdict.PASSED
    inspection.inspector_id = work.actor.account_id
    inspection.ended_at = work.now
    if failed:
        _order_rework(work, order, failed)
        move(work, order, Action.FAIL)
        order.rework_open = True
        order.finished_at = None
    else:
        for rework in work.session.scalars(
            select(Rework).where(Rework.order_id == order.id, Rework.passed_at.is_(None))
        ):
            rework.passed_at = work.now
        order.rework_open = False
        move(work, order, Action.PASS)
    return order.stage.value


def _order_rework(work: Work, order: WorkOrder, failed: Sequence[InspectionItem]) -> None:
    for item in failed:
        if item.labour_line_id is None:
            message = f"inspection item {item.id} failed without a line"
            raise ValueError(message)
        line = work.get(LabourLine, item.labour_line_id)
        who = work.session.scalar(
            select(Assignment.technician_id)
            .where(Assignment.labour_line_id == line.id)
            .order_by(Assignment.id.desc())
            .limit(1)
        )
        before = (
            work.session.scalar(select(func.count()).select_from(Rework).where(Rework.labour_line_id == line.id)) or 0
        )
        work.session.add(
            Rework(
                order_id=order.id,
                inspection_item_id=item.id,
                labour_line_id=line.id,
                technician_id=who,
                cause=item.finding,
                times=before + 1,
                ordered_at=work.now,
                ordered_by=work.actor.account_id,
            )
        )
        line.work = WorkState.REWORK
        line.self_checked = False


def _doubt_loose_ends(work: Work, order: WorkOrder) -> None:
    unchecked = work.session.scalars(
        select(LabourLine.name)
        .where(
            LabourLine.order_id == order.id,
            LabourLine.approval == Approval.APPROVED,
            LabourLine.self_checked.is_(False),
        )
        .order_by(LabourLine.position)
    ).all()
    if unchecked:
        work.doubt(
            "pass.self_check",
            QT_TRANSLATE_NOOP("rules", "“{name}”没有自检记录。"),
            place="dispatch.board",
            name="”“".join(unchecked),
        )
    unposted = unposted_part(work, order.id)
    if unposted is not None:
        work.doubt("pass.parts", QT_TRANSLATE_NOOP("rules", "“{name}”还没有出库。"), place="parts.needs", name=unposted)
    out = work.session.scalar(
        select(func.count()).select_from(ToolLoan).where(ToolLoan.order_id == order.id, ToolLoan.returned_at.is_(None))
    )
    if out:
        work.doubt(
            "pass.tools", QT_TRANSLATE_NOOP("rules", "还有 {count} 件工具没有归还。"), place="tools.loans", count=out
        )


def unposted_part(look: Look, order_id: int) -> str | None:
    """Return the name of an approved stock part that is not fully issued, ``None`` when all are."""
    return look.session.scalar(
        select(PartLine.name)
        .where(
            PartLine.order_id == order_id,
            PartLine.approval == Approval.APPROVED,
            PartLine.part_id.is_not(None),
            PartLine.issued < PartLine.quantity,
        )
        .order_by(PartLine.position)
        .limit(1)
    )


@service(Permission.UNDO_PASS)
def undo_pass(work: Work, order_id: int) -> int:
    """Take a passed inspection back (撤销检验合格) with a reason, e.g. after the customer's look.

    The order is in work again; ``Refusal`` while its certificate is valid.
    """
    order = order_in_work(work, order_id)
    valid = select(Certificate.number).where(Certificate.order_id == order.id, Certificate.voided_at.is_(None))
    number = work.session.scalar(valid)
    if number is not None:
        raise Refusal(
            QT_TRANSLATE_NOOP("rules", "请先作废合格证 {number}。"), place="inspection.certificate", number=number
        )
    move(work, order, Action.UNDO_PASS)
    order.finished_at = None
    passed = work.session.scalars(
        select(Inspection).where(Inspection.order_id == order.id, Inspection.verdict == Verdict.PASSED)
    )
    for inspection in passed:
        inspection.voided_at = work.now
    return order.id
