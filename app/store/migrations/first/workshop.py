"""Assignments and spans (派工): tables as of the first revision."""

import sqlalchemy as sa
from alembic import op

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def assignment() -> None:
    """Create the table ``assignment``."""
    op.create_table(
        "assignment",
        sa.Column("labour_line_id", KEY, nullable=False),
        sa.Column("technician_id", KEY, nullable=False),
        sa.Column("bay_id", KEY, nullable=True),
        sa.Column("planned_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("planned_end", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assigned_by", KEY, nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["assigned_by"], ["account.id"], name=op.f("fk_assignment_assigned_by")),
        sa.ForeignKeyConstraint(["bay_id"], ["bay.id"], name=op.f("fk_assignment_bay_id")),
        sa.ForeignKeyConstraint(["labour_line_id"], ["labour_line.id"], name=op.f("fk_assignment_labour_line_id")),
        sa.ForeignKeyConstraint(["technician_id"], ["technician.id"], name=op.f("fk_assignment_technician_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    op.create_index(op.f("ix_assignment_labour_line_id"), "assignment", ["labour_line_id"], unique=False)
    op.create_index(
        op.f("ix_assignment_technician_id_planned_start"),
        "assignment",
        ["technician_id", "planned_start"],
        unique=False,
    )
    op.create_index(
        "uq_assignment_current",
        "assignment",
        ["labour_line_id", "technician_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def work_span() -> None:
    """Create the table ``work_span``."""
    op.create_table(
        "work_span",
        sa.Column("assignment_id", KEY, nullable=False),
        sa.Column("labour_line_id", KEY, nullable=False),
        sa.Column("technician_id", KEY, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pause", sa.String(length=32), nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_work_span_assignment_id")),
        sa.ForeignKeyConstraint(["labour_line_id"], ["labour_line.id"], name=op.f("fk_work_span_labour_line_id")),
        sa.ForeignKeyConstraint(["technician_id"], ["technician.id"], name=op.f("fk_work_span_technician_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_span")),
    )
    op.create_index(op.f("ix_work_span_assignment_id"), "work_span", ["assignment_id"], unique=False)
    op.create_index(op.f("ix_work_span_labour_line_id"), "work_span", ["labour_line_id"], unique=False)
    op.create_index(
        "uq_work_span_running",
        "work_span",
        ["technician_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
