"""What is told to one character alone, and notes of players to whoever runs the game.

Why: a whisper is a turn like any other (dice, changes, words), so only for whom it is sealed and whether it was read has
to be kept beside it; a note is no turn at all.
What old rows get: nothing. Every turn so far was everybody's.
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "sealed",
        sa.Column("turn_id", _ID, nullable=False),
        sa.Column("character", sa.String(length=64), nullable=False),
        sa.Column("game_id", _ID, nullable=False),
        sa.Column("what", sa.String(length=8), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], name="fk_sealed_turn_id_turns"),
        sa.ForeignKeyConstraint(["game_id"], ["games.id"], name="fk_sealed_game_id_games"),
        sa.PrimaryKeyConstraint("turn_id", "character", name="pk_sealed"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_sealed_game_id", "sealed", ["game_id"])
    op.create_table(
        "player_notes",
        sa.Column("id", _ID, nullable=False),
        sa.Column("game_id", _ID, nullable=False),
        sa.Column("player", sa.String(length=200), nullable=False),
        sa.Column("character", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["game_id"], ["games.id"], name="fk_player_notes_game_id_games"),
        sa.PrimaryKeyConstraint("id", name="pk_player_notes"),
    )
    op.create_index("ix_player_notes_game_id", "player_notes", ["game_id"])
