"""A process that is measured: a bare window with five docks of tables, or the program; tells when what was there."""

import json
import sys
import time


def _memory() -> float:
    import psutil

    return float(psutil.Process().memory_info().rss) / 1e6


def raw() -> None:
    """Show the least window of this shape."""
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QTableView

    application = QApplication(sys.argv[:1])
    told: dict[str, float] = {}

    class Window(QMainWindow):
        def paintEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
            super().paintEvent(event)  # type: ignore[arg-type] # as Qt calls it
            if "painted" not in told:
                told["painted"] = time.time()
                QTimer.singleShot(0, application.quit)

    window = Window()
    for number in range(5):
        dock = QDockWidget(str(number), window)
        dock.setWidget(QTableView())
        window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    window.resize(1440, 860)
    window.show()
    application.exec()
    print(json.dumps({**told, "rss": _memory()}))


def ours(folder: str, database: str) -> None:
    """Start the program for somebody signed in, as ``app.start`` does; tell paint, filled board, every desk."""
    import gc
    from pathlib import Path

    from PySide6.QtCore import QTimer

    gc.disable()
    from app.bootstrap import Program, the_application

    application = the_application()
    program = Program(application, Path(folder), database)
    told: dict[str, float] = {}

    def painted() -> None:
        from benchmarks.windows_modules import SLOW

        told["painted"] = time.time()
        told["slow"] = float(sum(name in sys.modules for name in SLOW))
        if program.window.workspace.vehicles.table.rows():
            told["board"] = told["painted"]

    def watch() -> None:
        desk = program.desk
        if "board" not in told and program.window.workspace.vehicles.table.rows():
            told["board"] = time.time()
        if "opened" not in told and desk.actor is not None and not desk.busy():
            told["opened"] = time.time()
            for name in ("reception", "dispatch", "inspection", "tool_room", "parts"):
                program.window.workspace.open_desk(name)
        elif "opened" in told and not desk.busy():
            told["desks"] = time.time()
            told["rss"] = _memory()
            application.quit()

    program.window.painted.connect(painted)
    timer = QTimer()
    timer.setInterval(5)
    timer.timeout.connect(watch)
    timer.start()
    program.show()
    program.window.resize(1440, 860)
    application.exec()
    program.window.close()
    print(json.dumps(told))


if __name__ == "__main__":
    raw() if sys.argv[1] == "raw" else ours(*sys.argv[2:4])
