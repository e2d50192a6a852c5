"""The running totals that limits are checked against: added to by one statement, locks taken in one order."""

from collections.abc import Mapping
from functools import lru_cache

from sqlalchemy import TextClause, text

from gm.store.tx import Tx

Key = tuple[str, str]
"""Scope and period."""


def add_totals(tx: Tx, amounts: Mapping[Key, tuple[int, int]]) -> dict[Key, tuple[int, int]]:
    """Add nano-dollars and tokens to totals, by (scope, period); gives what they are then."""
    if not amounts:
        return {}
    values: dict[str, object] = {}
    for number, ((scope, period), (money, tokens)) in enumerate(sorted(amounts.items())):
        values |= {f"s{number}": scope, f"p{number}": period, f"m{number}": money, f"t{number}": tokens}
    rows = tx.rows(_put(len(amounts)), values)
    return {(scope, period): (int(money), int(tokens)) for scope, period, money, tokens in rows}


@lru_cache(maxsize=128)
def _put(rows: int) -> TextClause:
    """In both dialects rows are taken in the order in which they stand."""
    values = ", ".join(f"(:s{n}, :p{n}, :m{n}, :t{n})" for n in range(rows))
    return text(
        f"INSERT INTO spend_totals (scope, period, total, tokens) VALUES {values} "
        "ON CONFLICT (scope, period) DO UPDATE SET total = spend_totals.total + excluded.total, "
        "tokens = spend_totals.tokens + excluded.tokens RETURNING scope, period, total, tokens"
    )
