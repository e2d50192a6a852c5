"""Money and tokens held before a call: the totals that limits are checked against, and the stops that let nothing
through.

All of it happens inside the transaction that writes the call's row. Totals are taken by one statement, in one order
everywhere, so that two calls can wait for each other but never lock each other out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import bindparam, select

from gm.domain.budgets import PERIODS, Share, SpendLimit, Unit, kind_of, shares_of, span_of, standing_limits
from gm.store.nano import to_nano
from gm.store.refusing import Refusal, over, stopped, without_price
from gm.store.rows_money import SPEND_STOPS
from gm.store.totals import add_totals
from gm.store.tx import Tx

EVERYTHING: Final = "*"
"""The scope of a stop that holds for whoever pays."""
_STOPPED = select(SPEND_STOPS.c.scope).where(SPEND_STOPS.c.scope.in_(bindparam("scopes", expanding=True)))


@dataclass(frozen=True, slots=True)
class Held:
    """What was held: by which players, where players caused the call."""

    players: tuple[str, ...]


def hold(tx: Tx, row: Mapping[str, Any], players: Sequence[str], limits: Sequence[SpendLimit]) -> Held | Refusal:
    """Hold the money and the tokens of a call that is about to be written; if that passes a limit, let it go again and
    say which.

    Free calls pass while spending is stopped, and under every limit in money. Where several players caused the call and
    some of them have nothing left, the others bear it; where nobody has, it is refused.
    """
    amount, tokens = row["reserved_cost"], row["counted_tokens"]
    owners = owners_of(row)
    if amount != 0 and tx.row(_STOPPED, {"scopes": [EVERYTHING, *owners]}) is not None:
        return stopped()
    if amount == 0 and not tokens:
        return Held(tuple(players))
    bearing = tuple(dict.fromkeys(players))
    while True:
        shares = shares_of(owners, row["campaign"], bearing, amount or 0, tokens or 0)
        if amount is None and (limit := _in_money(shares, limits)) is not None:
            return without_price(row["model"], limit)
        passed = _held(tx, shares, row["day"], limits, free=amount == 0)
        if not passed:
            return Held(bearing)
        spent_out = {share.scope for share, _, _, _ in passed}
        others = tuple(
            player for player in bearing if not {s.scope for s in shares_of(owners, None, (player,), 0, 0)} & spent_out
        )
        if not others or any(kind_of(scope) != "player" for scope in spent_out):
            share, limit, unit, total = passed[0]
            return over(limit, unit, share, total)
        bearing = others


def owners_of(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Whoever pays, and whose use it is."""
    return tuple(sorted({row["payer"], row["account"] or row["payer"]}))


def move(tx: Tx, shares: Iterable[Share], day: str) -> dict[tuple[str, str], tuple[int, int]]:
    """Add shares to the totals of the day and the month; gives what they are then."""
    amounts = {
        (share.scope, span_of(period, day)): (share.money, share.tokens) for share in shares for period in PERIODS
    }
    return add_totals(tx, amounts)


def correct(tx: Tx, call: Mapping[str, Any], players: Sequence[str], money: int, tokens: int | None) -> None:
    """Bring the totals from what is counted for a call to what it did take. `tokens` None: they are not counted.

    Whoever was erased meanwhile (an empty name among `players`) keeps the place that says what the others bear.
    """
    before, counted = call["counted"] or 0, call["counted_tokens"] or 0
    spent = (owners_of(call), call["campaign"], players)
    pairs = zip(shares_of(*spent, before, counted), shares_of(*spent, money, tokens or 0), strict=True)
    changed = [Share(new.scope, new.money - old.money, new.tokens - old.tokens) for old, new in pairs]
    changed = [share for share in changed if share.money or share.tokens]
    if changed:
        move(tx, changed, call["day"])


def _held(
    tx: Tx, shares: Sequence[Share], day: str, limits: Sequence[SpendLimit], *, free: bool
) -> list[tuple[Share, SpendLimit, Unit, int]]:
    """Hold it; gives the limits that this passes, and then holds nothing."""
    totals = move(tx, shares, day)
    passed: list[tuple[Share, SpendLimit, Unit, int]] = []
    for share in shares:
        for period in PERIODS:
            money, tokens = totals[share.scope, span_of(period, day)]
            for limit in _tightest(standing_limits(limits, share.scope, period)):
                if not free and limit.usd is not None and money > (to_nano(limit.usd) or 0):
                    passed.append((share, limit, "usd", money - share.money))
                if share.tokens and limit.tokens is not None and tokens > limit.tokens:
                    passed.append((share, limit, "tokens", tokens - share.tokens))
    if passed:
        move(tx, [Share(share.scope, -share.money, -share.tokens) for share in shares], day)
    return passed


def _tightest(limits: Iterable[SpendLimit]) -> list[SpendLimit]:
    """The smallest first: it is the one that is named."""
    return sorted(limits, key=lambda limit: (limit.usd is None, limit.usd or 0.0, limit.tokens or 0))


def _in_money(shares: Sequence[Share], limits: Sequence[SpendLimit]) -> SpendLimit | None:
    for share in shares:
        for period in PERIODS:
            found = [limit for limit in standing_limits(limits, share.scope, period) if limit.usd is not None]
            if found:
                return found[0]
    return None
