"""Keys handed out before the rows are written (主键), so that one flush writes records that refer to each other.

On SQLite the writer is alone in its transaction, and the next key follows the highest; on PostgreSQL they come from the
tables' sequences.
"""

from collections.abc import Mapping
from functools import lru_cache

from sqlalchemy import Connection, TextClause, text


def reserve(connection: Connection, counts: Mapping[str, int]) -> dict[str, range | list[int]]:
    """Return as many new keys as ``counts`` says for each table, in one statement; the transaction must be a writer's.

    On SQLite the same keys come again until rows have them.
    """
    tables = tuple(counts)
    if connection.dialect.name == "sqlite":
        found = connection.execute(_highest(tables)).one()
        return {table: range(last + 1, last + 1 + counts[table]) for table, last in zip(tables, found, strict=True)}
    found = connection.execute(_drawn(tables), counts).one()
    return {table: list(keys) for table, keys in zip(tables, found, strict=True)}


@lru_cache(maxsize=64)
def _highest(tables: tuple[str, ...]) -> TextClause:
    return text("SELECT " + ", ".join(f"(SELECT coalesce(max(id), 0) FROM {table})" for table in tables))  # noqa: S608 - tables of the models


@lru_cache(maxsize=64)
def _drawn(tables: tuple[str, ...]) -> TextClause:
    parts = (f"ARRAY(SELECT nextval('{table}_id_seq') FROM generate_series(1, :{table}))" for table in tables)  # noqa: S608 - tables of the models
    return text("SELECT " + ", ".join(parts))
