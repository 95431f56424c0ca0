"""The English catalogue against the sources: nothing missing, nothing stale, nothing half Chinese."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtCore import QMetaObject, QObject

import app.views
import translate
from app.text import RULES, WORDS
from tests.house.sources import Source, read, source_of, sources

UPDATE = "run: python3 run.py translate"
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef\U00020000-\U0003ffff]")
FIELDS = re.compile(r"\{[^{}]*\}|%n|%\d")
KEYS = re.compile(r"F\d{1,2}|(?:Ctrl|Alt|Shift)\+\w+|Esc|--[a-z]+")

# Chinese that reaches nobody as a text of the window, by file or folder, and why.
NOT_TRANSLATED = {
    "app/printing/": "printed forms are Chinese",
    "app/services/papers/": "printed forms are Chinese",
    "app/services/settings.py": "the terms printed on the work order",
    "app/capitals.py": "amounts in capitals are Chinese by law",
    "app/services/generate/": "made-up records of a station",
    "app/services/demonstration.py": "a made-up Chinese station",
    "app/services/founding.py": "first records of a station's catalogue, edited there",
    "app/walkthrough/": "what the walkthrough types and looks for at a Chinese desk",
    "app/models/phone.py": "signs that are read in a phone number",
    "app/models/plate.py": "signs of plates",
    "app/models/search_text.py": "signs that are searched",
    "app/store/search_find.py": "pieces of company names that find too much",
    "app/store/troubles.py": "what a Chinese server says",
    "app/values.py": "units that may be typed",
    "app/views/dispatch/minutes_edit.py": "units that may be typed",
    "app/views/fields/moments.py": "words that may be typed",
    "app/views/inspection/days_edit.py": "units that may be typed",
    "app/views/reception/special_fields.py": "words that may be typed",
    "app/views/order_panel/head.py": "a plate of usual width, to be measured",
    "app/views/top_bar.py": "a language's own name",
}


@cache
def catalogue() -> tuple[translate.Entry, ...]:
    """Read the committed catalogue."""
    return tuple(translate.entries())


def listed(wrong: list[str]) -> str:
    """Say what is wrong and what to do."""
    return "\n".join([*wrong, UPDATE])


def marked(source: Source) -> Iterator[tuple[str, str, ast.Constant]]:
    """Yield the marked literals of a file: context, text, node."""
    for context, node in _with_class(source.tree, ""):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        words = [argument for argument in node.args if isinstance(argument, ast.Constant)]
        if called == "tr" and words and isinstance(words[0].value, str):
            yield context, words[0].value, words[0]
        elif called in {"translate", "QT_TRANSLATE_NOOP"} and len(words) == 2:
            yield str(words[0].value), str(words[1].value), words[1]


def _with_class(node: ast.AST, context: str) -> Iterator[tuple[str, ast.AST]]:
    inside = node.name if isinstance(node, ast.ClassDef) else context
    for child in ast.iter_child_nodes(node):
        yield inside, child
        yield from _with_class(child, inside)


def unmarked(source: Source) -> list[str]:
    """Return the Chinese literals of a file that nobody translates and that are no docstrings."""
    if source.name.startswith(tuple(NOT_TRANSLATED)):
        return []
    known = {id(node) for _, _, node in marked(source)}
    known |= {id(node.value) for node in source.walk() if isinstance(node, ast.Expr)}
    return [
        f"{source.at(node)}: {node.value!r} is shown untranslated: self.tr, QT_TRANSLATE_NOOP, or a reason here"
        for node in source.walk()
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CHINESE.search(node.value)
        and id(node) not in known
    ]


def of_the_program() -> list[Source]:
    """Return the program's own files."""
    return [source for source in sources() if source.name.startswith("app/")]


