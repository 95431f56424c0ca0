"""``python -m benchmarks``: every row, raw and ours in turn, with its bar."""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from benchmarks import lists, paper, raw_saving, reading, saving, station, windows
from benchmarks.measure import Row


def main() -> int:
    """Measure, print the table, write the JSON file; 1 when start, save, board or search misses its bar."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--years", type=float, default=10.0)
    given = parser.parse_args()
    print(f"{'what':<52}{'raw':>11}{'ours':>11}{'ratio':>8}{'bar':>7}")
    rows = list(_told(_all(given.years)))
    if given.json:
        given.json.write_text(json.dumps([row.json() for row in rows], indent=1), encoding="utf-8")
    missed = [row.name for row in rows if row.must and not row.ok]
    if missed:
        print(f"missed: {', '.join(missed)}", file=sys.stderr)
    return 1 if missed else 0


def _told(rows: Iterable[Row]) -> Iterable[Row]:
    for row in rows:
        mark = "" if row.ok else "  MISSED"
        raw = f"{row.raw_ms:11.3f}" if row.raw_ms else f"{'':>11}"
        print(f"{row.name:<52}{raw}{row.ours_ms:11.3f}{row.ratio:8.2f}{row.bar:7.1f}{mark}", flush=True)
        yield row


def _all(years: float) -> Iterable[Row]:
    big = station.kept_url(years)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        with station.opened(big) as (opened, actor):
            windows.sign_in_here(opened, actor, folder)
            yield from reading.rows(opened, actor, Path(big.removeprefix("sqlite:///")))
            yield from lists.rows(opened)
        yield from windows.rows(big, folder)
        with station.small(f"sqlite:///{folder / 'small.db'}") as (opened, actor):
            raw = raw_saving.on_sqlite(folder / "small.db", folder / "raw.db")
            yield from saving.rows(opened, actor, raw, "SQLite", (8, 50))
        yield from _postgresql()
    yield from paper.rows()


def _postgresql() -> Iterable[Row]:
    from tests.postgres import PostgresServer, ServerAbsentError

    try:
        server = PostgresServer({"fsync": "on", "full_page_writes": "on"})
    except ServerAbsentError as absent:
        print(f"PostgreSQL was not measured: {absent}", file=sys.stderr)
        return
    try:
        raw, url = server.url(server.new_database()), server.url(server.new_database())
        with station.small(raw), station.small(url) as (opened, actor):
            yield from saving.rows(opened, actor, raw_saving.on_postgresql(raw), "PostgreSQL", (3, 18))
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main())
