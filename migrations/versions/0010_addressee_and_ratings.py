"""Whom words are said to; what readers think of tellings.

Why: "speak to …" aims a line at somebody; thumbs on a telling are reviewed by model.
What old rows get: inputs nobody that they are said to (NULL); there were no ratings.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("inputs", sa.Column("addressee", sa.String(length=200), nullable=True))
    op.create_table(
        "ratings",
        sa.Column("turn_id", ID, nullable=False),
        sa.Column("player", sa.String(length=200), nullable=False),
        sa.Column("game_id", ID, nullable=False),
        sa.Column("verdict", ID, nullable=False),
        sa.Column("model", sa.String(length=64), nullable=False),
        sa.Column("alternative", ID, nullable=False),
        sa.Column("rated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["game_id"], ["games.id"], name=op.f("fk_ratings_game_id_games")),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], name=op.f("fk_ratings_turn_id_turns")),
        sa.PrimaryKeyConstraint("turn_id", "player", name=op.f("pk_ratings")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_ratings_game_id", "ratings", ["game_id"])
