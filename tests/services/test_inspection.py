"""The final inspection: item by item, every line and every proposal settled first, rework and the round after it."""

import pytest

from app.errors import InvalidEntry, NeedsConfirmation, WrongState
from app.models.access import Permission, Role
from app.models.lines import WorkState
from app.models.orders import ExtraWork
from app.models.people import Technician
from app.models.quality import Inspection, InspectionItem, Rework, Verdict
from app.models.stages import Stage
from app.models.tools import Tool, ToolLoan
from app.services import entries, extra_work, inspection, parts, tool_room, workshop
from app.services.acts import service
from app.store.unit_of_work import Work
from app.values import MAX_KM, Milli
from tests.builders import Shop, authorised, finished, pass_inspection, passed, work_line
from tests.services.answers import asks_first, is_refused

INSPECTION, TECHNICIAN = Role.INSPECTION, Role.TECHNICIAN


def begun(shop: Shop) -> tuple[entries.Received, int]:
    """Bring the usual car into its final inspection; return it and the round's key."""
    car = finished(shop)
    return car, shop.do(INSPECTION, inspection.open_inspection, car.order_id)


def judge(shop: Shop, item: InspectionItem, verdict: Verdict, **more: object) -> None:
    shop.do(INSPECTION, inspection.judge_item, item.id, verdict, seen=item.version, **more)


def item_of(shop: Shop, round_: int, line_id: int | None) -> InspectionItem:
    found: InspectionItem = shop.found(InspectionItem, inspection_id=round_, labour_line_id=line_id)[0]
    return found


def conclude(shop: Shop, round_: int) -> str:
    stage: str = shop.do(INSPECTION, inspection.conclude_inspection, round_)
    return stage


