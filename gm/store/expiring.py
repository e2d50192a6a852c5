"""Calls that nobody waits for any more, and what is counted for a call that has ended."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, select, update

from gm.domain.ledger import CallEnd
from gm.store.rows_call import MODEL_CALLS
from gm.store.tx import Tx, stored
from gm.store.usage_days import count_calls

EVERY: Final = timedelta(seconds=60)
"""How often a process that makes calls looks for expired ones."""
_M = MODEL_CALLS.c
_EXPIRED = (
    select(_M.id)
    .where(_M.status == "reserved", _M.expires_at < bindparam("now"))
    .order_by(_M.id)
    .with_for_update(skip_locked=True)
)
_CLOSE = (
    update(MODEL_CALLS)
    .where(_M.id == bindparam("call"), _M.status == "reserved")
    .values(
        status="lost",
        settled_at=bindparam("now"),
        prompt_tokens=_M.prompt_estimate,
        cost=_M.reserved_cost,
        error="nobody has settled it in its time: its process ended, or was stopped, before the answer was in",
    )
)


@stored
def close_expired(tx: Tx, now: datetime) -> int:
    """Close calls whose time is over as `lost`, at what was held for them, whoever made them; gives how many.

    Totals stay as they are: what was held is what is counted.
    """
    expired = tx.rows(_EXPIRED, {"now": now})
    closed = [row.id for row in expired if tx.write(_CLOSE, {"call": row.id, "now": now})]
    count_calls(tx, *closed)
    return len(closed)


def counts(end: CallEnd, cost: int | None, held: int, held_tokens: int | None) -> tuple[int, int | None]:
    """Nano-dollars and tokens that limits count for a call that has ended: what is known of it, else what was held.

    A call that was turned down before anything was written counts for nothing.
    """
    usage = end.usage
    money = cost if cost is not None else 0 if end.unbilled else held
    if held_tokens is None:
        return money, None
    if usage.prompt_tokens is not None and usage.completion_tokens is not None:
        return money, usage.prompt_tokens + usage.completion_tokens
    return money, 0 if end.unbilled else held_tokens
