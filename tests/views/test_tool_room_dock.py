"""The tool keeper's dock (工具间): lent to a technician for an order, taken back, kept back when broken."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.errors import Refusal
from app.models.access import Role
from app.models.tools import Tool, ToolLoan
from app.services import tool_room
from app.views.desk import Desk
from app.views.print_preview import PrintPreview
from app.views.tool_room.dock import ToolRoomDock
from tests.builders import Shop, authorised
from tests.views.desk_hands import Sitting, sit_down

AtTools = Sitting[ToolRoomDock]
CODE, NAME, STATE, BORROWER = range(4)


@pytest.fixture
def keeper(qtbot: QtBot, desk: Desk, sqlite_shop: Shop, settled: Callable[[Desk], None]) -> Iterator[AtTools]:
    """Sit down at the tool room's counter."""
    sitting = sit_down(qtbot, desk, ToolRoomDock(desk, "工具间"), Role.TOOL_ROOM, sqlite_shop, settled)
    yield sitting
    sitting.settle()


def lent(shop: Shop, code: str = "T-001") -> None:
    """Lend a tool to the first technician."""
    tool = shop.found(Tool, code=code)[0]
    shop.do(Role.TOOL_ROOM, tool_room.lend_tool, tool.id, shop.technicians[0], seen=tool.version)


def states(keeper: AtTools) -> dict[str, str]:
    table = keeper.dock.table
    return {table.text_at(row, CODE): table.text_at(row, STATE) for row in range(len(table.rows()))}


def test_a_tool_is_lent_for_the_car_in_hand_with_the_keyboard_alone(keeper: AtTools) -> None:
    car = authorised(keeper.shop)
    keeper.take(car)
    assert "WX" in keeper.dock.order_hint.text()
    keeper.dock.tool.setFocus()
    keeper.pick(keeper.dock.tool, "T-001")
    assert keeper.dock.borrower.hasFocus()  # Enter takes the tool and walks on: what is scanned next is somebody
    keeper.pick(keeper.dock.borrower, "J002")
    assert keeper.dock.due.hasFocus()
    keeper.write(keeper.dock.due, "+90")
    keeper.press(Qt.Key.Key_Return)
    keeper.write(keeper.dock.condition, "手柄有旧划痕")
    keeper.go_on()
    assert "已借出,借用单 JY" in keeper.says()
    loan = keeper.shop.found(ToolLoan)[0]
    assert (loan.order_id, loan.technician_id) == (car.order_id, keeper.shop.technicians[1])
    assert (loan.due_at, loan.condition_out) == (keeper.shop.clock.now + timedelta(minutes=90), "手柄有旧划痕")
    assert states(keeper) == {"T-001": "已借出", "T-002": "在库"}
    assert keeper.dock.tool.is_blank()
    assert keeper.dock.table.text_at(0, BORROWER) == "李师傅"


def test_without_a_car_the_loan_hangs_on_no_order_and_the_desk_says_so(keeper: AtTools) -> None:
    assert "不挂施工单" in keeper.dock.order_hint.text()
    keeper.pick(keeper.dock.tool, "T-001")
    keeper.pick(keeper.dock.borrower, "J001")
    keeper.click(keeper.dock.lend_button)
    assert [loan.order_id for loan in keeper.shop.found(ToolLoan)] == [None]


def test_a_loan_without_a_borrower_is_refused_and_leads_to_the_field(keeper: AtTools) -> None:
    keeper.pick(keeper.dock.tool, "T-001")
    keeper.click(keeper.dock.lend_button)
    assert keeper.says() == "请选择工具和借用人。"
    assert keeper.shop.found(ToolLoan) == []
    keeper.dock.strip.main_button.click()
    assert keeper.dock.borrower.hasFocus()


def test_a_tool_that_is_out_cannot_be_lent_again(keeper: AtTools) -> None:
    lent(keeper.shop)
    keeper.pick(keeper.dock.tool, "T-001")
    keeper.pick(keeper.dock.borrower, "J002")
    keeper.click(keeper.dock.lend_button)
    assert keeper.says() == "变速箱举升托架 已借给 张师傅。"
    assert len(keeper.shop.found(ToolLoan)) == 1
    keeper.dock.strip.main_button.click()
    assert keeper.dock.table.hasFocus()


def test_a_due_time_that_is_past_is_refused_at_its_field(keeper: AtTools) -> None:
    keeper.pick(keeper.dock.tool, "T-001")
    keeper.pick(keeper.dock.borrower, "J001")
    keeper.write(keeper.dock.due, "0600")
    keeper.click(keeper.dock.lend_button)
    assert "应还时间" in keeper.says()
    assert keeper.shop.found(ToolLoan) == []
    keeper.dock.strip.main_button.click()
    assert keeper.dock.due.hasFocus()


def test_a_gauge_past_its_calibration_is_not_lent(keeper: AtTools) -> None:
    keeper.shop.clock.pass_time(days=60)
    keeper.dock.reload()
    keeper.settle()
    assert states(keeper)["T-002"] == "检定到期"
    keeper.pick(keeper.dock.tool, "T-002")
    keeper.pick(keeper.dock.borrower, "J001")
    keeper.click(keeper.dock.lend_button)
    assert "检定已于 2027-01-01 到期" in keeper.says()
    assert keeper.shop.found(ToolLoan) == []


