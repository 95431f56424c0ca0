"""The station's own affairs (站务): what is saved here is seen at the other desks and on the next paper."""

from collections.abc import Callable, Iterator

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.errors import Refusal
from app.models.access import Account, Role
from app.models.people import Bay, Technician, Trade
from app.models.station import LabourOperation, Station
from app.services import accounts, estimates, papers, pickers, staff
from app.services.staff import TechnicianEntry
from app.views.card import Card
from app.views.desk import Desk
from app.views.office.dock import OfficeDock
from tests.builders import PASSWORD, Shop, received
from tests.views.desk_hands import Sitting, sit_down

AtOffice = Sitting[OfficeDock]
STATION, ACCOUNTS, STAFF, CATALOGUE = range(4)


@pytest.fixture
def office(qtbot: QtBot, desk: Desk, sqlite_shop: Shop, settled: Callable[[Desk], None]) -> Iterator[AtOffice]:
    """Sit down in the office as the station manager."""
    sitting = sit_down(qtbot, desk, OfficeDock(desk, "站务"), Role.STATION_MANAGER, sqlite_shop, settled)
    yield sitting
    sitting.settle()


def turn_to(office: AtOffice, page: int) -> None:
    office.dock.tabs.setCurrentIndex(page)
    office.settle()


def button(card: Card, words: str) -> QPushButton:
    """Return the button of a card that reads ``words``."""
    return next(found for found in card.findChildren(QPushButton) if found.text().startswith(words))


def paper_text(shop: Shop, form: str, key: int) -> str:
    """Print a paper and read it."""
    page = papers.issue_paper(shop.station, shop.actors[Role.STATION_MANAGER], form, key)
    document = pypdfium2.PdfDocument(page)
    text = "".join(sheet.get_textpage().get_text_bounded() for sheet in document)
    document.close()
    return text


def test_the_stations_head_stands_on_the_next_paper(office: AtOffice) -> None:
    car = received(office.shop)
    office.shop.do(Role.RECEPTION, estimates.quote_order, car.order_id)
    page = office.dock.station
    assert page.name.words() == "长城服务站"
    page.name.setFocus()
    for text in ("保定长城汽车朝阳站", "朝阳北大街 2266 号", "0312-2197812", "91130605105941835M"):
        office.write(QApplication.focusWidget() or page, text)
        office.press(Qt.Key.Key_Return)
    page.name.setFocus()
    office.go_on()
    assert "下一张单据起生效" in office.says()
    text = paper_text(office.shop, "work_order", car.order_id)
    assert all(words in text for words in ("保定长城汽车朝阳站", "朝阳北大街 2266 号", "0312-2197812"))
    assert "长城服务站" not in text


def test_a_credit_code_that_does_not_add_up_is_doubted_and_saved_with_a_reason(office: AtOffice) -> None:
    page = office.dock.station
    office.write(page.credit_code, "91130605105941835A")
    office.click(page.save_button)
    assert "校验码应为 M" in office.says()
    assert office.shop.found(Station)[0].credit_code == ""
    office.give_reason("旧执照就是这样印的")
    assert office.shop.found(Station)[0].credit_code == "91130605105941835A"


def test_a_station_without_a_name_is_refused_at_its_name(office: AtOffice) -> None:
    page = office.dock.station
    page.name.setFocus()
    page.name.selectAll()
    office.press(Qt.Key.Key_Delete)
    page.phone.setFocus()
    office.go_on()
    assert office.says()
    assert office.shop.found(Station)[0].name == "长城服务站"
    office.dock.strip.main_button.click()
    assert page.name.hasFocus()


def test_what_is_typed_about_the_station_stays_when_somebody_else_saves(office: AtOffice) -> None:
    office.write(office.dock.station.phone, "0312-1")
    entry = TechnicianEntry("J100", "赵师傅", trades=((Trade.PAINT, 3),))
    office.dock.desk.perform(staff.save_technician, entry, by=office.dock)
    office.settle()
    assert office.dock.station.phone.words() == "0312-1"


def test_an_account_is_opened_and_can_sign_in_with_its_posts(office: AtOffice) -> None:
    turn_to(office, ACCOUNTS)
    page = office.dock.accounts
    page.login.setFocus()
    for text in ("xiaoli", "李晓", PASSWORD):
        office.write(QApplication.focusWidget() or page, text)
        office.press(Qt.Key.Key_Return)
    page.roles[Role.PARTS].click()
    page.roles[Role.TOOL_ROOM].click()
    office.go_on()
    assert office.says() == "账号已保存"
    actor = accounts.sign_in(office.shop.station, "xiaoli", PASSWORD)
    assert (actor.name, actor.roles) == ("李晓", frozenset({Role.PARTS, Role.TOOL_ROOM}))
    assert page.password.text() == ""
    assert "xiaoli" in [row.login for row in page.table.rows()]


def test_a_login_taken_already_is_refused_at_the_login(office: AtOffice) -> None:
    turn_to(office, ACCOUNTS)
    page = office.dock.accounts
    office.write(page.login, "boss")
    office.write(page.name, "另一位")
    office.write(page.password, PASSWORD)
    page.roles[Role.DRIVER].click()
    office.go_on()
    assert "boss" in office.says()
    assert len(office.shop.found(Account, login="boss")) == 1
    office.dock.strip.main_button.click()
    assert page.login.hasFocus()


def test_posts_are_changed_and_then_a_new_account_can_be_begun(office: AtOffice) -> None:
    turn_to(office, ACCOUNTS)
    page = office.dock.accounts
    washer = office.shop.actors[Role.WASHER].account_id
    assert page.table.select_id(washer)
    assert not page.login.isEnabled()
    page.roles[Role.DRIVER].click()
    page.roles[Role.DRIVER].setFocus()
    office.go_on()
    assert accounts.actor_of(office.shop.found(Account, id=washer)[0]).roles == {Role.DRIVER, Role.WASHER}
    assert page.table.select_id(washer)
    office.click(button(page.card, "新账号"))
    assert page.login.hasFocus()
    assert page.login.isEnabled()
    assert page.login.is_blank()


