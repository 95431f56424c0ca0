"""How the station is kept: engine, unit of work, schema, search index, audit chain."""
