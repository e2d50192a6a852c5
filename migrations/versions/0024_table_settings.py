"""How each table plays.

Why: modes, turn control and pace are chosen per game and outlive the process.
What old rows get: an empty object, which is every default: they go on as they were.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("games", sa.Column("settings", sa.Text(), server_default="{}", nullable=False))
