"""No plate, number or sum is cut off in a list: columns follow what they say, long words give way."""

import re

import pytest
from PySide6.QtGui import QFont, QFontMetrics
from pytestqt.qtbot import QtBot

from app.models.access import Role
from app.services import settlement
from app.views.desk import Desk
from app.views.main_window import MainWindow
from app.views.row_table import Align, Column, RowTable
from tests.builders import Shop, passed

KEY = re.compile(r"[\u4e00-\u9fff][A-Z]·[0-9A-Z]{4,6}|[A-Z]{2}\d{8}-\d{4}|-?[\d,]+\.\d\d")
DESKS = ("reception", "dispatch", "inspection", "tool_room", "parts", "settlement", "office")


def cut_off(table: RowTable) -> list[str]:
    """Return the plates, numbers and sums in the table's shown columns that are not to be read whole."""
    found = []
    bold = QFont(table.font())
    bold.setBold(True)
    for row in range(len(table.rows())):
        for place, column in enumerate(table.columns):
            text = table.text_at(row, place)
            if table.isColumnHidden(place) or not KEY.fullmatch(text):
                continue
            metrics = QFontMetrics(bold) if column.strong is not None else table.fontMetrics()
            right = table.columnViewportPosition(place) + table.columnWidth(place)
            if metrics.horizontalAdvance(text) + 16 > table.columnWidth(place) or right > table.viewport().width():
                found.append(text)
    return found


@pytest.mark.parametrize("size", [(1366, 768), (1280, 720), (1920, 1080)])
def test_plates_numbers_and_sums_are_whole_on_every_desk(
    window: MainWindow, desk: Desk, sqlite_shop: Shop, qtbot: QtBot, size: tuple[int, int]
) -> None:
    car = passed(sqlite_shop)
    sqlite_shop.do(Role.SETTLEMENT, settlement.settle_order, car.order_id)
    window.resize(*size)
    window.come_in(sqlite_shop.actors[Role.STATION_MANAGER])
    desk.take_in_hand(car.order_id, car.visit_id)
    seen = 0
    for name in DESKS:
        dock = window.workspace.open_desk(name)
        assert dock is not None
        qtbot.waitUntil(lambda: desk.busy() == 0, timeout=20_000)
        for table in window.findChildren(RowTable):
            if table.isVisible():
                assert cut_off(table) == [], f"{table.objectName()} on the desk {name}"
                seen += sum(bool(KEY.fullmatch(table.text_at(row, 0))) for row in range(len(table.rows())))
    assert seen >= len(DESKS)


def test_the_one_plate_with_a_broad_letter_is_whole_among_many(qtbot: QtBot) -> None:
    table = RowTable(
        (Column("车牌", lambda row: row, width=40), Column("车型", lambda _row: "哈弗")), key=lambda row: row
    )
    qtbot.addWidget(table)
    table.resize(330, 200)
    table.show_rows([f"津C·L111{number:02}" for number in range(40)] + ["津W·W11139"])
    assert table.columnWidth(0) >= table.fontMetrics().horizontalAdvance("津W·W11139") + 16


def test_long_words_give_way_to_a_sum_and_a_number(qtbot: QtBot) -> None:
    table = RowTable(
        (
            Column("项目", lambda row: row[0]),
            Column("单号", lambda row: row[1], width=40),
            Column("备注", lambda row: row[0], width=60, from_width=200),
            Column("金额", lambda row: row[2], width=30, align=Align.RIGHT),
        ),
        key=lambda row: row[1],
    )
    qtbot.addWidget(table)
    table.resize(330, 200)
    table.show()
    table.show_rows([("更换前制动片(剩余 2.1 mm,低于使用极限 3.0 mm)", "WX20261122-0017", "1,234,567.00")])
    assert cut_off(table) == []
    assert table.isColumnHidden(2)
    table.resize(1200, 200)
    assert not table.isColumnHidden(2)
    assert table.columnWidth(0) > 330
