"""The stations that are measured: a big one, generated once and kept; small ones for what writes."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from app import cli
from app.models.access import Role
from app.services import accounts
from app.services.generate import Size, build, generate
from app.services.station import Station
from app.store import schema
from app.store.actor import Actor

KEPT = Path(__file__).resolve().parent.parent / "bench-station"
SMALL = Size(days=20, orders=400, vehicles=900, customers=800, parts=200, tools=20, technicians=12, in_shop=12)
SEED = 7


def kept_url(years: float) -> str:
    """Return the URL of the generated station of that many years, making it where it is not there yet."""
    folder = KEPT / f"{years:g}-years"
    path = folder / "station.db"
    if not (folder / "complete").exists():
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("station.db*"):
            old.unlink()
        print(f"making a station of {years:g} years, once …", file=sys.stderr)
        generate(f"sqlite:///{path}", years=years, seed=SEED, progress=cli.progress)
        (folder / "complete").touch()
    return f"sqlite:///{path}"


@contextmanager
def opened(url: str) -> Iterator[tuple[Station, Actor]]:
    """Open a station with its manager at the desk."""
    engines = schema.open_database(url)
    try:
        station = Station(engines, pc="bench")
        yield station, accounts.sign_in(station, "boss", "gongdan2026")
    finally:
        engines.dispose()


@contextmanager
def small(url: str) -> Iterator[tuple[Station, Actor]]:
    """Fill a small station at ``url`` and open it; the manager may do everything."""
    build(url, SMALL, seed=SEED, now=datetime.now(UTC))
    with opened(url) as (station, actor):
        assert actor.roles == frozenset({Role.STATION_MANAGER})
        yield station, actor
