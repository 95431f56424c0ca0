"""The least that saves an 11-line order: the station's own tables and indexes, prepared statements, nothing checked.

18 inserts and 5 updates in one synced transaction, with the values the program would write; what it leaves behind is no
order that anybody could work with, so it has a database of its own.
"""

import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.engine import make_url

from app.clock import new_uuid
from app.store.engine import CACHE_KB

AT = "2026-11-22 01:12:00.000000"
_VISIT = {
    "vehicle_id": 1,
    "customer_id": 1,
    "arrived_at": AT,
    "left_at": AT,
    "mileage_in": 60180,
    "mileage_answer": "",
    "fuel": 4,
    "waiting": False,
    "bringer": "",
    "bringer_phone": "",
    "keys_tag": "",
    "belongings": "",
    "received_by": 1,
    "version": 1,
}
_ORDER = {
    "vehicle_id": 1,
    "customer_id": 1,
    "business_type_id": 1,
    "repair_class": "first_maintenance",
    "stage": "opened",
    "request": "保养",
    "finding": "",
    "promise_open": True,
    "signed_limit_fen": 0,
    "wash": True,
    "labour_fen": 44800,
    "material_fen": 36400,
    "other_fen": 0,
    "customer_fen": 81200,
    "rework_open": False,
    "advisor_id": 1,
    "opened_at": AT,
    "end_reason": "",
    "version": 1,
}
_LINE = {
    "position": 1,
    "code": "GS-0100",
    "amount_fen": 8000,
    "payer": "customer",
    "approval": "quoted",
    "note": "",
    "version": 1,
}
_LABOUR = _LINE | {
    "name": "更换机油机滤",
    "operation_id": 1,
    "hours": 500,
    "rate_fen": 16000,
    "trade": "mechanic",
    "min_rank": 1,
    "method_check": False,
    "work": "waiting",
    "self_checked": False,
}
_PART = _LINE | {
    "name": "机油滤清器",
    "part_id": 1,
    "unit": "件",
    "quantity": 1000,
    "price_fen": 8000,
    "origin": "original",
    "old_part": "leave",
    "issued": 0,
}
_STAGE = {"action": "quote", "left": "opened", "entered": "quoted", "at": AT, "account_id": 1, "reason": ""}
_REVISION = {
    "revision": 1,
    "quoted_at": AT,
    "quoted_by": 1,
    "labour_fen": 44800,
    "material_fen": 36400,
    "other_fen": 0,
    "customer_fen": 81200,
    "lines": "[" + '{"kind": "labour", "amount": 8000},' * 10 + "0]",
}
_AUDIT = {
    "at": AT,
    "account_id": 1,
    "pc": "bench",
    "service": "reception.receive_car",
    "reason": "",
    "confirmed": "",
    "changes": "[" + '{"new":"labour_line","id":1,"fields":{"amount_fen":8000}},' * 13 + "0]",
    "hash": "0" * 64,
}
_CHANGE = {"process": "0" * 36, "flags": 12, "records": '[["labour_line", 1, 1]]' * 13, "at": AT}
_POSTING = {"service": "reception.receive_car", "answer": '{"visit_id": 1}', "at": AT}
_UPDATES = (
    "UPDATE vehicle SET mileage = mileage + 1, version = version + 1 WHERE id = 1",
    "UPDATE work_order SET stage = 'quoted', version = version + 1 WHERE id = 1",
    "UPDATE audit_head SET last_id = last_id + 1 WHERE id = 1",
    "UPDATE counter SET last = last + 1 WHERE id = 1",
    "UPDATE stock_balance SET quantity = quantity + 1 WHERE part_id = 1 AND quantity + 1 >= 0",
)
LABOUR, PARTS = 4, 7


def on_sqlite(station: Path, copy: Path) -> Callable[[], object]:
    """Return what saves an order into a copy of the SQLite file ``station``."""
    connection = sqlite3.connect(copy, isolation_level=None)
    with sqlite3.connect(station) as there:
        there.backup(connection)
    there.close()
    for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"cache_size=-{CACHE_KB}"):
        connection.execute(f"PRAGMA {setting}")

    def insert(table: str, row: Mapping[str, Any]) -> int:
        marks = ", ".join("?" * len(row))
        listed = ", ".join(f'"{name}"' for name in row)
        statement = f"INSERT INTO {table} ({listed}) VALUES ({marks})"  # noqa: S608 - names of this module
        return connection.execute(statement, tuple(row.values())).lastrowid or 0

    def save() -> None:
        connection.execute("BEGIN IMMEDIATE")
        _save(insert, connection.execute)
        connection.execute("COMMIT")

    return save


def on_postgresql(url: str) -> Callable[[], object]:
    """Return what saves an order into the station at ``url``, which must be nobody else's."""
    place = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = psycopg.connect(place, autocommit=True, prepare_threshold=1)

    def insert(table: str, row: Mapping[str, Any]) -> int:
        marks = ", ".join(["%s"] * len(row))
        listed = ", ".join(f'"{name}"' for name in row)
        statement = f"INSERT INTO {table} ({listed}) VALUES ({marks}) RETURNING id"  # noqa: S608 - names of this module
        found = connection.execute(statement.encode(), tuple(row.values())).fetchone()
        return int(found[0]) if found else 0

    def save() -> None:
        with connection.transaction():
            _save(insert, lambda statement: connection.execute(statement.encode()))

    return save


def _save(insert: Callable[[str, Mapping[str, Any]], int], run: Callable[[str], object]) -> None:
    visit = insert("visit", _VISIT | {"uuid": new_uuid()})
    order = insert("work_order", _ORDER | {"visit_id": visit, "uuid": new_uuid()})
    labour = [insert("labour_line", _LABOUR | {"order_id": order}) for _ in range(LABOUR)]
    for _ in range(PARTS):
        insert("part_line", _PART | {"order_id": order, "labour_line_id": labour[0]})
    insert("stage_change", _STAGE | {"order_id": order})
    insert("estimate_revision", _REVISION | {"order_id": order})
    insert("posting", _POSTING | {"uuid": new_uuid()})
    insert("audit", _AUDIT)
    insert("change_log", _CHANGE)
    for statement in _UPDATES:
        run(statement)
