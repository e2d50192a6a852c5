"""How limits stand, as lines of text."""

from collections.abc import Sequence
from datetime import datetime

from gm.domain.budgets import EACH, SpendLimit, Unit, kind_of, named_in, owner_of
from gm.review.amounts import money
from gm.store.database import Database
from gm.store.expiring import close_expired
from gm.store.standings import Standing, load_standings

_HEAD = ("whose", "a", "limit", "spent", "held", "left", "begins anew (UTC)")


async def limit_lines(database: Database, limits: Sequence[SpendLimit], now: datetime) -> list[str]:
    """A table, a line for each limit. Calls that nobody waits for any more are closed first."""
    async with database.begin() as db:
        await close_expired(db, now)
        standings = await load_standings(db, limits, now)
        await db.commit()
    if not standings:
        return ["There is no limit. `limits:` in gm.yaml sets some."]
    rows = [_HEAD, *(_row(standing) for standing in standings)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(_HEAD))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def amount(value: int, unit: Unit) -> str:
    """Nano-dollars or tokens as people read them."""
    return money(value / 1e9) if unit == "usd" else f"{value:,} tokens"


def whose(scope: str) -> str:
    """A scope as a host reads it."""
    owner, kind, name = owner_of(scope), kind_of(scope), named_in(scope)
    base = "all" if owner == "host" else "each server" if owner == f"guild:{EACH}" else owner
    if not kind:
        return base
    who = f"each {kind}" if name == EACH else f"{kind} {name}"
    return who if owner == "host" else f"{base}, {who}"


def _row(standing: Standing) -> tuple[str, ...]:
    unit = standing.unit
    return (
        whose(standing.scope),
        standing.limit.period,
        amount(standing.allowed, unit),
        amount(max(0, standing.taken - standing.held), unit),
        amount(standing.held, unit),
        amount(standing.left, unit),
        f"{standing.resets:%Y-%m-%d %H:%M}",
    )
