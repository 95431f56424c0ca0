"""What a picker offers as somebody types (选择框): parts, operations, technicians, tools, known cars; best first."""

from sqlalchemy import select

from app.models.access import Permission
from app.models.people import Technician
from app.models.search_text import document, matches
from app.models.tools import Tool
from app.services import masters, parts_board, tool_board
from app.services.acts import query
from app.services.customers import KnownCar, recall_car
from app.store import search
from app.store.unit_of_work import Look

OFFERED = 30


def _keys(look: Look, kind: str, text: str) -> tuple[int, ...]:
    found = search.find(look.session.connection(), text, kinds=(kind,), limit=OFFERED)
    return tuple(hit.ref for hit in found)


@query(Permission.VIEW)
def find_parts(look: Look, text: str) -> tuple[parts_board.StockRow, ...]:
    """Return the parts that fit what was typed (number, name, initials) with what is on hand."""
    if not text.strip():
        return parts_board.stock_list(look, "", OFFERED)
    return parts_board.stock_of(look, _keys(look, "part", text))


@query(Permission.VIEW)
def find_operations(look: Look, text: str) -> tuple[masters.OperationRow, ...]:
    """Return the operations that fit what was typed (code, name, initials)."""
    if not text.strip():
        return masters.operations(look)[:OFFERED]
    keys = _keys(look, "operation", text)
    return masters.operations(look, keys) if keys else ()


@query(Permission.VIEW)
def find_technicians(look: Look, text: str) -> tuple[masters.TechnicianRow, ...]:
    """Return the technicians that fit what was typed (badge, name, initials)."""
    rows = masters.technicians(look)
    if not text.strip():
        return rows
    return tuple(row for row in rows if matches(document((row.badge, row.name), (row.name,)).s, text))


@query(Permission.VIEW)
def technician_with_badge(look: Look, badge: str) -> masters.TechnicianRow | None:
    """Return the technician whose badge was scanned, ``None`` for an unknown one."""
    key = look.session.scalar(
        select(Technician.id).where(Technician.badge == badge.strip(), Technician.retired.is_(False))
    )
    return next((row for row in masters.technicians(look) if row.id == key), None)


@query(Permission.VIEW)
def find_tools(look: Look, text: str) -> tuple[tool_board.ToolRow, ...]:
    """Return the tools that fit what was typed (code, name, initials), those on the shelf first."""
    rows = tool_board.tool_shelf(look)
    if text.strip():
        keys = set(_keys(look, "tool", text))
        rows = tuple(row for row in rows if row.id in keys)
    return tuple(sorted(rows, key=lambda row: (row.state != "in", row.code)))[:OFFERED]


@query(Permission.VIEW)
def tool_with_code(look: Look, code: str) -> tool_board.ToolRow | None:
    """Return the tool whose label was scanned, ``None`` for an unknown one."""
    key = look.session.scalar(select(Tool.id).where(Tool.code == code.strip(), Tool.retired.is_(False)))
    return next((row for row in tool_board.tool_shelf(look) if row.id == key), None)


@query(Permission.VIEW)
def find_cars(look: Look, text: str) -> tuple[KnownCar, ...]:
    """Return the known cars that fit what was typed (plate, VIN, owner, phone), best first."""
    return tuple(recall_car(look, key) for key in _keys(look, "vehicle", text)[:8]) if text.strip() else ()
