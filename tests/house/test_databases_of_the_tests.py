"""The databases that tests get: the program's own structure, on both kinds, each test its own."""

import pytest
from sqlalchemy import create_engine, inspect, text


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_gets_an_empty_station_of_its_own(database_url: str, turn: int) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        names = set(inspect(connection).get_table_names())
        assert {"audit", "alembic_version"} <= names, names
        assert "left_by_a_test" not in names, turn
        connection.execute(text("CREATE TABLE left_by_a_test (id INTEGER)"))
    engine.dispose()


def test_a_bare_database_has_no_table(bare_database_url: str) -> None:
    engine = create_engine(bare_database_url)
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == []
    engine.dispose()
