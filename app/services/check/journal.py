"""The audit chain (审计链): each row's hash covers the row before it, the head is the last row."""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection

from app.services.check.difference import Difference, stream
from app.store.audit_chain import FIRST_HASH, chained
from app.text import QT_TRANSLATE_NOOP

_MOMENT: Final = {
    "sqlite": "replace(at, ' ', 'T')",
    "postgresql": "to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')",
}


def differences(connection: Connection) -> Iterator[Difference]:
    """Tell every row that was changed after it was written or follows a row that is gone, and a cut end."""
    moment = _MOMENT[connection.dialect.name]
    rows = stream(
        connection,
        f"SELECT id, {moment}, account_id, pc, service, reason, confirmed, changes, hash FROM audit ORDER BY id",  # noqa: S608 - as above
    )
    last, previous = 0, FIRST_HASH
    for key, at, account, pc, service, reason, confirmed, changes, hashed in rows:
        if chained(previous, at, str(account or ""), pc, service, reason, confirmed, changes) != hashed:
            yield Difference(
                QT_TRANSLATE_NOOP("rules", "审计记录 {id}({at},{service})被改动过,或它前面的记录不见了。"),
                {"id": key, "at": at, "service": service},
            )
        last, previous = key, hashed
    heads = list(stream(connection, "SELECT last_id, hash FROM audit_head"))
    if [tuple(head) for head in heads] != [(last, previous)]:
        yield Difference(
            QT_TRANSLATE_NOOP("rules", "审计链的末尾应是记录 {last},链尾登记为 {kept}。"),
            {"last": last, "kept": ", ".join(str(head.last_id) for head in heads) or "-"},
        )
