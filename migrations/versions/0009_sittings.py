"""When a group comes together next, and who wants to be reminded of it.

Why: a game can be planned for an evening; people who ask for it are mentioned a quarter of an hour before.
What old rows get: nothing changes for them; both tables begin empty.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "discord_sittings",
        sa.Column("thread_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("thread_id", name=op.f("pk_discord_sittings")),
    )
    op.create_index("ix_discord_sittings_state", "discord_sittings", ["state", "at"])
    op.create_table(
        "discord_interests",
        sa.Column("thread_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("thread_id", "user_id", name=op.f("pk_discord_interests")),
        sqlite_with_rowid=False,
    )
