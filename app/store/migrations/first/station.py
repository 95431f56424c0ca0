"""The station, its catalogue and counters (服务站): tables as of the first revision."""

import sqlalchemy as sa
from alembic import op

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def counter() -> None:
    """Create the table ``counter``."""
    op.create_table(
        "counter",
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counter")),
        sa.UniqueConstraint("kind", "day", name=op.f("uq_counter_kind_day")),
    )


def guarantee_term() -> None:
    """Create the table ``guarantee_term``."""
    op.create_table(
        "guarantee_term",
        sa.Column("vehicle_kind", sa.String(length=32), nullable=False),
        sa.Column("repair_class", sa.String(length=32), nullable=False),
        sa.Column("km", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guarantee_term")),
        sa.UniqueConstraint("vehicle_kind", "repair_class", name=op.f("uq_guarantee_term_vehicle_kind_repair_class")),
    )


def labour_operation() -> None:
    """Create the table ``labour_operation``."""
    op.create_table(
        "labour_operation",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("hours", sa.BigInteger(), nullable=False),
        sa.Column("lump_fen", sa.BigInteger(), nullable=False),
        sa.Column("trade", sa.String(length=32), nullable=False),
        sa.Column("min_rank", sa.Integer(), nullable=False),
        sa.Column("method_check", sa.Boolean(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labour_operation")),
        sa.UniqueConstraint("code", name=op.f("uq_labour_operation_code")),
    )


def station() -> None:
    """Create the table ``station``."""
    op.create_table(
        "station",
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("credit_code", sa.String(length=32), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("founded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_station")),
    )


def station_setting() -> None:
    """Create the table ``station_setting``."""
    op.create_table(
        "station_setting",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_station_setting")),
        sa.UniqueConstraint("key", "valid_from", name=op.f("uq_station_setting_key_valid_from")),
    )


def labour_rate() -> None:
    """Create the table ``labour_rate``."""
    op.create_table(
        "labour_rate",
        sa.Column("business_type_id", KEY, nullable=True),
        sa.Column("payer", sa.String(length=32), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("rate_fen", sa.BigInteger(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["business_type_id"], ["business_type.id"], name=op.f("fk_labour_rate_business_type_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labour_rate")),
        sa.UniqueConstraint(
            "business_type_id", "payer", "valid_from", name=op.f("uq_labour_rate_business_type_id_payer_valid_from")
        ),
    )


def voided_number() -> None:
    """Create the table ``voided_number``."""
    op.create_table(
        "voided_number",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_by", KEY, nullable=False),
        sa.Column("replaced_by", sa.String(length=32), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["voided_by"], ["account.id"], name=op.f("fk_voided_number_voided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voided_number")),
        sa.UniqueConstraint("number", name=op.f("uq_voided_number_number")),
    )
