"""Tools (工具): tables as of the first revision."""

import sqlalchemy as sa
from alembic import op

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def tool() -> None:
    """Create the table ``tool``."""
    op.create_table(
        "tool",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("spec", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("measuring", sa.Boolean(), nullable=False),
        sa.Column("calibration_due", sa.Date(), nullable=True),
        sa.Column("out_of_order", sa.Text(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tool")),
        sa.UniqueConstraint("code", name=op.f("uq_tool_code")),
    )


def tool_loan() -> None:
    """Create the table ``tool_loan``."""
    op.create_table(
        "tool_loan",
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("tool_id", KEY, nullable=False),
        sa.Column("technician_id", KEY, nullable=False),
        sa.Column("order_id", KEY, nullable=True),
        sa.Column("lent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lent_by", KEY, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("condition_out", sa.Text(), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_by", KEY, nullable=True),
        sa.Column("condition_in", sa.Text(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["lent_by"], ["account.id"], name=op.f("fk_tool_loan_lent_by")),
        sa.ForeignKeyConstraint(["order_id"], ["work_order.id"], name=op.f("fk_tool_loan_order_id")),
        sa.ForeignKeyConstraint(["returned_by"], ["account.id"], name=op.f("fk_tool_loan_returned_by")),
        sa.ForeignKeyConstraint(["technician_id"], ["technician.id"], name=op.f("fk_tool_loan_technician_id")),
        sa.ForeignKeyConstraint(["tool_id"], ["tool.id"], name=op.f("fk_tool_loan_tool_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tool_loan")),
        sa.UniqueConstraint("number", name=op.f("uq_tool_loan_number")),
        sa.UniqueConstraint("uuid", name=op.f("uq_tool_loan_uuid")),
    )
    op.create_index(op.f("ix_tool_loan_order_id"), "tool_loan", ["order_id"], unique=False)
    op.create_index(
        "uq_tool_loan_out",
        "tool_loan",
        ["tool_id"],
        unique=True,
        sqlite_where=sa.text("returned_at IS NULL"),
        postgresql_where=sa.text("returned_at IS NULL"),
    )