def test_the_last_station_manager_stays(office: AtOffice) -> None:
    turn_to(office, ACCOUNTS)
    page = office.dock.accounts
    boss = office.shop.actors[Role.STATION_MANAGER].account_id
    assert page.table.select_id(boss)
    office.click(button(page.card, "停用"))
    assert office.says()
    assert accounts.sign_in(office.shop.station, "boss", PASSWORD).account_id == boss


def test_a_retired_account_cannot_sign_in_any_more(office: AtOffice) -> None:
    turn_to(office, ACCOUNTS)
    page = office.dock.accounts
    assert page.table.select_id(office.shop.actors[Role.DRIVER].account_id)
    office.click(button(page.card, "停用"))
    assert "已停用" in [page.table.text_at(row, 2) for row in range(len(page.table.rows()))]
    with pytest.raises(Refusal):
        accounts.sign_in(office.shop.station, "driver", PASSWORD)


def test_a_technician_registered_here_is_offered_to_the_dispatcher(office: AtOffice) -> None:
    turn_to(office, STAFF)
    page = office.dock.staff
    page.badge.setFocus()
    for text in ("J088", "欧阳明", "钣喷组"):
        office.write(QApplication.focusWidget() or page, text)
        office.press(Qt.Key.Key_Return)
    assert page.trade.hasFocus()
    page.trade.set_value(Trade.PAINT)
    office.write(page.shift, "7.5")
    office.go_on()
    assert office.says() == "维修工已保存"
    offered = office.shop.ask(Role.DISPATCH, pickers.find_technicians, "J088")
    assert [(row.badge, row.name) for row in offered] == [("J088", "欧阳明")]
    assert office.shop.found(Technician, badge="J088")[0].shift_minutes == 450
    office.click(button(page.card, "新维修工"))
    assert page.badge.is_blank()


def test_a_technician_who_leaves_is_not_offered_any_more(office: AtOffice) -> None:
    turn_to(office, STAFF)
    page = office.dock.staff
    assert page.table.select_id(office.shop.technicians[2])
    office.click(button(page.card, "离岗"))
    assert office.says() == "已离岗,历史记录保留"
    assert office.shop.ask(Role.DISPATCH, pickers.find_technicians, "J003") == ()
    assert office.shop.found(Technician, badge="J003")[0].retired


def test_a_badge_taken_already_is_refused_at_the_badge(office: AtOffice) -> None:
    turn_to(office, STAFF)
    page = office.dock.staff
    office.write(page.badge, "J001")
    office.write(page.name, "冒名")
    office.go_on()
    assert "J001" in office.says()
    office.dock.strip.main_button.click()
    assert page.badge.hasFocus()


def test_a_bay_is_registered(office: AtOffice) -> None:
    turn_to(office, STAFF)
    office.write(office.dock.staff.bay, "举升机 2 号")
    office.go_on()
    assert [bay.name for bay in office.shop.found(Bay)] == ["1 号工位", "举升机 2 号"]
    assert len(office.dock.staff.bays.rows()) == 2


def test_an_hour_costs_the_new_rate_from_today_on(office: AtOffice) -> None:
    turn_to(office, CATALOGUE)
    page = office.dock.catalogue
    hours = office.shop.found(LabourOperation, code="GS-2210")[0].hours
    office.write(page.rate, "200")
    office.go_on()
    assert office.says() == "已保存"
    labour = office.shop.lines(received(office.shop).order_id)[0][1]
    assert (labour.rate_fen, labour.amount_fen) == (20000, 20000 * hours // 1000)
    assert page.rates.text_at(0, 2) == "2026-11-22"


def test_an_operation_is_priced_anew_and_a_new_one_begun(office: AtOffice) -> None:
    turn_to(office, CATALOGUE)
    page = office.dock.catalogue
    assert page.operations.select_id(office.shop.operations["GS-2210"])
    office.write(page.hours, "3.25")
    office.go_on()
    assert office.shop.found(LabourOperation, code="GS-2210")[0].hours == 3250
    assert page.code.is_blank()
    for field, text in ((page.code, "GS-9999"), (page.name, "天窗排水管疏通"), (page.hours, "0.8")):
        office.write(field, text)
    office.go_on()
    made = office.shop.found(LabourOperation, code="GS-9999")[0]
    assert (made.name, made.hours) == ("天窗排水管疏通", 800)


def test_a_page_is_closed_to_whoever_may_not_change_it(office: AtOffice) -> None:
    pages = (office.dock.station, office.dock.accounts, office.dock.staff, office.dock.catalogue)
    assert all(page.isEnabled() for page in pages)
    office.dock.desk.sign_in(office.shop.actors[Role.WORKSHOP_LEAD])
    office.settle()
    assert [page.isEnabled() for page in pages] == [False, False, False, True]


def test_ones_own_password_is_changed_only_with_the_old_one(office: AtOffice) -> None:
    page = office.dock.station
    office.write(page.old, "wrong-2026")
    office.write(page.new, "fresh-2026")
    change = next(found for found in page.findChildren(QPushButton) if found.text() == "修改密码")
    office.click(change)
    assert office.says()
    assert accounts.sign_in(office.shop.station, "boss", PASSWORD).login == "boss"
    office.write(page.old, PASSWORD)
    office.click(change)
    assert office.says() == "密码已修改"
    assert accounts.sign_in(office.shop.station, "boss", "fresh-2026").login == "boss"
    assert page.old.text() == page.new.text() == ""
