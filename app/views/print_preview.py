"""The preview (打印预览): the paper as it will come out; to the printer, into a file, or closed."""

from collections.abc import Callable
from pathlib import Path

import pypdfium2
from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QImage, QKeySequence, QPainter, QPixmap, QShortcut
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.views import theme
from app.views.desk import Desk
from app.views.notices import NoticeStrip, Telling
from app.views.one_line import PlainLabel

POINTS = 72.0
PAGE_WIDTH = 780
MARGIN = 16


class PrintPreview(Telling, QWidget):
    """A window of its own that shows every page of a PDF; Ctrl+P prints, Ctrl+S saves, Esc closes.

    ``come_out(done)`` records and draws the paper, then calls ``done(bytes, title)``; a paper that could not be sent
    where it should go is not recorded a second time for the next try.
    """

    come_out: Callable[[Callable[[bytes, str], object]], None]

    def __init__(self, desk: Desk, page: bytes, title: str, parent: QWidget | None = None) -> None:
        """Show the PDF ``page`` under a translated title."""
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("printPreview")
        self.setWindowTitle(title)
        self.desk = desk
        self.pdf = page
        self._undelivered = False
        self.strip = NoticeStrip(self)
        self.print_button = QPushButton(self.tr("打印  Ctrl+P"), self)
        self.print_button.setProperty("main", True)
        self.print_button.clicked.connect(self.print_out)
        self.save_button = QPushButton(self.tr("存为 PDF…  Ctrl+S"), self)
        self.save_button.clicked.connect(self._ask_path)
        close = QPushButton(self.tr("关闭  Esc"), self)
        close.clicked.connect(self.close)
        row = QHBoxLayout()
        self.heading = PlainLabel(title, self)
        self.heading.setObjectName("headline")
        row.addWidget(self.heading, 1)
        for button in (self.print_button, self.save_button, close):
            row.addWidget(button)
        self.pages = QVBoxLayout()
        sheet = QWidget()
        sheet.setLayout(self.pages)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setWidget(sheet)
        box = QVBoxLayout(self)
        box.addLayout(row)
        box.addWidget(self.strip)
        box.addWidget(scroll, 1)
        printing = QShortcut(QKeySequence(QKeySequence.StandardKey.Print), self, self.print_out)
        printing.setAutoRepeat(False)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self, self._ask_path).setAutoRepeat(False)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close)
        self.resize(theme.pixels(PAGE_WIDTH + 4 * MARGIN), theme.pixels(900))
        QTimer.singleShot(0, self, self._show_pages)

    def _show_pages(self) -> None:
        for picture in render(self.pdf, theme.pixels(PAGE_WIDTH) * self.devicePixelRatio()):
            label = PlainLabel()
            pixmap = QPixmap.fromImage(picture)
            pixmap.setDevicePixelRatio(self.devicePixelRatio())
            label.setPixmap(pixmap)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            self.pages.addWidget(label)

    def print_out(self) -> None:
        """Send every page to this PC's printer; where there is none, say so and what helps."""
        chosen = QPrinterInfo.defaultPrinter()
        if chosen.isNull():
            self.show_notice(self.tr("没有可用的打印机。请接好打印机再打印,或先存为 PDF。"), good=False)
            return
        self._issue(lambda: self._send(chosen))

    def _issue(self, deliver: Callable[[], bool]) -> None:
        """Let the paper come out and deliver it; one that was not delivered is the same paper at the next try."""

        def came_out(page: bytes, title: str) -> None:
            self.pdf = page
            self.setWindowTitle(title)
            self.heading.setText(title)
            self._undelivered = not deliver()

        if self._undelivered:
            self._undelivered = not deliver()
        else:
            self.come_out(came_out)

    def _send(self, chosen: QPrinterInfo) -> bool:
        printer = QPrinter(chosen, QPrinter.PrinterMode.HighResolution)
        printer.setFullPage(True)
        painter = QPainter()
        name = chosen.printerName()
        if not painter.begin(printer):
            self.show_notice(self.tr("打印机“{name}”没有应答。请检查后再试一次。").format(name=name), good=False)
            return False
        self._paint(painter, printer)
        painter.end()
        self.show_notice(self.tr("已送到打印机“{name}”。").format(name=name))
        return True

    def _paint(self, painter: QPainter, printer: QPrinter) -> None:
        room = printer.pageLayout().fullRectPixels(printer.resolution())
        for number, picture in enumerate(render(self.pdf, room.width())):
            if number:
                printer.newPage()
            painter.drawImage(QRect(0, 0, picture.width(), picture.height()), picture)

    def _ask_path(self) -> None:
        dialog = QFileDialog(self, self.tr("存为 PDF"), f"{self.windowTitle()}.pdf", "PDF (*.pdf)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.fileSelected.connect(lambda path: self.save_to(Path(path)))
        dialog.open()

    def save_to(self, path: Path) -> None:
        """Write the PDF to ``path`` and say how it went."""
        self._issue(lambda: self._write(path))

    def _write(self, path: Path) -> bool:
        try:
            path.write_bytes(self.pdf)
        except OSError as error:
            self.show_notice(self.tr("不能保存到 {path}:{cause}").format(path=path, cause=error.strerror), good=False)
            return False
        self.show_notice(self.tr("已保存到 {path}").format(path=path))
        return True


def render(pdf: bytes, width: float) -> list[QImage]:
    """Return every page as an image ``width`` pixels wide."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pictures = []
        for page in document:
            bitmap = page.render(scale=width / page.get_width(), rev_byteorder=True)
            pixels = bytes(bitmap.buffer)
            form = QImage.Format.Format_RGB888 if bitmap.n_channels == 3 else QImage.Format.Format_RGBX8888
            picture = QImage(pixels, bitmap.width, bitmap.height, bitmap.stride, form).copy()
            pictures.append(picture)
        return pictures
    finally:
        document.close()
