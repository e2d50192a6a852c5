"""Calls added up by day, what a cached token costs less, and an index by time.

Why: `gm usage` read every call each time; over a million of them that takes many seconds. What caching saved could not
be told, for prices change and no row said what they were.
What old rows get: all closed calls are added up once. `cache_rebate` stays NULL: what their prices were is not known.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_KEYS = (
    ("day", sa.String(length=10)),
    ("game_id", _ID),
    ("session_id", _ID),
    ("campaign", sa.String(length=64)),
    ("payer", sa.String(length=64)),
    ("account", sa.String(length=64)),
    ("player", sa.String(length=200)),
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
_FILL = """
INSERT INTO usage_days (
    day, game_id, session_id, campaign, payer, account, player, role, category, content_tag, backend, provider, maker,
    model, weights, calls, failed, unknown, prompt, prompted, cached, completion, completed, reasoning, reasoned,
    offered, tooled, cost, saved
)
SELECT
    m.day, coalesce(m.game_id, 0), coalesce(t.session_id, 0), coalesce(m.campaign, ''), m.payer,
    coalesce(m.account, ''), coalesce(m.player, ''), m.role, m.category, m.content_tag, m.backend, m.provider, m.maker,
    m.model, CASE WHEN m.open_weight IS NULL THEN '' WHEN m.open_weight THEN 'open' ELSE 'closed' END,
    count(*),
    sum(CASE WHEN m.status IN ('failed', 'lost', 'refused') THEN 1 ELSE 0 END),
    sum(CASE WHEN m.cost IS NULL THEN 1 ELSE 0 END),
    coalesce(sum(m.prompt_tokens), 0), count(m.prompt_tokens),
    coalesce(sum(m.cached_tokens), 0),
    coalesce(sum(m.completion_tokens), 0), count(m.completion_tokens),
    coalesce(sum(m.reasoning_tokens), 0),
    sum(CASE WHEN m.reasoning_tokens > 0 THEN 1 ELSE 0 END),
    sum(CASE WHEN m.tools_offered > 0 THEN 1 ELSE 0 END),
    sum(CASE WHEN m.tools_called > 0 THEN 1 ELSE 0 END),
    coalesce(sum(m.cost), 0), 0
FROM model_calls AS m LEFT JOIN turns AS t ON t.id = m.turn_id
WHERE m.status <> 'reserved'
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
"""


def upgrade() -> None:
    op.add_column("model_calls", sa.Column("cache_rebate", _ID, nullable=True))
    op.create_index("ix_model_calls_started_at", "model_calls", ["started_at"])
    keys = [sa.Column(name, kind, nullable=False, autoincrement=False) for name, kind in _KEYS]
    sums = [sa.Column(name, _ID, nullable=False) for name in _SUMS]
    op.create_table(
        "usage_days",
        *keys,
        *sums,
        sa.PrimaryKeyConstraint(*[name for name, _ in _KEYS], name="pk_usage_days"),
        sqlite_with_rowid=False,
    )
    op.execute(_FILL)
