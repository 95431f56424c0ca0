"""When the last good backup was taken (备份登记): kept in the station, so that every PC of it knows."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import select

from app.models.access import Permission
from app.models.station import StationSetting
from app.services.acts import query, service
from app.services.station import Station
from app.store.actor import AT_THE_MACHINE
from app.store.unit_of_work import Look, Work

_KEY: Final = "last_backup"
_ALWAYS: Final = date(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class LastBackup:
    """The last good backup: when, and at which PC into which file."""

    at: datetime
    pc: str
    path: str


@query(Permission.VIEW)
def last_backup(look: Look) -> LastBackup | None:
    """Return the last good backup of this station, ``None`` where there never was one."""
    row = look.session.scalars(select(StationSetting).where(StationSetting.key == _KEY)).one_or_none()
    if row is None:
        return None
    return LastBackup(datetime.fromisoformat(row.value["at"]), row.value["pc"], row.value["path"])


@service(Permission.VIEW)
def note_backup(work: Work, at: datetime, path: str) -> None:
    """Note that a good backup was taken at ``at``; it may be noted by anybody, for nothing else follows from it."""
    value = {"at": at.isoformat(), "pc": work.pc, "path": path}
    row = work.session.scalars(select(StationSetting).where(StationSetting.key == _KEY)).one_or_none()
    if row is None:
        work.session.add(StationSetting(key=_KEY, valid_from=_ALWAYS, value=value))
    else:
        row.value = value


def last_of(station: Station) -> LastBackup | None:
    """Return the last good backup of an open ``station``, whoever is signed in."""
    return station.ask(AT_THE_MACHINE, last_backup)
