"""Visits (进厂): tables as of the first revision."""

import sqlalchemy as sa
from alembic import op

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def visit() -> None:
    """Create the table ``visit``."""
    op.create_table(
        "visit",
        sa.Column("vehicle_id", KEY, nullable=False),
        sa.Column("customer_id", KEY, nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mileage_in", sa.Integer(), nullable=True),
        sa.Column("mileage_out", sa.Integer(), nullable=True),
        sa.Column("mileage_answer", sa.Text(), nullable=False),
        sa.Column("fuel", sa.Integer(), nullable=True),
        sa.Column("waiting", sa.Boolean(), nullable=False),
        sa.Column("bringer", sa.Text(), nullable=False),
        sa.Column("bringer_phone", sa.Text(), nullable=False),
        sa.Column("keys_tag", sa.String(length=32), nullable=False),
        sa.Column("belongings", sa.Text(), nullable=False),
        sa.Column("received_by", KEY, nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.CheckConstraint("fuel IS NULL OR fuel BETWEEN 0 AND 8", name=op.f("ck_visit_fuel")),
        sa.CheckConstraint("mileage_in IS NULL OR mileage_in >= 0", name=op.f("ck_visit_mileage_in")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_visit_customer_id")),
        sa.ForeignKeyConstraint(["received_by"], ["account.id"], name=op.f("fk_visit_received_by")),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicle.id"], name=op.f("fk_visit_vehicle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("uuid", name=op.f("uq_visit_uuid")),
    )
    op.create_index(
        "ix_visit_in_shop",
        "visit",
        ["id"],
        unique=False,
        sqlite_where=sa.text("left_at IS NULL"),
        postgresql_where=sa.text("left_at IS NULL"),
    )
    op.create_index(op.f("ix_visit_vehicle_id_arrived_at"), "visit", ["vehicle_id", "arrived_at"], unique=False)


def delivery() -> None:
    """Create the table ``delivery``."""
    op.create_table(
        "delivery",
        sa.Column("visit_id", KEY, nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("gate_pass", sa.String(length=32), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_by", KEY, nullable=False),
        sa.Column("receiver", sa.Text(), nullable=False),
        sa.Column("mileage_out", sa.Integer(), nullable=True),
        sa.Column("remaining_faults", sa.Text(), nullable=False),
        sa.Column("advice", sa.Text(), nullable=False),
        sa.Column("items_back", sa.Text(), nullable=False),
        sa.Column("old_parts_shown", sa.Boolean(), nullable=False),
        sa.Column("covers_off", sa.Boolean(), nullable=False),
        sa.Column("next_service_km", sa.Integer(), nullable=True),
        sa.Column("next_service_on", sa.Date(), nullable=True),
        sa.Column("follow_up", sa.Text(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["delivered_by"], ["account.id"], name=op.f("fk_delivery_delivered_by")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_delivery_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("gate_pass", name=op.f("uq_delivery_gate_pass")),
        sa.UniqueConstraint("number", name=op.f("uq_delivery_number")),
        sa.UniqueConstraint("uuid", name=op.f("uq_delivery_uuid")),
    )
    op.create_index(op.f("ix_delivery_visit_id"), "delivery", ["visit_id"], unique=False)
