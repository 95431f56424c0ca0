"""How a row travels between two kinds of database (行的形式): every value as SQLite keeps it."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from sqlalchemy import JSON, Boolean, Connection, Date, DateTime, Integer, Table
from sqlalchemy.sql.type_api import TypeEngine
from sqlalchemy.types import TypeDecorator

from app.models.everything import METADATA

Row = tuple[Any, ...]
Progress = Callable[[int, int, str], None]
ROWS_A_PAGE: Final = 10_000
BEFORE_ALL: Final = -1
"""A key below every record's."""
_WITHOUT_MICROSECONDS: Final = len("2026-11-22 01:12:00")


def tables() -> Sequence[Table]:
    """Return every table of a station, parents before children."""
    return METADATA.sorted_tables


def reading(table: Table, dialect: str) -> str:
    """Return ``SELECT …`` of all columns of ``table`` in their order, each as it travels."""
    express = _on_sqlite if dialect == "sqlite" else _on_postgresql
    columns = ", ".join(express(column.name, _plain(column.type)) for column in table.columns)
    return f"SELECT {columns} FROM {table.name}"  # noqa: S608 - names of the models


def amounts(table: Table) -> list[str]:
    """Return the columns whose sums are compared: fen, thousandths, counts; no keys."""
    return [
        column.name
        for column in table.columns
        if isinstance(_plain(column.type), Integer) and not column.primary_key and not column.foreign_keys
    ]


def driver_of(connection: Connection) -> Any:  # noqa: ANN401 - either driver's connection
    """Return the driver's own connection behind ``connection``."""
    driver = connection.connection.driver_connection
    if driver is None:
        raise RuntimeError("the connection has no driver behind it")
    return driver


def _plain(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    return kind.impl_instance if isinstance(kind, TypeDecorator) else kind


def _on_sqlite(name: str, kind: TypeEngine[Any]) -> str:
    if isinstance(kind, DateTime):  # a whole second may stand there without its microseconds
        return f'CASE length("{name}") WHEN {_WITHOUT_MICROSECONDS} THEN "{name}" || \'.000000\' ELSE "{name}" END'
    return f'"{name}"'


def _on_postgresql(name: str, kind: TypeEngine[Any]) -> str:
    if isinstance(kind, DateTime):
        return f"to_char(\"{name}\" AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
    if isinstance(kind, Boolean):
        return f'"{name}"::int'
    if isinstance(kind, Date):
        return f"to_char(\"{name}\", 'YYYY-MM-DD')"
    return f'"{name}"::text' if isinstance(kind, JSON) else f'"{name}"'
