"""A server's settings as one value, and an audit log.

Why: each new setting of a server would have needed a column; and those who manage a server want to see who changed what.
What old rows get: their campaign, language and note are kept inside the value. The audit log begins empty.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    db = op.get_bind()
    old = db.execute(sa.text("SELECT guild_id, campaign, language, spending_note FROM discord_guilds")).all()
    op.add_column("discord_guilds", sa.Column("settings", sa.Text(), nullable=False, server_default="{}"))
    put = sa.text("UPDATE discord_guilds SET settings = :settings WHERE guild_id = :guild")
    for guild, campaign, language, note in old:
        settings = {"campaign": campaign, "language": language, "spending_note": note}
        db.execute(put, {"guild": guild, "settings": json.dumps(settings, ensure_ascii=False)})
    with op.batch_alter_table("discord_guilds") as table:
        table.alter_column("settings", server_default=None)
        table.drop_column("campaign")
        table.drop_column("language")
        table.drop_column("spending_note")
    op.create_table(
        "discord_audit",
        sa.Column("id", ID, nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discord_audit")),
    )
    op.create_index("ix_discord_audit_guild_id", "discord_audit", ["guild_id", "id"])
