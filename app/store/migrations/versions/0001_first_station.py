"""The first structure of a station (建库)."""

import sqlalchemy as sa
from alembic import op

from app.store.migrations.first import (
    access,
    customers,
    journal,
    lines,
    money,
    orders,
    people,
    quality,
    search,
    station,
    stock,
    tools,
    visits,
    workshop,
)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    access.account,
    journal.audit_head,
    people.bay,
    orders.business_type,
    journal.change_log,
    station.counter,
    customers.customer,
    station.guarantee_term,
    station.labour_operation,
    stock.part,
    journal.posting,
    station.station,
    station.station_setting,
    people.team,
    tools.tool,
    access.account_role,
    journal.audit,
    station.labour_rate,
    access.pc_session,
    stock.stock_balance,
    people.technician,
    customers.vehicle,
    station.voided_number,
    people.technician_skill,
    visits.visit,
    visits.delivery,
    orders.work_order,
    orders.estimate_revision,
    orders.extra_work,
    quality.inspection,
    orders.order_wait,
    journal.printed_paper,
    orders.stage_change,
    money.statement,
    stock.stock_document,
    tools.tool_loan,
    quality.certificate,
    orders.consent,
    lines.labour_line,
    lines.other_line,
    money.payment,
    stock.stock_batch,
    workshop.assignment,
    quality.inspection_item,
    lines.part_line,
    lines.line_share,
    quality.rework,
    stock.stock_move,
    workshop.work_span,
)
FIRST_LINK = "0" * 64


def upgrade() -> None:
    """Create every table in the order of their references, the search index, and an empty audit chain."""
    for create in TABLES:
        create()
    search.create()
    op.execute(sa.text("INSERT INTO audit_head (id, last_id, hash) VALUES (1, 0, :link)").bindparams(link=FIRST_LINK))
    if op.get_bind().dialect.name == "sqlite":
        op.execute("PRAGMA application_id=1196379719")
