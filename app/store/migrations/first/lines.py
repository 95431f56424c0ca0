"""Lines of orders (项目): tables as of the first revision."""

import sqlalchemy as sa
from alembic import op

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def labour_line() -> None:
    """Create the table ``labour_line``."""
    op.create_table(
        "labour_line",
        sa.Column("operation_id", KEY, nullable=True),
        sa.Column("hours", sa.BigInteger(), nullable=False),
        sa.Column("rate_fen", sa.BigInteger(), nullable=False),
        sa.Column("trade", sa.String(length=32), nullable=False),
        sa.Column("min_rank", sa.Integer(), nullable=False),
        sa.Column("method_check", sa.Boolean(), nullable=False),
        sa.Column("method_approved_by", KEY, nullable=True),
        sa.Column("work", sa.String(length=32), nullable=False),
        sa.Column("self_checked", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("payer", sa.String(length=32), nullable=False),
        sa.Column("approval", sa.String(length=32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("order_id", KEY, nullable=False),
        sa.Column("extra_work_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("hours >= 0 AND amount_fen >= 0", name=op.f("ck_labour_line_amount")),
        sa.ForeignKeyConstraint(["extra_work_id"], ["extra_work.id"], name=op.f("fk_labour_line_extra_work_id")),
        sa.ForeignKeyConstraint(["method_approved_by"], ["account.id"], name=op.f("fk_labour_line_method_approved_by")),
        sa.ForeignKeyConstraint(["operation_id"], ["labour_operation.id"], name=op.f("fk_labour_line_operation_id")),
        sa.ForeignKeyConstraint(["order_id"], ["work_order.id"], name=op.f("fk_labour_line_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labour_line")),
    )
    op.create_index(op.f("ix_labour_line_order_id"), "labour_line", ["order_id"], unique=False)


def other_line() -> None:
    """Create the table ``other_line``."""
    op.create_table(
        "other_line",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("payer", sa.String(length=32), nullable=False),
        sa.Column("approval", sa.String(length=32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("order_id", KEY, nullable=False),
        sa.Column("extra_work_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount_fen >= 0", name=op.f("ck_other_line_amount")),
        sa.ForeignKeyConstraint(["extra_work_id"], ["extra_work.id"], name=op.f("fk_other_line_extra_work_id")),
        sa.ForeignKeyConstraint(["order_id"], ["work_order.id"], name=op.f("fk_other_line_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_other_line")),
    )
    op.create_index(op.f("ix_other_line_order_id"), "other_line", ["order_id"], unique=False)


def part_line() -> None:
    """Create the table ``part_line``."""
    op.create_table(
        "part_line",
        sa.Column("labour_line_id", KEY, nullable=True),
        sa.Column("part_id", KEY, nullable=True),
        sa.Column("unit", sa.String(length=16), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("price_fen", sa.BigInteger(), nullable=False),
        sa.Column("origin", sa.String(length=32), nullable=False),
        sa.Column("old_part", sa.String(length=32), nullable=False),
        sa.Column("issued", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("payer", sa.String(length=32), nullable=False),
        sa.Column("approval", sa.String(length=32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("order_id", KEY, nullable=False),
        sa.Column("extra_work_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0 AND amount_fen >= 0 AND issued >= 0", name=op.f("ck_part_line_amount")),
        sa.ForeignKeyConstraint(["extra_work_id"], ["extra_work.id"], name=op.f("fk_part_line_extra_work_id")),
        sa.ForeignKeyConstraint(["labour_line_id"], ["labour_line.id"], name=op.f("fk_part_line_labour_line_id")),
        sa.ForeignKeyConstraint(["order_id"], ["work_order.id"], name=op.f("fk_part_line_order_id")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_part_line_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part_line")),
    )
    op.create_index(op.f("ix_part_line_labour_line_id"), "part_line", ["labour_line_id"], unique=False)
    op.create_index(op.f("ix_part_line_order_id"), "part_line", ["order_id"], unique=False)


def line_share() -> None:
    """Create the table ``line_share``."""
    op.create_table(
        "line_share",
        sa.Column("labour_line_id", KEY, nullable=True),
        sa.Column("part_line_id", KEY, nullable=True),
        sa.Column("other_line_id", KEY, nullable=True),
        sa.Column("payer", sa.String(length=32), nullable=False),
        sa.Column("permille", sa.Integer(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.CheckConstraint(
            "(labour_line_id IS NOT NULL AND part_line_id IS NULL AND other_line_id IS NULL) OR "
            "(labour_line_id IS NULL AND part_line_id IS NOT NULL AND other_line_id IS NULL) OR "
            "(labour_line_id IS NULL AND part_line_id IS NULL AND other_line_id IS NOT NULL)",
            name=op.f("ck_line_share_one_line"),
        ),
        sa.CheckConstraint("permille BETWEEN 1 AND 1000", name=op.f("ck_line_share_permille")),
        sa.ForeignKeyConstraint(["labour_line_id"], ["labour_line.id"], name=op.f("fk_line_share_labour_line_id")),
        sa.ForeignKeyConstraint(["other_line_id"], ["other_line.id"], name=op.f("fk_line_share_other_line_id")),
        sa.ForeignKeyConstraint(["part_line_id"], ["part_line.id"], name=op.f("fk_line_share_part_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_share")),
    )
    op.create_index(op.f("ix_line_share_labour_line_id"), "line_share", ["labour_line_id"], unique=False)
    op.create_index(op.f("ix_line_share_other_line_id"), "line_share", ["other_line_id"], unique=False)
    op.create_index(op.f("ix_line_share_part_line_id"), "line_share", ["part_line_id"], unique=False)
