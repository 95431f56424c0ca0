"""Guarded fields: telephone numbers and costs leave the services only for posts that need them, post by post."""

from dataclasses import dataclass

import pytest

from app.models.access import Role
from app.models.stock import DocumentKind, StockDocument
from app.services import customers, masking, parts_board
from app.services.order_record import record_of
from app.services.order_view import order_in_hand
from app.services.papers.issue import begin_print, paper_to_print
from app.store.actor import Actor
from app.values import Cost, Phone, mask_phone
from tests.builders import Shop, authorised, issued

R = Role
PHONE, MASKED = "13800006621", "138****6621"

SEES_PHONES = frozenset(
    {
        R.RECEPTION,
        R.SETTLEMENT,
        R.WARRANTY,
        R.INSURANCE,
        R.CARE,
        R.RECEPTION_LEAD,
        R.FINANCE,
        R.GENERAL_MANAGER,
        R.STATION_MANAGER,
    }
)
SEES_COSTS = frozenset({R.PARTS, R.PARTS_LEAD, R.FINANCE, R.GENERAL_MANAGER, R.STATION_MANAGER})


@dataclass(frozen=True, slots=True)
class Inner:
    """A row within a row."""

    phone: Phone
    cost: Cost | None


@dataclass(frozen=True, slots=True)
class Guarded:
    """A row with guarded fields in every place where one can stand."""

    name: str
    phone: Phone
    second: Phone | None
    cost: Cost
    inner: Inner
    rows: tuple[Inner, ...]
    by_name: dict[str, Inner]


def guarded() -> Guarded:
    inner = Inner(Phone(PHONE), Cost(3001))
    return Guarded("周大年", Phone(PHONE), None, Cost(100), inner, (inner, inner), {"a": inner})


@pytest.mark.parametrize("role", list(Role))
def test_each_post_sees_what_it_needs_wherever_the_field_stands(role: Role) -> None:
    actor = Actor.of(1, "x", "x", frozenset({role}))
    (seen,) = masking.mask((guarded(),), actor)
    phone = PHONE if role in SEES_PHONES else MASKED
    inner = Inner(Phone(phone), Cost(3001) if role in SEES_COSTS else None)
    assert (seen.name, seen.phone, seen.second) == ("周大年", phone, None)
    assert seen.cost == (100 if role in SEES_COSTS else None)
    assert (seen.inner, seen.rows, seen.by_name) == (inner, (inner, inner), {"a": inner})


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13812346621", "138****6621"),
        ("+8613812346621", "138****6621"),
        ("0312-5678901", "031****8901"),
        ("7654321", "****4321"),
        ("12345", "****"),
        ("", ""),
    ],
)
def test_a_masked_number_tells_neither_person_nor_place(phone: str, shown: str) -> None:
    assert mask_phone(phone) == shown


@pytest.mark.parametrize("role", list(Role))
def test_a_recalled_car_shows_its_owners_number_to_some(sqlite_shop: Shop, role: Role) -> None:
    shop = sqlite_shop
    car = authorised(shop)
    known = shop.ask(role, customers.recall_car, car.vehicle_id)
    assert {known.phone, known.last_bringer_phone} == {PHONE if role in SEES_PHONES else MASKED}
    again = shop.ask(role, customers.cars_with_plate, "京N7L820")
    assert {row.phone for row in again} == {known.phone}


def test_no_query_and_no_paper_shows_a_number_to_a_post_that_need_not_know_it(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = issued(shop)
    for role in sorted(set(Role) - SEES_PHONES):
        for answer in (
            shop.ask(role, order_in_hand, car.order_id),
            shop.ask(role, record_of, car.order_id),
            shop.ask(role, customers.recall_car, car.vehicle_id),
        ):
            assert PHONE not in repr(answer), role
        printed = shop.do(role, begin_print, "work_order", car.order_id)
        assert PHONE not in repr(shop.ask(role, paper_to_print, printed, car.order_id)), role
    printed = shop.do(R.RECEPTION, begin_print, "work_order", car.order_id)
    assert PHONE in repr(shop.ask(R.RECEPTION, paper_to_print, printed, car.order_id))


def test_what_goods_cost_stands_on_a_receipt_only_for_posts_that_may_see_it(sqlite_shop: Shop) -> None:
    shop = sqlite_shop
    car = issued(shop)
    (receipt,) = shop.found(StockDocument, kind=DocumentKind.RECEIPT)
    for role in Role:
        printed = shop.do(role, begin_print, "receipt", receipt.id)
        paper = shop.ask(role, paper_to_print, printed, receipt.id).paper
        shown = {paper.total, *(line.amount for line in paper.lines), *(line.price for line in paper.lines)}
        assert shown == ({3 * 15_005, 15_005, 3_001} if role in SEES_COSTS else {None}), role
        for query in (parts_board.stock_list, parts_board.documents_of):
            answer = shop.ask(role, query, *(() if query is parts_board.stock_list else (car.order_id,)))
            assert "3001" not in repr(answer)
            assert "15005" not in repr(answer)
