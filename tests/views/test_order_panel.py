"""The car in hand: head, road and tabs say where it stands; its papers are one key away."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.models.access import Role
from app.models.stages import Stage
from app.services import reception
from app.views.desk import Desk
from app.views.order_panel import OrderPanel
from app.views.order_panel.inquiry_tab import InquiryTab
from app.views.order_panel.road import STEP_OF_STAGE, STEPS
from app.views.order_panel.tabs import TABS
from tests.builders import Shop, authorised, received
from tests.views.hands import compose

Settled = Callable[[Desk], None]


@pytest.fixture
def panel(qtbot: QtBot, desk: Desk) -> OrderPanel:
    made = OrderPanel(desk)
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    return made


def test_every_stage_has_its_step_on_the_road() -> None:
    assert set(STEP_OF_STAGE) == {stage.value for stage in Stage} - {Stage.CANCELLED.value}
    assert set(STEP_OF_STAGE.values()) == set(range(1, len(STEPS) + 1))


def test_a_car_taken_in_hand_is_shown_with_its_step(
    panel: OrderPanel, desk: Desk, sqlite_shop: Shop, settled: Settled
) -> None:
    car = authorised(sqlite_shop)
    desk.take_in_hand(car.order_id, car.visit_id)
    settled(desk)
    head = panel.sheet.head
    assert head.plate.accessibleName() == "京N·7L820"
    assert head.road.step() == STEP_OF_STAGE["authorised"]
    assert head.state.text() == "待派工"
    assert "WX" in head.who.text()
    assert "60,180 km" in head.facts.text()


def test_putting_the_car_down_says_how_to_take_one(
    panel: OrderPanel, desk: Desk, sqlite_shop: Shop, settled: Settled
) -> None:
    car = received(sqlite_shop)
    desk.take_in_hand(car.order_id, car.visit_id)
    settled(desk)
    desk.take_in_hand(None)
    assert not panel.sheet.isVisible()
    assert any("Ctrl+N" in label.text() for label in panel.findChildren(QLabel) if label.isVisible())


@pytest.mark.parametrize("entry", TABS, ids=lambda entry: entry.name)
def test_every_tab_opens_on_a_car(
    panel: OrderPanel, desk: Desk, sqlite_shop: Shop, settled: Settled, entry: object
) -> None:
    car = authorised(sqlite_shop)
    desk.take_in_hand(car.order_id, car.visit_id)
    settled(desk)
    name = str(getattr(entry, "name"))  # noqa: B009 - a parametrised entry
    panel.open_tab(name)
    settled(desk)
    assert panel.sheet.tab(name).isVisible()
    assert panel.strip.text() == ""


def inquiry(panel: OrderPanel, desk: Desk, shop: Shop, settled: Settled) -> tuple[InquiryTab, int]:
    car = received(shop)
    desk.take_in_hand(car.order_id, car.visit_id)
    settled(desk)
    panel.open_tab("inquiry")
    settled(desk)
    tab = panel.sheet.tab("inquiry")
    assert isinstance(tab, InquiryTab)
    return tab, car.order_id


def test_a_request_changed_here_is_saved(panel: OrderPanel, desk: Desk, sqlite_shop: Shop, settled: Settled) -> None:
    tab, order_id = inquiry(panel, desk, sqlite_shop, settled)
    tab.request.set_value("")
    compose(tab.request, "空调不凉")
    tab.save()
    settled(desk)
    assert sqlite_shop.order(order_id).request == "空调不凉"
    assert tab.edits() == {}


def test_what_is_being_typed_survives_a_change_elsewhere(
    panel: OrderPanel, desk: Desk, sqlite_shop: Shop, settled: Settled
) -> None:
    tab, order_id = inquiry(panel, desk, sqlite_shop, settled)
    tab.finding.set_value("")
    compose(tab.finding, "左前胎磨损")
    before = sqlite_shop.order(order_id).wash
    desk.perform(reception.change_order, order_id, {"wash": (before, not before)}, by=panel)
    settled(desk)
    assert tab.finding.toPlainText() == "左前胎磨损"
    tab.save()
    settled(desk)
    stored = sqlite_shop.order(order_id)
    assert (stored.finding, stored.wash) == ("左前胎磨损", not before)


def test_the_same_field_changed_by_another_is_told_and_nothing_typed_is_lost(
    panel: OrderPanel, desk: Desk, sqlite_shop: Shop, settled: Settled
) -> None:
    tab, order_id = inquiry(panel, desk, sqlite_shop, settled)
    before = tab.request.value()
    tab.request.set_value("")
    compose(tab.request, "我的")
    sqlite_shop.do(Role.RECEPTION, reception.change_order, order_id, {"request": (before, "别人的")})
    tab.save()
    settled(desk)
    assert "别人的" in panel.strip.text()
    assert "我的" in panel.strip.text()
    assert tab.request.toPlainText() == "我的"
    assert sqlite_shop.order(order_id).request == "别人的"
    panel.strip.main_button.click()
    settled(desk)
    assert tab.request.toPlainText() == "别人的"


def test_somebody_who_may_not_change_it_only_reads(
    panel: OrderPanel, desk: Desk, sqlite_shop: Shop, settled: Settled
) -> None:
    desk.sign_in(sqlite_shop.actors[Role.TECHNICIAN])
    tab, _ = inquiry(panel, desk, sqlite_shop, settled)
    assert tab.request.isReadOnly()
    assert tab.save_button.isHidden()


def test_the_papers_of_a_quoted_car_hang_under_print(
    panel: OrderPanel, desk: Desk, sqlite_shop: Shop, settled: Settled
) -> None:
    car = authorised(sqlite_shop)
    desk.take_in_hand(car.order_id, car.visit_id)
    settled(desk)
    papers = [action.text() for action in panel.sheet.head.papers.actions()]
    assert any(text.startswith("维修工作单") for text in papers)
    assert all(action.isEnabled() for action in panel.sheet.head.papers.actions())


def test_a_car_without_a_number_has_no_paper_yet(
    panel: OrderPanel, desk: Desk, sqlite_shop: Shop, settled: Settled
) -> None:
    car = received(sqlite_shop)
    desk.take_in_hand(car.order_id, car.visit_id)
    settled(desk)
    actions = panel.sheet.head.papers.actions()
    assert [action.isEnabled() for action in actions] == [False]
    panel.print_paper()
    assert desk.busy() == 0
