"""Two desks on one record: what merges, what is told, what is done once; on both databases."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from app.clock import new_uuid
from app.errors import Clash, Refusal, StaleRecord
from app.models.access import Permission, Role
from app.models.customers import Customer, Vehicle
from app.models.orders import WorkOrder
from app.models.station import Counter
from app.models.stock import StockBalance
from app.models.visits import Visit
from app.services import customers, entries, estimates, order_lines, parts, reception
from app.services.acts import service
from app.store.unit_of_work import Work
from app.values import Fen, Milli
from tests.builders import Shop, arrival, authorised, received
from tests.services.together import at_once, won
from tests.shops import OpenDesk

RECEPTION = Role.RECEPTION


def test_edits_of_different_fields_merge(shop: Shop, another_desk: OpenDesk) -> None:
    order = received(shop).order_id
    shown = shop.order(order)
    with another_desk(shop) as other:
        other.do(RECEPTION, reception.change_order, order, {"finding": (shown.finding, "前制动片剩余 2.1 mm")})
    shop.do(
        RECEPTION, reception.change_order, order, {"request": (shown.request, "做保养,查异响"), "wash": (True, False)}
    )
    kept = shop.order(order)
    assert (kept.finding, kept.request, kept.wash) == ("前制动片剩余 2.1 mm", "做保养,查异响", False)


def test_edits_of_different_fields_merge_even_at_the_same_moment(shop: Shop, another_desk: OpenDesk) -> None:
    order = received(shop).order_id
    shown = shop.order(order)
    edits: list[dict[str, tuple[object, object]]] = [
        {"finding": (shown.finding, "前制动片薄")},
        {"request": (shown.request, "查异响")},
        {"wash": (True, False)},
    ]
    with another_desk(shop) as other:
        desks = (shop, other, shop)
        answers = at_once(
            *(
                lambda desk=desk, edit=edit: desk.do(RECEPTION, reception.change_order, order, edit)
                for desk, edit in zip(desks, edits, strict=True)
            )
        )
    assert len(won(answers)) == 3
    kept = shop.order(order)
    assert (kept.finding, kept.request, kept.wash) == ("前制动片薄", "查异响", False)


def test_the_same_field_is_told_with_before_theirs_and_mine(shop: Shop, another_desk: OpenDesk) -> None:
    order = received(shop).order_id
    shown = shop.order(order)
    with another_desk(shop) as other:
        other.do(RECEPTION, reception.change_order, order, {"finding": (shown.finding, "他写的")})
    mine = {"finding": (shown.finding, "我写的"), "wash": (True, False)}
    with pytest.raises(StaleRecord) as stale:
        shop.do(RECEPTION, reception.change_order, order, mine)
    assert (stale.value.record, stale.value.record_id) == ("work_order", order)
    assert stale.value.clashes == (Clash("finding", shown.finding, "他写的", "我写的"),)
    kept = shop.order(order)
    assert (kept.finding, kept.wash) == ("他写的", True), "nothing of mine is stored before I decided"
    shop.do(RECEPTION, reception.change_order, order, {"finding": ("他写的", "我写的"), "wash": (True, False)})
    assert shop.order(order).finding == "我写的"


def test_two_who_type_the_same_agree(shop: Shop, another_desk: OpenDesk) -> None:
    order = received(shop).order_id
    edit = {"finding": (shop.order(order).finding, "前制动片薄")}
    with another_desk(shop) as other:
        other.do(RECEPTION, reception.change_order, order, edit)
    shop.do(RECEPTION, reception.change_order, order, edit)
    assert shop.order(order).finding == "前制动片薄"


def test_what_is_saved_whole_is_stale_when_somebody_saved_before(shop: Shop, another_desk: OpenDesk) -> None:
    car = received(shop)
    customer, vehicle = shop.found(Customer)[0], shop.found(Vehicle)[0]
    line = shop.lines(car.order_id)[0][0]
    saves: tuple[tuple[Callable[..., Any], tuple[object, ...], dict[str, Any]], ...] = (
        (
            customers.save_customer,
            (customer.id, entries.CustomerEntry("周大年", note="改")),
            {"seen": customer.version},
        ),
        (customers.save_vehicle, (vehicle.id, entries.VehicleEntry("京N7L820", model="改")), {"seen": vehicle.version}),
        (order_lines.change_line, ("labour", line.id), {"seen": line.version, "price_fen": Fen(15_000)}),
    )
    with another_desk(shop) as other:
        for service, args, more in saves:
            other.do(RECEPTION, service, *args, **more)
            with pytest.raises(StaleRecord):
                shop.do(RECEPTION, service, *args, **more)


def test_a_refused_or_broken_service_leaves_nothing_behind_and_spends_no_number(shop: Shop) -> None:
    order = authorised(shop).order_id
    lines = shop.lines(order)[1]
    before = everything(shop)
    wanted = ((lines[0].id, Milli(1000)), (lines[1].id, Milli(2000)))
    with pytest.raises(Refusal):
        shop.do(Role.PARTS, parts.issue_parts, order, shop.technicians[0], wanted)
    with pytest.raises(ZeroDivisionError):
        shop.do(Role.PARTS, breaks_in_the_middle, order, shop.technicians[0], lines[0].id)
    assert everything(shop) == before
    assert shop.do(Role.PARTS, parts.issue_parts, order, shop.technicians[0], wanted[:1]) == "LL20261122-0001"


@service(Permission.VIEW)
def breaks_in_the_middle(work: Work, order: int, technician: int, line: int) -> int:
    """Issue, change, and then fail as a bug would."""
    parts.issue_parts(work, order, technician, ((line, Milli(1000)),))
    work.get(WorkOrder, order).finding = "半截"
    work.session.flush()
    return 1 // (line - line)


def everything(shop: Shop) -> list[object]:
    """Return what the services could have left behind."""
    with shop.station.engines.reader.connect() as connection:
        tables = ("stock_document", "stock_move", "audit", "change_log", "posting", "stage_change")
        counts: list[object] = [connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar() for name in tables]
    counts += [(row.kind, row.day, row.last) for row in shop.found(Counter)]
    counts += [row.quantity for row in shop.found(StockBalance)]
    counts += [row.finding for row in shop.found(WorkOrder)]
    return counts


def test_the_same_click_posted_twice_changes_nothing_and_answers_the_same(shop: Shop) -> None:
    key = new_uuid()
    first = shop.station.perform(
        shop.actors[RECEPTION], reception.receive_car, arrival_without_doubt(shop), posting=key
    )
    before = everything(shop)
    again = shop.station.perform(
        shop.actors[RECEPTION], reception.receive_car, arrival_without_doubt(shop), posting=key
    )
    assert again.answer == first.answer
    assert isinstance(again.answer, entries.Received)
    assert not again.changes
    assert everything(shop) == before
    assert len(shop.found(Visit)) == 1


def arrival_without_doubt(shop: Shop) -> entries.ArrivalEntry:
    return replace(arrival(shop), vehicle=entries.VehicleEntry("京N7L820"))


def test_a_click_of_one_kind_never_answers_one_of_another(shop: Shop) -> None:
    key = new_uuid()
    car = shop.do(RECEPTION, reception.receive_car, arrival_without_doubt(shop), posting=key)
    with pytest.raises(Refusal, match="已经用另一个按钮保存过"):
        shop.do(RECEPTION, estimates.quote_order, car.order_id, posting=key)
    assert shop.order(car.order_id).number is None
