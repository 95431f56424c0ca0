"""Modules that have no business in the process before the first paint."""

SLOW = ("pyqtgraph", "numpy", "openpyxl", "reportlab", "pypinyin", "alembic", "psycopg", "sqlalchemy")
