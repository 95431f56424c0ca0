"""Insert statements made ready once per kind of database (备好的语句): what the receiving path runs many times an hour.

Compiled by SQLAlchemy like any other, with the columns' own conversions; only the search for the compiled form and the
analysis of parameters, which cost more than the insert itself, are not repeated at each click.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, Table, insert


class _Form(NamedTuple):
    """The statement in one database's words: its text, its parameters, and what converts them."""

    text: str
    order: tuple[str, ...]
    positional: bool
    converts: tuple[tuple[str, Callable[[Any], Any]], ...]

    def parameters(self, row: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a tuple or a dict, as the driver takes them
        if self.converts:
            row = dict(row)
            for name, convert in self.converts:
                row[name] = convert(row[name])
        return tuple(row[name] for name in self.order) if self.positional else {name: row[name] for name in self.order}


class ReadyInsert:
    """Insert rows of one table, each with a value for every one of ``names``."""

    def __init__(self, table: Table, names: Iterable[str]) -> None:
        """Say which columns a row gives; the statement is compiled when it is first run on a kind of database."""
        self._table = table
        self._names = tuple(names)
        self._forms: dict[tuple[str, bool], _Form] = {}

    def run(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert ``rows``, mappings of column names to values; what they hold besides is not looked at."""
        form = self._form(connection.dialect, keyed=False)
        connection.exec_driver_sql(form.text, [form.parameters(row) for row in rows])

    def run_one(self, connection: Connection, row: Mapping[str, Any]) -> int:
        """Insert one row, which the database gives its ``id``, and return that."""
        form = self._form(connection.dialect, keyed=True)
        result = connection.exec_driver_sql(form.text, form.parameters(row))
        return result.lastrowid if connection.dialect.name == "sqlite" else int(result.scalar_one())

    def _form(self, dialect: Dialect, *, keyed: bool) -> _Form:
        found = self._forms.get((dialect.name, keyed))
        if found is None:
            statement: Any = insert(self._table)
            if keyed and dialect.name != "sqlite":
                statement = statement.returning(self._table.c.id)
            compiled = statement.compile(dialect=dialect, column_keys=list(self._names))
            types = ((name, self._table.c[name].type.dialect_impl(dialect)) for name in self._names)
            converts = ((name, kind.bind_processor(dialect)) for name, kind in types)
            found = self._forms[dialect.name, keyed] = _Form(
                compiled.string,
                tuple(compiled.positiontup or self._names),
                compiled.positional,
                tuple((name, convert) for name, convert in converts if convert is not None),
            )
        return found