def test_a_tool_is_chosen_on_the_shelf_and_taken_back(keeper: AtTools) -> None:
    lent(keeper.shop)
    keeper.dock.reload()
    keeper.settle()
    keeper.dock.table.setFocus()
    assert not keeper.dock.return_button.isEnabled()
    keeper.press(Qt.Key.Key_Down)
    keeper.press(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert keeper.says() == "已归还"
    assert keeper.shop.found(ToolLoan)[0].returned_at == keeper.shop.clock.now
    assert set(states(keeper).values()) == {"在库"}
    assert not keeper.dock.return_button.isEnabled()


def test_a_tool_that_comes_back_broken_is_kept_back_until_it_is_mended(keeper: AtTools) -> None:
    lent(keeper.shop)
    keeper.dock.reload()
    keeper.settle()
    assert keeper.dock.table.select_id(keeper.shop.tools["T-001"])
    keeper.write(keeper.dock.damaged, "液压缸漏油")
    keeper.click(keeper.dock.return_button)
    assert states(keeper)["T-001"] == "停借"
    keeper.pick(keeper.dock.tool, "T-001")
    keeper.pick(keeper.dock.borrower, "J001")
    keeper.click(keeper.dock.lend_button)
    assert keeper.says() == "变速箱举升托架 不能借出:液压缸漏油"
    keeper.dock.table.setFocus()
    assert keeper.dock.table.select_id(keeper.shop.tools["T-001"])
    assert keeper.dock.broken.words() == "液压缸漏油"
    keeper.dock.broken.setFocus()
    keeper.dock.broken.selectAll()
    keeper.press(Qt.Key.Key_Delete)
    keeper.go_on()
    assert keeper.says() == "工具已保存"
    assert states(keeper)["T-001"] == "在库"


def test_a_gauge_written_anew_stays_a_gauge(keeper: AtTools) -> None:
    before = keeper.shop.found(Tool, code="T-002")[0]
    assert keeper.dock.table.select_id(before.id)
    keeper.write(keeper.dock.where, "B 柜 2 层")
    keeper.click(keeper.dock.save_button)
    after = keeper.shop.found(Tool, code="T-002")[0]
    assert (after.place, after.measuring, after.calibration_due) == ("B 柜 2 层", True, before.calibration_due)


def test_a_gauge_is_registered_with_its_calibration_and_not_lent_without(keeper: AtTools) -> None:
    dock, shop = keeper.dock, keeper.shop
    for field, typed in ((dock.code, "T-200"), (dock.name, "百分表")):
        keeper.write(field, typed)
    dock.measuring.click()
    keeper.write(dock.calibration, "明年")
    dock.save_button.click()
    keeper.settle()
    assert "2027-03-01" in keeper.says()
    assert shop.found(Tool, code="T-200") == []
    dock.calibration.clear_value()
    dock.save_button.click()
    keeper.settle()
    (gauge,) = shop.found(Tool, code="T-200")
    assert (gauge.measuring, gauge.calibration_due) == (True, None)
    with pytest.raises(Refusal, match="没有检定记录") as refused:
        shop.do(Role.TOOL_ROOM, tool_room.lend_tool, gauge.id, shop.technicians[0], seen=gauge.version)
    assert refused.value.place == "tools.calibration"
    dock.table.select_id(gauge.id)
    keeper.write(dock.calibration, "2027-06-30")
    dock.save_button.click()
    keeper.settle()
    (gauge,) = shop.found(Tool, code="T-200")
    assert gauge.calibration_due == date(2027, 6, 30)
    assert shop.do(Role.TOOL_ROOM, tool_room.lend_tool, gauge.id, shop.technicians[0], seen=gauge.version)


def test_a_new_tool_is_registered_field_by_field_with_enter(keeper: AtTools) -> None:
    assert keeper.dock.table.select_id(keeper.shop.tools["T-001"])
    keeper.click(keeper.dock.new_button)
    assert keeper.dock.code.hasFocus()
    for text in ("T-900", "球头拆卸器", "通用", "A 柜"):
        keeper.write(QApplication.focusWidget() or keeper.dock, text)
        keeper.press(Qt.Key.Key_Return)
    keeper.go_on()
    tool = keeper.shop.found(Tool, code="T-900")[0]
    assert (tool.name, tool.spec, tool.place) == ("球头拆卸器", "通用", "A 柜")
    assert states(keeper)["T-900"] == "在库"
    assert len(keeper.shop.found(Tool)) == 3


def test_a_code_taken_already_is_refused_and_leads_to_the_code(keeper: AtTools) -> None:
    keeper.write(keeper.dock.code, "T-001")
    keeper.write(keeper.dock.name, "另一个")
    keeper.click(keeper.dock.save_button)
    assert keeper.says() == "工具编号 T-001 已经有了。"
    keeper.dock.strip.main_button.click()
    assert keeper.dock.code.hasFocus()


def test_the_loan_is_printed(keeper: AtTools) -> None:
    lent(keeper.shop)
    keeper.dock.reload()
    keeper.settle()
    assert not keeper.dock.print_button.isEnabled()
    assert keeper.dock.table.select_id(keeper.shop.tools["T-001"])
    keeper.click(keeper.dock.print_button)
    previews = keeper.dock.window().findChildren(PrintPreview)
    assert ["借用单" in preview.windowTitle() for preview in previews] == [True]


def test_only_the_keeper_writes_tools(keeper: AtTools) -> None:
    assert keeper.dock.entry.isVisible()
    keeper.dock.desk.sign_in(keeper.shop.actors[Role.DISPATCH])
    keeper.settle()
    assert not keeper.dock.entry.isVisible()
