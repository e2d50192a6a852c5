"""A thread keeps to its branch; words can be withdrawn; what the table stepped away from; turn reminders.

Why: several threads may play branches of one game at once; a message that was deleted before it was played must not be
played; mentions that were written while the bot was away are read from where it stopped; an X-card is never rewound.
What old rows get: a thread keeps to the branch that its game is on now, and has heard nothing yet; no input is withdrawn;
nobody has laid a card or asked to be reminded.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("discord_threads", sa.Column("branch_id", ID, nullable=True))
    op.add_column("discord_threads", sa.Column("heard_id", sa.BigInteger(), nullable=True))
    op.execute(
        "UPDATE discord_threads SET branch_id = "
        "(SELECT games.branch_id FROM games WHERE games.id = discord_threads.game_id)"
    )
    op.add_column("inputs", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "steers",
        sa.Column("id", ID, nullable=False),
        sa.Column("game_id", ID, nullable=False),
        sa.Column("turn_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("number", ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["game_id"], ["games.id"], name=op.f("fk_steers_game_id_games")),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], name=op.f("fk_steers_turn_id_turns")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_steers")),
    )
    op.create_index("uq_steers_turn", "steers", ["turn_id", "kind"], unique=True)
    op.create_index("ix_steers_game_id", "steers", ["game_id"], unique=False)
    op.create_table(
        "discord_reminders",
        sa.Column("thread_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("player_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("utc_minutes", sa.Integer(), nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=False),
        sa.Column("quiet_to", sa.Integer(), nullable=False),
        sa.Column("reminded_of", ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["discord_threads.thread_id"], name=op.f("fk_discord_reminders_thread_id_discord_threads")
        ),
        sa.PrimaryKeyConstraint("thread_id", "player_id", name=op.f("pk_discord_reminders")),
        sqlite_with_rowid=False,
    )
