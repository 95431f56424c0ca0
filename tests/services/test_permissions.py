"""Who may do what: every service and query against a table written by hand, post by post."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import NotPermitted
from app.models.access import Role
from app.services.acts import SERVICES
from app.store.actor import NOBODY, Actor
from app.store.unit_of_work import Look, Work
from tests.builders import Shop
from tests.databases import sqlite_url_of
from tests.services.acts_of_the_station import act, first_argument, modules, public_functions, registered
from tests.shops import opened

R = Role
EVERYBODY = frozenset(Role)
RECEPTION = frozenset({R.RECEPTION, R.RECEPTION_LEAD, R.STATION_MANAGER})
RECEPTION_LEADS = frozenset({R.RECEPTION_LEAD, R.STATION_MANAGER})
DISPATCH = frozenset({R.DISPATCH, R.WORKSHOP_LEAD, R.STATION_MANAGER})
FLOOR = frozenset({R.TECHNICIAN, R.DISPATCH, R.WORKSHOP_LEAD, R.STATION_MANAGER})
FINDERS = frozenset(
    {R.RECEPTION, R.RECEPTION_LEAD, R.DISPATCH, R.TECHNICIAN, R.INSPECTION, R.WORKSHOP_LEAD, R.STATION_MANAGER}
)
INSPECTORS = frozenset({R.INSPECTION, R.WORKSHOP_LEAD, R.STATION_MANAGER})
WORKSHOP_LEADS = frozenset({R.WORKSHOP_LEAD, R.STATION_MANAGER})
PARTS = frozenset({R.PARTS, R.PARTS_LEAD, R.STATION_MANAGER})
PARTS_LEADS = frozenset({R.PARTS_LEAD, R.STATION_MANAGER})
KEEPERS = frozenset({R.TOOL_ROOM, R.STATION_MANAGER})
CASHIERS = frozenset({R.SETTLEMENT, R.FINANCE, R.STATION_MANAGER})
CREDITORS = frozenset({R.RECEPTION_LEAD, R.FINANCE, R.GENERAL_MANAGER, R.STATION_MANAGER})
REVERSERS = frozenset({R.FINANCE, R.GENERAL_MANAGER, R.STATION_MANAGER})
MANAGER = frozenset({R.STATION_MANAGER})
CATALOGUE_KEEPERS = frozenset({R.RECEPTION_LEAD, R.WORKSHOP_LEAD, R.STATION_MANAGER})

MAY: dict[str, frozenset[Role]] = {
    "accounts.change_password": EVERYBODY,
    "accounts.create_account": MANAGER,
    "accounts.retire_account": MANAGER,
    "accounts.set_roles": MANAGER,
    "backup.register.last_backup": EVERYBODY,
    "backup.register.note_backup": EVERYBODY,
    "board.vehicles_in_shop": EVERYBODY,
    "catalogue.guarantee_list": EVERYBODY,
    "catalogue.rate_list": EVERYBODY,
    "catalogue.save_operation": CATALOGUE_KEEPERS,
    "catalogue.save_station_head": MANAGER,
    "catalogue.set_guarantee": MANAGER,
    "catalogue.set_rate": CATALOGUE_KEEPERS,
    "certificates.issue_certificate": INSPECTORS,
    "certificates.void_certificate": INSPECTORS,
    "comebacks.car_under_guarantee": EVERYBODY,
    "comebacks.guaranteed_orders": EVERYBODY,
    "comebacks.link_comeback": RECEPTION,
    "comebacks.unlink_comeback": RECEPTION,
    "customers.cars_with_plate": EVERYBODY,
    "customers.recall_car": EVERYBODY,
    "customers.save_customer": RECEPTION,
    "customers.save_vehicle": RECEPTION,
    "delivery.deliver_car": RECEPTION,
    "delivery.open_points": EVERYBODY,
    "dispatch_board.assigned_lines": EVERYBODY,
    "dispatch_board.dispatch_board": EVERYBODY,
    "dispatch_board.technician_loads": EVERYBODY,
    "dispatch_board.waiting_lines": EVERYBODY,
    "estimates.authorise_order": RECEPTION,
    "estimates.quote_order": RECEPTION,
    "estimates.withdraw_authorisation": RECEPTION,
    "estimates.withdraw_quote": RECEPTION,
    "extra_work.decide_extra_work": RECEPTION,
    "extra_work.propose_extra_work": FINDERS,
    "extra_work.quote_extra_work": RECEPTION,
    "generate.station._open_accounts": MANAGER,
    "inspection.approve_method": INSPECTORS,
    "inspection.conclude_inspection": INSPECTORS,
    "inspection.judge_item": INSPECTORS,
    "inspection.open_inspection": INSPECTORS,
    "inspection.pass_open_items": INSPECTORS,
    "inspection.undo_pass": WORKSHOP_LEADS,
    "inspection_board.order_quality": EVERYBODY,
    "inspection_board.quality_record": EVERYBODY,
    "masters.account_list": MANAGER,
    "masters.bays": EVERYBODY,
    "masters.business_types": EVERYBODY,
    "masters.operations": EVERYBODY,
    "masters.order_label": EVERYBODY,
    "masters.station_head": EVERYBODY,
    "masters.technicians": EVERYBODY,
    "order_end.cancel_order": RECEPTION,
    "order_end.close_order": RECEPTION,
    "order_end.give_up_repair": RECEPTION,
    "order_end.reopen_file": RECEPTION_LEADS,
    "order_lines.add_lines": RECEPTION,
    "order_lines.change_line": RECEPTION,
    "order_lines.withdraw_line": RECEPTION,
    "order_lists.open_proposals": EVERYBODY,
    "order_lists.orders_to_inspect": EVERYBODY,
    "order_lists.orders_to_settle": EVERYBODY,
    "order_lists.reception_orders": EVERYBODY,
    "order_record.record_of": EVERYBODY,
    "order_view.order_in_hand": EVERYBODY,
    "papers.forms.key_of": EVERYBODY,
    "papers.issue.begin_print": EVERYBODY,
    "papers.issue.finish_print": EVERYBODY,
    "papers.issue.paper_to_print": EVERYBODY,
    "papers.issue.paper_to_see": EVERYBODY,
    "papers.issue.papers_of": EVERYBODY,
    "papers.printable.printable_of": EVERYBODY,
    "parts.issue_parts": PARTS,
    "parts.receive_goods": PARTS,
    "parts.return_parts": PARTS,
    "parts.reverse_receipt": PARTS,
    "parts.save_part": PARTS_LEADS,
    "parts_board.documents_of": EVERYBODY,
    "parts_board.needs_of": EVERYBODY,
    "parts_board.orders_to_pick": EVERYBODY,
    "parts_board.stock_list": EVERYBODY,
    "parts_board.stock_of": EVERYBODY,
    "pickers.find_cars": EVERYBODY,
    "pickers.find_operations": EVERYBODY,
    "pickers.find_parts": EVERYBODY,
    "pickers.find_technicians": EVERYBODY,
    "pickers.find_tools": EVERYBODY,
    "pickers.technician_with_badge": EVERYBODY,
    "pickers.tool_with_code": EVERYBODY,
    "quick_lane.quick_jobs": EVERYBODY,
    "postings.already_posted": EVERYBODY,
    "quick_lane.take_quick_lane": RECEPTION,
    "quick_reception.find_lines": EVERYBODY,
    "quick_reception.price_lines": EVERYBODY,
    "quick_reception.receive_and_quote": RECEPTION,
    "reception.add_order": RECEPTION,
    "reception.change_order": RECEPTION,
    "reception.receive_car": RECEPTION,
    "refused_work.refused_of_car": EVERYBODY,
    "refused_work.revive_refused": RECEPTION,
    "replanning.move_assignment": DISPATCH,
    "search.find": EVERYBODY,
    "settings.all_settings": EVERYBODY,
    "settings.change_setting": MANAGER,
    "settlement.pay_statement": CASHIERS,
    "settlement.put_on_account": CREDITORS,
    "settlement.reverse_settlement": REVERSERS,
    "settlement.settle_order": CASHIERS,
    "settlement_board.statements_of": EVERYBODY,
    "staff.retire_technician": MANAGER,
    "staff.save_bay": MANAGER,
    "staff.save_technician": MANAGER,
    "staff.staff_list": EVERYBODY,
    "tool_board.tool_shelf": EVERYBODY,
    "tool_room.lend_tool": KEEPERS,
    "tool_room.save_tool": KEEPERS,
    "tool_room.take_back_tool": KEEPERS,
    "visits.correct_arrival": RECEPTION,
    "workshop.assign_line": DISPATCH,
    "workshop.finish_order": FLOOR,
    "workshop.finish_work": FLOOR,
    "workshop.pause_work": FLOOR,
    "workshop.start_work": FLOOR,
    "workshop.take_back_assignment": DISPATCH,
    "workshop.undo_finish": WORKSHOP_LEADS,
    "visits.newest_order": EVERYBODY,
}

# Public functions with a Work that are no act of their own, and why nobody needs a right for them.
NO_ACT_OF_ITS_OWN = {
    "accounts.found_station": "done when there is nobody yet who could have a right",
    "comebacks.doubt_comeback": "checks an order inside authorising it",
    "customers.checked_phone": "checks a value inside other services",
    "customers.write_customer": "part of receive_car and save_customer",
    "customers.write_vehicle": "part of receive_car and save_vehicle",
    "estimates.authorise": "part of authorise_order and of take_quick_lane",
    "estimates.freeze": "part of quoting and authorising",
    "estimates.quote": "part of quote_order and receive_and_quote",
    "estimates.write_consent": "part of authorising and of deciding extra work",
    "extra_work.customer_price": "a sum inside quoting extra work",
    "founding.found_catalogue": "part of found_station",
    "order_moves.end_wait": "part of the events that end waits",
    "order_moves.move": "part of every service that moves an order",
    "order_moves.open_wait": "part of the events that begin waits",
    "order_moves.order_in_work": "the lock that other services take",
    "order_moves.recount": "part of every change of lines",
    "order_moves.turn": "part of move and of writing a first quote",
    "quick_reception.receive_quoted": "part of receive_and_quote and of take_quick_lane",
    "reception.check_promise": "checks a value inside other services",
    "reception.open_visit": "part of receive_car and receive_and_quote",
    "stock_documents.post_document": "part of every stock service",
    "stock_documents.put_back": "part of return_parts",
    "stock_documents.shift_balances": "part of every stock service",
    "stock_documents.take_from_batches": "part of issue_parts",
    "workshop.doubt_fit": "checks somebody inside giving them a line",
    "workshop.doubt_load": "checks somebody inside giving them a line",
    "workshop.give_line": "part of assign_line, take_quick_lane and move_assignment",
    "workshop.line_in_work": "the lock that other services take",
    "workshop.refuse_twice": "checks somebody inside giving them a line",
    "workshop.running_clock": "asked inside other services",
    "workshop.start_clock": "part of start_work and of take_quick_lane",
    "workshop.finish_if_done": "part of finish_work and of deciding extra work",
}


@pytest.fixture(scope="module")
def quiet_shop(sqlite_shop_template: tuple[Path, Shop]) -> Iterator[Shop]:
    """Open the shop that is copied for others: nobody gets as far as writing here."""
    path, pattern = sqlite_shop_template
    with opened(pattern, sqlite_url_of(path)) as shop:
        yield shop


def test_every_act_stands_in_the_table() -> None:
    assert set(registered()) == set(MAY)


@pytest.mark.parametrize("name", MAY)
def test_only_these_posts_may(quiet_shop: Shop, name: str) -> None:
    kind = Work if name in SERVICES else Look
    with quiet_shop.looking() as session:
        for nobody in (NOBODY, Actor.of(99, "stranger", "外人", frozenset())):
            with pytest.raises(NotPermitted, match="岗位"):
                act(name)(kind(session, nobody, now=quiet_shop.clock.now))
        for role in Role:
            look = kind(session, quiet_shop.actors[role], now=quiet_shop.clock.now)
            if role not in MAY[name]:
                with pytest.raises(NotPermitted, match="岗位"):
                    act(name)(look)
                continue
            # With the right to do it, what is missing is only what was to be typed.
            with contextlib.suppress(TypeError):
                act(name)(look)


def test_every_function_that_changes_something_is_an_act_or_says_why_not() -> None:
    changing = {
        name for module in modules() for name, function in public_functions(module) if first_argument(function) is Work
    }
    assert changing - set(SERVICES) == set(NO_ACT_OF_ITS_OWN)


def test_somebody_with_two_posts_may_do_what_either_may(quiet_shop: Shop) -> None:
    both = Actor.of(99, "both", "兼职", frozenset({Role.PARTS, Role.TOOL_ROOM}))
    with quiet_shop.looking() as session:
        work = Work(session, both, now=quiet_shop.clock.now)
        for name in ("parts.receive_goods", "tool_room.lend_tool"):
            with pytest.raises(TypeError):
                act(name)(work)
        with pytest.raises(NotPermitted):
            act("settlement.settle_order")(work)
