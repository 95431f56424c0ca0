"""Work orders (施工单): tables as of the first revision."""

import sqlalchemy as sa
from alembic import op

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def business_type() -> None:
    """Create the table ``business_type``."""
    op.create_table(
        "business_type",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("repair_class", sa.String(length=32), nullable=False),
        sa.Column("payer", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_business_type")),
        sa.UniqueConstraint("code", name=op.f("uq_business_type_code")),
    )


def work_order() -> None:
    """Create the table ``work_order``."""
    op.create_table(
        "work_order",
        sa.Column("number", sa.String(length=32), nullable=True),
        sa.Column("visit_id", KEY, nullable=False),
        sa.Column("vehicle_id", KEY, nullable=False),
        sa.Column("customer_id", KEY, nullable=False),
        sa.Column("business_type_id", KEY, nullable=False),
        sa.Column("repair_class", sa.String(length=32), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.Column("promised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("promise_open", sa.Boolean(), nullable=False),
        sa.Column("signed_limit_fen", sa.BigInteger(), nullable=False),
        sa.Column("wash", sa.Boolean(), nullable=False),
        sa.Column("labour_fen", sa.BigInteger(), nullable=False),
        sa.Column("material_fen", sa.BigInteger(), nullable=False),
        sa.Column("other_fen", sa.BigInteger(), nullable=False),
        sa.Column("customer_fen", sa.BigInteger(), nullable=False),
        sa.Column("rework_open", sa.Boolean(), nullable=False),
        sa.Column("comeback_of", KEY, nullable=True),
        sa.Column("advisor_id", KEY, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.CheckConstraint(
            "labour_fen >= 0 AND material_fen >= 0 AND other_fen >= 0", name=op.f("ck_work_order_totals")
        ),
        sa.ForeignKeyConstraint(["advisor_id"], ["account.id"], name=op.f("fk_work_order_advisor_id")),
        sa.ForeignKeyConstraint(
            ["business_type_id"], ["business_type.id"], name=op.f("fk_work_order_business_type_id")
        ),
        sa.ForeignKeyConstraint(["comeback_of"], ["work_order.id"], name=op.f("fk_work_order_comeback_of")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_work_order_customer_id")),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicle.id"], name=op.f("fk_work_order_vehicle_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_work_order_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_order")),
        sa.UniqueConstraint("number", name=op.f("uq_work_order_number")),
        sa.UniqueConstraint("uuid", name=op.f("uq_work_order_uuid")),
    )
    op.create_index(
        "ix_work_order_open",
        "work_order",
        ["visit_id"],
        unique=False,
        sqlite_where=sa.text("stage NOT IN ('delivered', 'closed', 'cancelled')"),
        postgresql_where=sa.text("stage NOT IN ('delivered', 'closed', 'cancelled')"),
    )
    op.create_index(op.f("ix_work_order_vehicle_id_opened_at"), "work_order", ["vehicle_id", "opened_at"], unique=False)
    op.create_index(op.f("ix_work_order_visit_id"), "work_order", ["visit_id"], unique=False)


def estimate_revision() -> None:
    """Create the table ``estimate_revision``."""
    op.create_table(
        "estimate_revision",
        sa.Column("order_id", KEY, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("quoted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("quoted_by", KEY, nullable=False),
        sa.Column("labour_fen", sa.BigInteger(), nullable=False),
        sa.Column("material_fen", sa.BigInteger(), nullable=False),
        sa.Column("other_fen", sa.BigInteger(), nullable=False),
        sa.Column("customer_fen", sa.BigInteger(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["work_order.id"], name=op.f("fk_estimate_revision_order_id")),
        sa.ForeignKeyConstraint(["quoted_by"], ["account.id"], name=op.f("fk_estimate_revision_quoted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_estimate_revision")),
        sa.UniqueConstraint("order_id", "revision", name=op.f("uq_estimate_revision_order_id_revision")),
    )


def extra_work() -> None:
    """Create the table ``extra_work``."""
    op.create_table(
        "extra_work",
        sa.Column("order_id", KEY, nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("safety", sa.Boolean(), nullable=False),
        sa.Column("delay_minutes", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", KEY, nullable=False),
        sa.Column("quoted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["work_order.id"], name=op.f("fk_extra_work_order_id")),
        sa.ForeignKeyConstraint(["proposed_by"], ["account.id"], name=op.f("fk_extra_work_proposed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extra_work")),
        sa.UniqueConstraint("number", name=op.f("uq_extra_work_number")),
        sa.UniqueConstraint("uuid", name=op.f("uq_extra_work_uuid")),
    )
    op.create_index(op.f("ix_extra_work_order_id"), "extra_work", ["order_id"], unique=False)


def order_wait() -> None:
    """Create the table ``order_wait``."""
    op.create_table(
        "order_wait",
        sa.Column("order_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["work_order.id"], name=op.f("fk_order_wait_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_wait")),
    )
    op.create_index(
        "ix_order_wait_open",
        "order_wait",
        ["order_id"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def stage_change() -> None:
    """Create the table ``stage_change``."""
    op.create_table(
        "stage_change",
        sa.Column("order_id", KEY, nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("left", sa.String(length=32), nullable=False),
        sa.Column("entered", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", KEY, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_stage_change_account_id")),
        sa.ForeignKeyConstraint(["order_id"], ["work_order.id"], name=op.f("fk_stage_change_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_change")),
    )
    op.create_index(op.f("ix_stage_change_order_id"), "stage_change", ["order_id"], unique=False)


def consent() -> None:
    """Create the table ``consent``."""
    op.create_table(
        "consent",
        sa.Column("order_id", KEY, nullable=False),
        sa.Column("extra_work_id", KEY, nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("method", sa.String(length=32), nullable=False),
        sa.Column("given_by", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("recorded_by", KEY, nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["extra_work_id"], ["extra_work.id"], name=op.f("fk_consent_extra_work_id")),
        sa.ForeignKeyConstraint(["order_id"], ["work_order.id"], name=op.f("fk_consent_order_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_consent_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(op.f("ix_consent_order_id"), "consent", ["order_id"], unique=False)
