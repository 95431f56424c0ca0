"""Statements and payments (结算): tables as of the first revision."""

import sqlalchemy as sa
from alembic import op

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def statement() -> None:
    """Create the table ``statement``."""
    op.create_table(
        "statement",
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("order_id", KEY, nullable=False),
        sa.Column("payer", sa.String(length=32), nullable=False),
        sa.Column("labour_fen", sa.BigInteger(), nullable=False),
        sa.Column("material_fen", sa.BigInteger(), nullable=False),
        sa.Column("other_fen", sa.BigInteger(), nullable=False),
        sa.Column("discount_fen", sa.BigInteger(), nullable=False),
        sa.Column("total_fen", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_by", KEY, nullable=False),
        sa.Column("approved_by", KEY, nullable=True),
        sa.Column("reversed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reverse_reason", sa.Text(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.CheckConstraint("total_fen >= 0 AND discount_fen >= 0", name=op.f("ck_statement_total")),
        sa.ForeignKeyConstraint(["approved_by"], ["account.id"], name=op.f("fk_statement_approved_by")),
        sa.ForeignKeyConstraint(["order_id"], ["work_order.id"], name=op.f("fk_statement_order_id")),
        sa.ForeignKeyConstraint(["settled_by"], ["account.id"], name=op.f("fk_statement_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement")),
        sa.UniqueConstraint("number", name=op.f("uq_statement_number")),
        sa.UniqueConstraint("uuid", name=op.f("uq_statement_uuid")),
    )
    op.create_index(op.f("ix_statement_order_id"), "statement", ["order_id"], unique=False)
    op.create_index(
        "uq_statement_valid",
        "statement",
        ["order_id", "payer"],
        unique=True,
        sqlite_where=sa.text("state <> 'reversed'"),
        postgresql_where=sa.text("state <> 'reversed'"),
    )


def payment() -> None:
    """Create the table ``payment``."""
    op.create_table(
        "payment",
        sa.Column("statement_id", KEY, nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.String(length=32), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", KEY, nullable=False),
        sa.Column("reverses_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["reverses_id"], ["payment.id"], name=op.f("fk_payment_reverses_id")),
        sa.ForeignKeyConstraint(["statement_id"], ["statement.id"], name=op.f("fk_payment_statement_id")),
        sa.ForeignKeyConstraint(["taken_by"], ["account.id"], name=op.f("fk_payment_taken_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("uuid", name=op.f("uq_payment_uuid")),
    )
    op.create_index(op.f("ix_payment_statement_id"), "payment", ["statement_id"], unique=False)
