"""Where the program's own files are (资源): fonts, checklists, translations, styles."""

import json
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent / "resources"


@cache
def checklist(name: str) -> tuple[str, ...]:
    """Return the items of a checklist (检查表) that a station may edit in ``resources/checklists``."""
    content = json.loads((ROOT / "checklists" / f"{name}.json").read_text(encoding="utf-8"))
    return tuple(str(item) for item in content["items"])
