"""Printing: one A4 work order with 11 lines, following and first, against reportlab's canvas."""

import subprocess
import sys
from io import BytesIO

from app.resources import ROOT
from benchmarks.measure import Row, in_turn, median, row

_FIRST = "import time; t = time.perf_counter(); {body}; print((time.perf_counter() - t) * 1000)"
_RAW = "from benchmarks.paper import canvas_page; canvas_page()"
_OURS = "from benchmarks.paper import our_page; our_page()"


def canvas_page() -> bytes:
    """Draw the least page of this kind: both fonts, a code, the same words and lines."""
    from reportlab.graphics.barcode.qr import QrCodeWidget
    from reportlab.graphics.renderPDF import draw
    from reportlab.graphics.shapes import Drawing
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    for name in ("Regular", "Bold"):
        if f"N{name}" not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(f"N{name}", str(ROOT / "fonts" / f"NotoSansSC-{name}.ttf")))
    written = BytesIO()
    canvas = Canvas(written, invariant=1)
    code = Drawing(60, 60)
    code.add(QrCodeWidget("WX20261122-0017"))
    draw(code, canvas, 480, 760)
    for line in range(45):
        canvas.setFont("NBold" if line < 2 else "NRegular", 9.5)
        canvas.drawString(
            40, 800 - 16 * line, f"维修项目 {line} 更换前制动片 GS-31{line:02} 0.90 工时 160.00 144.00 自费"
        )
        canvas.line(36, 796 - 16 * line, 560, 796 - 16 * line)
    canvas.showPage()
    canvas.save()
    return written.getvalue()


def our_page() -> bytes:
    """Print one copy of a work order with 11 lines."""
    from dataclasses import replace
    from datetime import datetime

    from app.printing.registry import print_form
    from app.printing.sheets import PrintRun
    from tests.printing.specimens import work_order

    moment = datetime(2026, 11, 22, 9, 21)  # noqa: DTZ001 - papers show the station's wall clock
    paper = work_order()
    return print_form(replace(paper, lines=paper.lines[:11]), PrintRun(moment, "陈静", copies=("客户联(白)",)))


def rows() -> list[Row]:
    """Measure following pages in turn, and the first one in processes of their own."""
    first, second = in_turn(canvas_page, our_page, 40)
    cold: tuple[list[float], list[float]] = ([], [])
    for _ in range(5):
        for times, body in zip(cold, (_RAW, _OURS), strict=True):
            told = subprocess.run(
                [sys.executable, "-c", _FIRST.format(body=body)], capture_output=True, text=True, check=True
            )
            times.append(float(told.stdout))
    return [
        row("print one A4 order, following", median(first), median(second), 1.5),
        row("print one A4 order, first", median(cold[0]), median(cold[1]), 1.3),
    ]
