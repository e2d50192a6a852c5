"""Which process plays which shards.

Why: several processes may play one bot, each its own shards; two of the same shards would play every game twice.
What old rows get: nothing; nobody has claimed anything.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "discord_shards",
        sa.Column("application_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("shard_id", ID, autoincrement=False, nullable=False),
        sa.Column("shard_count", ID, nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("application_id", "shard_id", name=op.f("pk_discord_shards")),
        sqlite_with_rowid=False,
    )
