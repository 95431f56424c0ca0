"""The window in English: every desk and page, with no Chinese left but what people wrote into the records."""

import re
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDockWidget,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.models.access import Role
from app.views import desks
from app.views.desk import Desk
from app.views.down_scroll import DownScroll
from app.views.main_window import MainWindow, use_language
from app.views.order_panel.head import PlateBadge
from app.views.wording import sentence, word
from tests.builders import Shop, received

# Amounts in capitals are Chinese by law.
CAPITALS = re.compile(r"[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整]+")
Settled = Callable[[Desk], None]
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")


@pytest.fixture(autouse=True)
def english(qapp: QApplication) -> Iterator[None]:
    """Speak English during the test."""
    use_language(qapp, "en")
    yield
    use_language(qapp, "zh_CN")


def texts(widget: QWidget) -> Iterator[str]:
    """Yield what a widget itself says: words, hints, headers, tips; not what is typed into it."""
    yield widget.toolTip()
    yield widget.accessibleName() if not isinstance(widget, PlateBadge) else ""
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    if isinstance(widget, QLineEdit | QPlainTextEdit):
        yield widget.placeholderText()
    if isinstance(widget, QComboBox):
        yield from (widget.itemText(index) for index in range(widget.count()))
    if isinstance(widget, QTabBar):
        yield from (widget.tabText(index) for index in range(widget.count()))
    if isinstance(widget, QDockWidget):
        yield widget.windowTitle()
    if isinstance(widget, QMenu):
        yield from (action.text() for action in widget.actions())
    if isinstance(widget, QTableView) and widget.model() is not None:
        model = widget.model()
        yield from (
            str(model.headerData(column, Qt.Orientation.Horizontal) or "") for column in range(model.columnCount())
        )


def chinese_in(root: QWidget, records: frozenset[str] = frozenset()) -> list[str]:
    """Return the Chinese that the widgets below ``root`` show, but for ``records``."""
    found = []
    for widget in [root, *root.findChildren(QWidget)]:
        if isinstance(widget, QHeaderView):
            continue
        for text in texts(widget):
            rest = text
            for record in sorted(records, key=len, reverse=True):
                rest = rest.replace(record, "")
            if CHINESE.search(CAPITALS.sub("", rest)):
                found.append(f"{type(widget).__name__} {widget.objectName()}: {text}")
    return found


def records_of(shop: Shop) -> frozenset[str]:
    """Return the words that the people of the test station wrote."""
    written = {
        "京N·7L820",
        "号工位",
        "更换",
        "60 000 km 常规保养",
        "变速箱异响检查",
        "长城 炮 2023 款",
        "周大年",
        "周先生",
        "做 6 万公里保养;低速换挡时变速箱有异响",
    }
    return frozenset({actor.name for actor in shop.actors.values()} | written)


def test_every_desk_is_english(window: MainWindow, desk: Desk, sqlite_shop: Shop, settled: Settled) -> None:
    car = received(sqlite_shop)
    window.come_in(sqlite_shop.actors[Role.STATION_MANAGER])
    settled(desk)
    desk.take_in_hand(car.order_id, car.visit_id)
    for entry in desks.DESKS:
        window.workspace.open_desk(entry.name)
        settled(desk)
        assert chinese_in(window, records_of(sqlite_shop)) == [], entry.name


def test_no_desk_is_cut_at_its_side(
    window: MainWindow, desk: Desk, sqlite_shop: Shop, settled: Settled, qtbot: QtBot
) -> None:
    car = received(sqlite_shop)
    window.resize(1440, 860)
    window.come_in(sqlite_shop.actors[Role.STATION_MANAGER])
    settled(desk)
    desk.take_in_hand(car.order_id, car.visit_id)
    for entry in desks.DESKS:
        dock = window.workspace.open_desk(entry.name)
        settled(desk)
        assert dock is not None
        for area in dock.findChildren(DownScroll):
            qtbot.waitUntil(lambda area=area: area.widget().width() <= area.viewport().width())  # type: ignore[misc] # a default of its own
    for bar in window.workspace.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
        assert bar.elideMode() is Qt.TextElideMode.ElideNone


def test_the_pages_before_the_desks_are_english(window: MainWindow) -> None:
    for show in (window.show_first_run, window.show_sign_in):
        show()
        assert chinese_in(window) == []


def test_sentences_and_words_of_the_layers_below_are_english() -> None:
    assert sentence("公里数超出范围。") == "The mileage is out of range."
    assert word("待派工") == "To assign"


def test_the_language_changes_at_once_and_back(
    window: MainWindow, desk: Desk, sqlite_shop: Shop, settled: Settled
) -> None:
    window.come_in(sqlite_shop.actors[Role.RECEPTION])
    settled(desk)
    window.set_language("zh_CN")
    settled(desk)
    assert window.workspace.top_bar.receive.text().startswith("+ 接车")
    window.set_language("en")
    settled(desk)
    assert window.workspace.top_bar.receive.text().startswith("+ Receive")
