"""What the guards of narrations did.

Why: how often a model had to be cut, mended or asked again is what one chooses models by, and what `/why` has to tell.
What old rows get: nothing. Of earlier narrations nothing was counted.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "guard_hits",
        sa.Column("turn_id", _ID, nullable=False),
        sa.Column("alternative", _ID, autoincrement=False, nullable=False),
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("fault", sa.String(length=16), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("count", _ID, nullable=False),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], name="fk_guard_hits_turn_id_turns"),
        sa.PrimaryKeyConstraint("turn_id", "alternative", "model", "fault", "action", name="pk_guard_hits"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_guard_hits_model", "guard_hits", ["model"])
