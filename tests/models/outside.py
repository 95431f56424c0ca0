"""Reads the data from outside that lies beside the checkout, where it is there."""

import csv
from collections.abc import Mapping
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2].parent / "shared" / "data"


def outside_rows(name: str) -> list[Mapping[str, str]]:
    """Return the rows of one table from outside; skip the test where the folder is missing."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"{name} is not there")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
