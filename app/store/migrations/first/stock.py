"""Parts and stock (配件): tables as of the first revision."""

import sqlalchemy as sa
from alembic import op

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def part() -> None:
    """Create the table ``part``."""
    op.create_table(
        "part",
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(length=16), nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("origin", sa.String(length=32), nullable=False),
        sa.Column("bin", sa.String(length=32), nullable=False),
        sa.Column("price_fen", sa.BigInteger(), nullable=False),
        sa.Column("limit_fen", sa.BigInteger(), nullable=False),
        sa.Column("minimum", sa.BigInteger(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("price_fen >= 0 AND limit_fen >= 0 AND minimum >= 0", name=op.f("ck_part_prices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part")),
        sa.UniqueConstraint("number", name=op.f("uq_part_number")),
    )


def stock_balance() -> None:
    """Create the table ``stock_balance``."""
    op.create_table(
        "stock_balance",
        sa.Column("part_id", KEY, nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_stock_balance_never_below_zero")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_stock_balance_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_balance")),
        sa.UniqueConstraint("part_id", name=op.f("uq_stock_balance_part_id")),
    )


def stock_document() -> None:
    """Create the table ``stock_document``."""
    op.create_table(
        "stock_document",
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("order_id", KEY, nullable=True),
        sa.Column("technician_id", KEY, nullable=True),
        sa.Column("supplier", sa.Text(), nullable=False),
        sa.Column("supplier_note", sa.Text(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("posted_by", KEY, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["work_order.id"], name=op.f("fk_stock_document_order_id")),
        sa.ForeignKeyConstraint(["posted_by"], ["account.id"], name=op.f("fk_stock_document_posted_by")),
        sa.ForeignKeyConstraint(["technician_id"], ["technician.id"], name=op.f("fk_stock_document_technician_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_document")),
        sa.UniqueConstraint("number", name=op.f("uq_stock_document_number")),
        sa.UniqueConstraint("uuid", name=op.f("uq_stock_document_uuid")),
    )
    op.create_index(op.f("ix_stock_document_order_id"), "stock_document", ["order_id"], unique=False)


def stock_batch() -> None:
    """Create the table ``stock_batch``."""
    op.create_table(
        "stock_batch",
        sa.Column("part_id", KEY, nullable=False),
        sa.Column("document_id", KEY, nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("quantity_in", sa.BigInteger(), nullable=False),
        sa.Column("quantity_left", sa.BigInteger(), nullable=False),
        sa.Column("cost_in", sa.BigInteger(), nullable=False),
        sa.Column("cost_left", sa.BigInteger(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.CheckConstraint("quantity_left >= 0 AND cost_left >= 0", name=op.f("ck_stock_batch_never_below_zero")),
        sa.ForeignKeyConstraint(["document_id"], ["stock_document.id"], name=op.f("fk_stock_batch_document_id")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_stock_batch_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_batch")),
    )
    op.create_index(
        "ix_stock_batch_fifo",
        "stock_batch",
        ["part_id", "id"],
        unique=False,
        sqlite_where=sa.text("quantity_left > 0"),
        postgresql_where=sa.text("quantity_left > 0"),
    )


def stock_move() -> None:
    """Create the table ``stock_move``."""
    op.create_table(
        "stock_move",
        sa.Column("part_id", KEY, nullable=False),
        sa.Column("batch_id", KEY, nullable=False),
        sa.Column("document_id", KEY, nullable=False),
        sa.Column("part_line_id", KEY, nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reverses_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.CheckConstraint("quantity <> 0", name=op.f("ck_stock_move_quantity")),
        sa.ForeignKeyConstraint(["batch_id"], ["stock_batch.id"], name=op.f("fk_stock_move_batch_id")),
        sa.ForeignKeyConstraint(["document_id"], ["stock_document.id"], name=op.f("fk_stock_move_document_id")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_stock_move_part_id")),
        sa.ForeignKeyConstraint(["part_line_id"], ["part_line.id"], name=op.f("fk_stock_move_part_line_id")),
        sa.ForeignKeyConstraint(["reverses_id"], ["stock_move.id"], name=op.f("fk_stock_move_reverses_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_move")),
    )
    op.create_index(op.f("ix_stock_move_document_id"), "stock_move", ["document_id"], unique=False)
    op.create_index(op.f("ix_stock_move_part_id_id"), "stock_move", ["part_id", "id"], unique=False)
    op.create_index(op.f("ix_stock_move_part_line_id"), "stock_move", ["part_line_id"], unique=False)
