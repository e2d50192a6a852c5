"""A game master's note for a number of beats counts them in each scene.

Why: while a party is split, what the others play used a note up that was never given to a beat of one's own.
What old rows get: the beats that were left of them now; those that were over are over.
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_LAST = """(SELECT branches.last_number FROM games JOIN branches ON branches.id = games.branch_id
            WHERE games.id = gm_notes.game_id)"""


def upgrade() -> None:
    op.add_column("gm_notes", sa.Column("after_number", ID, nullable=True))
    op.add_column("gm_notes", sa.Column("beats", ID, nullable=True))
    op.execute(
        f"UPDATE gm_notes SET after_number = {_LAST}, "
        f"beats = CASE WHEN until_number > {_LAST} THEN until_number - {_LAST} ELSE 0 END "
        "WHERE until_number IS NOT NULL"
    )
    with op.batch_alter_table("gm_notes") as table:
        table.drop_column("until_number")
