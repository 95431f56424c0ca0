"""Inspection and certificates (检验): tables as of the first revision."""

import sqlalchemy as sa
from alembic import op

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def inspection() -> None:
    """Create the table ``inspection``."""
    op.create_table(
        "inspection",
        sa.Column("order_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=False),
        sa.Column("inspector_id", KEY, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("road_test_km", sa.Integer(), nullable=True),
        sa.Column("road_test", sa.Text(), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["inspector_id"], ["account.id"], name=op.f("fk_inspection_inspector_id")),
        sa.ForeignKeyConstraint(["order_id"], ["work_order.id"], name=op.f("fk_inspection_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection")),
        sa.UniqueConstraint("order_id", "kind", "round", name=op.f("uq_inspection_order_id_kind_round")),
        sa.UniqueConstraint("uuid", name=op.f("uq_inspection_uuid")),
    )


def certificate() -> None:
    """Create the table ``certificate``."""
    op.create_table(
        "certificate",
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("order_id", KEY, nullable=False),
        sa.Column("inspection_id", KEY, nullable=False),
        sa.Column("inspector_id", KEY, nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("repair_class", sa.String(length=32), nullable=False),
        sa.Column("guarantee_km", sa.Integer(), nullable=False),
        sa.Column("guarantee_days", sa.Integer(), nullable=False),
        sa.Column("mileage_out", sa.Integer(), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.CheckConstraint("guarantee_km > 0 AND guarantee_days > 0", name=op.f("ck_certificate_guarantee")),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspection.id"], name=op.f("fk_certificate_inspection_id")),
        sa.ForeignKeyConstraint(["inspector_id"], ["account.id"], name=op.f("fk_certificate_inspector_id")),
        sa.ForeignKeyConstraint(["order_id"], ["work_order.id"], name=op.f("fk_certificate_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("number", name=op.f("uq_certificate_number")),
        sa.UniqueConstraint("uuid", name=op.f("uq_certificate_uuid")),
    )
    op.create_index(op.f("ix_certificate_order_id"), "certificate", ["order_id"], unique=False)
    op.create_index(
        "uq_certificate_valid",
        "certificate",
        ["order_id"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )


def inspection_item() -> None:
    """Create the table ``inspection_item``."""
    op.create_table(
        "inspection_item",
        sa.Column("inspection_id", KEY, nullable=False),
        sa.Column("labour_line_id", KEY, nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=False),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.Column("measured", sa.Text(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspection.id"], name=op.f("fk_inspection_item_inspection_id")),
        sa.ForeignKeyConstraint(["labour_line_id"], ["labour_line.id"], name=op.f("fk_inspection_item_labour_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_item")),
    )
    op.create_index(op.f("ix_inspection_item_inspection_id"), "inspection_item", ["inspection_id"], unique=False)


def rework() -> None:
    """Create the table ``rework``."""
    op.create_table(
        "rework",
        sa.Column("order_id", KEY, nullable=False),
        sa.Column("inspection_item_id", KEY, nullable=False),
        sa.Column("labour_line_id", KEY, nullable=True),
        sa.Column("technician_id", KEY, nullable=True),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ordered_by", KEY, nullable=False),
        sa.Column("passed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["inspection_item_id"], ["inspection_item.id"], name=op.f("fk_rework_inspection_item_id")
        ),
        sa.ForeignKeyConstraint(["labour_line_id"], ["labour_line.id"], name=op.f("fk_rework_labour_line_id")),
        sa.ForeignKeyConstraint(["order_id"], ["work_order.id"], name=op.f("fk_rework_order_id")),
        sa.ForeignKeyConstraint(["ordered_by"], ["account.id"], name=op.f("fk_rework_ordered_by")),
        sa.ForeignKeyConstraint(["technician_id"], ["technician.id"], name=op.f("fk_rework_technician_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rework")),
    )
    op.create_index(op.f("ix_rework_order_id"), "rework", ["order_id"], unique=False)
