"""The project's own Python files as syntax trees, for the rules of the house."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("app", "benchmarks", "tests")
PROGRAMS = ("run.py", "main.py", "translate.py")


@dataclass(frozen=True, slots=True)
class Source:
    """One file: its path below the checkout, its text and its tree."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """Path as the messages name it."""
        return self.path.as_posix()

    def walk(self) -> Iterator[ast.AST]:
        """Every node of the file."""
        return ast.walk(self.tree)

    def at(self, node: ast.stmt | ast.expr | ast.excepthandler | ast.alias) -> str:
        """Place of a node, to be clicked in an editor."""
        return f"{self.name}:{node.lineno}"


@cache
def sources() -> tuple[Source, ...]:
    """Read every Python file of the project."""
    paths = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
    paths += [ROOT / name for name in PROGRAMS if (ROOT / name).exists()]
    return tuple(read(path) for path in paths)


def read(path: Path) -> Source:
    """Read one file."""
    text = path.read_text(encoding="utf-8")
    return Source(path.relative_to(ROOT), text, ast.parse(text))


def source_of(text: str, name: str = "app/made_up.py") -> Source:
    """Take a text as if it stood in the file ``name``: what a rule must find is tried on it."""
    return Source(Path(name), text, ast.parse(text))


def dotted(node: ast.expr) -> str:
    """Write a name or attribute as it reads, e.g. ``time.sleep``; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value)
        return f"{owner}.{node.attr}" if owner else f".{node.attr}"
    return ""
