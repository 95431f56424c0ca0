"""A database that was migrated is the same as one made new, and nothing is lost on the way."""

import re
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from app.errors import Trouble
from app.models.access import Permission, Role
from app.models.everything import METADATA
from app.services.acts import query
from app.services.check import check
from app.store import migrate, schema
from app.store.engine import Engines, open_engines, sqlite_path, sqlite_url
from tests.builders import Shop, open_shop, received

ADD_COLOUR = """
from alembic import op
import sqlalchemy as sa
revision, down_revision, branch_labels, depends_on = "0002", "0001", None, None
def upgrade():
    with op.batch_alter_table("vehicle") as vehicle:
        vehicle.add_column(sa.Column("colour", sa.Text(), nullable=False, server_default=""))
        vehicle.alter_column("model", new_column_name="make")
"""
LOSE_CUSTOMERS = """
from alembic import op
revision, down_revision, branch_labels, depends_on = "0002", "0001", None, None
def upgrade():
    op.execute("ALTER TABLE tool ADD COLUMN lost INTEGER")
    op.execute("DELETE FROM customer")
"""


def next_revision(folder: Path, text_: str) -> Path:
    """Make a folder of migrations as the next release might have it."""
    scripts = folder / "migrations"
    shutil.copytree(migrate.FOLDER, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "0002_next.py").write_text(text_, encoding="utf-8")
    return scripts


POSTGRESQL_STRUCTURE = (
    "SELECT 'index ' || indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    """SELECT 'rule ' || conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid)
       FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
    """SELECT 'column ' || attrelid::regclass || ' ' || attnum, concat_ws(' ', attname,
              format_type(atttypid, atttypmod), attnotnull, attstattarget, attcollation::regcollation)
       FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
       WHERE relnamespace = 'public'::regnamespace AND attnum > 0 AND relkind = 'r'""",
)


def structure(connection: Connection) -> dict[str, Any]:
    """Describe everything in the database but Alembic's own table, as the database itself tells it."""
    if connection.dialect.name == "sqlite":
        statement = "SELECT type || ' ' || name, sql FROM sqlite_master WHERE tbl_name <> 'alembic_version'"
        return {name: sorted(clauses(sql or "")) for name, sql in connection.execute(text(statement))}
    found = [row for statement in POSTGRESQL_STRUCTURE for row in connection.execute(text(statement))]
    return {name: defined for name, defined in found if "alembic" not in name}


def clauses(statement: str) -> list[str]:
    """Part a CREATE statement at its commas: the order in which constraints are written means nothing."""
    return [part.strip() for part in re.sub(r"[\s()]+", " ", statement).split(",")]


def described(engines: Engines) -> dict[str, Any]:
    """Describe a database and what stands in it at the beginning."""
    with engines.reader.connect() as connection:
        found = structure(connection)
        found["revision"] = connection.execute(text("SELECT version_num FROM alembic_version")).all()
        found["chain"] = connection.execute(text("SELECT id, last_id, hash FROM audit_head")).all()
        if connection.dialect.name == "sqlite":
            found["application"] = connection.exec_driver_sql("PRAGMA application_id").all()
    return found


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_migrated_database_equals_a_new_one(request: pytest.FixtureRequest, kind: str) -> None:
    bare_database_url = request.getfixturevalue(f"bare_{kind}_database")
    database_url = request.getfixturevalue(f"{kind}_database")
    assert migrate.upgrade(bare_database_url) is None
    migrated, made = open_engines(bare_database_url), open_engines(database_url)
    try:
        assert described(migrated) == described(made)
        with migrated.reader.connect() as connection:
            options = {"include_name": lambda name, kind, _: kind != "table" or not str(name).startswith("search_")}
            context = MigrationContext.configure(connection, opts=options)
            assert compare_metadata(context, METADATA) == []
            assert "search_doc" in inspect(connection).get_table_names()
    finally:
        migrated.dispose()
        made.dispose()


def test_a_migrated_database_is_opened_and_worked_in(bare_database_url: str) -> None:
    migrate.upgrade(bare_database_url)
    schema.open_database(bare_database_url).dispose()
    shop = open_shop(bare_database_url)
    received(shop)
    assert check(shop.station.engines) == []
    shop.station.engines.dispose()


def test_a_current_database_is_left_alone(shop: Shop) -> None:
    received(shop)
    before = described(shop.station.engines)
    assert migrate.upgrade(shop.station.engines.writer.url.render_as_string(hide_password=False)) is None
    assert described(shop.station.engines) == before
    assert len(shop.found(type(shop.order(1)))) == 1


