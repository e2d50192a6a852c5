"""Where each limit stands: what is taken of it, how much of that is only held, and when it begins anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, select

from gm.domain.budgets import EACH, Share, SpendLimit, Unit, kind_of, resets_at, shares_of, span_of
from gm.store.call_players import load_players
from gm.store.call_rows import day_of
from gm.store.holding import owners_of
from gm.store.nano import to_nano
from gm.store.rows_call import MODEL_CALLS, SPEND_TOTALS
from gm.store.tx import Tx, stored

_T, _M = SPEND_TOTALS.c, MODEL_CALLS.c
_TOTALS = select(_T.scope, _T.period, _T.total, _T.tokens).where(_T.period.in_(bindparam("spans", expanding=True)))
_HELD = select(_M.id, _M.payer, _M.account, _M.campaign, _M.player, _M.day, _M.counted, _M.counted_tokens).where(
    _M.status == "reserved", _M.counted.is_not(None)
)

Totals = dict[tuple[str, str], tuple[int, int]]
"""By scope and period: nano-dollars and tokens."""
UNITS: Final[tuple[Unit, ...]] = ("usd", "tokens")


@dataclass(frozen=True, slots=True)
class Standing:
    """One limit in one unit. `allowed`, `taken` and `held` in nano-dollars or tokens; `held` is a part of `taken`."""

    limit: SpendLimit
    scope: str
    """Whose it is; ends in `*` where it is each one's and nobody has taken anything yet."""
    unit: Unit
    allowed: int
    taken: int
    held: int
    resets: datetime

    @property
    def left(self) -> int:
        """What may still be taken; never below 0."""
        return max(0, self.allowed - self.taken)


@stored
def load_standings(tx: Tx, limits: Sequence[SpendLimit], now: datetime, *, most: int = 5) -> tuple[Standing, ...]:
    """All of these limits as they stand. Of one that is each one's (`host/player:*`), those `most` who have taken the
    greatest part of it."""
    day = day_of(now)
    totals = {
        (row.scope, row.period): (int(row.total), int(row.tokens))
        for row in tx.rows(_TOTALS, {"spans": [day, day[:7]]})
    }
    held = _held(tx)
    found: list[Standing] = []
    for limit in limits:
        span = span_of(limit.period, day)
        for at, (unit, allowed) in enumerate(zip(UNITS, (to_nano(limit.usd), limit.tokens), strict=True)):
            for scope in _scopes(limit, limits, totals, span, unit, most) if allowed is not None else ():
                taken, reserved = (sums.get((scope, span), (0, 0))[at] for sums in (totals, held))
                assert allowed is not None
                found.append(Standing(limit, scope, unit, allowed, taken, reserved, resets_at(limit.period, now)))
    return tuple(found)


def _scopes(
    limit: SpendLimit, limits: Sequence[SpendLimit], totals: Totals, span: str, unit: Unit, most: int
) -> list[str]:
    """Whose this limit is: of each one's, those for whom no limit of their own stands in its place."""
    if not limit.scope.endswith(EACH):
        return [limit.scope]
    prefix, at = limit.scope.removesuffix(EACH), UNITS.index(unit)
    there = [
        (taken[at], scope)
        for (scope, period), taken in totals.items()
        if period == span
        and scope.startswith(prefix)
        and kind_of(scope) == kind_of(limit.scope)
        and not any(each.scope == scope and each.period == limit.period and _of(each, unit) for each in limits)
    ]
    return [scope for _, scope in sorted(there, reverse=True)[:most]] or [limit.scope]


def _of(limit: SpendLimit, unit: Unit) -> bool:
    return (limit.usd if unit == "usd" else limit.tokens) is not None


def _held(tx: Tx) -> Totals:
    """What is held for calls that are on their way, by scope and period."""
    sums: Totals = {}
    for row in tx.rows(_HELD):
        for share in _shares(tx, row):
            for span in (row.day, row.day[:7]):
                money, tokens = sums.get((share.scope, span), (0, 0))
                sums[share.scope, span] = (money + share.money, tokens + share.tokens)
    return sums


def _shares(tx: Tx, row: Any) -> tuple[Share, ...]:
    players = load_players(tx, row.id, row.player)
    return shares_of(owners_of(row._mapping), row.campaign, players, row.counted, row.counted_tokens or 0)
