"""The audit chain (审计链): every transaction's row carries the hash of the row before it."""

import hashlib
from datetime import UTC, datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from app.models.base import table_of
from app.models.journal import AuditHead, AuditRow
from app.store.ready import ReadyInsert

FIRST_HASH = "0" * 64
_HEAD = table_of(AuditHead)
_LOCK_HEAD = select(_HEAD.c.last_id, _HEAD.c.hash).where(_HEAD.c.id == 1).with_for_update()
_APPEND = ReadyInsert(
    table_of(AuditRow), ("at", "account_id", "pc", "service", "reason", "confirmed", "changes", "hash")
)
_MOVE_HEAD = update(_HEAD).where(_HEAD.c.id == 1).values(last_id=bindparam("last"), hash=bindparam("hashed"))


def chained(*pieces: str) -> str:
    """Return the hash of a row: SHA-256 over its pieces as texts.

    They are the previous row's hash, the moment (UTC), account, PC, service, reason, confirmed warnings and changes.
    """
    return hashlib.sha256("".join(f"{piece}\x1f" for piece in pieces).encode("utf-8", "surrogatepass")).hexdigest()


def append(
    connection: Connection,
    *,
    at: datetime,
    account_id: int | None,
    pc: str,
    service: str,
    reason: str,
    confirmed: str,
    changes: str,
) -> None:
    """Lock the chain's head, append one row and move the head; call it last in a transaction."""
    head = connection.execute(_LOCK_HEAD).one()
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
    hashed = chained(head.hash, moment, str(account_id or ""), pc, service, reason, confirmed, changes)
    key = _APPEND.run_one(
        connection,
        {
            "at": at,
            "account_id": account_id,
            "pc": pc,
            "service": service,
            "reason": reason,
            "confirmed": confirmed,
            "changes": changes,
            "hash": hashed,
        },
    )
    connection.execute(_MOVE_HEAD, {"last": key, "hashed": hashed})


def begin(connection: Connection) -> None:
    """Put the head of an empty chain into a new database."""
    connection.execute(insert(_HEAD), {"id": 1, "last_id": 0, "hash": FIRST_HASH})
