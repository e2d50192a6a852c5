"""Whether a game on Discord has suggestions, whatever its server has.

Why: a table may want three things to do under each turn where its server has none, or none where it has them.
What old rows get: NULL, as the server has it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("discord_threads", sa.Column("suggestions", sa.Boolean(), nullable=True))
