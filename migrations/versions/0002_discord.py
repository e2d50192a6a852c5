"""The Discord face.

Why: servers, threads, seats and messages must outlive the process, so that a thread goes on where it stopped.
What old rows get: nothing; games that were played elsewhere stay as they are.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "discord_guilds",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("campaign", sa.String(length=64), nullable=True),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("spending_note", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", name=op.f("pk_discord_guilds")),
    )
    op.create_table(
        "discord_threads",
        sa.Column("thread_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("host_id", sa.BigInteger(), nullable=False),
        sa.Column("campaign", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("scene", sa.String(length=64), nullable=False),
        sa.Column("game_id", ID, nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("card_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["game_id"], ["games.id"], name=op.f("fk_discord_threads_game_id_games")),
        sa.PrimaryKeyConstraint("thread_id", name=op.f("pk_discord_threads")),
    )
    op.create_index("ix_discord_threads_status", "discord_threads", ["status"], unique=False)
    op.create_table(
        "discord_seats",
        sa.Column("thread_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("character", sa.String(length=64), nullable=False),
        sa.Column("player_id", sa.BigInteger(), nullable=False),
        sa.Column("player_name", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["discord_threads.thread_id"], name=op.f("fk_discord_seats_thread_id_discord_threads")
        ),
        sa.PrimaryKeyConstraint("thread_id", "character", name=op.f("pk_discord_seats")),
        sqlite_with_rowid=False,
    )
    op.create_index("uq_discord_seats_player", "discord_seats", ["thread_id", "player_id"], unique=True)
    op.create_table(
        "discord_posts",
        sa.Column("thread_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("turn_id", ID, autoincrement=False, nullable=False),
        sa.Column("part", sa.String(length=32), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("webhook_id", sa.BigInteger(), nullable=True),
        sa.Column("buttons", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("thread_id", "turn_id", "part", name=op.f("pk_discord_posts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "discord_commands",
        sa.Column("application_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_discord_commands")),
    )


def downgrade() -> None:
    op.drop_table("discord_commands")
    op.drop_table("discord_posts")
    op.drop_table("discord_seats")
    op.drop_table("discord_threads")
    op.drop_table("discord_guilds")
