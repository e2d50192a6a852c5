"""What was written of the past belongs to one scene.

Why: where a party splits, what is summed up of one scene must hold nothing of what happened meanwhile in another.
What old rows get: `main`, the only scene that there was.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("summaries", sa.Column("scene", sa.String(64), server_default="main", nullable=False))
