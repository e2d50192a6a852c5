"""Private notes of game masters to the narrator; narrations in other languages.

Why: a game master steers the next beats without the table reading it; who reads another language buys a translation once.
What old rows get: nothing; there were neither notes nor translations.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "gm_notes",
        sa.Column("id", ID, nullable=False),
        sa.Column("game_id", ID, nullable=False),
        sa.Column("player", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("until_number", ID, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["game_id"], ["games.id"], name=op.f("fk_gm_notes_game_id_games")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gm_notes")),
    )
    op.create_index("ix_gm_notes_game_id", "gm_notes", ["game_id"])
    op.create_table(
        "translations",
        sa.Column("turn_id", ID, nullable=False),
        sa.Column("alternative", ID, autoincrement=False, nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], name=op.f("fk_translations_turn_id_turns")),
        sa.PrimaryKeyConstraint("turn_id", "alternative", "language", name=op.f("pk_translations")),
        sqlite_with_rowid=False,
    )
