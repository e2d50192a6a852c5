"""Characters that players made, and campaigns that servers uploaded.

Why: a player may bring a character of their own, which outlives one game and whose words can be erased; a server's game
masters may play campaigns of their own without the host's hands.
What old rows get: both tables begin empty; nobody who sits in a lobby has said yet that they are ready.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "own_characters",
        sa.Column("id", ID, nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("ruleset", sa.String(length=64), nullable=False),
        sa.Column("picks", sa.Text(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("erased_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_characters")),
        sa.UniqueConstraint("slug", name=op.f("uq_own_characters_slug")),
    )
    op.create_index("ix_own_characters_owner", "own_characters", ["owner"])
    op.create_table(
        "game_guests",
        sa.Column("game_id", ID, autoincrement=False, nullable=False),
        sa.Column("own_id", ID, autoincrement=False, nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("joined_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["game_id"], ["games.id"], name=op.f("fk_game_guests_game_id_games")),
        sa.ForeignKeyConstraint(["own_id"], ["own_characters.id"], name=op.f("fk_game_guests_own_id_own_characters")),
        sa.PrimaryKeyConstraint("game_id", "own_id", name=op.f("pk_game_guests")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "campaign_uploads",
        sa.Column("id", ID, nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("tagline", sa.Text(), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("revision", ID, nullable=False),
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("files", sa.LargeBinary(), nullable=False),
        sa.Column("size", ID, nullable=False),
        sa.Column("uploaded_by", sa.BigInteger(), nullable=False),
        sa.Column("uploaded_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_uploads")),
    )
    op.create_index("uq_campaign_uploads_slug", "campaign_uploads", ["guild_id", "slug"], unique=True)
    op.add_column("discord_seats", sa.Column("ready", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("discord_seats") as table:
        table.alter_column("ready", server_default=None)
