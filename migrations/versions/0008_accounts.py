"""Whose use a call is counted as, stops of spending, and sealed keys of servers.

Why: a server may have a cap of its own within the host's money, or pay with a key of its own; and whoever pays must be
able to stop all spending at once, from a terminal beside a running bot.
What old rows get: calls that were made before are counted as nobody's use but the payer's (NULL).
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("model_calls", sa.Column("account", sa.String(length=64), nullable=True))
    op.create_index("ix_model_calls_account", "model_calls", ["account", "started_at"])
    op.create_table(
        "spend_stops",
        sa.Column("scope", sa.String(length=64), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_spend_stops")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "account_keys",
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("provider", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_account_keys")),
        sqlite_with_rowid=False,
    )
