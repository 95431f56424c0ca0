"""Reading on the ten-year station: board, one order, search, stock."""

import random
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.customers import Customer, Vehicle
from app.models.orders import WorkOrder
from app.models.search_text import fts_token, query_terms
from app.services import board, order_view, parts_board, search
from app.services.station import Station
from app.store.actor import Actor
from app.store.board import SQL
from app.store.search_index import id_span
from benchmarks.measure import Row, absolute, in_turn, median, row, worst

_ORDER = (
    (
        "SELECT o.*, v.*, c.*, k.* FROM work_order o JOIN visit v ON v.id = o.visit_id "
        "JOIN vehicle c ON c.id = o.vehicle_id JOIN customer k ON k.id = o.customer_id WHERE o.id = ?"
    ),
    "SELECT * FROM labour_line WHERE order_id = ?",
    "SELECT * FROM part_line WHERE order_id = ?",
    "SELECT * FROM other_line WHERE order_id = ?",
)


_FOUND = "FROM search_fts f CROSS JOIN search_doc d ON d.id = f.rowid "
_WANTED = "JOIN customer k ON k.id = c.customer_id WHERE search_fts MATCH ? AND f.rowid BETWEEN ? AND ? LIMIT 20"
_CARS = f"SELECT c.id, c.plate, c.vin, c.model, k.name, k.phone, d.s {_FOUND} JOIN vehicle c ON c.id = d.ref {_WANTED}"
_NUMBERS = (
    "SELECT o.id, o.number, o.visit_id, o.vehicle_id, c.plate, c.model, k.name, k.phone, d.s "
    f"{_FOUND} JOIN work_order o ON o.id = d.ref JOIN vehicle c ON c.id = o.vehicle_id {_WANTED}"
)


def rows(station: Station, actor: Actor, path: Path) -> list[Row]:
    """Measure every read."""
    raw = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return [
            *_board(station, actor, raw),
            *_order(station, actor, raw),
            *_search(station, actor, raw),
            *_stock(station, actor, raw),
        ]
    finally:
        raw.close()


def _board(station: Station, actor: Actor, raw: sqlite3.Connection) -> list[Row]:
    first, second = in_turn(
        lambda: raw.execute(SQL["sqlite"]).fetchall(), lambda: station.ask(actor, board.vehicles_in_shop), 200
    )
    assert station.ask(actor, board.vehicles_in_shop)
    return [row("board refresh, 60 open", median(first), median(second), 5, must=True)]


def _order(station: Station, actor: Actor, raw: sqlite3.Connection) -> list[Row]:
    with Session(station.engines.reader) as session:
        last = session.scalar(select(WorkOrder.id).order_by(WorkOrder.id.desc()).limit(1)) or 1
    dice = random.Random(1)
    keys = [dice.randint(1, last) for _ in range(60)]
    turn = iter(keys * 20)
    other = iter(keys * 20)

    def least() -> None:
        key = next(turn)
        for statement in _ORDER:
            raw.execute(statement, (key,)).fetchall()

    first, second = in_turn(least, lambda: station.ask(actor, order_view.order_in_hand, next(other)), 300)
    return [row("open one order with all lines", median(first), median(second), 20)]


def _search(station: Station, actor: Actor, raw: sqlite3.Connection) -> list[Row]:
    """Type plates, VIN tails, telephone tails and names of twenty cars, a key at a time."""
    typed = _typed(station)
    turn, other = iter(typed * 50), iter(typed * 50)
    first, second = in_turn(
        _least_search(raw, turn), lambda: station.ask(actor, search.find, next(other)), len(typed) * 2
    )
    found = station.ask(actor, search.find, typed[-1])
    assert found
    return [
        row("search, per key", sum(first), sum(second), 5, must=True),
        absolute("search p99, ms", worst(second), 3.0),
    ]


def _typed(station: Station) -> list[str]:
    dice = random.Random(2)
    with Session(station.engines.reader) as session:
        last = session.scalar(select(Vehicle.id).order_by(Vehicle.id.desc()).limit(1)) or 1
        words = []
        for _ in range(20):
            car = session.get_one(Vehicle, dice.randint(1, last))
            owner = session.get_one(Customer, car.customer_id)
            for word in (car.plate, car.vin[-6:], owner.phone[-4:], owner.name):
                words += [word[: length + 1] for length in range(1, len(word))]
    return words


def _least_search(raw: sqlite3.Connection, turn: Iterator[str]) -> Callable[[], object]:
    """Return the least that answers: the full-text index, and what a hit shows of the records it names."""
    orders = set("wx0123456789")

    def least() -> None:
        word = next(turn)
        match = " AND ".join(f'"{fts_token(term)}"' for term in query_terms(word))
        raw.execute(_CARS, (match, *id_span("vehicle"))).fetchall()
        if orders.issuperset(word):
            raw.execute(_NUMBERS, (match, *id_span("order"))).fetchall()

    return least


def _stock(station: Station, actor: Actor, raw: sqlite3.Connection) -> list[Row]:
    keys = tuple(range(1, 1001))
    marks = ",".join("?" * len(keys))
    statement = (
        "SELECT p.id, p.version, p.number, p.name, p.unit, p.brand, p.bin, coalesce(b.quantity, 0), p.minimum, "  # noqa: S608 - marks only
        f"p.price_fen, p.limit_fen FROM part p LEFT JOIN stock_balance b ON b.part_id = p.id WHERE p.id IN ({marks})"
    )
    first, second = in_turn(
        lambda: raw.execute(statement, keys).fetchall(), lambda: station.ask(actor, parts_board.stock_of, keys), 40
    )
    return [row("stock of 1 000 parts", median(first), median(second), 3)]
