"""Revisions of the database structure (库结构版本), run by ``app.store.migrate``."""
