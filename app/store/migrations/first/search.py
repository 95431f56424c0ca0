"""The search index (检索索引) as of the first revision."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

ADDED = """CREATE TRIGGER search_doc_added AFTER INSERT ON search_doc BEGIN \
INSERT INTO search_fts(rowid, t) VALUES (new.id, new.t); END"""
GONE = """CREATE TRIGGER search_doc_gone AFTER DELETE ON search_doc BEGIN \
INSERT INTO search_fts(search_fts, rowid, t) VALUES ('delete', old.id, old.t); END"""
CHANGED = """CREATE TRIGGER search_doc_changed AFTER UPDATE OF t ON search_doc BEGIN \
INSERT INTO search_fts(search_fts, rowid, t) VALUES ('delete', old.id, old.t); \
INSERT INTO search_fts(rowid, t) VALUES (new.id, new.t); END"""


def create() -> None:
    """Create documents and index, each kind of database in its own way."""
    op.create_table(
        "search_doc",
        sa.Column("id", sa.BigInteger().with_variant(sa.INTEGER(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("ref", sa.BigInteger(), nullable=False),
        sa.Column("s", sa.Text(collation="C").with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.Column("t", postgresql.ARRAY(sa.BigInteger()).with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_search_doc"),
    )
    op.execute("CREATE INDEX ix_search_doc_order ON search_doc (s) WHERE kind = 'order'")
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE search_fts USING fts5(t, content='search_doc', content_rowid='id', "
            "tokenize='ascii', detail=none, columnsize=0)"
        )
        for trigger in (ADDED, GONE, CHANGED):
            op.execute(trigger)
    else:
        op.execute("ALTER TABLE search_doc ALTER COLUMN t SET STATISTICS 1000")
        op.execute("CREATE INDEX ix_search_doc_t ON search_doc USING gin (t) WITH (fastupdate = off)")
