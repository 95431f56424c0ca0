"""Printing from a desk (打印): recorded, kept, shown as it comes out; what is in the way is said with what helps."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from app.models.access import Role
from app.models.journal import PrintedPaper
from app.services import papers
from app.services.entries import Received
from app.views.desk import Desk
from app.views.print_preview import PAGE_WIDTH, PrintPreview
from app.views.printing import print_paper
from app.views.station_dock import StationDock
from tests.builders import Shop, authorised, received
from tests.views.desk_hands import Sitting, sit_down

AtDesk = Sitting[StationDock]


@pytest.fixture
def clerk(
    qtbot: QtBot, desk: Desk, sqlite_shop: Shop, settled: Callable[[Desk], None], tmp_path: Path
) -> Iterator[AtDesk]:
    """Sit down at a desk that keeps its papers in a folder."""
    desk.paper_folder = tmp_path / "papers"
    sitting = sit_down(qtbot, desk, StationDock(desk, "接待"), Role.RECEPTION, sqlite_shop, settled)
    yield sitting
    for preview in sitting.dock.findChildren(PrintPreview):
        preview.close()
    sitting.settle()


def print_order(clerk: AtDesk, car: Received) -> None:
    print_paper(clerk.dock.desk, "work_order", car.order_id, clerk.dock)
    clerk.settle()


def bring_out(clerk: AtDesk, preview: PrintPreview, path: Path) -> None:
    """Save the paper of a preview, as somebody does who chose where."""
    preview.save_to(path)
    clerk.settle()


def preview_of(clerk: AtDesk) -> PrintPreview:
    """Return the newest preview."""
    found: list[PrintPreview] = clerk.dock.findChildren(PrintPreview)
    assert found, clerk.says()
    return found[-1]


def kept_files(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "papers").glob("*/*.pdf"))


def test_a_paper_that_is_only_looked_at_is_not_recorded(clerk: AtDesk, tmp_path: Path) -> None:
    car = authorised(clerk.shop)
    for _ in range(2):
        print_order(clerk, car)
        preview = preview_of(clerk)
        assert preview.windowTitle() == f"维修工作单 {clerk.shop.order(car.order_id).number}"
        preview.close()
        clerk.settle()
    assert clerk.shop.found(PrintedPaper) == []
    assert kept_files(tmp_path) == []


def test_a_paper_that_comes_out_is_recorded_kept_by_month_and_shown(
    clerk: AtDesk, qtbot: QtBot, tmp_path: Path
) -> None:
    car = authorised(clerk.shop)
    print_order(clerk, car)
    preview = preview_of(clerk)
    bring_out(clerk, preview, tmp_path / "a.pdf")
    number = clerk.shop.order(car.order_id).number
    assert preview.windowTitle() == f"维修工作单 {number}"
    assert kept_files(tmp_path) == [f"work_order-{number}-1.pdf"]
    assert (tmp_path / "papers" / "2026-11" / f"work_order-{number}-1.pdf").read_bytes() == preview.pdf
    record = clerk.shop.found(PrintedPaper, form="work_order")[-1]
    assert record.sha256 == papers.digest(preview.pdf)
    document = pypdfium2.PdfDocument(preview.pdf)
    pages = len(document)
    assert "周大年" in document[0].get_textpage().get_text_bounded()
    document.close()
    qtbot.waitUntil(lambda: preview.pages.count() == pages)
    for place in range(pages):
        item = preview.pages.itemAt(place)
        label = item.widget() if item is not None else None
        assert isinstance(label, QLabel)
        assert label.pixmap().width() >= PAGE_WIDTH


def test_a_second_print_says_that_it_is_one(clerk: AtDesk, tmp_path: Path) -> None:
    car = authorised(clerk.shop)
    titles = []
    for number in range(2):
        print_order(clerk, car)
        preview = preview_of(clerk)
        bring_out(clerk, preview, tmp_path / f"{number}.pdf")
        titles.append(preview.windowTitle())
        preview.close()
        clerk.settle()
    assert ["补打 第 1 次" in title for title in titles] == [False, True]
    assert len(kept_files(tmp_path)) == 2


def test_an_order_without_a_number_is_not_printed_and_the_desk_says_why(clerk: AtDesk) -> None:
    print_order(clerk, received(clerk.shop))
    assert clerk.says() == "还没有编号,不能打印;请先估价。"
    assert clerk.dock.findChildren(PrintPreview) == []


def test_a_paper_folder_that_cannot_be_written_is_told_and_tried_again(clerk: AtDesk, tmp_path: Path) -> None:
    (tmp_path / "papers").write_text("a file where the folder should be", encoding="utf-8")
    print_order(clerk, authorised(clerk.shop))
    preview = preview_of(clerk)
    bring_out(clerk, preview, tmp_path / "a.pdf")
    assert "单据文件不能保存到" in preview.strip.text()
    assert "请检查磁盘与文件权限" in preview.strip.text()
    assert not (tmp_path / "a.pdf").exists()
    (tmp_path / "papers").unlink()
    assert preview.strip.main_button.text() == "再试一次"
    clerk.click(preview.strip.main_button)
    assert (tmp_path / "a.pdf").exists()
    assert len(kept_files(tmp_path)) == 1
    assert len(clerk.shop.found(PrintedPaper, form="work_order")) == 1


@pytest.mark.skipif(not QPrinterInfo.defaultPrinter().isNull(), reason="this machine has a printer")
def test_without_a_printer_the_preview_says_what_to_do_instead(clerk: AtDesk) -> None:
    print_order(clerk, authorised(clerk.shop))
    preview = preview_of(clerk)
    assert preview.strip.text() == ""
    QTest.keyClick(preview, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    clerk.settle()
    assert "没有可用的打印机" in preview.strip.text()
    assert "存为 PDF" in preview.strip.text()
    assert clerk.shop.found(PrintedPaper) == []


def test_the_paper_is_saved_where_it_is_wanted(clerk: AtDesk, tmp_path: Path) -> None:
    print_order(clerk, authorised(clerk.shop))
    preview = preview_of(clerk)
    preview.save_button.click()
    dialog = preview.findChild(QFileDialog)
    assert dialog is not None
    dialog.selectFile(str(tmp_path / "工作单 周大年.pdf"))
    dialog.accept()
    clerk.settle()
    assert (tmp_path / "工作单 周大年.pdf").read_bytes() == preview.pdf
    assert preview.strip.text().startswith("已保存到")


def test_a_place_that_cannot_be_written_is_named_and_the_next_try_is_the_same_paper(
    clerk: AtDesk, tmp_path: Path
) -> None:
    print_order(clerk, authorised(clerk.shop))
    preview = preview_of(clerk)
    bring_out(clerk, preview, tmp_path / "没有这个文件夹" / "a.pdf")
    assert "不能保存到" in preview.strip.text()
    assert "没有这个文件夹" in preview.strip.text()
    assert preview.isVisible()
    bring_out(clerk, preview, tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes() == preview.pdf
    assert len(clerk.shop.found(PrintedPaper)) == 1


def test_esc_closes_the_preview(clerk: AtDesk, qtbot: QtBot) -> None:
    print_order(clerk, authorised(clerk.shop))
    preview = preview_of(clerk)
    with qtbot.waitSignal(preview.destroyed):
        QTest.keyClick(preview, Qt.Key.Key_Escape)
    assert clerk.dock.findChildren(PrintPreview) == []
