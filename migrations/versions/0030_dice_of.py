"""Whose dice a turn has that puts another one right.

Why: a ruling that was reconsidered is played again with the dice that had fallen, so that an objection is never a way to
new ones; the ledger then holds one draw for two turns, and has to say which turn took it over from which.
What old rows get: NULL. Every turn so far had dice of its own.
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("turns", sa.Column("dice_of", sa.String(length=64), nullable=True))
