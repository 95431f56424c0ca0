"""The first structure, table by table; frozen, later revisions change it."""
