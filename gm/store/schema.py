"""All tables in one place: what migrations are compared with."""

from sqlalchemy import text

from gm.store import (
    rows_call,
    rows_chronicle,
    rows_discord,
    rows_facts,
    rows_game,
    rows_gm,
    rows_guards,
    rows_health,
    rows_history,
    rows_memory,
    rows_money,
    rows_own,
    rows_privacy,
    rows_rating,
    rows_reminders,
    rows_safety,
    rows_secrets,
    rows_sitting,
    rows_turn,
    rows_unrecorded,
    rows_upload,
    rows_usage,
    rows_vectors,
)
from gm.store.rows import Base

METADATA = Base.metadata
"""Every table that the program knows."""

for _index in [index for table in METADATA.tables.values() for index in table.indexes if "where" in index.info]:
    _index.dialect_kwargs["postgresql_where"] = text(_index.info["where"])

__all__ = [
    "METADATA",
    "rows_call",
    "rows_chronicle",
    "rows_discord",
    "rows_facts",
    "rows_game",
    "rows_gm",
    "rows_guards",
    "rows_health",
    "rows_history",
    "rows_memory",
    "rows_money",
    "rows_own",
    "rows_privacy",
    "rows_rating",
    "rows_reminders",
    "rows_safety",
    "rows_secrets",
    "rows_sitting",
    "rows_turn",
    "rows_unrecorded",
    "rows_upload",
    "rows_usage",
    "rows_vectors",
]
