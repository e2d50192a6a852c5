"""Who said what a call was about.

Why: a sampled classifier may say otherwise than the rules; a host who reads the bill by tag can tell the two apart.
What old rows get: NULL. All of them were tagged by the rules.
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("model_calls", sa.Column("tag_source", sa.String(length=16), nullable=True))
