"""Of whom a limit has nothing left: counted for watchers, quick with many servers that have set limits of their own."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, select

from gm.domain.budgets import PERIODS, Period, SpendLimit, each_of, span_of
from gm.store.call_rows import day_of
from gm.store.nano import to_nano
from gm.store.rows_call import SPEND_TOTALS
from gm.store.tx import Tx, stored

_T = SPEND_TOTALS.c
_TOTALS = select(_T.scope, _T.period, _T.total, _T.tokens).where(_T.period.in_(bindparam("spans", expanding=True)))
SERVERS: Final = "guild:"
EACH_SERVER: Final = "guild:*"


@stored
def load_used_up(tx: Tx, limits: Sequence[SpendLimit], now: datetime) -> frozenset[tuple[str, Period]]:
    """(scope, period) of all who have nothing left of one of these limits; one that names somebody goes before one that
    is each one's, by unit."""
    day = day_of(now)
    spans = {span_of(period, day): period for period in PERIODS}
    taken = {
        (str(row.scope), spans[row.period]): (int(row.total), int(row.tokens))
        for row in tx.rows(_TOTALS, {"spans": list(spans)})
    }
    there: dict[tuple[str, Period], list[SpendLimit]] = {}
    for limit in limits:
        there.setdefault((limit.scope, limit.period), []).append(limit)
    named = {at for at in there if not at[0].endswith("*")}
    found: set[tuple[str, Period]] = set()
    for scope, period in named | taken.keys():
        each = EACH_SERVER if scope.startswith(SERVERS) and "/" not in scope else each_of(scope)
        own, others = (_allowed(there.get((name, period), ())) for name in (scope, each))
        for at, used in enumerate(taken.get((scope, period), (0, 0))):
            allowed = own[at] if own[at] is not None else others[at]
            if allowed is not None and used >= allowed:
                found.add((scope, period))
    return frozenset(found)


def _allowed(limits: Iterable[SpendLimit]) -> tuple[int | None, int | None]:
    """The tightest of them in nano-dollars and in tokens."""
    held = tuple(limits)
    money = [nano for each in held if (nano := to_nano(each.usd)) is not None]
    tokens = [each.tokens for each in held if each.tokens is not None]
    return min(money, default=None), min(tokens, default=None)
