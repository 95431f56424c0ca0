"""One difference in the books (不符), and how the checks read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, Row, text

_ROWS_AT_ONCE: Final = 5000


@dataclass(frozen=True, slots=True)
class Difference:
    """A sentence about two figures that should agree; ``values`` fill its named placeholders."""

    text: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the filled source sentence."""
        return self.text.format(**self.values)


def stream(connection: Connection, statement: str, **values: object) -> Iterator[Row[*tuple[Any, ...]]]:
    """Read the rows of ``statement`` without holding them all; several such readings may go on side by side."""
    options = {"stream_results": True, "yield_per": _ROWS_AT_ONCE}
    yield from connection.execute(text(statement), values, execution_options=options)
