"""Alembic's entry point: runs the revisions on the connection that ``ledger/schema.py`` hands over."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    # SQLite cannot alter most things of a table: in batch mode the table is copied.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
