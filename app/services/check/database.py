"""The database itself (数据库): references that lead nowhere, damaged pages."""

from collections.abc import Iterator

from sqlalchemy import Connection

from app.models.everything import METADATA
from app.services.check.difference import Difference, stream
from app.text import QT_TRANSLATE_NOOP


def dangling_references(connection: Connection) -> Iterator[Difference]:
    """Tell every record that refers to one that is not there."""
    found = _sqlite_dangling if connection.dialect.name == "sqlite" else _searched_dangling
    for table, key, parent in found(connection):
        yield Difference(
            QT_TRANSLATE_NOOP("rules", "{table} 的记录 {key} 指向不存在的 {parent}。"),
            {"table": table, "key": key, "parent": parent},
        )


def _sqlite_dangling(connection: Connection) -> Iterator[tuple[str, int, str]]:
    for table, key, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield table, key, parent


def _searched_dangling(connection: Connection) -> Iterator[tuple[str, int, str]]:
    for table in METADATA.sorted_tables:
        for reference in sorted(table.foreign_keys, key=lambda one: one.parent.name):
            child, parent = reference.parent.name, reference.column.table.name
            statement = (
                f"SELECT c.id FROM {table.name} c WHERE c.{child} IS NOT NULL "  # noqa: S608 - names of the models
                f"AND NOT EXISTS (SELECT 1 FROM {parent} p WHERE p.id = c.{child}) ORDER BY c.id"
            )
            for row in stream(connection, statement):
                yield table.name, row[0], parent


def damage(connection: Connection) -> Iterator[Difference]:
    """Tell what SQLite finds damaged in its file; PostgreSQL keeps checksums of its own and says so when it reads."""
    if connection.dialect.name != "sqlite":
        return
    for (said,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if said != "ok":
            yield Difference(QT_TRANSLATE_NOOP("rules", "数据文件有损坏:{said}"), {"said": said})
