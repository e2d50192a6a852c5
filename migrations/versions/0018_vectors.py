"""Vectors of turns and of lines of old chats.

Why: where a host has set a route for embeddings, recall finds by meaning what shares no word with the question.
What old rows get: nothing. Where a route is set, vectors of old turns are made in the background as a game goes on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "embeddings",
        sa.Column("id", _ID, nullable=False),
        sa.Column("game_id", _ID, nullable=False),
        sa.Column("origin", sa.String(length=8), nullable=False),
        sa.Column("ref_id", _ID, nullable=False),
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("dims", _ID, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_embeddings"),
        sa.ForeignKeyConstraint(["game_id"], ["games.id"], name="fk_embeddings_game_id_games"),
        sa.UniqueConstraint(
            "game_id", "origin", "ref_id", "model", name="uq_embeddings_game_id_origin_ref_id_model"
        ),
    )
    op.create_index("ix_embeddings_game_id_model_id", "embeddings", ["game_id", "model", "id"])
