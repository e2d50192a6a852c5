"""Facts with time and provenance, and what a table pins, locks or hides from recollection.

Why: what players and game masters want remembered, and what a scribe notes when a span of the story closes, is kept
beside the turns that it comes from, with who may know it.
What old rows get: nothing; old games begin without facts. What characters have learned of a campaign's secrets is read
from the state as before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "facts",
        sa.Column("id", ID, nullable=False),
        sa.Column("game_id", ID, nullable=False),
        sa.Column("branch_id", ID, nullable=False),
        sa.Column("seq", ID, nullable=False),
        sa.Column("number", ID, nullable=False),
        sa.Column("supersedes", ID, nullable=True),
        sa.Column("turn_id", ID, nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("relation", sa.Text(), nullable=True),
        sa.Column("object", sa.Text(), nullable=True),
        sa.Column("standing", sa.String(length=8), nullable=False),
        sa.Column("audience", sa.String(length=8), nullable=False),
        sa.Column("knowers", sa.Text(), nullable=False),
        sa.Column("importance", ID, nullable=False),
        sa.Column("valid_from", ID, nullable=False),
        sa.Column("writer", sa.String(length=8), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["game_id"], ["games.id"], name=op.f("fk_facts_game_id_games")),
        sa.ForeignKeyConstraint(["branch_id"], ["branches.id"], name=op.f("fk_facts_branch_id_branches")),
        sa.ForeignKeyConstraint(["supersedes"], ["facts.id"], name=op.f("fk_facts_supersedes_facts")),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], name=op.f("fk_facts_turn_id_turns")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facts")),
    )
    op.create_index("ix_facts_branch_id", "facts", ["branch_id"])
    op.create_index("ix_facts_game_id", "facts", ["game_id"])
    op.create_table(
        "memory_marks",
        sa.Column("id", ID, nullable=False),
        sa.Column("game_id", ID, nullable=False),
        sa.Column("what", sa.String(length=180), nullable=False),
        sa.Column("mark", sa.String(length=8), nullable=False),
        sa.Column("player", sa.String(length=200), nullable=False),
        sa.Column("after_number", ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["game_id"], ["games.id"], name=op.f("fk_memory_marks_game_id_games")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memory_marks")),
        sa.UniqueConstraint("game_id", "what", "mark", name=op.f("uq_memory_marks_game_id_what_mark")),
    )
