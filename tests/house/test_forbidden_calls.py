"""What nobody writes here: waiting by the clock, swallowing what went wrong, changing rows past the unit of work."""

import ast
from collections.abc import Callable, Iterator

import pytest

from tests.house.sources import Source, dotted, source_of, sources

# What catches everything on purpose, and why.
CATCHES_EVERYTHING = {
    "app/views/calls.py": "what a service raised on its thread is carried to the window, which tells or logs it"
}
SLEEPS = {"time.sleep", "QThread.sleep", "QThread.msleep", "QTest.qWait", "QTest.qSleep", "qtbot.wait", "asyncio.sleep"}
EVENT_PUMPS = (".processEvents", "processEvents")
CLOCKS = {"time.time", "time.monotonic", "time.perf_counter", "time.process_time", "time.perf_counter_ns"}
ROW_CHANGES = {"insert", "update", "delete", "sqlite_insert", "pg_insert"}
ROW_CHANGE_WORDS = ("insert ", "update ", "delete ", "replace ", "truncate ")
RUNNERS = {"execute", "executemany", "exec_driver_sql", "scalar", "scalars"}


def calls(source: Source) -> Iterator[tuple[ast.Call, str]]:
    """Every call with what is called."""
    for node in source.walk():
        if isinstance(node, ast.Call):
            yield node, dotted(node.func)


def sleeping(source: Source) -> list[str]:
    return [source.at(call) for call, name in calls(source) if name in SLEEPS or name.endswith(EVENT_PUMPS)]


def swallowing(source: Source) -> list[str]:
    if source.name in CATCHES_EVERYTHING:
        return []
    return [
        source.at(node)
        for node in source.walk()
        if isinstance(node, ast.ExceptHandler) and catches_everything(node) and not raises(node)
    ]


def catches_everything(handler: ast.ExceptHandler) -> bool:
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(kind is None or dotted(kind) in {"Exception", "BaseException"} for kind in caught)


def raises(handler: ast.ExceptHandler) -> bool:
    return any(isinstance(node, ast.Raise) for node in ast.walk(handler))


def changing_rows(source: Source) -> list[str]:
    if not source.name.startswith("app/") or source.name.startswith("app/store/"):
        return []
    return row_changes(source)


def row_changes(source: Source) -> list[str]:
    return [
        source.at(call)
        for call, name in calls(source)
        if name.rpartition(".")[2] in RUNNERS and call.args and changes_rows(call.args[0])
    ]


def changes_rows(statement: ast.expr) -> bool:
    for node in ast.walk(statement):
        if isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] in ROW_CHANGES:
            return True
        if isinstance(node, ast.Constant) and str(node.value).lstrip().lower().startswith(ROW_CHANGE_WORDS):
            return True
    return False


def timing(source: Source) -> list[str]:
    if not source.name.startswith("tests/"):
        return []
    return [source.at(call) for call, name in calls(source) if name in CLOCKS]


def mocking(source: Source) -> list[str]:
    return [
        source.at(node)
        for node in source.walk()
        if (isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("unittest.mock", "mock")))
        or (
            isinstance(node, ast.Import) and any(name.name.startswith(("unittest.mock", "mock")) for name in node.names)
        )
    ]


RULES: dict[Callable[[Source], list[str]], tuple[str, str]] = {
    sleeping: ("import time\ntime.sleep(1)", "app/made_up.py"),
    swallowing: ("try:\n    x()\nexcept (OSError, Exception):\n    pass", "app/made_up.py"),
    changing_rows: ("session.execute(update(Part).where(Part.id == 1))", "app/services/made_up.py"),
    timing: ("assert time.perf_counter() - begun < 1", "tests/made_up.py"),
    mocking: ("from unittest.mock import patch", "tests/made_up.py"),
}
by_name = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)


@by_name
def test_nobody_does_it(rule: Callable[[Source], list[str]]) -> None:
    found = [place for source in sources() for place in rule(source)]
    assert not found, "\n".join(found)


@by_name
def test_the_rule_finds_who_does_it(rule: Callable[[Source], list[str]]) -> None:
    text, name = RULES[rule]
    assert len(rule(source_of(text, name))) == 1


def test_row_changes_are_found_in_words_too() -> None:
    found = changing_rows(source_of('connection.execute(text("DELETE FROM part"))', "app/cli.py"))
    assert found == ["app/cli.py:1"]
    assert changing_rows(source_of("work.execute_dml(update(Part), change=1)", "app/services/parts.py")) == []


def test_catching_everything_is_right_where_it_is_raised_again() -> None:
    assert swallowing(source_of("try:\n    x()\nexcept BaseException:\n    y()\n    raise")) == []


def test_each_exception_to_the_rules_is_still_needed() -> None:
    by_path = {source.name: source for source in sources()}
    for name in CATCHES_EVERYTHING:
        assert any(isinstance(node, ast.ExceptHandler) and catches_everything(node) for node in by_path[name].walk())
