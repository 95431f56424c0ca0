"""A room is small enough to be seen at a glance, and its name says what is in it."""

import ast
import re

from tests.house.sources import Source, source_of, sources

FILE_LINES, FUNCTION_LINES, METHODS = 400, 60, 25
EMPTY_WORDS = {"manager", "helper", "helpers", "util", "utils"}
EMPTY_NAMES = {"data", "info", "handle", "handler", "process"}
EMPTY_VERBS = ("handle_", "process_")
OTHERS_NAMES = {"data", "process_bind_param", "process_result_value"}  # Qt's and SQLAlchemy's own

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def too_big(source: Source) -> list[str]:
    found = []
    if (lines := len(source.text.splitlines())) > FILE_LINES:
        found.append(f"{source.name}: {lines} lines")
    for node in source.walk():
        if isinstance(node, FUNCTIONS):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                found.append(f"{source.at(node)}: {node.name} has {lines} lines")
        elif isinstance(node, ast.ClassDef):
            methods = sum(isinstance(statement, FUNCTIONS) for statement in node.body)
            if methods > METHODS:
                found.append(f"{source.at(node)}: {node.name} has {methods} methods")
    return found


def says_nothing(source: Source) -> list[str]:
    found = [source.name] if is_empty(source.path.stem) else []
    for node in source.walk():
        empty = is_empty if isinstance(node, ast.ClassDef) else is_empty_verb
        if isinstance(node, (ast.ClassDef, *FUNCTIONS)) and empty(node.name) and node.name not in OTHERS_NAMES:
            found.append(f"{source.at(node)}: {node.name}")
    return found


def is_empty(name: str) -> bool:
    words = [word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name)]
    return bool(EMPTY_WORDS.intersection(words)) or "_".join(words) in EMPTY_NAMES or words[-1:] == ["handler"]


def is_empty_verb(name: str) -> bool:
    name = name.lstrip("_")
    # In a sentence of a test the manager is a person.
    return name.startswith(EMPTY_VERBS) or name in EMPTY_NAMES or (is_empty(name) and "manager" not in name)


def test_no_file_function_or_class_has_outgrown_its_room() -> None:
    found = [place for source in sources() for place in too_big(source)]
    assert not found, "\n".join(found)


def test_what_has_outgrown_its_room_is_found() -> None:
    function = "def long():\n" + "    x = 1\n" * FUNCTION_LINES
    methods = "class Wide:\n" + "".join(f"    def m{number}(self): ...\n" for number in range(METHODS + 1))
    assert [place.rpartition("has ")[2] for place in too_big(source_of(function + methods))] == [
        "61 lines",
        "26 methods",
    ]
    assert too_big(source_of("\n" * (FILE_LINES + 1))) == ["app/made_up.py: 401 lines"]


def test_no_name_says_nothing() -> None:
    found = [place for source in sources() for place in says_nothing(source)]
    assert not found, "\n".join(found)


def test_names_that_say_nothing_are_found() -> None:
    text = (
        "class StockManager: ...\nclass Data: ...\ndef handle_click(): ...\ndef process(): ...\ndef load_utils(): ...\n"
    )
    assert len(says_nothing(source_of(text))) == 5
    assert says_nothing(source_of("", "app/models/order_helpers.py")) == ["app/models/order_helpers.py"]
    assert (
        says_nothing(source_of("class DataMatrix: ...\ndef processed_orders(): ...\ndef handling_fee(): ...\n")) == []
    )
    assert says_nothing(source_of("class Model:\n    def data(self): ...\n")) == []
