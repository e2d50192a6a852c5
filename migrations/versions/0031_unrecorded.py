"""Players whose words are let go once they are answered.

Why: somebody who sat down and agreed to be recorded may take that back in mid-campaign and play on.
What old rows get: nothing. Nobody has asked for it yet, and what was said before stays until it is erased.
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unrecorded",
        sa.Column("player", sa.String(length=200), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("player", name=op.f("pk_unrecorded")),
    )
