"""Where the data are and how this PC likes things (设置): data folder, this PC's own settings.

Settings have three homes: the station's stand in the database, this PC's in ``pc.json`` of its data folder, the layout
of an account on this PC in ``layouts.ini`` beside it.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.clock import new_uuid
from app.errors import Trouble
from app.text import QT_TRANSLATE_NOOP

APP: Final = "gongdan"
LANGUAGES: Final = ("zh_CN", "en")
SCALES: Final = (100, 110, 125, 150, 175, 200)
"""Sizes of type that can be chosen, in percent."""
MIN_IDLE_MINUTES: Final = 1
MAX_IDLE_MINUTES: Final = 480
MOST_BACKUP_HOURS: Final = 168
DEMO_PASSWORD: Final = "gongdan2026"
"""What every account of a demonstration station opens with (演示站密码); it guards nothing."""


def default_data_folder() -> Path:
    """Return the folder that holds the station's database and files where none is named (数据文件夹)."""
    from platformdirs import user_data_path

    return user_data_path(APP, appauthor=False)


@dataclass(slots=True)
class PcSettings:
    """What holds for this PC (本机设置), whoever is there; ``scale`` in percent, ``idle_minutes`` until it locks.

    ``backup_hours`` is how old the last good backup may be when the window is closed without taking another.
    """

    folder: Path
    pc: str
    language: str = LANGUAGES[0]
    scale: int = SCALES[0]
    shop_floor: bool = False
    idle_minutes: int = 15
    printer: str = ""
    backup_folder: str = ""
    backup_second: str = ""
    backup_hours: int = 12

    @property
    def backup_places(self) -> tuple[Path, Path | None]:
        """Where backups go, and the second folder if one is set; ``backups`` of the data folder where none is."""
        first = Path(self.backup_folder) if self.backup_folder else self.folder / "backups"
        return first, Path(self.backup_second) if self.backup_second else None

    def save(self) -> None:
        """Write the settings in one step; ``Trouble`` when the folder cannot be written."""
        kept = {
            "pc": self.pc,
            "language": self.language,
            "scale": self.scale,
            "shop_floor": self.shop_floor,
            "idle_minutes": self.idle_minutes,
            "printer": self.printer,
            "backup_folder": self.backup_folder,
            "backup_second": self.backup_second,
            "backup_hours": self.backup_hours,
        }
        path = pc_file(self.folder)
        draft = path.with_suffix(".new")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            draft.write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")
            os.replace(draft, path)  # noqa: PTH105 - it must be one step also where the file is there already
        except OSError as error:
            raise Trouble(
                QT_TRANSLATE_NOOP("rules", "本机设置不能保存到 {path}:{cause}"),
                path=path,
                cause=error.strerror or error,
                advice=QT_TRANSLATE_NOOP("rules", "请检查磁盘与文件权限,或用 --data 指定别的文件夹。"),
            ) from error


def pc_file(folder: Path) -> Path:
    """Return the file of this PC's settings."""
    return folder / "pc.json"


def load_pc_settings(folder: Path) -> PcSettings:
    """Read this PC's settings; what is missing or unreadable there takes its usual value.

    A PC without a file gets an identity of its own (UUID), kept with the first ``save``.
    """
    try:
        kept = json.loads(pc_file(folder).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        kept = {}
    if not isinstance(kept, dict):
        kept = {}
    usual = PcSettings(folder, _word(kept, "pc") or new_uuid())
    language = _word(kept, "language")
    return PcSettings(
        folder,
        usual.pc,
        language if language in LANGUAGES else usual.language,
        _bounded(kept.get("scale"), SCALES[0], SCALES[-1], usual.scale),
        kept.get("shop_floor") is True,
        _bounded(kept.get("idle_minutes"), MIN_IDLE_MINUTES, MAX_IDLE_MINUTES, usual.idle_minutes),
        _word(kept, "printer"),
        _word(kept, "backup_folder"),
        _word(kept, "backup_second"),
        _bounded(kept.get("backup_hours"), 0, MOST_BACKUP_HOURS, usual.backup_hours),
    )


def _word(kept: dict[str, object], name: str) -> str:
    value = kept.get(name)
    return value if isinstance(value, str) else ""


def _bounded(value: object, lowest: int, highest: int, usual: int) -> int:
    return max(lowest, min(highest, value)) if isinstance(value, int) else usual
