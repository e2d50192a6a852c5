"""Limits per campaign and per player, in money and in tokens; calls that nobody waits for any more.

Why: totals are kept under more names than a payer's and an account's (a campaign, a player), also in tokens; a call says
what is counted for it, who bears it where several players caused it, and from when on it is lost.
What old rows get: totals keep their money and have no tokens yet; campaigns and players are counted from here on. Calls
have NULL: they count as their cost, or else as what was held, and never expire by the clock.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("model_calls", sa.Column("counted", _ID, nullable=True))
    op.add_column("model_calls", sa.Column("counted_tokens", _ID, nullable=True))
    op.add_column("model_calls", sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "call_players",
        sa.Column("call_id", _ID, nullable=False),
        sa.Column("position", _ID, nullable=False, autoincrement=False),
        sa.Column("player", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["model_calls.id"], name=op.f("fk_call_players_call_id_model_calls")),
        sa.PrimaryKeyConstraint("call_id", "position", name=op.f("pk_call_players")),
        sqlite_with_rowid=False,
    )
    op.rename_table("spend_totals", "spend_totals_before")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER INDEX pk_spend_totals RENAME TO pk_spend_totals_before")
    op.create_table(
        "spend_totals",
        sa.Column("scope", sa.String(length=300), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("total", _ID, nullable=False),
        sa.Column("tokens", _ID, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("scope", "period", name=op.f("pk_spend_totals")),
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO spend_totals (scope, period, total) SELECT payer, period, total FROM spend_totals_before")
    op.drop_table("spend_totals_before")
