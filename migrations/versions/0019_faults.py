"""Candidates that are ailing, and what went wrong with calls.

Why: a model that fails is left alone for a while by all processes, and every failure is a row that a host can see.
What old rows get: nothing. Failures before this are in `model_calls.error` alone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "ailing_candidates",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("fault", sa.String(length=16), nullable=False),
        sa.Column("fails", _ID, nullable=False),
        sa.Column("rests", _ID, nullable=False),
        sa.Column("last", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("probing", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_ailing_candidates"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "call_events",
        sa.Column("id", _ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("call_id", _ID, nullable=True),
        sa.Column("game_id", _ID, nullable=True),
        sa.Column("turn_id", _ID, nullable=True),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("fault", sa.String(length=16), nullable=False),
        sa.Column("done", sa.String(length=16), nullable=False),
        sa.Column("to_model", sa.String(length=200), nullable=False),
        sa.Column("wait_ms", _ID, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_call_events"),
        sa.ForeignKeyConstraint(["call_id"], ["model_calls.id"], name="fk_call_events_call_id_model_calls"),
        sa.ForeignKeyConstraint(["game_id"], ["games.id"], name="fk_call_events_game_id_games"),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], name="fk_call_events_turn_id_turns"),
    )
    op.create_index("ix_call_events_turn_id", "call_events", ["turn_id"])
    op.create_index("ix_call_events_at", "call_events", ["at"])
