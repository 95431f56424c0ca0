"""The preview (打印预览): the paper as it will come out; to the printer, into a file, or closed."""

from pathlib import Path

import pypdfium2
from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QImage, QKeySequence, QPainter, QPixmap, QShortcut
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.views import theme

POINTS = 72.0
PAGE_WIDTH = 780
MARGIN = 16


class PrintPreview(QWidget):
    """A window of its own that shows every page of a PDF; Ctrl+P prints, Esc closes."""

    def __init__(self, page: bytes, title: str, parent: QWidget | None = None) -> None:
        """Show the PDF ``page`` under a translated title."""
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("printPreview")
        self.setWindowTitle(title)
        self.pdf = page
        self.told = QLabel(self)
        self.told.setWordWrap(True)
        self.told.hide()
        self.print_button = QPushButton(self.tr("打印  Ctrl+P"), self)
        self.print_button.setProperty("main", True)
        self.print_button.clicked.connect(self.print_out)
        self.save_button = QPushButton(self.tr("存为 PDF…"), self)
        self.save_button.clicked.connect(self._ask_path)
        close = QPushButton(self.tr("关闭  Esc"), self)
        close.clicked.connect(self.close)
        row = QHBoxLayout()
        heading = QLabel(title, self)
        heading.setObjectName("headline")
        row.addWidget(heading, 1)
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
        box.addWidget(self.told)
        box.addWidget(scroll, 1)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Print), self, self.print_out)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close)
        self.resize(theme.pixels(PAGE_WIDTH + 4 * MARGIN), theme.pixels(900))
        QTimer.singleShot(0, self, self._show_pages)

    def _show_pages(self) -> None:
        for picture in render(self.pdf, theme.pixels(PAGE_WIDTH) * self.devicePixelRatio()):
            label = QLabel()
            pixmap = QPixmap.fromImage(picture)
            pixmap.setDevicePixelRatio(self.devicePixelRatio())
            label.setPixmap(pixmap)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            self.pages.addWidget(label)

    def print_out(self) -> None:
        """Send every page to this PC's printer; where there is none, say so and what helps."""
        chosen = QPrinterInfo.defaultPrinter()
        if chosen.isNull():
            self._tell(self.tr("没有可用的打印机。请接好打印机,或先存为 PDF;单据已记录,可在“单据”页补打。"), good=False)
            return
        printer = QPrinter(chosen, QPrinter.PrinterMode.HighResolution)
        printer.setFullPage(True)
        painter = QPainter()
        if not painter.begin(printer):
            self._tell(
                self.tr("打印机“{name}”没有应答。请检查后再试一次。").format(name=chosen.printerName()), good=False
            )
            return
        self._paint(painter, printer)
        painter.end()
        self._tell(self.tr("已送到打印机“{name}”。").format(name=chosen.printerName()), good=True)

    def _paint(self, painter: QPainter, printer: QPrinter) -> None:
        room = printer.pageLayout().fullRectPixels(printer.resolution())
        for number, picture in enumerate(render(self.pdf, room.width())):
            if number:
                printer.newPage()
            painter.drawImage(QRect(0, 0, picture.width(), picture.height()), picture)

    def _ask_path(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, self.tr("存为 PDF"), f"{self.windowTitle()}.pdf", "PDF (*.pdf)")
        if path:
            self.save_to(Path(path))

    def save_to(self, path: Path) -> None:
        """Write the PDF to ``path`` and say how it went."""
        try:
            path.write_bytes(self.pdf)
        except OSError as error:
            self._tell(self.tr("不能保存到 {path}:{cause}").format(path=path, cause=error.strerror), good=False)
            return
        self._tell(self.tr("已保存到 {path}").format(path=path), good=True)

    def _tell(self, text: str, *, good: bool) -> None:
        self.told.setObjectName("muted" if good else "bad")
        self.told.style().unpolish(self.told)
        self.told.style().polish(self.told)
        self.told.setText(text)
        self.told.show()


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
