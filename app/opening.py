"""Opening the station (开站), away from the window: database, services, who was here a moment ago."""

import faulthandler
import logging
import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import Damage

if TYPE_CHECKING:
    from app.services.station import Station
    from app.store.actor import Actor

_LOG = logging.getLogger(__name__)
_LONGEST_LOG = 5_000_000
_LOOK_S = 0.3
LOOKED_AT_ONCE = 64_000_000
"""Bytes of the largest file that is looked through before signing in: SQLite cannot be stopped within a table."""
"""How long the window waits while the file is looked through for damage."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An opened station: whether it is founded, who was still signed in at this PC, and how the file is.

    ``looked_through`` is whether there was time to look at every page of it; a server looks after its own.
    """

    station: "Station"
    nobody: "Actor"
    founded: bool
    actor: "Actor | None"
    zone: str
    looked_through: bool


def open_station(database: str, pc: str, token: str, idle: timedelta, *, demo: bool = False) -> Opened:
    """Open the database and load the services, away from the window; ``Trouble`` where that cannot be."""
    from app.services import accounts, board, order_view, papers, quick_reception, search
    from app.services.station import Station
    from app.store import schema
    from app.store.actor import NOBODY

    del board, order_view, papers, quick_reception, search  # loaded here so that no dock waits for them
    station = Station(schema.open_database(database), pc=pc)
    looked_through = _look_through(station, database)
    founded = station.ask(NOBODY, accounts.is_founded)
    if demo and not founded:
        from app.services import demonstration

        demonstration.fill(database)
        founded = True
    actor = station.ask(NOBODY, accounts.resume_session, pc, token, idle) if founded and token else None
    return Opened(station, NOBODY, founded, actor, station.zone, looked_through)


def _look_through(station: "Station", database: str) -> bool:
    """Look for damage as long as the window can wait; close the station again where there is some."""
    if _is_large(database):
        return False
    try:
        return look_for_damage(database, _LOOK_S)
    except Damage:
        station.engines.dispose()
        raise


def look_for_damage(database: str, seconds: float) -> bool:
    """Look through the pages of a database file; return whether all were seen, ``Damage`` for what is not whole."""
    from app.store.engine import sqlite_path
    from app.store.station_file import find_damage

    path = sqlite_path(database)
    return path is None or find_damage(path, seconds)


def _is_large(database: str) -> bool:
    from app.store.engine import sqlite_path

    path = sqlite_path(database)
    return path is not None and path.stat().st_size > LOOKED_AT_ONCE


def log_to(folder: Path) -> None:
    """Write the log into ``folder``, also where every thread stood when the program dies; else to the terminal."""
    root = logging.getLogger()
    if any(isinstance(there, logging.FileHandler) for there in root.handlers):
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "gongdan.log"
        if path.exists() and path.stat().st_size > _LONGEST_LOG:
            os.replace(path, folder / "gongdan.old.log")  # noqa: PTH105 - one step, also over an older one
        keeper: logging.Handler = logging.FileHandler(path, encoding="utf-8", delay=True)
        if not faulthandler.is_enabled():  # where it is on, somebody wants it elsewhere
            faulthandler.enable(path.open("a", encoding="utf-8"))
    except OSError as error:
        keeper = logging.StreamHandler()
        _LOG.warning("no log file in %s: %s", folder, error)
    keeper.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root.addHandler(keeper)
