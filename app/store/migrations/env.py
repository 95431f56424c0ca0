"""What Alembic runs for every migration: the connection is the one that ``app.store.migrate`` opened."""

from alembic import context

from app.models.everything import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, render_as_batch=True)
context.run_migrations()
