"""Money held before a call: the totals that limits are checked against, and the stops that let nothing through.

All of it happens inside the transaction that writes the call's row. Scopes and periods are taken in one order
everywhere, so that two calls can wait for each other but never lock each other out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import bindparam, select

from gm.domain.ledger import SpendLimit
from gm.store.coding import NANO, to_nano
from gm.store.rows import Upsert
from gm.store.rows_call import SPEND_TOTALS
from gm.store.rows_money import SPEND_STOPS
from gm.store.tx import Tx

EVERYTHING: Final = "*"
"""The scope of a stop that holds for whoever pays."""
_HOLD = Upsert(
    SPEND_TOTALS,
    lambda put: put.on_conflict_do_update(
        index_elements=["payer", "period"], set_={"total": SPEND_TOTALS.c.total + put.excluded.total}
    ).returning(SPEND_TOTALS.c.total),
)
_STOPPED = select(SPEND_STOPS.c.scope).where(SPEND_STOPS.c.scope.in_(bindparam("scopes", expanding=True)))


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a call may not be made. `kind`: what became of it in a word that is kept with the refused call."""

    kind: Literal["day", "month", "stopped"]
    text: str
    remedy: str


def hold(tx: Tx, row: Mapping[str, Any], limits: Sequence[SpendLimit]) -> Refusal | None:
    """Hold the money of a call that is about to be written; if that passes a limit, let it go again and say which.

    Free calls pass, also while everything is stopped.
    """
    amount = row["reserved_cost"]
    if amount == 0:
        return None
    scopes = _scopes(row["payer"], row["account"])
    if tx.row(_STOPPED, {"scopes": [EVERYTHING, *scopes]}) is not None:
        return Refusal("stopped", "Spending is stopped.", "Whoever stopped it can let it go on.")
    limits = [limit for limit in limits if limit.scope in scopes]
    if amount is None and not limits:
        return None
    held: list[tuple[str, str]] = []
    for scope, period, span in _spans(scopes, row["day"]):
        total = add(tx, scope, span, amount or 0)
        held.append((scope, span))
        limit = _passed(total, amount, [each for each in limits if (each.scope, each.period) == (scope, period)])
        if limit is not None:
            for passed in held:
                add(tx, *passed, -(amount or 0))
            return _refusal(limit, (total - (amount or 0)) / NANO)
    return None


def correct(tx: Tx, payer: str, account: str | None, day: str, difference: int) -> None:
    """Bring the totals to what a call did cost."""
    if difference:
        for scope, _, span in _spans(_scopes(payer, account), day):
            add(tx, scope, span, difference)


def add(tx: Tx, payer: str, period: str, amount: int) -> int:
    """Add nano-dollars to a total; gives what it is then."""
    return int(tx.value(_HOLD.on(tx.dialect), {"payer": payer, "period": period, "total": amount}))


def _scopes(payer: str, account: str | None) -> tuple[str, ...]:
    return tuple(sorted({payer, account or payer}))


def _spans(scopes: Sequence[str], day: str) -> Iterator[tuple[str, str, str]]:
    for scope in scopes:
        yield scope, "day", day
        yield scope, "month", day[:7]


def _passed(total: int, amount: int | None, limits: Sequence[SpendLimit]) -> SpendLimit | None:
    for limit in sorted(limits, key=lambda each: each.usd):
        ceiling = to_nano(limit.usd) or 0
        if total > ceiling or (amount is None and total >= ceiling):
            return limit
    return None


def _refusal(limit: SpendLimit, spent: float) -> Refusal:
    text = f"The {limit.period}'s limit of ${limit.usd:.2f} would be passed (${spent:.4f} is spent or held)."
    remedy = "Raise the limit in gm.yaml, or wait until the period is over."
    if limit.scope.startswith("guild:"):
        remedy = "Those who manage the server can raise it with /host setup."
    return Refusal(limit.period, text, remedy)
