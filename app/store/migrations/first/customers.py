"""Customers and vehicles (客户、车辆): tables as of the first revision."""

import sqlalchemy as sa
from alembic import op

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def customer() -> None:
    """Create the table ``customer``."""
    op.create_table(
        "customer",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("credit_code", sa.String(length=32), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
    )


def vehicle() -> None:
    """Create the table ``vehicle``."""
    op.create_table(
        "vehicle",
        sa.Column("customer_id", KEY, nullable=False),
        sa.Column("plate", sa.String(length=32), nullable=False),
        sa.Column("plate_colour", sa.String(length=16), nullable=False),
        sa.Column("vin", sa.String(length=32), nullable=False),
        sa.Column("vin_reason", sa.Text(), nullable=False),
        sa.Column("engine_no", sa.String(length=64), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("purchased_on", sa.Date(), nullable=True),
        sa.Column("mileage", sa.Integer(), nullable=True),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_vehicle_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vehicle")),
    )
    op.create_index(op.f("ix_vehicle_customer_id"), "vehicle", ["customer_id"], unique=False)
    op.create_index(op.f("ix_vehicle_plate"), "vehicle", ["plate"], unique=False)
    op.create_index(op.f("ix_vehicle_vin"), "vehicle", ["vin"], unique=False)
