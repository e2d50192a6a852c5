"""Who was told of a limit.

Why: a table, a server's managers and the host are told of a limit once for each period, whatever process tells it.
What old rows get: nothing. A table that was told today may be told once more.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "spend_notices",
        sa.Column("scope", sa.String(length=300), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("scope", "period", "level", "place", name=op.f("pk_spend_notices")),
        sqlite_with_rowid=False,
    )