def test_every_line_and_every_point_of_the_checklist_is_an_item(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car, round_ = begun(shop)
    items = shop.found(InspectionItem, inspection_id=round_)
    labour = shop.lines(car.order_id)[0]
    assert [item.labour_line_id for item in items[:2]] == [line.id for line in labour]
    assert len(items) > 2
    assert {item.verdict for item in items} == {Verdict.OPEN}
    assert shop.do(INSPECTION, inspection.open_inspection, car.order_id) == round_, "a begun round is gone on with"


def test_every_item_must_be_judged(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    _, round_ = begun(shop)
    for item in shop.found(InspectionItem, inspection_id=round_)[:-1]:
        judge(shop, item, Verdict.PASSED)
    last = shop.found(InspectionItem, inspection_id=round_)[-1]
    is_refused(
        shop,
        INSPECTION,
        inspection.conclude_inspection,
        round_,
        match=f"1 项没有判定.*{last.name}",
        place="inspection.items",
    )
    judge(shop, last, Verdict.NOT_APPLICABLE)
    assert conclude(shop, round_) == "passed"


def test_a_failed_item_says_what_is_wrong_and_which_line_goes_back(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car, round_ = begun(shop)
    point = item_of(shop, round_, None)
    line = shop.lines(car.order_id)[0][0]
    fail = (INSPECTION, inspection.judge_item, point.id, Verdict.FAILED)
    is_refused(shop, *fail, seen=point.version, match="写明缺陷", place="inspection.finding", kind=InvalidEntry)
    is_refused(
        shop, *fail, seen=point.version, finding="渗油", match="返工的项目", place="inspection.line", kind=InvalidEntry
    )
    judge(shop, point, Verdict.FAILED, finding="渗油", labour_line_id=line.id)
    shop.do(INSPECTION, inspection.pass_open_items, round_)
    assert conclude(shop, round_) == "in_work"
    assert shop.lines(car.order_id)[0][0].work is WorkState.REWORK
    (rework,) = shop.found(Rework)
    assert (rework.cause, rework.labour_line_id, rework.technician_id) == ("渗油", line.id, shop.technicians[1])


def test_a_line_of_another_order_cannot_be_sent_back(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    other = shop.lines(beside(shop))[0][0].id
    _, round_ = begun(shop)
    point = item_of(shop, round_, None)
    is_refused(
        shop,
        INSPECTION,
        inspection.judge_item,
        point.id,
        Verdict.FAILED,
        seen=point.version,
        finding="渗油",
        labour_line_id=other,
        match="不在这张施工单上",
        place="inspection.line",
        kind=InvalidEntry,
    )


def beside(shop: Shop) -> int:
    """Receive another car; return its order's key."""
    from tests.builders import received

    return received(shop, vehicle=entries.VehicleEntry(plate="冀F2D668", model="哈弗 H6")).order_id


def test_rework_is_done_checked_again_and_counted(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car, round_ = begun(shop)
    line = shop.lines(car.order_id)[0][0]
    for times in (1, 2):
        judge(shop, item_of(shop, round_, line.id), Verdict.FAILED, finding=f"第 {times} 次漏油")
        shop.do(INSPECTION, inspection.pass_open_items, round_)
        assert conclude(shop, round_) == "in_work"
        assert shop.order(car.order_id).rework_open
        is_refused(shop, TECHNICIAN, workshop.finish_order, car.order_id, match="还没有完工", place="dispatch.board")
        shop.do(TECHNICIAN, workshop.start_work, line.id, shop.technicians[1])
        shop.do(TECHNICIAN, workshop.finish_work, line.id, shop.technicians[1], self_checked=True)
        round_ = shop.do(INSPECTION, inspection.open_inspection, car.order_id)
    shop.do(INSPECTION, inspection.pass_open_items, round_)
    assert conclude(shop, round_) == "passed"
    assert [(row.times, row.passed_at is not None) for row in shop.found(Rework)] == [(1, True), (2, True)]
    assert [(row.round, row.verdict) for row in shop.found(Inspection)] == [
        (1, Verdict.FAILED),
        (2, Verdict.FAILED),
        (3, Verdict.PASSED),
    ]
    assert not shop.order(car.order_id).rework_open


def test_self_check_parts_and_tools_should_be_settled(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = authorised(shop)  # its parts are not issued
    for line in shop.lines(car.order_id)[0]:
        shop.do(Role.DISPATCH, workshop.assign_line, line.id, shop.technicians[1], minutes=10)
        shop.do(TECHNICIAN, workshop.start_work, line.id, shop.technicians[1])
        shop.do(TECHNICIAN, workshop.finish_work, line.id, shop.technicians[1])
    tool = shop.found(Tool)[0]
    lend = (Role.TOOL_ROOM, tool_room.lend_tool, tool.id, shop.technicians[1])
    shop.do(*lend, seen=tool.version, order_id=car.order_id)
    round_ = shop.do(INSPECTION, inspection.open_inspection, car.order_id)
    shop.do(INSPECTION, inspection.pass_open_items, round_)
    stage = asks_first(
        shop,
        INSPECTION,
        inspection.conclude_inspection,
        round_,
        asked={"pass.self_check": "dispatch.board", "pass.parts": "parts.needs", "pass.tools": "tools.loans"},
    )
    assert stage == "passed"
    assert len(shop.found(ToolLoan, returned_at=None)) == 1, "the inspector went on, the tool is still out"


def test_every_line_without_self_check_is_named(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = authorised(shop)
    names = []
    for line in shop.lines(car.order_id)[0]:
        shop.do(Role.DISPATCH, workshop.assign_line, line.id, shop.technicians[1], minutes=10)
        shop.do(TECHNICIAN, workshop.start_work, line.id, shop.technicians[1])
        shop.do(TECHNICIAN, workshop.finish_work, line.id, shop.technicians[1])
        names.append(line.name)
    assert len(names) > 1
    round_ = shop.do(INSPECTION, inspection.open_inspection, car.order_id)
    shop.do(INSPECTION, inspection.pass_open_items, round_)
    with pytest.raises(NeedsConfirmation) as asked:
        shop.do(INSPECTION, inspection.conclude_inspection, round_)
    (told,) = (str(doubt) for doubt in asked.value.doubts if doubt.key == "pass.self_check")
    assert all(name in told for name in names)


def test_nothing_is_asked_where_everything_is_settled(sqlite_shop: Shop) -> None:
    car = passed(sqlite_shop)
    assert sqlite_shop.order(car.order_id).stage is Stage.PASSED


def test_nobody_inspects_their_own_work(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    inspector = shop.actors[INSPECTION]
    shop.station.perform(shop.actors[Role.STATION_MANAGER], belongs_to, shop.technicians[1], inspector.account_id)
    car = finished(shop)
    is_refused(shop, INSPECTION, inspection.open_inspection, car.order_id, match="不能由自己检验", place="inspection")
    round_ = shop.do(Role.WORKSHOP_LEAD, inspection.open_inspection, car.order_id)
    shop.do(Role.WORKSHOP_LEAD, inspection.pass_open_items, round_)
    is_refused(shop, INSPECTION, inspection.conclude_inspection, round_, match="不能由自己检验", place="inspection")
    assert shop.do(Role.WORKSHOP_LEAD, inspection.conclude_inspection, round_) == "passed"


@service(Permission.KEEP_STATION)
def belongs_to(work: Work, technician_id: int, account_id: int) -> None:
    work.get(Technician, technician_id).account_id = account_id


def brake_work(shop: Shop, order_id: int) -> ExtraWork:
    """Have the customer asked about worn brakes; return the proposal."""
    lines = entries.LinesEntry(labour=(entries.LabourEntry(operation_id=shop.operations["GS-3100"]),))
    key = shop.do(INSPECTION, extra_work.propose_extra_work, order_id, "制动片薄", lines)
    shop.do(Role.RECEPTION, extra_work.quote_extra_work, key, entries.LinesEntry(), seen=1)
    found: ExtraWork = shop.found(ExtraWork, id=key)[0]
    return found


def decide(shop: Shop, extra: ExtraWork, *accepted: tuple[str, int]) -> None:
    yes = entries.ConsentEntry(given_by="周大年")
    shop.do(Role.RECEPTION, extra_work.decide_extra_work, extra.id, yes, accepted, seen=extra.version)


def test_what_the_inspector_finds_in_the_middle_is_decided_before_the_order_passes(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car, round_ = begun(shop)
    extra = brake_work(shop, car.order_id)
    shop.do(INSPECTION, inspection.pass_open_items, round_)
    is_refused(shop, INSPECTION, inspection.conclude_inspection, round_, match="增项客户没有答复", place="order.extra")
    decide(shop, extra)
    assert conclude(shop, round_) == "passed"


def test_work_agreed_to_during_the_inspection_is_inspected_too(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car, round_ = begun(shop)
    shop.do(INSPECTION, inspection.pass_open_items, round_)
    extra = brake_work(shop, car.order_id)
    line = shop.lines(car.order_id)[0][2]
    decide(shop, extra, ("labour", line.id))
    with pytest.raises(WrongState):
        conclude(shop, round_)
    work_line(shop, line.id)
    assert shop.do(INSPECTION, inspection.open_inspection, car.order_id) == round_
    assert item_of(shop, round_, line.id).verdict is Verdict.OPEN
    is_refused(shop, INSPECTION, inspection.conclude_inspection, round_, match="没有判定", place="inspection.items")


def test_a_line_done_again_during_the_inspection_is_judged_again(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car, round_ = begun(shop)
    shop.do(INSPECTION, inspection.pass_open_items, round_)
    line = shop.lines(car.order_id)[0][0]
    shop.do(Role.WORKSHOP_LEAD, workshop.undo_finish, line.id, reason="漏装护板")
    shop.do(TECHNICIAN, workshop.start_work, line.id, shop.technicians[1])
    shop.do(TECHNICIAN, workshop.finish_work, line.id, shop.technicians[1])
    assert shop.do(INSPECTION, inspection.open_inspection, car.order_id) == round_
    assert item_of(shop, round_, line.id).verdict is Verdict.OPEN
    assert item_of(shop, round_, shop.lines(car.order_id)[0][1].id).verdict is Verdict.PASSED


def test_a_round_is_concluded_once(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    _, round_ = begun(shop)
    shop.do(INSPECTION, inspection.pass_open_items, round_)
    conclude(shop, round_)
    for act in (inspection.conclude_inspection, inspection.pass_open_items):
        is_refused(shop, INSPECTION, act, round_, match="已经结束", place="inspection", kind=WrongState)
    item = shop.found(InspectionItem, inspection_id=round_)[0]
    with pytest.raises(WrongState, match="已经结束"):
        judge(shop, item, Verdict.FAILED, finding="晚了")


@pytest.mark.parametrize("km", [-1, MAX_KM + 1])
def test_a_road_test_ends_at_a_mileage_that_can_be(sqlite_shop: Shop, km: int) -> None:
    shop = sqlite_shop
    _, round_ = begun(shop)
    shop.do(INSPECTION, inspection.pass_open_items, round_)
    is_refused(
        shop,
        INSPECTION,
        inspection.conclude_inspection,
        round_,
        road_test_km=km,
        match="超出范围",
        place="inspection.road_test_km",
        kind=InvalidEntry,
    )


def test_a_pass_is_taken_back_and_the_order_inspected_anew(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = passed(shop)
    shop.do(Role.WORKSHOP_LEAD, inspection.undo_pass, car.order_id, reason="客户看车后要重做")
    assert shop.order(car.order_id).stage is Stage.IN_WORK
    shop.do(TECHNICIAN, workshop.finish_order, car.order_id)
    pass_inspection(shop, car.order_id)
    rounds = shop.found(Inspection)
    assert [(row.round, row.voided_at is not None) for row in rounds] == [(1, True), (2, False)]


def test_a_method_is_approved_only_where_the_catalogue_asks_for_it(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    line = shop.lines(authorised(shop).order_id)[0][0]
    is_refused(
        shop,
        INSPECTION,
        inspection.approve_method,
        line.id,
        match="不需要先认可",
        place="inspection.method",
        kind=WrongState,
    )


def test_parts_returned_after_the_inspection_are_missed_again(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car, round_ = begun(shop)
    shop.do(INSPECTION, inspection.pass_open_items, round_)
    oil = shop.lines(car.order_id)[1][0]
    shop.do(Role.PARTS, parts.return_parts, car.order_id, ((oil.id, Milli(1000)),), reason="领错")
    with pytest.raises(NeedsConfirmation) as asked:
        conclude(shop, round_)
    assert asked.value.keys == {"pass.parts"}
