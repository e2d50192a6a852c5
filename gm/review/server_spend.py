"""What one server has used: today, this month, at this pace, and what it went to."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from gm.review.spend import PACE_DAYS, SpendTotal, total
from gm.store.money import EVERYTHING, Stop, load_spent, load_stops
from gm.store.nano import from_nano
from gm.store.spend import SpendLine, load_spend
from gm.store.tx import Db

BY: Final = ("category", "game", "player")
MOST_LINES: Final = 6


@dataclass(frozen=True, slots=True)
class ServerSpend:
    """A server's use. Money in US dollars; `held` is what limits are checked against, with calls on their way."""

    today: SpendTotal
    month: SpendTotal
    held_today: float
    held_month: float
    pace: float | None
    """A month at the rate of the last days; None if nothing with a known price was spent."""
    lines: dict[str, tuple[SpendLine, ...]]
    """This month by category, game and player, dearest first."""
    stops: tuple[Stop, ...]
    """Stops that hold for it: its own, and that of everything."""


async def load_server_spend(db: Db, account: str, *, now: datetime) -> ServerSpend:
    """What an account has used, whoever paid."""
    now = now.astimezone(UTC)
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    month = day.replace(day=1)
    lines = {by: await load_spend(db, by=by, since=month, account=account) for by in BY}
    recent = total(await load_spend(db, by="category", since=now - timedelta(days=PACE_DAYS), account=account))
    held = await load_spent(db, account, (f"{day:%Y-%m-%d}", f"{day:%Y-%m}"))
    stops = tuple(stop for stop in await load_stops(db) if stop.scope in (EVERYTHING, account))
    return ServerSpend(
        today=total(await load_spend(db, by="category", since=day, account=account)),
        month=total(lines["category"]),
        held_today=from_nano(held[0]) or 0.0,
        held_month=from_nano(held[1]) or 0.0,
        pace=None if recent.cost is None else recent.cost / PACE_DAYS * 30,
        lines={by: found[:MOST_LINES] for by, found in lines.items()},
        stops=stops,
    )
