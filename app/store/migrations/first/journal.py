"""Audit, change log, papers (审计、变更、打印): tables as of the first revision."""

import sqlalchemy as sa
from alembic import op

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def audit_head() -> None:
    """Create the table ``audit_head``."""
    op.create_table(
        "audit_head",
        sa.Column("last_id", KEY, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )


def change_log() -> None:
    """Create the table ``change_log``."""
    op.create_table(
        "change_log",
        sa.Column("process", sa.String(length=36), nullable=False),
        sa.Column("flags", sa.Integer(), nullable=False),
        sa.Column("records", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_log")),
    )


def posting() -> None:
    """Create the table ``posting``."""
    op.create_table(
        "posting",
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("service", sa.String(length=80), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting")),
        sa.UniqueConstraint("uuid", name=op.f("uq_posting_uuid")),
    )


def audit() -> None:
    """Create the table ``audit``."""
    op.create_table(
        "audit",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", KEY, nullable=True),
        sa.Column("pc", sa.String(length=36), nullable=False),
        sa.Column("service", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("confirmed", sa.Text(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_audit_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )


def printed_paper() -> None:
    """Create the table ``printed_paper``."""
    op.create_table(
        "printed_paper",
        sa.Column("form", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("order_id", KEY, nullable=True),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("copies", sa.Text(), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("printed_by", KEY, nullable=True),
        sa.Column("pc", sa.String(length=36), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["work_order.id"], name=op.f("fk_printed_paper_order_id")),
        sa.ForeignKeyConstraint(["printed_by"], ["account.id"], name=op.f("fk_printed_paper_printed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printed_paper")),
        sa.UniqueConstraint("form", "number", "nth", name=op.f("uq_printed_paper_form_number_nth")),
    )
    op.create_index(op.f("ix_printed_paper_order_id"), "printed_paper", ["order_id"], unique=False)
