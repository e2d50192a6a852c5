"""Runs migrations on the connection that `gm.store.migrate` hands over, inside its transaction."""

from alembic import context

from gm.store.schema import METADATA

connection = context.config.attributes.get("connection")
if connection is None:
    raise RuntimeError("run migrations with `gm db upgrade`")
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=False,  # the caller's transaction is the one that counts, on both databases
)
context.run_migrations()
