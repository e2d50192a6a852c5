"""Consent, retention, departures, daily chores, and whose a roll at the table is.

Why: people must agree before they play and can have their words erased; a server may keep ended games only so long; what
a server stored goes some time after the bot was removed; a roll's label is the words of the one who rolled.
What old rows get: nobody has agreed yet and is asked when they next sit down; games that have ended are counted from
the day that the bot first looks; old rolls at the table belong to nobody; from no game has anything been erased.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "discord_consents",
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_discord_consents")),
    )
    op.create_table(
        "discord_endings",
        sa.Column("thread_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("state_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["discord_threads.thread_id"], name=op.f("fk_discord_endings_thread_id_discord_threads")
        ),
        sa.PrimaryKeyConstraint("thread_id", name=op.f("pk_discord_endings")),
    )
    op.create_table(
        "discord_departures",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", name=op.f("pk_discord_departures")),
    )
    op.create_table(
        "chores",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_chores")),
    )
    op.add_column("rolls", sa.Column("player", sa.String(length=200), nullable=True))
    op.add_column("games", sa.Column("erasures", ID, nullable=False, server_default="0"))