def test_the_next_revision_keeps_every_record_and_the_file_is_copied_first(shop: Shop, tmp_path: Path) -> None:
    received(shop)
    url = shop.station.engines.writer.url.render_as_string(hide_password=False)
    shop.station.engines.dispose()
    copy = migrate.upgrade(url, folder=next_revision(tmp_path, ADD_COLOUR))
    engines = open_engines(url)
    with engines.reader.connect() as connection:
        assert connection.execute(text("SELECT plate, make, colour FROM vehicle")).all() == [
            ("京N7L820", "长城 炮 2023 款", "")
        ]
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "0002"
    engines.dispose()
    path = sqlite_path(url)
    assert (copy is None) == (path is None)
    if copy is not None:
        with closing(sqlite3.connect(copy)) as before:
            assert before.execute("SELECT plate, model FROM vehicle").fetchall() == [("京N7L820", "长城 炮 2023 款")]
            assert before.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]


def test_a_database_of_a_newer_program_is_refused(shop: Shop, tmp_path: Path) -> None:
    url = shop.station.engines.writer.url.render_as_string(hide_password=False)
    migrate.upgrade(url, folder=next_revision(tmp_path, ADD_COLOUR))
    with pytest.raises(Trouble, match=r"数据库的版本.0002.比本程序新"):
        schema.open_database(url)


def test_the_next_release_migrates_when_it_opens_the_station(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    received(shop)
    url = shop.station.engines.writer.url.render_as_string(hide_password=False)
    shop.station.engines.dispose()
    monkeypatch.setattr(migrate, "FOLDER", next_revision(tmp_path, ADD_COLOUR))
    monkeypatch.setattr(schema, "HEAD", "0002")
    monkeypatch.setattr(schema, "KNOWN", ("0001", "0002"))
    for _ in range(2):
        engines = schema.open_database(url)
        with engines.reader.connect() as connection:
            assert connection.execute(text("SELECT make FROM vehicle")).scalar_one() == "长城 炮 2023 款"
        assert schema.revision_of(engines) == "0002"
        engines.dispose()


def test_several_pcs_may_open_an_empty_database_at_once(bare_database_url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        for engines in pool.map(schema.open_database, [bare_database_url] * 4):
            assert schema.revision_of(engines) == "0001"
            engines.dispose()


def test_a_migration_that_would_lose_records_changes_nothing(sqlite_shop: Shop, tmp_path: Path) -> None:
    received(sqlite_shop)
    before = described(sqlite_shop.station.engines)
    url = str(sqlite_shop.station.engines.writer.url)
    with pytest.raises(Trouble, match="失去了所指的 customer"):
        migrate.upgrade(url, folder=next_revision(tmp_path, LOSE_CUSTOMERS))
    assert described(sqlite_shop.station.engines) == before
    assert sqlite_shop.ask(Role.RECEPTION, _count) == 1


@query(Permission.VIEW)
def _count(look: Any) -> int:
    return int(look.session.execute(text("SELECT count(*) FROM customer")).scalar_one())


def test_without_room_for_the_copy_nothing_is_migrated(sqlite_shop: Shop, tmp_path: Path) -> None:
    url = str(sqlite_shop.station.engines.writer.url)
    path = sqlite_path(url)
    assert path is not None
    link = tmp_path / f"{'x' * 240}.db"
    link.symlink_to(path)
    with pytest.raises(Trouble, match="升级前不能复制数据文件"):
        migrate.upgrade(sqlite_url(link), folder=next_revision(tmp_path, ADD_COLOUR))
    assert schema.revision_of(sqlite_shop.station.engines) == "0001"


FAIL_HALFWAY = """
from alembic import op
revision, down_revision, branch_labels, depends_on = "0002", "0001", None, None
def upgrade():
    op.execute("ALTER TABLE tool ADD COLUMN colour TEXT")
    op.execute("UPDATE tool SET colour = 'red'")
    raise RuntimeError("the next release has a mistake")
"""


def test_a_migration_that_fails_half_way_leaves_the_old_station_in_use(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    received(shop)
    before = described(shop.station.engines)
    url = shop.station.engines.writer.url.render_as_string(hide_password=False)
    shop.station.engines.dispose()
    with monkeypatch.context() as next_release:
        next_release.setattr(migrate, "FOLDER", next_revision(tmp_path, FAIL_HALFWAY))
        next_release.setattr(schema, "HEAD", "0002")
        next_release.setattr(schema, "KNOWN", ("0001", "0002"))
        with pytest.raises(RuntimeError, match="the next release has a mistake"):
            schema.open_database(url)
    engines = schema.open_database(url)
    assert described(engines) == before
    assert check(engines) == []
    engines.dispose()
    path = sqlite_path(url)
    if path is not None:
        (copy,) = path.parent.glob("station.2*Z.db")
        with closing(sqlite3.connect(copy)) as kept:
            assert kept.execute("SELECT plate FROM vehicle").fetchall() == [("京N7L820",)]
