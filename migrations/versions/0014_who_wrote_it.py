"""Who wrote what people write besides their characters' words; and which words stand in a message of their own.

Why: a telling that somebody edited, and a branch that somebody named, go with them when they are erased; `/why` says
who edited. Words in a message of the player's own may be edited or deleted while nobody listens: they are compared
with the message before they are played.
What old rows get: NULL, not known. An old edit of a telling stays until its game goes; old words are played as received.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("texts", sa.Column("author", sa.String(length=200), nullable=True))
    op.add_column("branches", sa.Column("author", sa.String(length=200), nullable=True))
    op.add_column("inputs", sa.Column("own_post", sa.Boolean(), nullable=True))
