"""How an answer in JSON was asked for.

Why: a ruling comes down a ladder (held to a schema, to JSON as such, by words alone, repaired); hosts see which step
their models need.
What old rows get: NULL, not known.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("model_calls", sa.Column("rung", sa.String(length=16), nullable=True))
