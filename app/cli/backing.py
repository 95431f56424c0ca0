"""``backup`` and ``restore`` (备份、恢复) without a window."""

import argparse
import sys
from pathlib import Path

from app.cli.language import Tongue
from app.cli.steps import bar
from app.services import backup
from app.services.backup import telling
from app.services.station import Station
from app.settings import load_pc_settings
from app.store import schema
from app.text import QT_TRANSLATE_NOOP


def take_backup(given: argparse.Namespace, folder: Path, url: str, tongue: Tongue) -> int:
    """Take a backup; 0 when it is good, 1 when its check found differences or the second folder did not get it."""
    pc = load_pc_settings(folder)
    first, second = pc.backup_places
    engines = schema.open_existing(url)
    try:
        station = Station(engines, pc=pc.pc)
        taken = backup.take(station, url, backup.Places(given.to or first, second), bar(tongue))
    finally:
        engines.dispose()
    for difference in taken.differences:
        print(tongue.sentence(difference.text, difference.values))
    if taken.second_trouble is not None:
        print(tongue.told(taken.second_trouble), file=sys.stderr)
    text = (
        QT_TRANSLATE_NOOP("rules", "已备份并核对无误:{path}")
        if taken.good
        else QT_TRANSLATE_NOOP("rules", "已备份到 {path},但核对有 {count} 处不符,不算好备份。")
    )
    print(tongue.sentence(text, {"path": taken.backup.path, "count": len(taken.differences)}))
    return 0 if taken.good and taken.second_trouble is None else 1


def restore(given: argparse.Namespace, folder: Path, url: str, tongue: Tongue) -> int:
    """Restore a backup; 0 when it is in place, 1 when nobody consented or its check found differences."""
    del folder
    prepared = backup.prepare(given.file, url, bar(tongue))
    try:
        for text, values in telling.sentences(prepared):
            print(tongue.sentence(text, values))
        if not _consented(prepared, tongue, yes=given.yes):
            print(tongue.sentence(QT_TRANSLATE_NOOP("rules", "没有恢复,数据没有改动。")))
            return 1
        kept = backup.replace_present(prepared)
    finally:
        backup.discard(prepared)
    print(tongue.sentence(QT_TRANSLATE_NOOP("rules", "已恢复。")))
    if kept:
        print(tongue.sentence(QT_TRANSLATE_NOOP("rules", "原来的数据留在旁边:{kept}"), {"kept": kept}))
    return 0


def _consented(prepared: backup.Prepared, tongue: Tongue, *, yes: bool) -> bool:
    """Ask at a terminal; elsewhere only ``--yes`` consents, and never to a backup with differences."""
    if yes or not sys.stdin.isatty():
        return yes and not prepared.differences
    print(tongue.sentence(QT_TRANSLATE_NOOP("rules", "要用备份替换现在的数据,请输入 yes:")), end=" ", flush=True)
    return sys.stdin.readline().strip().casefold() == "yes"
