"""Teams and technicians (班组): tables as of the first revision."""

import sqlalchemy as sa
from alembic import op

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def bay() -> None:
    """Create the table ``bay``."""
    op.create_table(
        "bay",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bay")),
        sa.UniqueConstraint("name", name=op.f("uq_bay_name")),
    )


def team() -> None:
    """Create the table ``team``."""
    op.create_table(
        "team",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("name", name=op.f("uq_team_name")),
    )


def technician() -> None:
    """Create the table ``technician``."""
    op.create_table(
        "technician",
        sa.Column("badge", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("team_id", KEY, nullable=True),
        sa.Column("account_id", KEY, nullable=True),
        sa.Column("shift_minutes", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_technician_account_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_technician_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_technician")),
        sa.UniqueConstraint("badge", name=op.f("uq_technician_badge")),
    )


def technician_skill() -> None:
    """Create the table ``technician_skill``."""
    op.create_table(
        "technician_skill",
        sa.Column("technician_id", KEY, nullable=False),
        sa.Column("trade", sa.String(length=32), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["technician_id"], ["technician.id"], name=op.f("fk_technician_skill_technician_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_technician_skill")),
        sa.UniqueConstraint("technician_id", "trade", name=op.f("uq_technician_skill_technician_id_trade")),
    )
