"""``move`` (搬站): a station from one database into another, with a bar, a comparison and a report that is kept."""

import argparse
from pathlib import Path

from app.cli.language import Tongue
from app.cli.steps import bar
from app.clock import utc_now
from app.services import moving
from app.text import QT_TRANSLATE_NOOP


def move(given: argparse.Namespace, folder: Path, url: str, tongue: Tongue) -> int:
    """Move the station; 0 when both hold the same and nothing was written meanwhile, else 1."""
    del url
    moved = moving.move(given.source, given.target, bar(tongue))
    lines = moving.report_lines(moved, tongue.sentence)
    print("\n".join(lines))
    path = moving.store_report(folder, utc_now(), given.source, given.target, lines)
    print(tongue.sentence(QT_TRANSLATE_NOOP("rules", "比较结果已存为 {path}"), {"path": path}))
    if not moved.same:
        text = QT_TRANSLATE_NOOP("rules", "两边不一致,目标不能使用。请清空目标再搬一次,并联系开发者。")
    elif moved.source_went_on:
        text = QT_TRANSLATE_NOOP("rules", "请让所有人退出来源,清空目标,再搬一次。")
    else:
        text = QT_TRANSLATE_NOOP("rules", "已搬完。以后用 --database 指向目标打开;来源没有改动。")
    print(tongue.sentence(text))
    return 0 if moved.same and not moved.source_went_on and not moved.differences else 1
