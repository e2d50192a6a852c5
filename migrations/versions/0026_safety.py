"""Lines and veils of single players, and a log of what was kept out.

Why: what one player does not want to meet is theirs alone to say and to take back, so it stands in rows of its own. A host
must see that something happens at a table without reading what.
What old rows get: nothing. Nobody had set any; earlier cards stay in `steers` and are not in the log.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "player_boundaries",
        sa.Column("id", _ID, nullable=False),
        sa.Column("game_id", _ID, nullable=False),
        sa.Column("player", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["game_id"], ["games.id"], name="fk_player_boundaries_game_id_games"),
        sa.PrimaryKeyConstraint("id", name="pk_player_boundaries"),
    )
    op.create_index("ix_player_boundaries_game_id", "player_boundaries", ["game_id"])
    op.create_table(
        "safety_events",
        sa.Column("id", _ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("game_id", _ID, nullable=False),
        sa.Column("event", sa.String(length=16), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("by", sa.String(length=8), nullable=False),
        sa.Column("count", _ID, nullable=False),
        sa.ForeignKeyConstraint(["game_id"], ["games.id"], name="fk_safety_events_game_id_games"),
        sa.PrimaryKeyConstraint("id", name="pk_safety_events"),
    )
    op.create_index("ix_safety_events_at", "safety_events", ["at"])
