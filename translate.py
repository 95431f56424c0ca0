"""Bring the English catalogue up to date with the sources (译文): find the texts, say which lack English, compile.

    python3 run.py translate                    after texts changed
    python3 run.py translate "保存" "Save"      the English of one text, wherever it stands

The catalogue is ``resources/i18n/gongdan_en.ts``; it may be edited by hand or with Qt Linguist as well.
"""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import PySide6

ROOT = Path(__file__).resolve().parent
CATALOGUE = ROOT / "resources" / "i18n" / "gongdan_en.ts"
COMPILED = CATALOGUE.with_suffix(".qm")


@dataclass(frozen=True, slots=True)
class Entry:
    """One text of a class or a group of words (词条); ``english`` is empty where nobody wrote it yet."""

    context: str
    source: str
    english: str
    finished: bool


def entries(catalogue: Path = CATALOGUE) -> list[Entry]:
    """Read a catalogue; nothing where there is none yet."""
    if not catalogue.exists():
        return []
    found = []
    for context in ET.parse(catalogue).getroot().iter("context"):  # noqa: S314 - our own file
        for message in context.iter("message"):
            translation = message.find("translation")
            words = "" if translation is None else translation.text or ""
            finished = translation is not None and translation.get("type") is None and bool(words)
            found.append(Entry(context.findtext("name") or "", message.findtext("source") or "", words, finished))
    return found


def extract(catalogue: Path) -> None:
    """Write every marked text of the program into ``catalogue``; what is translated there stays, what is gone goes.

    No line numbers and sorted texts, so that two people's changes to the catalogue seldom touch.
    """
    words = ["-silent", "-no-obsolete", "-sort-messages", "-locations", "none", "-extensions", "py"]
    words += ["-disable-heuristic", "sametext", "-disable-heuristic", "similartext"]
    words += ["-source-language", "zh_CN", "-target-language", "en"]
    _linguist("lupdate", [*words, "app", "-ts", str(catalogue)])


def compile_into(compiled: Path, catalogue: Path = CATALOGUE) -> None:
    """Compile ``catalogue`` into what Qt loads."""
    _linguist("lrelease", ["-silent", str(catalogue), "-qm", str(compiled)])


def write(catalogue: Path, english: dict[str, str]) -> None:
    """Write the English of texts, by source, into every entry that has none or another."""
    tree = ET.parse(catalogue)  # noqa: S314 - our own file
    for message in tree.getroot().iter("message"):
        words = english.get(message.findtext("source") or "")
        translation = message.find("translation")
        if words and translation is not None:
            translation.attrib.pop("type", None)
            translation.text = words
    text = ET.tostring(tree.getroot(), encoding="unicode", short_empty_elements=False)
    catalogue.write_text(
        f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{text}\n', encoding="utf-8", newline="\n"
    )


def known(found: Sequence[Entry]) -> dict[str, str]:
    """Return the English of texts that have one and the same wherever they are translated."""
    words: dict[str, set[str]] = {}
    for entry in found:
        if entry.finished:
            words.setdefault(entry.source, set()).add(entry.english)
    return {source: next(iter(english)) for source, english in words.items() if len(english) == 1}


def main(words: Sequence[str]) -> int:
    """Update and compile; list the texts without English and return 1 if there are any."""
    if len(words) not in {0, 2}:
        print(__doc__)
        return 2
    before = entries()
    extract(CATALOGUE)
    lacking = {entry.source for entry in entries() if not entry.finished}
    write(CATALOGUE, {source: english for source, english in known(before).items() if source in lacking})
    typed = [word.replace("\\n", "\n") for word in words]
    if typed:
        write(CATALOGUE, {typed[0]: typed[1]})
    extract(CATALOGUE)
    compile_into(COMPILED)
    now = entries()
    there = {entry.source for entry in now}
    for source, english in {entry.source: entry.english for entry in before if entry.source not in there}.items():
        print(f"gone: {source!r} {english!r}")
    if typed and typed[0] not in there:
        print(f"no such text: {words[0]!r}")
        return 1
    unfinished = [entry for entry in now if not entry.finished]
    for entry in unfinished:
        source = entry.source.replace("\n", "\\n")
        print(f'no English ({entry.context}): python3 run.py translate "{source}" "…"')
    print(f"{len(now)} texts, {len(unfinished)} without English: {CATALOGUE.relative_to(ROOT).as_posix()}")
    return 1 if unfinished else 0


def _linguist(program: str, words: Sequence[str]) -> None:
    """Run a program of Qt's translation chain, out of the wheel that holds Qt itself."""
    name = f"{program}.exe" if sys.platform == "win32" else program
    subprocess.run([str(Path(PySide6.__file__).with_name(name)), *words], cwd=ROOT, check=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
