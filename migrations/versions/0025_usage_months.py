"""Calls added up by month, too.

Why: `gm usage` added up all days of all players each time it was asked, a third of a second for a year of seventy
tables. Months without players and sittings are so few that the bill is there at once.
What old rows get: the months are added up once from the days.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_KEYS = (
    ("month", sa.String(length=7)),
    ("game_id", _ID),
    ("campaign", sa.String(length=64)),
    ("payer", sa.String(length=64)),
    ("account", sa.String(length=64)),
    ("role", sa.String(length=32)),
    ("category", sa.String(length=32)),
    ("content_tag", sa.String(length=64)),
    ("backend", sa.String(length=32)),
    ("provider", sa.String(length=64)),
    ("maker", sa.String(length=64)),
    ("model", sa.String(length=200)),
    ("weights", sa.String(length=8)),
)
_SUMS = (
    "calls", "failed", "unknown", "prompt", "prompted", "cached", "completion", "completed", "reasoning", "reasoned",
    "offered", "tooled", "cost", "saved",
)
_SAME = "game_id, campaign, payer, account, role, category, content_tag, backend, provider, maker, model, weights"


def upgrade() -> None:
    keys = [sa.Column(name, kind, nullable=False, autoincrement=False) for name, kind in _KEYS]
    sums = [sa.Column(name, _ID, nullable=False) for name in _SUMS]
    op.create_table(
        "usage_months",
        *keys,
        *sums,
        sa.PrimaryKeyConstraint(*[name for name, _ in _KEYS], name="pk_usage_months"),
        sqlite_with_rowid=False,
    )
    op.execute(
        f"INSERT INTO usage_months (month, {_SAME}, {', '.join(_SUMS)}) "
        f"SELECT substr(day, 1, 7), {_SAME}, {', '.join(f'sum({name})' for name in _SUMS)} FROM usage_days "
        "GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13"
    )
