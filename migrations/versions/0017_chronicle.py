"""Summaries of spans of turns that are over; and what a prompt's window is told of the time before it.

Why: scene, session and arc summaries are written once, cited by turn, and found by lineage. A window names the
summaries and gists that stand before its transcript, so that a prompt changes only where it is compacted.
What old rows get: no summaries; they are written when a game goes on. A window's NULL is filled at its next compaction,
until when its turns are told by their gists, as before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "summaries",
        sa.Column("id", _ID, nullable=False),
        sa.Column("game_id", _ID, nullable=False),
        sa.Column("branch_id", _ID, nullable=False),
        sa.Column("level", sa.String(length=8), nullable=False),
        sa.Column("first_number", _ID, nullable=False),
        sa.Column("last_number", _ID, nullable=False),
        sa.Column("first_seq", _ID, nullable=False),
        sa.Column("last_seq", _ID, nullable=False),
        sa.Column("last_turn", _ID, nullable=False),
        sa.Column("sitting", _ID, nullable=False),
        sa.Column("turns", _ID, nullable=False),
        sa.Column("seen_seq", _ID, nullable=False),
        sa.Column("version", _ID, nullable=False),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("threads", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_summaries"),
        sa.ForeignKeyConstraint(["game_id"], ["games.id"], name="fk_summaries_game_id_games"),
        sa.ForeignKeyConstraint(["branch_id"], ["branches.id"], name="fk_summaries_branch_id_branches"),
        sa.ForeignKeyConstraint(["last_turn"], ["turns.id"], name="fk_summaries_last_turn_turns"),
        sa.ForeignKeyConstraint(["sitting"], ["sessions.id"], name="fk_summaries_sitting_sessions"),
        sa.UniqueConstraint(
            "branch_id", "level", "first_number", "last_number", "version", name="uq_summaries_branch_id_level_first_number_last_number_version"
        ),
    )
    op.create_index("ix_summaries_game_id", "summaries", ["game_id"])
    op.add_column("windows", sa.Column("chronicle", sa.Text(), nullable=True))
