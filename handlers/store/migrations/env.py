"""Alembic's entry: run the scripts on the connection that handlers.store.migration hands over."""

from alembic import context

from handlers.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,  # SQLite alters little in place
)
with context.begin_transaction():
    context.run_migrations()