def test_the_catalogue_holds_the_texts_of_the_sources_and_no_others(tmp_path: Path) -> None:
    fresh = tmp_path / translate.CATALOGUE.name
    fresh.write_bytes(translate.CATALOGUE.read_bytes())
    translate.extract(fresh)
    wanted = {(entry.context, entry.source) for entry in translate.entries(fresh)}
    there = {(entry.context, entry.source) for entry in catalogue()}
    wrong = [f"missing: {context}: {text}" for context, text in sorted(wanted - there)]
    wrong += [f"no longer used: {context}: {text}" for context, text in sorted(there - wanted)]
    assert not wrong, listed(wrong)


def test_extraction_finds_every_marked_text() -> None:
    there = {(entry.context, entry.source) for entry in catalogue()}
    wrong = [
        f"{source.at(node)}: {text!r} is not in the catalogue ({context}); is it inside an f-string?"
        for source in of_the_program()
        for context, text, node in marked(source)
        if (context, text) not in there
    ]
    assert not wrong, listed(wrong)


def test_every_text_has_its_english() -> None:
    wrong = [f'python3 run.py translate "{entry.source}" "…"' for entry in catalogue() if not entry.finished]
    assert not wrong, listed(wrong)


def test_the_english_is_english_and_keeps_placeholders_and_keys() -> None:
    wrong = []
    for entry in catalogue():
        if CHINESE.search(entry.english) or entry.english == entry.source:
            wrong.append(f"{entry.source!r} is not translated: {entry.english!r}")
        wrong += [
            f"{entry.source!r}: placeholders or keys differ: {entry.english!r}"
            for pattern in (FIELDS, KEYS)
            if set(pattern.findall(entry.source)) != set(pattern.findall(entry.english))
        ]
    assert len(catalogue()) > 1000
    assert not wrong, listed(wrong)


def test_the_english_has_straight_quotes() -> None:
    """The type of the window draws curly ones as wide as a Chinese sign."""
    wrong = [entry.english for entry in catalogue() if re.search("[\u2018\u2019\u201c\u201d]", entry.english)]
    assert not wrong, "\n".join(wrong)


def test_what_qt_loads_is_compiled_from_the_catalogue(tmp_path: Path) -> None:
    fresh = tmp_path / translate.COMPILED.name
    translate.compile_into(fresh)
    assert fresh.read_bytes() == translate.COMPILED.read_bytes(), UPDATE


def test_no_chinese_text_reaches_the_window_unmarked() -> None:
    wrong = [line for source in of_the_program() for line in unmarked(source)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("line", ['label.setText("保存")', 'label.setText(f"共 {count} 行")', 'NAME = "件"'])
def test_a_chinese_text_that_nobody_translates_is_noticed(line: str) -> None:
    assert unmarked(source_of(line))


def test_every_exception_from_translation_is_needed() -> None:
    for place in NOT_TRANSLATED:
        whole = translate.ROOT / place
        files = [whole] if place.endswith(".py") else sorted(whole.rglob("*.py"))
        assert any(CHINESE.search(read(path).text) for path in files), f"{place} needs no exception"


def _qt_name(kind: type[QObject]) -> str:
    """Return the name under which Qt looks up the texts of a class."""
    found: QMetaObject = vars(kind)["staticMetaObject"]
    return found.className()


def test_texts_of_base_classes_are_found_at_run_time() -> None:
    """Qt looks a text up under the classes of its own chain: a plain Python mixin's texts would stay Chinese."""
    speaking = {entry.context for entry in catalogue()} - {RULES, WORDS}
    lost = []
    for module in pkgutil.walk_packages(app.views.__path__, "app.views."):
        for kind in vars(importlib.import_module(module.name)).values():
            if not isinstance(kind, type) or kind.__module__ != module.name or kind.__name__ not in speaking:
                continue
            if not issubclass(kind, QObject):
                lost.append(f"{module.name}.{kind.__name__} calls tr and is no QObject")
            elif _qt_name(kind) != kind.__name__:
                lost.append(f"{module.name}.{kind.__name__} has another name for Qt")
    assert not lost, "\n".join(lost)
