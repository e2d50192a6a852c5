"""Which limits are mostly used up: read before a call, so that cheaper models can be asked in time."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from gm.domain.budgets import PERIODS, SpendLimit, Strain, shares_of, span_of, standing_limits
from gm.domain.calls import CallPurpose
from gm.store.call_players import players_of
from gm.store.call_rows import day_of
from gm.store.nano import to_nano
from gm.store.rows_call import SPEND_TOTALS
from gm.store.tx import Tx, stored

_T = SPEND_TOTALS.c
_TAKEN = select(_T.scope, _T.period, _T.total, _T.tokens).where(
    _T.scope.in_(bindparam("scopes", expanding=True)), _T.period.in_(bindparam("spans", expanding=True))
)


@stored
def load_strains(tx: Tx, purpose: CallPurpose, limits: Sequence[SpendLimit], now: datetime) -> tuple[Strain, ...]:
    """Limits that a call for this purpose counts under and that are used up to their soft share, or further."""
    owners = {purpose.payer, purpose.account or purpose.payer}
    scopes = [share.scope for share in shares_of(owners, purpose.campaign, players_of(purpose), 0, 0)]
    day = day_of(now)
    limited = [(scope, period) for scope in scopes for period in PERIODS if standing_limits(limits, scope, period)]
    if not limited:
        return ()
    values = {"scopes": sorted({scope for scope, _ in limited}), "spans": [day, day[:7]]}
    taken = {(row.scope, row.period): row for row in tx.rows(_TAKEN, values)}
    found: list[Strain] = []
    for scope, period in limited:
        row = taken.get((scope, span_of(period, day)))
        for limit in standing_limits(limits, scope, period):
            found += _strains(limit, scope, row)
    return tuple(found)


def _strains(limit: SpendLimit, scope: str, row: Any) -> Iterator[Strain]:
    money, tokens = (0, 0) if row is None else (int(row.total), int(row.tokens))
    if limit.usd is not None:
        allowed = to_nano(limit.usd) or 0
        if money >= allowed * limit.soft and (limit.soft < 1 or money >= allowed):
            yield Strain(scope, limit.period, "usd", money, allowed)
    if limit.tokens is not None and tokens >= limit.tokens * limit.soft and (limit.soft < 1 or tokens >= limit.tokens):
        yield Strain(scope, limit.period, "tokens", tokens, limit.tokens)
